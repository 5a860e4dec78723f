"""Clichés and hedges: every listed phrase is found as it is named, in its inflections, and its look-alikes are not."""

import pytest

from tests.test_content import content
from vmcoach.content import carrying
from vmcoach.content.phrases import read_table

CLICHES = [(entry, group["severity"]) for group in read_table("cliches")["group"] for entry in group["phrases"]]


@pytest.mark.parametrize(("entry", "severity"), CLICHES)
def test_every_cliche_is_found_as_it_is_named(entry: str, severity: str) -> None:
    """The name of an entry, said alone, is that cliché with the severity of its group."""
    found = content(f"Hi Dana. {entry[0].upper()}{entry[1:]}. Thanks.").cliches
    assert [(phrase.entry, phrase.severity) for phrase in found] == [(entry, severity)]


@pytest.mark.parametrize("entry", read_table("hedges")["phrases"])
def test_every_hedge_is_found_as_it_is_named(entry: str) -> None:
    """The name of an entry, said alone, is that hedge."""
    found = content(f"Hi Dana. {entry[0].upper()}{entry[1:]}. Thanks.").hedges
    assert [(phrase.entry, phrase.severity) for phrase in found] == [(entry, "weak")]


def test_what_carries_a_sentence_is_listed() -> None:
    """Each by the name of its entry."""
    assert carrying() < {*(entry for entry, _ in CLICHES), *read_table("hedges")["phrases"]}


@pytest.mark.parametrize(
    ("said", "entry", "quote"),
    [
        ("I just wanted to touch base.", "touch base", "i just wanted to touch base"),
        ("I'm touching base about Friday.", "touch base", "i'm touching base"),
        ("Let's touch base.", "touch base", "let's touch base"),
        (
            "I was just calling to, um, touch base with you.",
            "touch base",
            "i was just calling to um touch base with you",
        ),
        ("I'm just calling to check in.", "just checking in", "i'm just calling to check in"),
        ("Just checking in with you.", "just checking in", "just checking in with you"),
        ("Thought I'd check back.", "just checking in", "thought i'd check back"),
        ("I wanted to check in and see how it goes.", "just checking in", "i wanted to check in and see how"),
        ("I wanted to reach out and check in.", "reach out and check in", "i wanted to reach out and check in"),
        ("I am reaching out to you today.", "just reaching out", "i am reaching out to you"),
        ("Just following up on my email.", "follow up", "just following up"),
        ("I'm calling to follow up.", "follow up", "i'm calling to follow up"),
        ("I'm following up on the email you got.", "follow up", "i'm following up"),
        ("I'm calling to follow up on the offer.", "follow up", "i'm calling to follow up"),
        ("I'm following up on the email I sent you.", "follow up", "i'm following up"),
        ("I'm following up on the information I sent.", "follow up", "i'm following up"),
        ("I'm just checking in on your plans.", "just checking in", "i'm just checking in"),
        ("I came across your LinkedIn page.", "came across your profile", "i came across your linkedin page"),
        ("Sorry I missed you today.", "sorry I missed you", "sorry i missed you"),
        ("I'm circling back around.", "circle back", "i'm circling back around"),
        ("How's it going today?", "how are you", "how's it going today"),
        (
            "Could I have a few minutes of your time?",
            "a few minutes of your time",
            "could i have a few minutes of your time",
        ),
        ("I know you're super busy.", "I know you're busy", "know you're super busy"),
        ("Please call at your convenience.", "at your earliest convenience", "at your convenience"),
        ("Please call at your earliest convince.", "at your earliest convenience", "at your earliest convince"),
        ("Let's hit the ground runing.", "hit the ground running", "hit the ground runing"),
        ("We're leveraging our data.", "leverage our", "leveraging our"),
        ("Would you be open to hopping on a quick call?", "hop on a call", "hopping on a quick call"),
        ("How are you doing today? I'm Rob.", "how are you", "how are you doing today"),
        ("How are you doing, Dana?", "how are you", "how are you doing"),
        ("How are you? Calling from Wexler.", "how are you", "how are you"),
        ("I'd love to pick your, uh, brain about tanks.", "pick your brain", "pick your uh brain about"),
        ("It's a win-win.", "win-win", "win win"),
        ("There might be a really good fit here.", "see if we're a fit", "there might be a really good fit"),
        ("We have state-of-the-art trucks.", "state of the art", "state of the art"),
        ("We are world-class.", "world-class", "world class"),
    ],
)
def test_a_cliche_in_other_words(said: str, entry: str, quote: str) -> None:
    """Inflections, lead-ins, fillers and a letter misheard hide no cliché; the longest wording is quoted."""
    assert [(phrase.entry, phrase.quote.text) for phrase in content(said).cliches] == [(entry, quote)]


