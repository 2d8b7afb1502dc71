"""The catalogue as Markdown: for docs/rules/, a page per suite, and one that leads to them."""

from collections.abc import Iterable, Iterator, Sequence

from schoolgate.catalogue.entries import Expressed, Read, Requirement
from schoolgate.catalogue.worked import Worked
from schoolgate.report.catalogue import KINDS, LONE, by_section, by_suite, call, card, cell, grades, outcome
from schoolgate.report.prose import code, escaped, table

_INTRODUCTION = """\
<!-- Written by `schoolgate rules --format markdown`; docs/generate.py keeps it up to date. Do not edit. -->
# What schoolgate checks

Each requirement, where it comes from, and how to mend what does not meet it. *Reading* marks those for which the article
leaves room, with how we read it; *safeguard* those that are ours and in no article. `schoolgate rules RULE` prints one of
them in the terminal, `schoolgate rules --format json` all of them for other programs.
"""
_INDEX = """\
<!-- Written by docs/generate.py. Do not edit. -->
# Every requirement

What the suites ask, one page each; here in short. *Reading* marks what the article leaves room for, *safeguard* what is ours
and in no article: [how requirements are read](../decisions.md).
"""
_CODE = ("Asked where", "Must hold", "Points at")


def catalogue(found: Sequence[Requirement]) -> str:
    """Every requirement: a table by section, and then each in full. Of one alone, that."""
    if len(found) == 1:
        return "\n".join(_in_full(found[0])) + "\n"
    lines = [_INTRODUCTION]
    for suite, mine in by_suite(found):
        lines += [f"## {suite.name}: {escaped(suite.title)}", "", escaped(suite.question), ""]
        for section, requirements in by_section(mine):
            lines += [f"**{escaped(section)}**", "", *_index(requirements, ""), ""]
        lone = [one for one in mine if one.lone_fact]
        if lone:
            lines += [f"**{LONE}**", "", *_lone(lone), ""]
        for one in mine:
            lines += [*_in_full(one), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def index(found: Sequence[Requirement]) -> str:
    """A page that leads to those of the suites: a table for each, each requirement linked to where it stands in full."""
    lines = [_INDEX]
    for suite, mine in by_suite(found):
        rows = [(_link(one, f"{suite.name}.md"), one.rule.title, grades(one.rule), _since(one)) for one in mine]
        lines += [f"## {suite.name}", "", f"{escaped(suite.question)} {len(mine)} requirements.", ""]
        lines += [*table(("rule", "what is wrong when it fails", "severity", "since"), rows), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _since(one: Requirement) -> str:
    return one.rule.source.section + _rests(one)


def _rests(one: Requirement) -> str:
    """A mark on what is not simply the article's."""
    return f" ({one.rule.basis})" if one.rule.basis.mark else ""


def _link(one: Requirement, document: str) -> str:
    return f"[{one.rule.id}]({document}#{_anchor(one)})"


def _anchor(one: Requirement) -> str:
    return one.rule.id.lower()


def _index(requirements: Iterable[Requirement], document: str) -> list[str]:
    rows = [
        (
            _link(one, document),
            grades(one.rule),
            str(one.rule.owner),
            one.rule.title + _rests(one),
        )
        for one in requirements
    ]
    return table(("rule", "severity", "who mends", "what is wrong when it fails"), rows)


def _lone(requirements: Iterable[Requirement]) -> list[str]:
    return [
        f"- {_link(one, '')}: {code(one.lone_fact.name)}, {escaped(one.lone_fact.meaning)}"
        for one in requirements
        if one.lone_fact
    ]


def _in_full(one: Requirement) -> Iterator[str]:
    rule = one.rule
    yield f'### <a id="{_anchor(one)}"></a>{rule.id} {escaped(rule.title)}'
    yield ""
    yield escaped(rule.asks)
    yield ""
    for name, text in card(one):
        yield f"- **{name}:** {code(text) if name in _CODE else escaped(text)}"
    yield ""
    yield from _facts(one.reads)
    yield ""
    yield from _examples(one.examples)
    yield ""
    yield "<details><summary>As each engine has it</summary>"
    for engine in one.engines:
        yield ""
        yield from _engine(engine)
    yield ""
    yield "</details>"


def _facts(reads: Iterable[Read]) -> list[str]:
    rows = [
        (
            code(read.name),
            KINDS.get(read.kind, read.kind),
            read.meaning + (f" (read by {read.via})" if read.via else ""),
            ", ".join(read.unknown_without),
        )
        for read in reads
    ]
    return table(("fact", "type", "meaning", "unknown without"), rows)


def _examples(examples: Sequence[Worked]) -> list[str]:
    columns = list(examples[0].cells)
    rows = [(outcome(example), *(cell(example, column) for column in columns)) for example in examples]
    return table(("example", *map(code, columns)), rows)


def _engine(engine: Expressed) -> Iterator[str]:
    yield f"Fused: fails, in SQL over the facts `{engine.facts}`, where"
    yield ""
    yield from ("```sql", "\nAND ".join(engine.fails_where), "```")
    yield ""
    yield f"Pandera: check `{engine.check}` of"
    yield ""
    yield from ("```python", *engine.schema, "```")
    yield ""
    yield f"Great Expectations: `{engine.suite_file}`"
    yield ""
    for expectation in engine.expectations:
        rows = f"of rows where {code(expectation.rows)}" if expectation.rows else "of every row"
        yield f"- {code(call(expectation))}, {expectation.severity}, {rows}"
