"""From files to tables: names, rows that are none, filters, joins, stacks, and what is told of all that."""

import os
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from schoolgate import suites
from schoolgate.basics.clock import moment
from schoolgate.basics.dates import Calendar, DateFormat
from schoolgate.basics.errors import InputError, UsageError
from schoolgate.intake.files import read_files
from schoolgate.intake.source import Source, Wanted
from schoolgate.language.settings import Settings, settings_from
from schoolgate.language.table import Column, Kind, Table
from schoolgate.run.check import check

PEOPLE = Table(
    "people",
    key="person_id",
    required=True,
    columns=(
        Column("person_id", required=True, shown=True, person=True),
        Column("first_name", required=True),
        Column("born", Kind.DATE),
        Column("team", shown=True, refers=("teams",)),
        Column("wanted", Kind.BOOL, default=False),
        Column("word", closed=("On Roll", "Left")),
    ),
)
TEAMS = Table(
    "teams",
    key="team_id",
    columns=(Column("team_id", required=True, shown=True), Column("size", Kind.INT, required=True)),
)
LETTERS = Table(
    "letters",
    key=None,
    columns=(Column("person_id", required=True, person=True, refers=("people",)), Column("email", required=True)),
)
TABLES = (PEOPLE, TEAMS, LETTERS)
HEADER = "person_id,first_name,born,team,wanted,word\n"
Files = Mapping[str, str | bytes]


def written(folder: Path, files: Files) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def read(
    folder: Path,
    files: Files,
    intake: Mapping[str, Any] | None = None,
    formats: tuple[str, ...] = (),
    tables: tuple[Table, ...] = TABLES,
) -> Source:
    suite = suites.load("portal-sync")
    given = settings_from({"intake": intake or {}}, "settings", "portal_sync", suite.settings, ["portal_sync"])
    calendar = Calendar(tuple(map(DateFormat.parse, formats)), ZoneInfo("Europe/London"))
    return read_files([written(folder, files)], Wanted(tables, given.common.intake, calendar))


def column(source: Source, table: str, name: str) -> list[Any]:
    return source.typed[table][name].to_list()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "in"


def test_a_plain_folder_has_nothing_to_tell(folder: Path) -> None:
    source = read(
        folder, {"people.csv": HEADER + "P1,Ada,2015-01-02,T1,yes,Left\n", "teams.csv": "team_id,size\nT1,3\n"}
    )
    assert source.notes == ()
    assert source.text["people"].columns == tuple(one.name for one in PEOPLE.columns)
    assert column(source, "teams", "size") == [3]


@pytest.mark.parametrize("name", ["People.CSV", "person.txt", "PEOPLE.tsv", "export of 3 May.csv"])
def test_a_table_is_found_by_its_name_or_by_its_headings(folder: Path, name: str) -> None:
    assert column(read(folder, {name: HEADER + "P1,Ada,,,,\n"}), "people", "person_id") == ["P1"]


@pytest.mark.parametrize("second", ["people.txt", "people (2).csv"])
def test_two_files_for_one_table_are_refused_unless_stacked(folder: Path, second: str) -> None:
    files = {"people.csv": HEADER + "P1,Ada,,,,\n", second: HEADER + "P2,Bo,,,,\n"}
    with pytest.raises(InputError, match=r"holds both .* for the table people"):
        read(folder, files)
    source = read(folder, files, {"people": {"file": ["people.csv", second]}})
    assert column(source, "people", "person_id") == ["P1", "P2"]
    text = source.text["people"]
    rows = text.frame["row"].to_list()
    assert len(set(rows)) == 2
    piece, row = text.origin(rows[1])
    assert piece is not None
    assert (piece.label, row) == (second, 2)


LISTS = Table("lists", key="list_id", columns=(Column("list_id", required=True), *map(Column, ("about", "of", "by"))))
"""One required column alone, as a student file has."""


@pytest.mark.parametrize("suffix", ["csv", "txt"])
def test_a_table_of_one_required_column_is_known_by_all_of_its_headings(folder: Path, suffix: str) -> None:
    whole, part = "list_id,about,of,by\nL1,a,b,c\n", "list_id,about,of\nL1,a,b\n"
    tables = (*TABLES, LISTS)
    people = {"people.csv": HEADER + "P1,Ada,,,,\n"}
    source = read(folder, {**people, f"export.{suffix}": whole}, tables=tables)
    assert column(source, "lists", "list_id") == ["L1"]
    assert f"export.{suffix}: read as lists, which its headings say" in source.notes
    assert "lists" not in read(folder, {**people, f"export.{suffix}": part}, tables=tables).text


