"""Write what is generated of docs/, and what README and other pages show of commands, or say what is out of date."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from console import picture, with_output
from schoolgate import suites
from schoolgate.basics.staging import staging
from schoolgate.catalogue.entries import find
from schoolgate.catalogue.exports import markdown
from schoolgate.report.catalogue_markdown import catalogue, index
from schoolgate.report.workflow_markdown import workflow

ROOT = Path(__file__).parents[1]
_WRITE = "run `python docs/generate.py write`"


def pages(root: Path) -> list[Path]:
    """The pages written by hand: the README, and those of docs/ that nothing else makes."""
    return [root / "README.md", *(path for path in sorted((root / "docs").glob("*.md")) if path.name != "exports.md")]


def main(action: str, root: Path = ROOT) -> list[str]:
    """Write the files, or compare them: a line for each that is wrong, with what to do."""
    docs = root / "docs"
    by_hand = pages(root)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        # What a page shows waits for processes.
        texts = pool.map(lambda path: with_output(path.read_text(encoding="utf-8")), by_hand)
    shown = dict(zip(by_hand, texts, strict=True))
    exports = markdown([suites.load(name) for name in suites.names()])
    rules = {docs / "rules" / f"{name}.md": catalogue(find(name)) for name in suites.names()}
    workflows = {
        docs / "workflows" / f"{name}.md": workflow(suites.load(name), suites.section(name)) for name in suites.names()
    }
    wanted = {
        **rules,
        **workflows,
        docs / "rules" / "README.md": index(find(None)),
        docs / "exports.md": exports,
        **shown,
        docs / "check.svg": picture(),
    }
    if action == "write":
        with staging() as files:
            for path, text in wanted.items():
                files.path(path).write_text(text, encoding="utf-8", newline="\n")
    return [
        f"{path.relative_to(root)}: does not say what the rules say; {_WRITE}"
        for path, text in wanted.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]


if __name__ == "__main__":
    if sys.argv[1:] not in (["write"], ["check"]):
        sys.exit(f"usage: {sys.argv[0]} write|check")
    sys.exit("\n".join(main(sys.argv[1])) or None)
