"""The formats that are read. One more is a module beside this one, and its line here."""

from schoolgate.intake.formats.archive import ZIP
from schoolgate.intake.formats.columnar import COLUMNAR
from schoolgate.intake.formats.format import Format
from schoolgate.intake.formats.json_lines import JSON_LINES
from schoolgate.intake.formats.markup import XML
from schoolgate.intake.formats.opendocument import ODS
from schoolgate.intake.formats.text import TEXT
from schoolgate.intake.formats.workbook import OLD, WORKBOOK

FORMATS: tuple[Format, ...] = (TEXT, WORKBOOK, ODS, ZIP, COLUMNAR, JSON_LINES, XML, OLD)
