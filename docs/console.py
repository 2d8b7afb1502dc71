"""What the README shows of the command line, run for it: console blocks, and the picture of a check."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import SVG_EXPORT_THEME

from schoolgate import registry
from schoolgate.clock import moment
from schoolgate.report import terminal
from schoolgate.rule import Severity
from schoolgate.run import check
from schoolgate.settings import read_settings

ROOT = Path(__file__).parents[1]
AS_OF = "2026-11-22"
WIDTH = 80
_BLOCK = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.DOTALL | re.MULTILINE)


def with_output(text: str) -> str:
    """The text with every console block run: the output of each line that begins with `$ ` follows it."""
    return _BLOCK.sub(lambda block: "".join(map(_run, _commands(block[1]))), text)


def _commands(block: str) -> list[str]:
    return [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]


def _run(command: str) -> str:
    scripts = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{scripts}:{os.environ['PATH']}", "COLUMNS": str(WIDTH)}
    done = subprocess.run(  # noqa: S603 (the commands are the README's own)
        ["bash", "-c", command],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment,
    )
    output = (done.stdout + done.stderr).strip("\n")
    return f"$ {command}\n{output}\n"


def picture() -> str:
    """What a check of the faulty sample prints, as SVG. It loads nothing: the fonts are those of the reader."""
    suite = registry.load("portal-sync")
    section = registry.section(suite.name)
    source = Path("data") / suite.name / "faulty"
    settings = read_settings(ROOT / source / "settings.toml", section, suite.settings, [section])
    result = check(suite, ROOT / source, settings, moment(AS_OF, settings.zone, suite.bare_date))
    object.__setattr__(result, "source", str(source))
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False)
    console.print(f"[green]$[/] schoolgate check {suite.name} {source} --as-of {AS_OF}\n")
    terminal.show(result, console, fail_on=Severity.ERROR)
    template = re.sub(r"@font-face \{\{.*?\}\}\n", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    return console.export_svg(
        title="schoolgate", theme=SVG_EXPORT_THEME, code_format=template, unique_id="schoolgate"
    ).replace("Fira Code", "ui-monospace, SFMono-Regular, Menlo, Consolas")
