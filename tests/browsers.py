"""A real browser for pages, and a page opened in it from a file."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None and "CI" not in os.environ,  # where tests decide what lands, a missing browser is a failure
    reason="needs Chromium, e.g. from `apt-get install chromium`",
)

DESK: ViewportSize = {"width": 1100, "height": 900}
PHONE: ViewportSize = {"width": 380, "height": 800}
SMALL_PHONE: ViewportSize = {"width": 320, "height": 640}
FLAGS = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--mute-audio",
)  # fmt: skip


@contextmanager
def launched() -> Iterator[Browser]:
    """Debian's Chromium; root has no sandbox to give it."""
    sandbox = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *sandbox])
        yield chromium
        chromium.close()


class Opened:
    """A page opened from a file, with all that the browser had to say of it."""

    def __init__(self, browser: Browser, file: Path, size: ViewportSize = DESK, scheme: str = "light") -> None:
        self.page: Page = browser.new_page(viewport=size, color_scheme="dark" if scheme == "dark" else "light")
        self.page.set_default_timeout(5000)
        self.page.set_default_navigation_timeout(60_000)  # a page of thousands of messages takes its time
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(file.as_uri())
        self.file = file

    @property
    def outside(self) -> list[str]:
        """Requests off the file."""
        return [url for url in self.requests if url != self.file.as_uri() and not url.startswith("data:")]

    def close_quiet(self) -> None:
        """Close the page, which has said nothing and asked for nothing off its file."""
        assert self.complaints == []
        assert self.outside == []
        self.page.close()

    def heard_at(self) -> float:
        """Where the recording is."""
        return float(self.page.evaluate("document.querySelector('audio').currentTime"))

    def playing(self) -> bool:
        """Whether it plays."""
        return bool(self.page.evaluate("!document.querySelector('audio').paused"))

    def until(self, expression: str) -> None:
        """Wait for what the page will come to; Playwright's own wait needs `eval`, which the page's policy forbids."""
        for _ in range(200):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(50)
        pytest.fail(f"never true: {expression}")

    def hold(self) -> None:
        """Let playing change nothing, so that a place can be looked at."""
        self.page.evaluate("document.querySelectorAll('audio').forEach((sound) => { sound.playbackRate = 0.0625 })")

    def enlarge(self) -> None:
        """Letters twice as large, as a reader may have set the browser."""
        sizes = {"standard": 32, "fixed": 26}
        self.page.context.new_cdp_session(self.page).send("Page.setFontSizes", {"fontSizes": sizes})
        self.until("getComputedStyle(document.body).fontSize === '32px'")

    def serious(self) -> list[tuple[str, str]]:
        """What axe-core finds that is more than minor: the rule, and the first element that breaks it."""
        found = Axe().run(
            self.page,
            options={"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]},
        )
        return [
            (violation["id"], violation["nodes"][0]["html"])
            for violation in found.response["violations"]
            if violation["impact"] != "minor"
        ]
