"""Where words lie in the recording: attention says about when, the speech map says exactly.

Attention errs by 50-150 ms inside speech, and has every word begin where the one before it ended: a word after a pause
is given the pause as well, so only its end tells where it is. The speech map has the edges to 10 ms and says nothing of
words. So spoken words are dealt out to the map's stretches, in order, at the least cost: of a word far from where
attention had it, of a stretch left without a word, of more or fewer words than a stretch has room for. Inside a stretch
words part at its lulls, the silences too short for pauses, where attention has a border near; else they touch and fill
it, but for a filled pause longer than its kind, which is taken to begin after a silence that noise hides.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from vmcoach.engines.voting import FilledPause
from vmcoach.engines.windows import Window
from vmcoach.speech import Recording, Span
from vmcoach.transcript import Word

# Expected lengths by spelling: a word of five letters takes about 0.35 s, a filled pause as long.
WORD_S, LETTER_S, FILLED_PAUSE_S = 0.1, 0.05, 0.35

ERROR_S = 0.15
"""How far attention may be off inside speech: a word this far from its stretch costs one."""
MOST_COST = 12.0
"""What a word costs however far away it is."""
EMPTY_COST, FULL_S = 6.0, 0.4
"""What a stretch without a word costs, if it is as long as a short word; shorter ones in proportion."""
ROOM_COST = 1.5
"""For each factor of e by which the words are longer or shorter than their stretch."""
LEAST_ROOM = 0.4
"""Of its expected share of a stretch, what a word keeps wherever attention has its borders."""

CLOSURE_S = 0.12
"""A lull that is no longer may be the closure of a stop inside a word (see `speech.detection`); a filled pause has no
stop. Of planted voicemails the borders beside lulls of 80-200 ms are off by 0.01 s instead of 0.11 in the median, the
ends of filled pauses by 0.02 instead of 0.16."""

LEFT_OUT_S = 1.2
"""A word that takes so much longer than its spelling suggests has the time of others that no row wrote: of 48
messages made to try this, one began with a sentence that Whisper left out, and of 72 that were harder to hear, three.
The stretch is heard again, alone: with what follows, the sentence is left out again. On the recordings that `whisper`
tells of, no word is more than 0.85 s too long."""

DICTATED = 3.0
"""How many times as long the words of a number may take: a digit a second. Of those recordings' 34 phone numbers none
took twice as long."""


@dataclass(frozen=True, slots=True)
class Said:
    """One spoken word with the time that attention gives it."""

    text: str
    start_s: float
    end_s: float
    is_filled_pause: bool = False

    @property
    def expected_s(self) -> float:
        """How long it should take, by its spelling."""
        return FILLED_PAUSE_S if self.is_filled_pause else WORD_S + LETTER_S * sum(map(str.isalnum, self.text))

    @property
    def middle_s(self) -> float:
        """Where it was said: attention's end is right, its start may hold a pause."""
        return self.end_s - min(self.expected_s, self.end_s - self.start_s) / 2


@dataclass(frozen=True, slots=True)
class Heard:
    """A word as it is written, with the times of the spoken words it stands for: "555-0147" is seven."""

    text: str
    spoken: tuple[Said, ...]
    probability: float
    filled_pause: FilledPause | None


def placed(heard: Sequence[Heard], recording: Recording, window: Window) -> list[Word]:
    """The words of a window in the recording's speech, in order and not overlapping."""
    spans = [
        Span(max(span.start_s, window.start_s), min(span.end_s, window.end_s))
        for span in recording.speech.spans
        if span.end_s > window.start_s and span.start_s < window.end_s
    ]
    if not heard or not spans:
        return []
    words = [word for each in heard for word in each.spoken]
    times = [
        time
        for span, (first, end) in zip(spans, dealt(words, spans), strict=True)
        for part, said in _parts(words[first:end], span, recording.speech.lulls)
        for time in _filling(said, part)
    ]
    return list(_joined(heard, times))


def is_too_long(heard: Heard, word: Word) -> bool:
    """Whether a word has the time of others that were not written; a number may be dictated slowly."""
    expected_s = sum(said.expected_s for said in heard.spoken) * (1 if len(heard.spoken) == 1 else DICTATED)
    return word.end_s - word.start_s > expected_s + LEFT_OUT_S


def completed(word: Word, heard: Heard, anew: Sequence[Heard], recording: Recording, part: Window) -> list[Word]:
    """What was heard anew where a word was too long, and at its end that word, if it was not heard there again.

    A filled pause too long was said at the start, not at the end; a number too long was itself not heard whole.
    """
    if heard.filled_pause or len(heard.spoken) > 1 or anew[-1].spoken[-1].text == heard.spoken[0].text:
        return placed(anew, recording, part)
    start_s = word.end_s - heard.spoken[0].expected_s
    return [*placed(anew, recording, replace(part, end_s=start_s)), replace(word, start_s=round(start_s, 3))]


