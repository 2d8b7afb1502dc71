"""What `schoolgate presets` takes."""

from schoolgate.options.parser import Parser


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = (
        "List the presets: mappings with a name, for what many schools export. `map` recognises most of them by "
        "itself; [intake] preset = NAME, or `map --preset NAME`, says which. With a name, what that preset reads "
        "as what, and what its format does not carry."
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="the preset to show in full")
    parser.example("presets oneroster-1.2")
