"""Who is called, who calls and for which company: names in the frames of `names.toml`."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain

from vmcoach.content.marked import MarkedText, Run, sentence_openers
from vmcoach.content.phrases import PhraseCompiler, SoughtPhrase, any_of, read_table

CLOSING_WORDS = 12
"""A sign-off with a name begins within the last words of a message."""

OPENING_WORDS = 16
"""Who calls from where is said within the first words."""


_FRAMES = (
    "recipient", "recipient_opening", "recipient_behind_caller", "recipient_spoken_to", "caller", "caller_beside",
    "caller_opening", "company", "company_opening",
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
    recipient = next(_named(text, frames["recipient"], "person"), None)
    caller, company = _caller(text, frames["caller"], recipient)
    if caller is None or company is None:
        caller, company = _caller_otherwise(text, frames, recipient, caller, company)
    if recipient is None or (caller and recipient.overlaps(caller)):  # "Hello. Gemma, Bright Spark"
        recipient = _recipient_otherwise(text, frames, caller, company)
    return People(recipient, caller, company)


@cache
def titles() -> frozenset[str]:
    """What may stand before a name, as spoken: "mister", "doctor"."""
    return frozenset(title.strip() for title in read_table("names")["sets"]["title"].split("|"))


def _caller(
    text: MarkedText, phrases: list[SoughtPhrase], recipient: Run | None, company: Run | None = None
) -> tuple[Run | None, Run | None]:
    """The caller and the company of the first frame that names neither of them as the one who is called."""
    for phrase in phrases:
        for found in text.matches(phrase):
            person = text.run(*found.span("person"))
            firm = text.run(*found.span("firm")) if "firm" in found.re.groupindex else None
            is_bare = not text.text[found.start() : found.start("person")].strip()  # no "this is" before it
            addressed = text.text.startswith(" i ", found.end("person")) or _are_people(person, firm, company)
            is_called = person == recipient or _is_again(text, person, recipient)
            if not (is_bare and addressed and is_called) and not _is_again(text, firm, recipient):
                return person, firm
    return None, None


def _are_people(person: Run, firm: Run | None, company: Run | None) -> bool:
    """True where a name and what follows it are rather who is called and who calls: "Hi, Roz, Kyle."."""
    if firm is None or firm.first != person.end:
        return False
    return person.end - person.first == firm.end - firm.first == 1 or bool(company and not company.overlaps(firm))


def _caller_otherwise(
    text: MarkedText,
    frames: dict[str, list[SoughtPhrase]],
    recipient: Run | None,
    caller: Run | None,
    company: Run | None,
) -> tuple[Run | None, Run | None]:
    """The caller and the company, with those that weaker frames name where one is not known."""
    opening = _opening(text)
    stated = company or next(_named(text, frames["company"], "firm"), None)
    person, firm = _caller(text, frames["caller_beside"], recipient, stated)
    caller = caller or person or next(_named(text, frames["caller_opening"], "person", end=opening), None)
    at_start = _named(text, frames["company_opening"], "firm", end=opening)
    firms = filter(None, chain([company], _named(text, frames["company"], "firm"), [firm], at_start))
    return caller, next((each for each in firms if not (caller and each.overlaps(caller))), None)


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


def _recipient_otherwise(
    text: MarkedText, frames: dict[str, list[SoughtPhrase]], caller: Run | None, company: Run | None
) -> Run | None:
    """Who is named without a greeting: neither caller nor company."""
    own = text.words_of(caller) if caller else frozenset()
    for run in chain(_recipient_before(text, frames, caller, company), _recipient_behind(text, frames, caller)):
        is_caller = caller is not None and (
            run.overlaps(caller) or (run.first >= caller.end and text.words_of(run) & own)
        )
        if not is_caller and not (company and run.overlaps(company)):
            return run
    return None


def _recipient_before(
    text: MarkedText, frames: dict[str, list[SoughtPhrase]], caller: Run | None, company: Run | None
) -> Iterator[Run]:
    """As the first words, or as a sentence's only words before the caller's name; a company may stand there too."""
    for phrase in frames["recipient_opening"]:
        if (found := next(text.matches(phrase), None)) and found.start() == 0:
            yield text.run(*found.span("person"))
    if caller and company and text.cased:
        end = min(text.place(caller.first), _opening(text))
        yield from _no_openers(text, _named(text, frames["recipient_before_caller"], "person", end=end))


def _recipient_behind(text: MarkedText, frames: dict[str, list[SoughtPhrase]], caller: Run | None) -> Iterator[Run]:
    """As the start of a sentence behind the caller's name, at the end of one, or in the sign-off."""
    if caller:
        behind = _no_openers(text, _named(text, frames["recipient_behind_caller"], "person", text.place(caller.end)))
        yield from (run for run in behind if text.place(run.first) < _opening(text))
        yield from _named(text, frames["recipient_spoken_to"], "person")
    tail = text.starts[-CLOSING_WORDS:][0] if text.starts else 0
    yield from _named(text, frames["recipient_closing"], "person", start=tail)


def _no_openers(text: MarkedText, runs: Iterator[Run]) -> Iterator[Run]:
    """The runs without those whose capital only the start of a sentence gives: "Honestly, I loved it"."""
    return (run for run in runs if not text.words_of(run) <= sentence_openers())


def _opening(text: MarkedText) -> int:
    """Where the first words end."""
    return text.starts[OPENING_WORDS] if len(text.starts) > OPENING_WORDS else len(text.text)


@cache
def _frames() -> dict[str, list[SoughtPhrase]]:
    table = read_table("names")
    compiler = PhraseCompiler(table["sets"], _name_patterns(), table["gap_ends"].split())
    frames = {part: [compiler.compile(phrase) for phrase in table[part]] for part in _FRAMES}
    sign_off = compiler.source("$sign_off | thanks | again")
    frames["recipient_closing"] = [
        compiler.compile(phrase, f"(?:{sign_off})* $") for phrase in table["recipient_closing"]
    ]
    frames["recipient_before_caller"] = [compiler.compile(phrase, "$") for phrase in table["recipient_before_caller"]]
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
    firm, long_firm = (
        rf"{opening}{capital}(?:(?: (?:and|of|the|for)\*?)?{capital}){{{more},5}}[.,?]?" for more in (0, 2)
    )
    anyone = " [^ #^~`]+(?<!'s)[#^~`]{1,2}"
    return {
        "Person": f"{stumble}(?P<person>(?>{person}))",
        "Firm": f"(?P<firm>(?>{firm}))",
        "LongFirm": f"(?P<firm>(?>{long_firm}))",
        "person": f"{stumble}(?P<person>(?>{person}|{small}(?:{small})?[.,?]?))",
        "firm": f"(?P<firm>(?>{firm}|{small}(?:{small}){{0,2}}[.,?]?))",
        "anyone": f"(?P<person>(?>(?:{anyone}){{1,3}}[.,?]?))",
    }
