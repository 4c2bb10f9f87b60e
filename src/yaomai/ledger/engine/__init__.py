"""What the ledger computes: pure functions."""
