"""One order of a run for every door: what is checked, with which settings, as of when, and how it is weighed.

The command line, the library and the pytest plugin fill an order, each in its own way; how it is carried out stands here.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from schoolgate import suites
from schoolgate.basics import toml
from schoolgate.basics.clock import FAR, Moment, is_far, moment
from schoolgate.basics.errors import InputError, SchoolgateError, UsageError, nearest
from schoolgate.basics.looking import is_file, is_folder
from schoolgate.engines.engine import Engine
from schoolgate.gate.decision import Gate
from schoolgate.gate.difference import refuse_other, refuse_other_edition, refuse_strangers
from schoolgate.gate.levels import LEVELS, NEW_LEVELS
from schoolgate.gate.thresholds import thresholds
from schoolgate.gate.waivers import read_waivers
from schoolgate.intake.dividing import Part, refuse_several
from schoolgate.intake.formats.frame import is_pandas
from schoolgate.intake.formats.known import FORMATS
from schoolgate.intake.frames import read_frames
from schoolgate.intake.place import STDIN, Place
from schoolgate.language.files import NOTES_FILE, SETTINGS_FILE, WAIVERS_FILE
from schoolgate.language.rule import Severity
from schoolgate.language.settings import Settings, read_settings, settings_from
from schoolgate.language.suite import Suite
from schoolgate.run.check import check, check_part, judged, wanted
from schoolgate.run.earlier import read_report
from schoolgate.run.pseudonym import pseudonymised, secret
from schoolgate.run.remarks import Remark, read_remarks
from schoolgate.run.result import Result
from schoolgate.run.whose import school_named

SUFFIXES = frozenset(suffix for form in FORMATS for suffix in form.suffixes)
"""The endings of files that may be tables."""
FAR_FROM_NOW = (
    f"the as-of moment is more than {FAR} days from today; leave it out to check for now, or give the day that you mean"
)
"""What is told where an as-of moment was given that nobody may mean any more."""
GIVEN = "given in the call"
"""What reports say of settings that stand in no file."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What to check, and how. Doors hand in what they were given; what it may be is checked here, once.

    Attributes:
        suite: the workflow.
        source: a folder or file of tables, a database, or a tuple of several; or frames by the names of their tables.
        school: whose extract it is; None: as the settings say, else what the source is called.
        settings: the path of a TOML file, or a mapping of the same keys; None: `settings.toml` beside the source, if there.
        trusted: the path of a TOML file of settings that alone counts: nothing beside the source is asked how to weigh it.
        as_of: what stands for now; None: the clock.
        engine: who judges.
        fail_on: the level that fails the run, of `LEVELS` or `NEW_LEVELS`.
        waivers: the file of waivers; None: `waivers.toml` beside the source, if there.
        notes: the file of what people note of rules and records; None: `notes.toml` beside the source, if there.
        baseline: the JSON report of an earlier run, to tell what is new.
        max_findings: thresholds, each `RULE=NUMBER`.
        max_percent: thresholds, each `RULE=PERCENT`.
        strict: whether a run that rests on an assumption fails.
        pseudonyms: whether the identifiers of persons are replaced.
        key_file: the file with the key of the pseudonyms; None: the environment.
        show_values: whether personal values are shown.
        part: the tables of one of the schools that the source holds, which alone are checked; None: all that it holds.
    """

    suite: Suite
    source: object
    school: str | None = None
    settings: object = None
    trusted: Path | None = None
    as_of: object = None
    engine: Engine = Engine.FUSED
    fail_on: str = "error"
    waivers: Path | None = None
    notes: Path | None = None
    baseline: Path | None = None
    max_findings: Sequence[str] = ()
    max_percent: Sequence[str] = ()
    strict: bool = False
    pseudonyms: bool = False
    key_file: Path | None = None
    show_values: bool = False
    part: Part | None = None

    def reads(self) -> Iterator[Path]:
        """The files that carrying it out reads: nothing that it writes may replace one of them."""
        named = (self.settings, self.trusted, self.waivers, self.notes, self.baseline, self.key_file)
        yield from (path for path in named if isinstance(path, Path))
        sources = self.source if isinstance(self.source, tuple) else (self.source,)
        for source in sources:
            if isinstance(source, Path) and is_folder(source):
                yield from (path for path in source.iterdir() if _is_read(path))
            elif isinstance(source, Path):
                yield source

    @property
    def level(self) -> Severity | None:
        """The severity from which on findings fail the run; None for never."""
        return level(self.fail_on)


def _is_read(path: Path) -> bool:
    """Whether a file of a source's folder may be a table, or says how to read and weigh them."""
    name = path.name.casefold()
    return name in {SETTINGS_FILE, WAIVERS_FILE, NOTES_FILE} or (path.suffix.casefold() in SUFFIXES and path.is_file())


