"""What can be done with organisations, accounts and keys: one file a deed."""
