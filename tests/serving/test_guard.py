"""Attacks on the page of `schoolgate serve`: each wall of it is run against."""

import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from schoolgate.serving.guard import MOST_OF_A_FORM, POLICY
from schoolgate.serving.peers import may_be_ours
from served import BOUNDARY, HOST, Running, form, running

SUITE = "student-import"
MARK = b"Zaphod-Quillfeather"
"""What a cell holds, and nothing else may."""
STUDENTS = b"student_id,first_name,last_name,email,program,grad_year\nS1," + MARK + b",Ng,s1@college.example,BA,2030\n"
PROGRAMS = b"program,years\nBA,3\n"
KIND = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
LIMIT = 300_000


@pytest.fixture(scope="module")
def page() -> Iterator[Running]:
    """A page with files dropped, and a verdict."""
    with running(most_bytes=LIMIT, most_of_a_file=200_000) as found:
        dropped = found.visitor.drop(SUITE, ("students.csv", STUDENTS), ("programs.csv", PROGRAMS))
        assert "Your files are understood" in dropped.text, dropped.text
        checked = found.visitor.post(f"/{SUITE}/answers", b"as_of=2026-11-22")
        assert "Each requirement" in checked.text
        yield found


def files_of(page: Running) -> list[str]:
    return sorted(path.name for path in (page.serving.folder / SUITE / "extract").iterdir())


# ---------------------------------------------------------------------------------------------------- where it is reached


def test_it_listens_on_the_loopback_address_alone(page: Running) -> None:
    assert page.serving.listening.getsockname()[0] == HOST
    addresses = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {HOST}
    for other in {*addresses, "127.0.0.2"}:
        with socket.socket() as attempt:
            attempt.settimeout(2)
            assert attempt.connect_ex((str(other), page.visitor.port)), other


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:PORT",
        "localhost:PORT",
        HOST,
        "127.0.0.2:PORT",
        f"{HOST}:80",
        f"{HOST}:PORT.evil.example",
        "[::1]:PORT",
    ],
)
def test_a_name_that_points_to_this_machine_gives_itself_away(page: Running, host: str) -> None:
    answer = page.visitor.ask("GET", "/", {"Host": host.replace("PORT", str(page.visitor.port))})
    assert answer.status == 421
    assert b"student" not in answer.body.lower()


def test_two_names_are_none(page: Running) -> None:
    with socket.create_connection((HOST, page.visitor.port), 5) as raw:
        names = f"Host: {HOST}:{page.visitor.port}\r\nHost: evil.example\r\n"
        raw.sendall(
            f"GET {page.visitor.root}/ HTTP/1.1\r\n{names}Cookie: {page.visitor.own['Cookie']}\r\n\r\n".encode()
        )
        assert re.match(rb"HTTP/1.1 4(00|21) ", raw.recv(200))


# ---------------------------------------------------------------------------------------------------- who may ask


def test_the_address_works_once(page: Running) -> None:
    before, stranger = page.serving.session.again, page.stranger()
    answer = stranger.open(page.serving.session.address)
    assert answer.status == 403
    assert answer.headers["Set-Cookie"] is None
    assert "opened before" in answer.text
    assert page.serving.session.again == before + 1
    # Whoever has the cookie may load it anew; it is given no second one.
    again = page.visitor.open(page.serving.session.address)
    assert again.status == 200
    assert again.headers["Set-Cookie"] is None


def test_a_wrong_token_opens_nothing() -> None:
    with running(opened=False) as found:
        token = found.serving.session.token
        for wrong in ("", "x", "../", "A" * 5000, "%00", token[:-1], f"{token}x", token.swapcase()):
            answer = found.visitor.ask("GET", f"/open/{wrong}", at="")
            assert (answer.status, answer.headers["Set-Cookie"]) == (403, None), wrong
        # A form is no visit, whoever sends it; nor is a look at what would be there.
        assert found.visitor.ask("HEAD", f"/open/{token}", at="").status == 403
        assert found.visitor.ask("POST", f"/open/{token}", at="").status == 403
        assert not found.serving.session.opened
        opened = found.visitor.open(found.serving.session.address)
        name, *attributes = opened.headers["Set-Cookie"].split("; ")
        assert set(attributes) == {f"Path={found.visitor.root}", "HttpOnly", "SameSite=Strict"}
        assert len(name.partition("=")[2]) >= 32
        assert token not in name
        assert opened.headers["Refresh"] == f"0; url={found.visitor.root}/"