def level(name: str) -> Severity | None:
    """The severity that a level of `fail_on` names.

    Raises:
        UsageError: there is no such level.
    """
    known = {**LEVELS, **NEW_LEVELS}
    if name not in known:
        msg = f"fail_on = {name!r}: {nearest(str(name), known)}"
        raise UsageError(msg)
    return known[name]


def carried_out(order: Order) -> Result:
    """Read, check and weigh, in this order, and refuse first all that can be refused before the source is read.

    Raises:
        UsageError: something is ordered that there is not, or two things contradict each other.
        InputError: the source or the baseline cannot be read, or the source lacks a required table or column.
        ProgramError: a rule or an engine crashed, or two engines disagree.
    """
    key = _key(order)
    gate = _gate(order)
    remarks = _remarks(order)
    settings = settings_of(order)
    _refuse_other_baseline(order, gate, settings)
    at = _moment(order, settings)
    result = replace(_checked(order, settings, at), supplied=tuple(_supplied(order, settings, gate, remarks)))
    if order.as_of is not None and is_far(at):
        # Without a figure, so that the same report comes out on any later day.
        result = replace(result, notes=(FAR_FROM_NOW, *result.notes))
    if key is not None:
        # Waivers name real keys, a baseline those of its run.
        result = pseudonymised(replace(result, gate=gate, remarks=remarks), key)
        gate, remarks = result.gate, result.remarks
    if gate.baseline is not None:
        refuse_strangers(gate.baseline, result.keys, settings.common.gate.max_loss_percent)
    return result.gated(gate).remarked(remarks)


def _refuse_other_baseline(order: Order, gate: Gate, settings: Settings) -> None:
    if gate.baseline is not None:
        refuse_other(gate.baseline, "this run", order.suite.name, settings.common.school, pseudonyms=order.pseudonyms)
        refuse_other_edition(gate.baseline, order.suite.name, order.suite.edition)


def _supplied(order: Order, settings: Settings, gate: Gate, remarks: Sequence[Remark]) -> Iterator[str]:
    """What files beside the tables turn off, let pass or have told: whoever supplies the data supplies them."""
    if order.trusted is not None:
        return
    if order.settings is None and beside(order, SETTINGS_FILE) is not None:
        eased = [
            f"{rule} {'off' if not told.enabled else f'to {told.severity}'}"
            for rule, told in sorted(settings.common.rules.items())
            if rule in order.suite.rules_by_id
        ]
        accepted = settings.common.gate.accept
        told = [*eased, *(f"keys written two ways in {name} accepted" for name in accepted)]
        if told:
            yield f"{settings.told_by} beside the tables sets {', '.join(told)}"
    if order.waivers is None and gate.waivers:
        count = len(gate.waivers)
        yield f"{WAIVERS_FILE} beside the tables asks for {count} finding{'' if count == 1 else 's'} to be let pass"
    if order.notes is None and remarks:
        yield f"{NOTES_FILE} beside the tables has {len(remarks)} note{'' if len(remarks) == 1 else 's'} to tell"


def beside(order: Order, name: str) -> Path | None:
    """The file of that name beside the source, if there is one."""
    sources = order.source if isinstance(order.source, tuple) else (order.source,)
    for source in sources:
        # Beside a file is in its folder; beside standard input is nothing.
        if isinstance(source, Path) and str(source) != STDIN:
            found = named(source.parent if is_file(source) else source, name)
            if found is not None:
                return found
    return None


def named(folder: Path, name: str) -> Path | None:
    """The file of that name in a folder, in whichever case it is written.

    Raises:
        InputError: what has the name is no file, or there are several: it must not be passed over in silence.
    """
    if not is_folder(folder):
        return None
    found = sorted(path for path in folder.iterdir() if path.name.casefold() == name)
    if len(found) > 1:
        msg = f"{folder}: holds {' and '.join(path.name for path in found)}; which of them counts? Leave one"
        raise InputError(msg)
    for path in found:
        if not path.is_file():
            what = "is a link to nothing" if path.is_symlink() else "is no file"
            msg = f"{path}: {what}; expected a TOML file of that name, or none"
            raise InputError(msg)
        return path
    return None


