"""What can be computed of plans: pure functions."""
