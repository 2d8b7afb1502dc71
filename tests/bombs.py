"""TOML made to be costly."""

BOMBS = {
    "lists in lists": f"a = {'[' * 100_000}{']' * 100_000}",
    "tables in tables": "a = " + "{a=" * 100_000,
    "a name of parts": f"{'.'.join('a' * 50_000)} = 1",
    "a heading of parts": f"[{'.'.join(['a', chr(34) + 'b' + chr(34)] * 25_000)}]",
    "a number of a million digits": f"a = {'9' * 1_000_000}",
    "many settings": "\n".join(f"x{number} = {number}" for number in range(60_000)),
    "too large": "# " + "x" * 50_000_000,
    "brackets that open nothing": "a" * 1_000_000,
}
