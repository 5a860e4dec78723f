"""Pages of HTML made from hand-built assessments, with a sound that stands where their speech does."""

import re
from html import unescape

import numpy as np
from numpy.typing import NDArray

from vmcoach.assessment import Assessment
from vmcoach.audio import SAMPLE_RATE_HZ, Audio
from vmcoach.reports.html import html_report, message


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
