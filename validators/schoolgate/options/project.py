"""Which project file a command reads."""

from pathlib import Path

from schoolgate.options.parser import Container

PROJECT_FILE = "schoolgate.toml"


def add_options(parser: Container, *, printing: bool = True) -> None:
    """Add what chooses the project file, and, where it is `printing`, shows what it makes of the options."""
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help=f"what to check, and how (default: {PROJECT_FILE} in this folder or above)",
    )
    chosen.add_argument("--no-config", action="store_true", help=f"look for no {PROJECT_FILE}")
    if not printing:
        return
    parser.add_argument(
        "--print-config", action="store_true", help="print what would be checked, and who says so; check nothing"
    )
