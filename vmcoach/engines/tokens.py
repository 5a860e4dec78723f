"""What the tokens of a Whisper model are: which may be written, which are figures or filled pauses."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vmcoach.engines.vocabulary import FILLED_PAUSES, LETTER_O, has_figure, is_annotation, is_written

if TYPE_CHECKING:
    from whisper.tokenizer import Tokenizer


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token numbers by what they are."""

    tokenizer: "Tokenizer"
    known: list[int]
    """The vocabulary: text in the Latin script, and the marks; all others are as good as not there.

    Figures come behind the rest of what may be written, "o" as a word before them, and last what never is: marks but
    that of the end, and what nobody says ("(").
    """
    without_letter_o: int
    """How many of the known may be written where nought is to be no letter, lest others follow ("O-T-O-S-E-N") ..."""
    without_figures: int
    """... how many where a number is to be spelt out ..."""
    written: int
    """... and how many may be written at all."""
    filled_pauses: list[int]

    def encode(self, text: str) -> list[int]:
        """The tokens of a text, marks that it may contain taken as text.

        `Tokenizer.encode` looks for the marks first, by a pattern of 1,600 that takes 0.15 s to compile.
        """
        return [*self.tokenizer.encoding.encode_ordinary(text)]


def read_tokens(is_multilingual: bool) -> Tokens:
    """The tokens of a model, fifty thousand of them."""
    from whisper.tokenizer import get_tokenizer

    tokenizer = get_tokenizer(is_multilingual, language="en", task="transcribe")
    read = tokenizer.encoding.decode_single_token_bytes
    texts = [read(token).decode(errors="replace") for token in range(tokenizer.eot)]
    marks = range(tokenizer.eot, tokenizer.timestamp_begin)
    spelt = map(tokenizer.encoding.encode_ordinary, FILLED_PAUSES)
    latin = [(token, text) for token, text in enumerate(texts) if is_written(text)]
    barred = [*(token for token, text in latin if is_annotation(text)), *marks[1:]]
    said = [(token, has_figure(text)) for token, text in latin if not is_annotation(text)]
    letters = [token for token, _ in said if texts[token] in LETTER_O]
    plain = [*(token for token, is_figure in said if not is_figure and token not in letters), tokenizer.eot]
    figures = [token for token, is_figure in said if is_figure]
    return Tokens(
        tokenizer=tokenizer,
        known=[*plain, *letters, *figures, *barred],
        without_letter_o=len(plain),
        without_figures=len(plain) + len(letters),
        written=len(plain) + len(letters) + len(figures),
        filled_pauses=sorted({tokens[0] for tokens in spelt if len(tokens) == 1}),
    )
