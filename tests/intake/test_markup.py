"""XML: records become rows, whatever is nested becomes columns, and nothing that a document says is done."""

import time
from pathlib import Path

import pytest

from reading import records, rows, sheets
from schoolgate.basics.errors import InputError
from schoolgate.intake.formats.markup import XML


def xml(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "report.xml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_sims_report(tmp_path: Path) -> None:
    path = xml(
        tmp_path,
        '<?xml version="1.0"?>\n<SuperStarReport>\n<Record><primary_id>1</primary_id>'
        "<Legal_x0020_Surname>O'Axby &amp; Co</Legal_x0020_Surname><Year>Year  7</Year></Record>\n"
        "<Record><primary_id>2</primary_id><Reg> 7A </Reg></Record></SuperStarReport>",
    )
    (sheet,) = sheets(XML, path)
    assert sheet.name == "report"
    assert sheet.top[0].cells == ("primary_id", "Legal Surname", "Year", "Reg")
    assert rows(sheet) == [(2, "1", "O'Axby & Co", "Year  7", None), (3, "2", None, None, "7A")]


def test_nested_elements_and_attributes_are_columns_by_their_shortest_name(tmp_path: Path) -> None:
    path = xml(
        tmp_path,
        '<iSAMS xmlns="urn:x"><PupilManager><CurrentPupils><Pupil Id="7"><Name>Ann</Name><Home><Name>Larkhill</Name>'
        "<Town>Y</Town></Home><Tel>1</Tel><Tel>2</Tel></Pupil></CurrentPupils></PupilManager>"
        "<Other><Pupil Id='9'/></Other></iSAMS>",
    )
    (sheet,) = sheets(XML, path)
    assert sheet.top[0].cells == ("Id", "Name", "Home/Name", "Town", "Tel")
    assert rows(sheet) == [(2, "7", "Ann", "Larkhill", "Y", "1")]
    assert sheet.notes == ("several in one record, the first is read: Tel",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('<!DOCTYPE SuperStarReport SYSTEM "http://127.0.0.1/x.dtd"><SuperStarReport/>', "DTD"),
        ('<!DOCTYPE S [<!ENTITY a "b">]><SuperStarReport>&a;</SuperStarReport>', "DTD"),
        ("<SuperStarReport><Record>", "no whole XML: line 1"),
        ("<SuperStarReport>&x;</SuperStarReport>", "no whole XML"),
        ("", "no whole XML"),
        ("<html/>", "no preset reads XML whose outermost element is 'html'"),
        ("<SuperStarReport><Row/></SuperStarReport>", "holds no record; expected elements SuperStarReport/Record"),
        ("<SuperStarReport>" + "<a>" * 100, "nested more than 64 deep"),
        (b'<?xml version="1.0" encoding="klingon"?><SuperStarReport/>', "XML"),
        (b"<SuperStarReport><Record><a>\xff</a></Record></SuperStarReport>", "no whole XML"),
    ],
)
def test_what_is_refused_is_refused_in_one_line(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(InputError) as refusal:
        sheets(XML, xml(tmp_path, text))
    assert said in str(refusal.value)
    assert str(refusal.value).startswith(str(tmp_path / "report.xml"))
    assert "\n" not in str(refusal.value)


def test_one_endless_piece_takes_bounded_time(tmp_path: Path) -> None:
    path = xml(tmp_path, b'<SuperStarReport a="' + b"x" * (64 << 20))
    began = time.process_time()
    with pytest.raises(InputError, match="longer than 8 MiB"):
        sheets(XML, path)
    assert time.process_time() - began < 10


def test_more_columns_than_any_report_has_are_refused(tmp_path: Path) -> None:
    inside = "".join(f"<c{number}>1</c{number}>" for number in range(2001))
    with pytest.raises(InputError, match="more than 2,000 columns"):
        sheets(XML, xml(tmp_path, f"<SuperStarReport><Record>{inside}</Record></SuperStarReport>"))


def test_an_escape_of_half_a_character_stays_as_it_is(tmp_path: Path) -> None:
    path = xml(tmp_path, "<SuperStarReport><Record><a_xD800_>1</a_xD800_></Record></SuperStarReport>")
    (sheet,) = sheets(XML, path)
    assert sheet.top[0].cells == ("a_xD800_",)
    assert records(sheet).frame.height == 1
