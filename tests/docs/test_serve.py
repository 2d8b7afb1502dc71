"""`docs serve`: files of one folder, to this machine, and nothing else."""

import gzip
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from extracts import MARK
from schoolgate import cli
from schoolgate.basics.errors import InputError
from schoolgate.pages.serve import server

HOST = "127.0.0.1"
Ask = Callable[..., http.client.HTTPResponse]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A site as far as serving goes, with what must not be served in and beside it."""
    site = tmp_path / "site"
    (site / "runs" / "r1").mkdir(parents=True)
    (site / "store" / "r1").mkdir(parents=True)
    (site / "index.html").write_text("<h1>every run</h1>", "utf-8")
    (site / "runs" / "r1" / "index.html").write_text("<h1>one run</h1>", "utf-8")
    (site / "store" / "r1" / "result.json").write_text('{"a": "\\u003cb>"}', "utf-8")
    (site / "odd.svg").write_text("<svg onload='alert(1)'/>", "utf-8")
    (site / ".index.html.x.part").write_text("half", "utf-8")
    (site / ".git").mkdir()
    (site / ".git" / "config").write_text("secret", "utf-8")
    (tmp_path / "students.csv").write_text("secret", "utf-8")
    (site / "leak.csv").symlink_to(tmp_path / "students.csv")
    (site / "beside").symlink_to(tmp_path)
    (tmp_path / "site-other").mkdir()
    (tmp_path / "site-other" / "index.html").write_text("secret", "utf-8")
    return site


@pytest.fixture
def ask(folder: Path) -> Iterator[Ask]:
    """Ask the server, as it stands on the wire."""
    with server(HOST, 0, folder) as serving:
        thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        connections: list[http.client.HTTPConnection] = []

        def asking(path: str, method: str = "GET", host: str | None = None, **headers: str) -> http.client.HTTPResponse:
            connection = http.client.HTTPConnection(HOST, serving.server_port, timeout=10)
            connections.append(connection)
            name = host if host is not None else f"{HOST}:{serving.server_port}"
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", name.replace("PORT", str(serving.server_port)))
            for header, value in headers.items():
                connection.putheader(header.replace("_", "-"), value)
            connection.endheaders()
            return connection.getresponse()

        yield asking
        for connection in connections:
            connection.close()
        serving.shutdown()
        thread.join()


def test_it_can_be_reached_from_this_machine_alone(folder: Path) -> None:
    with server(HOST, 0, folder) as serving:
        assert serving.socket.getsockname()[0] == HOST
        assert serving.socket.family is socket.AF_INET


def test_texts_are_packed_for_whom_that_helps(ask: Ask, folder: Path) -> None:
    page = folder / "runs" / "r1" / "index.html"
    page.write_text("<h1>one run</h1>" * 1000, "utf-8")
    for path, kind in (
        ("/runs/r1/", "text/html"),
        ("/runs/r1/index.html", "text/html"),
        ("/store/r1/result.json", "application/json"),
    ):
        plain, packed = ask(path), ask(path, Accept_Encoding="br, gzip")
        assert (plain.headers["Content-Encoding"], packed.headers["Content-Encoding"]) == (None, "gzip")
        assert packed.headers["Content-Type"].startswith(kind)
        assert packed.headers["Vary"] == "Accept-Encoding"
        assert "frame-ancestors 'none'" in packed.headers["Content-Security-Policy"]
        content = packed.read()
        assert len(content) == int(packed.headers["Content-Length"])
        assert gzip.decompress(content) == plain.read()
    known = ask("/runs/r1/", Accept_Encoding="gzip")
    assert int(known.headers["Content-Length"]) < 500
    again = ask("/runs/r1/", Accept_Encoding="gzip", If_Modified_Since=known.headers["Last-Modified"])
    assert (again.status, again.read()) == (304, b"")
    page.write_text("<h1>another</h1>", "utf-8")
    os.utime(page, (1, 1))
    assert gzip.decompress(ask("/runs/r1/", Accept_Encoding="gzip").read()) == b"<h1>another</h1>"
    assert ask("/odd.svg", Accept_Encoding="gzip").headers["Content-Encoding"] is None
    for hidden in ("/leak.csv", "/.git/config", "/beside/students.csv"):
        assert ask(hidden, Accept_Encoding="gzip").status == 404


@pytest.mark.parametrize(
    ("path", "kind", "text"),
    [
        ("/", "text/html; charset=utf-8", "every run"),
        ("/index.html?x=1", "text/html; charset=utf-8", "every run"),
        ("/runs/r1/", "text/html; charset=utf-8", "one run"),
        ("/store/r1/result.json", "application/json", "003cb"),
        ("/odd.svg", "text/plain; charset=utf-8", "onload"),
    ],
)
def test_files_are_served_as_what_they_are_to_be_taken_for(ask: Ask, path: str, kind: str, text: str) -> None:
    answer = ask(path)
    assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
    assert text in answer.read().decode()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Server"].strip() == "schoolgate"


@pytest.mark.parametrize(
    "path",
    [
        "/runs/",  # a folder without a first page would be listed
        "/store/r1/",
        "/.git/config",
        "/.index.html.x.part",
        "/%2egit/config",
        "/runs/r1/%2e%2e/%2e%2e/.git/config",
        "/../students.csv",
        "/%2e%2e/students.csv",
        "/%2e%2e%2fstudents.csv",
        "/..%5cstudents.csv",
        "/runs/../../students.csv",
        "//students.csv",
        "/leak.csv",
        "/beside/students.csv",
        "/beside/site-other/",
        "/../site-other/index.html",
        "/nothing.html",
    ],
)
def test_nothing_else_is_served(ask: Ask, path: str) -> None:
    answer = ask(path)
    assert answer.status == 404
    body = answer.read().decode()
    assert "secret" not in body
    assert "students" not in body
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:PORT", "", "127.0.0.1", "127.0.0.1:1", "127.0.0.2:PORT"]
)
def test_a_page_of_elsewhere_whose_name_points_here_is_refused(ask: Ask, host: str) -> None:
    answer = ask("/", host=host)
    assert answer.status == 421
    assert "every run" not in answer.read().decode()


def test_this_machine_may_be_called_by_its_name(ask: Ask) -> None:
    assert ask("/", host="localhost:PORT").status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_it_only_reads(ask: Ask, method: str) -> None:
    assert ask("/index.html", method=method).status == 501


def test_asking_for_the_head_alone_gives_no_body(ask: Ask) -> None:
    answer = ask("/", method="HEAD")
    assert (answer.status, answer.read()) == (200, b"")


def test_who_asked_for_what_is_not_logged(ask: Ask, capfd: pytest.CaptureFixture[str]) -> None:
    ask("/index.html?S000045").read()
    ask("/nothing.html").read()
    assert capfd.readouterr() == ("", "")


def test_a_request_that_fails_is_told_without_its_reason(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def crash(_: object) -> None:
        raise ValueError(MARK)

    monkeypatch.setattr("schoolgate.pages.serve._Handler._may_be_shown", crash)
    with pytest.raises(http.client.RemoteDisconnected):
        ask("/")
    assert capfd.readouterr() == ("", "schoolgate: a request could not be answered (ValueError)\n")


def test_a_folder_without_data_docs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no Data Docs"):
        server(HOST, 0, tmp_path)


def test_a_port_that_is_taken_is_named(folder: Path) -> None:
    with (
        server(HOST, 0, folder) as serving,
        pytest.raises(InputError, match=rf"port {serving.server_port}: .* give another with --port"),
    ):
        server(HOST, serving.server_port, folder)


@pytest.mark.parametrize("port", ["-1", "65536", "http", "1.5", "٣"])
def test_what_is_no_port_is_wrong_usage(folder: Path, port: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["docs", "serve", str(folder), f"--port={port}"]) == 2
    assert "no port" in capfd.readouterr().err


def test_the_command_says_where_and_ends_when_interrupted(folder: Path) -> None:
    command = [sys.executable, "-m", "schoolgate", "docs", "serve", str(folder), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline()
        port = int(line.partition("http://127.0.0.1:")[2].partition("/")[0])
        connection = http.client.HTTPConnection(HOST, port, timeout=10)
        connection.request("GET", "/")
        assert connection.getresponse().status == 200
        connection.close()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        assert process.stderr.read() == ""


def test_what_a_run_hands_out_is_to_be_saved(folder: Path, ask: Ask) -> None:
    (folder / "runs/r1/files").mkdir()
    for name, kind in (
        ("a.csv", "text/csv; charset=utf-8"),
        ("a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ):
        (folder / "runs/r1/files" / name).write_bytes(b"S1,<script>alert(1)</script>")
        answer = ask(f"/runs/r1/files/{name}")
        assert answer.status == 200
        assert (answer.getheader("Content-Type"), answer.getheader("Content-Disposition")) == (kind, "attachment")
        assert answer.getheader("X-Content-Type-Options") == "nosniff"
    assert ask("/index.html").getheader("Content-Disposition") is None
