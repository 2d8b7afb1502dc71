"""What keeps somebody with a disability out of a page, as axe finds it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

COLOURS = ("color-contrast", "link-in-text-block")
"""What axe asks of colours; it asks everything else of elements, their names and their sizes."""
_IN_THE_DARK = """() => [...document.styleSheets].flatMap((one) => [...one.cssRules])
    .filter((one) => one instanceof CSSMediaRule && one.conditionText.includes("prefers-color-scheme"))
    .flatMap((one) => [...one.cssRules]).flatMap((one) => [...one.style])"""

_ALIKE = """(most) => {
    const free = new Set(["aria-label", "data-at", "data-name", "download", "for", "href", "id", "name", "title", "value"]);
    const own = (one) => {
        if (one.nodeType === Node.TEXT_NODE) {
            const text = one.data.trim();
            return text.length < 2 ? text : /\\w/.test(text) ? "words" : "signs";
        }
        if (one.nodeType !== Node.ELEMENT_NODE) return "";
        const told = [...one.attributes].map(({ name, value }) => `${name}=${free.has(name) ? value !== "" : value}`);
        return `${one.localName} ${one.checked} ${told.sort()}`;
    };
    const whole = (one) => `<${own(one)}>${[...one.childNodes].map(whole).join("")}</>`;
    const kinds = () => new Set([...document.querySelectorAll("body *")].map((one) => own(one.parentElement) + own(one)));
    const before = kinds();
    const rows = new Map();
    for (const one of document.querySelectorAll("tr, li")) {
        if (one === one.parentElement.lastElementChild || one.contains(document.activeElement)) continue;
        const kind = whole(one);
        if (!rows.has(one.parentElement)) rows.set(one.parentElement, new Map());
        const beside = rows.get(one.parentElement);
        beside.set(kind, [...(beside.get(kind) || []), one]);
    }
    const taken = [...rows.values()].flatMap((beside) => [...beside.values()]).flatMap((alike) => alike.slice(most));
    window.alike = taken.map((one) => [one, one.parentElement, one.nextSibling, one.remove()]);
    return kinds().size === before.size;
}"""
_BACK = "() => window.alike.reverse().forEach(([one, parent, next]) => parent.insertBefore(one, next))"


@contextmanager
def few_alike(page: Page, most: int = 3) -> Iterator[None]:
    """The page with so many, and the last, of the rows of each table and list that differ in nothing but their words.

    Element for element they have the same names, classes and attributes: axe sees in the fortieth what it saw in the first,
    and on paper there are hundreds. Every kind of element is left, each in its kind of parent, which is made sure of here.
    """
    assert page.evaluate(_ALIKE, most), "a kind of element is gone"
    yield
    page.evaluate(_BACK)


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
    with few_alike(page):
        report = _run(page, options)
    looked = {one["id"] for one in report.response["passes"]}
    assert "color-contrast" in looked, "no text was looked at"
    assert dark or len(looked) > least, "hardly anything was looked at"
    return str(report.generate_report()) if report.response["violations"] else ""


def _run(page: Page, options: dict[str, Any]) -> AxeResults:
    """What `Axe().run` tells, which would have half a megabyte read anew each time that a page is looked at."""
    if page.evaluate("window.axe === undefined"):
        page.evaluate(Axe().axe_script)
    return AxeResults(page.evaluate("(options) => axe.run(options)", options))
