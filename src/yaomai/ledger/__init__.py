"""What is on record, and how can anybody prove that it has not been altered since?

A **deed** is one thing done at one moment by one recorder (a document of events captured, a key issued). It holds one or more
**records**, each a body of bytes. A deed is one leaf of the log; its records are the leaves of a small tree of its own, so that
each can be proved by itself. See ARCHITECTURE.md, 'The ledger'.
"""
