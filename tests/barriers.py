"""What keeps somebody with a disability out of a page, as axe finds it."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

COLOURS = ("color-contrast", "link-in-text-block")
"""What axe asks of colours; it asks everything else of elements, their names and their sizes."""
_IN_THE_DARK = """() => [...document.styleSheets].flatMap((one) => [...one.cssRules])
    .filter((one) => one instanceof CSSMediaRule && one.conditionText.includes("prefers-color-scheme"))
    .flatMap((one) => [...one.cssRules]).flatMap((one) => [...one.style])"""


def barriers(page: Page, *, dark: bool = False, least: int = 20) -> str:
    """Tell what is a barrier on a page; nothing where none is. More than `least` sorts of things were looked at.

    The dark changes colours only, which is made sure of here: then what does not depend on colours is as it is in the light,
    where it was looked at.
    """
    # Where all is well, one element for each rule is told; hundreds would only be carried here.
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if dark:
        changed = page.evaluate(_IN_THE_DARK)
        assert changed
        assert not [one for one in changed if one != "color" and not one.startswith("--")]
        options["runOnly"] = list(COLOURS)
    else:
        options["rules"] = {"target-size": {"enabled": True}}
    report = Axe().run(page, options=options)
    looked = {one["id"] for one in report.response["passes"]}
    assert "color-contrast" in looked, "no text was looked at"
    assert dark or len(looked) > least, "hardly anything was looked at"
    return str(report.generate_report()) if report.response["violations"] else ""