def test_two_files_with_one_tables_headings_are_refused_with_the_line_that_stacks_them(folder: Path) -> None:
    files = {f"year {year}.csv": HEADER + f"P{year},Ada,,,,\n" for year in (7, 8)}
    with pytest.raises(InputError, match=r'file = \["year 7\.csv", "year 8\.csv"\]'):
        read(folder, files)
    stacked = read(folder, files, {"people": {"file": ["year 7.csv", "year 8.csv"]}})
    assert column(stacked, "people", "person_id") == ["P7", "P8"]


def test_two_sheets_with_one_tables_headings_are_refused_with_the_line_that_stacks_them(folder: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]  # a new workbook has a sheet
    for year in (7, 8):
        sheet = book.create_sheet(f"Year {year}")
        sheet.append(HEADER.strip().split(","))
        sheet.append([f"P{year}", "Ada"])
    folder.mkdir()
    book.save(folder / "all.xlsx")
    with pytest.raises(InputError) as refused:
        read(folder, {})
    assert '[intake.people]\n    sheet = ["Year 7", "Year 8"]' in str(refused.value), "next month's has another name"
    for said in ({"sheet": ["Year 7", "Year 8"]}, {"file": "all.xlsx", "sheet": ["Year 7", "Year 8"]}):
        assert column(read(folder, {}, {"people": said}), "people", "person_id") == ["P7", "P8"]


def test_a_file_that_is_a_table_already_is_offered_for_no_other(folder: Path) -> None:
    needed = replace(TEAMS, required=True)
    with pytest.raises(InputError, match="required table teams is absent") as refused:
        read(folder, {"people.csv": HEADER + "P1,Ada,,,,\n"}, tables=(PEOPLE, needed))
    assert "file =" not in str(refused.value)


def test_everything_that_is_missing_is_said_at_once(folder: Path) -> None:
    files = {"people.csv": "person_id,born\nP1,\n", "teams.csv": "team_id,sise\nT1,3\n"}
    with pytest.raises(InputError) as refused:
        read(folder, files)
    told = str(refused.value)
    assert "2 things are in the way" in told
    assert "the required column 'first_name' is absent" in told
    assert "'size' is absent (is it 'sise'?)" in told
    assert "[intake.teams.columns]" in told
    assert 'size = "sise"' in told


def test_a_heading_is_taken_by_its_name_its_fold_an_alias_or_an_answer(folder: Path) -> None:
    content = "Person ID *;FORENAME;Nickname;Team (optional)\n7;Ada;x;T1\n"
    source = read(folder, {"people.csv": content}, {"people": {"columns": {"word": "Nickname"}}})
    assert source.text["people"].frame.rows() == [(2, "7", "Ada", "T1", "x")]
    assert source.notes[0] == (
        "people from people.csv (semicolons): person_id from Person ID *, first_name from FORENAME, "
        "team from Team (optional), word from Nickname"
    )


def test_the_own_name_wins_over_an_alias_and_two_aliases_are_asked_about(folder: Path) -> None:
    source = read(folder, {"people.csv": "person_id,first_name,Forename\nP1,Ada,Bo\n"})
    assert column(source, "people", "first_name") == ["Ada"]
    with pytest.raises(InputError, match="'Forename' and 'Legal Forename' can both be first_name"):
        read(folder, {"people.csv": "person_id,Forename,Legal Forename\nP1,Ada,Bo\n"})


def test_two_columns_of_one_name_are_told_apart_by_their_numbers(folder: Path) -> None:
    files = {"people.csv": "person_id,first_name,Note,first_name,Note\nP1,Ada,x,Bo,y\n"}
    with pytest.raises(InputError, match=r"the same name in columns 2 and 4; 3 and 5; ") as refused:
        read(folder, files)
    assert '    ignore = ["column 4", "column 5"]' in str(refused.value).splitlines()
    first = read(folder, files, {"people": {"ignore": ["column 4", "column 5"]}})
    assert column(first, "people", "first_name") == ["Ada"]
    other = read(folder, files, {"people": {"columns": {"first_name": "column 4"}, "ignore": ["column 5"]}})
    assert column(other, "people", "first_name") == ["Bo"]
    with pytest.raises(InputError, match="columns 3 and 5"):
        read(folder, files, {"people": {"ignore": ["column 4"]}})


