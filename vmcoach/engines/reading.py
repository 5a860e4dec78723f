"""From the tokens of a row to a reading: its spoken words and what it says of a filled pause between them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vmcoach.engines.decoder import Row
from vmcoach.engines.vocabulary import is_filled_pause
from vmcoach.engines.voting import LEAST_EVIDENCE, Reading
from vmcoach.spoken import SpokenWord, spoken_words
from vmcoach.transcript import EngineInfo, Transcript, Word

if TYPE_CHECKING:
    from whisper.tokenizer import Tokenizer

_NO_ENGINE = EngineInfo("", "", "")


def reading_of(row: Row, tokenizer: "Tokenizer") -> Reading:
    """A row as spoken words; a gap's evidence is the best of the places in it, punctuation and fillers between."""
    pieces = _pieces(row.tokens, tokenizer)
    words = [Word(text.strip(), 0.0, 0.0, "filled_pause" if is_filled_pause(text) else "word") for text, _ in pieces]
    by_piece: dict[int, list[SpokenWord]] = {}
    for each in spoken_words(Transcript(tuple(words), _NO_ENGINE)):
        by_piece.setdefault(each.written, []).append(each)
    said, origins, evidence, fillers = [], [], [LEAST_EVIDENCE], [()]  # type: ignore[var-annotated]
    for at, (text, places) in enumerate(pieces):
        evidence[-1] = max(evidence[-1], row.filler_logprobs[places[0]])
        if words[at].kind == "filled_pause":
            fillers[-1] = (*fillers[-1], _plain(text))
        for each in by_piece.get(at, ()):
            if each.kind == "filled_pause":
                continue
            said.append(each.text)
            origins.append(at)
            evidence.append(LEAST_EVIDENCE)
            fillers.append(())
        evidence[-1] = max([evidence[-1], *(row.filler_logprobs[place] for place in _marks(row, places, tokenizer))])
    if len(row.filler_logprobs) > len(row.tokens):
        evidence[-1] = max(evidence[-1], row.filler_logprobs[-1])
    return Reading(tuple(said), tuple(origins), tuple(word.text for word in words), tuple(evidence), tuple(fillers))


def _pieces(tokens: Sequence[int], tokenizer: "Tokenizer") -> list[tuple[str, list[int]]]:
    """Words as written, each with the places of its tokens; a token that begins with a space begins a word."""
    pieces: list[tuple[bytes, list[int]]] = []
    for place, token in enumerate(tokens):
        text = tokenizer.encoding.decode_single_token_bytes(token)
        if not pieces or text.startswith(b" "):
            pieces.append((text, [place]))
        else:
            pieces[-1] = (pieces[-1][0] + text, [*pieces[-1][1], place])
    return [(text.decode(errors="replace"), places) for text, places in pieces]


def _marks(row: Row, places: Sequence[int], tokenizer: "Tokenizer") -> list[int]:
    """Places in a word where only punctuation was written: a filled pause could have stood there instead."""
    return [
        place
        for place in places[1:]
        if not any(map(str.isalnum, tokenizer.decode([row.tokens[place]]).replace("�", "a")))
    ]


def _plain(text: str) -> str:
    return "".join(filter(str.isalpha, text.lower()))