def settings_of(order: Order) -> Settings:
    """The settings of a run: those that are given, else those beside the source, else the defaults; its school's name wins.

    Raises:
        UsageError: they cannot be read, or hold what is unknown or wrong.
    """
    found = _settings(order)
    if order.school is None:
        return found
    if not order.school.strip():
        msg = "the school's name is empty; give one, or leave it out"
        raise UsageError(msg)
    return replace(found, common=found.common.model_copy(update={"school": order.school.strip()}))


def _settings(order: Order) -> Settings:
    suite = order.suite
    section, sections = suites.section(suite.name), [suites.section(name) for name in suites.names()]
    if order.trusted is not None and order.settings is not None:
        msg = "two files of settings, one of which alone is to count; give one of them"
        raise UsageError(msg)
    given = order.trusted or order.settings
    if isinstance(given, Mapping):
        found = settings_from(given, "settings", section, suite.settings, sections)
        return replace(found, told_by=GIVEN) if given else found
    if given is not None and not isinstance(given, str | Path):
        msg = f"settings are of type {type(given).__name__}; expected a mapping, or the path of a TOML file"
        raise UsageError(msg)
    return read_settings(_settings_path(order), section, suite.settings, sections)


def _settings_path(order: Order) -> Path | None:
    """The file of settings, if there is one."""
    given = order.trusted or order.settings
    return Path(given) if isinstance(given, str | Path) else beside(order, SETTINGS_FILE)


def school_before(order: Order) -> str:
    """What the school of an order is called, as far as that can be told before it is read: its settings may be wrong."""
    if order.school is not None:
        return order.school.strip()
    with suppress(SchoolgateError, OSError, ValueError):
        path = _settings_path(order)
        told = None if path is None else toml.loads(path.read_text("utf-8-sig")).get("school")
        if isinstance(told, str) and told:
            return told
    sources = order.source if isinstance(order.source, tuple) else (order.source,)
    return school_named([one for one in sources if isinstance(one, Path)])


def _moment(order: Order, settings: Settings) -> Moment:
    when = order.as_of
    if isinstance(when, datetime):
        text: str | None = when.isoformat(timespec="seconds")
    elif isinstance(when, date):
        text = when.isoformat()
    elif when is None or isinstance(when, str):
        text = when
    else:
        msg = f"as-of is of type {type(when).__name__}; expected a date, a date-time or text such as 2026-09-01"
        raise UsageError(msg)
    return moment(text, settings.zone, order.suite.bare_date)


def _gate(order: Order) -> Gate:
    level(order.fail_on)
    only_new = order.fail_on in NEW_LEVELS
    if only_new and order.baseline is None:
        msg = f"to fail on {order.fail_on} takes an earlier report to compare with: give a baseline"
        raise UsageError(msg)
    baseline = None if order.baseline is None else read_report(order.baseline)
    path = order.waivers or (None if order.trusted else beside(order, WAIVERS_FILE))
    return Gate(
        waivers=None if path is None else read_waivers(path, order.suite),
        thresholds=thresholds(order.max_findings, order.max_percent, order.suite),
        baseline=baseline,
        only_new=only_new,
        strict=order.strict,
    )


def _remarks(order: Order) -> tuple[Remark, ...]:
    path = order.notes or (None if order.trusted else beside(order, NOTES_FILE))
    return () if path is None else read_remarks(path, order.suite)


def _key(order: Order) -> bytes | None:
    """The key of the pseudonyms, where they are asked for."""
    if not order.pseudonyms:
        if order.key_file:
            msg = "a key of pseudonyms does nothing by itself; ask for pseudonyms as well"
            raise UsageError(msg)
        return None
    if order.show_values:
        msg = "pseudonyms hide who is meant and show-values shows it; ask for one of them"
        raise UsageError(msg)
    return secret(order.key_file)


def _checked(order: Order, settings: Settings, at: Moment) -> Result:
    if order.part is not None:
        return check_part(order.suite, order.part, settings, at, order.engine)
    if isinstance(order.source, Place | tuple):
        return check(order.suite, order.source, settings, at, order.engine)
    if not isinstance(order.source, Mapping):
        msg = (
            f"source is of type {type(order.source).__name__}; expected a path, or frames by the names of their tables"
        )
        raise UsageError(msg)
    refuse_several(wanted(order.suite, settings))
    read = read_frames(order.source, wanted(order.suite, settings))
    kind = "pandas" if any(is_pandas(frame) for frame in order.source.values()) else "Polars"
    name = f"{len(read.text)} {kind} frame{'' if len(read.text) == 1 else 's'}"
    return judged(order.suite, read, name, settings, at, order.engine)
