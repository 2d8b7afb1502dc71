"""The library's door: whatever a table is handed over as, the same is found."""

import doctest
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID

import pandas as pd
import polars as pl
import pytest
from jsonschema import Draft202012Validator

import schoolgate
from extracts import MARK, TRACES, write_canaries, write_shown
from schoolgate import library, suites
from schoolgate.basics.errors import InputError, ProgramError, UsageError
from schoolgate.delivery import handed
from schoolgate.language.files import SETTINGS_FILE
from schoolgate.language.table import Kind
from schools import school

DATA = Path(__file__).parents[1] / "data"
FAULTY, EXAMPLE = DATA / "portal-sync" / "faulty", DATA / "example"
SETTINGS = FAULTY / "settings.toml"
"""What stands beside the files, and is no frame."""
NOW = "2026-11-22"
SUITE = suites.load("portal-sync")
SCHEMA = json.loads(files("schoolgate.report").joinpath("report.schema.json").read_text("utf-8"))
Frames = dict[str, pl.DataFrame]


def texts(folder: Path) -> Frames:
    paths = {name: folder / f"{name}.csv" for name in SUITE.tables_by_name}
    return {name: pl.read_csv(path, infer_schema=False) for name, path in paths.items() if path.exists()}


def is_typed(cells: pl.Series, kind: Kind) -> bool:
    """Whether every cell can be typed by Polars alone, so that no cell that cannot be read is lost."""
    if kind is Kind.BOOL:
        return cells.drop_nulls().is_in(["true", "false"]).all()
    iso = cells.drop_nulls().str.contains(r"^\d{4}-\d\d-\d\d$").all()
    return kind is Kind.DATE and iso and cells.str.to_date(strict=False).null_count() == cells.null_count()


def typed(frames: Frames) -> Frames:
    """The columns typed where all of their cells can be, and the texts as categories."""
    out = {}
    for name, frame in frames.items():
        columns = []
        for column in SUITE.tables_by_name[name].columns:
            cells = frame[column.name]
            if column.kind is Kind.TEXT:
                columns.append(cells.cast(pl.Categorical) if column.shown else cells)
            elif not is_typed(cells, column.kind):
                columns.append(cells)
            elif column.kind is Kind.BOOL:
                columns.append((cells == "true").alias(column.name))
            else:
                columns.append(cells.str.to_date())
        out[name] = pl.DataFrame(columns)
    return out


def cleaned() -> Frames:
    """The faulty sample with its unreadable cells blank, so that whole columns can be typed."""
    out = {}
    for name, frame in texts(FAULTY).items():
        changed = frame
        for column in SUITE.tables_by_name[name].columns:
            cells = pl.col(column.name)
            if column.kind is Kind.BOOL:
                word = cells.replace(
                    {"yes": "true", "Y": "true", "1": "true", "no": "false", "N": "false", "0": "false"}
                )
                changed = changed.with_columns(pl.when(word.is_in(["true", "false"])).then(word).alias(column.name))
            elif column.kind is Kind.DATE:
                changed = changed.with_columns(pl.when(cells.str.contains(r"^\d{4}-\d\d-\d\d$")).then(cells))
        out[name] = changed
    return out


def to_pandas(frame: pl.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(frame[name].to_list(), dtype="object") for name in frame.columns})


def pandas_of(dtypes: dict[Kind, Any], text: Any) -> Callable[[Frames], dict[str, pd.DataFrame]]:
    def convert(frames: Frames) -> dict[str, pd.DataFrame]:
        out = {}
        for name, frame in typed(frames).items():
            objects = to_pandas(frame)
            for column in SUITE.tables_by_name[name].columns:
                whole = is_typed(frames[name][column.name], column.kind)
                wanted: Any = text if column.kind is Kind.TEXT else dtypes[column.kind] if whole else "object"
                objects[column.name] = objects[column.name].astype(wanted)
            # No index says which row a record is.
            objects.index = pd.Index([7] * len(objects))
            out[name] = objects
        return out

    return convert


