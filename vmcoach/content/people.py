"""Who is called, who calls and for which company: names in the frames of `names.toml`."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain

from vmcoach.content.marked import MarkedText, Run
from vmcoach.content.phrases import PhraseCompiler, SoughtPhrase, any_of, read_table

CLOSING_WORDS = 12
"""A sign-off with a name begins within the last words of a message."""

OPENING_WORDS = 16
"""Who calls from where is said within the first words."""


_FRAMES = (
    "recipient", "recipient_opening", "recipient_closing", "caller", "caller_beside", "caller_opening", "company",
    "company_opening",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class People:
    """The names of a message, as runs of its words."""

    recipient: Run | None
    caller: Run | None
    company: Run | None


def find_people(text: MarkedText) -> People:
    """Recipient, caller and company of a message."""
    frames = _frames()
    opening = text.starts[OPENING_WORDS] if len(text.starts) > OPENING_WORDS else sys.maxsize
    recipient = next(_named(text, frames["recipient"], "person"), None)
    caller, company = _caller(text, frames["caller"], recipient)
    beside = _caller(text, frames["caller_beside"], recipient)
    if caller is None:
        caller = beside[0] or next(_named(text, frames["caller_opening"], "person", end=opening), None)
    if company is None:
        at_start = _named(text, frames["company_opening"], "firm", end=opening)
        firms = chain(_named(text, frames["company"], "firm"), filter(None, beside[1:]), at_start)
        company = next((firm for firm in firms if not (caller and firm.overlaps(caller))), None)
    return People(recipient or _recipient_at_ends(text, frames, caller), caller, company)


@cache
def titles() -> frozenset[str]:
    """What may stand before a name, as spoken: "mister", "doctor"."""
    return frozenset(title.strip() for title in read_table("names")["sets"]["title"].split("|"))


def _caller(text: MarkedText, phrases: list[SoughtPhrase], recipient: Run | None) -> tuple[Run | None, Run | None]:
    """The caller and the company of the first frame that names neither of them as the one who is called."""
    for phrase in phrases:
        for found in text.matches(phrase):
            person = text.run(*found.span("person"))
            firm = text.run(*found.span("firm")) if "firm" in found.re.groupindex else None
            is_bare = not text.text[found.start() : found.start("person")].strip()  # no "this is" before it
            addressed = is_bare and text.text.startswith(" i ", found.end("person"))
            is_called = person == recipient or _is_again(text, person, recipient)
            if not (addressed and is_called) and not _is_again(text, firm, recipient):
                return person, firm
    return None, None


def _is_again(text: MarkedText, name: Run | None, recipient: Run | None) -> bool:
    """True where a later name is the recipient's: "This is Joe. Dana, I work with Acme"."""
    if name is None or recipient is None or name.first < recipient.end:
        return False
    return text.words_of(name) <= text.words_of(recipient)


def _named(
    text: MarkedText, phrases: list[SoughtPhrase], group: str, start: int = 0, end: int = sys.maxsize
) -> Iterator[Run]:
    for phrase in phrases:
        for found in text.matches(phrase, start, end):
            yield text.run(*found.span(group))


def _recipient_at_ends(text: MarkedText, frames: dict[str, list[SoughtPhrase]], caller: Run | None) -> Run | None:
    for phrase in frames["recipient_opening"]:
        if (found := next(text.matches(phrase), None)) and found.start() == 0:
            return text.run(*found.span("person"))
    tail = text.starts[-CLOSING_WORDS:][0] if text.starts else 0
    closing = _named(text, frames["recipient_closing"], "person", start=tail)
    own = text.words_of(caller) if caller else frozenset()
    return next((run for run in closing if own.isdisjoint(text.words_of(run))), None)


@cache
def _frames() -> dict[str, list[SoughtPhrase]]:
    table = read_table("names")
    compiler = PhraseCompiler(table["sets"], _name_patterns(), table["gap_ends"].split())
    frames = {part: [compiler.compile(phrase) for phrase in table[part]] for part in _FRAMES}
    sign_off = compiler.source("$sign_off | thanks | again")
    frames["recipient_closing"] = [
        compiler.compile(phrase, f"(?:{sign_off})* $") for phrase in table["recipient_closing"]
    ]
    return frames


def _name_patterns() -> dict[str, str]:
    """Names as patterns: a run of words as long as it can be, ended by a mark or by a word that is in no name.

    Atomic groups: a name is never cut short to make the rest of a frame fit.
    """
    capital, small = " [^ ^`]+[\\^`]", " [^ ~`]+[~`]"
    names = read_table("names")
    particles = rf"(?: {any_of(names['particles'].split())}[~`]?){{0,2}}"
    # Not "Jennifer Jennifer": she is called, and then spoken to.
    name = r"(?! one[\^`]) [^ #^`]+(?<!'s)[\^`]"  # "One of Acme's drivers" and "Pastor Jim's nephew" are no callers
    person = rf"{particles}(?P<given>{name})(?:(?!(?P=given)){particles}{name}){{0,2}}(?:[.,?]|(?! [^ ]+'s[\^`]))"
    stumble = r"(?: (?P<begun>[^ ^`.,]+)[\^`],?(?= (?P=begun)[\^`] [^ ^`]+[\^`]))?"  # "Chad, Chad Whitmore"
    titles = PhraseCompiler(names["sets"]).source("$title")
    opening = rf"(?:(?!{titles}) [^ *]+\*){{0,2}}"
    firm = rf"{opening}{capital}(?:(?: (?:and|of|the|for)\*?)?{capital}){{0,5}}[.,?]?"
    anyone = " [^ #^~`]+(?<!'s)[#^~`]{1,2}"
    return {
        "Person": f"{stumble}(?P<person>(?>{person}))",
        "Firm": f"(?P<firm>(?>{firm}))",
        "person": f"{stumble}(?P<person>(?>{person}|{small}(?:{small})?[.,?]?))",
        "firm": f"(?P<firm>(?>{firm}|{small}(?:{small}){{0,2}}[.,?]?))",
        "anyone": f"(?P<person>(?>(?:{anyone}){{1,3}}[.,?]?))",
    }
