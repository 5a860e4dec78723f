"""Sentences weighed for what they say, and how the weights are learned."""

import json
import math
from collections.abc import Mapping, Sequence

import pytest

from benchmarks import lessons
from benchmarks.lessons import Lesson, learn, lesson, table
from tests.test_content import content
from vmcoach.content.marked import MarkedText
from vmcoach.content.weighed import ALWAYS, WEIGHED, likely_parts, sentences

SAID = {
    "writer": "one",
    "text": "Hi Karen, um, it's Tom at Fabrikam. Your porch fell in. Could you ring me on 555-0147?",
    "recipient": "Karen",
    "caller": "Tom",
    "company": "Fabrikam",
    "reason": None,
    "hook": "Your porch fell in",
    "value": None,
    "ask": "Could you ring me",
    "generic": None,
}


def features(text: str) -> list[Mapping[str, float]]:
    """Of each sentence of a text."""
    return [each.features for each in sentences(lesson({**SAID, "text": text, "hook": None, "ask": None}).text)]


def test_a_sentence_is_weighed_by_its_words_those_beside_it_and_its_place() -> None:
    """Numbers are one word and names another, long words are two pieces more; filled pauses are none."""
    first, second = features("Hi Karen, um, we saved them 40 hours. Rarely call?")
    assert second == {
        "rarely": 1.0, "call": 1.0, "^ rarely": 1.0, "rarely call": 1.0, "call $": 1.0, "rare-": 0.5, "-ely": 0.5,
        "* hi": 0.35, "* Name": 0.35, "* we": 0.35, "* saved": 0.35, "* them": 0.35, "* 0": 0.35, "* hours": 0.35,
        "* rarely": 0.35, "* call": 0.35,
        "< hi": 0.5, "< Name": 0.5, "< we": 0.5, "< saved": 0.5, "< them": 0.5, "< 0": 0.5, "< hours": 0.5,
        "is first": 0.0, "is last": 1.0, "how far": 1.0, "how long": 2 / 40, "asks": 1.0,
    }  # fmt: skip
    assert {"^ hi", "hi Name", "Name we", "them 0", "0 hours", "> rarely", "> call"} < set(first)
    assert (first["is first"], first["is last"], first["how far"], first["asks"]) == (1.0, 0.0, 0.0, 0.0)
    assert features("Thanks")[0]["how far"] == 0.0
    assert features("...") == []


def clauses(text: str) -> list[str]:
    """What is weighed apart of a text."""
    marked = lesson({**SAID, "text": text, "hook": None, "ask": None}).text
    return [" ".join(marked.words[each.first : each.end]) for each in sentences(marked)]


@pytest.mark.parametrize(
    ("text", "weighed"),
    [
        ("one two. three four? five", ["one two", "three four", "five"]),
        ("w " * 10 + "and " + "w " * 11, ["w " * 10 + "and " + "w " * 11]),
        ("w " * 10 + "and " + "w " * 12, ["w " * 10, "and " + "w " * 12]),
        ("w " * 5 + "and " + "w " * 17, ["w " * 5 + "and " + "w " * 17]),
        ("w " * 17 + "and " + "w " * 5, ["w " * 17, "and " + "w " * 5]),
        ("w " * 18 + "and " + "w " * 4, ["w " * 18 + "and " + "w " * 4]),
        ("w " * 7 + "and " + "w " * 3 + "so " + "w " * 11, ["w " * 7 + "and " + "w " * 3, "so " + "w " * 11]),
        ("w " * 11 + "so i " + "w " * 10, ["w " * 11, "so i " + "w " * 10]),
        ("w " * 7 + "w, " + "w " * 4 + "so " + "w " * 11, ["w " * 8, "w " * 4 + "so " + "w " * 11]),
        (
            "w " * 9 + "and " + "w " * 19 + "so " + "w " * 15,
            ["w " * 9, "and " + "w " * 19, "so " + "w " * 15],
        ),
        ("w " * 50, ["w " * 50]),
    ],
)
def test_a_long_sentence_is_weighed_clause_by_clause(text: str, weighed: list[str]) -> None:
    """Beyond 22 words it is cut near its middle, at a comma or else before an opener, no clause under six words."""
    assert clauses(text) == [each.strip() for each in weighed]


