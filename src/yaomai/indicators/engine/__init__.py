"""What can be computed of statistics: pure functions."""
