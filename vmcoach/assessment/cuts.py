"""What to leave out to reach the target: phrases that say nothing, and the seconds that each takes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from vmcoach.assessment.message import overlap
from vmcoach.content import Content, Phrase, Quote, carrying
from vmcoach.measures import Fillers, PhoneNumber
from vmcoach.measures.number_context import leads_up
from vmcoach.speech import Span
from vmcoach.spoken import SpokenWord


@dataclass(frozen=True, slots=True)
class Cut:
    """Words to leave out, and the seconds that they take."""

    quote: Quote
    saves_s: float


def cut_list(
    words: tuple[SpokenWord, ...],
    content: Content,
    fillers: Fillers,
    duration_s: float,
    target_s: float,
    number: PhoneNumber | None = None,
) -> tuple[Cut, ...]:
    """Cuts until the target is reached, those that lose least first; all there are where they do not suffice.

    None overlaps another, and none takes away a name, the hook, the result, the ask, the first saying of the number or
    words that their sentence does not do without.
    """
    cuts: list[Cut] = []
    for quote in _candidates(words, content, fillers, number):
        if duration_s - saved_s(cuts) <= target_s:
            break
        saves_s = quote.end_s - quote.start_s
        if saves_s > 0 and not any(overlap(quote, cut.quote) for cut in cuts):
            cuts.append(Cut(quote, saves_s))
    return tuple(cuts)


def together(cuts: Sequence[Cut]) -> list[tuple[Cut, ...]]:
    """Cuts of the same words together, in the order of the first of each."""
    alike: dict[str, list[Cut]] = {}
    for cut in cuts:
        alike.setdefault(cut.quote.text, []).append(cut)
    return [tuple(each) for each in alike.values()]


def saved_s(cuts: Iterable[Cut]) -> float:
    """The seconds that cuts take."""
    return sum(cut.saves_s for cut in cuts)


def _candidates(
    words: tuple[SpokenWord, ...], content: Content, fillers: Fillers, number: PhoneNumber | None
) -> Iterator[Quote]:
    """Everything that can go, what says least first; within a kind the longest first."""
    keep = [content.recipient, content.caller, content.company, content.specific_hook, content.ask]
    if content.generic_pitch and not _touches(content.generic_pitch, keep):
        yield content.generic_pitch
    for severity in ("strong", "weak"):
        phrases = [phrase for phrase in content.cliches if phrase.severity == severity]
        yield from (
            quote for quote in _longest_first(_that_can_go(phrases)) if not _touches(quote, [*keep, content.value])
        )
    yield from _longest_first([Quote(item.text, item.start_s, item.end_s) for item in fillers.items])
    yield from _longest_first(_that_can_go(content.hedges))
    sayings = number.sayings[1:] if number else ()
    yield from (_with_what_leads_up(saying, words) for saying in sayings if saying.duration_s > 0)


def _that_can_go(phrases: Iterable[Phrase]) -> list[Quote]:
    """The quotes of those without which there is still a sentence."""
    return [phrase.quote for phrase in phrases if phrase.entry not in carrying()]


def _with_what_leads_up(saying: Span, words: Sequence[SpokenWord]) -> Quote:
    """A further saying of the number, and the words before it that would lead up to nothing: "again, that's"."""
    said = [at for at, word in enumerate(words) if saying.start_s <= word.start_s < saying.end_s]
    first = said[0]
    while leads_up(words[first - 1].text):
        first -= 1
    return Quote(" ".join(word.text for word in words[first : said[-1] + 1]), words[first].start_s, saying.end_s)


def _longest_first(quotes: list[Quote]) -> list[Quote]:
    return sorted(quotes, key=lambda quote: quote.start_s - quote.end_s)


def _touches(quote: Quote, parts: list[Quote | None]) -> bool:
    return any(part is not None and overlap(quote, part) for part in parts)
