"""Whose program asks: on a machine that several people use, another's must not be the first to open the address.

While a browser starts, its command line is there for everybody to read, with the address in it. Linux says whose each
connection is; where no system does, the token alone has to do.
"""

import os
import socket
import struct
from pathlib import Path

_TABLE = Path("/proc/net/tcp")
_LOCAL, _REMOTE, _USER = 1, 2, 7
_ROOT = 0


def may_be_ours(client: tuple[str, int] | None, port: int, table: Path = _TABLE) -> bool:
    """Whether the program at the other end may be of the user who runs this one: another's is known to be none.

    Args:
        client: its address and port.
        port: ours, to which it is connected.
        table: where the system lists connections.
    """
    if client is None or not hasattr(os, "getuid"):
        return True
    try:
        theirs, ours = _written(*client), _written("127.0.0.1", port)
        lines = table.read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return True
    for fields in map(str.split, lines):
        if len(fields) > _USER and (fields[_LOCAL], fields[_REMOTE]) == (theirs, ours):
            return int(fields[_USER]) in {os.getuid(), _ROOT}
    return True


def _written(host: str, port: int) -> str:
    """An address as the table writes it: the bytes as one number of this machine, then the port."""
    (number,) = struct.unpack("=I", socket.inet_aton(host))
    return f"{number:08X}:{port:04X}"
