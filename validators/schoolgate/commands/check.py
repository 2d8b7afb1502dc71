"""`schoolgate check`: say per record what will happen, why, and how to mend it."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from schoolgate import suites
from schoolgate.basics.errors import InputError
from schoolgate.basics.shown import visible, visible_json
from schoolgate.basics.streams import document, say
from schoolgate.commands import docs, project
from schoolgate.commands.gating import weighed
from schoolgate.commands.progress import told
from schoolgate.commands.source import ordered
from schoolgate.delivery import failing
from schoolgate.delivery.requests import Delivery, deliver, delivery
from schoolgate.engines.engine import Engine
from schoolgate.options.each import refuse_alone
from schoolgate.report import terminal
from schoolgate.report.formats import Telling
from schoolgate.run.order import FAR_FROM_NOW, Order, carried_out
from schoolgate.run.result import Result


@dataclass(frozen=True, slots=True)
class Done:
    """A check that ran, with its reports written."""

    result: Result
    asked: Delivery
    telling: Telling
    pages: Sequence[Path] = ()

    @property
    def exit_code(self) -> int:
        """Whether to go ahead."""
        return 0 if self.result.passed(self.telling.fail_on) else 1


def run(options: argparse.Namespace) -> int:
    """Check, write the reports, print, and say with the exit code whether to go ahead."""
    with failing.told_blindly(options.report, options.suite):
        config = project.filled(options)
        options = config.options
        if options.print_config:
            document(project.printed(config))
            return 0
        if not options.each:
            refuse_alone(options)
            to_write = asked(options)
    if options.each:
        from schoolgate.commands import each  # noqa: PLC0415 (processes, and what tells of many schools)

        return each.run(options, asked, carry_out)
    with told(quiet=options.quiet):
        done = carry_out(options, to_write)
        printed = [request.form.text for request in to_write.reports if request.printed and request.form.text]
        texts = [render(done.result, done.telling) for render in printed]
        if not texts and not options.quiet and not options.one_line:
            terminal.prepare(done.result, fail_on=done.telling.fail_on, brief=options.brief)
    _print(done, options, texts)
    if FAR_FROM_NOW in done.result.notes:
        say(f"schoolgate: {FAR_FROM_NOW}")
    if not options.quiet:
        docs.tell(done.pages)
    for name, reason in done.result.gate.refused.items():
        say(f"schoolgate: --report {name}: not written: {visible(reason)}")
    return done.exit_code


def asked(options: argparse.Namespace) -> Delivery:
    """What is to be written, with all refused that could not be."""
    return delivery(
        options.report,
        options.docs,
        suites.load(options.suite),
        _order(options).reads(),
        only_safe=options.only_safe,
        native=options.docs_native,
        shared=getattr(options, "shared_docs", ()),
    )


def _order(options: argparse.Namespace) -> Order:
    return replace(
        weighed(options, ordered(options)),
        trusted=options.trusted_settings,
        engine=Engine(options.engine),
        pseudonyms=options.pseudonymise,
        key_file=options.pseudonym_key_file,
        show_values=options.show_values,
        part=getattr(options, "part", None),
    )


def carry_out(options: argparse.Namespace, to_write: Delivery | None = None) -> Done:
    """Check one source and write its reports, which are looked at unless they were before; print nothing."""
    to_write = to_write or asked(options)
    order = _order(options)
    with failing.told(to_write, order):
        telling = Telling(order.level, order.show_values)
        result = carried_out(order)
        try:
            done = deliver(result, to_write, telling)
            return Done(done.result, to_write, telling, done.pages)
        except InputError as error:
            # What cannot be written is told by nothing that would have to be written.
            unwritten = error
    raise unwritten


def _print(done: Done, options: argparse.Namespace, texts: Sequence[str]) -> None:
    # A reader who has seen enough and closed the pipe changes nothing of the verdict.
    with suppress(BrokenPipeError):
        for text in texts:
            document(visible_json(text) if sys.stdout.isatty() else text)
        console, fail_on = terminal.console(quiet=options.quiet), done.telling.fail_on
        if not texts and options.one_line:
            terminal.show_line(done.result, console, fail_on=fail_on)
        elif not texts and not options.quiet:
            terminal.show(done.result, console, fail_on=fail_on, brief=options.brief)
        sys.stdout.flush()
