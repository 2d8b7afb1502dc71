"""What the import asks of a file of students, in the article's order."""

from schoolgate.suites.student_import.rules import cohort, faculty, grad_year, integrity, program, whole_file

RULES = (
    *integrity.RULES,
    *faculty.RULES,
    *program.RULES,
    *grad_year.RULES,
    *cohort.RULES,
    *whole_file.RULES,
)
