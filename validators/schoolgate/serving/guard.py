"""Who may ask the page, and how: one browser of this machine, by a name that no other site can borrow.

The opened address holds a token that works once. It is exchanged for a cookie that is kept from scripts, is sent with no
request that another site causes, and only to paths that begin with a key nobody else knows: another program on this
machine, on another port, is sent neither.
"""

import hmac
import secrets
import time
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response

from schoolgate.serving import peers
from schoolgate.serving.rendering import page

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOST = "127.0.0.1"
COOKIE = "schoolgate"
MOST_BYTES = 4 << 30
"""How large a request may be: a million records of every table are a tenth of it."""
MOST_OF_A_FORM = 1 << 20
"""The same of a request that brings no files."""
FILES = "/files"
"""Where a request may bring files."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # With "no-referrer" a browser would hide the origin of our own forms too.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    # Nothing of a page stays in the browser's store of files.
    "Cache-Control": "no-store",
}
_METHODS = frozenset({"GET", "HEAD", "POST"})
_OPENING = "/open/"


@dataclass
class Session:
    """The one session of a server: its secrets, where it is reached, and when it was last used.

    `port` is that of the server; `key` is what every path but the opened one begins with. `opened` is whether the token was
    exchanged, `again` how often somebody came with it once more.
    """

    port: int
    most_bytes: int = MOST_BYTES
    key: str = field(default_factory=lambda: secrets.token_urlsafe(18), repr=False)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    opened: bool = False
    again: int = 0
    used: float = field(default_factory=time.monotonic)

    @property
    def authority(self) -> str:
        """What a request must name as its host."""
        return f"{HOST}:{self.port}"

    @property
    def address(self) -> str:
        """The address to open. It works once."""
        return f"http://{self.authority}{_OPENING}{self.token}"

    @property
    def root(self) -> str:
        """What every path of the page begins with."""
        return f"/{self.key}"

    def knows(self, headers: Headers) -> bool:
        """Whether the request brings the session's cookie."""
        try:
            sent = SimpleCookie("; ".join(headers.getlist("cookie")))
        except CookieError:
            return False
        return COOKIE in sent and hmac.compare_digest(sent[COOKIE].value.encode(), self.secret.encode())


class TooLarge(Exception):  # noqa: N818 (it is no fault of the program)
    """A request brought more than it may."""


class Guard:
    """Stands before the page: refuses what is not the session's own browser, and says with every answer what it may do."""

    def __init__(self, app: "ASGIApp", session: Session) -> None:
        self.app = app
        self.session = session

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Let a request through, or answer it."""
        if scope["type"] != "http":
            # Nothing here talks over a web socket.
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            return
        headers = Headers(scope=scope)
        answer = self._refused(scope, headers)
        most = self.session.most_bytes if _brings_files(scope["path"], headers) else MOST_OF_A_FORM
        if answer is None and _announced(headers) > most:
            answer = too_large(most)
        if answer is not None:
            await answer(scope, receive, _with_headers(send))
            return
        self.session.used = time.monotonic()
        scope["root_path"] = self.session.root
        await self.app(scope, _limited(receive, most), _with_headers(send))

    def _refused(self, scope: "Scope", headers: Headers) -> Response | None:  # noqa: PLR0911 (each is a wall of its own)
        """The answer to what may not pass; None for what may. The order matters: what is cheap to ask comes first."""
        own = f"http://{self.session.authority}"
        path, method = scope["path"], scope["method"]
        # A site of elsewhere may have its name point to this machine; then the name gives it away.
        if headers.getlist("host") != [self.session.authority]:
            return refusal(421, "This address is of another place", "Open the address that schoolgate printed.")
        if method not in _METHODS:
            return refusal(405, "That cannot be asked here", "Go back, and use the buttons of the page.")
        opening = path.startswith(_OPENING) and method == "GET"
        if not opening and headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return refusal(403, "Another site asked for this page", "Nothing was done. Close that site.")
        if method == "POST" and headers.getlist("origin") != [own]:
            return refusal(403, "Another site sent this form", "Nothing was done. Close that site.")
        if opening:
            return self._open(path.removeprefix(_OPENING), scope, headers)
        inside = path == self.session.root or path.startswith(f"{self.session.root}/")
        if not inside or not self.session.knows(headers):
            return refusal(
                403,
                "This page is not yours to see, or not any more",
                "The address that schoolgate opened works once, in one browser. Start schoolgate serve again for a new one.",
            )
        return None

    def _open(self, token: str, scope: "Scope", headers: Headers) -> Response:
        """Exchange the token for the cookie, once."""
        session = self.session
        right = hmac.compare_digest(token.encode(), session.token.encode())
        if not right or session.opened or not peers.may_be_ours(scope.get("client"), session.port):
            if right and session.knows(headers):
                return _onward(session)
            session.again += right
            return refusal(
                403,
                "This address was opened before",
                "It works once. If it was not you who opened it, end schoolgate at once (Ctrl-C); then start it again.",
            )
        session.opened = True
        answer = _onward(session)
        answer.headers["Set-Cookie"] = f"{COOKIE}={session.secret}; Path={session.root}; HttpOnly; SameSite=Strict"
        return answer


def _onward(session: Session) -> Response:
    """A page that leads on by itself: a redirect would count as asked for by whoever led to the opened address."""
    answer = Response(page("opened.html", root=session.root), media_type="text/html")
    answer.headers["Refresh"] = f"0; url={session.root}/"
    return answer


def refusal(code: int, title: str, what: str) -> Response:
    """A page that says why nothing was done."""
    return Response(page("refused.html", title=title, what=what), code, media_type="text/html")


def too_large(most: int) -> Response:
    """The answer to a request that brings more than it may."""
    what = f"Nothing was kept. Together the files may have {most / 1e6:,.0f} MB: leave out what no table needs."
    return refusal(413, "That is more than fits", what)


def _announced(headers: Headers) -> int:
    text = headers.get("content-length", "0")
    return int(text) if text.isascii() and text.isdigit() else 0


def _brings_files(path: str, headers: Headers) -> bool:
    return path.endswith(FILES) and headers.get("content-type", "").startswith("multipart/form-data")


def _limited(receive: "Receive", most: int) -> "Receive":
    """The same request, ended where it grows beyond what it may have, whatever it announced."""
    taken = 0

    async def limited() -> "Message":
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise TooLarge
        return message

    return limited


def _with_headers(send: "Send") -> "Send":
    async def sending(message: "Message") -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers.setdefault("Content-Security-Policy", POLICY)
        await send(message)

    return sending
