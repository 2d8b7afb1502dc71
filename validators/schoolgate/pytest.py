"""A data folder as tests: a test per rule, and one that asks whether every record could be judged.

pytest loads this module wherever schoolgate is installed, so it imports nothing until a folder is named:

    pytest --schoolgate portal-sync=extracts/ours --schoolgate-as-of 2026-09-01

or, in pytest's settings, `schoolgate = portal-sync=extracts/ours` with a line per folder. Failures list rows and keys, and
show no personal value.
"""

import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

if TYPE_CHECKING:
    from schoolgate.run.order import Order
    from schoolgate.story.cases import Case

_MOST = 50
"""How many findings a failing test lists."""
_OPTIONS = {
    "as_of": "the date or date-time that stands for now (default: now)",
    "settings": "TOML settings (default: settings.toml in the folder, if there)",
    "fail_on": "the least severity that fails a test: error, warning, never, or with a baseline new or new-warning "
    "(default: error)",
    "waivers": "TOML file of findings to let pass until a day (default: waivers.toml in the folder, if there)",
    "notes": "TOML file of what people noted of rules and records (default: notes.toml in the folder, if there)",
    "baseline": "the JSON report of an earlier run, to tell what is new",
    "max_findings": "RULE=NUMBER, several apart by commas: let so many findings of a rule pass",
    "max_percent": "RULE=PERCENT, several apart by commas: the same, of the records that the rule asks",
    "strict": "yes: fail what rests on an assumption",
    "pseudonym_key_file": "replace the identifiers of persons by hashes keyed with this file",
    "show_values": "yes: show personal values too",
    "report": "FORMAT=PATH, several apart by commas: reports to write",
    "docs": "DIR or FILE.html, several apart by commas: Data Docs to write",
}
_YES, _NO = {"yes", "true", "1"}, {"no", "false", "0"}
_PATHS = ("settings", "waivers", "notes", "baseline", "pseudonym_key_file")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, each on the command line and in the settings; the command line wins."""
    group = parser.getgroup("schoolgate")
    what = "check this folder with this suite, a test per rule"
    group.addoption("--schoolgate", action="append", metavar="SUITE=DIR", help=f"{what}; may be given several times")
    parser.addini("schoolgate", f"{what}: SUITE=DIR, one per line", type="linelist", default=[])
    for name, words in _OPTIONS.items():
        group.addoption(f"--schoolgate-{name.replace('_', '-')}", metavar="TEXT", help=words)
        parser.addini(f"schoolgate_{name}", words)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add the tests of the folders, before others select by name.

    Raises:
        pytest.UsageError: an option is not what it should be, or there is no such suite.
    """
    given = config.getoption("schoolgate")
    base = config.invocation_params.dir if given else (config.inipath.parent if config.inipath else config.rootpath)
    for text in given or config.getini("schoolgate"):
        suite, equals, folder = text.partition("=")
        if not (suite and equals and folder):
            msg = f"schoolgate: {text!r}: expected SUITE=DIR, such as portal-sync=extracts/ours"
            raise pytest.UsageError(msg)
        extract = Extract.from_parent(
            session, name=text, nodeid=text, cases=_names(suite), suite=suite, folder=base / folder
        )
        items.extend(session.genitems(extract))


def _names(suite: str) -> dict[str, str]:
    """The name of each case by its id."""
    from schoolgate import suites  # noqa: PLC0415 (costs nothing where no folder is named)
    from schoolgate.basics.errors import UsageError  # noqa: PLC0415 (as above)
    from schoolgate.story.cases import case_names  # noqa: PLC0415 (as above)

    try:
        return case_names(suites.load(suite).rules)
    except UsageError as error:
        msg = f"schoolgate: {error}"
        raise pytest.UsageError(msg) from None


