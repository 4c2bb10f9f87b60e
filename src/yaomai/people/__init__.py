"""Who may do what, who may see what, and who did what?

Organisations, accounts of persons, keys of machines, roles and the visibility declaration. Facts about people
are records of the ledger and the tables are their projections; passwords, last uses and the audit trail are
kept beside them.
"""
