"""The message as one string in which phrases can be looked for, with the way back to its words.

    " good morning, victor^. this is dan^ miller^, we saved eleven# thousand# dollars~"

Filled pauses are left out, contractions opened ("i'm" is " i am") and the letters of an acronym joined ("ceo"; "i·t",
which is no pronoun). Behind a word stand, in this order:

    #        part of a number; a lone "one" is none
    ^ ~ `    may be part of a name: "^" with a capital in the transcript, "~" without, "`" where there are no capitals
    *        in no name but at the start of a company's: "Good Morning Coffee", with a capital in the transcript
    . , ?    its punctuation in the transcript; a long silence ends a sentence too
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from vmcoach.content.phrases import SoughtPhrase, read_table
from vmcoach.spoken import SpokenWord
from vmcoach.spoken.abbreviations import KEEP_THEIR_STOP
from vmcoach.spoken.number_words import NUMBER_WORDS
from vmcoach.transcript import CLOSING_QUOTES, Transcript

SENTENCE_PAUSE_S = 0.8
"""A silence nobody makes inside a clause: well beyond the 0.25 s from which a pause is counted."""

CLAUSE_END_WORDS = 5
"""How many words more are quoted of a long sentence: "you just opened a" alone tells nothing."""

CLAUSE_OPENERS = frozenset({"and", "but", "i", "we", "my", "so", "can", "could", "would", "please", "thanks", "call"})
"""Words that another clause may begin with, where no punctuation tells."""

_MARKS = {".": ".", "!": ".", "?": "?", "…": ",", ",": ",", ";": ",", ":": ",", "-": ",", "–": ",", "—": ","}
_ENDINGS = (("n't", "not"), ("'re", "are"), ("'ve", "have"), ("'ll", "will"), ("'m", "am"), ("'d", "would"))
_NUMBER_WORDS = NUMBER_WORDS | {"oh", "dozen"}
_NUMBER_LINKS = {"and", "point"}
_UNFINISHED = {"i", "we", "they", "the", "a", "an", "my", "your", "our", "their", "and", "or", "but", "because", "if"}
_AFTER_HESITATION = {"this", "so", "my", "and", "but", "anyway", "thanks"}
_WANT_ANOTHER = _UNFINISHED | {"of", "to", "with", "from", "for", "at", "on", "in", "by", "every", "most", "that"}
_BEHIND_IS = {
    "up", "due", "on", "at", "in", "been", "off", "out", "still", "not", "now", "the", "a", "an", "going", "getting",
    "gone", "ready",
}  # fmt: skip
"""In "your lease's up" the 's is a verb; where names have no capital, it may be "we did Medina's in a day"."""
_ALSO_ACRONYMS = {"IT", "US"}
_OPENING_QUOTES = "\"'“‘([¿¡"


@dataclass(frozen=True, slots=True)
class Run:
    """A run of spoken words, from `first` up to, not including, `end`."""

    first: int
    end: int

    def overlaps(self, other: "Run") -> bool:
        """True where the two share a word."""
        return self.first < other.end and other.first < self.end


