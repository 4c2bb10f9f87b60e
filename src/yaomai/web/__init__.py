"""What do people and their programs touch? Thin: parse, call one operation or query, show."""
