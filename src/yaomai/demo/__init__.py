"""What does a made-up chain look like, entered only through the same operations as a real one?"""