@dataclass(frozen=True, slots=True)
class MarkedText:
    """The string, and for each of its words where it starts and which spoken words it is."""

    text: str
    cased: bool
    """Whether the transcript has capitals."""
    starts: tuple[int, ...]
    runs: tuple[Run, ...]
    words: tuple[str, ...]
    """The words without their marks."""
    marks: tuple[str, ...]
    """The marks behind each of them."""
    said: frozenset[str]
    """Each of them once."""

    def matches(self, phrase: SoughtPhrase) -> Iterator[re.Match[str]]:
        """Every place where a phrase is said."""
        return phrase.pattern.finditer(self.text) if phrase.may_be_in(self.said) else iter(())

    def run(self, start: int, end: int) -> Run:
        """The spoken words of a stretch of the string."""
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, end - 1) - 1
        return Run(self.runs[first].first, self.runs[last].end)

    def span(self, first: int, end: int) -> tuple[int, int]:
        """The stretch of the string from word `first` up to word `end`."""
        return self.starts[first], self.starts[end] if end < len(self.starts) else len(self.text) - 1

    def words_of(self, run: Run) -> frozenset[str]:
        """The words of a run, without their marks."""
        return frozenset(word for word, own in zip(self.words, self.runs, strict=True) if own.overlaps(run))

    def is_name(self, span: tuple[int, int]) -> bool:
        """True where every word of a stretch inside a sentence has a capital, as in a company's name."""
        stretch = self.text[slice(*span)].split(" ")[1:]
        return self.cased and self.text[span[0] - 1 : span[0]] not in ".?" and all("^" in word for word in stretch)

    def widen(self, span: tuple[int, int], words: int) -> tuple[int, int]:
        """The stretch and up to so many words more of its sentence."""
        found = re.compile(rf"(?:(?<![.?]) [^ ]+){{0,{words}}}(?= )").match(self.text, span[1])
        return (span[0], found.end()) if found else span

    def complete(self, span: tuple[int, int], back: int, ahead: int, behind: Iterable[Run] = ()) -> tuple[int, int]:
        """The stretch with the rest of its sentence, where its start and end are no further than so many words.

        Where the end is further, a few words more of its clause; the start is behind each of the runs `behind`.
        """
        start, end = span
        before = re.compile(rf"(?<![^.?])(?: [^ ]+(?<![.?])){{0,{back}}}$").search(self.text, 0, start)
        rest = re.compile(rf"(?:(?<![.?]) [^ ]+){{0,{ahead}}}(?<=[.?])(?= )").match(self.text, end)
        rest = rest or _rest_of_clause().match(self.text, end)
        ends = [at for at, run in zip(self.starts[1:], self.runs, strict=False) if any(map(run.overlaps, behind))]
        begin = max([before.start() if before else start, *(at for at in ends if at <= start)])
        return begin, rest.end() if rest else end


def mark(words: tuple[SpokenWord, ...], transcript: Transcript) -> MarkedText:
    """The marked text of a message."""
    cased = any(word.text[:1].isupper() for word in transcript.words)
    capitals = [not cased or word.text.lstrip(_OPENING_QUOTES)[:1].isupper() for word in transcript.words]
    opened = [(run, _open(words, run, capitals[words[run.first].written])) for run in _tokens(words)]
    said = tuple(part for _, parts in opened for part in parts)
    numbers = _number_places(said)
    starts, runs = [], []
    marks: list[str] = []
    length = 0
    for run, parts in opened:
        for place, part in enumerate(parts):
            name = "" if place else _name_mark(part, transcript.words[words[run.first].written].text, cased)
            punctuation = _punctuation(words, run.end - 1, transcript) if place == len(parts) - 1 else ""
            starts.append(length)
            runs.append(run)
            marks.append(f"{'#' * (len(marks) in numbers)}{name}{punctuation}")
            length += len(f" {part}{marks[-1]}")
    text = "".join(f" {part}{mark}" for part, mark in zip(said, marks, strict=True)) + " "
    return MarkedText(text, cased, tuple(starts), tuple(runs), said, tuple(marks), frozenset(said))


def _tokens(words: tuple[SpokenWord, ...]) -> list[Run]:
    """Which words make one word of the text: each its own, but the letters of an acronym together."""
    runs: list[Run] = []
    for index, word in enumerate(words):
        if word.kind == "filled_pause":
            continue
        before = words[runs[-1].first] if runs and runs[-1].end == index else None
        if before and before.written == word.written and _is_letter(before.text) and _is_letter(word.text):
            runs[-1] = Run(runs[-1].first, index + 1)
        else:
            runs.append(Run(index, index + 1))
    return runs


def _is_letter(text: str) -> bool:
    return len(text.removesuffix("'s")) == 1 and text[0].isalpha()


def _open(words: tuple[SpokenWord, ...], run: Run, has_capital: bool) -> tuple[str, ...]:
    if run.end - run.first == 1:
        opened = open_contraction(words[run.first].text)
        following = words[run.end].text if run.end < len(words) else ""
        is_verb = opened[-1].endswith("'s") and following in _BEHIND_IS and not has_capital
        return (opened[-1].removesuffix("'s"), "is") if is_verb else opened
    letters = [word.text for word in words[run.first : run.end]]
    joined = "".join(letters)
    return ("·".join(letters) if joined in never_names() else joined,)