def test_the_likeliest_sentence_is_told_if_it_is_likely_enough() -> None:
    """With weights planted on two words: for a result 0.55 is enough, for an ask 0.7."""
    text = lesson({**SAID, "text": "Hello there. We win. You win big. Ring me.", "hook": None, "ask": None}).text

    def told(of_value: float, of_ask: float) -> dict[str, str]:
        weights = {ALWAYS: [-9.0, -9.0, 0.0, 0.0, -9.0], "big": [0, 0, of_value, 0, 0], "ring": [0, 0, 0, of_ask, 0]}
        return {part: text.text[slice(*span)] for part, span in likely_parts(text, weights).items()}

    assert told(math.log(0.56 / 0.44), math.log(0.71 / 0.29)) == {"value": " you* win~ big~.", "ask": " ring^ me."}
    assert told(math.log(0.54 / 0.46), math.log(0.69 / 0.31)) == {}
    assert told(-1e4, 1e4) == {"ask": " ring^ me."}
    assert likely_parts(lesson({**SAID, "text": "...", "hook": None, "ask": None}).text, {ALWAYS: [9.0] * 5}) == {}


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("Their foreman goes home on time now, which he never did.", "value"),
        ("Bellamy's down the road had us in and they were trading again by the weekend.", "value"),
        ("We took the sting out of their audit and they were done by lunch.", "value"),
        ("Drove past yours on Sunday and the gutter's down.", "specific_hook"),
        ("Saw in the Gazette about your extension.", "specific_hook"),
        ("Ringing about the two desks you were after.", "reason_for_call"),
        ("Tuesday any good for you or is that market day?", "ask"),
        ("We cater for all sectors with a full suite of services.", "generic_pitch"),
    ],
)
def test_what_no_phrase_foresaw_is_found_by_its_words(said: str, part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Quoted as a whole sentence, which is not in the lessons; without weights it is not found."""
    text = f"Hi Dana, this is Rob Hale from Wexler. {said} Bye now."
    quote = getattr(content(text), part)
    assert quote is not None
    assert quote.text.split()[-1] in said.lower()
    assert said not in lessons.LESSONS.read_text(encoding="utf-8")
    monkeypatch.setattr("vmcoach.content.parts.likely_parts", lambda text: {})
    assert getattr(content(text), part) is None


@pytest.mark.parametrize(
    ("said", "part", "is_told"),
    [
        ("Blue goes with grey.", "reason_for_call", True),
        ("Blue goes with grey.", "value", True),
        ("Blue goes with grey.", "ask", True),
        ("Blue goes with grey.", "generic_pitch", True),
        ("My number is 2 1 4, 5 5 5, 0 1 5 1, 2 2.", "ask", False),
        ("Could I have twenty minutes on Tuesday?", "reason_for_call", False),
        ("We help companies like yours save time and money.", "value", False),
        ("We provide solutions.", "reason_for_call", False),
        ("I just wanted to touch base.", "specific_hook", False),
        ("I just wanted to touch base.", "reason_for_call", False),
        ("Blue goes with grey. I saw that you opened a clinic in Reno.", "generic_pitch", False),
        ("Blue goes with grey. We cut missed visits by forty percent for a clinic.", "generic_pitch", False),
    ],
)
def test_a_likely_sentence_is_told_unless_it_is_something_else(
    said: str, part: str, is_told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the weights say: digits are no ask, a wish to talk no reason, a pitch no result; a stock phrase
    is no fact about them, and a message that has one, or a result, is no generic pitch.
    """

    def likely(text: MarkedText) -> dict[str, tuple[int, int]]:
        second = sentences(text)[1]
        return {part: text.span(second.first, second.end)}

    monkeypatch.setattr("vmcoach.content.parts.likely_parts", likely)
    assert (getattr(content(f"Hi Dana, this is Rob Hale from Wexler. {said}"), part) is not None) == is_told


def test_a_lesson_says_which_sentence_says_what() -> None:
    """A fact about them is a reason as well; four words of a sentence are enough."""
    learned = lesson(SAID)
    assert dict(zip(WEIGHED, learned.says, strict=True)) == {
        "reason_for_call": True, "specific_hook": True, "value": False, "ask": True, "generic_pitch": False,
    }  # fmt: skip
    assert learned.said_by == ((False,) * 5, (True, True, False, False, False), (False, False, False, True, False))


def taught(text: str, value: str | None, writer: str = "one") -> Lesson:
    """A lesson in results alone."""
    return lesson({**dict.fromkeys(SAID), "writer": writer, "text": text, "value": value})


def test_the_weights_learned_tell_what_was_taught() -> None:
    """A word that is only in results weighs for them, one that is only elsewhere against them, a rare one nothing."""
    said = [taught(f"Well. They gained sum{at} sheep.", f"They gained sum{at} sheep") for at in range(6)]
    weights = learn([*said, *[taught("Well. They lost several sheep.", None)] * 6])
    of_value = {name: row[WEIGHED.index("value")] for name, row in weights.items()}
    assert of_value["gained"] > 0.3
    assert of_value["lost"] < -0.2
    assert "sum3" not in of_value
    assert all(row[WEIGHED.index("ask")] == 0 for name, row in weights.items() if name != ALWAYS)


def test_what_is_not_known_of_a_lesson_teaches_nothing() -> None:
    """A sentence that is known as a result alone may be an ask too: its words weigh neither for asks nor against."""
    known = {"writer": "one", "text": "They gained sheep.", "value": "They gained sheep"}
    other = {**known, "text": "They lost sheep.", "value": None}
    assert lesson(known).says == (None, None, True, None, None)
    assert lesson(other).says == (None, None, False, None, None)
    weights = learn([lesson(known), lesson(other)] * 6)
    assert weights["gained"][WEIGHED.index("value")] > 0.2
    assert all(row[WEIGHED.index("ask")] == 0 for row in weights.values())
    assert table([lesson(known)], {"one": weights}).splitlines()[2] == "| reason_for_call | 0 of 0 | – | 0 |"


def test_each_message_is_learned_as_an_engine_may_write_it() -> None:
    """Without capitals and punctuation, its labels too; a decimal point stays."""
    plain = lessons.unmarked(
        {**SAID, "text": "Hi Karen, it's 2.5 miles. Your porch fell in!", "hook": "Your porch fell in!"}
    )
    assert plain["text"] == "hi karen it's 2.5 miles your porch fell in"
    assert plain["hook"] == "your porch fell in"
    assert (plain["writer"], plain["value"]) == ("one", None)


def test_the_table_counts_what_others_lessons_find() -> None:
    """Said, found, and told falsely; by weights under which every sentence with "gained" is a result."""
    given = [taught("They gained a lot.", "They gained a lot"), taught("They gained nothing.", None, "two")]
    weights = {ALWAYS: [-9.0] * 5, "gained": [0, 0, 18.0, 0, 0]}
    _, _, *rows = table(given, {"one": weights, "two": {ALWAYS: [-9.0] * 5}}).splitlines()
    assert rows[2] == "| value | 1 of 2 | 1 (100%) | 0 |"
    _, _, *rows = table(given, {"one": weights, "two": weights}).splitlines()
    assert rows[2] == "| value | 1 of 2 | 1 (100%) | 1 |"


def test_the_weights_are_of_features_that_sentences_have() -> None:
    """For each part one; what weighs nothing is left out, and none is beyond reason."""
    read: dict[str, Sequence[float]] = json.loads(lessons.WEIGHTS.read_text(encoding="utf-8"))
    assert len(read) > 1000
    for name, row in read.items():
        assert len(row) == len(WEIGHED)
        assert name == ALWAYS or lessons.LEAST <= max(map(abs, row)) < 5


def test_every_lesson_holds_what_it_says() -> None:
    """Each part is in the words of its text, several writers wrote them, and none is there twice."""
    read = [json.loads(line) for line in lessons.LESSONS.read_text(encoding="utf-8").splitlines()]
    for message in read:
        assert set(message) == set(SAID) or (message["writer"] == lessons.SENTENCES and set(message) < set(SAID))
        assert all(label is None or label in message["text"] for part, label in message.items() if part != "writer")
    assert len({message["text"] for message in read}) == len(read) > 900
    assert len({message["writer"] for message in read}) >= 5
