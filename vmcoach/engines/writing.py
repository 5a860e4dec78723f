"""What Whisper writes of a window after each of several prompts: rows, all written at once, each token the likeliest.

A row is one reading of one window. A row that is finished leaves the batch. `openai-whisper`'s own `decode` gives the
same tokens for a row without a prompt (tests/test_writing.py); it runs one prompt at a time.

A draft is what a row may turn out to be: what it was when the take was not at its end yet. Its tokens are given to the
decoder all at once, and those stay that the decoder would have written there. Where it writes another, the next few
tokens are guessed: they are what stands behind the last two in the draft, or in another row of the window that is
further on. Each token is the likeliest after those before it, with a draft as without; but of the seventy steps for a
message of 20 s a good draft leaves fifteen. Without a draft a seventh of the steps goes, and a twelfth of the time.

Conventions: W windows, R rows each.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from vmcoach.engines.decoder import Decoder, Sound

if TYPE_CHECKING:
    import torch

TOKENS_PER_S = 8.0
"""More than anyone says: the fastest talkers reach five words a second, at 1.4 tokens a word."""
SPARE_TOKENS = 16

LOOP_TOKENS, LOOP_REPEATS, LOOP_LENGTH = 32, 4, 24
"""A pattern of up to 32 tokens, a sentence, that is there 4 times over, and in the last 24 tokens if it is shorter than
6, is a loop the decoder does not leave. People do say "five five five five", one word five times, or a number three
times."""

TAKEN_UP, GUESSED = 12, 3
"""Tokens guessed at a time, of the draft and of another row: each costs a tenth of a step at most, used or not."""
NEAR = 16
"""A row that is guessed from may have the same tokens at most so many places off."""

Draft = Sequence[int]
_Step = tuple[int, float, float]
"""The likeliest token, its log-probability and that of a filled pause."""


@dataclass(slots=True)
class Row:
    """What was written after one prompt, with the log-probability of each token and of a filled pause at its place.

    `filler_logprobs` has one more entry than `tokens`: the last is for the end of the text.
    """

    tokens: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    filler_logprobs: list[float] = field(default_factory=list)
    lost: bool = False
    """Whether it did not come to an end: it fell into a loop, or has more tokens than can be said."""
    no_speech: float = 0.0
    """Whisper's own probability that there is no speech."""

    @property
    def mean_logprob(self) -> float:
        """How sure the decoder was of what it wrote, on average."""
        return sum(self.logprobs) / max(1, len(self.logprobs))


@dataclass(slots=True)
class _Live:
    """A row that is still being written: of which window, after which prompt, and the most tokens it may have."""

    row: Row
    window: int
    prompt: int
    limit: int
    draft: Draft
    given: list[int]
    """Tokens for the decoder's next step ..."""
    known: int
    """... of which so many are not in question."""

    @property
    def is_new(self) -> bool:
        """Whether nothing was written yet."""
        return not self.row.logprobs


