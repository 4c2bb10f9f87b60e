"""What can be asked of plans; the first argument is the viewer."""
