"""How the lines of a small file are divided: sooner told line by line than NumPy is imported, with which `many` does it."""

import re

from schoolgate.intake.delimited.shape import Shape

_QUOTED = re.compile(rb'"[^"\n]*"')


def shape_of_few(data: bytes, delimiter: str, width: int, above: int, *, quotes: bool) -> Shape:
    """The same as `schoolgate.intake.delimited.many.shape_of_many` says, but for the cells that need no stripping."""
    mark = delimiter.encode()
    if quotes:
        # Of whatever is quoted one mark is left, so that nothing in it divides cells.
        marks = data.count(b'"')
        data, pairs = _QUOTED.subn(b'"', data)
        between = re.escape(mark)
        if marks != 2 * pairs or re.search(rb'[^"\n%b]"|"[^"\n\r%b]' % (between, between), data):
            return Shape(proper=False)
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    short: list[int] = []
    if any(line.count(mark) != width - 1 for line in lines):
        for number, line in enumerate(lines[above:], start=above + 1):
            marks = line.count(mark)
            if line in {b"", b"\r"} or marks == width - 1:
                continue
            if marks >= width:
                return Shape(proper=True, long=number, untidy=None)
            short.append(number)
    return Shape(proper=True, short=tuple(short), untidy=None)