def test_a_heading_that_is_only_like_an_optional_column_stops_until_it_is_ignored(folder: Path) -> None:
    files = {"people.csv": "person_id,first_name,wantid\nP1,Ada,yes\n"}
    with pytest.raises(InputError, match="'wantid' is like 'wanted'"):
        read(folder, files)
    assert column(read(folder, files, {"people": {"ignore": "wantid"}}), "people", "wanted") == [False]


def test_a_file_that_is_only_called_like_a_table_stops_until_it_is_ignored(folder: Path) -> None:
    files = {"people.csv": HEADER, "lettters.csv": "a\n1\n"}
    with pytest.raises(InputError, match="is called much like the table letters"):
        read(folder, files)
    source = read(folder, files, {"ignore": ["lettters.csv"]})
    assert "lettters.csv: ignored, as the settings say" in source.notes


def test_rows_above_the_header_format_words_and_a_total_are_no_records(folder: Path) -> None:
    content = "Our school\nYear 7\nperson_id,first_name,size\nRequired,Free text,YYYY\nP1,Ada,1\n\nTotal,,1\n"
    source = read(folder, {"people.csv": content})
    assert source.text["people"].frame["row"].to_list() == [5]
    assert "(header in row 3, above it rows 1, 2)" in source.notes[0]
    assert "left out: row 4 (format words); row 7 (a total)" in source.notes[0]


def test_what_a_report_says_below_its_table_is_no_record(folder: Path) -> None:
    end = "Total people: 2\n\nEnd of report,,\nPrinted,07/09/2026 10:12\nPage 1 of 1\n"
    source = read(folder, {"people.csv": f"person_id,first_name,size\nP1,Ada,1\nP2,Bo,2\n{end}"})
    assert column(source, "people", "person_id") == ["P1", "P2"]
    out = "row 4 (a total); row 6 (the end of a report); row 7 (the end of a report); row 8 (the end of a report)"
    assert f"left out: {out}" in source.notes[0]
    # In the middle, or beside a name, the same words are somebody's.
    odd = read(folder, {"people.csv": "person_id,first_name,size\nEnd of report,,\nPage 1,Ada,2\n"})
    assert column(odd, "people", "person_id") == ["End of report", "Page 1"]


def test_the_header_once_more_is_no_record(folder: Path) -> None:
    content = "Person_ID,First_Name,size\nP1,Ada,1\nPerson_ID,First_Name,size\nP2,Person_ID,2\n"
    source = read(folder, {"people.csv": content})
    assert column(source, "people", "person_id") == ["P1", "P2"]
    assert "left out: row 3 (the header again)" in source.notes[0]


def test_a_file_without_header_is_read_once_it_is_said_so(folder: Path) -> None:
    files = {"people.csv": "P1, Ada, T1\nP2, Bo,\n"}
    with pytest.raises(InputError, match="is the header row missing") as refused:
        read(folder, files)
    assert "Ada" not in str(refused.value)
    answer = {"people": {"header": "none", "columns_in_order": ["person_id", "first_name", "team"]}}
    assert read(folder, files, answer).text["people"].frame.rows() == [(1, "P1", "Ada", "T1"), (2, "P2", "Bo", None)]


def test_people_of_several_roles_are_asked_about_and_filtered(folder: Path) -> None:
    files = {"people.csv": "person_id,first_name,Role\nP1,Ada,student\nP2,Bo,Teacher\nP3,Cy,STUDENT\n"}
    with pytest.raises(InputError, match=r"people\.csv: the column 'Role' has 2 different values"):
        read(folder, files)
    source = read(folder, files, {"people": {"where": {"Role": "Student"}}})
    assert column(source, "people", "person_id") == ["P1", "P3"]
    assert "left out: 1 row, Role Teacher" in source.notes[0]
    assert column(read(folder, files, {"people": {"without": {"Role": ["teacher"]}}}), "people", "person_id") == [
        "P1",
        "P3",
    ]
    assert len(column(read(folder, files, {"people": {"ignore": ["Role"]}}), "people", "person_id")) == 3


