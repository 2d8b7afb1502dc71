"""A Data Docs folder in a browser, from this machine to this machine only."""

import gzip
import sys
from functools import lru_cache, partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

from schoolgate.basics.errors import InputError
from schoolgate.basics.shown import visible
from schoolgate.basics.streams import say

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # What a page may load it says itself, in a policy that names its own scripts; this adds what only a header can say.
    "Content-Security-Policy": "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".gz": "application/gzip",
    ".csv": "text/csv; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_PACKED = (".html", ".json", ".csv")
"""The files that are packed on their way: a page takes an eighth of the time over a slow line."""
_LEVEL = 5
_TO_KEEP = (".csv", ".xlsx")
"""The files that are handed out: to be saved, never shown."""


def server(host: str, port: int, directory: Path) -> ThreadingHTTPServer:
    """A server of a Data Docs folder, to be started with `serve_forever`; port 0 takes any that is free.

    Raises:
        InputError: the folder holds no Data Docs, or the port cannot be had.
    """
    if not (directory / "index.html").is_file():
        msg = f"{visible(str(directory))}: holds no Data Docs; make them with: schoolgate check SUITE SOURCE --docs DIR"
        raise InputError(msg)
    try:
        return _Server((host, port), partial(_Handler, directory=str(directory.resolve())))
    except OSError as error:
        msg = f"port {port}: cannot be used ({error.strerror}); give another with --port, or 0 for any that is free"
        raise InputError(msg) from None


@lru_cache(maxsize=32)
def _gzipped(path: Path, changed: int, size: int) -> bytes:
    """A file, packed once as long as it is the same."""
    del changed, size
    return gzip.compress(path.read_bytes(), _LEVEL, mtime=0)


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Tell of what goes wrong with a request only its kind; a browser that hangs up is nothing wrong."""
        del request, client_address
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError):
            say(f"schoolgate: a request could not be answered ({type(error).__name__})")


class _Handler(SimpleHTTPRequestHandler):
    """Files of the folder and nothing else: no listing, no hidden file, nothing that a link leads out to."""

    server_version = "schoolgate"
    sys_version = ""
    protocol_version = "HTTP/1.1"

    def send_head(self):  # type: ignore[no-untyped-def]  # noqa: ANN202 (what it returns is the library's affair)
        """Answer a request of a page that asked this very server for a file of the folder; refuse any other."""
        # A page of elsewhere may have its name point to this machine; then the name gives it away.
        own, port = self.connection.getsockname()
        if self.headers.get("Host", "") not in {f"{own}:{port}", f"localhost:{port}"}:
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return None
        if not self._may_be_shown():
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        packed = self._packed()
        return super().send_head() if packed is None else packed

    def _packed(self) -> BytesIO | None:
        """A text, packed for a browser that takes it so; None where the file goes as it is."""
        path = Path(self.translate_path(self.path))
        if path.is_dir() and urlsplit(self.path).path.endswith("/"):
            path /= "index.html"
        taken = {part.strip() for part in self.headers.get("Accept-Encoding", "").lower().split(",")}
        if path.suffix not in _PACKED or not path.is_file() or "gzip" not in taken or "Range" in self.headers:
            return None
        found = path.stat()
        modified = self.date_time_string(int(found.st_mtime))
        if self.headers.get("If-Modified-Since") == modified:
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self.end_headers()
            return BytesIO()
        content = _gzipped(path, found.st_mtime_ns, found.st_size)
        self.send_response(HTTPStatus.OK)
        for name, value in (
            ("Content-Type", self.guess_type(str(path))),
            ("Content-Encoding", "gzip"),
            ("Content-Length", str(len(content))),
            ("Last-Modified", modified),
            ("Vary", "Accept-Encoding"),
        ):
            self.send_header(name, value)
        self.end_headers()
        return BytesIO(content)

    def _may_be_shown(self) -> bool:
        parts = unquote(urlsplit(self.path).path).split("/")
        if any(part.startswith(".") for part in parts):
            return False
        path = Path(self.translate_path(self.path)).resolve()
        inside = path.is_relative_to(self.directory)
        return inside and (path.is_file() or (path / "index.html").is_file())

    def guess_type(self, path: str) -> str:  # type: ignore[override]  # a path here is always a text
        """The type of a file, by its ending alone."""
        return _TYPES.get(Path(path).suffix, "text/plain; charset=utf-8")

    def end_headers(self) -> None:
        """Add to every answer what keeps a browser from more than showing it."""
        for name, value in HEADERS.items():
            self.send_header(name, value)
        if Path(urlsplit(self.path).path).suffix in _TO_KEEP:
            self.send_header("Content-Disposition", "attachment")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (so the library calls it)
        """Say nothing: who looks at which pupil is nobody's business."""
