"""`schoolgate suites sql`: the rules as views of a database that holds the facts."""

import argparse

from schoolgate import suites
from schoolgate.basics.errors import UsageError
from schoolgate.basics.staging import staging
from schoolgate.basics.streams import document
from schoolgate.engines.sql_names import Dialect, Names, usual_names
from schoolgate.options.parser import SUITE


def run(options: argparse.Namespace) -> int:
    """Write the script."""
    if options.suite is None or options.dialect is None:
        told = f"{SUITE} is one of {', '.join(suites.names())}; D is one of {', '.join(Dialect)}"
        msg = f"suites sql: whose rules, in whose SQL? Give suites sql {SUITE} --dialect D; {told}"
        raise UsageError(msg)
    suite = suites.load(options.suite)
    from schoolgate.engines.sql_views import views  # noqa: PLC0415 (a quarter of a second)

    usual = usual_names(suite)
    names = Names(options.facts or usual.facts, options.views or usual.views, tuple(options.also))
    script = views(suite, Dialect(options.dialect), names)
    if options.out is None:
        document(script)
        return 0
    with staging() as files:
        files.path(options.out).write_text(script, encoding="utf-8", newline="\n")
        files.commit()
    return 0
