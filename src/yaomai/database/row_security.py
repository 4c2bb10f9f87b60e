"""How does a session of the application see all rows of tables that row-level security guards?

For deeds and verification, which must see what no viewer may. What a viewer sees is set by the room whose tables they are.
"""

EVERYTHING = "SELECT set_config('yaomai.everything', 'on', true)"
"""Asked within a transaction, until whose end it holds."""
