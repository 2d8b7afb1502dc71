"""Archives (.zip), and the guard that everything in a zip stands behind: workbooks are archives too.

Nothing is written to disk, no member is opened before the whole list has been judged, and what a member claims to be is what
may come out of it: the library stops at the size that the list names.
"""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from schoolgate.basics.errors import HarmfulError, InputError
from schoolgate.intake.formats.format import Blob, Format

BEGINS = b"PK\x03\x04"
_EMPTY = b"PK\x05\x06"
MOST_BYTES = 2 << 30
MOST_TIMES = 200
TRIED_FROM = 10 << 20
MOST_MEMBERS = 10_000
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    LookupError,
)
"""What reading an archive raises where it is damaged, encrypted or packed by a method that nobody else has."""
_ENCRYPTED = 0x1
_DRIVE = re.compile(r"^[A-Za-z]:")
_LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|\._|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)


@contextmanager
def opened(blob: Blob) -> Iterator[zipfile.ZipFile]:
    """The archive, judged as a whole before anything in it is read.

    Raises:
        InputError: it is damaged, encrypted, too large once unpacked, or holds a link or a path that leaves it.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(blob.held) if blob.held is not None else blob.path)
    except FileNotFoundError:
        msg = f"{blob.path}: there is no such file"
        raise InputError(msg) from None
    except DAMAGED as error:
        raise damaged(blob.path, error) from None
    with archive:
        for reason in _refused(archive.infolist()):
            msg = f"{blob.path}: {reason}"
            raise HarmfulError(msg)
        yield archive


def content(archive: zipfile.ZipFile, member: str, path: Path) -> bytes:
    """What a member holds.

    Raises:
        InputError: it is damaged.
    """
    try:
        return archive.read(member)
    except DAMAGED as error:
        raise damaged(path, error) from None


def damaged(path: Path, error: BaseException) -> InputError:
    """The refusal of an archive that broke while it was read."""
    return InputError(f"{path}: is damaged, or no archive ({type(error).__name__}); export it again")


def _refused(members: Sequence[zipfile.ZipInfo]) -> Iterator[str]:
    """The reasons why the archive is not read."""
    if len(members) > MOST_MEMBERS:
        yield f"holds {len(members):,} files; at most {MOST_MEMBERS:,} are read"
    seen: set[str] = set()
    for member in members:
        name = member.filename.replace("\\", "/")
        if name.startswith("/") or _DRIVE.match(name) or ".." in PurePosixPath(name).parts:
            yield f"holds the path {name!r}, which leads out of the archive; nothing of it is read"
        if stat.S_ISLNK(member.external_attr >> 16):
            yield f"holds {name!r}, which only points at another file; put that file itself in"
        if member.flag_bits & _ENCRYPTED:
            yield f"holds {name!r}, which is encrypted; save the archive without a password"
        if name.casefold() in seen:
            yield f"holds {name!r} twice; nobody can tell which of them is meant"
        seen.add(name.casefold())
        if _is_bomb(member.file_size, member.compress_size):
            yield f"{name!r} in it would unpack to more than {MOST_TIMES} times its size; it is not read"
    whole, packed = sum(member.file_size for member in members), sum(member.compress_size for member in members)
    if whole > MOST_BYTES:
        yield f"would unpack to {whole / (1 << 30):.1f} GiB; at most 2 GiB are read"
    if _is_bomb(whole, packed):
        yield f"would unpack to more than {MOST_TIMES} times its size; it is not read"


def _is_bomb(size: int, packed: int) -> bool:
    return size >= TRIED_FROM and size > MOST_TIMES * max(packed, 1)


def _unpack(blob: Blob) -> list[Blob]:
    """The files of the archive, in its order; those that systems leave behind are none."""
    with opened(blob) as archive:
        named = [info for info in archive.infolist() if not info.is_dir() and not _LITTER.search(info.filename)]
        nested = [info.filename for info in named if PurePosixPath(info.filename).suffix.casefold() == ".zip"]
        if nested:
            msg = f"{blob.path}: holds the archive {nested[0]!r}; unpack that one first"
            raise InputError(msg)
        return [
            Blob(blob.path / info.filename.replace("\\", "/"), content(archive, info.filename, blob.path))
            for info in named
        ]


def begins(head: bytes) -> bool:
    """Whether a file that begins so is an archive, or what is stored as one."""
    return head.startswith((BEGINS, _EMPTY))


ZIP = Format(name="zip", about="archives of them (.zip)", suffixes=(".zip",), unpacks=_unpack)
