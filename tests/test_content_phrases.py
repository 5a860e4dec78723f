"""The phrase language: what each sign matches and what it does not."""

import re
from pathlib import Path

import pytest

from tests.test_content import transcript
from vmcoach.content.listed import _list
from vmcoach.content.marked import mark
from vmcoach.content.parts import _rules
from vmcoach.content.phrases import PhraseCompiler, forms
from vmcoach.spoken import spoken_words

COMPILER = PhraseCompiler({"day": "monday | tuesday", "when": "on $day | now"}, gap_ends=["we"])


@pytest.mark.parametrize(
    ("phrase", "said", "quotes"),
    [
        ("touch base", "We touch base. Touch, base!", ["touch base", "touch base"]),
        ("touch base", "We um, touch um base", ["touch um base"]),
        ("touch base", "retouch base touch baseball", []),
        ("touch~", "touch touches touched touching touchy", ["touch", "touches", "touched", "touching"]),
        ("try~", "try tries tried trying", ["try", "tries", "tried", "trying"]),
        ("plan~", "plan planned planning plane", ["plan", "planned", "planning"]),
        ("save~", "save saves saved saving safe", ["save", "saves", "saved", "saving"]),
        ("(call | ring) me", "call me, ring me, text me", ["call me", "ring me"]),
        ("[just] call", "just call, call", ["just call", "call"]),
        ("$when", "on Monday, Monday, now", ["on monday", "now"]),
        (
            "save #",
            "save 11,000, save one, save twenty one, save a hundred",
            ["save eleven thousand", "save twenty one", "save a hundred"],
        ),
        ("# percent", "four and a half, one hundred and five percent", ["one hundred and five percent"]),
        ("from _ to", "from here to there", ["from here to"]),
        ("the -ing", "the opening the door", ["the opening"]),
        ("call ..2 back", "call me right back, call me as soon as back", ["call me right back"]),
        ("call .. back", "call. Back. Call him. He is back", []),
        ("call .. back", "call when we are back", []),
        ("^ call", "call me. Call him, call her", ["call", "call"]),
        ("/ call", "call me. Call him, call her", ["call", "call", "call"]),
        ("call ?", "will you call? I call. Call", ["call"]),
        ("call !me _", "call me call us", ["call us"]),
        ("i am not", "I'm not here. I am not. I'm", ["i'm not", "i am not"]),
        ("i will", "I'll go", ["i'll"]),
        ("i", "our IT team and I", ["i"]),
        (", _", "in 2 – 3 weeks", []),
    ],
)
def test_what_a_phrase_matches(phrase: str, said: str, quotes: list[str]) -> None:
    """Each sign of the language, with its other side."""
    heard = transcript(said)
    words = spoken_words(heard.words)
    text = mark(words, heard)
    runs = [text.run(*found.span()) for found in text.matches(COMPILER.compile(phrase))]
    assert [" ".join(word.text for word in words[run.first : run.end]) for run in runs] == quotes


def test_no_phrase_is_passed_over_in_a_text_that_holds_it() -> None:
    """Of the lists, in sentences of every kind: what words a phrase needs is found from the phrase."""
    listed = {name: [entry.phrase for entry in _list(name).entries] for name in ("cliches", "hedges")}
    phrases = [phrase for group in (listed, _rules()._phrases) for each in group.values() for phrase in each]
    said = re.findall(r'"([^"]{20,})"', (Path(__file__).parent / "scripts" / "sentences.toml").read_text("utf-8"))
    texts = [mark(spoken_words(heard.words), heard) for heard in map(transcript, said[:300])]
    skipped = found = 0
    for text in texts:
        for phrase in phrases:
            if phrase.may_be_in(text.said):
                found += phrase.pattern.search(text.text) is not None
            else:
                skipped += 1
                assert phrase.pattern.search(text.text) is None
    assert found > len(texts)
    assert skipped > len(texts) * len(phrases) / 2


@pytest.mark.parametrize(
    ("word", "all_forms"),
    [
        ("call", "call"),
        ("touch~", "touch touchs touches touched touching touchhed touchhing"),
        ("leverage~", "leverage leverages leveraged leveraging"),
        ("try~", "try tries tried trying"),
    ],
)
def test_the_forms_of_a_word(word: str, all_forms: str) -> None:
    """A few that nobody says among them: "planned" needs them, and they do no harm."""
    assert sorted(forms(word)) == sorted(all_forms.split())


@pytest.mark.parametrize("phrase", ["(call", "call)", "[call", "call ]", "call (me] back", "c&ll", "$"])
def test_a_mistake_in_a_phrase_is_told(phrase: str) -> None:
    """A phrase that cannot be read is an error that shows it, not a phrase that never matches."""
    with pytest.raises(ValueError, match=r"is missing|closes nothing|cannot read"):
        COMPILER.compile(phrase)
