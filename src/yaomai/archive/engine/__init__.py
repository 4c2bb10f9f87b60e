"""What can be computed about files: pure."""
