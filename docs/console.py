"""What the README shows of the command line, run for it: console blocks, and the picture of a check."""

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import SVG_EXPORT_THEME

from schoolgate import suites
from schoolgate.basics.clock import moment
from schoolgate.language.rule import Severity
from schoolgate.language.settings import read_settings
from schoolgate.report import terminal
from schoolgate.run.check import check

ROOT = Path(__file__).parents[1]
SUITE = "portal-sync"
SPOILT = (
    ("groups.csv", r"^(BG-8A,.*?),(true|yes|y|t|1),", r"\1,false,", 1),
    ("students.csv", r"^(S0000[1-3]3),[^,]*,", r"\1,,", 3),
    ("students.csv", r"^(S00012[0-9],.*),On Roll,", r"\1,Guest,", 2),
    ("admission_statuses.csv", r"^Offered\n", "", 1),
)
"""What is spoilt for the picture: file, pattern, replacement, how often."""
AS_OF = "2026-11-22"
_DAY = re.compile(r"--as-of ([0-9]{4}-[0-9]{2}-[0-9]{2})")
WIDTH = 80
_BLOCK = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.DOTALL | re.MULTILINE)


def with_output(text: str) -> str:
    """The text with every console block run: the output of each line that begins with `$ ` follows it."""
    return _BLOCK.sub(lambda block: "".join(map(_run, _commands(block[1]))), text)


def _commands(block: str) -> list[str]:
    return [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]


def _run(command: str) -> str:
    scripts = Path(sys.executable).parent
    path = f"{scripts}:{os.environ['PATH']}"
    # What a page shows is of the day that it names, whenever the page is made.
    day = _DAY.search(command)
    clock = int(datetime.fromisoformat(f"{day[1] if day else AS_OF}T12:00:00+00:00").timestamp())
    environment = {**os.environ, "PATH": path, "COLUMNS": str(WIDTH), "SOURCE_DATE_EPOCH": str(clock)}
    done = subprocess.run(  # noqa: S603 (the commands are the README's own)
        ["bash", "-c", command],  # noqa: S607 (whichever bash there is)
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment,
    )
    output = (done.stdout + done.stderr).strip("\n")
    return f"$ {command}\n{output}\n"


def picture() -> str:
    """What a check prints, as SVG: the clean sample with a group made inactive and a few cells emptied."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "our-school"
        shutil.copytree(ROOT / "data" / SUITE / "clean", folder)
        for name, old, new, count in SPOILT:
            text = (folder / name).read_text(encoding="utf-8")
            (folder / name).write_text(re.sub(old, new, text, count=count, flags=re.MULTILINE), encoding="utf-8")
        return _drawn(folder)


def _drawn(folder: Path) -> str:
    suite = suites.load(SUITE)
    settings = read_settings(None, suites.section(SUITE), suite.settings, [suites.section(SUITE)])
    result = check(suite, folder, settings, moment(AS_OF, settings.zone, suite.bare_date))
    shown = replace(result, source=folder.name)
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False)
    console.print(f"[green]$[/] schoolgate check {SUITE} {folder.name} --as-of {AS_OF}\n")
    terminal.show(shown, console, fail_on=Severity.ERROR)
    # The template loads fonts from a server; the reader's own will do.
    template = re.sub(r"@font-face \{\{.*?\}\}\n", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    svg = console.export_svg(title="schoolgate", theme=SVG_EXPORT_THEME, code_format=template, unique_id="schoolgate")
    return svg.replace("Fira Code", "ui-monospace, SFMono-Regular, Menlo, Consolas")
