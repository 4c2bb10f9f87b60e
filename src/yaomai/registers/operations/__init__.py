"""What can be done to the registers: one file a deed."""
