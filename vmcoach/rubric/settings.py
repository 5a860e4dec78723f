"""What counts as good: every threshold in one place, each with the reason for its number.

The reason stands in the annotation of its setting, so that a starter file can quote it. "Practitioners" are the sales
trainers who publish advice on voicemail; none of them shows a study, which is why all of this is a setting.

**One rule for every measured value:** full points up to the good limit, half of them at the flag limit, and half
again for each further step of that size. So no point of a score hangs on a hair, and getting better always shows. What
can spoil a message on its own (length, pace, fillers, a rushed number) also weighs more with each step beyond the flag
limit, and earns no more for it.
"""

import math
import sys
from dataclasses import dataclass
from typing import Annotated, Literal

Profile = Literal["callback", "email"]
Level = Literal["ok", "watch", "flag"]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A value is good up to `watch_above` and flagged above `flag_above`; nothing at all is good under any limits."""

    watch_above: float
    flag_above: float

    def level(self, value: float) -> Level:
        """Where a value stands."""
        return "ok" if value <= self._good_to else "flag" if value > self.flag_above else "watch"

    def worth(self, value: float) -> float:
        """Share of the points that a value earns, 0 to 1."""
        return halved(value - self._good_to, self.flag_above - self.watch_above)

    @property
    def _good_to(self) -> float:
        return max(0.0, self.watch_above)


@dataclass(frozen=True, slots=True)
class Floor:
    """A value is good down to `watch_below` and flagged below `flag_below`."""

    watch_below: float
    flag_below: float

    def level(self, value: float) -> Level:
        """Where a value stands."""
        return "flag" if value < self.flag_below else "watch" if value < self.watch_below else "ok"

    def worth(self, value: float) -> float:
        """Share of the points that a value earns, 0 to 1."""
        return halved(self.watch_below - value, self.watch_below - self.flag_below)


@dataclass(frozen=True, slots=True)
class PaceBand:
    """Speech rate in words a second: good inside, to watch between good and the outer limits, flagged beyond."""

    slow_below: float = 2.0
    good_from: float = 2.3
    good_to: float = 3.2
    fast_above: float = 3.5

    def worth(self, words_per_second: float) -> float:
        """Share of the points that a rate earns, 0 to 1."""
        slow, fast = Floor(self.good_from, self.slow_below), Ceiling(self.good_to, self.fast_above)
        return min(slow.worth(words_per_second), fast.worth(words_per_second))


@dataclass(frozen=True, slots=True)
class Grades:
    """The lowest score of each grade; anything lower is an F."""

    a_from: int = 90
    b_from: int = 80
    c_from: int = 70
    d_from: int = 60


@dataclass(frozen=True, slots=True)
class Weights:
    """Points of each part of the score. Only their proportions matter: the parts judged always add up to 100."""

    length: Annotated[
        float,
        "reason 1 of the nine, and the only limit that every practitioner names; beyond limit_s as much again for each "
        "further step, as for pace, fillers and the number beyond their limits",
    ] = 16.0
    pace: Annotated[float, "the best evidence there is (Benkí and others 2011), but any rate in the band will do"] = 7.0
    fillers: Annotated[
        float,
        "modest: harm is shown at 12 a minute only, and Gong found none in 500,000 calls; beyond "
        "fillers_per_20_s.flag_above as much again for each further step, so that 12 a minute make a C of an A",
    ] = 10.0
    caller: Annotated[float, "who called"] = 6.0
    company: Annotated[float, "for which company"] = 7.0
    reason_for_call: Annotated[
        float,
        "who cannot say the reason for the call should not call (Barrows). One part that is missing may be said in "
        "words that no rule knows; but where neither a hook nor a result is found they cost threefold, and fivefold "
        "with no reason either: such a message says nothing, however well it is spoken",
    ] = 12.0
    ask: Annotated[float, "one clear next step"] = 5.0
    number: Annotated[
        float,
        "a number that can be written down; threefold where there is none or it is not the same each time, the "
        "costliest error that a message can have; left out under the email profile",
    ] = 7.0
    recipient: Annotated[float, "their name"] = 3.0
    specific_hook: Annotated[float, "something that is true of this prospect only (reasons 5 and 7)"] = 10.0
    value: Annotated[float, "a result, for somebody like them (reason 4)"] = 7.0
    generic_pitch: Annotated[float, "nothing that could be said to anyone (reason 6)"] = 3.0
    cliches: Annotated[float, "disliked by practitioners; no effect has been measured"] = 3.0
    hedges: Annotated[float, "likewise"] = 2.0
    sound: Annotated[float, "low: a phone line changes it, and pitch variety helped women and hurt men (Benkí)"] = 2.0
    research: Annotated[float, "a fact from the notes is said (reason 7); judged only with notes on the prospect"] = 6.0
    novelty: Annotated[float, "not the last message again (reason 3); judged only with earlier messages"] = 6.0


@dataclass(frozen=True, slots=True)
class Rubric:
    """All that decides a score: hashable, part of a result."""

    name: Annotated[str, "Shown beside a score."] = "default"
    profile: Annotated[
        Profile,
        "callback: the message asks for a call back and gives a number. email: it points to an email and need not ask "
        "for anything else; in Gong's 300 million cold calls a voicemail doubled email replies (2.7 to 5.9 %) and made "
        "a later pick-up rarer.",
    ] = "callback"
    target_s: Annotated[
        float,
        "Kelley Robertson: aim for 20 s and never pass 30 s. Others say 8 to 40 s.",
    ] = 20.0
    limit_s: Annotated[float, "See target_s. Half the points for length are left here."] = 30.0
    verdict_on: Annotated[
        Literal["total_s", "spoken_span_s"],
        "total_s is what the prospect sits through; spoken_span_s forgives silence before and after the message.",
    ] = "total_s"
    budget_words_per_second: Annotated[
        float, "For the word budget: 50 words in 20 s. 150 words a minute is ordinary US conversation (NCVS)."
    ] = 2.5
    cryptic_below_words: Annotated[
        int, "A name, a company, a reason and a number (10 words) do not fit into fewer words."
    ] = 20
    cryptic_below_s: Annotated[float, "The same in time: 20 words at 2.5 words a second."] = 8.0
    pace_needs_words: Annotated[
        int, "Fewer words outside the phone number tell nothing of a pace: a single pause would decide it."
    ] = 8
    extra_fillers: Annotated[
        tuple[str, ...], 'More words or phrases to count as fillers wherever they stand, e.g. ["anyhow"].'
    ] = ()
    ignored_fillers: Annotated[tuple[str, ...], 'Fillers not to count, e.g. ["like"].'] = ()
    pass_score: Annotated[int, "The lowest C, as in a school."] = 70
    fail_on_reasons: Annotated[
        tuple[int, ...],
        "A flag for one of these of the nine reasons fails a message whatever its score: over the limit (1), too "
        "cryptic to be answered (2; under the callback profile without a number to call, too), or with neither their "
        "name nor anything about them (5).",
    ] = (1, 2, 5)
    pace: Annotated[
        PaceBand,
        "Words a second, the sayings of a phone number left out. Agreement on 1,380 cold telephone openings was best "
        "near 3.5 and fell on both sides (Benkí and others 2011; it may leave pauses out, so it is the outer "
        "limit here); conversation is 2.5 (NCVS), radio 2.7 to 3.0 "
        "(Rodero 2012), sales talk 2.9 (Gong).",
    ] = PaceBand()
    digits_per_second: Annotated[
        Ceiling,
        "Phone number: 120 words a minute is ideal for numbers that are copied down (DECtalk manual), a little more "
        "is still good.",
    ] = Ceiling(2.5, 3.5)
    fillers_per_20_s: Annotated[
        Ceiling,
        "One is fine: listeners agree most when a caller is moderately disfluent (Conrad and others 2013), and 5 a "
        "minute do no harm while 12 do (Laske and DiGennaro Reed 2024): 1.7 and 4 in 20 s. A message shorter than "
        "20 s counts as 20 s, so that one 'um' never costs; a longer one has more room.",
    ] = Ceiling(1.0, 2.0)
    pause_s: Annotated[
        Ceiling, "One second is about the longest silence that talk bears (Jefferson 1989); two sound like the end."
    ] = Ceiling(1.0, 2.0)
    dead_air_s: Annotated[
        Ceiling, "Silence before the first word, and after the last. As for a pause; a hand needs a second to hang up."
    ] = Ceiling(1.0, 2.0)
    reason_starts_s: Annotated[
        Ceiling,
        "When the reason or hook begins. A greeting, a name and a company are about 9 words or 4 s; 9 s is the time "
        "to delete that practitioners repeat (Salesopedia), folklore rather than a finding.",
    ] = Ceiling(6.0, 9.0)
    cliches: Annotated[
        Ceiling, "A strong cliché counts 1 and a weak one a half: one weak is to watch, one strong or two weak a flag."
    ] = Ceiling(0.0, 0.5)
    hedges: Annotated[
        Ceiling, "One hedge is ordinary speech: people make about 6 disfluencies of all kinds in 100 words (Lickley)."
    ] = Ceiling(1.0, 3.0)
    similarity: Annotated[
        Ceiling,
        "To an earlier message, 0 to 1, names and numbers left out (token sort ratio). Medians of "
        "practice messages put together from stock sentences for hook, result and ask: 0.94 where all three are the "
        "same, 0.70 where two are, 0.56 for one and 0.45 for none; one shared sentence reaches 0.68 at most.",
    ] = Ceiling(0.6, 0.75)
    speech_level_dbfs: Annotated[
        Floor, "Level of the speech: -10 to -30 dBFS is usual for recordings, a phone adds noise of its own."
    ] = Floor(-35.0, -45.0)
    signal_to_noise_db: Annotated[
        Floor, "Speech over noise: 15 dB is asked of classrooms (ANSI S12.60); at 10 dB words begin to be lost."
    ] = Floor(15.0, 10.0)
    clipped_fraction: Annotated[
        Ceiling, "Share of samples at full scale: one in 2,000 begins to be heard as crackle, one in 200 is distortion."
    ] = Ceiling(0.0005, 0.005)
    pitch_sd_semitones: Annotated[
        Floor, "Spread of the pitch: under 2 semitones sounds monotone, a convention of pitch trackers for speech."
    ] = Floor(2.0, 1.0)
    grades: Annotated[Grades, "As in US schools."] = Grades()
    weights: Annotated[Weights, "What the message says has 65 points of 100, how it is spoken 35."] = Weights()

    @property
    def length_s(self) -> Ceiling:
        """Target and limit as one ceiling."""
        return Ceiling(self.target_s, self.limit_s)

    @property
    def word_budget(self) -> int:
        """Words that fit into the target."""
        return round(self.target_s * self.budget_words_per_second)


def halved(excess: float, step: float) -> float:
    """1 with no excess, half of it a step later, and so on: the one curve of the score."""
    return float(0.5 ** (max(0.0, excess) / step))


def times_weighed(worth: float) -> float:
    """How many times a value of this worth weighs: once down to half, at the flag limit, then once more a step."""
    return max(1.0, -math.log2(max(worth, sys.float_info.min)))
