"""How names are told from what is around them: the chain, what it is told of each word, and how it is learned."""

import math
from collections.abc import Sequence
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.introductions import introductions
from benchmarks.lessons import marked_text, unmarked
from benchmarks.names import learn, named, names_told, table
from vmcoach.content.chain import Chain
from vmcoach.content.people import LIKELY, NAMED, _learned, tags
from vmcoach.content.surroundings import surroundings

WEIGHTS = st.floats(-4, 4)
FEATURES = ("one", "two", "three")


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    """Any small chain: three tags, three features."""
    weights = {each: dict(enumerate(draw(st.lists(WEIGHTS, max_size=3)))) for each in FEATURES}
    return Chain(weights, draw(st.lists(st.lists(WEIGHTS, min_size=3, max_size=3), min_size=3, max_size=3)))


def probabilities_by_count(chain: Chain, words: Sequence[Sequence[str]]) -> list[list[float]]:
    """Those of a chain, by weighing every way to tag the words."""
    found = [[0.0 for _ in chain.transitions] for _ in words]
    for way in product(range(len(chain.transitions)), repeat=len(words)):
        own = [chain.weights.get(each, {}).get(tag, 0.0) for tag, word in zip(way, words, strict=True) for each in word]
        weight = math.exp(sum(own) + sum(chain.transitions[one][other] for one, other in pairwise(way)))
        for place, tag in zip(found, way, strict=True):
            place[tag] += weight
    return [[each / sum(place) for each in place] for place in found]


@given(chains(), st.lists(st.lists(st.sampled_from((*FEATURES, "unknown")), max_size=3), max_size=5))
@settings(deadline=None)
def test_a_tag_is_as_probable_as_all_ways_to_tag_that_have_it(chain: Chain, words: list[list[str]]) -> None:
    """Against every way counted out."""
    found = chain.probabilities(words)
    assert found == [pytest.approx(place) for place in probabilities_by_count(chain, words)]


def test_no_weight_is_too_large_and_no_message_too_long() -> None:
    """Neither overflows, nor becomes nothing at all."""
    chain = Chain({"sure": {1: 700.0}, "never": {1: -700.0}}, [[0.0, -20.0], [20.0, 0.0]])
    found = chain.probabilities([["sure"], ["never"]] * 2000)
    assert found == [pytest.approx([0.0, 1.0]), pytest.approx([1.0, 0.0])] * 2000


def test_what_is_told_of_a_word() -> None:
    """Itself, its neighbours as they look, both together, and where it stands; a name beside it as it is too."""
    marked, _ = marked_text("Hi Ann, it's Jo Heatley. Ann, call 40 of us.")
    first, second = (surroundings(marked)[at] for at in (5, 6))
    assert first == [
        "always", "is heatley", "|^.", "Aa ^", "is -ley", "-3 it", "-2 is", "-1 ^", "+1 ^", "+2 call", "+3 #", "-1 jo",
        "+1 ann", "is ^ |^", "^ |^.", "|^. ^", "|^. ^ call", "^ |^. ^", "-^^.^,--", "from start 5", "from end 5",
        "sentence 0", "in sentence 4 0", "of more ^",
    ]  # fmt: skip
    assert {"is ann", ".|^,", "said again", "sentence 1", "in sentence 0 4", "0 of 5 ^"} < set(second)
    assert "said again" not in first
    plain, _ = marked_text("call ann")
    assert {"|`", "a `", "|` >", "-1 call", "from end 0"} < set(surroundings(plain)[1])
    assert surroundings(marked_text("")[0]) == []


def chain_of(words: dict[str, str], weight: float = 20.0) -> Chain:
    """A chain that gives words these tags, whatever is around them, and all others none."""
    order = tags()
    own = {f"is {word}": {order.index(tag): weight} for word, tag in words.items()}
    return Chain({"always": {0: weight / 2}, **own}, [[0.0] * len(order)] * len(order))


@pytest.mark.parametrize(
    ("text", "words", "names"),
    [
        ("Ann, Dan Lee, Acme Tools", "ann:R dan:C lee:c acme:F tools:f", ("ann", "dan lee", "acme tools")),
        ("Mrs. Ann", "missus:R ann:r", ("ann", None, None)),
        ("Dan, Dan Lee", "dan:C lee:c", (None, "dan lee", None)),
        ("Dan, um, Dan, Dan, sorry, Lee", "dan:C lee:c", (None, "dan", None)),
        ("Dan. Lee", "dan:C lee:c", (None, "dan", None)),
        ("Dan, Bob", "dan:C bob:C", (None, "dan", None)),
        ("Dan" + " lee" * 20, "dan:C lee:c", (None, "dan" + " lee" * 7, None)),
        ("Dan's", "dan's:C", (None, None, None)),
        ("Dan's", "dan's:F", (None, None, "dan's")),
        ("This is this", "this:C", (None, None, None)),
        ("Dan Lee. Thanks, Dan", "lee:c dan:C", (None, "dan lee", None)),
        ("", "", (None, None, None)),
    ],
)
def test_which_words_a_name_has(text: str, words: str, names: tuple[str | None, ...]) -> None:
    """Up to a stop, without a title or a start said twice; the first of two that are as likely."""
    order = dict(zip("RrCcFf", tags()[1:], strict=True))
    chain = chain_of({word: order[tag] for word, tag in (each.split(":") for each in words.split())})
    marked, _ = marked_text(text)
    assert tuple(names_told(marked, chain).values()) == names


