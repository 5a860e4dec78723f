"""What the tokens of a Whisper model are: which may be written, which are figures or filled pauses."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vmcoach.engines.vocabulary import FILLED_PAUSES, has_figure, is_written

if TYPE_CHECKING:
    from whisper.tokenizer import Tokenizer


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token numbers by what they are."""

    tokenizer: "Tokenizer"
    known: list[int]
    """Those of text in the Latin script, and the marks; all others are as good as not there."""
    barred: list[int]
    """Known, and never written: marks but that of the end, and what is no speech ("♪")."""
    figures: list[int]
    filled_pauses: list[int]


def read_tokens(is_multilingual: bool) -> Tokens:
    """The tokens of a model, fifty thousand of them."""
    from whisper.tokenizer import get_tokenizer

    tokenizer = get_tokenizer(is_multilingual, language="en", task="transcribe")
    read = tokenizer.encoding.decode_single_token_bytes
    texts = [read(token).decode(errors="replace") for token in range(tokenizer.eot)]
    marks = range(tokenizer.eot, tokenizer.timestamp_begin)
    spelt = map(tokenizer.encode, FILLED_PAUSES)
    return Tokens(
        tokenizer=tokenizer,
        known=[*(token for token, text in enumerate(texts) if is_written(text)), *marks],
        barred=[*tokenizer.non_speech_tokens, *marks[1:]],
        figures=[token for token, text in enumerate(texts) if has_figure(text)],
        filled_pauses=sorted({tokens[0] for tokens in spelt if len(tokens) == 1}),
    )
