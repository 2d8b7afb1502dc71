"""What counts as white space."""

SPACES = "".join(chr(point) for point in range(0x3001) if chr(point).isspace())
"""Every Unicode white space character, the no-break ones included; the list is explicit because engines' own differ."""
