"""The report as one page of HTML that holds all it needs: pictures, sound, style and script.

It opens from a file, offline: its Content-Security-Policy lets nothing be loaded and only its own script run. Every
text in it is escaped by the template engine and made printable first, so a file name or a spoken word is never code.
"""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from vmcoach import __version__
from vmcoach.assessment import Assessment
from vmcoach.assessment.wording import counted, quoted, seconds
from vmcoach.audio import Audio
from vmcoach.changes import Since
from vmcoach.outcome import Failure
from vmcoach.printable import printable
from vmcoach.reports import wording
from vmcoach.reports.html.drawing import COLUMNS, Picture, draw
from vmcoach.reports.html.sound import MEDIA_TYPE, small_copy
from vmcoach.reports.marks import Stretch, marked_transcript

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["Message", "html_report", "message"]


@dataclass(frozen=True, slots=True)
class Message:
    """An assessment with its picture and, where it is wanted, its sound as a data URL: no samples are kept."""

    assessment: Assessment
    picture: Picture
    stretches: tuple[Stretch, ...]
    sound: str | None
    since: Since | None = None
    """What changed since an earlier take, where there is one."""


def message(assessment: Assessment, audio: Audio, with_sound: bool = True, since: Since | None = None) -> Message:
    """What a page needs of one recording."""
    sound = None
    if with_sound:
        sound = f"data:{MEDIA_TYPE};base64,{base64.b64encode(small_copy(audio.samples)).decode('ascii')}"
    return Message(assessment, draw(assessment, audio.samples), marked_transcript(assessment), sound, since)


def html_report(messages: Iterable[Message | Failure]) -> str:
    """The page: one message fills it, several stand under a table of all of them."""
    shown = list(messages)
    style, script = _own("page.css"), _own("page.js")
    policy = {
        "default-src": "'none'",
        "script-src": _hash(script),
        "style-src": _hash(style),
        "img-src": "data:",
        "media-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return (
        _templates()
        .get_template("page.html.j2")
        .render(
            messages=[each for each in shown if isinstance(each, Message)],
            failures=[each for each in shown if isinstance(each, Failure)],
            alone=len(shown) == 1,
            policy="; ".join(f"{name} {value}" for name, value in policy.items()),
            style=style,
            script=script,
        )
    )


@cache
def _templates() -> "Environment":
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    def shown(value: Any) -> Any:
        return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = Environment(
        loader=FunctionLoader(_own),
        autoescape=True,
        finalize=shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "COLUMNS": COLUMNS,
        "counted": counted,
        "quoted": quoted,
        "seconds": seconds,
        "version": __version__,
        "wording": wording,
    }
    environment.filters["own_code"] = Markup
    return environment


@cache
def _own(name: str) -> str:
    """A file of this package."""
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _hash(code: str) -> str:
    """An inline style or script as a Content-Security-Policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode('ascii')}'"
