"""What a path that somebody typed leads to. Where nobody may look, or no file can have the name, it leads to nothing."""

from pathlib import Path


def is_folder(path: Path) -> bool:
    """Whether a folder is there.

    >>> is_folder(Path()), is_folder(Path("x" * 5000))
    (True, False)
    """
    # Python before 3.14 raises for a name that is too long, and for a folder that is closed to us.
    try:
        return path.is_dir()
    except OSError:
        return False


def is_file(path: Path) -> bool:
    """Whether a file is there.

    >>> is_file(Path("x" * 5000))
    False
    """
    try:
        return path.is_file()
    except OSError:
        return False


def exists(path: Path) -> bool:
    """Whether anything is there.

    >>> exists(Path()), exists(Path("x" * 5000))
    (True, False)
    """
    try:
        return path.exists()
    except OSError:
        return False
