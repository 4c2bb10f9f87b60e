"""What about people can be computed from values alone: roles, throttling, the form of keys, visibility."""
