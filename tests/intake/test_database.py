"""Databases: SQLite, and a real PostgreSQL where the machine has one."""

import json
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

import postgres
from reading import records, rows
from schoolgate import cli
from schoolgate.basics.errors import InputError, UsageError
from schoolgate.intake import database

STUDENTS = (
    "CREATE TABLE stud_student (id TEXT, born DATE, seen TIMESTAMP, paid NUMERIC(8, 2), years FLOAT, on_roll {truth})"
)
ONE = (
    "INSERT INTO stud_student VALUES "
    "('007', '2015-01-02', '2026-01-02 03:04:05', 1.50, 4.0, {yes}), ('8', NULL, NULL, NULL, NULL, {no})"
)
_DELETES = "WITH gone AS (DELETE FROM names RETURNING id) SELECT id FROM gone"


@pytest.fixture(name="file")
def a_file(tmp_path: Path) -> Path:
    path = tmp_path / "school.db"
    with sqlite3.connect(path) as made:
        made.execute(STUDENTS.format(truth="INTEGER"))
        made.execute(ONE.format(yes=1, no=0))
        made.execute("CREATE VIEW everybody AS SELECT * FROM stud_student")
    made.close()
    return path


@pytest.fixture(scope="session", name="address")
def an_address() -> Iterator[str]:
    where = postgres.programs()
    if where is None:
        pytest.skip("no PostgreSQL on this machine: what a real server does was not tested; apt-get install postgresql")
    with tempfile.TemporaryDirectory(prefix="pg") as folder, postgres.server(Path(folder), where) as address:
        url = sa.make_url(address).set(drivername="postgresql+psycopg", password=postgres.PASSWORD)
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.begin() as made:
            made.execute(sa.text(STUDENTS.format(truth="BOOLEAN")))
            made.execute(sa.text(ONE.format(yes="true", no="false")))
            made.execute(
                sa.text("CREATE TABLE many AS SELECT n::text AS id, n % 7 AS form FROM generate_series(1, 25000) n")
            )
            made.execute(sa.text("CREATE SEQUENCE counter"))
            made.execute(sa.text("CREATE TABLE names (id int, name text)"))
            made.execute(sa.text("INSERT INTO names VALUES (1, 'Secretname')"))
        yield address


@pytest.fixture(name="password")
def a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(database.PASSWORD, postgres.PASSWORD)


def test_a_table_by_its_name_and_a_query(file: Path) -> None:
    queries = {"students": "select id, years from stud_student where on_roll = 1 -- a:b"}
    query, table = database.read_database(f"sqlite:///{file}", queries, ["STUD STUDENT"])
    assert (query.name, rows(query)) == ("students", [(2, "007", "4")])
    assert (table.name, table.top[0].cells) == ("stud_student", ("id", "born", "seen", "paid", "years", "on_roll"))
    assert rows(table)[0] == (2, "007", "2015-01-02", "2026-01-02 03:04:05", "1.5", "4", "1")
    assert rows(table)[1] == (3, "8", None, None, None, None, "0")
    assert [sheet.name for sheet in database.read_database(f"sqlite:///{file}", {}, ["everybody"])] == ["everybody"]


def test_only_what_reads_is_asked(file: Path) -> None:
    with pytest.raises(UsageError, match="begins with no SELECT or WITH"):
        database.read_database(f"sqlite:///{file}", {"students": "delete from stud_student"}, [])
    with pytest.raises(InputError):
        database.read_database(f"sqlite:///{file}", {"students": "select 1; delete from stud_student"}, [])
    with sqlite3.connect(file) as made:
        assert made.execute("select count(*) from stud_student").fetchone() == (2,)
    made.close()


@pytest.mark.parametrize("query", ["select * from stud_studnet", "select nme from stud_student", "select from"])
def test_a_query_that_is_not_understood_is_told_in_its_own_words(file: Path, query: str) -> None:
    with pytest.raises(InputError, match=r"school\.db: (no such|near)"):
        database.read_database(f"sqlite:///{file}", {"students": query}, [])


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"no database, but long enough to be looked at" * 100)
    with pytest.raises(InputError, match=r"a\.db"):
        database.read_database(f"sqlite:///{tmp_path}/a.db", {}, ["students"])
    with pytest.raises(InputError, match="there is no such database file"):
        database.read_database(f"sqlite:///{tmp_path}/b.db", {}, ["students"])
    assert not (tmp_path / "b.db").exists()


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:hunter2@127.0.0.1:1/x",
        "postgresql://127.0.0.1:1/x?password=hunter2",
        "klingon://x",
        "sqlite://[",
    ],
)
def test_addresses_that_are_not_taken(address: str) -> None:
    with pytest.raises((UsageError, InputError)) as refusal:
        database.read_database(address, {}, ["students"])
    assert "hunter2" not in str(refusal.value)


def test_a_server_that_is_not_there(password: None) -> None:
    del password
    with pytest.raises(InputError, match=r"school on 127\.0\.0\.1: cannot be reached") as refusal:
        database.read_database("postgresql://reader@127.0.0.1:1/school", {}, ["students"])
    assert postgres.PASSWORD not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_postgresql_tables_and_queries(address: str, password: None) -> None:
    del password
    queries = {"students": "SELECT id, born FROM stud_student WHERE on_roll"}
    query, many, table = database.read_database(address, queries, ["many", "stud_student"])
    assert rows(query) == [(2, "007", "2015-01-02")]
    assert rows(table) == [
        (2, "007", "2015-01-02", "2026-01-02 03:04:05", "1.50", "4", "true"),
        (3, "8", None, None, None, None, "false"),
    ]
    read = records(many).frame
    assert (read.height, read.row(-1)) == (25_000, (25_001, "25000", str(25_000 % 7)))


