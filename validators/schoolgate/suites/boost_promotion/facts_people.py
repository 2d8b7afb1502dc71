"""The facts of pupils and of learners."""

from schoolgate.language.integrity import ROWS_WITH_KEY
from schoolgate.language.table import Fact, Kind, Unclear, facts_of
from schoolgate.suites.boost_promotion.tables import LEARNERS, PUPILS

SYNCED, DESYNCED, UNLINKED = "Synced", "Desynced", "Unlinked"
MATCHED, MAY_MATCH, NEW = "Matched", "May match", "New"
"""The tags, as the Admin Hub has them."""
LEFT, OUT_OF_RANGE = "left", "out_of_range"
"""Why a learner is Desynced."""
ENOUGH = 10
"""So many learners must be counted before their share says something."""
LINKS = ("learners.mis_id",)
"""What says which learner is which pupil, where they were synced before."""
TAGS = (*LINKS, "pupils.date_of_birth", "learners.date_of_birth")
"""What says which tag somebody gets."""
_EMAIL = ("pupils.email",)


def _tagged(name: str, about: str, neutral: str | None = None, *, person: bool = False) -> Fact:
    """A text that depends on the tag."""
    return Fact(name, about=about, reads=TAGS, missing=True, neutral=neutral, person=person)


def _count(name: str, about: str) -> Fact:
    return Fact(name, Kind.INT, about, TAGS, missing=True, neutral=0)


def _of_learner(name: str, about: str, column: str, *, neutral: bool) -> Fact:
    return Fact(name, Kind.BOOL, about, (f"learners.{column}",), missing=True, unknown=True, neutral=neutral)


EMAIL_PLATFORM = Fact(
    "email_platform",
    Kind.BOOL,
    "setting: learners use a platform where they log in by e-mail; unknown where nobody said",
    unknown=True,
    neutral=False,
)


def _of_email(name: str, kind: Kind, about: str, neutral: bool | int, reads: tuple[str, ...] = _EMAIL) -> Fact:  # noqa: FBT001 (the columns of a table of facts, by their place)
    return Fact(name, kind, about, reads, missing=True, unknown=True, neutral=neutral)


_UNKNOWN_YEAR = Fact(
    "unknown_year", about="the year group, where it is not in year_order of the settings", missing=True
)

