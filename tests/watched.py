"""A page in a browser that tells everything it should not do: asking the network, opening a dialog, complaining."""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Dialog, Page, ViewportSize

DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}


@dataclass
class Watched:
    """A page, and what it did that nobody asked for: requests other than for pages, dialogs, complaints."""

    page: Page
    asked: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    def dismiss(self, dialog: Dialog) -> None:
        """Tell of a dialog, and go on."""
        self.trouble.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def go(self, file: Path, fragment: str = "") -> Page:
        """Open a file, at a place in it."""
        self.page.goto(file.as_uri() + fragment)
        return self.page


def watched(browser: Browser, screen: ViewportSize = DESKTOP, *, dark: bool = False, scripts: bool = True) -> Watched:
    """A page that is watched, in a context of its own."""
    context = browser.new_context(
        viewport=screen,
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
        is_mobile=screen is PHONE,
        has_touch=screen is PHONE,
    )
    context.set_default_timeout(15_000)
    seen = Watched(context.new_page())
    seen.page.on("request", lambda request: seen.asked.append(request.url))
    seen.page.on("dialog", seen.dismiss)
    seen.page.on("console", lambda message: seen.trouble.append(f"console {message.type} {message.text}"))
    seen.page.on("pageerror", lambda error: seen.trouble.append(f"error {error}"))
    return seen