def test_a_name_has_one_bearer() -> None:
    """A part of the caller's name that is said again is not who is called, though it be likely."""
    order = tags()
    either = {order.index("caller-begins"): 20.0, order.index("recipient-begins"): 20.0}
    chain = Chain({"always": {0: 10.0}, "is dan": either}, [[0.0] * len(order)] * len(order))
    marked, _ = marked_text("It is Dan. Thanks, Dan")
    assert names_told(marked, chain) == {"recipient": None, "caller": "dan", "company": None}


def test_an_unlikely_name_is_not_told() -> None:
    """At and below the least probability."""
    marked, _ = marked_text("Dan")
    order = tags()
    for name, least in zip(NAMED, LIKELY, strict=True):
        for share, is_told in ((least * 1.01, True), (least * 0.99, False)):
            sums = {place: math.log(1e-9) for place in range(len(order))}
            sums |= {0: math.log(1 - share), order.index(f"{name}-begins"): math.log(share)}
            chain = Chain({"is dan": sums}, [[0.0] * len(order)] * len(order))
            assert (names_told(marked, chain)[name] == "dan") is is_told


@pytest.fixture(scope="module")
def taught() -> Chain:
    """What is learned from every fourth message made."""
    return learn([named(each) for each in list(introductions())[::4]])


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Hi Mabel, this is Joe Root from Kelp Software. I read your post.", ("mabel", "joe root", "kelp software")),
        ("Hello Mr. Frump, it's Joe from Kelp.", ("frump", "joe", "kelp")),
        ("Hi, it's Joe Root.", (None, "joe root", None)),
        ("I read your post.", (None, None, None)),
    ],
)
def test_names_are_learned_from_messages(taught: Chain, said: str, names: tuple[str | None, ...]) -> None:
    """Names that no message has, by what is around them."""
    assert tuple(names_told(marked_text(said)[0], taught).values()) == names


def test_what_was_learned_is_of_the_tags_there_are() -> None:
    """A row and a column of transitions for each tag, and no weight for another."""
    learned = _learned()
    assert [len(row) for row in learned.transitions] == [len(tags())] * len(tags())
    assert {tag for own in learned.weights.values() for tag in own} == set(range(len(tags())))


def test_names_are_tagged_wherever_they_are_said_whole() -> None:
    """Without their titles; half a name is none, nor is part of a word."""
    message = {
        "text": "Hi Mrs. Ann Lee, Annie, Ann Lee and Ann.",
        "recipient": "Mrs. Ann Lee",
        "caller": "Ann",
        "company": None,
    }
    begins, goes_on, again = "recipient-begins", "recipient-goes-on", "caller-begins"
    assert named(message).tags == ("none", "none", begins, goes_on, "none", again, "none", "none", again)
    assert named(unmarked(message)).tags == named(message).tags


def test_every_line_makes_messages_with_the_names_that_are_to_be_found() -> None:
    """The same in every run, each with other names, no place left open, and all that is named in the text."""
    made = list(introductions())
    assert made == list(introductions())
    texts = [str(each["text"]) for each in made]
    assert not any(mark in text for text in texts for mark in "{}~")
    said = [(each[name], text) for each, text in zip(made, texts, strict=True) for name in NAMED if each[name]]
    assert all(str(name) in text for name, text in said)
    assert len(set(texts)) > 0.95 * len(texts)
    misheard = [(name, text) for name, text in said if str(name).islower()]
    assert len(misheard) > 100
    assert not any(f" {name}," in text for name, text in misheard)


def test_the_table_counts_what_is_found_and_what_is_false() -> None:
    """Another's name is false, as is one where nobody is named."""
    ann = {"recipient": "Mrs. Ann Lee", "caller": "Dan", "company": None}
    told = [(ann, {"recipient": "ann lee", "caller": "ann", "company": "acme"}), (ann, dict.fromkeys(NAMED))]
    assert table(told).splitlines()[2:] == [
        "| recipient | 2 of 2 | 1 (50%) | 0 |",
        "| caller | 2 of 2 | 0 (0%) | 1 |",
        "| company | 0 of 2 | 0 (0%) | 1 |",
    ]
