"""Write the samples of data/, or say which are out of date: one table of what each is made with."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from schoolgate import cli

DATA = Path(__file__).parents[1] / "data"
AS_OF, ROWS, SEED = "2026-11-22", 250, 2026
SOME, FEW = 0.3, 0.1


@dataclass(frozen=True, slots=True)
class Shipped:
    """A sample that is shipped: its suite, its folder there, the share of faults, the scenario where it is not the usual."""

    suite: str
    name: str
    faults: float = SOME
    scenario: str | None = None

    def write(self, place: Path) -> None:
        """Write it.

        Raises:
            RuntimeError: the command did not.
        """
        options = [f"--rows={ROWS}", f"--faults={self.faults:g}", f"--seed={SEED}", f"--as-of={AS_OF}"]
        options += [f"--scenario={self.scenario}"] if self.scenario else []
        with redirect_stdout(StringIO()):
            code = cli.main(["sample", self.suite, str(place), *options])
        if code:
            msg = f"the sample {self.suite}/{self.name} was not written (exit code {code})"
            raise RuntimeError(msg)


SAMPLES = (
    *(
        Shipped(suite, name, faults)
        for suite in ("portal-sync", "student-import", "boost-promotion", "schoolcomms-leavers")
        for name, faults in (("clean", 0), ("faulty", SOME))
    ),
    Shipped("student-import", "lock-step", scenario="lock-step"),
    Shipped("boost-promotion", "logins", FEW, "logins"),
    Shipped("boost-promotion", "too-early", FEW, "too-early"),
    Shipped("boost-promotion", "wrong-ids", FEW, "wrong-ids"),
)


def main(action: str) -> Iterator[str]:
    """Write the samples, or compare them: a line for each that is wrong, with what to do."""
    for one in SAMPLES:
        with tempfile.TemporaryDirectory() as folder:
            made, there = Path(folder) / one.name, DATA / one.suite / one.name
            one.write(made)
            texts = {path.name: path.read_bytes() for path in made.iterdir()}
        if action == "write":
            there.mkdir(parents=True, exist_ok=True)
            for path in there.iterdir():
                path.unlink()
            for name, content in texts.items():
                (there / name).write_bytes(content)
        elif texts != ({path.name: path.read_bytes() for path in there.iterdir()} if there.is_dir() else {}):
            yield f"data/{one.suite}/{one.name}: is not what `schoolgate sample` writes; run `make generate`"


if __name__ == "__main__":
    if sys.argv[1:] not in (["write"], ["check"]):
        sys.exit(f"usage: {sys.argv[0]} write|check")
    sys.exit("\n".join(main(sys.argv[1])) or None)
