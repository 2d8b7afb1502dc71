"""The cases of `tests/cases`: small inputs whose answer is known, each run as its user would run it.

A case is a folder with an input and `case.toml`: a list of runs, each a command line (`do`) and what must hold after it.

- `exit`, `exit_any`: the exit code, or one of several.
- `says`, `notes`, `never`: words that what was printed and the JSON report hold, or do not, in any case; `a|b`: either.
- `records`, `no_records`: by key (`table/key` where there are two kinds), each field of the record as the report has it;
  `rules` are exactly the failing rules that are the record's own, `has` at least these, `FIELD_lacks` what a field lacks.
- `row_count`, `counts`, `counts_by_tag`: how many records the main table has, in all, by status, by tag.
- `failed`, `not_checked`, `not_applicable`: the counts of a rule.
- `findings`: there is one like it, which says each `text` and nothing of `lacks`.
- `assumed`, `assumed_has`: the assumptions are exactly these, or at least; one is known by what answers its question.
- `cause_first`: what the first cause says. `tables`: tables that were read. `wrote_nothing`: nothing new lies in `out/`.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from schoolgate import cli, suites

CASES = Path(__file__).parent / "cases"
LIMIT = 120
DEAR = ("37-symlinks-fifo-folder", "75-consoles-that-are-not-utf8")
"""Cases of many commands, each a process of its own."""
_REPORT = re.compile(r"--report '?json=([^\s']+)")
_BIN = Path(sys.executable).parent
_PLAIN = re.compile(r"schoolgate (?!.*(?: -|/dev/\w+)(?: |$))[^|;&<>$`*()]*")
_ENV = {"NO_COLOR": "1", "COLUMNS": "200"}


def _of_records() -> frozenset[str]:
    """The rules that judge the records of a verdict: those of values, classes and files are no record's own."""
    found: set[str] = set()
    for name in suites.names():
        suite = suites.load(name)
        judged = {verdict.facts for verdict in suite.verdicts}
        found |= {rule.id for rule in suite.rules if not judged.isdisjoint(rule.facts)}
    return frozenset(found)


OF_RECORDS = _of_records()


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    printed: str
    report: Mapping[str, Any] | None
    new_files: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def words(self) -> str:
        return "\n".join([self.printed, *_values(self.report)]).casefold()

    @cached_property
    def told(self) -> Mapping[str, Any]:
        assert self.report is not None, f"no report: {self.printed[-400:]}"
        return self.report

    @cached_property
    def records(self) -> Mapping[str, Mapping[str, Any]]:
        found: dict[str, Mapping[str, Any]] = {}
        for record in self.told["records"]:
            found.setdefault(f"{record['table']}/{record['key']}", record)
        return found

    @property
    def main(self) -> str:
        records = self.told["records"]
        return str(records[0]["table"]) if records else ""

    def record(self, key: str) -> Mapping[str, Any] | None:
        return self.records.get(key if "/" in key else f"{self.main}/{key}")

    def count(self, name: str, value: object) -> int:
        return sum(record["table"] == self.main and record.get(name) == value for record in self.told["records"])


def _values(of: object) -> Iterator[str]:
    """What a report says; the names of its fields say nothing of this run."""
    if isinstance(of, Mapping):
        for value in of.values():
            yield from _values(value)
    elif isinstance(of, list):
        for value in of:
            yield from _values(value)
    elif of is not None:
        yield str(of)


def holds(words: str, wanted: str) -> bool:
    # A row of a Markdown table is itself, not a choice.
    wanted_ones = [wanted] if wanted.startswith("|") else wanted.split("|")
    return any(one.casefold() in words for one in wanted_ones)


def _ended(ran: Ran, wanted: Mapping[str, Any]) -> Iterator[str]:
    allowed = wanted.get("exit_any", [wanted["exit"]] if "exit" in wanted else [ran.code])
    if ran.code not in allowed:
        yield f"exit {ran.code}, not {allowed}: {ran.printed[-600:]}"
    if "traceback (most recent call last)" in ran.printed.casefold():
        yield f"a traceback: {ran.printed[-600:]}"
    yield from (
        f"does not say {s!r}" for s in (*wanted.get("says", ()), *wanted.get("notes", ())) if not holds(ran.words, s)
    )
    yield from (f"says {s!r}" for s in wanted.get("never", ()) if holds(ran.words, s))
    if wanted.get("wrote_nothing") and ran.new_files:
        yield f"wrote {sorted(ran.new_files)}"


def _records(ran: Ran, wanted: Mapping[str, Any]) -> Iterator[str]:
    for key, fields in wanted.get("records", {}).items():
        record = ran.record(key)
        if record is None:
            yield f"no record {key}"
            continue
        for name, value in fields.items():
            if name == "rules":
                own = sorted(OF_RECORDS.intersection(record["rules"]))
                same = own == sorted(value)
            elif name == "has":
                same = set(value) <= set(record["rules"])
            elif name.endswith("_lacks"):
                same = not any(text in str(record.get(name.removesuffix("_lacks"))) for text in value)
            else:
                same = record.get(name, "absent") == (None if value == "null" else value)
            if not same:
                yield f"{key}: {name} is {record.get(name, record['rules'])!r}, not {value!r}"
    yield from (f"there is a record {key}" for key in wanted.get("no_records", ()) if ran.record(key))
    if "row_count" in wanted and (count := ran.count("table", ran.main)) != wanted["row_count"]:
        yield f"{count} records, not {wanted['row_count']}"
    for what, name in (("counts", "status"), ("counts_by_tag", "tag")):
        for value, number in wanted.get(what, {}).items():
            if (count := ran.count(name, value)) != number:
                yield f"{count} records have the {name} {value}, not {number}"