PUPIL_FACTS = facts_of(
    PUPILS,
    ROWS_WITH_KEY,
    Fact("in_chosen_range", Kind.BOOL, "year group and registration group were chosen to sync", neutral=True),
    Fact("in_range", Kind.BOOL, "and the registration group is not left unticked in class_map", neutral=True),
    Fact("in_map", Kind.BOOL, "the registration group has a row in class_map", neutral=True),
    _UNKNOWN_YEAR,
    Fact("year_spelled", about="the year group, as the first pupil in range who has it spells it", missing=True),
    Fact(
        "first_blank",
        about="the first of year_group and registration_group that is blank",
        missing=True,
        names_column=True,
    ),
    Fact("subject_classes", about="the subject classes that the pupil takes, each once", missing=True),
    _tagged("tag", "Synced, Matched, May match or New; nothing out of range", SYNCED),
    _count("matching_learners", "how many learners it matches or, where it matches none, may match"),
    _count("rivals", "how many other pupils the first of these is a candidate of too"),
    _tagged("candidate_id", "the first of these", person=True),
    Fact("candidate_row", Kind.INT, "its row in learners", TAGS, missing=True, row_of="learners"),
    _tagged(
        "learner_id",
        "the learner that is the pupil: linked, or its one candidate that nobody else claims",
        "L1",
        person=True,
    ),
    _tagged("match_agrees", "what agrees between the pupil and its first candidate"),
    _tagged("match_differs", "what differs between them"),
    _tagged("match_score", "how alike their names are, 0 to 100"),
    _tagged("class_before", "the learner's class", "4A"),
    _tagged("class_after", "its class after the sync", "5A"),
    _tagged("year_before", "the learner's year group", "4"),
    _tagged("year_after", "its year group after the sync", "5"),
    _of_learner("learner_has_username", "the learner has a username", "username", neutral=True),
    _of_learner("learner_has_email", "the learner has an e-mail", "email", neutral=True),
    Fact("sync_emails", Kind.BOOL, "setting: e-mail addresses are synced", neutral=False),
    EMAIL_PLATFORM,
    Fact("domains_set", Kind.BOOL, "setting: it says which domains are the school's own", neutral=False),
    _of_email(
        "email_valid",
        Kind.BOOL,
        "the e-mail has one @, a dotted domain and no white space (the address itself is personal)",
        neutral=True,
    ),
    _of_email(
        "email_of_school", Kind.BOOL, "its domain is one of the school's own, or a subdomain of one", neutral=True
    ),
    _of_email("email_public", Kind.BOOL, "its domain is a public mail provider's", neutral=False),
    _of_email(
        "email_of_contact",
        Kind.BOOL,
        "it is the e-mail of one of the pupil's contacts",
        neutral=False,
        reads=(*_EMAIL, "contacts"),
    ),
    _of_email("email_users", Kind.INT, "how many other pupils in range have it, case folded", neutral=0),
    neutral={
        "mis_id": "P1",
        "first_name": "Ada",
        "last_name": "Okoro",
        "year_group": "5",
        "registration_group": "5A",
        "email": "ada@school.example",
    },
)
LEARNER_FACTS = facts_of(
    LEARNERS,
    ROWS_WITH_KEY,
    Fact("others_with_mis_id", Kind.INT, "how many other learners have this mis_id", LINKS, neutral=0),
    Fact(
        "link",
        about="Synced or Desynced, as its mis_id says; nothing without one",
        reads=LINKS,
        missing=True,
        neutral=SYNCED,
    ),
    Fact(
        "desynced_because",
        about="left: the MIS has nobody of that mis_id; out_of_range: it has, but the pupil is not chosen to sync",
        reads=LINKS,
        missing=True,
    ),
    Fact("has_left", Kind.BOOL, "it is Desynced because the MIS has nobody of its mis_id", LINKS, neutral=False),
    Fact("is_out_of_range", Kind.BOOL, "it is Desynced though the MIS has its pupil", LINKS, neutral=False),
    Fact(
        "mis_id_near",
        about="the one pupil whose mis_id differs from the learner's only in spelling",
        reads=LINKS,
        missing=True,
        person=True,
    ),
    _tagged(
        "tag", "Synced, Desynced, Unlinked, or Matched or May match as the pupil that it is a candidate of", SYNCED
    ),
    _count("claims", "how many pupils it is a candidate of"),
    _tagged("claimant_id", "the first of these", person=True),
    _UNKNOWN_YEAR,
    Fact("access_blank", Kind.BOOL, "has_access is blank, so it counts as without access", neutral=False),
    Fact("access_counted", Kind.BOOL, "and that counts for the numbers of the whole file", neutral=False),
    Fact("in_leavers_class", Kind.BOOL, "its class is the leavers class of the settings", neutral=False),
    _tagged("class_after", "its class after the sync", "5A"),
    _tagged("year_after", "its year group after the sync", "5"),
    Fact("leavers_class_after", Kind.BOOL, "its class after the sync is the leavers class", TAGS, neutral=False),
    Fact(
        "pupil_year",
        about="the year group of the pupil that it is synced with",
        reads=LINKS,
        missing=True,
        neutral="5",
    ),
    Fact(
        "years_forward",
        Kind.INT,
        "how many steps of year_order that year group is after the learner's; unknown where one of them is not in it",
        (*LINKS, "learners.year_group", "pupils.year_group"),
        missing=True,
        unknown=True,
        neutral=1,
        unclear=Unclear(
            "pupils.year_group",
            "a year group is not in year_order",
            "Correct the year group, or name it in year_order in the settings, and check again.",
        ),
    ),
    Fact(
        "inactive_on",
        about="the last day on which it is not inactive: the last test and the years that its test suites allow",
        reads=("learners.last_test_date",),
        missing=True,
        unknown=True,
        neutral="2027-06-30",
    ),
    Fact(
        "days_until_inactive",
        Kind.INT,
        "days from as-of to that day",
        ("learners.last_test_date",),
        missing=True,
        unknown=True,
        neutral=220,
    ),
    Fact(
        "days_beyond_notice",
        Kind.INT,
        "how many more days that is than inactive_notice_days in the settings",
        ("learners.last_test_date",),
        missing=True,
        unknown=True,
        neutral=130,
    ),
    neutral={
        "learner_id": "L1",
        "first_name": "Ada",
        "last_name": "Okoro",
        "mis_id": "P1",
        "last_test_date": "2025-06-30",
        "year_group": "4",
        "class_name": "4A",
        "has_access": True,
        "username": "aokoro",
        "email": "ada@school.example",
        "test_suites": "PUMA",
    },
)
