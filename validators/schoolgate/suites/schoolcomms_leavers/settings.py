"""When Schoolcomms and Cypad sync, and how long what was deleted still shows."""

import re
from datetime import time
from typing import Annotated, ClassVar

from pydantic import Field, field_validator

from schoolgate.basics.folding import only_in_spelling
from schoolgate.language.naming import ValuesOf
from schoolgate.language.settings import SuiteSettings

EVERYONE, CURRENT = "everyone", "current"
"""Whom the table `mis` holds: leavers too, or only who is on the current roll."""
_GIVEN = "as the settings say"
_ARTICLES_FIGURE = "the article's figure, which is our assumption here"
_TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class SchoolcommsLeaversSettings(SuiteSettings):
    """`[schoolcomms_leavers]`. The time zone of the school may stand here or at the top of the file.

    What was not given is a question that nobody answered: see `questions`.
    """

    common: ClassVar[frozenset[str]] = frozenset({"timezone"})

    sync_times: tuple[str, ...] = Field(
        default=("06:00", "11:00", "15:00", "18:00"),
        min_length=1,
        strict=False,
        description="when Cypad gets the day's data from Schoolcomms, local time",
    )
    anonymise_after_days: int = Field(
        default=14,
        ge=1,
        le=3650,
        description="after how many days of 24 hours what cannot be deleted is anonymised; a school can ask for longer",
    )
    anonymised_text: Annotated[str, ValuesOf(("members.first_name", "members.last_name"))] = Field(
        default="XXXX", description="what anonymised names read"
    )
    queue_hours: int = Field(
        default=24,
        ge=0,
        le=8760,
        description="for how many hours a queued deletion may still show; 24 is our figure, the article gives none",
    )
    mis_holds: str | None = Field(
        default=None,
        description=f"whom the table mis holds: {EVERYONE} (leavers too) or {CURRENT} (the current roll)",
        examples=[CURRENT, EVERYONE],
    )

    @field_validator("sync_times")
    @classmethod
    def _times_of_day(cls, times: tuple[str, ...]) -> tuple[str, ...]:
        for text in times:
            if not _TIME_OF_DAY.fullmatch(text):
                msg = f"{text!r} is no time of day; expected HH:MM, such as 06:00"
                raise ValueError(msg)
        return times

    @field_validator("mis_holds")
    @classmethod
    def _one_of_the_two(cls, word: str | None) -> str | None:
        if word is not None and word not in {EVERYONE, CURRENT}:
            slip = only_in_spelling(word, (EVERYONE, CURRENT))
            msg = f"expected {EVERYONE} (leavers too) or {CURRENT} (the current roll alone){slip}"
            raise ValueError(msg)
        return word

    @field_validator("anonymised_text")
    @classmethod
    def _a_text_that_cells_can_hold(cls, text: str) -> str:
        if not text.strip() or text != text.strip():
            msg = "is blank or has white space around it, which no cell keeps; give the text that anonymised names read"
            raise ValueError(msg)
        return text

    @property
    def queue_told(self) -> str:
        """The hours of the queue, and whose figure that is."""
        given = "queue_hours" in self.model_fields_set
        return f"{self.queue_hours} hours, {_GIVEN if given else 'which is our assumption'}"

    @property
    def anonymising_told(self) -> str:
        """The days until anonymising, and whose figure that is."""
        given = "anonymise_after_days" in self.model_fields_set
        return f"{self.anonymise_after_days} days, {_GIVEN if given else _ARTICLES_FIGURE}"

    @property
    def clock_times(self) -> tuple[time, ...]:
        """The sync times as times of day."""
        return tuple(map(time.fromisoformat, self.sync_times))
