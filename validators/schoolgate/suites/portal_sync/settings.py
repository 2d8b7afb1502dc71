"""What support can change for a school, and what nobody can."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from schoolgate.language.settings import SuiteSettings

_ROLL_MODE = (
    "The portal hardcodes the roll mode 'On Roll' for current students and no school can have another; "
    "delete the setting and mend the roll mode in the MIS"
)


class PortalSyncSettings(SuiteSettings):
    """`[portal_sync]`."""

    hardcoded: ClassVar[Mapping[str, str]] = {"roll_mode": _ROLL_MODE, "on_roll": _ROLL_MODE, "rollmode": _ROLL_MODE}

    students_log_in: Literal["all", "none"] | None = Field(
        default=None,
        description="whether students of whom portal_login says nothing need to log in to the portal",
        examples=["all"],
    )
    use_preferred_forename: bool = Field(
        default=True, description="the portal shows the preferred forename as first name; support can turn it off"
    )
    leaver_window_months: int = Field(
        default=12,
        ge=0,
        le=1200,
        description="for how many months after leaving a student syncs; support can change it",
    )
