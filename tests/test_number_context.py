"""What the words around digits tell: that they are another number, are corrected, or whose the number is."""

import pytest

from tests.test_phone_number import digits, found_in

BEFORE = [
    "I am here until five.", "Can we talk Tuesday at 10?", "Are you free at 2:30?", "We saw it in 2026.",
    "It went up to 500.", "Our desk is open 24/7.", "I am in room 204.", "It is about Q3.", "Let's say May 5.",
    "Are you there on October 12?", "We are here 9 to 5.", "This is Sam with Studio 54,", "We saved fifty thousand.",
    "Call me by two,", "I called 3 of 5.", "We sold 20, 30.",
]  # fmt: skip

BEHIND = [
    "Two minutes is enough.", "2 minutes is enough.", "One question for you.", "Five of your peers use us.", "9 to 5.",
    "24/7.", "$500 is yours.", "2026 is close.", "Thirty percent is a lot.", "Three weeks.", "9 a.m. to 5 p.m.",
    "100 percent free.", "Zero risk.", "Two o'clock works.",
]  # fmt: skip

BESIDE_OTHERS = ["512-555-0147", "five one two, five five five, oh one four seven", "512. 555. 0147", "512 555-0147"]


@pytest.mark.parametrize("number", BESIDE_OTHERS)
@pytest.mark.parametrize("text", [*(f"{text} {{}}" for text in BEFORE), *(f"{{}}. {text}" for text in BEHIND)])
def test_a_number_beside_another_number_is_itself(text: str, number: str) -> None:
    """However it is divided, said once or twice; times, amounts and names beside it are none of it."""
    once, twice = found_in(f"Hi. {text.format(number)}"), found_in(f"{text.format(f'{number}. Again, {number}')}. Bye.")
    assert once
    assert twice
    assert (once.digits, once.times_said, once.sayings_agree) == ("5125550147", 1, None)
    assert (twice.digits, twice.times_said, twice.sayings_agree) == ("5125550147", 2, True)


@pytest.mark.parametrize(
    ("text", "number", "times"),
    [
        ("five one two five five five oh one four six, sorry, oh one four seven", "5125550147", 1),
        ("my number is five one two five five six, sorry, five five five, oh one four seven", "5125550147", 1),
        ("my number is 521, sorry, 512-555-0147", "5125550147", 1),
        ("512-555-0146, I mean, 0147. Again, 512-555-0147.", "5125550147", 2),
        ("512-555-0146, no wait, 512-555-0147", "5125550147", 1),
        ("617-555-0110, scratch that, it's 0119. 617-555-0119.", "6175550119", 1),
        ("512-555-0146, correction, 512-555-0147. Again, 512-555-0147.", "5125550147", 2),
        ("call 555-0146, make that 0147", "5550147", 1),
        ("512-555-0147, sorry, that's 512-555-0147", "5125550147", 2),
        ("512-555-0147. Sorry, two more things.", "5125550147", 1),
        ("512-555-0147. Actually, 500 of your peers use us.", "5125550147", 1),
        ("512-555-0147. Sorry I missed you at 1015.", "5125550147", 1),
    ],
)
def test_a_correction_counts(text: str, number: str, times: int) -> None:
    """What is said anew takes the place of as many digits, and what was taken back is no saying."""
    found = found_in(text)
    assert found
    assert (found.digits, found.times_said, found.sayings_agree) == (number, times, True if times > 1 else None)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("my fax is 512-555-0199 and my number is 512-555-0147", "5125550147"),
        ("my number is 512-555-0147. My fax is 512-555-0199.", "5125550147"),
        ("I have you down at 512-555-0199, mine is 512-555-0147", "5125550147"),
        ("my number is 617-555-0147, I tried you at 512-555-0199", "6175550147"),
        ("the number I have for you is 512-555-0199, mine is 512-555-0147", "5125550147"),
        ("you called us from 512-555-0199, so call 617-555-0147", "6175550147"),
        ("I tried you at 512-555-0199", None),
        ("is this still your number, 512-555-0199?", None),
        ("I got your cell number, 512-555-0199, from Jen, mine is 617-555-0147", "6175550147"),
        ("your support line is 617-555-0147", "6175550147"),
        ("don't call the old number, 617-555-0148, call 617-555-0147", "6175550147"),
        ("the number is 617-555-0147, not 617-555-0148", "6175550147"),
        ("could we talk on Monday? No worries if not. 617-555-0147", "6175550147"),
        ("the last four are 0119. 617-555-0119.", "6175550119"),
        ("I'd love to hear from you at 512-555-0147", "5125550147"),
        ("I'm glad to help you at 512-555-0147", "5125550147"),
        ("my phone and fax is 512-555-0147", "5125550147"),
        ("call me at 445-1200", "4451200"),
        ("my number is nine three zero one zero zero zero", "9301000"),
        ("it's Claire Novak with Tidewater Security, 912-555-0151", "9125550151"),
        ("it's Claire Novak with Tidewater Security 912-555-0151", "9125550151"),
        ("call me about your account at 617-555-0147", "6175550147"),
        ("it's about your order, 617-555-0147", "6175550147"),
        ("for reference my number is 617-555-0147", "6175550147"),
        ("your account number is 512-555-0199. My number is 617-555-0147.", "6175550147"),
        ("we're at 200 Main Street, suite 300, 512-555-0147", "5125550147"),
        ("your license number is 5125550147", None),
        ("quote number 512-555-0147", None),
        ("PO number for that is 5125550147", None),
        ("at suite 300, 2026", None),
    ],
)
def test_what_a_number_is_called_tells_whose_it_is(text: str, number: str | None) -> None:
    """A fax, the prospect's own number and what is read out like one are not to be called back."""
    assert digits(text) == number