class Writer:
    """Writes after the same prompts in every window; holds no state between calls."""

    def __init__(
        self,
        decoder: Decoder,
        prompts: Sequence[Sequence[int]],
        allowed: Sequence[int],
        filled_pauses: Sequence[int],
    ) -> None:
        """`allowed` says for each prompt how many of the vocabulary's tokens may be written, from the first."""
        self._decoder, tokenizer = decoder, decoder.tokens.tokenizer
        marks = [*tokenizer.sot_sequence_including_notimestamps]
        self._starts = [[tokenizer.sot_prev, *prompt, *marks] if prompt else marks for prompt in prompts]
        self._longest, self._marks, self._end = max(map(len, self._starts)), len(marks), tokenizer.eot
        self._allowed = allowed
        self._filled_pauses = decoder.next_token.places(filled_pauses)[None]
        self._no_speech = decoder.next_token.places([tokenizer.no_speech])[None]

    def rows(
        self,
        sounds: Sequence[Sound],
        limits: Sequence[int],
        drafts: Sequence[Sequence[Draft]] | None = None,
        check: Callable[[Sequence[Sequence[Row]]], None] = lambda rows: None,
    ) -> list[list[Row]]:
        """For each window one row per prompt.

        Args:
            sounds: What is heard in each window.
            limits: The most tokens that a window's rows may have.
            drafts: For each window one per prompt.
            check: Called before each step with the rows so far; what it raises ends the writing.
        """
        live = [
            self._begun(window, at, limit, drafts[window][at] if drafts else ())
            for window, limit in enumerate(limits)
            for at in range(len(self._starts))
        ]
        rows = [each.row for each in live]
        beside = [rows[at : at + len(self._starts)] for at in range(0, len(rows), len(self._starts))]
        cache = self._decoder.cache(len(live))
        while live:
            check(beside)
            given = [each.given for each in live]
            states = self._decoder.states(given, [each.window for each in live], sounds, cache)
            if live[0].is_new:
                self._note_no_speech(states, live)
            steps = self._steps(states, live)
            cache.accept([self._append(each, steps, beside[each.window]) for each in live])
            kept = [at for at, each in enumerate(live) if each.given]
            if len(kept) < len(live):
                cache.keep(kept)
                live = [live[at] for at in kept]
        return beside

    def _begun(self, window: int, prompt: int, limit: int, draft: Draft) -> _Live:
        most, start = min(limit, self._decoder.context - self._longest), self._starts[prompt]
        return _Live(Row(), window, prompt, most, draft, [*start, *draft[:most]], len(start))

    def _steps(self, states: "torch.Tensor", live: Sequence[_Live]) -> Iterator[_Step]:
        """For each row, in order, what the decoder would write in each place in question."""
        firsts = _first_places(live)
        places = [
            (first + place, self._allowed[each.prompt])
            for first, each in zip(firsts, live, strict=True)
            for place in range(each.known - 1, len(each.given))
        ]
        begins = [first + each.known - 1 for first, each in zip(firsts, live, strict=True) if each.is_new]
        asked, allowed = zip(*places, strict=True)
        weighed = self._decoder.next_token.weigh(
            states[[*asked]], self._filled_pauses, allowed, [asked.index(place) for place in begins]
        )
        return zip(weighed.tokens, weighed.logprobs, weighed.asked.logsumexp(-1).tolist(), strict=True)

    def _append(self, live: _Live, steps: Iterator[_Step], beside: Sequence[Row]) -> int:
        """Write what the decoder would, as far as its next words are known; how many of the given tokens stay.

        `beside` are all rows of its window.
        """
        row, given = live.row, live.given
        mine = [next(steps) for _ in range(live.known - 1, len(given))]
        for place, (token, logprob, filler_logprob) in enumerate(mine, live.known):
            row.filler_logprobs.append(filler_logprob)
            row.logprobs.append(logprob)
            if token == self._end:
                break
            row.tokens.append(token)
            row.lost = len(row.tokens) >= live.limit or is_loop(row.tokens)
            if row.lost:
                break
            if place == len(given) or token != given[place]:
                guesses = (behind(row.tokens, other.tokens)[:GUESSED] for other in beside if other is not row)
                guessed = max([behind(row.tokens, live.draft)[:TAKEN_UP], *guesses], key=len)
                live.given, live.known = [token, *guessed[: live.limit - len(row.tokens)]], 1
                return place
        live.given = []
        return 0

    def _note_no_speech(self, states: "torch.Tensor", live: Sequence[_Live]) -> None:
        """How probable "no speech" was for each row at its start-of-transcript mark."""
        marks = [first + each.known - self._marks for first, each in zip(_first_places(live), live, strict=True)]
        probable = self._decoder.next_token.weigh(states[marks], self._no_speech).asked[:, 0].exp()
        for each, probability in zip(live, probable.tolist(), strict=True):
            each.row.no_speech = probability


def _first_places(live: Sequence[_Live]) -> list[int]:
    """For each row the place of its first given token among those of all."""
    return [*accumulate((len(each.given) for each in live[:-1]), initial=0)]


def behind(tokens: Sequence[int], draft: Draft) -> Draft:
    """What comes in a draft behind the last two tokens, nearest to where they are; nothing if they are not there."""
    here = len(tokens)
    near = sorted(range(max(2, here - NEAR), min(len(draft), here + NEAR + 1)), key=lambda at: abs(at - here))
    found = next((at for at in near if here >= 2 and draft[at - 2 : at] == tokens[-2:]), len(draft))
    return draft[found:]


def token_limit(duration_s: float) -> int:
    """The most tokens that can be said in some seconds."""
    return int(TOKENS_PER_S * duration_s) + SPARE_TOKENS


def is_loop(tokens: Sequence[int]) -> bool:
    """Whether the end of some tokens is one pattern over and over."""
    for size in range(1, LOOP_TOKENS + 1):
        length = max(LOOP_LENGTH, size * LOOP_REPEATS)
        if len(tokens) >= length and all(tokens[-at] == tokens[-at - size] for at in range(1, length - size + 1)):
            return True
    return False
