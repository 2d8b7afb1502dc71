"""Small schools to check: a folder that passes, and ways to spoil it."""

from pathlib import Path

GOOD = {
    "students": (
        "student_id,salutation,first_name,preferred_forename,last_name,email,portal_login,roll_mode,base_group_id,"
        "latest_dol,student_type\n"
        "S1,Ms,Ada,,Okoro,ada@school.example,true,On Roll,7A,,\n"
        "S2,Mr,Bo,,Ng,,false,Applicant,7A,,prospective\n"
    ),
    "applications": (
        "application_id,student_id,admission_date,active,intake_group_id,admission_status\n"
        "A1,S2,2027-09-01,true,I7,Offered\n"
    ),
    "groups": "group_id,name,kind,active,year_group_id\n7A,7A,base,true,Y7\nI7,Intake,intake,true,Y7\n",
    "year_groups": "year_group_id,name,synced\nY7,Year 7,true\n",
    "admission_statuses": "admission_status\nOffered\n",
}


def school(folder: Path, **tables: str | bytes | None) -> Path:
    """Write the good school, with some tables replaced, or left out where None."""
    folder.mkdir(exist_ok=True)
    for name, text in {**GOOD, **tables}.items():
        if isinstance(text, bytes):
            (folder / f"{name}.csv").write_bytes(text)
        elif text is not None:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder
