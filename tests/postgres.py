"""A PostgreSQL of the machine's own package, started for the tests in a folder of theirs."""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PASSWORD = "canary-7731-parrot"  # noqa: S105  of a server that lives for a minute
_USERS = ("postgres", "nobody")


def programs() -> Path | None:
    """Where initdb and postgres are, as Debian lays them; None where they are not."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts[4], reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path))
    return found[0].parent if found else None


@contextmanager
def server(folder: Path, where: Path) -> Iterator[str]:
    """A server that listens on this machine only; its address, for the user `writer`.

    PostgreSQL refuses to run as root: then it runs as a user of lesser rights.
    """
    user = next((name for name in _USERS if _known(name)), None) if os.geteuid() == 0 else None
    data, secret = folder / "data", folder / "secret"
    secret.write_text(PASSWORD)
    for path in (folder, secret):
        if user:
            shutil.chown(path, user)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(program: str, *arguments: str) -> None:
        command = [str(where / program), *arguments]
        # The environment of the tests may name another server.
        env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        subprocess.run(command, check=True, user=user, env=env, cwd="/", capture_output=True, timeout=120)

    run(
        "initdb",
        "-D",
        str(data),
        "-U",
        "writer",
        f"--pwfile={secret}",
        "--auth=scram-sha-256",
        "-E",
        "UTF8",
        "--no-sync",
    )
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c fsync=off -k {folder}"
    run("pg_ctl", "-D", str(data), "-w", "-o", options, "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql://writer@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")


def _known(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
