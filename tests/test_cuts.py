"""The cut list: what goes first, where it stops, and what it never takes."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given

from tests.builders import TEXT, content_of, everything, measures_of, messages, phrase
from vmcoach.assessment import cut_list
from vmcoach.content import Content, Quote
from vmcoach.measures import Measures
from vmcoach.speech import Span


def cuts(target_s: float) -> list[tuple[str, float]]:
    measures, content = everything()
    span_s = measures.duration.spoken_span_s
    found = cut_list(measures.spoken, content, measures.fillers, span_s, target_s, measures.phone_number)
    return [(cut.quote.text, round(cut.saves_s, 3)) for cut in found]


def test_the_cut_list_takes_what_says_least_first() -> None:
    """Pitch, stock phrases, fillers, hedges, the second saying with what leads up to it; a hedge inside a stock phrase
    is not cut twice, and the stock phrase that is the ask stays."""
    assert cuts(0.0) == [
        ("we provide solutions that help companies grow", 3.5),
        ("just wanted to touch base", 2.5),
        ("how are you today", 2.0),
        ("um", 0.5),
        ("maybe", 0.5),
        ("again seven two zero five five five zero one six four", 5.5),
    ]


@pytest.mark.parametrize(("over_s", "count"), [(-1.0, 0), (0.0, 0), (0.1, 1), (3.5, 1), (3.6, 2), (8.0, 3), (99.0, 6)])
def test_the_cut_list_stops_at_the_target(over_s: float, count: int) -> None:
    """No more than is needed; all there is where that is not enough."""
    span_s = everything()[0].duration.spoken_span_s
    assert len(cuts(span_s - over_s)) == count


def test_a_second_saying_to_which_no_time_was_given_is_no_cut() -> None:
    """Engines may put all of its words at one moment."""
    measures, content = everything()
    number = measures.phone_number
    assert number is not None
    now = replace(number, sayings=(number.sayings[0], Span(36.0, 36.0)))
    found = cut_list(measures.spoken, content, measures.fillers, 40.0, 0.0, now)
    assert [cut.quote.text for cut in found] == [text for text, _ in cuts(0.0)][:-1]


def test_an_ask_with_a_hedge_inside_keeps_its_other_words() -> None:
    """Single weak words may go from any part."""
    measures = measures_of(TEXT.replace("could you call", "could you maybe call"))
    content = content_of(
        measures, ask="could you maybe call me back before thursday", hedges=(phrase(measures, "maybe", "weak"),)
    )
    found = cut_list(measures.spoken, content, measures.fillers, 20.3, 20.0)
    assert [cut.quote.text for cut in found] == ["maybe"]


@given(messages())
def test_cuts_never_overlap_and_never_take_a_name(message: tuple[Measures, Content]) -> None:
    """Whatever was said; stock phrases stay clear of every part, fillers and hedges may stand inside one."""
    measures, content = message
    found = cut_list(measures.spoken, content, measures.fillers, 1e9, 0.0, measures.phone_number)
    spans = sorted((cut.quote.start_s, cut.quote.end_s) for cut in found)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert all(cut.saves_s > 0 for cut in found)
    small = {(each.quote.start_s, each.quote.end_s) for each in content.hedges}
    small |= {(each.start_s, each.end_s) for each in measures.fillers.items}
    sayings = {each.end_s for each in (measures.phone_number.sayings if measures.phone_number else ())}
    for start_s, end_s in (span for span in set(spans) - small if span[1] not in sayings):
        for name in ("recipient", "caller", "company", "specific_hook", "ask"):
            part: Quote | None = getattr(content, name)
            assert part is None or part.end_s <= start_s or end_s <= part.start_s, name