CONVERTED: dict[str, Callable[[Frames], Any]] = {
    "Polars text": lambda frames: frames,
    "Polars typed": typed,
    "Polars lazy": lambda frames: {name: frame.lazy() for name, frame in typed(frames).items()},
    "pandas object text": lambda frames: {name: to_pandas(frame) for name, frame in frames.items()},
    "pandas typed objects": pandas_of({Kind.BOOL: "object", Kind.DATE: "object"}, "object"),
    "pandas datetime64": pandas_of({Kind.BOOL: "boolean", Kind.DATE: "datetime64[ns]"}, "string"),
    "pandas categories": pandas_of({Kind.BOOL: "category", Kind.DATE: "datetime64[s]"}, "category"),
    "pandas floats for yes and no": pandas_of({Kind.BOOL: "float64", Kind.DATE: "category"}, "str"),
    "pandas whole numbers for yes and no": pandas_of({Kind.BOOL: "Int64", Kind.DATE: "datetime64[us]"}, "object"),
}


def parts(report: "schoolgate.Report[Any]") -> tuple[Any, ...]:
    document = json.loads(report.to_json())
    for finding in document["findings"]:
        # A yes or no that came as a number is told as a number.
        finding["value"] = {"1": "true", "0": "false"}.get(finding["value"], finding["value"])
    return document["findings"], document["records"], document["causes"], document["rules"], document["summary"]


@pytest.mark.parametrize("kind", CONVERTED)
@pytest.mark.parametrize("engine", ["fused", pytest.param("pandera", marks=pytest.mark.slow)])
def test_frames_and_files_give_the_same(tmp_path: Path, kind: str, engine: str) -> None:
    frames = cleaned()
    for name, frame in frames.items():
        frame.write_csv(tmp_path / f"{name}.csv")
    expected = schoolgate.check("portal-sync", tmp_path, as_of=NOW)
    assert expected.findings.height > 80
    report = schoolgate.check("portal-sync", CONVERTED[kind](frames), as_of=NOW, engine=engine)
    assert parts(report) == parts(expected)


@pytest.mark.parametrize("kind", CONVERTED)
def test_cells_that_cannot_be_read_are_found_in_frames_too(kind: str) -> None:
    expected = schoolgate.check("portal-sync", FAULTY, as_of=NOW)
    report = schoolgate.check("portal-sync", CONVERTED[kind](texts(FAULTY)), SETTINGS, as_of=NOW)
    assert parts(report)[0] == parts(expected)[0]
    assert parts(report)[1] == parts(expected)[1]


@pytest.mark.parametrize("kind", CONVERTED)
def test_frames_come_back_as_they_came(kind: str) -> None:
    report = schoolgate.check("portal-sync", CONVERTED[kind](texts(FAULTY)), as_of=NOW)
    wanted = pd.DataFrame if kind.startswith("pandas") else pl.DataFrame
    assert {type(report.findings), type(report.records), type(report.causes)} == {wanted}
    assert ("pandas" if wanted is pd.DataFrame else "Polars") in report._repr_html_()


def test_a_path_gives_polars_and_pandas_types_are_stable() -> None:
    by_path = schoolgate.check("portal-sync", str(FAULTY), as_of=NOW)
    assert isinstance(by_path.findings, pl.DataFrame)
    frames = {name: to_pandas(frame) for name, frame in texts(FAULTY).items()}
    findings = schoolgate.check("portal-sync", frames, SETTINGS, as_of=NOW).findings
    assert [str(dtype) for dtype in findings.dtypes] == ["string"] * 3 + ["Int64"] + ["string"] * 9
    assert [None if pd.isna(row) else row for row in findings["row"]] == by_path.findings["row"].to_list()


@pytest.mark.parametrize("empty", [lambda frame: frame.clear(), lambda frame: to_pandas(frame.clear())])
def test_frames_without_records(empty: Callable[[pl.DataFrame], Any]) -> None:
    report = schoolgate.check("portal-sync", {name: empty(frame) for name, frame in texts(FAULTY).items()}, as_of=NOW)
    assert list(report.causes.columns)
    assert len(report.records) == 0
    assert "students (frame): holds no records" in report.result.notes