PATHS = (
    "/",
    "/assets/serve.css",
    f"/{SUITE}/",
    f"/{SUITE}/questions",
    f"/{SUITE}/settings.toml",
    f"/{SUITE}/working",
    f"/{SUITE}/verdict",
    f"/{SUITE}/working.json",
    f"/{SUITE}/record?key=S1",
    f"/{SUITE}/lists",
    f"/{SUITE}/lists/findings",
    f"/{SUITE}/docs/index.html",
)


@pytest.mark.parametrize("path", PATHS)
def test_who_knows_the_place_but_has_no_cookie_sees_nothing(page: Running, path: str) -> None:
    for cookie in (None, "schoolgate=", "schoolgate=x", f"other={page.serving.session.secret}", "schoolgate=\x80; ;=,"):
        answer = page.stranger().ask("GET", path, {"Cookie": cookie})
        assert answer.status == 403, cookie
        assert b"S1" not in answer.body
    assert page.visitor.get(path).status == 200


def test_who_has_the_cookie_but_not_the_place_sees_nothing(page: Running) -> None:
    for path in ("/", "/favicon.ico", f"/{SUITE}/", f"{page.visitor.root}x/", "//", "/../", f"/x{page.visitor.root}/"):
        assert page.visitor.ask("GET", path, at="").status == 403, path


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "http://evil.example",
        "http://127.0.0.1:1",
        "http://127.0.0.1",
        "http://localhost:PORT",
        "https://127.0.0.1:PORT",
        "http://127.0.0.1:PORT.evil.example",
    ],
)
def test_a_form_of_another_site_does_nothing(page: Running, origin: str | None) -> None:
    sent = None if origin is None else origin.replace("PORT", str(page.visitor.port))
    before = files_of(page)
    attempts: tuple[tuple[str, dict[str, str], bytes], ...] = (
        ("/finish", {}, b""),
        (f"/{SUITE}/files", KIND, form(("evil.csv", STUDENTS))),
        (f"/{SUITE}/remove", {"Content-Type": "application/x-www-form-urlencoded"}, b"name=students.csv"),
        (f"/{SUITE}/settings", {"Content-Type": "text/plain"}, b"text=x"),
    )
    for path, headers, body in attempts:
        assert page.visitor.ask("POST", path, {**headers, "Origin": sent}, body).status == 403
    assert files_of(page) == before
    assert page.visitor.get("/").status == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site", "x"])
def test_a_page_of_another_site_loads_nothing_of_ours(page: Running, site: str) -> None:
    for path in ("/", f"/{SUITE}/docs/index.html", f"/{SUITE}/lists/findings", "/assets/serve.js"):
        assert page.visitor.ask("GET", path, {"Sec-Fetch-Site": site}).status == 403
    assert page.visitor.ask("GET", "/", {"Sec-Fetch-Site": "same-origin"}).status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"])
def test_nothing_else_can_be_asked(page: Running, method: str) -> None:
    assert page.visitor.ask(method, "/").status in {400, 405}


# ---------------------------------------------------------------------------------------------------- what pages may do


@pytest.mark.parametrize("path", [*PATHS, "/nothing", f"/{SUITE}/docs/store", "/nobody/"])
def test_every_answer_says_what_it_may_do(page: Running, path: str) -> None:
    answer = page.visitor.get(path)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Server"] is None
    assert answer.headers["Access-Control-Allow-Origin"] is None
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    if policy == POLICY and "text/html" in answer.headers["Content-Type"]:
        assert not re.search(r"<style|<script(?![^>]* src=)|\sstyle=|\son[a-z]+=|javascript:", answer.text)
    elif "text/html" in answer.headers["Content-Type"]:
        # A page of Data Docs: its own style and script by their hashes, no form, and nothing of the network.
        assert "script-src 'sha256-" in policy
        assert "form-action 'none'" in policy
        assert "connect-src" not in policy


