"""Fillers are counted where they mean nothing, and only there."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmcoach.measures.fillers import NO_OWN_WORDS, Fillers, OwnWords, find_fillers
from vmcoach.speech import Span
from vmcoach.spoken import spoken_words
from vmcoach.transcript import EngineInfo, Transcript, Word

WORD_S, GAP_S, PAUSE_S = 0.25, 0.05, 0.5
FILLED_PAUSES = {"Um", "um", "Uh", "uh", "er", "hmm"}


def transcript(text: str) -> Transcript:
    """A transcript at an even pace; a bare "|" is a pause of 0.5 s, um, uh, er and hmm are filled pauses."""
    words, at = [], 0.0
    for token in text.split():
        if token == "|":
            at += PAUSE_S
            continue
        kind = "filled_pause" if token.strip(".,") in FILLED_PAUSES else "word"
        words.append(Word(token, at, at + WORD_S, kind, 0.8 if kind == "filled_pause" else 1.0))  # type: ignore[arg-type]
        at += WORD_S + GAP_S
    return Transcript(tuple(words), EngineInfo("scripted", "", "1"))


def fillers(text: str, own: OwnWords = NO_OWN_WORDS) -> Fillers:
    """The fillers of a text."""
    heard = transcript(text)
    return find_fillers(spoken_words(heard.words), heard, (), heard.words[-1].end_s if heard.words else 0.0, own)


def counted(text: str) -> list[str]:
    """The texts of the fillers of a text."""
    return [item.text for item in fillers(text).items]


MARKERS = [
    # like
    ("It was, like, forty dollars.", ["like"]),
    ("We have | like | nine trucks.", ["like"]),
    ("We saved, um, like, ten hours.", ["um", "like"]),
    ("Like, what if we met?", ["like"]),
    ("I'd like to show you.", []),
    ("I would, um, like, um, to show you.", ["um", "um"]),
    ("Teams like yours saved ten hours.", []),
    ("We help companies, um, like, uh, Acme.", ["um", "uh"]),
    ("It looks like rain.", []),
    ("It feels, like, wrong.", []),
    ("Something, like, odd.", []),
    ("I, like, called you.", []),
    ("Do you, like, sail?", []),
    ("It is like that.", []),
    ("It works, like, that way.", []),
    ("What is it like?", []),
    ("Shops of a like kind.", []),
    ("We would like forty minutes.", []),
    ("Would you like, perhaps, a demo?", []),
    ("I like Tuesdays.", []),
    ("Likewise, I agree.", []),
    ("We help banks, | like | Chase and Citi.", []),
    ("It was, | like, | Tuesday.", ["like"]),
    ("I want this, like, Tuesday.", ["like"]),
    ("We save banks, | like, | ten hours.", ["like"]),
    # you know
    ("We can, you know, help.", ["you know"]),
    ("And you know, we can help.", ["you know"]),
    ("You know, we can help.", ["you know"]),
    ("It's hard, you know?", ["you know"]),
    ("We | you know | can help.", ["you know"]),
    ("Do you know, by chance, the date?", []),
    ("I'll let you know, thanks.", []),
    ("You know that we can help.", []),
    ("You know, that is hard.", []),
    ("As you know, we moved.", []),
    ("You know your drivers best.", []),
    ("You know how it is.", []),
    ("Someone you know, Tim, told me.", []),
    ("If you know, tell me.", []),
    ("You know.", []),
    ("Just so you know, we moved.", []),
    ("It's hard, so, you know, we can help.", ["so", "you know"]),
    ("I know you know Tim.", []),
    ("You said that, you know, eighteen is hard.", ["you know"]),
    # I mean
    ("I mean, we can help.", ["i mean"]),
    ("We can, I mean, we could help.", ["i mean"]),
    ("But I mean, we can help.", ["i mean"]),
    ("I mean it, really.", []),
    ("What I mean is this.", []),
    ("I mean to call.", []),
    ("That is what I mean, Dana.", []),
    # you see
    ("We can, you see, help.", ["you see"]),
    ("What you see, you get.", []),
    ("Do you see, Dana?", []),
    ("Can you see it?", []),
    # kind of, sort of
    ("It's kind of hard.", ["kind of"]),
    ("We are, kind of, new.", ["kind of"]),
    ("We sort of help.", ["sort of"]),
    ("I'm, um, sort of new.", ["um", "sort of"]),
    ("What kind of trucks do you run?", []),
    ("This kind of pump leaks.", []),
    ("A different kind of bank.", []),
    ("What, uh, kind of trucks do you run?", ["uh"]),
    ("This, uh, kind of pump leaks.", ["uh"]),
    ("A different | kind of bank.", []),
    ("The right, um, sort of partner.", ["um"]),
    ("We do two, uh, kind of different things.", ["uh", "kind of"]),
    ("A firm that, uh, sort of grew.", ["uh", "sort of"]),
    ("All sorts of pumps.", []),
    ("Any sort of tank.", []),
    ("It was kind of you to call.", []),
    ("It's kinda hard.", ["kinda"]),
    ("It's sorta hard.", ["sorta"]),
    # or something, and stuff
    ("We could meet or something.", ["or something"]),
    ("A call or something like that, maybe.", ["or something like that"]),
    ("Trucks and stuff, you name it.", ["and stuff"]),
    ("Whenever, or whatever.", ["or whatever"]),
    ("A truck or something else breaks.", []),
    ("Or whatever truck you run.", []),
    ("Boxes and stuff them full.", []),
    ("What I'm trying to say is we can help.", ["what i'm trying to say is"]),
    # so
    ("Hi. So, I read your post. So, we can help.", ["so"]),
    ("We can, so, um, help.", ["so", "um"]),
    ("So, I read your post.", []),
    ("So I read your post. So we can help.", []),
    ("We called so that you know.", []),
    ("Thanks so much.", []),
    ("So far, so good.", []),
    ("I think so, Dana.", []),
    ("Is that so, Dana?", []),
    ("It is so, so good.", []),
    # well
    ("Well, we can help.", ["well"]),
    ("Well I read your post.", ["well"]),
    ("Hi. Well | we can help.", ["well"]),
    ("It's hard and, well, thirty days is tight.", ["well"]),
    ("It works as well, Dana.", []),
    ("It works very well, Dana.", []),
    ("Our pumps work, well, in Reno.", []),
    ("Well done, Dana.", []),
    ("I hope you're well, Dana.", []),
    ("Well over forty shops.", []),
    ("Well-run, old brands.", []),
    ("We dig wells.", []),
    ("It's going well, um, now.", ["um"]),
    # right, okay, yeah, now, anyway
    ("That's hard, right?", ["right"]),
    ("It's hard, right, and slow.", ["right"]),
    ("Okay, um, thanks.", ["okay", "um"]),
    ("It's | okay | a pump.", []),
    ("We | okay | we can help.", ["okay"]),
    ("Yeah, hi, this is Tony.", ["yeah"]),
    ("Anyway, call me.", ["anyway"]),
    ("Now | our pumps are new.", ["now"]),
    ("Alright, so here goes.", ["alright"]),
    ("Now, our pumps are new.", []),
    ("I can help right now.", []),
    ("Call me right away.", []),
    ("You're the right person.", []),
    ("Turn left, right, left.", []),
    ("You're right, Dana.", []),
    ("Is Tuesday okay?", []),
    ("That's okay, Dana.", []),
    ("Okay. Bye.", []),
    ("So yeah, um, call me.", ["yeah", "um"]),
    ("So anyway, call me.", ["anyway"]),
    ("Okay, bye.", []),
    ("Alright, talk to you Friday.", []),
    ("Call me now, please.", []),
    # adverbs
    ("Basically it works. It basically saves hours.", ["basically", "basically"]),
    ("Actually it works and actually saves hours.", ["actually", "actually"]),
    ("Basically it works.", []),
    ("It actually works.", []),
    ("I just read it. It just works. We just moved.", ["just", "just", "just"]),
    ("I just read it. It just works.", []),
    ("It takes just ten minutes, saves just over 40%, and we just opened.", []),
    ("It takes just eleven minutes, for just 80 of them, and we just opened.", []),
    ("It really, really works.", []),
    # sounds
    ("Um, hi, uh, this is er Bob.", ["um", "uh", "er"]),
    ("My number is album umbrella summer other.", []),
    ("Uh-huh, the ER called.", []),
]


@pytest.mark.parametrize(("text", "expected"), MARKERS)
def test_markers_count_only_where_they_mean_nothing(text: str, expected: list[str]) -> None:
    """Both sides of every rule for filled pauses and discourse markers."""
    assert counted(text) == expected


REPETITIONS = [
    ("I, I called you.", ["i"]),
    ("I I called you.", ["i"]),
    ("I, um, I called you.", ["i", "um"]),
    ("I, I, I called you.", ["i i"]),
    ("We saved the the clinic hours.", ["the"]),
    ("It goes to, to the dock.", ["to"]),
    ("We can, we can help.", ["we can"]),
    ("We can we can we can help.", ["we can we can"]),
    ("This is, um, this is Nick.", ["this is", "um"]),
    ("Could you, uh, could you call?", ["could you", "uh"]),
    ("I would love to I would love to meet.", ["i would love to"]),
    ("We, we're new.", ["we"]),
    ("I, I'm new.", ["i"]),
    ("They they've moved.", ["they"]),
    ("Our com- company moved.", ["com"]),
    ("We help pre- and post-sale.", []),
    ("It's th- the best.", ["th"]),
    ("You you can call.", ["you"]),
    ("I hear you you can help.", ["you"]),
    ("That is for you, you can keep it.", []),
    ("It, um, it works.", ["it", "um"]),
    ("We met in, in Reno.", ["in"]),
    ("My number is my number is five one two.", ["my number is"]),
    ("Five, five, five, zero one four four.", []),
    ("Call five five five five five five.", []),
    ("It's double double five.", []),
    ("They had had enough.", []),
    ("I know that that works.", []),
    ("It's very, very good.", []),
    ("Big, big savings.", []),
    ("A long, long time.", []),
    ("Bye bye.", []),
    ("Bye, bye, Dana.", []),
    ("No, no, thanks.", []),
    ("Thank you. You can call me.", []),
    ("Thank you, you can call me.", []),
    ("Thank you, thank you so much.", []),
    ("If you try it, it works.", []),
    ("What it is is a pump.", []),
    ("What matters is, is that it works.", []),
    ("Come in in March.", []),
    ("Log on on Monday.", []),
    ("Again and again and again.", []),
    ("More and more and more trucks.", []),
    ("Day by day by day.", []),
    ("I called. I wrote.", []),
    ("Call me. Call me.", []),
    ("We help. We can. We can call.", ["we can"]),
    ("We help. We can. | We can call.", []),
    ("We can. We can.", []),
    ("We help. Can we? Can we talk?", ["can we"]),
    ("We pump. We pump well.", []),
    ("Um We, we help.", ["um", "we"]),
    ("Hi. You, you said so.", ["you"]),
    ("Um Will will call.", ["um"]),
    ("Hi Will, will you call?", []),
    ("Hi Dan, Dan Miller here.", []),
    ("Duran Duran played.", []),
    ("AA meetings in room II.", []),
    ("Walla Walla is nice.", []),
    ("Hello? Hello?", []),
    ("The well-known re-entry pump.", []),
    ("We're here, here is why.", []),
    ("I'm, I'm calling you.", ["i'm"]),
    ("Hi Dana, I'm, I'm calling you.", ["i'm"]),
    ("It's, um, it's a pump.", ["it's", "um"]),
    ("We're we're new.", ["we're"]),
    ("That's, that's why.", ["that's"]),
    ("I'm calling, I'm calling about pumps.", ["i'm calling"]),
    ("We'll send it, we'll send it now.", ["we'll send it"]),
    ("Don't, don't worry.", []),
    ("If they can't, can't we?", []),
    ("If you're ready, you're ready to go.", []),
    ("You're right, you're right, Dana.", []),
    ("If that's fine, that's fine with me.", []),
    ("Dana's, Dana's here.", []),
    ("What we do, we do well.", []),
    ("What, um, we do, we do well.", ["um"]),
    ("That's what we do, we do pumps.", []),
    ("If you can, you can call me.", []),
    ("If you can, um, you can call me.", ["um"]),
    ("Whatever plan you have, you have options.", []),
    ("All you need, you need now.", []),
    ("The work we do, we do well.", []),
    ("How you run it, you run it fast.", []),
    ("I like what I saw, and we can, we can help.", ["we can"]),
    ("That's what we, what we do.", ["what we"]),
    ("If you, if you could call me.", ["if you"]),
    ("We met all of the, of the team.", ["of the"]),
    ("That's the plan you signed up for, for example.", []),
    ("I'd love to, to be honest.", []),
    ("That's who we work with, with one exception.", []),
    ("I'm in, in short, a fan.", []),
    ("We were at at least three.", ["at"]),
    ("We work for, for clinics.", ["for"]),
    ("What a year, and with, with your team it grows.", ["with"]),
]


@pytest.mark.parametrize(("text", "expected"), REPETITIONS)
def test_repetitions_are_stumbles_not_emphasis(text: str, expected: list[str]) -> None:
    """Both sides of every rule for repetitions and restarts: the item is what was said too often."""
    assert counted(text) == expected


def test_a_filled_pause_is_an_item_with_the_engines_confidence() -> None:
    """Text in letters, times and confidence of the transcript, a few words to either side."""
    (item,) = fillers("Hi Dana this is Umberto, Um, Hale from Wexler in Reno today.").items
    assert (item.text, item.kind, item.confidence) == ("um", "filled_pause", 0.8)
    assert (item.start_s, item.end_s) == (pytest.approx(1.5), pytest.approx(1.75))
    assert item.context == "dana this is umberto um hale from wexler in"


def test_what_was_said_too_often_is_the_item() -> None:
    """Of "we can, we can" the first is timed and would be cut, and both are shown."""
    (item,) = fillers("Hi Dana here at Wexler we can, we can help your clinics.").items
    assert (item.kind, item.start_s, item.end_s) == ("repetition", pytest.approx(1.5), pytest.approx(2.05))
    assert item.context == "dana here at wexler we can we can help your"


def test_count_rate_and_time_belong_together() -> None:
    """Count is of items, the rate per minute of spoken span, the time the sum of theirs."""
    found = fillers("Um, hi, uh, this is, like, Bob.")
    assert found.count == len(found.items) == 3
    assert found.per_minute == pytest.approx(3 * 60 / (6 * 0.3 + 0.25))
    assert found.time_s == pytest.approx(3 * WORD_S)
    assert [item.start_s for item in found.items] == sorted(item.start_s for item in found.items)


def test_no_words_no_fillers() -> None:
    """Nothing said: nothing counted, and no rate."""
    assert fillers("") == Fillers((), (), 0, None, 0.0)


def test_a_filled_pause_inside_a_marker_takes_no_time_of_its_own() -> None:
    """ "You, um, know" is two fillers, and lasts from its first word to its last."""
    heard = transcript("We sell, you um, know, pumps.")
    found = find_fillers(spoken_words(heard.words), heard, (), 6.0)
    marker, um = found.items
    assert (marker.text, um.text) == ("you know", "um")
    assert marker.start_s < um.start_s < um.end_s < marker.end_s
    assert found.time_s == pytest.approx(marker.end_s - marker.start_s)


def test_doubtful_filled_pauses_are_apart() -> None:
    """What the engine doubts is shown and not counted."""
    heard = transcript("Hi Dana this is Bob.")
    doubted = Transcript(heard.words, heard.engine, (Word("Uh,", 0.5, 0.6, "filled_pause", 0.3),))
    found = find_fillers(spoken_words(doubted.words), doubted, (), 2.0)
    assert (found.count, [item.text for item in found.doubtful]) == (0, ["uh"])
    assert find_fillers(spoken_words(doubted.words), doubted, (), 2.0, OwnWords(not_counted=("uh",))).doubtful == ()


def test_a_silence_of_the_speech_map_is_a_pause() -> None:
    """Engines stretch words over silences: a pause between two words counts though their times touch."""
    words = tuple(Word(text, at * 0.5, at * 0.5 + 0.5) for at, text in enumerate(["we", "sell", "like", "nine"]))
    heard = Transcript(words, EngineInfo("scripted", "", "1"))
    spoken = spoken_words(heard.words)
    assert find_fillers(spoken, heard, (), 2.0).count == 0
    assert find_fillers(spoken, heard, (Span(0.85, 1.15),), 2.0).count == 0
    assert find_fillers(spoken, heard, (Span(0.85, 1.15), Span(1.3, 1.6)), 2.0).count == 1
    assert find_fillers(spoken, heard, (Span(0.9, 1.15), Span(1.4, 1.65)), 2.0).count == 1  # 1.15 - 0.9 < 0.25


def test_two_signs_make_a_marker_surer_than_one() -> None:
    """Punctuation and silence together give more confidence than either, and either more than that it recurs."""
    texts = "It was, | like, | forty.", "It was, like, forty.", "It was | like | forty.", "I just, just, just read it."
    sure, comma, pause, recurs = (fillers(text).items[0].confidence for text in texts)
    assert sure > comma == pause > recurs


def test_a_team_has_words_of_its_own() -> None:
    """Listed phrases count wherever they are said; fillers on the other list never do."""
    own = OwnWords(counted=("To be fair", "awesome"), not_counted=("Like", "uh"))
    found = fillers("Uh, to be fair it was, like, awesome, you know, really.", own)
    assert [item.text for item in found.items] == ["to be fair", "awesome", "you know"]


@pytest.mark.parametrize(
    ("text", "counted", "not_counted", "expected"),
    [
        ("It's OK, and we are 24/7 open.", ("ok", "24/7"), (), ["okay", "twenty four seven"]),
        ("I sent an e-mail to R&D, you see?", ("email", "R & D", "You see?"), (), ["email", "r and d", "you see"]),
        ("Okay, um, I mean, we help.", (), ("OK", "I  mean,"), ["um"]),
        ("I, I, I know that, we can, we can help the the team.", (), ("I", "we can", "—"), ["the"]),
    ],
)
def test_own_words_are_compared_as_they_are_said(
    text: str, counted: tuple[str, ...], not_counted: tuple[str, ...], expected: list[str]
) -> None:
    """However they are written in the list and by the engine, and however often they are repeated."""
    assert [item.text for item in fillers(text, OwnWords(counted, not_counted)).items] == expected


def test_a_word_is_in_one_filler_only() -> None:
    """ "You know, you know" is two markers and no repetition."""
    assert counted("We can, you know, you know, help.") == ["you know", "you know"]


TOKENS = """
Um, uh you know, I mean like, so. So, well right? okay | we can we can I I'm th- 555-0147 AT&T kind of just just
"""


@settings(max_examples=60)
@given(st.lists(st.sampled_from(TOKENS.split()) | st.text(min_size=1, max_size=6), max_size=50))
def test_any_words_at_all(texts: list[str]) -> None:
    """Whatever was heard: nothing fails, items are ordered, lie inside the message and do not overlap in one kind."""
    found = fillers(" ".join(texts))
    assert found.count == len(found.items)
    assert all(0 <= item.start_s <= item.end_s for item in found.items)
    words = [item for item in found.items if item.kind != "filled_pause"]
    assert all(before.end_s <= after.start_s + 1e-9 for before, after in pairwise(words))
