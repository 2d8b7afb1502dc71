"""The map of the house is the house."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "validators" / "schoolgate"
DOORS = {"__init__", "__main__", "cli", "entry", "library", "pytest", "schemas", "testing"}


def test_every_room_is_on_the_map_with_its_own_words() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", text, re.MULTILINE))
    rooms = {path.parent.name: path for path in PACKAGE.glob("*/__init__.py")}
    said = {name: path.read_text(encoding="utf-8").partition('"""')[2].split("\n")[0] for name, path in rooms.items()}
    assert told == {name: words.removesuffix('"""') for name, words in said.items()}


def test_nothing_lies_loose_but_the_doors() -> None:
    assert {path.stem for path in PACKAGE.glob("*.py")} == DOORS


def test_the_order_of_the_map_is_the_order_of_the_walls() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    walls = (ROOT / ".importlinter").read_text(encoding="utf-8").split("layers =\n")[1].split("[")[0]
    layers = [[room.strip() for room in line.split("|")] for line in walls.strip().splitlines()]
    height = {room: number for number, layer in enumerate(layers) for room in layer}
    heights = [height[room] for room in told]
    assert heights == sorted(heights, reverse=True)


def test_what_the_guide_names_is_there() -> None:
    text = (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"`make (\w[\w-]*)`", text))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets
    assert {target for target in targets if not re.search(rf"^{target}:", makefile, re.MULTILINE)} == set()
    named = set(re.findall(r"`((?:intake|report|engines|run|catalogue|tests)/[\w./]+\.(?:py|toml))`", text))
    assert named
    assert {name for name in named if not any((base / name).exists() for base in (PACKAGE, ROOT))} == set()
