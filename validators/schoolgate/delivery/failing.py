"""A check that comes to no verdict says so in the reports that were asked for, whatever ended it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from schoolgate.basics.errors import HarmfulError, InputError, SchoolgateError, Stopped, UsageError, lines_of
from schoolgate.basics.staging import staging
from schoolgate.basics.streams import document
from schoolgate.delivery import pages
from schoolgate.delivery.requests import Delivery, Request
from schoolgate.report.formats import FORMATS
from schoolgate.run.order import Order, school_before

_NO_FAILURES = (KeyboardInterrupt, SystemExit, GeneratorExit, Stopped, BrokenPipeError)
_PLACES = "{"
"""What stands in a path for something that is not known yet."""


@contextmanager
def told(asked: Delivery, order: Order) -> Iterator[None]:
    """Whatever ends the check, what was asked for says so, in place of an older report: `asked` may replace that."""
    try:
        yield
    except _NO_FAILURES:
        raise
    except BaseException as error:  # a Polars panic is no Exception
        lines, code = lines_of(error)
        sources = order.source if isinstance(order.source, tuple) else (order.source,)
        # What is made to harm gets no file of its own, but an older report must not stand for a pass.
        new = not isinstance(error, HarmfulError)
        reports = [one for one in asked.reports if new or one.path is None or one.path.exists()]
        _write(reports, code, lines, order.suite.name, ", ".join(map(str, sources)))
        sites = [one for one in asked.pages if not pages.is_page(one) and one not in asked.shared]
        if sites := [one for one in sites if new or pages.holds_docs(one)]:
            source = sources[0] if len(sources) == 1 and isinstance(sources[0], Path) else None
            with suppress(SchoolgateError):
                pages.tell(pages.no_verdict(school_before(order), order.suite.name, lines, source), sites)
        raise


@contextmanager
def told_blindly(texts: Sequence[str], suite: str | None = None) -> Iterator[None]:
    """The same before anybody has looked at what is asked for: only where no file is yet, lest it be another's."""
    try:
        yield
    except SchoolgateError as error:
        _write(_readable(texts), error.exit_code, error.lines, suite)
        raise


def _readable(texts: Sequence[str]) -> list[Request]:
    """The reports among the texts that can be written without doubt, at most one of them to stdout."""
    known = {form.name: form for form in FORMATS}
    found: list[Request] = []
    for text in texts:
        name, _, place = text.partition("=")
        form = known.get(name)
        twice = sum(other.partition("=")[2] == place for other in texts) > 1 and place not in {"", "-"}
        if form is None or form.failed is None or _PLACES in place or twice:
            continue
        request = Request(form, None if place in {"", "-"} else Path(place))
        if request.path is not None and (request.path.exists() or not request.path.absolute().parent.is_dir()):
            continue
        with suppress(UsageError):
            if request.path is not None:
                form.refuse_other_endings(request.path)
            if not (request.printed and any(other.printed for other in found)):
                found.append(request)
    return found


def _write(requests: Sequence[Request], code: int, lines: Sequence[str], suite: str | None, source: str = "") -> None:
    """Write what can be written: what ended the check is what is told, and not that it could not be written down."""
    if not requests:
        return
    from schoolgate.report.failure import Failure  # noqa: PLC0415 (reports in other forms come with it)

    failure = Failure(code, tuple(lines), suite, source)
    with suppress(InputError, OSError), staging() as files:
        for request in requests:
            if request.form.failed is None:
                continue
            text = request.form.failed(failure)
            if request.path is not None:
                files.path(request.path).write_text(text, encoding="utf-8", newline="\n")
            elif (place := request.appended_to) is not None:
                files.append(place, text)
    with suppress(OSError):
        for request in requests:
            if request.printed and request.form.failed is not None:
                document(request.form.failed(failure))
