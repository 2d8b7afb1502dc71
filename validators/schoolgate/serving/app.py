"""What is asked for, and what answers: choose, drop, answer, read the verdict, mend, drop the next export.

A form that changes something is answered by leading on to the page that shows it, so that going back and loading anew do
nothing twice. What takes longer than a moment is waited for on a page of its own.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from schoolgate import suites
from schoolgate.basics.clock import moment
from schoolgate.basics.errors import SchoolgateError, UsageError, lines_of
from schoolgate.basics.shown import visible
from schoolgate.catalogue.exports import grid, systems
from schoolgate.language.files import SETTINGS_FILE
from schoolgate.serving import checking, understanding, uploads, verdicts
from schoolgate.serving.desk import Desk, Table, changed, removed
from schoolgate.serving.guard import FILES, Guard, Session, TooLarge, refusal, too_large
from schoolgate.serving.rendering import SCRIPT, STYLES, asset, page
from schoolgate.serving.told import Checked, Told, Understood
from schoolgate.serving.worker import Job

_A_MOMENT = 1.2
"""Seconds that a page waits for work before it shows how far it is."""
_ANSWERS = "Taking your answers"
_FAREWELL = 1.0
"""Seconds that the server answers on once it is finished."""
_POLL = 8.0
"""Seconds that the page which waits is kept waiting for news: it asks again at once."""
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_NAME = re.compile(r"[a-z][a-z-]{0,40}")
Handler = Callable[[Request, Desk], Awaitable[Response]]


class Pages:
    """The pages of one session; `stop` ends the server, once there is one."""

    stop: Callable[[], None]

    def __init__(self, table: Table, session: Session, *, most_of_a_file: int) -> None:
        self.table = table
        self.session = session
        self.most_of_a_file = most_of_a_file

    def app(self) -> Guard:
        """All of it, behind the guard."""
        routes = [
            Route("/", self.start),
            Route("/finish", self.finish, methods=["POST"]),
            Route("/assets/{name}", self.asset),
            Route("/{suite}/", self._at(self.files)),
            Route(f"/{{suite}}{FILES}", self._at(self.drop), methods=["POST"]),
            Route("/{suite}/folder", self._at(self.folder), methods=["POST"]),
            Route("/{suite}/remove", self._at(self.remove), methods=["POST"]),
            Route("/{suite}/questions", self._at(self.questions)),
            Route("/{suite}/answers", self._at(self.answers), methods=["POST"]),
            Route("/{suite}/settings", self._at(self.settings), methods=["POST"]),
            Route("/{suite}/settings.toml", self._at(self.settings_file)),
            Route("/{suite}/working", self._at(self.working)),
            Route("/{suite}/working.json", self._at(self.progress)),
            Route("/{suite}/cancel", self._at(self.cancel), methods=["POST"]),
            Route("/{suite}/verdict", self._at(self.verdict)),
            Route("/{suite}/docs/{path:path}", self._at(self.docs)),
            Route("/{suite}/record", self._at(self.record)),
            Route("/{suite}/lists", self._at(self.lists)),
            Route("/{suite}/lists/{name}", self._at(self.listed)),
        ]
        app = Starlette(
            routes=routes,
            exception_handlers={
                404: _absent,
                405: _absent,
                SchoolgateError: self._wrong,
                TooLarge: self._too_large,
                Exception: _fault,
            },
        )
        app.router.redirect_slashes = False
        return Guard(app, self.session)

    # ------------------------------------------------------------------------------------------------ before a suite

    async def start(self, _: Request) -> Response:
        """Choose what you are about to do."""
        cards = [suites.load(name) for name in suites.names()]
        given = self.table.given
        return self._page("start.html", cards=cards, given=None if given is None else visible(given.name))

    async def finish(self, _: Request) -> Response:
        """End the server: everything is removed."""
        # Its style is fetched first.
        asyncio.get_running_loop().call_later(_FAREWELL, self.stop)
        answer = self._page("finished.html")
        # What a page of a verdict has ticked off is of these files, and goes with them.
        answer.headers["Clear-Site-Data"] = '"storage"'
        return answer

    async def asset(self, request: Request) -> Response:
        """A style or the script."""
        name = request.path_params["name"]
        if name not in {*STYLES, SCRIPT}:
            return _nothing()
        return Response(asset(name), headers={"Content-Type": _TYPES[Path(name).suffix]})

    # ------------------------------------------------------------------------------------------------ files

    async def files(self, _: Request, desk: Desk) -> Response:
        """Drop files, and see which are there."""
        await asyncio.to_thread(self.table.worker.warm)
        wrong, desk.wrong = desk.wrong, ()
        sources = {table.name: grid(desk.suite, table) for table in desk.suite.tables}
        given, found = self.table.given_files(), systems(desk.suite)
        return self._page("files.html", desk, "files", wrong=wrong, given=given, sources=sources, systems=found)

    async def drop(self, request: Request, desk: Desk) -> Response:
        """Take the files of the form."""
        sent = await uploads.take(request, desk.folder, self.most_of_a_file)
        if not sent.names and not desk.files:
            msg = "no file came: choose one or several, or drop them on the field"
            raise UsageError(msg)
        return await self._look(desk, sent.names)

    async def folder(self, _: Request, desk: Desk) -> Response:
        """Take the files of the folder that somebody began with."""
        return await self._look(desk, await asyncio.to_thread(self.table.fetch, desk))

    async def remove(self, request: Request, desk: Desk) -> Response:
        """Take a file away."""
        form = await request.form()
        removed(desk, [str(form.get("name", ""))])
        return self._to(desk, "")

    async def _look(self, desk: Desk, fresh: Sequence[str]) -> Response:
        desk.understood = None
        names = [name for name in fresh if name not in uploads.BESIDE]
        again = desk.checked is not None
        return await self._begin(
            desk, "Looking at your files", "questions", understanding.understand, desk.wish, names, again
        )

    # ------------------------------------------------------------------------------------------------ questions

    async def questions(self, _: Request, desk: Desk) -> Response:
        """What was understood, and what is asked."""
        if desk.understood is None:
            if desk.files:
                return await self._look(desk, ())
            return self._to(desk, "")
        wrong, desk.wrong = desk.wrong, ()
        return self._page("questions.html", desk, "questions", wrong=wrong, seen=desk.understood)

    async def answers(self, request: Request, desk: Desk) -> Response:
        """Take the answers; where nothing more is to be asked, check."""
        form = await request.form(max_files=0)
        if desk.understood is None:
            return self._to(desk, "questions")
        as_of = _text(form, "as_of")
        try:
            moment(as_of or None, ZoneInfo("UTC"), desk.suite.bare_date)
        except SchoolgateError as error:
            desk.wrong = tuple(map(visible, error.lines))
            return self._to(desk, "questions")
        changed(desk, as_of=as_of, show_values=_text(form, "show_values") == "yes")
        given = {name: [str(one) for one in form.getlist(name)] for name in form}
        school = _text(form, "school")[:200]
        return await self._begin(
            desk,
            _ANSWERS,
            "questions",
            understanding.answer,
            desk.wish,
            desk.understood,
            given,
            school,
            check=True,
        )

    async def settings(self, request: Request, desk: Desk) -> Response:
        """Take settings that somebody wrote."""
        text = _text(await request.form(max_files=0, max_part_size=1 << 20), "text")
        return await self._begin(desk, "Taking your settings", "questions", understanding.rewrite, desk.wish, text)

    async def settings_file(self, _: Request, desk: Desk) -> Response:
        """The settings, to be kept for next month."""
        path = desk.folder / SETTINGS_FILE
        if not path.is_file():
            return _nothing()
        return FileResponse(path, media_type="application/toml", filename=SETTINGS_FILE)

    # ------------------------------------------------------------------------------------------------ work

    async def _begin(
        self, desk: Desk, called: str, then: str, task: Callable[..., Any], *given: Any, check: bool = False
    ) -> Response:
        """Have something done, and lead on to what comes `then`; `check` has the files checked after it, if they can be."""
        desk.then = then
        desk.job = self.table.worker.begin(called, task, *given)
        desk.follow = asyncio.create_task(self._follow(desk, desk.job, check=check))
        await asyncio.wait([desk.follow], timeout=_A_MOMENT)
        return self._to(desk, "working")

    async def _follow(self, desk: Desk, job: Job, *, check: bool) -> None:
        """Take what comes of the work."""
        await asyncio.to_thread(job.done.wait)
        if desk.job is not job or job.failed:
            return
        match job.value:
            case Understood() as found:
                desk.understood = found
                desk.kept = self.table.keep_settings(desk)
                if check and found.ready:
                    desk.job = job = self.table.worker.begin("Checking", checking.check, desk.wish, str(desk.docs))
                    desk.then = "verdict"
                    await self._follow(desk, job, check=False)
            case Checked() as found:
                desk.checked = found

    async def working(self, _: Request, desk: Desk) -> Response:
        """How far it is; what went wrong; or on to what it led to."""
        job = desk.job
        if job is None:
            return self._to(desk, "")
        if job.failed:
            return self._failed(desk, job)
        if desk.follow is not None and not desk.follow.done():
            return self._page("working.html", desk, job=job)
        return self._to(desk, desk.then)

    async def progress(self, request: Request, desk: Desk) -> Response:
        """The same for the script: it is answered when there is news."""
        before = request.query_params.get("stage", "")
        for _ in range(int(_POLL / 0.2)):
            job = desk.job
            over = job is None or job.failed or desk.follow is None or desk.follow.done()
            if over or (job is not None and job.stage != before) or await request.is_disconnected():
                break
            await asyncio.sleep(0.2)
        return JSONResponse(
            {"over": over, "stage": "" if job is None else job.stage, "seconds": 0 if job is None else job.seconds}
        )

    async def cancel(self, _: Request, desk: Desk) -> Response:
        """Stop it."""
        await asyncio.to_thread(self.table.worker.cancel)
        return self._to(desk, "")

    def _failed(self, desk: Desk, job: Job) -> Response:
        if job.code == UsageError.exit_code and job.called == _ANSWERS:
            # What is wrong with an answer is said where it can be given anew.
            desk.job, desk.wrong = None, job.lines
            return self._to(desk, "questions")
        back = "questions" if desk.understood is not None else ""
        return self._page(
            "failed.html", desk, code=422, lines=job.lines, exit_code=job.code, back=back, text=_settings_of(desk)
        )

    # ------------------------------------------------------------------------------------------------ the verdict

    async def verdict(self, _: Request, desk: Desk) -> Response:
        """Lead to the page of the last run."""
        return self._to(desk, "" if desk.checked is None else f"docs/runs/{desk.checked.run}/index.html")

    async def docs(self, request: Request, desk: Desk) -> Response:
        """A page of Data Docs."""
        bar = {"root": self.session.root, "suite": desk.suite.name, "of": desk.suite.of.one}
        return await verdicts.answer(desk.docs, request.path_params["path"], bar) or _nothing()

    async def record(self, request: Request, desk: Desk) -> Response:
        """Why one record will, or will not, go through."""
        key = request.query_params.get("key", "").strip()[:300]
        if desk.checked is None:
            return self._to(desk, "")
        if not key:
            return self._page("record.html", desk, "verdict", key="", told=None, lines=())
        if busy := self._busy():
            return busy
        job = self.table.worker.begin("Looking it up", checking.explain, desk.wish, key)
        await asyncio.to_thread(job.done.wait)
        told = job.value if isinstance(job.value, Told) else None
        return self._page("record.html", desk, "verdict", key=key, told=told, lines=job.lines)

    async def lists(self, _: Request, desk: Desk) -> Response:
        """Everything that can be downloaded."""
        if desk.checked is None:
            return self._to(desk, "")
        return self._page("lists.html", desk, "verdict")

    async def listed(self, request: Request, desk: Desk) -> Response:
        """One list."""
        name = request.path_params["name"]
        if desk.checked is None or not _NAME.fullmatch(name) or name not in {one.name for one in desk.checked.lists}:
            return _nothing()
        if busy := self._busy():
            return busy
        target = desk.place / "lists"
        job = self.table.worker.begin("Writing the list", checking.written, desk.wish, name, str(target))
        await asyncio.to_thread(job.done.wait)
        if job.failed:
            return self._page("failed.html", desk, code=422, lines=job.lines, exit_code=job.code, back="lists", text="")
        return FileResponse(target / job.value, filename=job.value)

    # ------------------------------------------------------------------------------------------------ in between

    def _at(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        """A page of one workflow."""

        async def at(request: Request) -> Response:
            desk = self.table.desk(request.path_params["suite"])
            if desk is None:
                return _nothing()
            try:
                return await handler(request, desk)
            except SchoolgateError as error:
                if request.method != "POST":
                    raise
                desk.wrong = tuple(map(visible, error.lines))
                return self._to(desk, "")

        return at

    def _busy(self) -> Response | None:
        """The page of the work that is going on: a look at a record must not be its end."""
        at_work = (
            desk for desk in self.table.desks.values() if desk.job is not None and desk.job is self.table.worker.job
        )
        return next((self._to(desk, "working") for desk in at_work if self.table.worker.busy), None)

    def _to(self, desk: Desk, where: str) -> Response:
        return RedirectResponse(f"{self.session.root}/{desk.suite.name}/{where}", 303)

    def _page(
        self, template: str, desk: Desk | None = None, step: str = "", *, code: int = 200, **values: Any
    ) -> Response:
        shared: Mapping[str, Any] = {"root": self.session.root, "desk": desk, "step": step, "at_work": True}
        return Response(page(template, **shared, **values), code, media_type="text/html")

    async def _wrong(self, _: Request, error: Exception) -> Response:
        lines, code = lines_of(error)
        return self._page("failed.html", code=422, lines=tuple(map(visible, lines)), exit_code=code, back=None, text="")

    async def _too_large(self, _: Request, __: Exception) -> Response:
        return too_large(self.session.most_bytes)


def _settings_of(desk: Desk) -> str:
    path = desk.folder / SETTINGS_FILE
    return path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""


def _text(form: FormData, name: str) -> str:
    found = form.get(name, "")
    return found.strip() if isinstance(found, str) else ""


def _nothing() -> Response:
    return refusal(404, "There is no such page", "Go back, or begin at the first page.")


async def _absent(_: Request, __: Exception) -> Response:
    return _nothing()


async def _fault(_: Request, error: Exception) -> Response:
    # The text of an error may quote a cell: only its kind is told.
    (line,), code = lines_of(error)
    return Response(
        page("refused.html", title="Something went wrong", what=f"{line} (exit code {code})."),
        500,
        media_type="text/html",
    )