def test_rows_are_numbered_as_in_a_spreadsheet_and_blank_ones_counted(tmp_path: Path) -> None:
    frames = texts(school(tmp_path / "in"))
    students = frames["students"]
    blank = pl.DataFrame({name: ["\u00a0 "] for name in students.columns})
    frames["students"] = pl.concat([students.head(1), blank, students.tail(1)])
    report = schoolgate.check("portal-sync", frames, as_of=NOW)
    assert report.records["row"].to_list() == [2, 4]
    assert report.passed


CELLS: list[tuple[object, str | None]] = [
    ("7A", "7A"), (True, "true"), (False, "false"), (7, "7"), (7.0, "7"), (-0.0, "0"), (7.25, "7.25"),
    (2.0**53, str(2**53)), (1e-7, "0.0000001"), (float("nan"), None), (float("inf"), "inf"),
    (Decimal("7.00"), "7"), (Decimal("7.50"), "7.50"), (None, None), (UUID(int=7), str(UUID(int=7))),
    (date(2026, 9, 1), "2026-09-01"), (datetime(2026, 9, 1), "2026-09-01"),  # noqa: DTZ001 (without a zone is the point)
    (datetime(2026, 9, 1, tzinfo=UTC), "2026-09-01"), (time(9, 30), "09:30:00"),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "expected"), CELLS)
def test_a_typed_cell_is_what_a_file_would_hold(tmp_path: Path, cell: object, expected: str | None) -> None:
    frames: dict[str, Any] = dict(texts(school(tmp_path / "in")))
    column = pl.Series("base_group_id", [cell, cell], strict=False)
    if column.dtype != pl.Object():
        polars = {**frames, "students": frames["students"].with_columns(column)}
        read = schoolgate.check("portal-sync", polars, as_of=NOW).result.texts["students"].frame
        assert read["base_group_id"].to_list() == [expected] * 2
    for dtype in ("object", None, "category"):
        students = to_pandas(frames["students"])
        students["base_group_id"] = pd.Series([cell, cell], dtype=dtype)
        pandas = {name: to_pandas(frame) for name, frame in frames.items()} | {"students": students}
        read = schoolgate.check("portal-sync", pandas, as_of=NOW).result.texts["students"].frame
        assert read["base_group_id"].to_list() == [expected] * 2, dtype


def test_a_date_time_with_a_time_is_no_date(tmp_path: Path) -> None:
    frames = texts(school(tmp_path / "in"))
    at = pl.Series("latest_dol", [datetime(2026, 9, 1, 9, 30), None], dtype=pl.Datetime)  # noqa: DTZ001 (without a zone is the point)
    report = schoolgate.check("portal-sync", {**frames, "students": frames["students"].with_columns(at)}, as_of=NOW)
    assert report.findings.filter(column="latest_dol")["rule"].to_list() == ["PS-006"]


UNFIT = [pl.Series([["a"], ["b"]]), pl.Series([{"a": 1}, {"a": 2}]), pl.Series([b"a", b"b"]), pl.Series([[1], []])]


@pytest.mark.parametrize("cells", UNFIT, ids=lambda cells: str(cells.dtype))
@pytest.mark.parametrize("kind", ["Polars", "pandas"])
def test_cells_that_no_file_could_hold_are_refused(tmp_path: Path, cells: pl.Series, kind: str) -> None:
    frames = texts(school(tmp_path / "in"))
    convert: Any = to_pandas if kind == "pandas" else (lambda frame: frame)
    spoilt = {**frames, "students": frames["students"].with_columns(cells.alias("first_name"))}
    with pytest.raises(InputError, match=r"students \(frame\), column 'first_name': holds \w+; expected text"):
        schoolgate.check("portal-sync", {name: convert(frame) for name, frame in spoilt.items()}, as_of=NOW)
    # A column that no rule reads may hold anything, under any name.
    more = {**frames, "students": frames["students"].with_columns(cells.alias("row"))}
    report = schoolgate.check("portal-sync", {name: convert(frame) for name, frame in more.items()}, as_of=NOW)
    assert report.passed
    assert report.result.notes == ("students (frame): columns that no rule reads: row",)


