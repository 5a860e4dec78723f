"""A written script before it is spoken: how long it will take, what it says, and what to cut.

Conventions: seconds from the first word to the end of the last; the silence before and after comes on top. Times of
words are predicted, not measured.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vmcoach.assessment import Cut, DurationVerdict, cut_list, next_step
from vmcoach.assessment.message import LENGTH_VERDICTS
from vmcoach.content import Content, Quote, find_content
from vmcoach.engines.vocabulary import is_filled_pause
from vmcoach.errors import UsageError
from vmcoach.measures.fillers import Fillers, OwnWords, find_fillers
from vmcoach.measures.phone_number import PhoneNumber, find_phone_number
from vmcoach.prospect import Mention, Prospect, facts_said, forbidden_said
from vmcoach.rubric import Rubric
from vmcoach.script.practised import practised
from vmcoach.script.sentences import unmarked_ends
from vmcoach.script.tempo import (
    FINAL_SYLLABLES,
    Tempo,
    ends_sentence,
    is_paused_at,
    is_within,
    sentence_ends,
    tempo_of,
)
from vmcoach.spoken import SpokenWord, spoken_words
from vmcoach.spoken.timing import syllables
from vmcoach.transcript import EngineInfo, Transcript, Word

__all__ = ["MOST_WORDS", "Script", "Tempo", "review", "tempo_of"]

MOST_WORDS = 5_000
"""Half an hour of speech: whatever is longer is no voicemail."""

_WRITTEN = EngineInfo("script", "", "1")
_OWN_LETTERS = re.compile("[a-z]")
_PARAGRAPH = re.compile(r"\n\s*\n|\n\s*(?:[-–*•]|\d\d?[.)])\s")


@dataclass(frozen=True, slots=True)
class Script:
    """What is predicted of a script and found in it."""

    words: tuple[SpokenWord, ...]
    """As they will be spoken, with predicted times."""
    predicted_s: float
    interval_s: tuple[float, float]
    """Between which nine takes of ten will lie."""
    tempo: Tempo
    """For this script."""
    rubric: Rubric
    verdict: DurationVerdict
    """Of `predicted_s`."""
    number_s: float
    """Seconds of `predicted_s` that the call-back number takes."""
    phone_number: PhoneNumber | None
    content: Content
    hook: Quote | None
    next_step: Quote | None
    fillers: Fillers
    mentions: tuple[Mention, ...] | None
    """Facts of the notes that it says; None where there are none."""
    forbidden: tuple[Mention, ...]
    """What it says although the notes ask not to mention it."""
    cuts: tuple[Cut, ...]


def review(text: str, rubric: Rubric, tempo: Tempo, prospect: Prospect | None = None) -> Script:
    """What a script will take at a tempo, and what it says.

    Raises UsageError where it holds no words or too many, or mostly words in other letters than those of English.
    """
    transcript = _transcript(text)
    spoken = spoken_words(transcript.words)
    tempo = practised(tempo, _timed(spoken, transcript, tempo))
    words = _timed(spoken, transcript, tempo)
    if not words:
        raise UsageError("The script holds no words; write down what you would say.")
    if sum(_OWN_LETTERS.search(word.text) is None for word in words) * 2 > len(words):
        raise UsageError("The script holds mostly other letters than English has; only English can be predicted.")
    predicted_s = words[-1].end_s
    content = find_content(words, _transcript(text, breaths=False))
    number = find_phone_number(words, transcript)
    mentions = facts_said(prospect, words) if prospect else None
    own = OwnWords(rubric.extra_fillers, rubric.ignored_fillers)
    fillers = find_fillers(words, _placed(transcript, words), (), predicted_s, own)
    return Script(
        words=words,
        predicted_s=predicted_s,
        interval_s=tempo.interval_s(predicted_s),
        tempo=tempo,
        rubric=rubric,
        verdict=LENGTH_VERDICTS[rubric.length_s.level(predicted_s)],
        number_s=sum(saying.duration_s for saying in number.sayings) if number else 0.0,
        phone_number=number,
        content=content,
        hook=content.specific_hook or next((mention.quote for mention in mentions or ()), None),
        next_step=next_step(content, words, rubric.profile),
        fillers=fillers,
        mentions=mentions,
        forbidden=forbidden_said(prospect, words) if prospect else (),
        cuts=cut_list(words, content, fillers, predicted_s, rubric.target_s, number),
    )


def _transcript(text: str, breaths: bool = True) -> Transcript:
    """The script as if it had been heard, without times; blank lines, items of a list and `breaths` end sentences."""
    written = [word for paragraph in _PARAGRAPH.split(f"\n{text}") for word in _sentences(paragraph, breaths)]
    if len(written) > MOST_WORDS:
        raise UsageError(f"The script holds {len(written)} words; give one message, of at most {MOST_WORDS}.")
    return Transcript(tuple(written), _WRITTEN)


def _sentences(paragraph: str, breaths: bool) -> Iterator[Word]:
    """The words of a paragraph, with a full stop wherever a sentence ends without one."""
    words = [Word(text, 0.0, 0.0, "filled_pause" if is_filled_pause(text) else "word") for text in paragraph.split()]
    begun = 0
    while begun < len(words):
        ends = (at for at in range(begun, len(words)) if ends_sentence(words[at]))
        end = next(ends, len(words) - 1)
        said = [at for at in range(begun, end + 1) if words[at].kind == "word"]
        unmarked = {said[at] for at in unmarked_ends([words[at].text for at in said], breaths)} | {end}
        for at in range(begun, end + 1):
            yield _ended(words[at]) if at in unmarked else words[at]
        begun = end + 1


def _ended(word: Word) -> Word:
    return word if ends_sentence(word) else replace(word, text=f"{word.text.rstrip(',')}.")


def _timed(words: Sequence[SpokenWord], transcript: Transcript, tempo: Tempo) -> tuple[SpokenWord, ...]:
    """The words one after another, each as long as the tempo says."""
    ordered = tuple(replace(word, start_s=at, end_s=at + 1) for at, word in enumerate(words))
    number = find_phone_number(ordered, transcript)
    sayings = [(saying.start_s, saying.end_s) for saying in number.sayings] if number else []
    ends = sentence_ends(ordered, transcript.words)
    timed, now_s = [], 0.0
    for at, word in enumerate(ordered):
        end_s = now_s + _length_s(word, is_within(word, sayings), at in ends, tempo)
        timed.append(replace(word, start_s=now_s, end_s=end_s))
        now_s = end_s + (tempo.pause_s if is_paused_at(at, ordered, ends) else 0.0)
    return tuple(timed)


def _length_s(word: SpokenWord, is_digit: bool, ends_sentence: bool, tempo: Tempo) -> float:
    if word.kind == "filled_pause":
        return tempo.filled_pause_s
    return tempo.digit_s if is_digit else (syllables(word.text) + FINAL_SYLLABLES * ends_sentence) * tempo.syllable_s


def _placed(transcript: Transcript, words: Sequence[SpokenWord]) -> Transcript:
    """The transcript with the times of its spoken words."""
    spans: dict[int, tuple[float, float]] = {}
    for word in words:
        start_s = spans.get(word.written, (word.start_s, 0.0))[0]
        spans[word.written] = (start_s, word.end_s)
    last_s, placed = 0.0, []
    for at, written in enumerate(transcript.words):
        start_s, last_s = spans.get(at, (last_s, last_s))
        placed.append(replace(written, start_s=start_s, end_s=last_s))
    return replace(transcript, words=tuple(placed))
