"""What does a plan promise, who says so, and is it kept? Readings of texts, decisions, targets, verdicts."""