def without(frames: Frames, name: str) -> Frames:
    return {other: frame for other, frame in frames.items() if other != name}


REFUSED: dict[str, tuple[Callable[[Frames], Any], type[Exception], str]] = {
    "no table": (lambda frames: without(frames, "groups"), InputError, "required table groups is absent"),
    "no frame at all": (lambda _: {}, InputError, "found no table at all"),
    "a table misspelt": (
        lambda frames: {**without(frames, "admission_statuses"), "admision_statuses": frames["admission_statuses"]},
        InputError,
        "is called much like the table admission_statuses",
    ),
    "a column misspelt": (
        lambda frames: {**frames, "students": frames["students"].rename({"salutation": "Salutations"})},
        InputError,
        r"the required column 'salutation' is absent \(is it 'Salutations'\?\)",
    ),
    "no known column": (
        lambda frames: {**frames, "groups": pl.DataFrame({MARK: ["a"]})},
        InputError,
        "none of its 1 header cells is a column of groups",
    ),
    "numbers for names": (
        lambda frames: {**{name: to_pandas(frame) for name, frame in frames.items()}, "groups": pd.DataFrame([[1]])},
        InputError,
        "the name of column 1 is no text",
    ),
    "a column twice": (
        lambda frames: {**frames, "groups": frames["groups"].with_columns(pl.lit("x").alias(" name "))},
        InputError,
        "the same name in columns 2 and 6",
    ),
    "a table twice": (lambda frames: {**frames, "Groups": frames["groups"]}, InputError, "'Groups' stands twice"),
    "no frame": (lambda frames: {**frames, "groups": [MARK]}, UsageError, "groups: is of type list"),
    "no name": (lambda frames: {**frames, 7: frames["groups"]}, UsageError, "a name of type int"),
    "its key is its index": (
        lambda frames: {**frames, "students": to_pandas(frames["students"]).set_index("student_id")},
        InputError,
        r"students \(frame\): 'student_id' is the frame's index, which is not read; pass frame.reset_index\(\)",
    ),
    "a frame alone": (lambda frames: frames["groups"], UsageError, "source is of type DataFrame"),
    "no folder": (lambda _: "nowhere", InputError, "nowhere: "),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_what_cannot_be_checked_is_refused_in_one_line(tmp_path: Path, fault: str) -> None:
    spoil, kind, words = REFUSED[fault]
    with pytest.raises(kind, match=words) as caught:
        schoolgate.check("portal-sync", spoil(texts(school(tmp_path / "in"))), as_of=NOW)
    assert MARK not in str(caught.value)
    # What follows the first line is a list of what is in the way.
    assert all(line.startswith("  ") for line in str(caught.value).splitlines()[1:])


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"suite": "portal-snyc"}, "did you mean portal-sync"),
    ({"engine": "fusd"}, "There is no engine 'fusd': did you mean fused"),
    ({"as_of": "tomorrow"}, "^as-of 'tomorrow' is no date"),
    ({"as_of": 20261122}, "as-of is of type int"),
    ({"settings": {"portal_sync": {"leaver_windw_months": 3}}}, "did you mean leaver_window_months"),
    ({"settings": {"timezone": "Mars"}}, "'Mars' is no time zone"),
    ({"settings": 7}, "settings are of type int"),
    ({"settings": "nowhere.toml"}, "nowhere.toml: cannot be read"),
]


