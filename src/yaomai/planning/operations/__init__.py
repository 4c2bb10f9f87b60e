"""What can be done with plans: each module is one deed."""
