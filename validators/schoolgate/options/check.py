"""What `schoolgate check` takes."""

from pathlib import Path

from schoolgate.engines.engine import Engine
from schoolgate.options import docs, each, gating, project
from schoolgate.options.parser import Parser
from schoolgate.options.source import add_notes, add_places, add_reading, add_show_values, add_suite
from schoolgate.report.formats import FORMATS
from schoolgate.run.usual import VARIABLE


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = (
        "Check an extract. Exit codes: 0 go ahead; 1 findings, or records that cannot be judged; "
        "2 wrong usage or settings; 3 input cannot be read or output cannot be written; 4 a fault of schoolgate."
    )
    parser.usage = "schoolgate check [SUITE] [SOURCE ...] [options]"
    add_suite(parser, optional=True)
    add_places(parser, optional=True)
    read = parser.group("how it is read", "check portal-sync extracts --settings portal.toml --as-of 2026-09-01")
    add_reading(read)
    read.add_argument(
        "--school",
        metavar="NAME",
        help="whose extract it is (default: what the settings say, else the name of SOURCE): Data Docs keep each school's "
        "runs apart",
    )
    add_notes(read)
    read.add_argument(
        "--trusted-settings",
        type=Path,
        metavar="FILE",
        help="TOML settings that alone count: settings, waivers and notes that lie beside the tables do not",
    )
    read.add_argument(
        "--engine",
        choices=[engine.value for engine in Engine],
        default=Engine.FUSED.value,
        help="who judges (default: fused)",
    )
    gating.add_options(
        parser.group("what fails the run", "check portal-sync extracts --baseline last.json --fail-on new")
    )
    written = parser.group(
        "what is written", "check portal-sync extracts --report fixlist=mend.xlsx --report json=run.json --docs site"
    )
    written.add_argument(
        "--report",
        action="append",
        default=[],
        metavar="FORMAT[=PATH]",
        help=f"{', '.join(form.usage for form in FORMATS)}, or a report that only this suite has (a wrong name lists "
        "them); may be given several times",
    )
    written.add_argument(
        "--only-safe", action="store_true", help="write what is safe even where a report would rather not be written"
    )
    docs.add_option(written)
    shown = parser.group("what is shown of people", "check portal-sync extracts --pseudonymise")
    add_show_values(shown)
    shown.add_argument(
        "--pseudonymise",
        action="store_true",
        help=f"replace the identifiers of persons in all output by keyed hashes; the key comes from {VARIABLE}",
    )
    shown.add_argument(
        "--pseudonym-key-file", type=Path, metavar="FILE", help=f"a file with that key, in place of {VARIABLE}"
    )
    printed = parser.group("what is printed", "check portal-sync extracts --brief")
    told = printed.add_mutually_exclusive_group()
    told.add_argument("--quiet", action="store_true", help="print nothing but errors; the exit code tells")
    told.add_argument("-q", "--one-line", action="store_true", help="print the verdict alone, in one line")
    told.add_argument("--brief", action="store_true", help="print the verdict and the jobs alone")
    each.add_options(parser.group("many schools", "check portal-sync schools --each --report json=out/{school}.json"))
    project.add_options(parser.group("a project file", "check --print-config"))
