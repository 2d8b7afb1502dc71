"""The range to sync, and how the Admin Hub is set up."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, field_validator

from schoolgate.language.settings import SuiteSettings

Platform = Literal[
    "Boost Insights",
    "SNAP",
    "Wellbeing",
    "Boost Learning",
    "Hachette Learning Adaptive",
    "Hachette Learning Magazines",
]
EMAIL_PLATFORMS = frozenset({"Boost Learning", "Hachette Learning Adaptive", "Hachette Learning Magazines"})
"""Where learners can log in by e-mail."""
_LONGEST = 100


class BoostPromotionSettings(SuiteSettings):
    """`[boost_promotion]`."""

    year_groups: tuple[str, ...] = Field(
        default=(), strict=False, description="the year groups chosen to sync; empty = all"
    )
    registration_groups: tuple[str, ...] = Field(
        default=(), strict=False, description="the registration groups chosen to sync; empty = all"
    )
    year_order: tuple[str, ...] = Field(
        default=("N1", "N2", "R", *map(str, range(1, 14))),
        strict=False,
        description="the year groups as they follow one another",
    )
    sync_emails: bool = Field(default=False, description="Sync pupil email addresses is ticked on the Pupils panel")
    school_email_domains: tuple[str, ...] = Field(
        default=(),
        strict=False,
        description="what stands behind the @ in the school's own addresses; empty = do not ask",
    )
    platforms: tuple[Platform, ...] = Field(
        default=(), strict=False, description="the platforms that learners use, such as SNAP or Boost Learning"
    )
    leavers_class: str = Field(
        default="Leavers/Desynced", min_length=1, description="the class that groups leavers and desynced learners"
    )
    inactive_years: int = Field(
        default=2, ge=1, le=_LONGEST, description="so many years after the last test the test data is anonymised"
    )
    inactive_years_by_suite: Mapping[str, int] = Field(
        default={"ART": 3, "AMT": 3}, description="the years for learners of certain test suites"
    )
    inactive_notice_days: int = Field(default=90, ge=0, le=36_500, description="how many days before that to say so")
    may_match_score: float = Field(
        default=88.0, ge=0, le=100, description="from which similarity on, 0 to 100, two names may be the same person's"
    )

    @field_validator("year_order")
    @classmethod
    def _once_each(cls, years: tuple[str, ...]) -> tuple[str, ...]:
        twice = sorted({year for year in years if years.count(year) > 1})
        if twice:
            msg = f"{', '.join(twice)} stands in it twice; expected each year group once, the youngest first"
            raise ValueError(msg)
        return years

    @field_validator("school_email_domains")
    @classmethod
    def _without_at(cls, domains: tuple[str, ...]) -> tuple[str, ...]:
        for domain in domains:
            if "@" in domain or not domain.strip():
                msg = f"{domain!r} is no domain; expected what stands behind the @, such as school.example"
                raise ValueError(msg)
        return domains

    @field_validator("inactive_years_by_suite")
    @classmethod
    def _whole_years(cls, years: Mapping[str, int]) -> Mapping[str, int]:
        for suite, count in years.items():
            if not 1 <= count <= _LONGEST:
                msg = f"expected 1 to {_LONGEST} years for each test suite; {suite} has {count}"
                raise ValueError(msg)
        return years
