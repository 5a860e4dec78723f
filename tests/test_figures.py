"""Long numbers are the plain row's, unless it lost a digit that the other rows heard."""

import pytest

from vmcoach.engines.figures import with_figures
from vmcoach.engines.voting import Reading
from vmcoach.spoken import spoken_words
from vmcoach.transcript import EngineInfo, Transcript, Word


def plain(text: str) -> Reading:
    """The plain row, which wrote this."""
    written = tuple(text.split())
    words = tuple(Word(each, 0.0, 0.0) for each in written)
    spoken = spoken_words(Transcript(words, EngineInfo("", "", "")))
    gaps = len(spoken) + 1
    said, origins = tuple(word.text for word in spoken), tuple(word.written for word in spoken)
    return Reading(said, origins, written, (-9.0,) * gaps, ((),) * gaps, (1.0,) * len(spoken))


@pytest.mark.parametrize(
    ("won", "written", "said"),
    [
        (
            "my number is five one two five five zero one four seven thanks",
            "My number is 512-555-0147. Thanks",
            "my number is five one two five five five zero one four seven thanks",
        ),
        (
            "is eight one three five five five zero one three six talk soon",
            "is 813-55-0136. Talk soon",
            "is eight one three five five five zero one three six talk soon",
        ),
        (
            "my number is eight one three five five five zero one three six talk soon",
            "My number is 813-55550136. Talk soon",
            "my number is eight one three five five five zero one three six talk soon",
        ),
        (
            "my number is to one to five five five zero one one six uh",
            "My number is 212-55-0116. uh",
            "my number is two one two five five five zero one one six uh",
        ),
        (
            "is four one five five five five five five zero one six seven",
            "is 415-555-0167.",
            "is four one five five five five zero one six seven",
        ),
        ("we saved twelve thousand four hundred", "We saved 12,300", "we saved twelve thousand three hundred"),
        ("in ninety days", "in 19 days", "in ninety days"),
    ],
    ids=[
        "digits that the rows in words lost",
        "a digit that the plain row lost",
        "a digit that the plain row doubled",
        "little words that sound like digits",
        "more digits than a number has",
        "a number that is no row of digits",
        "a short number is left to the vote",
    ],
)
def test_a_long_number_is_as_the_row_heard_it_that_lost_nothing(won: str, written: str, said: str) -> None:
    assert " ".join(with_figures(won.split(), plain(written))) == said
