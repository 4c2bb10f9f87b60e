"""What can be done to the ledger: one file a deed."""
