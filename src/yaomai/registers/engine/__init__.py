"""What can be computed of registers: pure functions."""