def dealt(words: Sequence[Said], spans: Sequence[Span]) -> list[tuple[int, int]]:
    """For each stretch, in order, the first word in it and the one after the last; every word is in one."""
    count = len(words)
    expected_s = np.concatenate([[0.0], np.cumsum([word.expected_s for word in words])])
    reached = np.full(count + 1, np.inf)
    reached[0] = 0.0
    choices = []
    for span in spans:
        far = np.concatenate([[0.0], np.cumsum([_distance_cost(word, span) for word in words])])
        words_s = np.maximum(expected_s[None, :] - expected_s[:, None], 0.0)  # [first, end]
        costs = far[None, :] - far[:, None] + ROOM_COST * np.abs(np.log((words_s + 0.1) / (span.duration_s + 0.1)))
        np.fill_diagonal(costs, EMPTY_COST * min(1.0, span.duration_s / FULL_S))
        costs[np.tril_indices(count + 1, -1)] = np.inf
        total = reached[:, None] + costs
        choices.append(total.argmin(axis=0))
        reached = total.min(axis=0)
    shares, end = [], count
    for choice in reversed(choices):
        shares.append((int(choice[end]), end))
        end = int(choice[end])
    return shares[::-1]


def _distance_cost(word: Said, span: Span) -> float:
    return min(_apart_s(word.middle_s, span) / ERROR_S, MOST_COST)


def _parts(words: Sequence[Said], span: Span, lulls: Iterable[Span]) -> Iterator[tuple[Span, Sequence[Said]]]:
    """A stretch cut at the lulls that part two of its words, with the words of each part."""
    inside = [lull for lull in lulls if span.start_s < lull.start_s and lull.end_s < span.end_s]
    longest_last = sorted(inside, key=lambda lull: lull.duration_s)
    partings = {border: lull for lull in longest_last if (border := _border(words, lull))}
    begun, start_s = 0, span.start_s
    for border, lull in sorted(partings.items()):
        yield Span(start_s, lull.start_s), words[begun:border]
        begun, start_s = border, lull.end_s
    yield Span(start_s, span.end_s), words[begun:]


def _border(words: Sequence[Said], lull: Span) -> int:
    """Which word begins after a lull; 0 if there is none, or the lull may as well be inside a word."""
    far_s = [_far_s(word, later, lull) for word, later in pairwise(words)]
    if not far_s or min(far_s) > ERROR_S:
        return 0
    border = far_s.index(min(far_s)) + 1
    may_be_closure = lull.duration_s <= CLOSURE_S and not any(word.is_filled_pause for word in words[border - 1 :][:2])
    return 0 if may_be_closure else border


def _far_s(word: Said, later: Said, lull: Span) -> float:
    """How far a lull is from where one word may end and the next begin."""
    begins_s = max(word.end_s, later.end_s - later.expected_s)
    return max(lull.start_s - begins_s, word.end_s - lull.end_s, 0.0)


def _apart_s(time_s: float, span: Span) -> float:
    return max(span.start_s - time_s, time_s - span.end_s, 0.0)


def _filling(words: Sequence[Said], span: Span) -> list[tuple[float, float]]:
    """Times of words in a stretch: borders where attention has them, if that leaves each word some room."""
    if not words:
        return []
    expected_s = np.array([word.expected_s for word in words])
    least_s = LEAST_ROOM * span.duration_s * expected_s / expected_s.sum()
    borders_s = [span.start_s]
    for at, word in enumerate(words[:-1]):
        latest_s = span.end_s - float(least_s[at + 1 :].sum())
        borders_s.append(min(max(word.end_s, borders_s[-1] + float(least_s[at])), latest_s))
    borders_s.append(span.end_s)
    return [
        (max(start_s, end_s - FILLED_PAUSE_S) if word.is_filled_pause and at else start_s, end_s)
        for at, (word, (start_s, end_s)) in enumerate(zip(words, pairwise(borders_s), strict=True))
    ]


def _joined(heard: Sequence[Heard], times: Sequence[tuple[float, float]]) -> Iterator[Word]:
    """Written words, from the start of the first spoken word to the end of the last."""
    at = 0
    for each in heard:
        start_s, end_s = round(times[at][0], 3), round(times[at + len(each.spoken) - 1][1], 3)
        at += len(each.spoken)
        pause = each.filled_pause
        if pause is None:
            yield Word(each.text, start_s, end_s, "word", round(each.probability, 4))
        else:
            evidence = f"{pause.rows} of {pause.of_rows} rows wrote it"
            yield Word(each.text, start_s, end_s, "filled_pause", round(pause.probability, 4), evidence)
