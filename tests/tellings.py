"""Everything that a check tells, as text: each report in each of its forms, the terminal, explanations, pages."""

import io
import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
from rich.console import Console

from schoolgate.basics.staging import staging
from schoolgate.judgement.assumptions import touching
from schoolgate.judgement.records import ANSWER, STATUSES
from schoolgate.language.rule import Severity
from schoolgate.language.suite import Suite
from schoolgate.pages.model import plain, run_model
from schoolgate.pages.pages import pages
from schoolgate.report import checklist, notebook, terminal
from schoolgate.report.formats import FOLDER, Telling, formats
from schoolgate.run.result import Result
from schoolgate.story.checklist import explain_each

CATALOGUE = re.compile(r"The catalogue.*?Trend over past extracts", re.DOTALL)
"""A page's catalogue calls facts by the names that they have in exported tables."""
_WIDE = 10_000
_OF_EACH = 3
_INVISIBLE = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
_SPOKEN = re.compile(r'\b(?:title|aria-label|alt|placeholder|content)="([^"]*)"')


def reports(result: Result, folder: Path) -> Iterator[tuple[str, str]]:
    """Each report in each of its forms: "fixlist.csv", say, "json" where it is a document, "worklist/" in a folder."""
    telling = Telling(Severity.ERROR, show_values=False)
    for form in formats(result.suite).values():
        for ending in form.endings or (None,):
            name = form.name + ("" if ending is None else ending or "/")
            path = folder / (f"{form.name}-folder" if ending is FOLDER else f"{form.name}{ending or '.txt'}")
            with staging() as files:
                form.write(result, path, files, telling)
            yield name, _read(path)


def _read(path: Path) -> str:
    if path.is_dir():
        return "\n".join(f"{one.stem}\n{_read(one)}" for one in sorted(path.iterdir()))
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        cells = (str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)
        return "\n".join([*book.sheetnames, *cells])
    if path.suffix == ".parquet":
        return "\n".join(_strings(pl.read_parquet(path).rows()))
    text = path.read_text("utf-8-sig")
    # JSON may write a letter as an escape.
    return "\n".join(_strings(json.loads(text))) if text.startswith(("{", "[")) else unescape(text)


def _strings(found: Any) -> Iterator[str]:
    if isinstance(found, dict):
        for name, value in found.items():
            yield from (str(name), *_strings(value))
    elif isinstance(found, list | tuple):
        for one in found:
            yield from _strings(one)
    else:
        yield str(found)


def printed(result: Result) -> str:
    """What `check` prints."""
    return _print(lambda console: terminal.show(result, console, fail_on=Severity.ERROR))


def explained(result: Result) -> str:
    """What `explain --all` prints of some records of each answer and open question, and what `--reply` writes."""
    known = (result.suite, result.settings, result.moment, result.not_there, result.facts, result.outcomes)
    touched = [masks for _, masks in touching(*known)]
    parts = []
    for verdict in result.suite.verdicts:
        table = result.suite.facts_by_name[verdict.facts]
        answers = result.records[table.name].with_row_index("at").group_by(ANSWER, maintain_order=True)
        places = answers.agg(pl.col("at").head(_OF_EACH)).explode("at")["at"].to_list()
        places += [masks[table.name].arg_true()[0] for masks in touched if table.name in masks]
        told = explain_each(result, table, places)
        parts.append(_print(lambda console, told=told: checklist.show(result, told, console, everything=True)))
        parts.append(checklist.reply(result, told))
    return "\n".join(parts)


def _print(show: Any) -> str:
    file = io.StringIO()
    show(Console(file=file, width=_WIDE, color_system=None))
    return file.getvalue()


def of_notebook(result: Result) -> str:
    """What a notebook displays."""
    return unescape(re.sub(r"<[^>]*>", " ", notebook.render(result)))


def of_pages(result: Result, folder: Path | None = None) -> str:
    """What the pages of a run show or have read aloud, without what their scripts put there; templates included."""
    del folder
    model = run_model(result, run="first", at="2026-11-22T06:30:00+00:00")
    return "\n".join(map(seen, pages(model, ()).values()))


def seen(page: str) -> str:
    """What a page shows or has read aloud."""
    shown = _INVISIBLE.sub(" ", page)
    return unescape("\n".join([*_SPOKEN.findall(shown), re.sub(r"<[^>]*>", " ", shown)]))


def of_scripts(result: Result) -> str:
    """What the scripts of the pages put there: texts and labels of the data, without the names that join them."""
    model = json.loads(json.dumps(run_model(result, run="first"), default=plain))
    found: list[Any] = [
        [phrase[::2] for phrase in model["book"]["phrases"]],
        [one[0] for one in model["book"]["sections"]],
    ]
    for table in model["records"]:
        found += [table["label"], table["of"], table["messages"], [fix[1:] for fix in table["fixes"]]]
        found += [[field["label"], field["blank"], field["values"]] for field in table["fields"]]
        found += [text for text, _ in table["place"]]
    found += [[one["label"] for one in verdict["answers"]] for verdict in model["verdicts"]]
    found += [[one["what"], one["fix"], one["screen"], one["who"]] for one in model["jobs"]]
    return "\n".join(_strings(found))


def everything(result: Result, folder: Path) -> Mapping[str, str]:
    """All of it, by its name."""
    return {
        **dict(reports(result, folder)),
        "terminal": printed(result),
        "explain": explained(result),
        "notebook": of_notebook(result),
        "pages": of_pages(result),
        "scripts of pages": of_scripts(result),
    }


def raw_words(suite: Suite) -> set[str]:
    """The suite's words for programs, as far as nobody would write them otherwise."""
    words = set(STATUSES)
    for verdict in suite.verdicts:
        words |= {*verdict.statuses, *(value for field in verdict.fields for value in (*field.says, *field.words))}
        words |= {answer.name for answer in verdict.answers.values} if verdict.answers else set()
    # A list of the file's own columns calls them as the file does.
    columns = {column.name for table in suite.tables for column in table.columns}
    return {word for word in words if "_" in word} - columns