def test_what_a_heading_holds_is_text(page: Running) -> None:
    evil = b'student_id,<script>alert(1)</script>,"><img src=x onerror=alert(1)>,program\nS1,a,b,BA\n'
    shown = page.visitor.drop("portal-sync", ("students.csv", evil)).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown


def test_no_value_is_shown_unless_somebody_asks(page: Running) -> None:
    for path in (
        f"/{SUITE}/questions",
        f"/{SUITE}/verdict",
        f"/{SUITE}/record?key=S1",
        f"/{SUITE}/lists/findings",
        f"/{SUITE}/lists/json",
    ):
        assert MARK not in page.visitor.get(path).body, path


# ---------------------------------------------------------------------------------------------------- what is shown


@pytest.mark.parametrize(
    "path",
    [
        "docs/",
        "docs",
        "docs/runs/",
        "docs/store/",
        "docs/../extract/students.csv",
        "docs/%2e%2e/extract/students.csv",
        "docs/..%2fextract%2fstudents.csv",
        "docs/runs/../../extract/students.csv",
        "docs//etc/passwd",
        "docs/%2fetc%2fpasswd",
        "extract/",
        "extract/students.csv",
        "lists/",
        "lists/..",
        "lists/%2e%2e%2fextract%2fstudents.csv",
        "docs/.schoolgate",
        "docs/runs/x/files/..%2f..%2f..%2f..%2fextract%2fstudents.csv",
        "docs/index.html/..",
    ],
)
def test_nothing_but_pages_and_lists_is_shown(page: Running, path: str) -> None:
    answer = page.visitor.get(f"/{SUITE}/{path}")
    assert answer.status in {403, 404}
    assert MARK not in answer.body
    assert b"students.csv" not in answer.body


def test_what_the_pages_are_made_from_is_not_shown(page: Running) -> None:
    docs = page.serving.folder / SUITE / "docs"
    others = [
        path for path in docs.rglob("*") if path.is_file() and (path.suffix != ".html" and path.parent.name != "files")
    ]
    assert others
    for path in others:
        assert page.visitor.get(f"/{SUITE}/docs/{path.relative_to(docs).as_posix()}").status == 404, path


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_a_link_leads_out_to_nothing(page: Running) -> None:
    docs = page.serving.folder / SUITE / "docs"
    (docs / "runs" / "out").symlink_to(page.serving.folder / SUITE / "extract")
    (docs / "runs" / "leak").mkdir(exist_ok=True)
    (docs / "runs" / "leak" / "index.html").symlink_to(page.serving.folder / SUITE / "extract" / "students.csv")
    assert page.visitor.get(f"/{SUITE}/docs/runs/leak/index.html").status == 404
    (docs / "runs" / "out").unlink()
    (docs / "runs" / "leak" / "index.html").unlink()
    (docs / "runs" / "leak").rmdir()


# ---------------------------------------------------------------------------------------------------- what it takes


def test_more_than_fits_is_refused_before_it_is_read(page: Running) -> None:
    before = files_of(page)
    answer = page.visitor.ask("POST", f"/{SUITE}/files", {**KIND, "Content-Length": str(LIMIT + 1)}, b"")
    assert answer.status == 413
    assert "0 MB" in answer.text
    assert files_of(page) == before


def test_more_than_fits_that_was_not_announced_is_not_kept(page: Running) -> None:
    before, body = files_of(page), form(*((f"new{n}.csv", STUDENTS * 1000) for n in range(6)))
    assert len(body) > LIMIT
    chunks = (body[at : at + 50_000] for at in range(0, len(body), 50_000))
    answer = page.visitor.ask("POST", f"/{SUITE}/files", {**KIND, "Transfer-Encoding": "chunked"}, chunks)
    assert answer.status == 413
    assert files_of(page) == before


def test_a_file_larger_than_one_may_be_is_not_kept(page: Running) -> None:
    before = files_of(page)
    answer = page.visitor.drop(SUITE, ("small.csv", b"a,b\n"), ("large.csv", STUDENTS * 2500))
    assert "large.csv: is larger than a file may be" in answer.text
    assert files_of(page) == before


