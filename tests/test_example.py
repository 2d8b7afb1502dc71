"""The school made by hand: each key says what is the matter with its student, and that is what a check finds."""

import pytest

from checked import example
from schoolgate.language.rule import Severity
from schoolgate.run.result import Result

SHOWS = {
    "S-READY": ("ready", ()),
    "S-READY-NO-LOGIN": ("ready", ()),
    "S-PREFERRED-NAME": ("ready", ("PS-103",)),
    "S-BAD-EMAIL": ("ready_with_warnings", ("PS-106",)),
    "S-NO-SALUTATION": ("blocked", ("PS-101",)),
    "S-NO-EMAIL": ("blocked", ("PS-105",)),
    "S-NO-GROUP": ("blocked", ("PS-202",)),
    "S-GROUP-MISSPELT": ("blocked", ("PS-202",)),
    "S-GROUP-INACTIVE": ("blocked", ("PS-203",)),
    "S-APPLICANT": ("ready", ()),
    "S-WAITLIST": ("blocked", ("PS-310",)),
    "S-WAITLIST-TOO": ("blocked", ("PS-310",)),
    "S-LEFT": ("ready", ()),
    "S-LEFT-LONG-AGO": ("out_of_scope", ("PS-403",)),
    "S-LEFT-UNREADABLE": ("undetermined", ("PS-006",)),
}


@pytest.fixture(scope="module")
def result() -> Result:
    return example()


@pytest.mark.parametrize("key", SHOWS)
def test_a_student_is_what_its_key_says(result: Result, key: str) -> None:
    found = result.findings()
    mine = found.filter((found["table"] == "students") & (found["key"] == key))
    (status,) = result.records["students"].filter(result.records["students"]["key"] == key)["status"]
    assert (status, tuple(mine["rule"])) == SHOWS[key]


def test_it_shows_every_severity_and_a_cause_of_several_records(result: Result) -> None:
    assert all(result.severities[severity] for severity in Severity)
    assert {"rule": "PS-503", "key": "Waiting list", "records": 2}.items() <= result.causes.row(0, named=True).items()
    assert set(result.records["students"]["key"]) == set(SHOWS)
