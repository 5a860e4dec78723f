"""Assessments built by hand, for reports to show: no sound, no engine, every value chosen."""

from dataclasses import replace

from vmcoach.assessment import Assessment, Cut, Evidence, Finding, JudgedPace, Reason, ScorePart
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
from vmcoach.rubric import Rubric
from vmcoach.speech import Span, SpeechMap
from vmcoach.transcript import EngineInfo, Transcript, Word

ENGINE = EngineInfo("whisper", "base", "20250625")
RUBRIC = Rubric()

REASONS = (
    "too long",
    "too cryptic",
    "the same message every time",
    "not compelling",
    "no relationship",
    "sounds like every other salesperson",
    "no research",
    "product of no interest",
    "prospect too busy",
)


def words(text: str, start_s: float, step_s: float) -> tuple[Word, ...]:
    """Evenly spaced words; "um" and "uh" are filled pauses."""
    return tuple(
        Word(
            text=word,
            start_s=round(start_s + index * step_s, 3),
            end_s=round(start_s + (index + 0.8) * step_s, 3),
            kind="filled_pause" if word.strip(",.").lower() in {"um", "uh"} else "word",
        )
        for index, word in enumerate(text.split())
    )


def observation(path: str, total_s: float, spans: tuple[Span, ...], transcript: Transcript) -> Observation:
    """What sound and engine told."""
    return Observation(
        source=Source(path, "0" * 64, "wav", 16_000, 1, total_s),
        speech=SpeechMap(spans, -62.0, -21.0, tenths_dbfs=(-62.0, -21.4)),
        delivery=Delivery(-3.1, -21.0, -62.0, 41.0, 0.0, 132.0, 2.6),
        transcript=transcript,
    )


def reasons(**said: tuple[str, tuple[Evidence, ...], str]) -> tuple[Reason, ...]:
    """All nine; `r2=("flag", evidence, advice)` sets one, the rest are ok."""
    return tuple(
        Reason(number, name, *said.get(f"r{number}", ("ok", (), "")))  # type: ignore[arg-type]
        for number, name in enumerate(REASONS, 1)
    )


def good(path: str = "takes/dana-take-3.wav") -> Assessment:
    """A message that passes: inside the target, one filler, number said twice."""
    heard = (
        *words("Hi Dana, this is Sam Lee with Northwind.", 0.4, 0.28),
        *words("Congratulations on opening the Tulsa depot.", 3.1, 0.4),
        *words("Um, the Ames team cut loading time by nine minutes a truck with us,", 5.9, 0.3),
        *words("and I have two ideas for Tulsa.", 10.1, 0.3),
        *words("Could we take ten minutes on Thursday? 512-555-0147, again 512-555-0147.", 12.6, 0.5),
    )
    spans = (Span(0.4, 2.6), Span(3.1, 5.5), Span(5.9, 9.9), Span(10.1, 12.1), Span(12.6, 18.1))
    um = next(word for word in heard if word.kind == "filled_pause")
    measures = Measures(
        observation=observation(path, 18.62, spans, Transcript(heard, ENGINE)),
        spoken=(),
        duration=Duration(18.62, 0.4, 18.1, 17.7, 16.1, 0.4, 0.52),
        pace=Pace(51, 2.88, 3.24, (PaceWindow(0.4, 5.4, 2.7), PaceWindow(5.4, 10.4, 3.1), PaceWindow(10.4, 18.1, 2.8))),
        fillers=Fillers(
            items=(Filler("um", "filled_pause", um.start_s, um.end_s, 0.95, "Tulsa depot um the Ames team"),),
            doubtful=(),
            count=1,
            per_minute=3.4,
            time_s=0.24,
        ),
        pauses=Pauses((Span(2.6, 3.1), Span(5.5, 5.9), Span(12.1, 12.6)), 3, 0.5, 1.4),
        phone_number=PhoneNumber("5125550147", 2, 2.3, True, 15.6, None, (Span(15.6, 16.0), Span(16.6, 17.1))),
        recognition=Recognition(0.91, ()),
    )
    content = Content(
        recipient=Quote("dana", 0.68, 0.9),
        caller=Quote("sam lee", 1.52, 2.02),
        company=Quote("northwind", 2.36, 2.58),
        reason_for_call=Quote("i have two ideas for tulsa", 10.4, 12.1),
        specific_hook=Quote("congratulations on opening the tulsa depot", 3.1, 5.5),
        value=Quote("cut loading time by nine minutes a truck", 7.1, 9.3),
        ask=Quote("could we take ten minutes on thursday", 12.6, 16.0),
        generic_pitch=None,
        cliches=(),
        hedges=(),
    )
    not_assessed = ("not_assessed", (), "")
    return Assessment(
        measures=measures,
        content=content,
        rubric=RUBRIC,
        duration_verdict="within_target",
        pace_verdict="good",
        reasons=reasons(r3=not_assessed, r7=not_assessed, r8=not_assessed),
        findings=(),
        advice=("Keep this one: say the number a little slower and it is done.",),
        parts=(
            ScorePart("length", 25.0, 25.0, "18.6 s, target 20 s, limit 30 s"),
            ScorePart("pace", 15.0, 15.0, "2.9 words a second"),
            ScorePart("fillers", 15.0, 15.0, "1 filler, 1.0 in 20 s"),
            ScorePart("reason_for_call", 20.0, 20.0, "“i have two ideas for tulsa”"),
            ScorePart("number", 15.8, 22.7, "2.8 digits a second"),
            ScorePart("hedges", 0.2, 2.3, "4 hedges"),
        ),
        score=91,
        grade="A",
        passed=True,
        cuts=(),
        judged_pace=JudgedPace(2.94, 2.91, 12.0),
        hook=content.specific_hook,
        next_step=content.ask,
    )