def test_postgresql_is_only_read(address: str, password: None) -> None:
    del password
    for query, state in (("SELECT nextval('counter')", "ReadOnlySqlTransaction"), (_DELETES, "it cannot answer")):
        with pytest.raises(InputError, match=state):
            database.read_database(address, {"students": query}, [])
    (names,) = database.read_database(address, {}, ["names"])
    assert records(names).frame.height == 1


def test_neither_password_nor_cell_is_in_what_postgresql_complains_of(
    address: str, monkeypatch: pytest.MonkeyPatch, password: None
) -> None:
    del password
    with pytest.raises(InputError, match="InvalidTextRepresentation") as cast:
        database.read_database(address, {"students": "SELECT name::int FROM names"}, [])
    assert "Secretname" not in str(cast.value)
    with pytest.raises(InputError, match="nmaes") as typo:
        database.read_database(address, {"students": "SELECT * FROM nmaes"}, [])
    monkeypatch.setenv(database.PASSWORD, "wrong-canary")
    with pytest.raises(InputError, match="cannot be reached") as wrong:
        database.read_database(address, {}, ["names"])
    for refusal in (cast, typo, wrong):
        assert "canary" not in str(refusal.value)


PORTAL = {
    "students": ["student_id", "salutation", "first_name", "last_name", "roll_mode", "base_group_id"],
    "groups": ["group_id", "kind", "active", "year_group_id"],
    "year_groups": ["year_group_id", "synced"],
}
STUDENT = ("007", "Ann", "Ann", "Canary-Axby", "On Roll", "B7")


def portal(execute: Callable[[str], object], prefix: str = "") -> None:
    """Lay the tables of a school with one student into a database."""
    for table, columns in PORTAL.items():
        execute(f"CREATE TABLE {prefix}{table} ({', '.join(f'{column} TEXT' for column in columns)})")
    for table, row in (("students", STUDENT), ("groups", ("B7", "base", "true", "Y7")), ("year_groups", ("Y7", "yes"))):
        execute(f"INSERT INTO {prefix}{table} VALUES {row}")  # noqa: S608  our own words


def test_a_check_of_a_database_file(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with sqlite3.connect(tmp_path / "school.db") as made:
        portal(made.execute)
    made.close()
    code = cli.main(
        ["check", "portal-sync", f"sqlite:///{tmp_path}/school.db", "--as-of", "2026-06-15", "--report=json"]
    )
    report = json.loads(capfd.readouterr().out)
    assert [(record["key"], record["row"]) for record in report["records"]] == [("007", 2)]
    # What the tables do not tell keeps the one student from a verdict; nothing is wrong with what they do.
    assert (code, report["findings"]) == (1, [])


def test_a_check_of_postgresql_with_a_query_never_tells_the_password(
    tmp_path: Path, address: str, password: None, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    del password
    url = sa.make_url(address).set(drivername="postgresql+psycopg", password=postgres.PASSWORD)
    with sa.create_engine(url, poolclass=sa.NullPool).begin() as made:
        portal(lambda statement: made.execute(sa.text(statement)), "sims_")
    settings = tmp_path / "settings.toml"
    settings.write_text(
        "[intake.students]\nquery = \"SELECT * FROM sims_students WHERE roll_mode = 'On Roll'\"\n"
        '[intake.groups]\nsheet = "sims_groups"\n[intake.year_groups]\nsheet = "sims_year_groups"\n'
    )
    arguments = ["check", "portal-sync", address, "--settings", str(settings), "--as-of", "2026-06-15"]
    assert cli.main([*arguments, "--report", f"json={tmp_path / 'r.json'}"]) == 1
    told = capfd.readouterr()
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert [(record["key"], record["row"]) for record in report["records"]] == [("007", 2)]
    assert "students from postgres on 127.0.0.1, query for students" in " ".join(report["notes"])
    monkeypatch.setenv(database.PASSWORD, "wrong-canary")
    assert cli.main(arguments) == 3
    refused = capfd.readouterr()
    for text in (told.out, told.err, json.dumps(report), refused.out, refused.err):
        assert "canary" not in text.casefold()


def test_a_password_in_the_address_is_refused_and_not_repeated(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "portal-sync", "postgresql://reader:hunter2@127.0.0.1/school"]) == 2
    told = capfd.readouterr()
    assert "hunter2" not in told.out + told.err
    assert database.PASSWORD in told.err


def test_a_query_without_a_database_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "settings.toml").write_text('[intake.students]\nquery = "SELECT 1"\n')
    (tmp_path / "groups.csv").write_text("group_id,kind,active\nB7,base,yes\n")
    assert cli.main(["check", "portal-sync", str(tmp_path)]) == 2
    assert "[intake.students] query: there is no database among the sources" in capfd.readouterr().err


def test_without_the_extra_it_is_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(UsageError, match=r"pip install 'schoolgate\[sql\]'"):
        database.read_database(f"sqlite:///{file}", {}, ["students"])
