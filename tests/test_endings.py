"""Every row of docs/endings.md, brought about: its exit code, what is printed where, what is on disk."""

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
import pytest

from schoolgate import cli
from schoolgate.basics.errors import OUT_OF_MEMORY
from schoolgate.language.suite import Dossier, Suite, SuiteReport
from schoolgate.report import formats
from schoolgate.suites import load
from schools import GOOD, school

PAGE = Path(__file__).parents[1] / "docs" / "endings.md"
NOW = ("--as-of", "2026-11-22")
BEFORE = "the report of yesterday"
_ROW = re.compile(r"^\| `([a-z-]+)` \|(.*)\|$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the page."""

    code: int
    stdout: str
    stderr: str
    disk: str


def rows(page: str) -> dict[str, Row]:
    found = {}
    for name, rest in _ROW.findall(page):
        _, code, stdout, stderr, disk = (cell.strip() for cell in rest.split("|"))
        found[name] = Row(int(code), stdout, stderr, disk)
    return found


ROWS = rows(PAGE.read_text("utf-8"))
Ended = tuple[int, str, str]


@dataclass(frozen=True)
class Place:
    """A folder `in` with a school whose two students have no salutation, and a folder `out` with yesterday's report."""

    folder: Path
    capfd: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    @property
    def source(self) -> Path:
        return self.folder / "in"

    @property
    def report(self) -> Path:
        return self.folder / "out" / "r.json"

    @property
    def words(self) -> list[str]:
        """The check that most rows are about."""
        return ["check", "portal-sync", str(self.source), *NOW, f"--report=json={self.report}"]

    def command(self, *words: str) -> Ended:
        """A command in this process."""
        code = cli.main(words)
        return (code, *self.capfd.readouterr())

    def check(self, *words: str) -> Ended:
        return self.command(*self.words, *words)

    def program(self, prologue: str, *words: str, limits: Callable[[], None] | None = None) -> Ended:
        """A check in a process of its own, in which `prologue` runs first."""

        def begin() -> None:
            # Tests may run where signals are ignored (`nohup`, a job in the background), and a child inherits that.
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            if limits is not None:
                limits()

        program = self.folder / "program.py"
        program.write_text(
            f"{prologue}\nif __name__ == '__main__':\n    from schoolgate.entry import main\n    sys.exit(main())\n"
        )
        done = subprocess.run(
            [sys.executable, str(program), *self.words, *words],
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=begin,
            timeout=300,
        )
        # A shell's way to tell of a signal.
        code = 128 - done.returncode if done.returncode < 0 else done.returncode
        return code, done.stdout, done.stderr

    def write(self, name: str, text: str) -> None:
        (self.source / name).write_text(text, encoding="utf-8")


Scenario = Callable[[Place], Ended]
SCENARIOS: dict[str, Scenario] = {}


def ending(name: str) -> Callable[[Scenario], Scenario]:
    def register(scenario: Scenario) -> Scenario:
        assert name not in SCENARIOS
        SCENARIOS[name] = scenario
        return scenario

    return register


@pytest.fixture
def place(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.delenv("SCHOOLGATE_DEBUG", raising=False)
    found = Place(tmp_path, capfd, monkeypatch)
    school(found.source, students=GOOD["students"].replace("Ms", "").replace("Mr", ""))
    found.report.parent.mkdir()
    found.report.write_text(BEFORE, encoding="utf-8")
    return found


def test_every_row_has_a_test_and_every_test_a_row() -> None:
    assert len(ROWS) == PAGE.read_text("utf-8").count("\n| `") > 0
    assert set(ROWS) == set(SCENARIOS)


@pytest.mark.parametrize("name", ROWS)
def test_the_run_ends_as_the_page_says(place: Place, name: str) -> None:
    row = ROWS[name]
    code, out, err = SCENARIOS[name](place)
    assert code == row.code, err
    match row.stdout:
        case "the report":
            assert out
        case "nothing":
            assert out == ""
        case words:
            assert words == "what was taken"
    if row.stderr == "one line":
        assert err.startswith("schoolgate: ")
        assert err.count("\n") == 1
    else:
        assert (row.stderr, err) == ("nothing", "")
    assert "Traceback" not in out + err
    files = {path.name: path for path in place.report.parent.iterdir()}
    leftovers = [path for path in files if re.fullmatch(r"\..+\.\w{8}\.part", path)]
    assert bool(leftovers) is (row.disk == "a leftover")
    match row.disk:
        case "every report":
            assert json.loads(place.report.read_text("utf-8"))["schema"]
        case "the failure":
            told = json.loads(place.report.read_text("utf-8"))
            assert (told["schema"], told["passed"], told["exit_code"]) == ("schoolgate.error/1", False, code)
            assert f"schoolgate: {told['error']}\n" == err or name == "no-input"
            assert files.keys() == {"r.json"}
        case "nothing new" | "a leftover":
            assert files.keys() - leftovers == {"r.json"}
            assert place.report.read_text("utf-8") == BEFORE
        case words:
            pytest.fail(f"{words!r} is no word of the page")


# ------------------------------------------------------------------------------------------------- the verdict, and 1


@ending("go-ahead")
def go_ahead(place: Place) -> Ended:
    school(place.source)
    return place.check()


@ending("never")
def never(place: Place) -> Ended:
    return place.check("--fail-on=never")


def baseline(place: Place) -> str:
    old = place.folder / "old.json"
    place.command("check", "portal-sync", str(place.source), *NOW, "--quiet", f"--report=json={old}")
    return str(old)


@ending("not-worse")
def not_worse(place: Place) -> Ended:
    return place.check("--baseline", baseline(place), "--fail-on=new")


@ending("worse")
def worse(place: Place) -> Ended:
    old = baseline(place)
    place.write("students.csv", GOOD["students"].replace("Ms", "").replace("Mr", "").replace("Ada", ""))
    return place.check("--baseline", old, "--fail-on=new")


def waive(place: Place, until: str) -> None:
    entries = (f'[[waivers]]\nrule = "PS-101"\nkey = "S{n}"\nuntil = {until}\nreason = "agreed"\n' for n in (1, 2))
    place.write("waivers.toml", "".join(entries))


@ending("waived")
def waived(place: Place) -> Ended:
    waive(place, "2026-11-22")
    return place.check()


@ending("waiver-expired")
def waiver_expired(place: Place) -> Ended:
    waive(place, "2026-11-21")
    ended = place.check()
    assert "expired after 2026-11-21" in " ".join(ended[1].split())
    return ended


@ending("within-threshold")
def within_threshold(place: Place) -> Ended:
    return place.check("--max-findings=PS-101=2", "--max-percent=PS-101=100")


@ending("beyond-threshold")
def beyond_threshold(place: Place) -> Ended:
    return place.check("--max-findings=PS-101=1")


@ending("findings")
def findings(place: Place) -> Ended:
    return place.check()


@ending("undetermined")
def undetermined(place: Place) -> Ended:
    school(place.source)
    (place.source / "admission_statuses.csv").unlink()
    return place.check()


def with_report(place: Place, suite: Suite) -> None:
    """A report of the suite's own that is refused while a record is blocked."""

    def sheets(dossier: Dossier) -> dict[str, pl.DataFrame]:
        return {"safe": dossier.records["students"].select("key")}

    def refuses(dossier: Dossier) -> str | None:
        blocked = (dossier.records["students"]["status"] == "blocked").sum()
        return f"{blocked} students are blocked" if blocked else None

    report = SuiteReport("list", "the safe ones", (".csv",), sheets, refuses)
    place.monkeypatch.setattr("schoolgate.suites.load", lambda _: replace(suite, reports=(report,)))


@ending("refused")
def refused(place: Place) -> Ended:
    with_report(place, load("portal-sync"))
    ended = place.check(f"--report=list={place.report.parent / 'list.csv'}", "--fail-on=never")
    assert not (place.report.parent / "list.csv").exists()
    assert json.loads(place.report.read_text("utf-8"))["passed"] is False
    return ended


def compare(place: Place, *, turned: bool) -> Ended:
    old, new = baseline(place), place.folder / "new.json"
    school(place.source)
    place.command("check", "portal-sync", str(place.source), *NOW, "--quiet", f"--report=json={new}")
    pair = (str(new), old) if turned else (old, str(new))
    return place.command("diff", *pair, f"--report=json={place.report}")


@ending("diff-same")
def diff_same(place: Place) -> Ended:
    return compare(place, turned=False)


@ending("diff-worse")
def diff_worse(place: Place) -> Ended:
    return compare(place, turned=True)


@ending("help")
def help_(place: Place) -> Ended:
    with pytest.raises(SystemExit) as told:
        cli.main(["check", "--help"])
    assert isinstance(told.value.code, int)
    return (told.value.code, *place.capfd.readouterr())


@ending("far-from-now")
def far_from_now(place: Place) -> Ended:
    school(place.source)
    place.monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    ended = place.check()
    assert "more than 30 days from today" in ended[2]
    return ended


@ending("quiet")
def quiet(place: Place) -> Ended:
    school(place.source)
    return place.check("--quiet")


# ------------------------------------------------------------------------------------------------- 2: usage, settings


@ending("wrong-usage")
def wrong_usage(place: Place) -> Ended:
    for words in (["--reprot=json"], ["--report=jsn"], ["--engine=spark"], ["--jobs=2"]):
        assert place.check(*words)[0] == ROWS["wrong-usage"].code
    return place.check(f"--report=findings={place.source / 'students.csv'}")


@ending("wrong-rule")
def wrong_rule(place: Place) -> Ended:
    return place.check("--max-findings=PS-9=1")


@ending("wrong-settings")
def wrong_settings(place: Place) -> Ended:
    for text in (
        "[portal_sync",
        "lunch = 1",
        f"a = {'[' * 100_000}",
        f"{'a.' * 100_000}a = 1",
        "[portal_sync]\nleaver_window_months = -1",
    ):
        place.write("settings.toml", text)
        assert place.check()[0] == ROWS["wrong-settings"].code
    place.write("settings.toml", '[rules."PS-101"]\nenabled = false\n')
    return place.check()


@ending("wrong-waivers")
def wrong_waivers(place: Place) -> Ended:
    place.write("waivers.toml", '[[waivers]]\nrule = "PS-101"\nkey = "S1"\nreason = "for ever"\n')
    return place.check()


@ending("hardcoded")
def hardcoded(place: Place) -> Ended:
    place.write("settings.toml", '[portal_sync]\nroll_mode = "Enrolled"\n')
    assert place.check()[0] == ROWS["hardcoded"].code
    place.write("settings.toml", '[rules."PS-201"]\nenabled = false\nreason = "We have no roll modes"\n')
    return place.check()


@ending("not-comparable")
def not_comparable(place: Place) -> Ended:
    old, other = Path(baseline(place)), place.folder / "other.json"
    text = old.read_text("utf-8")
    other.write_text(text.replace('"suite": "portal-sync"', '"suite": "student-import"'), encoding="utf-8")
    assert place.command("diff", str(other), str(old))[0] == ROWS["not-comparable"].code
    for mine, theirs in (('"edition": 2', '"edition": 1'), ('"school": null', '"school": "Their School"')):
        place.write("settings.toml", 'school = "Our School"\n')
        assert mine in text
        (place.folder / "others.json").write_text(text.replace(mine, theirs), encoding="utf-8")
        assert place.check(f"--baseline={place.folder / 'others.json'}")[0] == ROWS["not-comparable"].code
    return place.check(f"--baseline={place.folder / 'other.json'}")


# -------------------------------------------------------------------------------------------------- 3: input, output


@ending("no-input")
def no_input(place: Place) -> Ended:
    for name, content in (
        ("students.csv", "student_id\nS1\n".encode("utf-16")),
        ("students.csv", b"student_id\nS1\n"),
        ("groups.csv", None),
    ):
        kept = (place.source / name).read_bytes()
        (place.source / name).unlink()
        if content is not None:
            (place.source / name).write_bytes(content)
        assert place.check()[0] == ROWS["no-input"].code
        (place.source / name).write_bytes(kept)
    for target in ("nowhere", "students.csv"):
        kept = (place.source / "students.csv").read_bytes()
        (place.source / "students.csv").unlink()
        (place.source / "students.csv").symlink_to(target)
        assert place.check()[0] == ROWS["no-input"].code
        (place.source / "students.csv").unlink()
        (place.source / "students.csv").write_bytes(kept)
    return place.command("check", "portal-sync", str(place.folder / "nowhere"))


@ending("no-baseline")
def no_baseline(place: Place) -> Ended:
    assert place.command("diff", str(place.report), str(place.report))[0] == ROWS["no-baseline"].code
    return place.check(f"--baseline={place.folder / 'nowhere.json'}")


@ending("no-folder")
def no_folder(place: Place) -> Ended:
    place.monkeypatch.setattr("schoolgate.commands.check.carried_out", None)
    return place.check(f"--report=findings={place.folder}/no/f.csv")


@ending("not-writable")
def not_writable(place: Place) -> Ended:
    # Nobody, root included, makes a file there.
    ended = place.check("--report=findings=/proc/self/f.csv")
    assert "/proc/self/f.csv: cannot be written (" in ended[2]
    return ended


EVERY_FORMAT = [
    f"{form.name}={form.name}{ending}"
    for form in formats.FORMATS
    if form.name != "github"
    for ending in form.endings or (".x",)
]


def small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (512, 512))


@ending("disk-full")
def disk_full(place: Place) -> Ended:
    return no_room(place, EVERY_FORMAT[:2])


@pytest.mark.slow
def test_a_full_disk_ends_every_format_so(place: Place) -> None:
    assert no_room(place, EVERY_FORMAT)


def no_room(place: Place, wanted: list[str]) -> Ended:
    """Each of these formats, one after another, where no file may grow."""
    ended = (0, "", "")
    for text in wanted:
        name, _, file = text.partition("=")
        ended = place.program("import sys", f"--report={name}={place.report.parent / file}", limits=small_files)
        assert ended[0] == ROWS["disk-full"].code, (text, ended)
        assert "cannot be written (File too large)" in ended[2]
    return ended


@ending("stdout-full")
def stdout_full(place: Place) -> Ended:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        words = [sys.executable, "-m", "schoolgate", *place.words]
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert "No space left on device" in done.stderr
    return done.returncode, "", done.stderr


# --------------------------------------------------------------------------------------------------------- 4: faults


def crash(*_: object, **__: object) -> None:
    msg = "Ada Okoro"
    raise ZeroDivisionError(msg)


def crashing(place: Place, where: str, kind: str) -> Ended:
    place.monkeypatch.setattr(where, crash)
    ended = place.check()
    assert kind in ended[2]
    assert "Okoro" not in ended[2]
    return ended


@ending("rule-crash")
def rule_crash(place: Place) -> Ended:
    return crashing(place, "schoolgate.engines.fused.Plan.run", "portal-sync crashed while judging")


@ending("engines-disagree")
def engines_disagree(place: Place) -> Ended:
    place.monkeypatch.setattr("schoolgate.engines.pandera.failing_rows", lambda *_: {"PS-101": {2}})
    ended = place.check("--engine=pandera")
    assert "engines pandera and fused disagree on PS-101 in 1 row(s) of students, the first is row 3" in ended[2]
    return ended


@ending("report-crash")
def report_crash(place: Place) -> Ended:
    return crashing(place, "schoolgate.report.json_report.pieces", "a fault of schoolgate itself (ZeroDivisionError)")


@ending("fault")
def fault(place: Place) -> Ended:
    def full(*_: object) -> None:
        raise MemoryError

    place.monkeypatch.setattr("schoolgate.commands.check.carried_out", full)
    ended = place.check()
    assert ended[2] == f"schoolgate: {OUT_OF_MEMORY}\n"
    return ended


# -------------------------------------------------------------------------------------------------------- many schools


def schools(place: Place) -> list[str]:
    trust = place.folder / "trust"
    trust.mkdir()
    school(trust / "r")
    school(trust / "s", groups=None)
    return ["check", "portal-sync", str(trust), "--each", *NOW, f"--report=json={place.report.parent}/{{school}}.json"]


@ending("each")
def each(place: Place) -> Ended:
    return place.command(*schools(place))


ONE_DIES = """
import os, signal, sys, time
from pathlib import Path
from schoolgate.basics.staging import Staging
from schoolgate.commands import check
real, path = check.carry_out, Staging.path
def slowly(staging, target):
    found = path(staging, target)
    if target.name == "r.json":
        time.sleep(0.5)
    return found
Staging.path = slowly
def carry_out(plan):
    if plan.source[0].name == "s":
        # While the other school's report is half-written: its process is told to go as well.
        until = time.monotonic() + 10
        while not any(Path({reports!r}).glob("*r.json*")) and time.monotonic() < until:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGKILL)
    return real(plan)
if __name__ == "__main__":
    check.carry_out = carry_out
    sys.argv[1:] = {words!r} + ["--jobs=2"]
"""


@ending("each-process-dies")
def each_process_dies(place: Place) -> Ended:
    return place.program(ONE_DIES.format(words=schools(place), reports=str(place.report.parent)))


AT_WORK = """
import os, signal, sys, time
from pathlib import Path
from schoolgate.commands import check
from schoolgate.basics.staging import staging
def carry_out(plan):
    with staging() as files:
        files.path(Path({report!r})).write_text("half")
        for _ in range({times}):
            os.kill(os.getppid(), signal.SIGINT)
            time.sleep(1.5)
        Path({begun!r}).open("a").write(plan.source[0].name)
        time.sleep(60 * ({times} - 1))
        raise ZeroDivisionError
if __name__ == "__main__":
    check.carry_out = carry_out
    sys.argv[1:] = {words!r} + ["--jobs=1"]
"""


def interrupted_at_work(place: Place, times: int) -> Ended:
    """A school at work while its parent is interrupted so many times."""
    begun = place.folder / "begun"
    program = AT_WORK.format(report=str(place.report), begun=str(begun), times=times, words=schools(place))
    ended = place.program(program)
    if times == 1:
        assert begun.read_text("utf-8") == "r", "the first came to its end, the second was not begun"
    return ended


@ending("each-interrupted")
def each_interrupted(place: Place) -> Ended:
    return interrupted_at_work(place, times=1)


@ending("each-interrupted-twice")
def each_interrupted_twice(place: Place) -> Ended:
    return interrupted_at_work(place, times=2)


# -------------------------------------------------------------------------------------------------- streams and signals


@ending("closed-pipe")
def closed_pipe(place: Place) -> Ended:
    header, ada, _ = GOOD["students"].splitlines()
    many = [ada.replace("S1", f"S{number}").replace("Ms", "") for number in range(2000)]
    place.write("students.csv", "\n".join([header, *many, ""]))
    command = " ".join([sys.executable, "-m", "schoolgate", *place.words, "--report", "json"])
    shell = f"{command} | head -c 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False)  # noqa: S607 (a shell, wherever it is)
    return done.returncode, done.stdout, done.stderr


@ending("no-streams")
def no_streams(place: Place) -> Ended:
    command = " ".join([sys.executable, "-m", "schoolgate", *place.words])
    done = subprocess.run(["bash", "-c", f"{command} >&- 2>&-"], capture_output=True, text=True, check=False)  # noqa: S607 (a shell, wherever it is)
    return done.returncode, done.stdout, done.stderr


@ending("stderr-full")
def stderr_full(place: Place) -> Ended:
    def ended(*words: str) -> subprocess.CompletedProcess[str]:
        with Path("/dev/full").open("w", encoding="utf-8") as full:
            command = [sys.executable, "-m", "schoolgate", *words]
            return subprocess.run(command, stdout=subprocess.PIPE, stderr=full, text=True, check=False)

    assert ended("check", "portal-sync", str(place.folder / "nowhere")).returncode == ROWS["no-input"].code
    # So far from the clock is told beside the verdict.
    done = ended(*place.words, "--as-of=2001-01-01")
    return done.returncode, done.stdout, ""


@ending("interrupted-early")
def interrupted_early(place: Place) -> Ended:
    # The moment at which the command line is imported, which is what takes long.
    prologue = """
import os, signal, sys
class Finder:
    def find_spec(self, name, *_):
        if name == "schoolgate.cli":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder())
"""
    return place.program(prologue)


SIGNALLED = """
import os, signal, sys
from dataclasses import replace
from schoolgate.report import formats
def half(result, path, files, telling):
    files.path(path).write_text('{{"schema": ')
    os.kill(os.getpid(), signal.{name})
    for _ in range(100):
        pass
formats.FORMATS = (replace(formats.FORMATS[0], write=half), *formats.FORMATS[1:])
"""


@ending("interrupted")
def interrupted(place: Place) -> Ended:
    return place.program(SIGNALLED.format(name="SIGINT"))


@ending("stopped")
def stopped(place: Place) -> Ended:
    return place.program(SIGNALLED.format(name="SIGTERM"))


@ending("hung-up")
def hung_up(place: Place) -> Ended:
    return place.program(SIGNALLED.format(name="SIGHUP"))


@ending("killed")
def killed(place: Place) -> Ended:
    return place.program(SIGNALLED.format(name="SIGKILL"))


@ending("after-killed")
def after_killed(place: Place) -> Ended:
    killed(place)
    (left,) = place.report.parent.glob(".*.part")
    assert left.name.startswith(".r.json.")
    # A young one may be what a run beside this one has on its way.
    assert place.check()[0] == ROWS["after-killed"].code
    assert left.exists()
    day_before = time.time() - 25 * 60 * 60
    os.utime(left, (day_before, day_before))
    return place.check()


LATE = """
import os, signal, sys
from pathlib import Path
real = Path.replace
def replace(self, target):
    os.kill(os.getpid(), signal.SIGINT)
    return real(self, target)
Path.replace = replace
"""


@ending("interrupted-late")
def interrupted_late(place: Place) -> Ended:
    other = place.report.parent / "f.csv"
    ended = place.program(LATE, f"--report=findings={other}")
    assert pl.read_csv(other).height == 2
    return ended


@ending("two-runs")
def two_runs(place: Place) -> Ended:
    facts = place.report.parent / "facts"
    command = [sys.executable, "-m", "schoolgate", *place.words, f"--report=facts={facts}"]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    ended = [(*run.communicate(), run.returncode) for run in both]
    assert ended[0] == ended[1]
    assert pl.read_parquet(facts / "students.parquet").height == 2
    assert not list(facts.glob(".*"))
    out, err, code = ended[0]
    return code, out, err


def test_a_signal_that_the_caller_ignores_stays_ignored(place: Place) -> None:
    def ignore() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    assert place.program(SIGNALLED.format(name="SIGHUP"), limits=ignore)[0] == ROWS["findings"].code


def test_a_real_disk_that_is_full(place: Place) -> None:
    tiny = place.folder / "tiny"
    tiny.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", str(tiny)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("a file system of its own can be made by root alone")
    try:
        for text in EVERY_FORMAT:
            name, _, file = text.partition("=")
            (tiny / "filling").write_bytes(b"x" * 8192) if not (tiny / "filling").exists() else None
            code, out, err = place.check(f"--report={name}={tiny / file}")
            assert (code, out) == (3, ""), (text, err)
            assert "(No space left on device)" in err
            assert [path.name for path in tiny.iterdir()] == ["filling"]
        assert place.report.read_text("utf-8") == BEFORE
    finally:
        subprocess.run(["umount", str(tiny)], check=True)  # noqa: S607 (of the system, wherever it is)
