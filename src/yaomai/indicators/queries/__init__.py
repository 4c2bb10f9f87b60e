"""What can be asked of indicators; the first argument is the viewer."""
