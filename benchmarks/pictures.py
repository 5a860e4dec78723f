"""Makes what README.md shows of a sample: its report in a terminal, and the picture of its page.

    make pictures

It needs the extra `dev` and Chromium, and no speech model: the words of the sample are replayed.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
README, PICTURE = ROOT / "README.md", ROOT / "benchmarks" / "message.png"
COMMAND = "vmcoach score samples/fillers.flac --engine scripted"
COLUMNS = 80
WIDTH, SCALE = 960, 1.25
"""Pixels of the page across, and of the picture for each of them."""
HEARD = 0.54
"""How far across the recording it is being heard."""
LAST_SHOWN = ".words"
"""The section of the page that the picture ends with."""


def main() -> None:
    """Write both anew."""
    with TemporaryDirectory() as folder:
        page = Path(folder) / "message.html"
        report = scored("--html", str(page))
        take_picture(page, PICTURE)
    README.write_text(with_report(README.read_text(encoding="utf-8"), report), encoding="utf-8")


def scored(*options: str) -> str:
    """What the command prints."""
    environment = {**os.environ, "COLUMNS": str(COLUMNS), "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", *COMMAND.split(), *options]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    return done.stdout


def with_report(readme: str, report: str) -> str:
    """The text with this report in the block that begins with the command."""
    block = f"```\n$ {COMMAND}\n{report.rstrip()}\n```\n"
    return re.sub(rf"^```\n\$ {re.escape(COMMAND)}\n.*?^```\n", lambda _: block, readme, flags=re.MULTILINE | re.DOTALL)


def take_picture(page: Path, picture: Path) -> None:
    """The upper part of a page, as a browser shows it."""
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0  # Chromium has no sandbox for root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"] if is_root else [])
        opened = browser.new_page(viewport={"width": WIDTH, "height": 1400}, device_scale_factor=SCALE)
        opened.goto(page.as_uri())
        wave = opened.locator(".wave")
        box = wave.bounding_box()
        assert box is not None
        wave.click(position={"x": HEARD * box["width"], "y": 90})
        end = opened.locator(LAST_SHOWN).first.bounding_box()
        assert end is not None
        clip = {"x": 0.0, "y": 0.0, "width": float(WIDTH), "height": end["y"] + end["height"]}
        opened.screenshot(path=picture, clip=clip, animations="disabled")
        browser.close()


if __name__ == "__main__":
    main()
