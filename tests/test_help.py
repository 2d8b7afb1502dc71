"""Help in groups, with examples that run; what a shell completes; suites and contracts, for people and programs."""

import argparse
import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from schoolgate import suites
from schoolgate.cli import main
from schoolgate.options.known import BEGINNING, COMMANDS
from schoolgate.options.line import parser

Run = Callable[..., tuple[int, str, str]]
_EXAMPLE = re.compile(r"^    schoolgate (.+)$", re.MULTILINE)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COLUMNS", "100")

    def command(*words: str) -> tuple[int, str, str]:
        try:
            code = main(list(words))
        except SystemExit as ended:
            code = int(ended.code or 0)
        return code, *capfd.readouterr()

    return command


def test_the_options_of_a_check_stand_in_groups_each_with_an_example(run: Run) -> None:
    _, out, _ = run("check", "--help")
    groups = re.split(r"^(?=\S.*:$)", out, flags=re.MULTILINE)[2:]
    (options,) = [group for group in groups if group.startswith("options:")]
    assert options.split() == ["options:", "-h,", "--help", "show", "this", "help", "message", "and", "exit"]
    others = [group for group in groups if group is not options and not group.startswith("positional")]
    assert len(others) >= 6
    for group in others:
        (example,) = _EXAMPLE.findall(group)
        used = [word for word in shlex.split(example) if word.startswith("-")]
        assert set(used) & set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", group, re.MULTILINE)), group
        assert parser(["check"]).parse_args(shlex.split(example)).run is not None


def test_what_one_can_begin_with_is_there(run: Run) -> None:
    code, out, err = run()
    assert (code, out) == (2, "")
    assert len(BEGINNING) == 3
    known = {name for command in COMMANDS for name in command.names}
    for words, about in BEGINNING:
        assert words.split()[0] in known
        assert f"  schoolgate {words} " in err
        assert about in err
        assert f"  schoolgate {words} " in run("--help")[1]


def test_the_suites_are_listed(run: Run) -> None:
    _, out, _ = run("suites")
    listed = json.loads(run("suites", "--format", "json")[1])
    assert [one["suite"] for one in listed] == suites.names()
    for one in listed:
        assert f"\n{one['suite']} " in out
        assert one["tables"] == {
            table.name: {"required": table.required, "about": table.about} for table in suites.load(one["suite"]).tables
        }


def test_the_old_name_of_what_writes_expectations_works_with_a_note(run: Run, tmp_path: Path) -> None:
    code, _, err = run("suites", "write", "--dir", str(tmp_path))
    assert (code, err) == (0, "schoolgate: suites write is now called: schoolgate expectations write\n")
    assert run("expectations", "check", "--dir", str(tmp_path)) == (0, "", "")


@pytest.mark.parametrize("suite", suites.names())
def test_a_contract_for_people_has_every_column_with_an_example(run: Run, suite: str) -> None:
    _, out, _ = run("schema", suite, "--format", "table")
    for table in suites.load(suite).tables:
        section = out.split(f"\n{table.name}" if f"\n{table.name}" in out else table.name, 1)[1]
        for column in table.columns:
            (row,) = re.findall(rf"^{column.name} .*$", section, re.MULTILINE)[:1]
            assert ("  required  " in row) is column.required, row


def test_a_contract_is_a_table_on_a_terminal_alone(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert json.loads(run("schema", "portal-sync")[1])["title"] == "portal-sync"
    assert json.loads(run("schema", "portal-sync", "groups", "--format=json")[1])["x-key"] == "group_id"
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    told = run("schema", "portal-sync", "groups")[1]
    assert "group_id" in told
    assert "student_id" not in told
    assert "which export gives it" in told
    assert run("schema", "portal-sync", "grups", "--format=table")[0] == 2


TYPED = {
    "schoolgate che": ["check"],
    "schoolgate check por": ["portal-sync"],
    "schoolgate guide s": ["schoolcomms-leavers", "student-import"],
    "schoolgate check portal-sync --bas": ["--baseline"],
    "schoolgate check portal-sync --fail-on new": ["new", "new-warning"],
}


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_bash_completes_commands_suites_options_and_choices(run: Run, tmp_path: Path) -> None:
    script = tmp_path / "completion.bash"
    code, out, _ = run("completion", "bash")
    script.write_text(out, encoding="utf-8")
    assert code == 0
    lines = [
        f"source {shlex.quote(str(script))}",
        "complete -p schoolgate | sed 's/.*-F \\([^ ]*\\).*/\\1/' >/dev/null",
    ]
    lines.append("F=$(complete -p schoolgate | sed 's/.*-F \\([^ ]*\\).*/\\1/')")
    for typed in TYPED:
        words = typed.split()
        lines.append(
            f"COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}; COMPREPLY=(); $F; echo ${{COMPREPLY[*]}}"
        )
    bash = shutil.which("bash")
    assert bash is not None
    done = subprocess.run([bash, "-c", "\n".join(lines)], capture_output=True, text=True, check=True)
    assert [line.split() for line in done.stdout.splitlines()] == list(TYPED.values())


@pytest.mark.parametrize("shell", ["zsh", "tcsh"])
def test_other_shells_have_a_script_too(run: Run, shell: str) -> None:
    _, out, _ = run("completion", shell)
    assert "portal-sync" in out or shell == "tcsh"
    assert "baseline" in out


def test_every_command_says_what_it_takes() -> None:
    (commands,) = [one for one in parser()._actions if isinstance(one, argparse._SubParsersAction)]  # noqa: SLF001 (argparse has no other way to ask)
    for name, command in commands.choices.items():
        assert command.description, name
        assert command.format_help()


def helps() -> list[tuple[str, ...]]:
    """Each command, those below a command too."""
    return [*((command.name,) for command in COMMANDS), ("docs", "build"), ("docs", "serve")]


@pytest.mark.parametrize("words", helps(), ids=" ".join)
def test_every_command_has_an_example_of_each_group_that_can_be_read(run: Run, words: tuple[str, ...]) -> None:
    _, out, _ = run(*words, "--help")
    examples = _EXAMPLE.findall(out)
    assert examples
    for example in examples:
        assert parser([words[0]]).parse_args(shlex.split(example)).run is not None
        assert shlex.split(example)[: len(words)] == list(words) or words == ("docs",)
    # What can be chosen stands in a group that says what it is about.
    (options,) = re.findall(r"^options:\n((?:  .*\n|\n(?=  ))*)", out, re.MULTILINE)
    assert options.split()[:2] == ["-h,", "--help"]
    assert "--" not in options.replace("--help", "")
