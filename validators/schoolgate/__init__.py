"""schoolgate: know which students will sync before you press the button.

Source files go one way through the package: text tables, typed tables, facts, outcomes, verdicts, report. `check` does all
of it, for a folder of files or for pandas or Polars frames; `schoolgate.library` documents it.
"""

# What a type checker takes for `typing`'s own: that would be imported before the command is ready for an interruption.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from schoolgate.delivery.handed import Report
    from schoolgate.library import check, facts

__all__ = ["Report", "__version__", "check", "facts"]
__version__ = "0.1.0"

_LIBRARY = ("Report", "check", "facts")


def __getattr__(name: str) -> "Any":
    """The library's door, opened when it is asked for: whoever wants the version alone waits for no frame library."""
    if name in _LIBRARY:
        import importlib  # noqa: PLC0415 (as above)

        return getattr(importlib.import_module("schoolgate.library"), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
