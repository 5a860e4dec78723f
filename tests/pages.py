"""Pages of HTML: made of hand-built assessments, with a sound where their speech stands, and taken apart."""

import re
from html import unescape
from html.parser import HTMLParser

import numpy as np
from numpy.typing import NDArray

from vmcoach.assessment import Assessment
from vmcoach.audio import SAMPLE_RATE_HZ, Audio
from vmcoach.reports.html import html_report, message

VOID = {"meta", "link", "input"}

HOSTILE = (
    "<script>document.title='owned'</script>",
    '"><img src=x onerror=alert(1)>',
    "'\"`{{ 7*7 }}{% raw %}</style></title></script>",
    "a\x00b\x1b[2J\u202egpj.exe\udc80",
    "javascript:alert(1)",
    "&lt;b&gt;",
)


class Tags(HTMLParser):
    """Every tag that a page opens, with its attributes, and whether all of them are closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def assert_text_is_no_code(page: str, harmless: str) -> None:
    """A page has the tags and attributes of one with harmless text, and no character that is not to be shown."""
    tags, expected = ([(tag, sorted(attributes)) for tag, attributes in Tags(each).found] for each in (page, harmless))
    assert tags == expected
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e\ud800-\udfff]", page)
    page.encode("utf-8")


def audio_of(assessment: Assessment) -> Audio:
    """A recording that hums wherever the assessment has speech."""
    observation = assessment.measures.observation
    samples: NDArray[np.float32] = np.zeros(round(observation.source.duration_s * SAMPLE_RATE_HZ), np.float32)
    time_s = np.arange(len(samples)) / SAMPLE_RATE_HZ
    for span in observation.speech.spans:
        samples[(span.start_s <= time_s) & (time_s < span.end_s)] = 0.4
    return Audio(observation.source, (samples * np.sin(2 * np.pi * 140 * time_s)).astype(np.float32))


def page_of(*assessments: Assessment, with_sound: bool = True, index: str = "") -> str:
    """The page of some assessments."""
    return html_report((message(each, audio_of(each), with_sound) for each in assessments), index)


def text_of(page: str) -> str:
    """What a page says, tags, style, script and sound left out."""
    visible = re.sub(r"<(style|script|svg).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", visible)).split())
