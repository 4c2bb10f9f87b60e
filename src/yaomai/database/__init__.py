"""Where is the data kept: the server, its roles, what each may do, and how a database is brought up to date?"""
