"""What is found in whole messages: hand-written scripts of many trades, the parts and clichés of each named by hand."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.content import FIELDS
from vmcoach.content import Content, Quote, find_content
from vmcoach.spoken import SpokenWord, spoken_words
from vmcoach.transcript import EngineInfo, Transcript, Word

FILES = Path(__file__).parent / "scripts"
WORD_S, STEP_S = 0.25, 0.3


def transcript(text: str) -> Transcript:
    """A transcript of a text at an even pace; "um" and "uh" are filled pauses."""
    words = [
        Word(
            word,
            place * STEP_S,
            place * STEP_S + WORD_S,
            "filled_pause" if word.strip(",.").lower() in ("um", "uh") else "word",
        )
        for place, word in enumerate(text.split())
    ]
    return Transcript(tuple(words), EngineInfo("scripted", "", "1"))


def content(text: str) -> Content:
    """What is found in a text as it would be transcribed."""
    heard = transcript(text)
    return find_content(spoken_words(heard.words), heard)


def plain(text: str) -> list[str]:
    """The words of a text, filled pauses left out."""
    words = re.findall(r"[a-z']+", text.lower().replace("’", "'"))
    return [word for word in words if word not in ("um", "uh")]


def is_quoted(expected: str, quote: Quote | None) -> bool:
    """True where a quote holds the expected words or at least two of them."""
    wanted, got = plain(expected), plain(quote.text) if quote else []
    return len(set(wanted) & set(got)) >= min(2, len(wanted))


def overlap(one: str, other: str) -> bool:
    """True where one phrase holds the other."""
    first, second = f" {' '.join(plain(one))} ", f" {' '.join(plain(other))} "
    return first in second or second in first


SCRIPTS = [
    pytest.param(script, id=f"{path.stem}: {script['name']}")
    for path in sorted(FILES.glob("*.toml"))
    if path.stem != "sentences"
    for script in tomllib.loads(path.read_text(encoding="utf-8"))["script"]
]
SENTENCES = tomllib.loads((FILES / "sentences.toml").read_text(encoding="utf-8"))


def expected(script: dict[str, Any], part: str) -> str | None:
    """The words of a part that must be quoted: a hook is a reason for the call too."""
    return script.get(part, script.get("hook")) if part == "reason" else script.get(part)


@pytest.mark.parametrize("script", SCRIPTS)
def test_parts_are_found_and_quoted(script: dict[str, Any]) -> None:
    """Each part that a script has is quoted, and none that it has not."""
    found = content(script["text"])
    for part, field in FIELDS.items():
        quote, wanted = getattr(found, field), expected(script, part)
        if part in script.get("mistaken", ()):
            assert quote, f"{part} is no longer told: take it out of `mistaken`"
            assert wanted is None or not is_quoted(wanted, quote), f"{part} is right now: take it out of `mistaken`"
        elif part in script.get("beyond", ()):
            assert quote is None, f"{part} is found now: take it out of `beyond`"
        elif wanted is None:
            assert quote is None, part
        else:
            assert is_quoted(wanted, quote), f"{part}: {quote}"


@pytest.mark.parametrize("script", SCRIPTS)
def test_cliches_are_found_and_no_others(script: dict[str, Any]) -> None:
    """Every cliché that a script has is reported, and nothing else is; so are hedges where they are named."""
    found = content(script["text"])
    for kind, phrases in (("cliches", found.cliches), ("hedges", found.hedges)):
        if kind == "cliches" or kind in script:
            wanted, got = script.get(kind, []), [phrase.quote.text for phrase in phrases]
            assert [want for want in wanted if not any(overlap(want, text) for text in got)] == []
            assert [text for text in got if not any(overlap(want, text) for want in wanted)] == []


def parts(found: Content) -> dict[str, bool]:
    """Which parts were found."""
    return {field: getattr(found, field) is not None for field in FIELDS.values()}


def test_filled_pauses_hide_nothing() -> None:
    """With an "um" after every third word the same clichés are found and the same parts, but for one in two hundred:
    an "um" may hide where a sentence ends, by which its words are weighed.
    """
    differing = 0
    for script in (each.values[0] for each in SCRIPTS):
        words = script["text"].split()
        disfluent = " ".join(f"{word} um," if place % 3 == 1 else word for place, word in enumerate(words))
        fluent, found = content(script["text"]), content(disfluent)
        assert [phrase.entry for phrase in found.cliches] == [phrase.entry for phrase in fluent.cliches]
        differing += len(parts(found).items() - parts(fluent).items())
    assert differing <= len(SCRIPTS) * len(FIELDS) / 200


@pytest.mark.parametrize("part", SENTENCES)
@pytest.mark.parametrize("side", ["is", "is_not"])
def test_single_sentences(part: str, side: str) -> None:
    """A sentence is told for the part it is, and its look-alikes are not."""
    wrong = [
        sentence
        for sentence in SENTENCES[part][side]
        if (getattr(content(f"Hi Dana, this is Rob Hale from Wexler. {sentence} Thanks."), part) is None)
        == (side == "is")
    ]
    assert wrong == []


BAD_EXAMPLE = (
    "Mr Prospect, we provide solutions that help call centers improve their productivity and performance and generate "
    "a higher ROI on their out-bound calls."
)


def test_the_articles_bad_example_is_generic_and_has_nothing_else() -> None:
    """The message that started it all: a pitch to anyone, no hook, no result, no next step."""
    found = content(BAD_EXAMPLE)
    assert found.generic_pitch is not None
    assert (found.specific_hook, found.value, found.ask, found.caller) == (None, None, None, None)


def test_quotes_have_the_times_of_their_words() -> None:
    """A quote starts with its first word and ends with its last, filled pauses between them included."""
    found = content("Hi Dana, this is Rob um, Hale from Wexler.")
    assert found.caller == Quote("rob um hale", 4 * STEP_S, 6 * STEP_S + WORD_S)


@pytest.mark.parametrize(
    ("said", "hook"),
    [
        (
            "Hi Dana, this is Rob Hale. Saw you just opened a second depot in Tulsa, so I figured detention is going "
            "to be on your mind when the winter comes and the docks fill up.",
            "saw you just opened a second depot in tulsa",
        ),
        (
            "hi dana this is rob hale from wexler i noticed you are hiring three supervisors right now and usually "
            "when that happens payroll gets messy for a month or two",
            "noticed you are hiring three supervisors right now",
        ),
        (
            "hi dana this is rob hale from wexler congratulations on the depot in tulsa five five five zero one four "
            "seven that is five five five zero one four seven",
            "congratulations on the depot in tulsa",
        ),
    ],
)
def test_of_a_long_sentence_the_clause_is_quoted(said: str, hook: str) -> None:
    """Neither broken off in the middle nor begun with the greeting, which would make it come too early."""
    found = content(said).specific_hook
    assert found is not None
    assert found.text == hook


@pytest.mark.parametrize(
    ("company", "is_hook"), [("Fenwick Foods", True), ("Wexler", False), ("Wexler Freight", False)]
)
def test_news_of_a_company_is_a_hook_unless_it_is_the_callers(company: str, is_hook: bool) -> None:
    """A call because of what theirs does is for them alone; because of what one's own does it is for anyone."""
    found = content(f"Hi Dana, this is Rob Hale from Wexler. I'm calling because {company} is moving to Reno. Bye.")
    assert found.reason_for_call is not None
    assert (found.specific_hook is not None) == is_hook


