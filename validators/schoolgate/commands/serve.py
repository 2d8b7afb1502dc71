"""`schoolgate serve`: the whole job in a browser on this machine, without a terminal."""

import argparse
import os
import sys
import webbrowser
from contextlib import suppress
from pathlib import Path

from schoolgate.basics.errors import InputError, UsageError
from schoolgate.basics.looking import is_folder
from schoolgate.basics.shown import visible
from schoolgate.basics.streams import say

_PARTS = ("starlette", "uvicorn", "python_multipart", "anyio")
"""What the extra brings."""


def run(options: argparse.Namespace) -> int:
    """Serve until it is finished, interrupted, or nobody is there."""
    given: Path | None = options.folder
    if given is not None and not is_folder(given):
        msg = f"{visible(str(given))}: is no folder; give the one with your exports, or none and drop them on the page"
        raise InputError(msg)
    try:
        from schoolgate.serving.server import serving  # noqa: PLC0415 (it comes with the extra)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _PARTS:
            raise
        msg = "schoolgate serve needs the extra serve: pip install 'schoolgate[serve]'"
        raise UsageError(msg) from None
    with serving(None if given is None else given.absolute(), idle=options.idle) as found, suppress(KeyboardInterrupt):
        address = found.session.address

        def ready() -> None:
            opens = not options.no_browser and _has_screen()
            words = "If your browser does not open it, open it yourself" if opens else "Open it in your browser"
            # Whatever opening it does to this terminal comes after.
            sys.stdout.write(f"{address}\n{words}. It works once, on this machine alone; Ctrl-C ends it.\n")
            sys.stdout.flush()
            if opens:
                _open(address)

        found.run(ready)
        if found.session.again:
            say("schoolgate: the address was opened a second time, and refused")
    sys.stdout.write("Ended. What was dropped, and all that was made of it, is removed.\n")
    return 0


def _has_screen() -> bool:
    """Whether there is a screen to open a browser on: without one, Python would start a browser of the terminal's."""
    system: str = sys.platform
    if system in {"win32", "darwin"}:
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "BROWSER"))


def _open(address: str) -> None:
    with suppress(webbrowser.Error, OSError):
        webbrowser.open(address)
