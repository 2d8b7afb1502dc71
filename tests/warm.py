"""A process in which the command line is imported already: each run is a fork of it, and takes no longer than its own work.

A run has a process, streams, variables and limits of its own, so that it may be measured, killed or left without memory.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

_SERVER = """
import importlib, json, os, pkgutil, resource, sys
import schoolgate, xlsxwriter

for module in pkgutil.walk_packages(schoolgate.__path__, "schoolgate."):
    # What is imported only where it is asked for, as it takes seconds, and the door that runs as soon as it is imported.
    if module.name.rsplit(".", 1)[-1] not in {"__main__", "gx", "pandera", "pytest", "schemas", "site", "spark", "stores"}:
        importlib.import_module(module.name)

answers = os.fdopen(os.dup(1), "w")
while line := sys.stdin.readline():
    order = json.loads(line)
    if child := os.fork():
        _, status, used = os.wait4(child, 0)
        told = [os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime]
        print(json.dumps(told), file=answers, flush=True)
        continue
    answers.close()
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["variables"])
    for number, (path, how) in enumerate(order["streams"]):
        opened = os.open(path, how, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    for name, most in order["limits"].items():
        resource.setrlimit(getattr(resource, name), (most, most))
    sys.argv[1:] = order["arguments"]
    exec(order["program"], {"__name__": "__main__"})
    sys.exit()
"""
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


class Ended(NamedTuple):
    """How a run ended: its exit code, or the signal that killed it below zero, and what it printed and used."""

    code: int
    out: str
    err: str
    seconds: float


class Warm:
    """The process that forks."""

    def __init__(self, server: "subprocess.Popen[str]", streams: Path) -> None:
        """The streams of a run go through files in a folder."""
        self._server, self._streams = server, streams

    def run(
        self,
        program: str,
        *arguments: str,
        folder: Path,
        variables: Mapping[str, str],
        limits: Mapping[str, int] | None = None,
    ) -> Ended:
        """Run Python code, which finds the arguments where a script does; limits by their names in `resource`."""
        out, err = self._streams / "out", self._streams / "err"
        order = {
            "program": program,
            "arguments": arguments,
            "folder": str(folder),
            "variables": dict(variables),
            "streams": [(os.devnull, os.O_RDONLY), (str(out), _WRITE), (str(err), _WRITE)],
            "limits": dict(limits or {}),
        }
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()
        code, seconds = json.loads(self._server.stdout.readline())
        return Ended(code, out.read_text("utf-8"), err.read_text("utf-8"), seconds)


@contextmanager
def warm(streams: Path) -> Iterator[Warm]:
    """Start the process; it ends with the context. No thread is started in it before it forks."""
    command = [sys.executable, "-c", _SERVER]
    alone = {**os.environ, "POLARS_MAX_THREADS": "1"}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=alone) as server:
        yield Warm(server, streams)
        assert server.stdin
        server.stdin.close()
