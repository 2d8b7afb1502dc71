"""Make docs/screenshots/*.png: what Data Docs look like, for a school whose pupils do not exist.

Each run is a real check of a drawn extract, from a first one with much to mend to the last, in which little is left. The
pictures of `schoolgate serve` are `film`'s.
"""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import polars as pl
from playwright.sync_api import sync_playwright

import film
from schoolgate import cli, suites
from schoolgate.pages.publish import Run, prepared, publish
from schoolgate.run.order import Order, carried_out

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ViewportSize

TARGET = Path(__file__).parent / "screenshots"
SUITE = "portal-sync"
DAYS = ("2026-10-26", "2026-11-02", "2026-11-09", "2026-11-12", "2026-11-16", "2026-11-19", "2026-11-22")
SCHOOLS = {
    "Riverside": 0.05, "Hilltop": 0.0, "Oakfield": 0.09, "Ashdown": 0.02, "Brook Lane": 0.12, "Castle View": 0.0,
    "Dunmore": 0.04, "Elmwood": -1.0,
}  # fmt: skip
"""Schools, and the share of their pupils with a fault; one delivers no students."""
DESKTOP: "ViewportSize" = {"width": 1280, "height": 900}
PHONE: "ViewportSize" = {"width": 390, "height": 844}


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: of which page, on which screen, in which light."""

    name: str
    page: str
    phone: bool = False
    dark: bool = False


def spoil(folder: Path, left: int) -> None:
    """Break what is not mended yet when so many runs are left."""

    def edit(table: str, column: str, keys: list[str] | int, value: str | None) -> None:
        path = folder / f"{table}.csv"
        frame = pl.read_csv(path, infer_schema=False)
        key = pl.col(frame.columns[0])
        some = keys if isinstance(keys, list) else frame[frame.columns[0]].gather_every(9).head(keys).to_list()
        frame.with_columns(pl.when(key.is_in(some)).then(pl.lit(value)).otherwise(column).alias(column)).write_csv(path)

    edit("groups", "active", ["BG-7A", *["BG-9B", "BG-4C", "BG-RA"][:left]], "false")
    edit("students", "salutation", 5 + 9 * left, None)
    edit("students", "roll_mode", 2 + 3 * left, "Guest")
    unsure = ["S000044", "S000321", "S000700"]
    edit("students", "email", unsure, None)
    edit("students", "portal_login", unsure, "perhaps")
    edit("students", "email", ["S000101", "S000102"], "office@school.example")
    edit("students", "portal_login", ["S000101", "S000102"], "yes")
    statuses = folder / "admission_statuses.csv"
    kept = ["Applied", "Accepted"] if left else ["Applied", "Accepted", "Place Confirmed"]
    statuses.write_text("\n".join(["admission_status", *kept, ""]), encoding="utf-8")


def run(folder: Path, day: str) -> Run:
    """The check of one day."""
    result = carried_out(Order(suite=suites.load(SUITE), source=folder, as_of=day))
    return prepared(result, at=datetime.fromisoformat(f"{day}T06:30+00:00"))


def publish_runs(site: Path, work: Path) -> str:
    """Write the pages of every run; the path of the last one."""
    clean = work / "clean"
    cli.main(["sample", SUITE, str(clean), "--rows", "1480", "--faults", "0", "--seed", "4", "--as-of", DAYS[-1]])
    for left, day in zip(reversed(range(len(DAYS))), DAYS, strict=True):
        folder = work / day / "Riverside"
        shutil.copytree(clean, folder)
        spoil(folder, left)
        last = publish(run(folder, day), site)
    return str(last.parent.relative_to(site))


def publish_schools(site: Path, work: Path) -> None:
    """Write the site of several schools, each with two extracts."""
    for week, day in enumerate(DAYS[-4::3]):
        trust = work / f"week{week}"
        for number, (name, faults) in enumerate(SCHOOLS.items()):
            folder = trust / name
            rows, share = str(320 + 170 * number), str(max(0.0, faults - 0.03 * week * (number % 3)))
            trust.mkdir(parents=True, exist_ok=True)
            cli.main(
                [
                    "sample",
                    SUITE,
                    str(folder),
                    "--rows",
                    rows,
                    "--faults",
                    share,
                    "--seed",
                    str(number),
                    "--as-of",
                    DAYS[-1],
                ]
            )
            if faults < 0:
                (folder / "students.csv").unlink()
        cli.main(["check", SUITE, str(trust), "--each", "--quiet", "--as-of", day, "--docs", str(site)])


def take(browser: "Browser", site: Path, shot: Shot) -> None:
    """One picture."""
    page = browser.new_page(
        viewport=PHONE if shot.phone else DESKTOP,
        device_scale_factor=2 if shot.phone else 1,
        is_mobile=shot.phone,
        color_scheme="dark" if shot.dark else "light",
    )
    page.goto(f"{site.as_uri()}/{shot.page}")
    page.evaluate("document.fonts.ready")
    target = TARGET / f"{shot.name}.png"
    page.screenshot(path=target)
    page.close()
    if smaller := shutil.which("pngquant"):
        subprocess.run([smaller, "--force", "--strip", "--output", str(target), str(target)], check=True)  # noqa: S603 (our own picture)


def main() -> None:
    """Take every picture."""
    chromium = shutil.which("chromium")
    if not chromium:
        sys.exit("there is no chromium on the PATH; install it first, for example: apt-get install chromium")
    TARGET.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        work, site = Path(folder), Path(folder) / "site"
        last = publish_runs(site, work)
        publish_schools(work / "schools", work)
        record = f"{last}/records.html#/record/students/S000360"
        shots = (
            Shot("run", f"{last}/index.html"),
            Shot("requirement", f"{last}/index.html#PS-101"),
            Shot("records", f"{last}/records.html"),
            Shot("record-dark", record, dark=True),
            Shot("run-phone", f"{last}/index.html", phone=True),
            Shot("record-phone", record, phone=True),
            Shot("runs", "index.html"),
            Shot("schools", "schools/index.html"),
        )
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for shot in shots:
            take(browser, work if shot.page.startswith("schools") else site, shot)
        browser.close()
    film.main()


if __name__ == "__main__":
    main()
