"""What keeps tables from being read: all of it in one message, as a table "your heading -> ours" and what to write."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from schoolgate.basics.errors import InputError
from schoolgate.intake.matching import Match
from schoolgate.language.reading import listed

FRAMES = "frames"
"""What messages call a source that is no file."""
_ROWS = 40
_SPLIT = "export forename and surname as columns of their own"


@dataclass
class Complaint:
    """What is wrong with one table: a line on what it is, the headings and what they would be, and what to write."""

    says: str
    headings: list[tuple[str, str]] = field(default_factory=list)
    write: list[str] = field(default_factory=list)


def refuse(where: str, complaints: Sequence[Complaint], unread: Sequence[str] = ()) -> None:
    """Raise for all of them at once, if there are any; `unread` says which files could not be read: one may be missed.

    Raises:
        InputError: there are.
    """
    if complaints:
        lines = told(where, complaints)
        if where != FRAMES and any(complaint.write for complaint in complaints):
            lines.append("  schoolgate map writes what is plain of that into the settings, and asks the rest.")
        raise InputError(*lines, *(f"  {note}" for note in unread))


def told(where: str, complaints: Sequence[Complaint]) -> list[str]:
    """All that is in the way, line by line, with the lines of settings that settle it."""
    lines = [complaints[0].says] if len(complaints) == 1 else [f"{where}: {len(complaints)} things are in the way"]
    for complaint in complaints:
        if len(complaints) > 1:
            lines.append(f"  {complaint.says}")
        wide = max((len(heading) for heading, _ in complaint.headings), default=0)
        if complaint.headings:
            lines.append(f"    {'your heading':<{max(wide, 12)}} -> ours")
        shown = complaint.headings[:_ROWS]
        lines += [f"    {heading:<{max(wide, 12)}} -> {ours}" for heading, ours in shown]
        if len(complaint.headings) > _ROWS:
            lines.append(f"    and {len(complaint.headings) - _ROWS} more")
    write = list(dict.fromkeys(line for complaint in complaints for line in complaint.write))
    if write:
        lines += ["  To settle it, write in settings.toml:", *(f"    {line}" for line in write)]
    return lines


def of_match(
    table: str, place: str, headings: Sequence[str], match: Match, whole: Collection[str] = frozenset()
) -> Complaint:
    """What keeps a sheet from being read as a table. Where not one heading is known, the header may be a record: untold.

    `whole` are headings below which whole names stand, where a part of one is looked for.
    """
    if not match.known:
        says = (
            f"{place}: none of its {len(headings)} header cells is a column of {table}, nor is any in the rows below; "
            "is the header row missing? Then say so, with the names of the columns from left to right"
        )
        names = toml_list([*match.absent, "..."])
        return Complaint(says, write=[f"[intake.{table}]", 'header = "none"', f"columns_in_order = {names}"])
    said: list[str] = []
    rows = [(headings[at], ours) for ours, at in match.columns.items()]
    columns: dict[str, str] = {}
    ignore: list[str] = []
    for ours, theirs in match.lost.items():
        said.append(f"the heading {theirs!r}, which [intake.{table}.columns] names for {ours}, is not there")
        columns.setdefault(ours, "?")
    for ours, clashing in match.clashes.items():
        several = sorted(clashing, key=list(headings).index)
        said.append(f"{' and '.join(map(repr, several))} can both be {ours}")
        rows += [(heading, f"{ours}?") for heading in several]
        columns[ours] = clashing[0]
    asked = {ours: match.doubtful.get(ours, ()) + match.near.get(ours, ()) for ours in (*match.doubtful, *match.near)}
    for ours in match.absent:
        alike = asked.pop(ours, ())
        maybe = tuple(heading for heading in alike if heading not in whole)
        hint = f" (is it {' or '.join(map(repr, maybe))}?)" if maybe else ""
        if alike and not maybe:
            hint = f" ({' and '.join(map(repr, alike))} holds whole names, which nothing splits by guess: {_SPLIT})"
        said.append(f"the required column {ours!r} is absent{hint}")
        rows += [(heading, f"{ours}?") for heading in maybe] or [("?", f"{ours} (required)")]
        columns[ours] = maybe[0] if maybe else "?"
    for ours, maybe in asked.items():
        word = "may be" if ours in match.doubtful else "is like"
        said.append(f"{' and '.join(map(repr, maybe))} {word} {ours!r}, which is not taken alone")
        rows += [(heading, f"{ours}?") for heading in maybe]
        ignore += maybe
        if rest := [heading for heading in maybe if heading not in whole]:
            columns[ours] = rest[0]
    rows += [(headings[at], "not read") for at in match.unread if headings[at] not in {row[0] for row in rows}]
    otherwise = "   # or, where it is one:" if columns else ""
    write = [f"[intake.{table}]", f"ignore = {toml_list(ignore)}{otherwise}"] if ignore else []
    if columns:
        write += [f"[intake.{table}.columns]", *(f"{ours} = {toml_text(theirs)}" for ours, theirs in columns.items())]
    return Complaint(f"{place}: as {table}: {'; '.join(said) or 'every heading would do'}", rows, write)


def of_same_names(table: str, place: str, columns: Sequence[Sequence[int]]) -> Complaint:
    """A header with the same name twice: by its columns. Not by the name, which may be somebody's."""
    told = "; ".join(" and ".join(map(str, numbers)) for numbers in columns)
    says = f"{place}: the header has the same name in columns {told}; rename or delete one, or say which is not meant"
    return Complaint(says, write=[f"[intake.{table}]", f"ignore = {toml_list(later(columns))}"])


def later(columns: Sequence[Sequence[int]]) -> list[str]:
    """What settings call the columns that have a name for the second time, or the third."""
    return [f"column {number}" for _, *others in columns for number in others]


def toml_text(text: str) -> str:
    """A text as TOML writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def toml_list(names: Sequence[str]) -> str:
    """Texts as a list of TOML."""
    return "[" + ", ".join(map(toml_text, names)) + "]"


def absent_table(
    where: str, table: str, candidates: Sequence[str], write: Sequence[str] = (), inside: Sequence[str] = ()
) -> Complaint:
    """A required table of which there is no file; `write` names the only file that nothing else is read from."""
    found = f"found: {listed(candidates)}" if candidates else "found no table at all"
    expected = f"a frame {table!r}" if where == FRAMES else f"{table}.csv"
    says = f"{where}: the required table {table} is absent; expected {expected} ({found})"
    if inside:
        says += f"; it is in {', '.join(inside)}: check {where}/{inside[0]}"
    return Complaint(says, write=list(write))
