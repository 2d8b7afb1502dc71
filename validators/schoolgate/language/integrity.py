"""The rules that every suite has alike: keys, cells that can be read, references, a main table that holds a record.

They are built, not written again: a suite says what its records are called, and gets a `Rule` like any other.
"""

from dataclasses import dataclass

from schoolgate.language.predicate import ALWAYS, KEY, AtLeast, AtMost, Filled, IsTrue, Not, Predicate
from schoolgate.language.rule import ABOUT_KEYS, Effect, Example, Owner, Rule, Severity, Source, Variant
from schoolgate.language.table import UNPARSED, Fact, FactTable, Kind, Table

ROWS_WITH_KEY = Fact("rows_with_key", Kind.INT, "how many rows have this key", missing=True, neutral=1)
"""`schoolgate.frames.relations.rows_with_key` counts them."""
FILE = "file"
"""The fact table of a whole file: one row, made by `schoolgate.frames.relations.file_row`."""
FILE_ROWS = Fact("file_rows", Kind.INT, "how many records the file has", neutral=200)

_KINDS = {
    Kind.DATE: ("date", "dates as 2026-09-01 (or name your format in date_formats)"),
    Kind.DATETIME: ("date-time", "date-times as 2026-09-01 14:30"),
    Kind.BOOL: ("yes-or-no cell", "yes-or-no cells as true or false"),
    Kind.INT: ("whole number", "whole numbers as 2027"),
    Kind.NUMBER: ("amount", "amounts as 12.50"),
}
"""What cells of each kind are called, and how they are written. Text can always be read."""


def about_file(main: Table, *derived: Fact) -> FactTable:
    """The fact table of the whole file whose records stand in `main`: how many there are, and what is `derived`."""
    return FactTable(
        FILE, main.name, None, derived=(FILE_ROWS, *derived), about="the whole file, on one row", of=main.of
    )


