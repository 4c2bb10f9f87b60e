"""What is the thing, place or party that this identifier names? For now: the dictionary of identifiers."""
