"""What can be asked: reads only, the viewer first."""
