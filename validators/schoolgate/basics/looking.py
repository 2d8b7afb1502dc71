"""What a path that somebody typed leads to. Where nobody may look, or no file can have the name, it leads to nothing."""

from collections.abc import Callable
from pathlib import Path


def is_folder(path: Path) -> bool:
    """Whether a folder is there.

    >>> is_folder(Path()), is_folder(Path("x" * 5000))
    (True, False)
    """
    return _looked(path.is_dir)


def is_file(path: Path) -> bool:
    """Whether a file is there.

    >>> is_file(Path("x" * 5000))
    False
    """
    return _looked(path.is_file)


def exists(path: Path) -> bool:
    """Whether anything is there.

    >>> exists(Path()), exists(Path("x" * 5000))
    (True, False)
    """
    return _looked(path.exists)


def _looked(look: Callable[[], bool]) -> bool:
    # Python before 3.14 raises for a name that is too long, and for a folder that is closed to us.
    try:
        return look()
    except OSError:
        return False