def _rules(ran: Ran, wanted: Mapping[str, Any]) -> Iterator[str]:
    for what in ("failed", "not_checked", "not_applicable"):
        for rule, number in wanted.get(what, {}).items():
            count = next((one[what] for one in ran.told["rules"] if one["id"] == rule), None)
            if count != number:
                yield f"{rule}: {what} {count}, not {number}"


def _findings(ran: Ran, wanted: Mapping[str, Any]) -> Iterator[str]:
    for one in wanted.get("findings", ()):
        place = {name: one[name] for name in ("rule", "key", "table", "severity") if name in one}
        found = [f for f in ran.told["findings"] if all(f[name] == value for name, value in place.items())]
        words = " ".join(f"{f['message']} {f['fix']}" for f in found).casefold()
        if not found:
            yield f"no finding {place}"
            continue
        yield from (f"{place} does not say {text!r}: {words}" for text in one.get("text", ()) if not holds(words, text))
        yield from (f"{place} says {text!r}: {words}" for text in one.get("lacks", ()) if holds(words, text))


def _rest(ran: Ran, wanted: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"table {name} was not read" for name in wanted.get("tables", ()) if name not in ran.told["tables"])
    if "assumed" in wanted or "assumed_has" in wanted:
        told = [json.dumps(one, ensure_ascii=False) for one in ran.told["assumptions"]]
        for name in (*wanted.get("assumed", ()), *wanted.get("assumed_has", ())):
            if not any(name in one for one in told):
                yield f"assumption {name} is not told"
        if "assumed" in wanted and len(told) != len(wanted["assumed"]):
            yield f"{len(told)} assumptions: {told}"
    if "cause_first" in wanted:
        first = json.dumps(ran.told["causes"][:1], ensure_ascii=False).casefold()
        yield from (
            f"the first cause does not say {s!r}: {first}" for s in wanted["cause_first"] if not holds(first, s)
        )


CHECKS = (_ended, _records, _rules, _findings, _rest)
KEYS = {
    *(
        "do",
        "exit",
        "exit_any",
        "says",
        "notes",
        "never",
        "records",
        "no_records",
        "row_count",
        "counts",
        "counts_by_tag",
    ),
    *("failed", "not_checked", "not_applicable", "findings", "assumed", "assumed_has", "cause_first", "tables"),
    "wrote_nothing",
}


@dataclass(frozen=True)
class Place:
    """A copy of a case, in which its command lines are run."""

    folder: Path
    capfd: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def run(self, command: str) -> Ran:
        out = self.folder / "out"
        before = set(out.rglob("*"))
        # What needs no shell needs no process of its own either, and is ten times as fast.
        code, printed = self._here(command) if _PLAIN.fullmatch(command) else self._in_a_shell(command)
        named = _REPORT.search(command)
        report = self.folder / named[1] if named else None
        told = json.loads(report.read_text(encoding="utf-8")) if report and report.is_file() else None
        return Ran(code, printed, told, frozenset(map(str, set(out.rglob("*")) - before)))

    def _here(self, command: str) -> tuple[int, str]:
        self.monkeypatch.chdir(self.folder)
        for name, value in _ENV.items():
            self.monkeypatch.setenv(name, value)
        code = cli.main(shlex.split(command)[1:])
        return code, "".join(self.capfd.readouterr())

    def _in_a_shell(self, command: str) -> tuple[int, str]:
        env = {**os.environ, **_ENV, "PATH": f"{_BIN}{os.pathsep}{os.environ['PATH']}"}
        done = subprocess.run(  # noqa: S602 (cases are written as command lines, pipes included)
            command, shell=True, cwd=self.folder, env=env, stdin=subprocess.DEVNULL, capture_output=True,
            timeout=LIMIT, check=False,
        )  # fmt: skip
        return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")

    def differences(self, runs: Sequence[Mapping[str, Any]]) -> list[str]:
        """What differs from what is expected, a line each."""
        found = []
        for number, wanted in enumerate(runs, start=1):
            assert wanted.keys() <= KEYS
            ran = self.run(wanted["do"])
            found += [f"run {number}: {line}" for check in CHECKS for line in check(ran, wanted)]
        return found


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(path, marks=pytest.mark.slow) if path.name in DEAR else path
        for path in sorted(path.parent for path in CASES.glob("*/*/case.toml"))
    ],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_case(case: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / case.name
    shutil.copytree(case, folder, symlinks=True)
    (folder / "out").mkdir(exist_ok=True)
    runs = tomllib.loads((case / "case.toml").read_text(encoding="utf-8"))["run"]
    assert Place(folder, capfd, monkeypatch).differences(runs) == []