def poor(path: str = "takes/morgan-monday.m4a") -> Assessment:
    """A message with everything wrong that a report can show."""
    heard = (
        *words(
            "Hi, um, this is Morgan, I'm just touching base to see, like, if you, uh, you know, got a chance", 0.9, 0.42
        ),
        *words("to look at the email I sent you last week about our best in class solution.", 9.6, 0.25),
        *words("We help companies like yours save time and money, and I I want to, um, pick your brain", 14.1, 0.52),
        *words("and see if it makes sense to hop on a call sometime.", 24.8, 0.5),
        *words("My number is 5 5 5 0 1 9 9, thanks, bye.", 31.4, 0.24),
    )
    spans = (Span(0.9, 9.2), Span(9.6, 13.4), Span(14.1, 24.0), Span(24.8, 30.2), Span(31.4, 34.0))
    spoken = [word.text.lower().strip(",.") for word in heard]

    def span(text: str, nth: int = 0) -> tuple[float, float]:
        """Start and end of the nth place where the words of a text stand."""
        wanted = text.split()
        starts = [i for i in range(len(spoken)) if spoken[i : i + len(wanted)] == wanted]
        return heard[starts[nth]].start_s, heard[starts[nth] + len(wanted) - 1].end_s

    def filler(text: str, kind: FillerKind, context: str, nth: int = 0) -> Filler:
        return Filler(text, kind, *span(text, nth), 0.9, context)

    def phrase(text: str, severity: Severity) -> Phrase:
        return Phrase(Quote(text, *span(text)), severity, text)

    items = (
        filler("um", "filled_pause", "hi um this is morgan"),
        filler("like", "discourse_marker", "to see like if you"),
        filler("uh", "filled_pause", "if you uh you know"),
        filler("you know", "discourse_marker", "uh you know got a chance"),
        filler("i i", "repetition", "and i i want to"),
        filler("um", "filled_pause", "want to um pick your brain", nth=1),
    )
    measures = Measures(
        observation=observation(
            path, 36.4, spans, Transcript(heard, ENGINE, doubtful=(Word("uh", 13.5, 13.9, "filled_pause", 0.4),))
        ),
        spoken=(),
        duration=Duration(36.4, 0.9, 34.0, 33.1, 30.0, 0.9, 2.4),
        pace=Pace(72, 2.18, 2.45, (PaceWindow(0.9, 5.9, 2.2), PaceWindow(9.6, 14.6, 3.9), PaceWindow(24.8, 29.8, 1.9))),
        fillers=Fillers(
            items=items,
            doubtful=(Filler("uh", "filled_pause", 13.5, 13.9, 0.4, "class solution uh we help"),),
            count=6,
            per_minute=10.9,
            time_s=2.4,
        ),
        pauses=Pauses((Span(9.2, 9.6), Span(13.4, 14.1), Span(24.0, 24.8), Span(30.2, 31.4)), 4, 1.2, 3.1),
        phone_number=PhoneNumber("5550199", 1, 4.2, None, 32.1, None, (Span(32.1, 33.8),)),
        recognition=Recognition(0.62, ()),
    )
    generic_pitch = Quote("we help companies like yours save time and money", 14.1, 18.6)
    content = Content(
        recipient=None,
        caller=Quote("morgan", 2.16, 2.5),
        company=None,
        reason_for_call=None,
        specific_hook=None,
        value=None,
        ask=Quote("hop on a call sometime", 28.3, 30.2),
        generic_pitch=generic_pitch,
        cliches=(
            phrase("touching base", "strong"),
            phrase("best in class", "weak"),
            phrase("pick your brain", "weak"),
        ),
        hedges=(phrase("just", "weak"),),
    )
    return Assessment(
        measures=measures,
        content=content,
        rubric=RUBRIC,
        duration_verdict="over_limit",
        pace_verdict="slow",
        reasons=reasons(
            r1=("flag", (Evidence("36.4 s, 6.4 s past the limit"),), "Cut it to 50 words."),
            r2=("flag", (Evidence("no company, no reason for the call"),), "Say who you are and why you call."),
            r3=("not_assessed", (), "Score earlier messages to this prospect too."),
            r4=("watch", (Evidence("no result, no number, no name of a customer"),), "Name one result."),
            r5=("watch", (Evidence("their name was not found"),), "Open with their name."),
            r6=(
                "flag",
                (Evidence("touching base", 3.8, 4.6), Evidence("pick your brain", 22.4, 23.8)),
                "Drop the stock phrases.",
            ),
            r7=("not_assessed", (), "Give --prospect to have it checked."),
            r8=("not_assessed", (), "Sound cannot tell."),
            r9=("flag", (Evidence("nothing was found that is about them"),), "Open with what is new for them."),
        ),
        findings=(
            Finding("words_uncertain", "watch", "About 5 of 10 words may be wrong: what is counted is as uncertain."),
            Finding("dead_air_tail", "flag", "2.4 s without speech after the last word.", 34.0, 36.4),
            Finding("too_long", "flag", "36.4 s long, 6.4 s over the limit of 30 s: 72 words.", 30.0, 36.4),
            Finding("long_pause", "watch", "A pause of 1.2 s at 30.2 s.", 30.2, 31.4),
            Finding("pace_fast_stretch", "watch", "Up to 3.9 words a second from 9.6 s to 14.6 s.", 9.6, 14.6),
            Finding("number_too_fast", "flag", "The number is said at 4.2 digits a second.", 32.1, 33.8),
            Finding("monotone", "watch", "The pitch varies by only 1.4 semitones."),
            Finding("generic_pitch", "watch", "“we help companies like yours” could be said to anyone.", 14.1, 18.6),
        ),
        advice=(
            "Cut 16 s: drop “touching base” and the part about the email, and start with the reason for the call.",
            "Say your company and one result that a customer like them had.",
            "Give the number twice, in groups, at two digits a second.",
        ),
        parts=(
            ScorePart("length", 7.4, 22.7, "36.4 s, target 20 s, limit 30 s"),
            ScorePart("pace", 6.6, 8.0, "2.2 words a second, 2.2 without fillers"),
            ScorePart("fillers", 2.8, 11.4, "6 fillers, 3.6 in 20 s"),
            ScorePart("company", 0.0, 6.8, "not found"),
            ScorePart("reason_for_call", 0.0, 13.6, "not found"),
            ScorePart("caller", 6.8, 6.8, "“morgan”"),
            ScorePart("ask", 5.7, 5.7, "“hop on a call sometime”"),
            ScorePart("cliches", 0.0, 3.4, "3 clichés"),
        ),
        score=26,
        grade="F",
        passed=False,
        cuts=(
            Cut(generic_pitch, 4.5),
            Cut(content.cliches[0].quote, 0.8),
            Cut(content.cliches[2].quote, 1.5),
        ),
        judged_pace=JudgedPace(2.18, 2.2, 30.0),
        hook=content.specific_hook,
        next_step=content.ask,
    )


def silent(path: str = "takes/pocket.wav") -> Assessment:
    """A recording without speech."""
    base = good(path)
    measures = replace(
        base.measures,
        observation=observation(path, 7.5, (), Transcript((), ENGINE)),
        duration=Duration(7.5, None, None, 0.0, 0.0, 7.5, 0.0),
        pace=Pace(0, None, None, ()),
        fillers=Fillers((), (), 0, None, 0.0),
        pauses=Pauses((), 0, 0.0, 0.0),
        phone_number=None,
    )
    unheard = ("not_assessed", (), "")
    return replace(
        base,
        measures=measures,
        content=Content(None, None, None, None, None, None, None, None, (), ()),
        duration_verdict="no_speech",
        pace_verdict="not_assessed",
        reasons=reasons(**{f"r{number}": unheard for number in range(1, 10)}),
        findings=(Finding("no_speech", "flag", "nothing in the recording rises above its own noise"),),
        advice=("Check the microphone and record it again.",),
        parts=(),
        judged_pace=None,
        score=0,
        grade="F",
        passed=False,
    )