def _number_places(parts: Sequence[str]) -> set[int]:
    """Which words belong to a number: "one" and "oh" beside another number word, "and" and "point" between two."""
    said = [False, *(part in _NUMBER_WORDS for part in parts), False]
    return {
        place
        for place, (part, before, is_number, after) in enumerate(zip(parts, said, said[1:], said[2:], strict=False))
        if (is_number and (part not in ("one", "oh") or before or after))
        or (part in _NUMBER_LINKS and before and after)
    }


def _name_mark(part: str, written: str, cased: bool) -> str:
    capital = cased and written.lstrip(_OPENING_QUOTES)[:1].isupper()
    if part in never_names() and written.strip(CLOSING_QUOTES + ".,?!") not in _ALSO_ACRONYMS:
        return "*" * (capital and len(part) > 1)
    if capital:
        return "^"
    return "" if part in seldom_names() else "~" if cased else "`"


@lru_cache(maxsize=4096)
def open_contraction(text: str) -> tuple[str, ...]:
    """The words of a contraction, without anything that could be taken for a mark."""
    clean = re.sub(r"[\s#^~`*.,?]", "", text.lower().replace("’", "'")) or "-"
    if full := read_table("names")["contractions"].get(clean):
        return tuple(full.split())
    for ending, word in _ENDINGS:
        if clean.endswith(ending) and clean != ending:
            return clean.removesuffix(ending), word
    return (clean,)


@cache
def _rest_of_clause() -> re.Pattern[str]:
    """A few words of one clause, digits of a phone number not among them; the last does not want another."""
    opens, wants = "|".join(CLAUSE_OPENERS), "|".join(_WANT_ANOTHER)
    first = r"(?:(?<= because) (?:i|we|my))?"
    word = rf"(?<![.,?])(?! (?:{opens})\*? | [^ ]+#[.,?]? [^ ]+#) [^ ]+"
    return re.compile(rf"{first}(?:{word}){{0,{CLAUSE_END_WORDS - 1}}}(?! (?:{wants})\*? ){word}(?= )")


@cache
def never_names() -> frozenset[str]:
    """Words that are in no name, capital or not."""
    return frozenset(read_table("names")["never_names"].split())


@cache
def seldom_names() -> frozenset[str]:
    """Words that are no names where nothing has a capital."""
    return NUMBER_WORDS | frozenset(read_table("names")["seldom_names"].split())


@cache
def sentence_openers() -> frozenset[str]:
    """Words that begin sentences and are no names."""
    return never_names() | seldom_names() | frozenset(read_table("names")["sentence_openers"].split())


def _punctuation(words: tuple[SpokenWord, ...], index: int, transcript: Transcript) -> str:
    """The mark after a word: as written behind it, a dash that stands alone too, else a sentence end where a long
    silence follows. A dash that is a word was said: "2 - 3".

    A full stop before a filled pause is a sentence end only if the next word begins a sentence, by its capital or by
    what it is: engines write "a ten minute. Um, call". No sentence ends there in a word that wants another: "Can I? Um,
    call".
    """
    word = words[index]
    following = words[index + 1] if index + 1 < len(words) else None
    if following is None or following.written != word.written:
        end = following.written if following else len(transcript.words)
        written = "".join(each.text for each in transcript.words[word.written : end]).rstrip(CLOSING_QUOTES)
        if written.lower() not in KEEP_THEIR_STOP and (mark := _MARKS.get(written[1:][-1:])):
            hesitates = following is not None and following.kind == "filled_pause"
            ends = word.text not in _UNFINISHED and (mark != "." or _begins_sentence(words, index + 1, transcript))
            return "," if hesitates and not ends else mark
    return "." if following is not None and following.start_s - word.end_s >= SENTENCE_PAUSE_S else ""


def _begins_sentence(words: tuple[SpokenWord, ...], index: int, transcript: Transcript) -> bool:
    """True where the next word, filled pauses left out, is one that a sentence is begun with after a hesitation, or has
    a capital that only the start of a sentence gives it.
    """
    following = next((words[at] for at in range(index, len(words)) if words[at].kind == "word"), None)
    if following is not None and following.text in _AFTER_HESITATION:
        return True
    if following is None or following.text not in never_names() - {"i"}:
        return False
    return transcript.words[following.written].text[:1].isupper()
