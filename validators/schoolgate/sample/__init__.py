"""Believable synthetic extracts with planted faults. Suite-blind: each suite says what its school looks like."""
