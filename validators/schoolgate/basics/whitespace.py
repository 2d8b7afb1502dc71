"""What counts as white space, and what cannot be seen at all."""

SPACES = "".join(chr(point) for point in range(0x3001) if chr(point).isspace())
"""Every Unicode white space character, the no-break ones included; the list is explicit because engines' own differ."""
INVISIBLE = "".join(
    chr(point)
    for start, end in (
        (0x00AD, 0x00AD),  # the soft hyphen
        (0x034F, 0x034F),
        (0x061C, 0x061C),
        (0x115F, 0x1160),  # fillers
        (0x17B4, 0x17B5),
        (0x180B, 0x180F),
        (0x200B, 0x200F),  # zero-width spaces and joiners, marks of direction
        (0x202A, 0x202E),
        (0x2060, 0x206F),
        (0x2800, 0x2800),  # a Braille cell without dots
        (0x3164, 0x3164),
        (0xFE00, 0xFE0F),  # variants of the character before
        (0xFEFF, 0xFEFF),  # the byte-order mark
        (0xFFA0, 0xFFA0),
        (0xFFF9, 0xFFFB),
    )
    for point in range(start, end + 1)
)
"""Characters that nobody sees: a cell of nothing else is missing."""
