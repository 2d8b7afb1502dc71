"""What there is to tell of a check, worked out once, whoever tells it."""
