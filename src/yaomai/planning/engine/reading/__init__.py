"""What does the text of a plan say, and in which words? Rules and dictionaries; no network, no database."""
