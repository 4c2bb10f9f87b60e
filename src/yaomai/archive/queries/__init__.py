"""What can be asked about files; the viewer comes first."""
