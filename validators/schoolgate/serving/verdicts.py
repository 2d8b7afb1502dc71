"""The pages of Data Docs, as they are published, with a way back to the files: nothing else of the folder is shown."""

import asyncio
import html
import re
from collections.abc import AsyncIterator
from pathlib import Path

from anyio import open_file
from starlette.responses import FileResponse, Response, StreamingResponse

from schoolgate.serving.rendering import page

_SHOWN = re.compile(
    r"(index\.html|(runs/[A-Za-z0-9][A-Za-z0-9._+-]*)/(index\.html|records\.html|files/[A-Za-z][A-Za-z0-9._-]*))"
)
"""The pages and the lists; what the pages are made from stays where it is."""
_MAIN = '<main id="content" class="wide" tabindex="-1">'
"""Where the words of a page begin: there it is said how to go on."""
_HEAD = 1 << 18
"""Within so many bytes a page has come to its own words."""
_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')


def _shown(docs: Path, path: str) -> Path | None:
    """The file of that name, where it may be shown and lies in the folder."""
    file = docs / path
    if not _SHOWN.fullmatch(path) or ".." in path or not file.is_file():
        return None
    return file if file.resolve().is_relative_to(docs.resolve()) else None


async def answer(docs: Path, path: str, bar: dict[str, str]) -> Response | None:
    """A page or a list of the folder; None where there is none of that name."""
    file = await asyncio.to_thread(_shown, docs, path)
    if file is None:
        return None
    if file.suffix != ".html":
        return FileResponse(file, filename=file.name, content_disposition_type="attachment")
    stream = await open_file(file, "rb")
    begin = (await stream.read(_HEAD)).decode("utf-8", "surrogateescape")
    policy = _POLICY.search(begin)
    if policy is None:
        await stream.aclose()
        return None
    begin = begin.replace(_MAIN, _MAIN + page("bar.html", **bar), 1)

    async def parts() -> AsyncIterator[bytes]:
        yield begin.encode("utf-8", "surrogateescape")
        while more := await stream.read(_HEAD):
            yield more
        await stream.aclose()

    # The page says itself what it may do; what only a header can say comes beside it.
    allowed = f"{html.unescape(policy[1])}; frame-ancestors 'none'"
    return StreamingResponse(parts(), media_type="text/html", headers={"Content-Security-Policy": allowed})