@pytest.mark.parametrize(("wrong", "words"), WRONG)
def test_wrong_usage_names_the_nearest(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        schoolgate.check(**{"suite": "portal-sync", "source": FAULTY, "as_of": NOW, **wrong})


def test_settings_and_moments_are_those_of_the_command(tmp_path: Path) -> None:
    source = school(tmp_path / "in")
    (source / SETTINGS_FILE).write_text('timezone = "Europe/Dublin"\n', "utf-8")
    other = tmp_path / "other.toml"
    other.write_text('timezone = "Europe/Paris"\n', "utf-8")
    given: list[tuple[Any, str]] = [(None, "Dublin"), (other, "Paris"), (str(other), "Paris"), ({}, "London")]
    for settings, zone in given:
        report = schoolgate.check("portal-sync", source, settings=settings, as_of=NOW)
        assert str(report.result.moment.at.tzinfo) == f"Europe/{zone}"
    for when in (NOW, date(2026, 11, 22), datetime(2026, 11, 22), datetime(2026, 11, 22, tzinfo=UTC)):  # noqa: DTZ001 (without a zone is the point)
        assert schoolgate.check("portal-sync", source, as_of=when).result.moment.at.isoformat()[:16] == f"{NOW}T00:00"
    assert schoolgate.check("portal-sync", texts(source)).result.settings.common.timezone == "Europe/London"


def test_the_gate_is_that_of_the_command(tmp_path: Path) -> None:
    students = "student_id,salutation,first_name,last_name,roll_mode,base_group_id,email,portal_login\n"
    clean = schoolgate.check("portal-sync", school(tmp_path / "in"), as_of=NOW)
    assert (clean.passed, clean.passes(fail_on="warning")) == (True, True)
    source = school(tmp_path / "warned", students=f"{students}S1,Ms,A,B,On Roll,7A,,true\n")
    report = schoolgate.check("portal-sync", source, as_of=NOW)
    assert [report.passes(fail_on=level) for level in ("error", "warning", "never")] == [report.passed, False, True]
    with pytest.raises(UsageError, match="did you mean warning"):
        report.passes(fail_on="warnings")  # type: ignore[arg-type]  # wrong is the point


def test_the_json_report_of_frames_keeps_to_the_schema() -> None:
    frames = texts(FAULTY)
    document = json.loads(schoolgate.check("portal-sync", frames, as_of=NOW).to_json())
    assert list(Draft202012Validator(SCHEMA).iter_errors(document)) == []
    told = {name: value for name, value in document["tables"]["groups"].items() if name != "reading"}
    assert told == {
        "rows": frames["groups"].height, "source": "groups (frame)", "encoding": None, "delimiter": None, "sha256": None
    }  # fmt: skip


def test_explain_show_and_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    report = schoolgate.check("portal-sync", texts(EXAMPLE), as_of=NOW)
    assert report.explain("S-NO-GROUP").startswith("S-NO-GROUP will not sync")
    assert "Group 9C is not active" in report.explain("9C")
    with pytest.raises(UsageError, match="did you mean S-NO-GROUP"):
        report.explain("S-NOGROUP")
    report.show()
    told = capsys.readouterr().out
    assert told.startswith("FAILED, on 2 assumptions  6 of 14 students will sync; 7 will not; 1 cannot be")
    assert "FAILED" in told
    assert repr(report) == str(report)
    assert "\n" not in repr(report)
    assert sum(report.summary.values()) == report.records.height


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}


HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</td></table><script>alert(1)</script>",
    '"onload="x',
    "\x1b[31m",
    "\u202egnp",
)


def test_html_is_inert_whatever_the_keys_say(tmp_path: Path) -> None:
    source = write_shown(SUITE, tmp_path / "in", HOSTILE)
    frames = texts(source)
    frames["students"] = frames["students"].with_columns(pl.lit("x").alias(HOSTILE[0]))
    groups = frames["groups"].with_columns(pl.lit("base").alias("kind"), pl.lit("false").alias("active"))
    students = frames["students"].with_columns(roll_mode=pl.lit("On Roll"), student_type=pl.lit("current"))
    report = schoolgate.check("portal-sync", {**frames, "groups": groups, "students": students}, as_of=NOW)
    html = report._repr_html_()
    assert report.causes.height
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    tags = _Tags()
    tags.feed(html)
    assert tags.seen <= {"div", "p", "strong", "table", "caption", "thead", "tbody", "tr", "th", "td", "code"}
    assert tags.attributes <= {"style", "class"}
    assert "\x1b" not in html
    assert "\u202e" not in html
    assert not [trace for trace in ("http", "url(", 'src="') if trace in html]  # fmt: skip