def test_a_form_without_files_is_small(page: Running) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert page.visitor.ask("POST", f"/{SUITE}/settings", kind, b"text=" + b"x" * MOST_OF_A_FORM).status == 413


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../../../evil.csv", None),
        ("C:\\Users\\x\\evil.csv", None),
        ("/etc/evil.csv", None),
        (".evil.csv", "cannot be kept"),
        ("evil.exe", "is no table"),
        ("evil", "is no table"),
        ("con.csv", "none that every system takes"),
        ("a:b.csv", "none that every system"),
        ("x" * 300 + ".csv", "cannot be kept"),
        ("evil\u202e.csv", "cannot be kept"),
        ("<b>.csv", "none that every system"),
        ("..", "cannot be kept"),
    ],
)
def test_a_file_lies_under_its_own_name_or_not_at_all(page: Running, name: str, says: str | None) -> None:
    before = files_of(page)
    answer = page.visitor.drop(SUITE, (name, b"x,y\n1,2\n"))
    if says is None:
        assert files_of(page) == sorted({*before, "evil.csv"})
        page.visitor.post(f"/{SUITE}/remove", b"name=evil.csv")
    else:
        assert says in answer.text
    assert files_of(page) == before
    assert not set(page.serving.folder.rglob("*evil*"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"x",
        form(("a.csv", b"a"))[:-8],
        form(("a.csv", b"a"))[:40],
        b"--x--",
        form(("a.csv", b"a"), ("A.csv", b"a")),
    ],
)
def test_a_broken_form_leaves_nothing(page: Running, body: bytes) -> None:
    before = files_of(page)
    answer = page.visitor.post(f"/{SUITE}/files", body, KIND["Content-Type"])
    assert "could not be taken" in answer.text
    assert files_of(page) == before


def test_what_is_chosen_is_of_what_was_asked(page: Running) -> None:
    before = (page.serving.folder / SUITE / "extract" / "settings.toml").read_bytes()
    for answer in (
        b"student_import.lock_step=99",
        b"student_import.lock_step=-1",
        b"intake.students.file=0",
        b"rules=0",
        b"student_import.lock_step=%C2%B2",
    ):
        page.visitor.post(f"/{SUITE}/answers", answer)
    assert (page.serving.folder / SUITE / "extract" / "settings.toml").read_bytes() == before


# ---------------------------------------------------------------------------------------------------- whose program it is


TABLE = """  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  {me}        0 1 1 0
   1: 0100007F:C001 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  {them}        0 2 1 0
"""


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="the system does not say whose a program is")
@pytest.mark.parametrize(("them", "ours"), [("me", True), ("root", True), ("other", False)])
def test_the_system_says_whose_a_connection_is(tmp_path: Path, them: str, ours: bool) -> None:
    users = {"me": os.getuid(), "root": 0, "other": os.getuid() + 4711}
    table = tmp_path / "tcp"
    table.write_text(TABLE.format(me=os.getuid(), them=users[them]), encoding="ascii")
    assert may_be_ours((HOST, 0xC001), 8080, table) is ours
    assert may_be_ours((HOST, 0xC002), 8080, table)
    assert may_be_ours((HOST, 0xC001), 8080, tmp_path / "none")


@pytest.mark.skipif(
    not hasattr(os, "getuid") or os.getuid() != 0 or not Path("/proc/net/tcp").exists(),
    reason="only root can be two users",
)
def test_another_user_who_is_quicker_than_the_browser_gets_nothing() -> None:
    with running(opened=False) as found:
        # A connection is of whom its maker acts for.
        os.seteuid(65534)
        try:
            raw = socket.create_connection((HOST, found.visitor.port), 10)
        finally:
            os.seteuid(0)
        with raw:
            path = found.serving.session.address.partition(str(found.visitor.port))[2]
            raw.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}:{found.visitor.port}\r\n\r\n".encode())
            assert raw.recv(100).startswith(b"HTTP/1.1 403 ")
        assert not found.serving.session.opened
        assert found.visitor.open(found.serving.session.address).status == 200
