"""How the database and the import are set up."""

from typing import Literal

from pydantic import Field

from schoolgate.basics.clock import Moment
from schoolgate.language.settings import SuiteSettings


class StudentImportSettings(SuiteSettings):
    """`[student_import]`."""

    lock_step: bool = Field(default=False, description="the school is set up as lock-step")
    create_programs: bool = Field(
        default=False, description='the box "Create any non-existent Programs" of the import is ticked'
    )
    min_grad_year: int | None = Field(
        default=None, ge=1, le=9999, description="the least graduation year that the import takes", examples=[2020]
    )
    faculty_tolerance_percent: float = Field(
        default=5.0, ge=0, le=100, description="which share of the file's rows may be of faculty, in percent"
    )
    faculty_in_file: Literal["none"] | None = Field(
        default=None, description="none states that the file lists no faculty", examples=["none"]
    )
    current_grad_year: int | None = Field(
        default=None,
        ge=1,
        le=9999,
        description="the database's current graduation year; not set = the year of the as-of date",
        examples=[2026],
    )
    min_file_share_percent: float = Field(
        default=80.0,
        ge=0,
        le=100,
        description="which share of the database's current students the file should list, in percent; 0 = do not ask",
    )
    default_program_years: int = Field(
        default=4, ge=1, le=99, description="how many years a program takes where the database says 0 or less"
    )

    def current_year(self, moment: Moment) -> int:
        """The current graduation year of the database; where nobody says it, the year of the day."""
        return moment.date.year if self.current_grad_year is None else self.current_grad_year