@pytest.mark.parametrize(
    "said",
    [
        "The reason for my call is your new plant.",
        "I'm calling because you opened a second yard.",
        "Thanks for reaching out about the tires.",
        "You reached out to us on Monday.",
        "Guests check in at the desk in forty seconds.",
        "The nurses check in with each patient.",
        "I'm following up on your question about freight.",
        "I'm following up on the webinar you joined on Tuesday.",
        "I'm following up after the plant tour we both took.",
        "I wanted to follow up on our demo.",
        "I'm following up on the proposal I left with you on the ninth.",
        "I'm following up after your board meeting.",
        "It's been a year and we've missed you.",
        "If you could fill out the survey too, that would be great.",
        "I'm calling to follow up on the roof quote I sent on the third.",
        "I wanted to check in about your delivery on Tuesday.",
        "You told me to circle back in June.",
        "I'm sorry I missed you at the show in Reno.",
        "Is Thursday a good time?",
        "How are your drivers paid?",
        "How are you handling the new tariff?",
        "How are you doing payroll?",
        "How are you going to fill nine shifts?",
        "Checking in patients takes nine minutes.",
        "He jumped on a call for us at midnight.",
        "We found a solution to your leak.",
        "This is Kim from Apex Solutions.",
        "We circled the block twice.",
        "She asked how you are.",
        "Bandwidth at your Reno site is forty megabits.",
        "Your leverage ratio fell.",
        "I have ten minutes of tape from your dock.",
        "You introduced yourself at the fair.",
        "He is the person in charge at Acme.",
        "The bottom line on your invoice is wrong.",
    ],
)
def test_what_is_no_cliche(said: str) -> None:
    """The wording that works, and words that only look like a cliché, are not flagged."""
    assert content(said).cliches == ()


@pytest.mark.parametrize(
    ("said", "hedges"),
    [
        ("I think we might help.", ["i think", "might"]),
        ("I really think you'd love it.", ["i really think"]),
        ("We could maybe, sort of, help.", ["maybe"]),
        ("It's kind of new, or something.", []),
        ("I was kind of hoping to talk.", ["i was kind of hoping"]),
        ("Just a quick question.", ["just a quick"]),
        ("What kind of trucks do you run?", []),
        ("That sort of thing.", []),
        ("All kinds of people.", []),
        ("I'll try you again on Friday.", []),
        ("It took a little over nine days.", []),
        ("You just opened a plant.", []),
        ("Is Tuesday possible?", []),
        ("The mighty Wurlitzer.", []),
        ("I just wanted to check in.", []),
        ("I'm trying to reach Dana.", []),
        ("I'm trying to find whoever runs the dock.", []),
        ("We try to find a way.", ["try to"]),
        ("I was trying to get hold of Dana.", []),
        ("Might you be free on Tuesday?", []),
        ("I hope the move went well.", []),
        ("I hope that helps.", ["i hope"]),
        ("I'd like to be on the list.", []),
        ("I'd like to bring their numbers to your office.", []),
        ("I'd like to talk about tires.", ["i'd like to"]),
        ("You might want to check the valve.", []),
        ("We might have met in Tulsa.", []),
        ("Drop by a bit before noon.", []),
        ("A little bakery in Reno uses it.", []),
        ("I've been trying to get ahold of you.", []),
        ("It is a little early.", ["a little"]),
    ],
)
def test_hedges_and_their_look_alikes(said: str, hedges: list[str]) -> None:
    """Hedges are quoted; the same words with another meaning, or inside a cliché, are not."""
    assert [phrase.quote.text for phrase in content(said).hedges] == hedges


def test_the_longer_of_two_overlapping_phrases_counts() -> None:
    """ "I just wanted to reach out and check in" is one cliché, not two."""
    assert len(content("I just wanted to reach out and check in.").cliches) == 1


def test_a_cliche_said_twice_is_found_twice_in_order() -> None:
    """Each time it is said it is reported, in the order of the message."""
    found = content("Let's touch base. It's a no brainer. Let's touch base.").cliches
    assert [phrase.entry for phrase in found] == ["touch base", "no brainer", "touch base"]
