"""What can be done: one file a deed."""