def test_people_of_several_roles_are_known_by_the_words_of_a_column_as_well(folder: Path) -> None:
    rows = ["P1,Ada,pupils", "P2,Bo,", *(f"P{at},Cy,Pupil" for at in range(3, 33)), "T1,Di,Teachers"]
    files = {"people.csv": "\n".join(["person_id,first_name,Sort", *rows])}
    with pytest.raises(InputError, match=r"people\.csv: the column 'Sort' has 3 different values"):
        read(folder, files)
    assert len(column(read(folder, files, {"people": {"without": {"Sort": "teachers"}}}), "people", "person_id")) == 32
    assert len(column(read(folder, files, {"people": {"ignore": ["Sort"]}}), "people", "person_id")) == 33
    # Of pupils alone, of parents alone, or beside words that nobody knows, a column of any heading says nothing.
    for words in (("Pupil", "Student"), ("Parent", "Guardian"), ("Pupil", "Mathlete"), ("Contact", "Phone")):
        again = {"people.csv": "person_id,first_name,Sort\n" + "".join(f"{word},Ada,{word}\n" for word in words)}
        assert len(column(read(folder, again), "people", "person_id")) == 2


@pytest.mark.parametrize(
    ("ids", "how"), [(('="01"', '="02"'), "as a formula of Excel"), (("'01", "'02"), "with an apostrophe before it")]
)
def test_ids_in_the_wrappings_of_a_spreadsheet_are_told(folder: Path, ids: tuple[str, str], how: str) -> None:
    source = read(folder, {"people.csv": f"person_id,first_name\n{ids[0]},Ada\n{ids[1]},Bo\n"})
    assert [one.name for one in source.spoilt] == ["people.person_id"]
    assert how in source.spoilt[0].message
    assert not read(folder, {"people.csv": f"person_id,first_name\n{ids[0]},Ada\n02,Bo\n"}).spoilt


def test_a_heading_that_ends_with_its_format_is_known(folder: Path) -> None:
    for heading in ("Person_ID (YYYY)", "person id\n[dd/mm/yyyy]"):
        source = read(folder, {"people.csv": f'"{heading}",first_name\nP1,Ada\n'})
        assert column(source, "people", "person_id") == ["P1"]


def test_what_a_filter_leaves_out_is_not_told_where_it_may_be_somebodys(folder: Path) -> None:
    files = {"people.csv": "person_id,first_name\nP1,Ada\nP2,Zebedee\n"}
    source = read(folder, files, {"people": {"where": {"first_name": ["ada"]}}})
    assert column(source, "people", "person_id") == ["P1"]
    assert not any("Zebedee" in note for note in source.notes)


def test_a_constant_gives_a_column_that_the_file_lacks(folder: Path) -> None:
    files = {"people.csv": "person_id,first_name\nP1,Ada\n"}
    source = read(folder, files, {"people": {"constant": {"wanted": True, "team": ""}}})
    assert (column(source, "people", "wanted"), column(source, "people", "team")) == ([True], [None])
    assert not column(source, "people", "team__unknown")[0]
    assert "wanted is 'true' throughout (constant)" in source.notes[0]
    with pytest.raises(UsageError, match=r"first_name is in people\.csv already"):
        read(folder, files, {"people": {"constant": {"first_name": "x"}}})


def test_words_are_explained_per_column(folder: Path) -> None:
    files = {"people.csv": "person_id,first_name,wanted\nP1,Ada,With  access\nP2,Bo,-\n"}
    source = read(folder, files, {"people": {"values": {"wanted": {"with access": True, "-": False}}}})
    assert column(source, "people", "wanted") == [True, False]


def test_closed_words_in_another_spelling_are_read_and_noted_once(folder: Path) -> None:
    source = read(folder, {"people.csv": "person_id,first_name,word\nP1,Ada,ON-ROLL\nP2,Bo,on  roll\nP3,Cy,Left\n"})
    assert column(source, "people", "word") == ["On Roll", "On Roll", "Left"]
    [note] = [note for note in source.notes if "spelling" in note]
    assert "2 cells are another spelling" in note
    assert "'ON-ROLL' for 'On Roll'" in note


def test_headings_that_each_make_a_row(folder: Path) -> None:
    files = {"people.csv": HEADER, "letters.csv": "person_id,A_MAIL,B_MAIL\nP1,a@x,b@x\nP2,,c@x\nP3,,\n"}
    source = read(folder, files, {"letters": {"unpivot": ["A_MAIL", "B_MAIL"]}})
    found = sorted(zip(column(source, "letters", "person_id"), column(source, "letters", "email"), strict=True))
    assert found == [("P1", "a@x"), ("P1", "b@x"), ("P2", "c@x")]


