"""What can be done with indicators: each module is one deed."""
