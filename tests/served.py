"""A page of `schoolgate serve` that answers in a thread, and whoever asks it: a browser, or an attacker."""

import http.client
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from schoolgate.serving.server import Serving, serving

HOST = "127.0.0.1"
BOUNDARY = "5f1c0e"


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode("utf-8")

    @property
    def to(self) -> str:
        """Where it leads."""
        return self.headers["Location"] or ""


@dataclass
class Visitor:
    """A program that asks: `own` are headers that it always sends, and a cookie once it has one."""

    port: int
    root: str
    own: dict[str, str] = field(default_factory=dict)

    def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str | None] | None = None,
        body: Any = None,
        *,
        at: str | None = None,
    ) -> Answer:
        """Ask for a path below the root, or below `at`. A header that is None is left out."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=20)
        sent = {"Host": f"{HOST}:{self.port}", **self.own, **(headers or {})}
        if method == "POST":
            sent = {"Origin": f"http://{HOST}:{self.port}", **sent}
        try:
            connection.request(
                method,
                (self.root if at is None else at) + path,
                body,
                {name: value for name, value in sent.items() if value is not None},
                encode_chunked=not isinstance(body, bytes | str | None),
            )
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page, and follow where it leads."""
        answer = self.ask("GET", path, headers)
        while answer.status == 303:
            answer = self.ask("GET", answer.to, headers, at="")
        return answer

    def post(self, path: str, body: bytes, kind: str = "application/x-www-form-urlencoded", **headers: str) -> Answer:
        """Send a form, and follow where it leads, to the end."""
        answer = self.ask("POST", path, {"Content-Type": kind, **headers}, body)
        while answer.status == 303:
            answer = self.ask("GET", answer.to, at="")
        return self.settled(answer)

    def settled(self, answer: Answer) -> Answer:
        """The page that comes once the work is done for which a page lets wait."""
        while found := re.search(rb'data-progress="[^"]*" data-then="([^"]*)"', answer.body[:20_000]):
            time.sleep(0.1)
            answer = self.ask("GET", found[1].decode(), at="")
            while answer.status == 303:
                answer = self.ask("GET", answer.to, at="")
        return answer

    def drop(self, suite: str, *files: tuple[str, bytes]) -> Answer:
        """Drop files, as a form without any script does."""
        return self.post(f"/{suite}/files", form(*files), f"multipart/form-data; boundary={BOUNDARY}")

    def open(self, address: str) -> Answer:
        """Open the address that works once, and keep the cookie."""
        answer = self.ask("GET", address.partition(str(self.port))[2], at="")
        if cookie := answer.headers["Set-Cookie"]:
            self.own["Cookie"] = cookie.partition(";")[0]
        return answer


def form(*files: tuple[str, bytes]) -> bytes:
    """Files as a browser sends them."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'.encode()
        + b"Content-Type: text/csv\r\n\r\n" + content + b"\r\n"
        for name, content in files
    ]  # fmt: skip
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


@dataclass
class Running:
    """A server that answers, and the visitor whose browser it opened."""

    serving: Serving
    visitor: Visitor
    thread: threading.Thread

    def stranger(self) -> Visitor:
        """Another program of this machine, which knows where the page is."""
        return Visitor(self.visitor.port, self.visitor.root)


@contextmanager
def running(given: Path | None = None, *, opened: bool = True, **limits: Any) -> Iterator[Running]:
    """A server for as long as the block lasts."""
    with serving(given, **limits) as found:
        ready = threading.Event()
        thread = threading.Thread(target=found.run, args=(ready.set,))
        thread.start()
        try:
            assert ready.wait(20)
            visitor = Visitor(found.session.port, found.session.root)
            if opened:
                assert visitor.open(found.session.address).status == 200
            yield Running(found, visitor, thread)
        finally:
            found.stop()
            thread.join(20)