def test_headings_that_each_make_a_row_may_stand_in_another_tables_file(folder: Path) -> None:
    files = {"people.csv": "person_id,first_name,MOTHER,FATHER\nP1,Ada,m@x.org,f@x.org\n"}
    for said in ({}, {"file": "people.csv"}):
        source = read(folder, files, {"letters": {"unpivot": ["MOTHER", "FATHER"], **said}})
        assert column(source, "people", "person_id") == ["P1"]
        assert column(source, "letters", "email") == ["m@x.org", "f@x.org"]
    with pytest.raises(InputError, match=r"no file has MOTHER, AUNT, which \[intake\.letters\] unpivot names"):
        read(folder, files, {"letters": {"unpivot": ["MOTHER", "AUNT"]}})


def test_columns_of_another_file_by_a_key(folder: Path) -> None:
    files = {
        "people.csv": "person_id,first_name\nP1,Ada\nP2,Bo\nP3,Cy\n",
        "enrolments.csv": "who,class\nP1,c1\nP1,c2\nP2,c3\n",
        "classes.csv": "class,title,kind\nc1,7A,homeroom\nc2,Maths,lesson\nc3,7B,homeroom\n",
    }
    classes = {"file": "classes.csv", "on": "class", "where": {"kind": "homeroom"}, "keep": False}
    join = {"file": "enrolments.csv", "on": {"person_id": "who"}, "columns": {"team": "title"}, "join": classes}
    source = read(folder, files, {"people": {"join": join}})
    assert column(source, "people", "team") == ["7A", "7B", None]
    assert "joined with enrolments.csv, classes.csv" in source.notes[0]


def test_a_normalised_key_holds_for_every_column_that_refers_to_it_and_is_shown_as_it_stands(folder: Path) -> None:
    files = {
        "people.csv": "person_id,first_name,team\nP1,Ada,7\nP2,Bo,008\n",
        "teams.csv": "team_id,size\n007,1\n8,2\n",
    }
    source = read(folder, files, {"teams": {"key": {"team_id": "drop_leading_zeros"}}})
    assert column(source, "teams", "team_id") == ["007", "8"]
    assert column(source, "people", "team") == ["007", "8"]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ('"P1,Mr\nP2,Ms",Ada', "column 'person_id': a key that holds a line break"),
        ('"P1,Mr",Ada', "column 'person_id': a key that holds the file's own delimiter"),
        ('P1,"Ada\nP2,Bo,T1\nP3"', "column 'first_name': a cell that runs over several lines"),
    ],
)
def test_what_a_lost_quotation_mark_swallows_is_refused(folder: Path, cells: str, said: str) -> None:
    with pytest.raises(InputError, match=rf"people\.csv, row 2, {said}"):
        read(folder, {"people.csv": f"person_id,first_name\n{cells}\n"})


def test_short_rows_are_named_and_too_many_of_them_refused(folder: Path) -> None:
    rows = [f"P{number},Ada,,,,\n" for number in range(150)]
    source = read(folder, {"people.csv": HEADER + "".join(rows) + "P150,Bo\n"})
    assert "people.csv: fewer cells than the header in row 152; the last count as missing" in source.notes
    with pytest.raises(InputError, match=r"people\.csv, row 2: 1 of 2 records has fewer cells"):
        read(folder, {"people.csv": HEADER + "P1,Bo\nP2,Cy,,,,\n"})


def test_ids_that_a_spreadsheet_changed_are_a_cause(folder: Path) -> None:
    source = read(folder, {"people.csv": "person_id,first_name\n1.00E+05,Ada\n2E+05,Bo\n"})
    [one] = source.spoilt
    assert (one.name, one.records, one.fails) == ("people.person_id", 2, True)
    assert "a spreadsheet changed the ids" in one.message


def test_dates_with_two_readings_are_a_cause_and_unknown(folder: Path) -> None:
    files = {"people.csv": "person_id,first_name,born\nP1,Ada,01/02/2015\nP2,Bo,03/04/2015\nP3,Cy,2015-05-06\n"}
    source = read(folder, files)
    [one] = source.spoilt
    assert "day first or month first" in one.message
    assert 'born = "DD/MM/YYYY" or born = "MM/DD/YYYY"' in one.fix
    assert column(source, "people", "born__unknown") == [True, True, False]
    settled = read(folder, files, {"people": {"dates": {"born": "DD/MM/YYYY"}}})
    assert [day.month for day in column(settled, "people", "born")] == [2, 4, 5]
    assert settled.spoilt == ()


