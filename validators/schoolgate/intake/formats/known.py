"""The formats that are read. One more is a module beside this one, and its line here."""

from schoolgate.intake.formats.format import Format

FORMATS: tuple[Format, ...] = ()
