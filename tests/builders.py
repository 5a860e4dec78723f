"""Messages built by hand, and any message at all; words stand at even steps and the measures follow from them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from vmcoach.audio import Source
from vmcoach.content import Content, Phrase, Quote, Severity
from vmcoach.measures import (
    Delivery,
    Duration,
    Filler,
    FillerKind,
    Fillers,
    Measures,
    Observation,
    Pace,
    PaceWindow,
    Pauses,
    PhoneNumber,
    Recognition,
)
from vmcoach.speech import Span, SpeechMap
from vmcoach.spoken import SpokenWord
from vmcoach.transcript import EngineInfo, Transcript, Word

TEXT = (
    "hi omar this is dan miller from redwood logistics i read your interview about cutting driver turnover "
    "two teams like yours saved eleven thousand dollars a quarter could you call me back before thursday "
    "my number is seven two zero five five five zero one six four thanks omar"
)
"""49 words with every part of a good message and nothing else."""

TWICE = f"{TEXT} again seven two zero five five five zero one six four"
"""The same with its number said twice."""

FILLED_PAUSES = {"um", "uh"}
DELIVERY = Delivery(-3.0, -20.0, -60.0, 40.0, 0.0, 140.0, 3.0)
CERTAIN = Recognition(0.9, ())
EMPTY = Content(None, None, None, None, None, None, None, None, (), ())


def measures_of(
    text: str = TEXT,
    *,
    words_per_second: float = 2.6,
    lead_s: float = 0.4,
    tail_s: float = 0.4,
    number: str | None = "seven two zero five five five zero one six four",
    agree: bool = True,
    digits_per_second: float = 2.4,
    fillers: Sequence[tuple[str, FillerKind]] = (),
    pauses: Sequence[tuple[float, float]] = (),
    windows: Sequence[PaceWindow] = (),
    recognition: Recognition = CERTAIN,
    **delivery: Any,
) -> Measures:
    """Measures of a text spoken at an even pace; "um" and "uh" in it are fillers, others are named in `fillers`."""
    step_s = 1 / words_per_second
    spoken = tuple(
        SpokenWord(
            word,
            round(lead_s + index * step_s, 6),
            round(lead_s + (index + 1) * step_s, 6),
            "filled_pause" if word in FILLED_PAUSES else "word",
            index,
        )
        for index, word in enumerate(text.split())
    )
    end_s = spoken[-1].end_s if spoken else 0.0
    total_s = end_s + tail_s if spoken else lead_s + tail_s
    span_s = end_s - lead_s if spoken else 0.0
    heard = Transcript(
        tuple(Word(word.text, word.start_s, word.end_s, word.kind) for word in spoken), EngineInfo("scripted", "", "1")
    )
    items = tuple(
        Filler(word.text, "filled_pause", word.start_s, word.end_s, 0.9, context(spoken, word))
        for word in spoken
        if word.kind == "filled_pause"
    )
    items += tuple(filler_at(spoken, phrase, kind) for phrase, kind in fillers)
    counted = sum(word.kind == "word" for word in spoken)
    spans = (Span(lead_s, end_s),) if spoken else ()
    pause_spans = tuple(Span(*pause) for pause in pauses)
    return Measures(
        observation=Observation(
            Source("take.wav", "0" * 64, "wav", 16_000, 1, total_s),
            SpeechMap(spans, -60.0, -20.0),
            replace(DELIVERY, **delivery),
            heard,
        ),
        spoken=spoken,
        duration=Duration(
            total_s,
            lead_s if spoken else None,
            end_s if spoken else None,
            span_s,
            span_s,
            lead_s if spoken else total_s,
            tail_s if spoken else 0.0,
        ),
        pace=Pace(counted, counted / span_s if span_s else None, counted / span_s if span_s else None, tuple(windows)),
        fillers=fillers_of(items, span_s),
        pauses=Pauses(
            pause_spans,
            len(pause_spans),
            max((pause.duration_s for pause in pause_spans), default=0.0),
            sum(pause.duration_s for pause in pause_spans),
        ),
        phone_number=phone_number(spoken, number, agree, digits_per_second) if number else None,
        recognition=recognition,
    )


def fillers_of(items: Sequence[Filler], span_s: float) -> Fillers:
    """The record of these fillers."""
    ordered = tuple(sorted(items, key=lambda item: item.start_s))
    per_minute = len(ordered) * 60 / span_s if span_s else None
    return Fillers(ordered, (), len(ordered), per_minute, sum(item.end_s - item.start_s for item in ordered))


def phone_number(
    spoken: Sequence[SpokenWord], digits: str, agree: bool, digits_per_second: float
) -> PhoneNumber | None:
    """The number wherever its digits are said; None where they are not."""
    spans = tuple(spans_of(spoken, digits))
    if not spans:
        return None
    sayings_agree = agree if len(spans) > 1 else None
    return PhoneNumber("7205550164", len(spans), digits_per_second, sayings_agree, spans[0].start_s, None, spans)


def spans_of(spoken: Sequence[SpokenWord], phrase: str) -> list[Span]:
    """Where a phrase is said."""
    wanted = phrase.split()
    texts = [word.text for word in spoken]
    starts = [index for index in range(len(texts)) if texts[index : index + len(wanted)] == wanted]
    return [Span(spoken[index].start_s, spoken[index + len(wanted) - 1].end_s) for index in starts]


def filler_at(spoken: Sequence[SpokenWord], phrase: str, kind: FillerKind) -> Filler:
    """The first saying of a phrase, as a filler."""
    span = spans_of(spoken, phrase)[0]
    return Filler(phrase, kind, span.start_s, span.end_s, 0.8, phrase)


def context(spoken: Sequence[SpokenWord], word: SpokenWord) -> str:
    """The words to either side."""
    return " ".join(each.text for each in spoken[max(0, word.written - 2) : word.written + 3])


def quote(measures: Measures, phrase: str) -> Quote:
    """The first saying of a phrase."""
    span = spans_of(measures.spoken, phrase)[0]
    return Quote(phrase, span.start_s, span.end_s)


def phrase(measures: Measures, text: str, severity: Severity = "strong") -> Phrase:
    """The first saying of a listed phrase."""
    return Phrase(quote(measures, text), severity, text)


GOOD_PARTS = {
    "recipient": "omar",
    "caller": "dan miller",
    "company": "redwood logistics",
    "reason_for_call": "i read your interview",
    "specific_hook": "i read your interview about cutting driver turnover",
    "value": "saved eleven thousand dollars a quarter",
    "ask": "could you call me back before thursday",
}


def content_of(measures: Measures, **parts: Any) -> Content:
    """Every part of `TEXT` that the message holds; a part given as None is missing, as a text is looked up."""
    found: dict[str, Any] = {}
    for name, text in {**GOOD_PARTS, **parts}.items():
        is_text = isinstance(text, str)
        found[name] = (quote(measures, text) if spans_of(measures.spoken, text) else None) if is_text else text
    return replace(EMPTY, **found)


@st.composite
def messages(draw: st.DrawFn) -> tuple[Measures, Content]:
    """Any words at any pace, with parts and phrases anywhere in them."""
    vocabulary = ["um", "uh", "hi", "omar", "email", "you", "we", "just", "seven", "two"]
    words = draw(st.lists(st.sampled_from(vocabulary), max_size=40))
    measures = measures_of(
        " ".join(words),
        words_per_second=draw(st.floats(0.3, 8)),
        lead_s=draw(st.floats(0, 5)),
        tail_s=draw(st.floats(0, 5)),
        number=draw(st.sampled_from([None, "seven two", "two"])),
        agree=draw(st.booleans()),
        digits_per_second=draw(st.floats(0.1, 20)),
        speech_level_dbfs=draw(st.none() | st.floats(-90, 0)),
        signal_to_noise_db=draw(st.none() | st.floats(-10, 80)),
        pitch_sd_semitones=draw(st.none() | st.floats(0, 10)),
        clipped_fraction=draw(st.floats(0, 1)),
    )
    if not words:
        return measures, EMPTY

    def somewhere() -> Quote:
        first = draw(st.integers(0, len(words) - 1))
        last = draw(st.integers(first, min(first + 6, len(words) - 1)))
        run = measures.spoken[first : last + 1]
        return Quote(" ".join(word.text for word in run), run[0].start_s, run[-1].end_s)

    parts = ("recipient", "caller", "company", "reason_for_call", "specific_hook", "value", "ask", "generic_pitch")
    found: dict[str, Any] = {name: somewhere() for name in parts if draw(st.booleans())}
    for name in ("cliches", "hedges"):
        count = draw(st.integers(0, 3))
        found[name] = tuple(
            replace(phrase(measures, words[0]), quote=somewhere(), severity=draw(st.sampled_from(["strong", "weak"])))
            for _ in range(count)
        )
    return measures, replace(EMPTY, **found)


LONG = (
    "hi omar this is dan miller from redwood logistics how are you today i just wanted to touch base "
    "we provide solutions that help companies grow um i read your interview about cutting driver turnover "
    "saved eleven thousand dollars a quarter could you maybe call me back before thursday "
    "my number is seven two zero five five five zero one six four again "
    "seven two zero five five five zero one six four thanks omar"
)


def everything() -> tuple[Measures, Content]:
    """A long message with one of everything that can go."""
    measures = measures_of(LONG, words_per_second=2.0)
    return measures, content_of(
        measures,
        ask="could you maybe call me back before thursday",
        generic_pitch="we provide solutions that help companies grow",
        cliches=(
            phrase(measures, "how are you today", "weak"),
            phrase(measures, "just wanted to touch base"),
            phrase(measures, "call me back", "weak"),
        ),
        hedges=(phrase(measures, "just", "weak"), phrase(measures, "maybe", "weak")),
    )
