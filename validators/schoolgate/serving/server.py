"""The server of `schoolgate serve`: on this machine alone, for one session, until it is finished or nobody is there."""

import asyncio
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from schoolgate.basics.temporary import temporary_folder
from schoolgate.serving.app import Pages
from schoolgate.serving.desk import Table
from schoolgate.serving.guard import HOST, MOST_BYTES, Session
from schoolgate.serving.uploads import MOST_OF_A_FILE
from schoolgate.serving.worker import Worker

KIND = "serve"
"""What the folder of a session is called after: one that a crash left is removed when the next begins."""
_LOOK = 0.5
_GRACE = 2


@dataclass
class Serving:
    """A server that is about to answer: `run` answers until it is stopped; `folder` is where its files are."""

    session: Session
    folder: Path
    server: uvicorn.Server
    listening: socket.socket
    worker: Worker
    idle: float

    def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Answer; `ready` is called once it does. Ends by `stop`, a signal, or after `idle` seconds without a request."""
        asyncio.run(self._run(ready))

    def stop(self) -> None:
        """End it, soon."""
        self.server.should_exit = True

    async def _run(self, ready: Callable[[], None]) -> None:
        watching = asyncio.create_task(self._watch(ready))
        try:
            await self.server.serve(sockets=[self.listening])
        finally:
            watching.cancel()

    async def _watch(self, ready: Callable[[], None]) -> None:
        while not self.server.started:  # noqa: ASYNC110 (the library has no event for it)
            await asyncio.sleep(0.02)
        threading.Thread(target=ready, daemon=True).start()
        while True:
            await asyncio.sleep(min(_LOOK, self.idle / 4))
            if self.worker.busy:
                self.session.used = time.monotonic()
            if time.monotonic() - self.session.used > self.idle:
                self.stop()


@contextmanager
def serving(
    given: Path | None = None,
    *,
    idle: float = 30 * 60,
    most_bytes: int = MOST_BYTES,
    most_of_a_file: int = MOST_OF_A_FILE,
) -> Iterator[Serving]:
    """A server on a port that the system chooses, with a folder of its own that is gone at the end.

    Args:
        given: the folder that somebody begins with.
        idle: seconds after which a server that nobody asks anything stops.
        most_bytes: how much a request may bring.
        most_of_a_file: how large a file may be.

    Raises:
        OSError: there is no port, or no room for the folder.
    """
    # It would say who asked for what.
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL + 1)
    with temporary_folder(KIND) as folder, socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            # Windows would let another program have the same port.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        listening.bind((HOST, 0))
        session = Session(listening.getsockname()[1], most_bytes)
        worker = Worker(folder)
        try:
            pages = Pages(Table(folder, worker, given), session, most_of_a_file=most_of_a_file)
            config = uvicorn.Config(
                pages.app(),
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                lifespan="off",
                ws="none",
                http="h11",
                loop="asyncio",
                timeout_graceful_shutdown=_GRACE,
            )
            found = Serving(session, folder, uvicorn.Server(config), listening, worker, idle)
            pages.stop = found.stop
            yield found
        finally:
            worker.close()
