"""What can be asked about organisations, accounts, keys and the audit trail; the first argument is the
viewer.
"""
