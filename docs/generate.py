"""Write docs/rules/, docs/exports.md, and what README and other pages show of commands, or say which are out of date."""

import sys
from pathlib import Path

from console import picture, with_output
from schoolgate import suites
from schoolgate.basics.staging import staging
from schoolgate.catalogue.entries import find
from schoolgate.catalogue.exports import markdown
from schoolgate.report.catalogue_markdown import catalogue, short

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "check.svg"
RULES = ROOT / "docs" / "rules"
EXPORTS = ROOT / "docs" / "exports.md"
README = ROOT / "README.md"
CI = ROOT / "docs" / "ci.md"
INTAKE = ROOT / "docs" / "intake.md"
BEGIN, END = "<!-- rules: begin -->", "<!-- rules: end -->"
_WRITE = "run `python docs/generate.py write`"


def with_list(text: str, rules: str) -> str | None:
    """The README with the list of rules between its markers; None where it lacks them."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    return f"{before}{begin}\n{rules}{end}{after}" if begin and end else None


def main(action: str) -> list[str]:
    """Write the files, or compare them: a line for each that is wrong, with what to do."""
    found = find(None)
    readme = with_list(README.read_text(encoding="utf-8"), short(found, "docs/rules"))
    missing = f"{README.name}: lacks the markers {BEGIN} and {END}; add them where the list of rules belongs"
    pages = {README: readme, CI: CI.read_text(encoding="utf-8"), INTAKE: INTAKE.read_text(encoding="utf-8")}
    shown = {path: text and with_output(text) for path, text in pages.items()}
    exports = markdown([suites.load(name) for name in suites.names()])
    rules = {RULES / f"{name}.md": catalogue(find(name)) for name in suites.names()}
    wanted = {**rules, EXPORTS: exports, **shown, PICTURE: picture()}
    if action == "write":
        with staging() as files:
            for path, text in wanted.items():
                if text is not None:
                    files.path(path).write_text(text, encoding="utf-8", newline="\n")
    drifted = [
        f"{path.relative_to(ROOT)}: does not say what the rules say; {_WRITE}"
        for path, text in wanted.items()
        if text is not None and (not path.is_file() or path.read_text(encoding="utf-8") != text)
    ]
    return drifted if readme is not None else [*drifted, missing]


if __name__ == "__main__":
    if sys.argv[1:] not in (["write"], ["check"]):
        sys.exit(f"usage: {sys.argv[0]} write|check")
    sys.exit("\n".join(main(sys.argv[1])) or None)
