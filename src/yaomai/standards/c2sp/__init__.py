"""How do transparency logs write tree heads, signatures, proofs, tiles and policies? (c2sp.org)"""
