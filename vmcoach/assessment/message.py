"""One message as it is judged: each judgement is made here once, so that findings, reasons, score and advice agree.

Conventions: a part of the message is its quote or None; levels are "ok", "watch" and "flag" by the rubric's limits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from vmcoach.assessment.similarity import similarity
from vmcoach.assessment.wording import named
from vmcoach.content import Content, Quote, titles
from vmcoach.measures import Filler, Measures, NumberInPart, find_number_in_part
from vmcoach.prospect import may_be_same_name
from vmcoach.rounding import shown
from vmcoach.rubric import Level, Profile, Rubric
from vmcoach.speech import Span, together_s
from vmcoach.spoken import SpokenWord, spoken_text

DurationVerdict = Literal["within_target", "over_target", "over_limit", "no_speech"]
PaceVerdict = Literal["too_slow", "slow", "good", "fast", "too_fast", "not_assessed"]

ELSEWHERE_S = 1.0
"""Speech on another channel that is told: a "hello" is shorter."""

WEAK_CLICHE = 0.5
"""What a weak cliché counts beside a strong one."""

_INTO_YOURS = frozenset({"check", "look", "watch", "find", "in", "into", "to"})
_POINTING = frozenset({
    "i", "i'm", "i've", "i'll", "i'd", "we", "we're", "we've", "we'll", "my", "our", "send", "sent", "sending",
    "check", "look", "watch", "find",
})  # fmt: skip
_BESIDE_WORDS = ".,;:!?…-–—\"'“”‘’()[] "
_EMAIL_WORDS = frozenset({"email", "emails", "emailed", "emailing", "mail", "inbox"})

LENGTH_VERDICTS: Mapping[Level, DurationVerdict] = {"ok": "within_target", "watch": "over_target", "flag": "over_limit"}
"""What it is called where a length stands against target and limit."""


@dataclass(frozen=True, slots=True)
class JudgedPace:
    """Speech rates with the sayings of the phone number left out, because digits are meant to be slow."""

    words_per_second: float
    without_fillers: float
    """The same with words and time of the fillers left out: what the pace would be without them."""
    time_s: float
    """What the first is over."""


@dataclass(frozen=True)  # without slots: what costs something and is asked again and again is kept on it
class Message:
    """A message and all that it is judged by; None for `facts_said` where the notes on the prospect hold no facts."""

    measures: Measures
    content: Content
    rubric: Rubric
    facts_said: tuple[Quote, ...] | None = None
    """What was said of the facts in the notes."""
    earlier: tuple[str, ...] = ()
    """Texts of earlier messages to the same prospect."""
    prospect: str = ""
    """Their name in the notes."""
    forbidden: tuple[Quote, ...] = ()
    """What was said although the notes ask not to mention it."""

    @property
    def heard(self) -> bool:
        """True where speech was found and something was understood of it."""
        understood = self.measures.pace.words + self.measures.fillers.count > 0
        return self.measures.duration.speech_start_s is not None and understood

    @property
    def has_sound(self) -> bool:
        """True where something rises above the noise, be it speech or not."""
        return bool(self.measures.observation.speech.spans)

    @property
    def elsewhere(self) -> tuple[Span, ...]:
        """Speech on channels that are not scored; none where it is hardly any."""
        spans = self.measures.observation.speech.elsewhere
        return spans if together_s(spans) >= ELSEWHERE_S else ()

    @property
    def length_s(self) -> float:
        """The length that the rubric judges."""
        return judged_length_s(self.measures, self.rubric)

    @property
    def length_level(self) -> Level:
        """Against target and limit."""
        return self.rubric.length_s.level(self.length_s)

    @property
    def duration_verdict(self) -> DurationVerdict:
        """The verdict on the length."""
        return LENGTH_VERDICTS[self.length_level] if self.heard else "no_speech"

    @property
    def dead_air_decides(self) -> bool:
        """True where the same words without silence at the ends would get a better verdict."""
        return self.length_level != self.rubric.length_s.level(self.measures.duration.spoken_span_s)

    @cached_property
    def pace(self) -> JudgedPace | None:
        """The rates that are judged, of what was heard; None where too few words are left for it."""
        number = self.measures.phone_number
        sayings = number.sayings if number else ()
        words = self.measures.pace.words - sum(_is_in(word, sayings) for word in self.measures.spoken if _counts(word))
        unheard = [span for span in self.measures.recognition.unheard if not _is_in(span, sayings)]
        time_s = self.measures.duration.spoken_span_s - sum(span.duration_s for span in (*sayings, *unheard))
        fillers = [item for item in self.measures.fillers.items if not _is_in(item, sayings)]
        plain_words = words - sum(len(item.text.split()) for item in fillers if item.kind != "filled_pause")
        plain_s = time_s - together_s(Span(item.start_s, item.end_s) for item in fillers)
        if plain_words < self.rubric.pace_needs_words or plain_s <= 0:
            return None
        return JudgedPace(words / time_s, plain_words / plain_s, time_s)

    @property
    def pace_verdict(self) -> PaceVerdict:
        """Where the pace stands in the band."""
        pace, band = self.pace, self.rubric.pace
        if not self.heard or pace is None:
            return "not_assessed"
        rate = round(pace.words_per_second, 2)  # word times are no better than that
        if rate < band.good_from:
            return "too_slow" if rate < band.slow_below else "slow"
        if rate > band.good_to:
            return "too_fast" if rate > band.fast_above else "fast"
        return "good"

    @cached_property
    def number_in_part(self) -> NumberInPart | None:
        """What was heard of a phone number that cannot be dialled as it was heard."""
        if self.measures.phone_number:
            return None
        return find_number_in_part(self.measures.spoken, self.measures.observation.transcript)

    @property
    def digits_per_second(self) -> float | None:
        """How fast the number is said, as it is shown: times are no better than that."""
        number = self.measures.phone_number
        return None if number is None or number.digits_per_second is None else float(shown(number.digits_per_second))

    @property
    def fillers_per_20_s(self) -> float:
        """Fillers in 20 s of the message; a shorter message counts as 20 s."""
        return self.measures.fillers.count * 20 / max(20.0, self.measures.duration.spoken_span_s)

    @property
    def hollow_reason(self) -> Quote | None:
        """A reason for the call that is a strong cliché ("just checking in") and so is none."""
        reason = self.content.reason_for_call
        strong = [phrase.quote for phrase in self.content.cliches if phrase.severity == "strong"]
        return reason if reason and any(overlap(reason, quote) for quote in strong) else None

    @property
    def why(self) -> Quote | None:
        """Why the prospect is called: the reason, or a hook, which is one without saying so."""
        return self.hook or (None if self.hollow_reason else self.content.reason_for_call)

    @property
    def hook(self) -> Quote | None:
        """What is true of this prospect only: a hook, or a fact from the notes."""
        return self.content.specific_hook or next(iter(self.facts_said or ()), None)

    @property
    def about_them(self) -> Quote | None:
        """What is said first of a reason, a hook and a result."""
        parts = [part for part in (self.why, self.hook, self.content.value) if part]
        return min(parts, key=lambda part: part.start_s, default=None)

    @property
    def other_name(self) -> Quote | None:
        """The name that they are called by, where it cannot be the one in the notes, however badly it was heard."""
        recipient = self.content.recipient
        return None if recipient is None or may_be_same_name(self.prospect, recipient.text) else recipient

    def name(self, quote: Quote) -> str:
        """A name that was said as it is written, with the title before it: "Mrs. Duarte", "Mr. and Mrs. Lowry"."""
        before = [word for word in self.measures.spoken if _counts(word) and word.end_s <= quote.start_s][-3:]
        of_two = [word.text in titles() for word in before] == [True, False, True] and before[1].text == "and"
        written = self.measures.observation.transcript.words
        title = before if of_two else [word for word in before[-1:] if word.text in titles()]
        texts = [word.text if word.text == "and" else named(written[word.written].text) for word in title]
        return " ".join([*texts, self.as_written(quote)])

    def as_written(self, quote: Quote) -> str:
        """A name with the capitals of the transcript: "O'Shaughnessy", "PeopleWell"."""
        said = [word for word in self.measures.spoken if quote.start_s <= word.start_s and word.end_s <= quote.end_s]
        written = self.measures.observation.transcript.words
        places = dict.fromkeys(word.written for word in said if _counts(word))
        return named(" ".join(written[place].text.strip(_BESIDE_WORDS) for place in places))

    @property
    def next_step(self) -> Quote | None:
        """The next step that the profile wants."""
        return next_step(self.content, self.measures.spoken, self.rubric.profile)

    @property
    def has_no_point(self) -> bool:
        """True where no reason was found; a result tells why somebody calls, though not in words."""
        return self.why is None and self.content.value is None

    @property
    def numbers_differ(self) -> bool:
        """True where the number is not the same each time it is said."""
        number = self.measures.phone_number
        return number is not None and number.sayings_agree is False

    @property
    def can_be_answered(self) -> bool:
        """True where the prospect is told a way to answer: a number that is the same each time, or an email."""
        has_number = self.measures.phone_number is not None and not self.numbers_differ
        return has_number or _email_pointer(self.content, self.measures.spoken) is not None

    @property
    def no_call_back(self) -> bool:
        """True where a call back has no number to go to: two that differ, or under the callback profile none and no
        email; not where one may have been said that was not made out.
        """
        recognition = self.measures.recognition
        if recognition.is_uncertain:
            return False
        may_be_there = self.number_in_part is not None or bool(recognition.unheard)
        has_none = self.rubric.profile == "callback" and not self.can_be_answered and not may_be_there
        return self.numbers_differ or has_none

    @property
    def is_short(self) -> bool:
        """True where so little is said that it must be cryptic; words that were not heard may be enough."""
        measures, rubric = self.measures, self.rubric
        too_few = measures.pace.words < rubric.cryptic_below_words and not measures.recognition.unheard
        return too_few or measures.duration.spoken_span_s < rubric.cryptic_below_s

    @property
    def cliche_load(self) -> float:
        """Clichés, a weak one counting half."""
        return sum(1.0 if phrase.severity == "strong" else WEAK_CLICHE for phrase in self.content.cliches)

    @cached_property
    def similarity(self) -> float | None:
        """Likeness to the most similar earlier message; None where none was given."""
        parts = (self.content.recipient, self.content.caller, self.content.company)
        names = [part.text for part in parts if part]
        text = spoken_text(self.measures.spoken)
        return max((similarity(text, other, names) for other in self.earlier), default=None)

    @property
    def worst_sound(self) -> tuple[float, str]:
        """The worth of the sound, 0 to 1, and which property of it is worst, of those that can be told."""
        delivery, rubric = self.measures.observation.delivery, self.rubric
        properties = (
            ("clipping", rubric.clipped_fraction, delivery.clipped_fraction),
            ("level", rubric.speech_level_dbfs, delivery.speech_level_dbfs),
            ("noise", rubric.signal_to_noise_db, delivery.signal_to_noise_db),
            ("pitch", rubric.pitch_sd_semitones, delivery.pitch_sd_semitones),
        )
        return min((limit.worth(value), name) for name, limit, value in properties if value is not None)


def next_step(content: Content, spoken: Sequence[SpokenWord], profile: Profile) -> Quote | None:
    """What the prospect is to do: a question or request, or under the email profile the pointer to the email."""
    return content.ask if profile == "callback" else _email_pointer(content, spoken)


def _email_pointer(content: Content, spoken: Sequence[SpokenWord]) -> Quote | None:
    """The first mention of an email that the caller sends or the prospect is to look at: not "your email tool"."""
    words = [word for word in spoken if _counts(word)]
    stale = [phrase.quote for phrase in content.cliches]
    for index, word in enumerate(words):
        phrase = words[max(0, index - 4) : index + 1]
        texts = [each.text for each in phrase]
        pointing = _INTO_YOURS if "your" in texts[-2:-1] else _POINTING
        quote = Quote(" ".join(texts), phrase[0].start_s, word.end_s)
        is_pointer = word.text in _EMAIL_WORDS and not pointing.isdisjoint(texts)
        if is_pointer and not any(overlap(quote, each) for each in stale):
            return quote
    return None


def judged_length_s(measures: Measures, rubric: Rubric) -> float:
    """The length that a rubric judges: of the recording, or from first word to last."""
    duration = measures.duration
    return duration.total_s if rubric.verdict_on == "total_s" else duration.spoken_span_s


def _counts(word: SpokenWord) -> bool:
    return word.kind == "word"


def _is_in(item: SpokenWord | Filler | Span, spans: tuple[Span, ...]) -> bool:
    """True where the middle of a word or stretch lies in one of the spans."""
    middle_s = (item.start_s + item.end_s) / 2
    return any(span.start_s <= middle_s <= span.end_s for span in spans)


def overlap(one: Quote, other: Quote) -> bool:
    """True where two quotes share time."""
    return one.start_s < other.end_s and other.start_s < one.end_s
