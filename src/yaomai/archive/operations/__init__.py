"""What can be done with files: each module is one deed."""