class Extract(pytest.Collector):
    """A folder to be checked, once, when the first of its tests runs."""

    def __init__(self, *, cases: dict[str, str], suite: str, folder: Path, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.cases = cases
        self.suite = suite
        self.folder = folder
        self.said_by: str | None = None
        """The case that has said why the folder cannot be checked."""

    def collect(self) -> Iterator["RuleTest"]:
        """A test per case; which there are is known without reading the folder."""
        for case, name in self.cases.items():
            yield RuleTest.from_parent(self, name=name, case=case)

    @cached_property
    def checked(self) -> "dict[str, Case] | Exception":
        """The cases by their ids, or why there are none."""
        from schoolgate.basics.errors import ProgramError, SchoolgateError  # noqa: PLC0415 (as above)
        from schoolgate.delivery.requests import deliver, delivery  # noqa: PLC0415 (as above)
        from schoolgate.report.formats import Telling  # noqa: PLC0415 (as above)
        from schoolgate.run.order import carried_out  # noqa: PLC0415 (as above)
        from schoolgate.story.cases import cases  # noqa: PLC0415 (as above)

        try:
            order = self._order()
            asked = delivery(
                [self._placed(text) for text in self._list("report")],
                [self._base("docs") / text for text in self._list("docs")],
                order.suite,
                order.reads(),
            )
            result = deliver(carried_out(order), asked, Telling(order.level, order.show_values)).result
            return {case.id: case for case in cases(result, fail_on=order.level, most=_MOST)}
        except SchoolgateError as error:
            return error
        except Exception as error:
            if os.environ.get("SCHOOLGATE_DEBUG"):
                raise
            # The text of an error may quote a cell: only its kind is told.
            kind = type(error).__name__
            return ProgramError(f"a fault of schoolgate itself ({kind}); set SCHOOLGATE_DEBUG=1 to see where")

    def _order(self) -> "Order":
        from schoolgate import suites  # noqa: PLC0415 (as above)
        from schoolgate.run.order import Order  # noqa: PLC0415 (as above)

        paths = {name: self._base(name) / text for name in _PATHS if (text := self._option(name))}
        key_file = paths.get("pseudonym_key_file")
        return Order(
            suite=suites.load(self.suite),
            source=self.folder,
            settings=paths.get("settings"),
            as_of=self._option("as_of"),
            waivers=paths.get("waivers"),
            notes=paths.get("notes"),
            baseline=paths.get("baseline"),
            fail_on=self._option("fail_on") or "error",
            max_findings=self._list("max_findings"),
            max_percent=self._list("max_percent"),
            strict=self._yes("strict"),
            pseudonyms=key_file is not None,
            key_file=key_file,
            show_values=self._yes("show_values"),
        )

    def _placed(self, text: str) -> str:
        """A report whose path is relative to where it was asked for."""
        name, _, place = text.partition("=")
        return f"{name}={self._base('report') / place}"

    def _base(self, name: str) -> Path:
        """The folder from which the paths of an option start."""
        given = self.config.getoption(f"schoolgate_{name}") is not None
        return self.config.invocation_params.dir if given or not self.config.inipath else self.config.inipath.parent

    def _list(self, name: str) -> list[str]:
        return [part.strip() for part in (self._option(name) or "").split(",") if part.strip()]

    def _yes(self, name: str) -> bool:
        """Whether a yes-or-no option says yes.

        Raises:
            UsageError: it says something else.
        """
        from schoolgate.basics.errors import UsageError  # noqa: PLC0415 (as above)

        said = (self._option(name) or "no").casefold()
        if said not in _YES | _NO:
            msg = f"schoolgate_{name} = {said!r}: expected yes or no"
            raise UsageError(msg)
        return said in _YES

    def _option(self, name: str) -> str | None:
        given = self.config.getoption(f"schoolgate_{name}")
        return cast("str | None", given if given is not None else self.config.getini(f"schoolgate_{name}") or None)


class RuleTest(pytest.Item):
    """One rule, or whether every record could be judged."""

    parent: Extract

    def __init__(self, *, case: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.case = case

    def setup(self) -> None:
        """See that the folder can be checked: where it cannot, one test says why, and the others are skipped.

        Raises:
            SchoolgateError: it cannot.
        """
        checked = self.parent.checked
        if not isinstance(checked, Exception):
            return
        if self.parent.said_by in {None, self.case}:
            self.parent.said_by = self.case
            raise checked
        pytest.skip("the folder could not be checked")

    def runtest(self) -> None:
        """Fail where the rule does; skip where it was not checked.

        Raises:
            Unmet: the rule fails; its text is what the report shows.
        """
        __tracebackhide__ = True
        case = cast("dict[str, Case]", self.parent.checked)[self.case]
        if case.asides:
            self.add_report_section("call", "schoolgate", "\n".join(case.asides))
        if case.state == "failed":
            raise Unmet("\n".join((case.summary, *case.lines)))
        if case.state == "skipped":
            pytest.skip(case.summary)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What was found, or why nothing could be checked: without a traceback, which says nothing about the data."""
        from schoolgate.basics.errors import SchoolgateError  # noqa: PLC0415 (costs nothing where no folder is named)
        from schoolgate.basics.shown import visible  # noqa: PLC0415 (as above)

        if isinstance(excinfo.value, Unmet):
            return str(excinfo.value)
        if isinstance(excinfo.value, SchoolgateError):
            return visible(str(excinfo.value))
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """The folder, and the rule in words."""
        return self.parent.folder, None, f"{self.name} ({self.parent.name})"


class Unmet(Exception):  # noqa: N818 (no error: what the data is like)
    """A rule that the data does not meet."""
