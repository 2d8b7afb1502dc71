"""The settings file that a school begins with: every question of the suite and every setting, each on a line to turn on.

What explains begins with two number signs: a line of which the first "# " is deleted is a setting, or still a comment.
"""

from collections.abc import Iterator

from schoolgate.language.question import Question
from schoolgate.language.rule import Rule, Severity
from schoolgate.language.settings import CommonSettings, GateSettings
from schoolgate.language.suite import Suite
from schoolgate.sample.write import is_section, line, toml


def template(suite: Suite, section: str) -> str:
    """The text of the file; `section` is what the suite's own settings stand under."""
    return "\n".join(
        (
            f'## Settings for {suite.name}. Delete the first "# " of a line to use it; the others keep their defaults.',
            *(line(name, field) for name, field in CommonSettings.model_fields.items() if not is_section(field)),
            "",
            f"[{section}]",
            *_of_suite(suite),
            "",
            *_rules(suite),
            *_gate(suite),
            *_articles(suite),
            "",
        )
    )


def waivers(suite: Suite) -> str:
    """The file of waivers that a school begins with: an example, to turn on."""
    rule = next(rule for rule in suite.rules if rule.fixed is None and _is_of_records(suite, rule))
    return "\n".join(
        (
            "## Findings that are known, and let pass until a day: the gate does, the product may not.",
            '## `schoolgate waive RULE KEY --until DATE --reason TEXT` writes one. To use this one, delete each first "# ".',
            "# [[waivers]]",
            f'# rule = "{rule.id}"  # the id of a rule, as reports print it',
            '# key = "KEY"  # of the record',
            "# until = 2099-12-31  # its last day",
            '# reason = "who agreed to it, and why"',
            '# by = "who asks for it"  # may be left out',
            "",
        )
    )


def notes(suite: Suite) -> str:
    """The file of notes that a school begins with: an example, to turn on."""
    rule = next(rule for rule in suite.rules if _is_of_records(suite, rule))
    return "\n".join(
        (
            "## What there is to know of a rule or a record: explain, reports and pages tell it. It changes no verdict.",
            '## `schoolgate note TEXT --key KEY --case NUMBER` writes one. To use this one, delete each first "# ".',
            "# [[note]]",
            '# key = "KEY"  # of the record; or, for all that do not meet a rule, the next line',
            f'# rule = "{rule.id}"  # the id of a rule, as reports print it',
            '# text = "what there is to know"',
            '# case = "4711"  # the number of a case; may be left out, as what follows',
            '# by = "who says so"',
            "# until = 2099-12-31  # the last day on which it is shown",
            "# share = true  # let the text into replies, reports and pages, not only its case",
            "",
        )
    )


def _is_of_records(suite: Suite, rule: Rule) -> bool:
    """Whether a rule judges records that have keys, all of one table."""
    tables = [suite.facts_by_name[name] for name in rule.facts]
    return all(table.key for table in tables) and len({table.table for table in tables}) == 1


def _of_suite(suite: Suite) -> Iterator[str]:
    """The questions with what answers them, then what else can be set."""
    fields = suite.settings.model_fields
    told: set[str] = set()
    for question in suite.questions:
        yield from _question(question)
        own = [name for name in question.settings if name in fields and name not in told]
        told.update(own)
        yield from (line(name, fields[name]) for name in own)
        yield ""
    rest = [name for name in fields if name not in told]
    if rest and told:
        yield "## What nobody has to tell, and can be set all the same."
    yield from (line(name, fields[name]) for name in rest)


def _question(question: Question) -> Iterator[str]:
    yield f"## {question.asks}"
    yield f"## Decides {question.decides}. To answer: {question.answer}"
    why = f" ({question.why})" if question.why else ""
    if callable(question.assumed):
        # What follows from the day or from another setting is a run's to tell.
        yield f"## Until then assumed{why}."
    elif question.assumed is not None:
        yield f"## Until then assumed: {toml(question.assumed)}{why}."
    else:
        yield "## Until then nobody knows: what depends on it is not checked where it decides."


def _rules(suite: Suite) -> Iterator[str]:
    """How a rule is changed, shown on one that a school may change."""
    rule = next((rule for rule in suite.rules if _can_be_changed(rule)), None)
    if rule is None:
        return
    yield "## What this school asks otherwise, and why; enabled = false in place of a severity turns the rule off."
    yield f'# [rules."{rule.id}"]  # the id of a rule, as reports print it'
    yield '# severity = "warning"  # or error, or info'
    yield '# reason = "who decided, and why"'
    yield ""


def _can_be_changed(rule: Rule) -> bool:
    return rule.fixed is None and rule.severities == (Severity.ERROR,)


def _gate(suite: Suite) -> Iterator[str]:
    yield "## What passes, beyond findings."
    yield "# [gate]"
    yield f'# assumptions = "fail"  # {GateSettings.model_fields["assumptions"].description}'
    names = [f"{table.name}.{column.name}" for table in suite.tables for column in table.columns if column.refers]
    if names:
        yield f'# accept = ["{names[0]}"]  # {GateSettings.model_fields["accept"].description}'
    yield ""


def _articles(suite: Suite) -> Iterator[str]:
    yield "## What your users know the article as, and where it stands: replies and Data Docs name and link it."
    yield "# [articles]"
    yield f'# {suite.name} = {{ title = "The title of the article", url = "https://help.example/article" }}'
