"""What a check that came to no verdict leaves behind, in each format that a CI reads: never an old report, never a pass."""

import hashlib
import json
from dataclasses import dataclass

from schoolgate import __version__
from schoolgate.basics.shown import in_markdown, in_xml, json_document, visible
from schoolgate.report.github import command
from schoolgate.report.sarif import SCHEMA as SARIF
from schoolgate.report.sarif import plain_message

SCHEMA = "schoolgate.error/1"
_MEANS = {
    2: "wrong usage or settings",
    3: "input cannot be read, or output not written",
    4: "a fault of schoolgate itself",
}
_CASE = "The extract can be checked."


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no verdict.

    Args:
        exit_code: 2, 3 or 4.
        lines: what is said, as on stderr; no cell's value is among it.
        suite: the workflow, where it is known.
        source: what was to be checked, as it was given.
    """

    exit_code: int
    lines: tuple[str, ...]
    suite: str | None = None
    source: str = ""

    @property
    def about(self) -> str:
        """What it is the failure of."""
        return self.suite or "schoolgate"

    @property
    def headline(self) -> str:
        """The failure in a few words."""
        return f"could not be checked: {_MEANS[self.exit_code]} (exit code {self.exit_code})"

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(map(visible, self.lines))


def render(failure: Failure, form: str) -> str:
    """The failure in the form of that name, as `report.formats` names them."""
    return _FORMS[form](failure)


def _json(failure: Failure) -> str:
    """The document that stands in the place of the JSON report; `passed` is false in both."""
    told = {
        "schema": SCHEMA,
        "version": __version__,
        "suite": failure.suite,
        "passed": False,
        "exit_code": failure.exit_code,
        "error": failure.text,
    }
    return json_document(told)


def _junit(failure: Failure) -> str:
    """One test, which could not be run."""
    counts = 'tests="1" failures="0" errors="1" skipped="0" time="0"'
    suite, text = in_xml(failure.about), in_xml(failure.text)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name="schoolgate" {counts}>\n'
        f'  <testsuite name="{suite}" {counts}>\n'
        f'    <testcase classname="{suite}" name="{_CASE}" time="0">\n'
        f'      <error message="{in_xml(visible(failure.lines[0]))}" type="exit code {failure.exit_code}">{text}</error>\n'
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>\n"
    )


def _sarif(failure: Failure) -> str:
    """A run without results that says that it did not succeed."""
    invocation = {
        "executionSuccessful": False,
        "exitCode": failure.exit_code,
        "exitCodeDescription": _MEANS[failure.exit_code],
        "toolExecutionNotifications": [{"level": "error", "message": {"text": _text(failure)}}],
    }
    run = {
        "tool": {"driver": {"name": "schoolgate", "version": __version__, "semanticVersion": __version__}},
        "automationDetails": {"id": f"schoolgate/{failure.about}/"},
        "invocations": [invocation],
        "results": [],
    }
    return json.dumps({"$schema": SARIF, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _text(failure: Failure) -> str:
    return "\n".join(map(plain_message, failure.lines))


def _github(failure: Failure) -> str:
    """One annotation."""
    title = " ".join(("schoolgate", *([failure.suite] if failure.suite else []), failure.headline))
    return command("error", {"title": title}, failure.text) + "\n"


def _gitlab(failure: Failure) -> str:
    """One issue, of the gravest kind, at the source itself."""
    issue = {
        "description": failure.text,
        "check_name": "schoolgate",
        "fingerprint": hashlib.sha256(f"{failure.about} {failure.exit_code}".encode()).hexdigest(),
        "severity": "blocker",
        "location": {"path": visible(failure.source) or ".", "lines": {"begin": 1}},
    }
    return json.dumps([issue], ensure_ascii=False) + "\n"


def _markdown(failure: Failure) -> str:
    """A heading, and what was said."""
    lines = "\n".join(f"{in_markdown(visible(line))}<br>" for line in failure.lines)
    return f"## ❌ {failure.about}: {in_markdown(failure.headline)}\n\n{lines}\n"


_FORMS = {"json": _json, "junit": _junit, "sarif": _sarif, "github": _github, "gitlab": _gitlab, "markdown": _markdown}