@dataclass(frozen=True, slots=True)
class Extract:
    """Builds the rules about the files themselves.

    Attributes:
        source: what the rules cite: no article asks for them.
        screen: where the files come from.
        again: what to do once a file is mended, as a sentence; added to each fix.
    """

    source: Source
    screen: str
    again: str = ""

    def key_missing(
        self,
        rule_id: str,
        facts: str,
        record: str,
        key: str,
        *,
        fix: str = "",
        screen: str = "",
        effect: Effect | None = None,
    ) -> Rule:
        """Every row of the fact table `facts`, a `record` each ("student"), has its key."""
        return Rule(
            id=rule_id,
            title=f"{_first_capital(record)} has no {key}",
            asks=f"Every {record} has a {key}.",
            facts=(facts,),
            require=Filled(KEY),
            severity=Severity.ERROR,
            message=f"The {record} in this row has no {key}, so nothing else can be checked for it.",
            fix=self._then(fix or f"Supply the table again with the {key} of every {record}."),
            owner=Owner.SCHOOL,
            screen=screen or self.screen,
            source=self.source,
            column=key,
            effect=effect,
            keyless=True,
            fixed=ABOUT_KEYS,
            good=({KEY: "K1"},),
            bad=({KEY: None},),
        )

    def key_repeated(
        self,
        rule_id: str,
        facts: str,
        records: str,
        key: str,
        *,
        severity: Severity = Severity.ERROR,
        when: Predicate = ALWAYS,
        fix: str = "",
        screen: str = "",
        effect: Effect | None = None,
    ) -> Rule:
        """No two rows of the fact table `facts`, all of them `records` ("students"), have the same key.

        Where the table is keyless, `when` has to say that only those with a key are asked.
        """
        return Rule(
            id=rule_id,
            title=f"Two {records} share a {key}",
            asks=f"No two {records} have the same {key}.",
            facts=(facts,),
            when=when,
            require=AtMost(ROWS_WITH_KEY.name, 1),
            severity=severity,
            message=_repeated(key),
            fix=self._then(fix or f"Find out which of the {records} the {key} belongs to, and correct the others."),
            owner=Owner.SCHOOL,
            screen=screen or self.screen,
            source=self.source,
            column=key,
            effect=effect,
            fixed=ABOUT_KEYS,
            good=({KEY: "K1", ROWS_WITH_KEY.name: 1},),
            bad=({KEY: "K1", ROWS_WITH_KEY.name: 2},),
        )

    def key_of_its_own(
        self,
        rule_id: str,
        facts: tuple[str, ...],
        record: str,
        key: str = KEY,
        *,
        fix: str = "",
        screen: str = "",
        effect: Effect | None = None,
    ) -> Rule:
        """Every row has a key, and no two of a table have the same. `KEY` stands for keys of several names."""
        # A missing value meets no comparison, so a row without a key is not the only one of its key either.
        return Rule(
            id=rule_id,
            title=f"{_first_capital(record)} has no {key} of its own",
            asks=f"Every {record} has a {key}, and no two have the same.",
            facts=facts,
            require=AtMost(ROWS_WITH_KEY.name, 1),
            severity=Severity.ERROR,
            message=_repeated(key),
            fix=self._then(fix or f"Supply the table again, each {record} once and with its {key}."),
            owner=Owner.SCHOOL,
            screen=screen or self.screen,
            source=self.source,
            column=key,
            effect=effect,
            keyless=True,
            fixed=ABOUT_KEYS,
            variants=(
                Variant(Not(Filled(KEY)), message=f"This row has no {key}, so nobody can tell what it is about."),
            ),
            good=({KEY: "K1", ROWS_WITH_KEY.name: 1},),
            bad=({KEY: None, ROWS_WITH_KEY.name: None}, {KEY: "K1", ROWS_WITH_KEY.name: 2}),
        )

    def unreadable(self, rule_id: str, *tables: Table, fix: str = "", screen: str = "") -> Rule:
        """Every cell of the tables can be read as what its column holds; the fact tables have the tables' names."""
        kinds = {column.kind for table in tables for column in table.columns}
        words = [word for kind, (word, _) in _KINDS.items() if kind in kinds]
        ways = [way for kind, (_, way) in _KINDS.items() if kind in kinds]
        return Rule(
            id=rule_id,
            title="Cell cannot be read",
            asks=f"Every {_listed(words, 'and')} can be read as what its column holds.",
            facts=tuple(table.name for table in tables),
            require=Not(Filled(UNPARSED)),
            severity=Severity.WARNING,
            message="The cell in {unparsed} cannot be read as what that column holds; what depends on it was not checked.",
            fix=self._then(fix or f"Write {_listed(ways, 'and')}."),
            owner=Owner.SCHOOL,
            screen=screen or self.screen,
            source=self.source,
            column=UNPARSED,
            counts=False,
            good=({UNPARSED: None},),
            # Any column will do: what stands there is the name of the first that could not be read.
            bad=tuple({UNPARSED: column.name} for column in tables[0].columns if column.kind is not Kind.TEXT)[:1],
        )

    def holds_a_record(self, rule_id: str, main: Table, records: str, *, fix: str = "", screen: str = "") -> Rule:
        """The main table holds a record: an extract without one is a broken export far more often than an empty school."""
        return Rule(
            id=rule_id,
            title=f"{_first_capital(main.name)} holds no record",
            asks=f"The table {main.name} holds at least one record.",
            facts=(FILE,),
            require=AtLeast(FILE_ROWS.name, 1),
            severity=Severity.ERROR,
            message=f"The table {main.name} holds no {records}, so nothing can be checked.",
            fix=self._then(
                fix or f"Export {main.name} again, and see that the export has finished before you copy the file."
            ),
            owner=Owner.SCHOOL,
            screen=screen or self.screen,
            source=self.source,
            column=FILE_ROWS.name,
            good=({FILE_ROWS.name: 1},),
            bad=({FILE_ROWS.name: 0},),
        )

    def reference(
        self,
        rule_id: str,
        facts: str,
        record: str,
        column: str,
        *,
        to: str,
        found: str,
        near: str,
        optional: bool = False,
        severity: Severity = Severity.ERROR,
        fix: str = "",
        screen: str = "",
    ) -> Rule:
        """The `column` of every `record` names a row of the table `to`.

        Args:
            rule_id: the rule's id.
            facts: the fact table of the records.
            record: what one of them is called ("application").
            column: the column that holds the other table's key.
            to: the table whose row it names.
            found: the yes-or-no fact whether there is such a row; no where the column is blank.
            near: the fact with the one key of `to` that differs from it only in spelling.
            optional: whether the column may be blank.
            severity: how bad it is.
            fix: what mends it, if not the usual.
            screen: where, if not in the extract.
        """
        blank = Variant(Not(Filled(column)), message=f"The {record} has no {column}.")
        misspelt = Variant(
            Filled(near),
            message=f"The {record}'s {column} {{{column}}} is not in {to}; it differs from {{{near}}} only in spelling.",
            fix=self._then(f"Write the {column} as {to} has it, or {to} as the {record} has it."),
        )
        without: Example = {column: None, found: False}
        return Rule(
            id=rule_id,
            title=f"{_first_capital(record)} names no row of {to}",
            asks=f"Every {record}{' that has' if optional else ' has'} a {column}"
            + (f" names a row of {to} by it." if optional else f", which names a row of {to}."),
            facts=(facts,),
            when=Filled(column) if optional else ALWAYS,
            require=IsTrue(found),
            severity=severity,
            message=f"The {record}'s {column} {{{column}}} is not in {to}.",
            fix=self._then(fix or f"Correct the {column}, or supply the missing row of {to}."),
            owner=Owner.SCHOOL,
            screen=screen or self.screen,
            source=self.source,
            column=column,
            variants=(misspelt,) if optional else (blank, misspelt),
            good=({column: "K1", found: True}, *([without] if optional else [])),
            bad=({column: "K9", found: False}, *([] if optional else [without])),
        )

    def _then(self, fix: str) -> str:
        return f"{fix} {self.again}".rstrip()


def _repeated(key: str) -> str:
    named = "this row's key" if key == KEY else f"the {key} {{{key}}}"
    return f"{{{ROWS_WITH_KEY.name}}} rows have {named}."


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listed(words: list[str], last: str) -> str:
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)
