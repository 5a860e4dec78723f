"""Words as they were heard, with times: what an engine gives and everything later reads.

Conventions: seconds from the start of the recording; words ordered by start, inside the recording, not overlapping
(`end_s` <= next `start_s`), zero length allowed. `text` is as the engine wrote it, punctuation and capitals included
("(512) 555-0147,"): the spoken form is made in `spoken`.
"""

from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from vmcoach.errors import UsageError

WordKind = Literal["word", "filled_pause"]

CLOSING_QUOTES = "\"'”’)] "
"""What may stand behind the punctuation of a word."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word or filled pause of a recording."""

    text: str
    start_s: float
    end_s: float
    kind: WordKind = "word"
    probability: float = 1.0
    """How sure the engine is of it; 1 where a script or an engine does not say."""
    evidence: str = ""
    """For a filled pause, where it came from, e.g. "plain", "disfluent rows 3/3 + acoustics"."""


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """Which engine, model and version heard a recording; `settings` tells two configurations apart."""

    name: str
    model: str
    version: str
    settings: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything heard in one recording; no words at all when there was no speech."""

    words: tuple[Word, ...]
    engine: EngineInfo
    doubtful: tuple[Word, ...] = ()
    """Possible filled pauses: shown apart, never counted."""

    @property
    def text(self) -> str:
        """The transcript for reading, filled pauses in place."""
        return " ".join(word.text for word in self.words)


def transcript_to_dict(transcript: Transcript) -> dict[str, Any]:
    """Plain values for JSON."""
    return asdict(transcript)


def transcript_from_dict(values: dict[str, Any], origin: str = "transcript") -> Transcript:
    """The transcript that `transcript_to_dict` wrote; raises UsageError, in which `origin` names the file."""
    try:
        return Transcript(
            words=tuple(_word(word) for word in values["words"]),
            engine=EngineInfo(**values.get("engine", {"name": "scripted", "model": "", "version": "1"})),
            doubtful=tuple(_word(word) for word in values.get("doubtful", ())),
        )
    except (KeyError, TypeError) as error:
        raise UsageError(
            f"{origin}: not a transcript of vmcoach ({error}); it needs a list of words with times"
        ) from error


def _word(values: dict[str, Any]) -> Word:
    """A word whose values are of the types that it declares; raises TypeError."""
    word = Word(**values)
    texts, numbers = (word.text, word.evidence), (word.start_s, word.end_s, word.probability)
    is_typed = all(isinstance(each, str) for each in texts) and all(isinstance(each, int | float) for each in numbers)
    if not is_typed or word.kind not in get_args(WordKind):
        raise TypeError(f"{values} is no word")
    return word
