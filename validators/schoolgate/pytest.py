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
    from schoolgate.language.rule import Severity
    from schoolgate.story.cases import Case

_MOST = 50
"""How many findings a failing test lists."""
_OPTIONS = {
    "as_of": "the date or date-time that stands for now (default: now)",
    "settings": "TOML settings (default: settings.toml in the folder, if there)",
    "fail_on": "the least severity that fails a test: error, warning or never (default: error)",
}


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

    def collect(self) -> Iterator["RuleTest"]:
        """A test per case; which there are is known without reading the folder."""
        for case, name in self.cases.items():
            yield RuleTest.from_parent(self, name=name, case=case)

    @cached_property
    def checked(self) -> "dict[str, Case] | Exception":
        """The cases by their ids, or why there are none."""
        from schoolgate import library  # noqa: PLC0415 (as above)
        from schoolgate.basics.errors import ProgramError, SchoolgateError  # noqa: PLC0415 (as above)
        from schoolgate.story.cases import cases  # noqa: PLC0415 (as above)

        try:
            level = _level(self._option("fail_on"))
            result = library.check(self.suite, self.folder, self._settings, self._option("as_of")).result
            return {case.id: case for case in cases(result, fail_on=level, most=_MOST)}
        except SchoolgateError as error:
            return error
        except Exception as error:
            if os.environ.get("SCHOOLGATE_DEBUG"):
                raise
            # The text of an error may quote a cell: only its kind is told.
            kind = type(error).__name__
            return ProgramError(f"a fault of schoolgate itself ({kind}); set SCHOOLGATE_DEBUG=1 to see where")

    @property
    def _settings(self) -> Path | None:
        text = self._option("settings")
        if text is None:
            return None
        given = self.config.getoption("schoolgate_settings") is not None
        base = self.config.invocation_params.dir if given or not self.config.inipath else self.config.inipath.parent
        return base / text

    def _option(self, name: str) -> str | None:
        given = self.config.getoption(f"schoolgate_{name}")
        return cast("str | None", given if given is not None else self.config.getini(f"schoolgate_{name}") or None)


def _level(text: str | None) -> "Severity | None":
    from schoolgate.basics.errors import UsageError, nearest  # noqa: PLC0415 (as above)
    from schoolgate.commands.check import FAIL_ON  # noqa: PLC0415 (costs nothing where no folder is named)

    name = text or "error"
    if name not in FAIL_ON:
        msg = f"schoolgate_fail_on = {name!r}: {nearest(name, FAIL_ON)}"
        raise UsageError(msg)
    return FAIL_ON[name]


class RuleTest(pytest.Item):
    """One rule, or whether every record could be judged."""

    parent: Extract

    def __init__(self, *, case: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.case = case

    def runtest(self) -> None:
        """Fail where the rule does; skip where it was not checked.

        Raises:
            Unmet: the rule fails; its text is what the report shows.
            SchoolgateError: the folder could not be checked.
        """
        __tracebackhide__ = True
        checked = self.parent.checked
        if isinstance(checked, Exception):
            raise checked
        case = checked[self.case]
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
