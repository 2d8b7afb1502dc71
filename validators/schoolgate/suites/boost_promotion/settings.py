"""The range to sync, and how the Admin Hub is set up."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, get_args

import polars as pl
from pydantic import Field, field_validator, model_validator

from schoolgate.basics import folding
from schoolgate.language.naming import ValuesOf
from schoolgate.language.settings import SuiteSettings
from schoolgate.suites.boost_promotion.tables import SUITE_SEPARATOR
from schoolgate.suites.boost_promotion.years import normalised

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
_YEARS = ("pupils.year_group", "learners.year_group")


def _behind_at(addresses: pl.Series) -> pl.Series:
    return addresses.str.split("@").list.last()


def _domains(domain: str) -> Iterator[str]:
    """The domain, and each that it is a subdomain of."""
    while domain:
        yield domain
        domain = domain.partition(".")[2]


_OWN_DOMAINS = ValuesOf(("pupils.email",), lambda domain: domain.strip().casefold(), _behind_at, _domains)
_SUITES = ValuesOf(("learners.test_suites",), folding.closed, inside=lambda cell: cell.split(SUITE_SEPARATOR))


class BoostPromotionSettings(SuiteSettings):
    """`[boost_promotion]`."""

    year_groups: Annotated[tuple[str, ...], ValuesOf(_YEARS[:1], normalised)] = Field(
        default=(), strict=False, description="the year groups chosen to sync; empty = all"
    )
    registration_groups: Annotated[tuple[str, ...], ValuesOf(("pupils.registration_group",))] = Field(
        default=(), strict=False, description="the registration groups chosen to sync; empty = all"
    )
    year_order: Annotated[tuple[str, ...], ValuesOf(_YEARS, normalised, vocabulary=True)] = Field(
        default=("N1", "N2", "R", *map(str, range(1, 15))),
        strict=False,
        description="the year groups as they follow one another",
    )
    sync_emails: bool = Field(default=False, description="Sync pupil email addresses is ticked on the Pupils panel")
    school_email_domains: Annotated[tuple[str, ...] | None, _OWN_DOMAINS] = Field(
        default=None,
        strict=False,
        description="what stands behind the @ in the school's own addresses, subdomains included",
        examples=[["school.example"]],
    )
    platforms: tuple[Platform, ...] | None = Field(
        default=None,
        strict=False,
        description="the platforms that learners use; empty = none of them",
        examples=[["Boost Insights", "Boost Learning"]],
    )
    leavers_class: Annotated[str, ValuesOf(("classes.class_name",))] = Field(
        default="Leavers/Desynced", min_length=1, description="the class that groups leavers and desynced learners"
    )
    inactive_years: int = Field(
        default=2, ge=1, le=_LONGEST, description="so many years after the last test the test data is anonymised"
    )
    inactive_years_by_suite: Annotated[Mapping[str, int], _SUITES] = Field(
        default={"ART": 3, "AMT": 3}, description="the years for learners of certain test suites"
    )
    inactive_notice_days: int = Field(default=90, ge=0, le=36_500, description="how many days before that to say so")
    may_match_score: float = Field(
        default=88.0, ge=0, le=100, description="from which similarity on, 0 to 100, two names may be the same person's"
    )

    @property
    def email_platform(self) -> bool | None:
        """Whether learners use a platform where they log in by e-mail; None where nobody said."""
        return None if self.platforms is None else not EMAIL_PLATFORMS.isdisjoint(self.platforms)

    @model_validator(mode="before")
    @classmethod
    def _no_domain_is_no_answer(cls, values: Any) -> Any:
        """An empty list of domains is as if nobody had said."""
        if isinstance(values, Mapping) and values.get("school_email_domains") in ([], ()):
            return {name: value for name, value in values.items() if name != "school_email_domains"}
        return values

    @field_validator("platforms", mode="before")
    @classmethod
    def _platforms_in_any_spelling(cls, platforms: Any) -> Any:
        if not isinstance(platforms, list | tuple):
            return platforms
        spelled = {folding.closed(name): name for name in get_args(Platform)}
        return [spelled.get(folding.closed(name), name) if isinstance(name, str) else name for name in platforms]

    @field_validator("year_order")
    @classmethod
    def _once_each(cls, years: tuple[str, ...]) -> tuple[str, ...]:
        folded = [normalised(year) for year in years]
        twice = sorted({year for year, one in zip(years, folded, strict=True) if folded.count(one) > 1})
        if twice:
            msg = f"{', '.join(twice)} stands in it twice; expected each year group once, the youngest first"
            raise ValueError(msg)
        return years

    @field_validator("school_email_domains")
    @classmethod
    def _without_at(cls, domains: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for domain in domains or ():
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
