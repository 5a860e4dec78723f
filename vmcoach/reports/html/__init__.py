"""The report on recordings as one page of HTML, with their pictures and their sound."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from vmcoach.assessment import Assessment
from vmcoach.audio import Audio
from vmcoach.changes import Since
from vmcoach.outcome import Failure
from vmcoach.reports.html.drawing import Picture, draw
from vmcoach.reports.html.frame import framed
from vmcoach.reports.html.sound import MEDIA_TYPE, small_copy
from vmcoach.reports.marks import Stretch, marked_transcript

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
        sound = f"data:{MEDIA_TYPE};base64,{base64.b64encode(small_copy(audio)).decode('ascii')}"
    return Message(assessment, draw(assessment, audio.samples), marked_transcript(assessment), sound, since)


def html_report(messages: Iterable[Message | Failure], index: str = "") -> str:
    """The page: one message fills it, several stand under a table of all; `index` is a link to a page above it."""
    shown = list(messages)
    return framed(
        "page.html.j2",
        ["page.css"],
        ["page.js"],
        messages=[each for each in shown if isinstance(each, Message)],
        failures=[each for each in shown if isinstance(each, Failure)],
        alone=len(shown) == 1,
        index=index,
    )
