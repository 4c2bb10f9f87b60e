"""What can be asked of the registers: reads only."""