@pytest.mark.parametrize("name", suites.names())
def test_no_personal_value_in_what_a_notebook_shows(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    suite = suites.load(name)
    source = write_canaries(suite, tmp_path / "in")
    paths = {table.name: source / f"{table.name}.csv" for table in suite.tables}
    frames = {table: pl.read_csv(path, infer_schema=False) for table, path in paths.items()}
    for given in (frames, {table: to_pandas(frame) for table, frame in frames.items()}):
        report: schoolgate.Report[Any] = schoolgate.check(name, given, as_of=NOW)
        report.show()
        told = repr(report) + report._repr_html_() + report.to_json() + capsys.readouterr().out
        told += "".join(map(str, (report.findings.to_dict(), report.records.to_dict(), report.causes.to_dict())))
        assert len(told) > 2000
        assert not [trace for trace in TRACES if trace in told]


def test_a_crash_tells_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise ValueError(MARK)

    monkeypatch.delenv("SCHOOLGATE_DEBUG", raising=False)
    for place in ("schoolgate.intake.formats.frame.stripped", "schoolgate.engines.fused.Plan.run"):
        with monkeypatch.context() as patched:
            patched.setattr(place, crash)
            with pytest.raises(ProgramError, match="ValueError") as caught:
                schoolgate.check("portal-sync", texts(FAULTY), as_of=NOW)
            assert caught.value.__cause__ is None
            assert caught.value.__suppress_context__
            assert MARK not in str(caught.value)


def test_half_a_character_is_refused(tmp_path: Path) -> None:
    frames = {name: to_pandas(frame) for name, frame in texts(school(tmp_path / "in")).items()}
    frames["students"]["first_name"] = pd.Series(["\ud800", "b"], dtype="object")
    with pytest.raises(InputError, match="'first_name': holds text with half a character"):
        schoolgate.check("portal-sync", frames, as_of=NOW)


IMPORTING = """
import sys, schoolgate
print(schoolgate.__version__, {"Report", "check"} <= {*dir(schoolgate)})
print(*sorted({"polars", "pandas", "pydantic", "numpy", "rich"} & {*sys.modules}))
schoolgate.check
print("polars" in sys.modules, "pandas" in sys.modules, "great_expectations" in sys.modules)
"""
WITHOUT_PYARROW = """
import sys
sys.modules["pyarrow"] = None
from pathlib import Path
import pandas as pd, schoolgate
frames = {path.stem: pd.read_csv(path) for path in Path(sys.argv[1]).glob("*.csv")}
frames["students"]["latest_dol"] = pd.to_datetime(frames["students"]["latest_dol"], errors="coerce", format="%Y-%m-%d")
report = schoolgate.check("portal-sync", frames, as_of="2026-11-22")
print(type(report.findings).__module__, len(report.records), len(report.causes) > 0)
"""


def printed(code: str, *arguments: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_importing_schoolgate_imports_no_frame_library() -> None:
    assert printed(IMPORTING) == [f"{schoolgate.__version__} True", "", "True False False"]


def test_pandas_without_pyarrow_is_enough() -> None:
    assert printed(WITHOUT_PYARROW, str(FAULTY)) == ["pandas 250 True"]


def test_there_is_nothing_else_at_the_door() -> None:
    with pytest.raises(AttributeError, match="no attribute 'chek'"):
        schoolgate.chek  # noqa: B018 (the access is the point)


def test_the_examples_in_the_documentation_hold() -> None:
    found = [*doctest.DocTestFinder().find(library, "library"), *doctest.DocTestFinder().find(handed, "handed")]
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    example: dict[str, Any] = {}
    assert library.__doc__
    exec(doctest.script_from_examples(library.__doc__), example)  # noqa: S102 (our own example)
    shared = {"report": example["report"], "students": example["frames"]["students"]}
    for test in found:
        test.globs["getfixture"] = shared.__getitem__
        runner.run(test)
    assert runner.tries > 10
    assert runner.failures == 0