def test_a_message_without_words_has_no_content() -> None:
    """No words, nothing found."""
    assert content("") == Content(None, None, None, None, None, None, None, None, (), ())


def test_without_capitals_or_punctuation_frames_alone_find_names() -> None:
    """An engine that writes neither still has its names found."""
    found = content(
        "hi victor this is dan miller from redwood logistics i saw that you are opening a second clinic thanks"
    )
    assert [quote and quote.text for quote in (found.recipient, found.caller, found.company)] == [
        "victor", "dan miller", "redwood logistics",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "ask"),
    [
        ("Hi Tom. Can I? um Call you on Tuesday?", "can i um call you on tuesday"),
        ("Hi Tom. Could we. um Talk on Tuesday?", "could we um talk on tuesday"),
        ("Hi Tom. Could we talk on Tuesday? um My number is new.", "could we talk on tuesday"),
        ("Hi Tom. Could we talk on Tuesday? um Nine one two.", "could we talk on tuesday"),
        ("Hi Tom. Could we talk. um, this is Rob from Wexler.", "could we talk"),
    ],
)
def test_a_filled_pause_inside_a_sentence_does_not_end_it(said: str, ask: str) -> None:
    """Whatever mark the engine put before it."""
    found = content(said).ask
    assert found is not None
    assert found.text == ask


def test_a_long_silence_ends_a_sentence() -> None:
    """Without punctuation, "a clinic" and "save" do not run into a number said seconds later."""
    words = transcript("we save nine clinics").words
    late = tuple(replace(word, start_s=word.start_s + 3, end_s=word.end_s + 3) for word in words[2:])
    heard = replace(transcript(""), words=words[:2] + late)
    assert find_content(spoken_words(heard.words), heard).value is None


@pytest.mark.parametrize(("pause_s", "is_value"), [(0.7, True), (0.9, False)])
def test_a_short_silence_ends_none(pause_s: float, is_value: bool) -> None:
    """Whoever thinks for a moment is in the same clause."""
    words = transcript("we saved eleven clinics forty percent").words
    late = tuple(replace(word, start_s=word.start_s + pause_s, end_s=word.end_s + pause_s) for word in words[2:])
    heard = replace(transcript(""), words=words[:2] + late)
    assert (find_content(spoken_words(heard.words), heard).value is not None) == is_value


def is_run(quote: Quote, words: tuple[SpokenWord, ...]) -> bool:
    """True where the quote is a run of the words, with their times."""
    size = len(quote.text.split(" "))
    return any(
        quote
        == Quote(" ".join(word.text for word in words[at : at + size]), words[at].start_s, words[at + size - 1].end_s)
        for at in range(len(words) - size + 1)
    )


HEARD = """
Hi hello Dana this is from with Wexler. I saw your new clinic, opening we saved about 30% reach out touch base call me
back? $1.5M um, uh, don't you're 555-0147 solutions for the reason on Tuesday at 9 thanks, bye’s IT AT&T
"""


@settings(max_examples=60)
@given(st.lists(st.sampled_from(HEARD.split()) | st.text(min_size=1, max_size=8), max_size=60))
def test_any_words_in_any_language_give_runs_of_the_message(texts: list[str]) -> None:
    """Whatever was heard, nothing fails and every quote is a contiguous run of spoken words with its times."""
    heard = transcript(" ".join(texts))
    words = spoken_words(heard.words)
    found = find_content(words, heard)
    quotes = [getattr(found, field) for field in FIELDS.values() if getattr(found, field)]
    quotes += [phrase.quote for phrase in (*found.cliches, *found.hedges)]
    assert all(is_run(quote, words) for quote in quotes)
    starts = [phrase.quote.start_s for phrase in found.cliches]
    assert starts == sorted(starts)
