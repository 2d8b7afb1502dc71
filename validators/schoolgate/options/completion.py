"""What `schoolgate completion` takes."""

import shtab

from schoolgate.options.parser import Parser


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = (
        "Print the script for a shell; it completes without starting schoolgate. For the next shells, in bash:\n"
        "  schoolgate completion bash >~/.local/share/bash-completion/completions/schoolgate\n"
        "In zsh, in a folder of its fpath:\n"
        "  schoolgate completion zsh >~/.zfunc/_schoolgate"
    )
    parser.add_argument("shell", choices=shtab.SUPPORTED_SHELLS, help="which shell")
    parser.example("completion fish")