def test_a_date_order_that_the_cells_show_is_assumed_with_its_evidence(folder: Path) -> None:
    files = {"people.csv": "person_id,first_name,born\nP1,Ada,01/02/2015\nP2,Bo,03/14/2015\n"}
    source = read(folder, files)
    [one] = source.assumptions
    assert (one.question, one.assumed) == ("people.born", "month first (MM/DD/YYYY)")
    assert one.evidence == "1 of 2 cells fit only month first"
    with pytest.raises(InputError, match="missing"):
        raise InputError(read(folder, files, formats=("%d/%m/%Y",)).spoilt[0].message + " missing")


def test_invisible_characters_are_noted_once(folder: Path) -> None:
    source = read(folder, {"people.csv": "person_id,first_name\nP\u200b1,Ada\nP1,Zoe\u0301\nP1,Zo\u00e9\n"})
    assert "people.csv: person_id: 1 cell holds characters that cannot be seen; they count" in source.notes


def test_a_pipe_is_read_once_and_one_that_nobody_writes_into_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schoolgate.intake.opening._WAIT_SECONDS", 0.2)
    written(folder, {})
    os.mkfifo(folder / "people.csv")
    with pytest.raises(InputError, match=r"people\.csv: is a pipe, and nobody has written into it"):
        read(folder, {})
    monkeypatch.setattr("schoolgate.intake.opening._WAIT_SECONDS", 20)
    writer = threading.Thread(target=(folder / "people.csv").write_text, args=(HEADER + "P1,Ada,,,,\n",))
    writer.start()
    source = read(folder, {})
    writer.join()
    assert column(source, "people", "person_id") == ["P1"]


def test_a_link_that_leads_round_in_a_circle_is_refused(folder: Path) -> None:
    written(folder, {})
    (folder / "people.csv").symlink_to(folder / "people.csv")
    with pytest.raises(InputError, match=r"people\.csv: cannot be read"):
        read(folder, {})


def test_a_file_of_no_table_that_cannot_be_read_is_a_note(folder: Path) -> None:
    source = read(folder, {"people.csv": HEADER, "photo.txt": b"\x00\x01", "old.csv.gz": b"\x1f\x8b"})
    assert any(note.startswith("photo.txt: not read: byte 0 is 0x00") for note in source.notes)
    assert "old.csv.gz: packed, not read; unpack it, or save it as .zip" in source.notes


def test_a_file_that_may_be_the_missing_table_and_is_not_read_is_named(folder: Path) -> None:
    with pytest.raises(
        InputError, match=r"(?s)people is absent.*people\.json: not read: .* save it as \.csv or \.xlsx"
    ):
        read(folder, {"people.json": "[]"})
    assert column(read(folder, {"people.text": "person_id\tfirst_name\nP1\tAda\n"}), "people", "person_id") == ["P1"]


def test_what_is_no_table_is_not_told_where_none_is_missed(folder: Path) -> None:
    some = {"people.csv": f"{HEADER}P1,Ada,,,,\n", "page.html": "<html>", "teams.csv": "team_id,size\nT1,3\n"}
    assert [note for note in read(folder, some).notes if "page.html" in note]
    every = {**some, "letters.csv": "person_id,email\nP1,a@b.uk\n"}
    assert not [note for note in read(folder, every).notes if "page.html" in note]


INTERNAL = (
    "row",
    "unparsed",
    "0",
    "1",
    "column 3",
    "cell",
    "found",
    "key 0",
    "literal",
    "index",
    "count",
    "value",
    "cells",
)


@pytest.mark.parametrize("name", suites.names())
def test_a_users_column_may_have_any_name(tmp_path: Path, name: str) -> None:
    suite = suites.load(name)
    sections = [suites.section(other) for other in suites.names()]
    settings: Settings = settings_from({}, "settings", suites.section(name), suite.settings, sections)
    facts = {fact for table in suite.fact_tables for fact in table.facts}
    for table in suite.tables:
        own = [column.name for column in table.columns]
        names = dict.fromkeys((*INTERNAL, *(f"{column}__unknown" for column in own), *sorted(facts)))
        further = [name for name in names if name not in own]
        lines = [",".join([*own, *further]), ",".join(["x"] * (len(own) + len(further)))]
        (tmp_path / f"{table.name}.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    known = {table.name: {"ignore": sorted(facts - set(table.by_name))} for table in suite.tables}
    settings = settings_from({"intake": known}, "settings", suites.section(name), suite.settings, sections)
    result = check(suite, tmp_path, settings, moment("2026-06-15", settings.zone, suite.bare_date))
    assert {name: text.frame.height for name, text in result.texts.items()} == {t.name: 1 for t in suite.tables}
