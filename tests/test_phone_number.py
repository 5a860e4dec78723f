"""The call-back number is found in any usual way of saying it, with its sayings, and in nothing else."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmcoach.measures.phone_number import PhoneNumber, find_number_in_part, find_phone_number
from vmcoach.measures.utterance import Utterance
from vmcoach.speech import Span
from vmcoach.spoken import spoken_words
from vmcoach.spoken.dictation import DICTATED_WORDS, digit_readings
from vmcoach.transcript import EngineInfo, Transcript, Word

FIVE_ONE_TWO = "five one two five five five zero one four seven"


def transcript_of(text: str, step_s: float = 0.5) -> Transcript:
    """A text as a recogniser may write it; each written word lasts `step_s`."""
    words = [
        Word(
            word,
            at * step_s,
            (at + 1) * step_s,
            "filled_pause" if word.strip(".,").lower() in ("um", "uh") else "word",
        )
        for at, word in enumerate(text.split())
    ]
    return Transcript(tuple(words), EngineInfo("scripted", "", "1"))


def found_in(text: str, step_s: float = 0.5) -> PhoneNumber | None:
    """The number in a text."""
    transcript = transcript_of(text, step_s)
    return find_phone_number(spoken_words(transcript.words), transcript)


def digits(text: str) -> str | None:
    """The number found in a text."""
    number = found_in(text)
    return number.digits if number else None


SAID = {
    # Digit by digit, with the sounds people make
    f"my number is {FIVE_ONE_TWO}": "5125550147",
    f"{FIVE_ONE_TWO} thanks omar": "5125550147",
    "you can reach me at five one two five five five oh one four seven": "5125550147",
    "my number is seven two zero uh five five five oh one six four": "7205550164",
    "my number is um seven two um zero um five five five oh one six four": "7205550164",
    "seven two o five five five o one six four": "7205550164",
    "my number is five one two. five five five. Oh, one four seven.": "5125550147",
    "my number is five one two five five five zero one four seven nine to five": "5125550147",
    "my number is five one two five five five zero one four seven 9 to 5": "5125550147",
    "call me at ten? five five five oh one four seven": "5550147",
    "five one two dash five five five dash zero one four seven": "5125550147",
    "five one two dot five five five dot oh one four seven": "5125550147",
    "five one two hyphen five five five hyphen oh one four seven": "5125550147",
    # Repeats, pairs and hundreds
    "five one two double five five zero one four seven": "5125550147",
    "five one two triple five zero one four seven": "5125550147",
    "it's four one five treble five oh one double two": "4155550122",
    "five one two five fifty five twelve twelve": "5125551212",
    "my number is two one two five five five ten ten": "2125551010",
    "my number is seven twenty five five five zero one six four": "7205550164",
    "call four fifteen five fifty five oh one seventy seven": "4155550177",
    "call three oh three five five five twenty twenty": "3035552020",
    "eight hundred five five five oh one nine nine": "8005550199",
    "five one two five five five three thousand": "5125553000",
    "five one two five five five twelve hundred": "5125551200",
    "five hundred twelve five hundred fifty five zero one forty seven": "5125550147",
    "six one seven five five five zero one hundred": "6175550100",
    "call two fifty dash four twenty eight dash five oh two zero": "2504285020",
    "call nine forty um eight sixty two um seven seven zero five": "9408627705",
    # A ten and a unit belong together inside a group
    "call seven twenty six thirty five seven three one eight": "7206357318",
    "call four fifteen seven fifty four one fifty two": "4157504152",
    "call nine four zero eight forty nine seven ninety two": "9408409792",
    "call one seven twenty six thirty five seven three one eight": "17206357318",
    # Area codes
    "area code five one two five five five oh one four seven": "5125550147",
    "area code is five one two and the number is five five five oh one four seven": "5125550147",
    "call five one two and then five five five oh one four seven": "5125550147",
    "it's five five five zero one four seven area code five one two": "5125550147",
    "my number is five five five oh one four seven": "5550147",
    "call me on five five five oh one four seven": "5550147",
    "five five five oh one four seven is my number": "5550147",
    "my number is five fifty five twelve twelve": "5551212",
    # With a country
    f"one {FIVE_ONE_TWO}": "15125550147",
    f"plus one {FIVE_ONE_TWO}": "+15125550147",
    "one eight hundred five five five oh one nine nine": "18005550199",
    "plus forty four twenty seven nine four six double oh one eight": "+442079460018",
    "plus four four two zero seven nine four six zero zero one eight": "+442079460018",
    "zero one one four four two zero seven nine four six zero zero one eight": "+442079460018",
    "dial zero zero four four twenty seven nine four six zero zero one eight": "+442079460018",
    "call me on oh two oh seven nine four six double oh one eight": "02079460018",
    "my mobile is oh seven seven double oh nine hundred one two three": "07700900123",
    "my mobile is oh seven seven oh oh nine oh oh four one six. Oh, and I'm with Warmly": "07700900416",
    "my mobile is oh seven seven oh oh nine oh oh four one six Oh, and I'm with Warmly": "07700900416",
    "my number is five one two five five five oh one four oh, and ask for me": "5125550140",
    "plus four nine one five one one two three four five six seven eight": "+4915112345678",
    "my number is zero one five one one two three four five six seven eight": "015112345678",
    "plus ninety one nine eight seven six five four three two one zero": "+919876543210",
    "my number is nine eight seven six five double four triple three": "9876544333",
    "plus four four zero two zero seven nine four six zero zero one eight": "+442079460018",
    "oh two oh seven nine four six double oh one eight thanks": "02079460018",
    "call me on one three hundred five five five one two three": "1300555123",
    # What comes before and after
    f"call me at {FIVE_ONE_TWO} ten minutes is all I need": "5125550147",
    f"{FIVE_ONE_TWO} double check that please": "5125550147",
    f"this one {FIVE_ONE_TWO}": "5125550147",
    f"{FIVE_ONE_TWO} one more time {FIVE_ONE_TWO}": "5125550147",
    f"one two three I mean {FIVE_ONE_TWO}": "5125550147",
    f"my number is five one two uh {FIVE_ONE_TWO}": "5125550147",
    f"a hundred people dial {FIVE_ONE_TWO}": "5125550147",
    "email jane.doe@acme.com or call 512-555-0147": "5125550147",
    "we saved 90 days and $1.5 million in 2024, so call 512-555-0147 by 3:30": "5125550147",
}
WRITTEN = {
    "512-555-0147.": "5125550147",
    "512 -555 -0147.": "5125550147",
    "5-1-2-5-5-5-0-1-4-7": "5125550147",
    "5-1-2. 5-5-5. 0-1-4-7.": "5125550147",
    "5 1 2 5 5 5 0 1 4 7": "5125550147",
    "512 555 0147": "5125550147",
    "512 5550147": "5125550147",
    "(512) 555-0147": "5125550147",
    "512.555.0147": "5125550147",
    "5125550147": "5125550147",
    "512, 555, 0147": "5125550147",
    "512-555-0-1-47": "5125550147",
    "512-555-01 47": "5125550147",
    "512-555-oh-147": "5125550147",
    "7, 2, 0, uh, 555-0164": "7205550164",
    "eight, one, three, 555-0136": "8135550136",
    "2-1-2-5-5-5-0-1-2-6": "2125550126",
    "1-800-555-0199": "18005550199",
    "my number is 720-uh-555 0164": "7205550164",
    "720 uh 555 0164": "7205550164",
    "my number is 555-0147": "5550147",
    "+1 (512) 555-0147": "+15125550147",
    "+44 20 7946 0018": "+442079460018",
    "+91 98765 43210": "+919876543210",
    "my number is 98765 43210": "9876543210",
    "my number's 555-0147": "5550147",
    "My cell's 555-0147": "5550147",
    "I can be reached at 555-0147": "5550147",
    "+44 (0)20 7946 0018": "+442079460018",
    "+61 (0) 412 345 678": "+61412345678",
    "+49 (0)151 23456789": "+4915123456789",
    "I'm on 020 7946 0018": "02079460018",
    "That was all. 020 7946 0018. 020 7946 0018.": "02079460018",
    "When can we speak? 0113 496 0333.": "01134960333",
    "ring the office on 01 555 0190": "015550190",
    "this is Sam with Capital One, 512-555-0147": "5125550147",
    "one, eight hundred, five five five, oh one nine nine": "18005550199",
    "reach me on plus 44 20 7 9 4 6 double 0 1 8": "+442079460018",
}
NOT_A_NUMBER = [
    "",
    "is a ten minute call on tuesday morning possible",
    "we took that from ninety days to forty for a regional bank last year",
    "they saved about eleven thousand dollars a quarter and twenty five percent",
    "since nineteen ninety nine and two thousand eight to twenty twenty four",
    "call me at ten thirty on tuesday the twenty fifth or at nine oh five",
    "reach two thousand five hundred people at four thousand two hundred dollars",
    "I called about three hundred forty five thousand six hundred and seventy eight reasons",
    "one million two hundred thirty four thousand five hundred sixty seven",
    "testing one two three four five six seven eight nine ten",
    f"my order number is {FIVE_ONE_TWO}",
    f"the account number ending in {FIVE_ONE_TWO}",
    "five five five oh one four seven",
    "zip code 78701 and room 512",
    "we fly the A320 555-0147",
    "our support is there twenty four seven three sixty five",
    "call me at nine on the first second or third",
    "call me by 3/4/2026",
    "my number is five one two five five five zero one four",
    "my number is one two three four five six seven eight nine zero",
    "from 2019 to 2024 we went from 1,200 to 2,500 customers in 20-30 markets",
    "double triple hundred thousand plus call extension",
]


@pytest.mark.parametrize(("text", "number"), [*SAID.items(), *WRITTEN.items()])
def test_a_number_is_found_however_it_is_said_or_written(text: str, number: str | None) -> None:
    """The digits are those to dial."""
    assert digits(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("call me 24/7, 555-0147", "5550147"),
        ("call me 24-7, 555-0147", "5550147"),
        ("call me twenty four seven five five five zero one four seven", "5550147"),
        ("call me 24/7, 512-555-0147", "5125550147"),
        ("my number is two four seven five five five one two one two", "2475551212"),
        ("my number is twenty four seven fifty five fifty five", "2475555"),
        ("call me by 12/15, 555-0147", "5550147"),
        ("call me on 9/5 at 555-0147", "5550147"),
        ("call me by 3/15/26, 555-0147", "5550147"),
        ("call me by 3-15-2026, 555-0147", "5550147"),
        ("my number, as of 2026-03-04, is 617-555-0119", "6175550119"),
        ("since 2026-03-04, 617-555-0119", "6175550119"),
        ("call me at 3:30, 555-0147", "5550147"),
        ("call me, the seats are $4.50-$5.00, 555-0147", "5550147"),
        ("call me in 2 - 3 weeks, 555-0147", "5550147"),
        ("call 512-555-0147 9 - 5", "5125550147"),
        ("my number 850-3000", "8503000"),
        ("call me at 850-3000. Again, 850-3000.", "8503000"),
        ("call us about 500-1000 seats, 555-0147", "5550147"),
        ("call me about the 500-1000 seats", None),
        ("case number 5125550147, call me at 737-555-0123", "7375550123"),
        ("between 10% - 15% in 2019-2023, zip 78701-1234, on 3-4-2026", None),
        ("your renewal is 3/4/2026, invoice 5125550147, $1,250,000", None),
    ],
)
def test_what_else_is_written_in_digits_is_no_part_of_a_number(text: str, number: str | None) -> None:
    """Dates, hours, ranges, prices and labels beside a short number, which three digits more would complete."""
    assert digits(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("my number is to one two five five five zero one one six thanks", "2125550116"),
        ("call me at five one to five five five zero one four seven", "5125550147"),
        ("my number is for one two five five five zero one one six", "4125550116"),
        ("my number is to two one two five five five zero one one six", "2125550116"),
        ("call five five five zero one one six to talk", "5550116"),
        ("call five five five zero one one six for two minutes", "5550116"),
        ("call five five five zero one one six for twenty minutes", "5550116"),
        ("five five five zero one one six is the number to call me on or to send a text to", "5550116"),
        ("my number is one two five five five zero one one six to talk", None),
        ("we went from nine to five and it took two one two days", None),
        ("please ring me to 918-555-139", None),
        ("my number is to 12-555-0116", "2125550116"),
    ],
)
def test_a_digit_may_be_written_as_a_word_that_sounds_like_it(text: str, number: str | None) -> None:
    """Where it is the one that ten digits in a row lack; never behind them, nor before an area code."""
    assert digits(text) == number


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("please ring me at 918-555-13", 8),
        ("please ring me at 918-555-139", 9),
        ("please ring me at nine one eight five five five one three nine. Have a great day", 9),
        ("my number is 918-555-139. Again, 918-555-01399.", 11),
        ("my number is 155-555-0139", 10),
        ("my number is 918-555-0139", None),
        ("my number is 918-555-0139-012", 13),
        ("my account number is 918-555-139", None),
        ("we're in Boston, 02139-4307", None),
        ("could you call me at nine", None),
    ],
)
def test_a_number_may_be_heard_in_part(text: str, count: int | None) -> None:
    """Digits announced as a number that cannot be dialled are told, rather than that no number was said."""
    transcript = transcript_of(text)
    part = find_number_in_part(spoken_words(transcript.words), transcript)
    assert (part.digits if part else None) == count


@pytest.mark.parametrize("text", NOT_A_NUMBER)
def test_what_is_no_phone_number_is_none(text: str) -> None:
    """Years, prices, times, counts, other numbers and numbers with a digit missing are left alone."""
    assert digits(text) is None


@pytest.mark.parametrize(
    ("text", "number", "times", "agree"),
    [
        (f"{FIVE_ONE_TWO}", "5125550147", 1, None),
        (f"{FIVE_ONE_TWO} again that is {FIVE_ONE_TWO}", "5125550147", 2, True),
        (f"{FIVE_ONE_TWO} {FIVE_ONE_TWO}", "5125550147", 2, True),
        ("five one two five five five twelve hundred five one two five five five twelve hundred",
         "5125551200", 2, True),
        (f"{FIVE_ONE_TWO} that's {FIVE_ONE_TWO} once more {FIVE_ONE_TWO}", "5125550147", 3, True),
        ("512-555-0147. Again, that's 512-555-0147.", "5125550147", 2, True),
        ("seven twenty five five five oh one six four that's seven two zero triple five zero one sixty four",
         "7205550164", 2, True),
        ("call me one plus 44 20 7946 0672 again plus 44 20 7946 0672", "+442079460672", 2, True),
        (f"plus one {FIVE_ONE_TWO} again {FIVE_ONE_TWO}", "+15125550147", 2, True),
        ("1-512-555-0147 again 512-555-0147", "15125550147", 2, True),
        ("+44 20 7946 0018 again 020 7946 0018", "+442079460018", 2, True),
        (f"{FIVE_ONE_TWO} that's five five five zero one four seven", "5125550147", 2, True),
        ("call five five five zero one four seven that's five five five zero one four seven", "5550147", 2, True),
        # 717 451 2301 would be a number too
        ("call seven one seven four fifty one two thirty one. That's seven one seven, four fifty, one two three one",
         "7174501231", 2, True),
        # The last four alone are no saying
        (f"{FIVE_ONE_TWO} that's zero one four seven", "5125550147", 1, None),
        (f"{FIVE_ONE_TWO} zero one four seven", "5125550147", 1, None),
        # A digit lost, doubled or changed in one of them
        ("512-555-0147. Again that's 512-555-014.", "5125550147", 2, False),
        ("512-555-014. Again that's 512-555-0147.", "5125550147", 2, False),
        ("512-555-0147. Again that's 512-555-01447.", "5125550147", 2, False),
        ("512-5555-0147. Again that's 512-555-0147.", "5125550147", 2, False),
        (f"{FIVE_ONE_TWO} five one two five five five zero one four", "5125550147", 2, False),
        (f"five one two five five five zero one four {FIVE_ONE_TWO}", "5125550147", 2, False),
        ("512-555-0147. Again that's 512-555-0148.", "5125550147", 2, False),
        ("512-555-0147. Again that's 512-555-0174.", "5125550147", 2, False),
        ("512-555-0146. That's 512-555-0147. Again 512-555-0147.", "5125550147", 3, False),
        ("512-555-0147, again that's 012-555-0147", "5125550147", 2, False),
        (f"{FIVE_ONE_TWO} that's five five five zero one four eight", "5125550147", 2, False),
        # Two numbers: the one said more often, else the later
        ("my office is 512-555-0147 and my cell is 737-555-0162", "7375550162", 1, None),
        ("my office is 512-555-0147 and my cell is 512-555-0148", "5125550148", 1, None),
        ("my number is 512-555-0147 and my colleague Ann's is 512-555-0148", "5125550148", 1, None),
        ("office 512-555-0147, again 512-555-0147, or my cell 737-555-0162", "5125550147", 2, True),
        ("office 512-555-0147, cell 737-555-0162, office again 512-555-0147", "5125550147", 2, True),
    ],
)  # fmt: skip
def test_sayings_are_counted_and_compared(text: str, number: str, times: int, agree: bool | None) -> None:
    """Sayings agree digit for digit or they do not; prefixes that may be left out make no difference."""
    found = found_in(text)
    assert found
    assert (found.digits, found.times_said, found.sayings_agree) == (number, times, agree)
    assert len(found.sayings) == times


@pytest.mark.parametrize(
    "text",
    [
        "Call five one two, five five five five, oh one four seven.",
        "My number is 512. 5555. 0147.",
        "My number is 512. 555. 01477. Thanks.",
        "Call me at 9:30, 10:15 or 11.",
        "Call me at nine thirty, ten thirty, any time.",
        "We grew in 2020, 2021, 2022 and 2023.",
        "In twenty twenty, twenty twenty one, twenty twenty two we grew.",
        "It went from 100 to 250, 500 to 1000.",
    ],
)
def test_digits_are_not_left_out_to_make_a_number(text: str) -> None:
    """A number with a digit too many, times and years are none."""
    assert digits(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("my number is 512-555-0147-204 555-0147", None),
        ("my number is 512-555-0147-204, 617-555-0119-204", None),
        ("my number is 2 98765-4321-0 98765-4321-0 2", "9876543210"),
        ("call 555-0147 512.555.0147 5 123-45-6789", "5125550147"),
        ("my number is 512-555-014720 2, again 512-555-0147", "5125550147"),
    ],
)
def test_no_number_begins_or_ends_inside_what_was_written_as_one(text: str, number: str | None) -> None:
    """Ten digits of thirteen, or the end of one thing with the beginning of another."""
    assert digits(text) == number


@pytest.mark.parametrize(
    ("text", "extension"),
    [
        (f"{FIVE_ONE_TWO} extension twelve thanks", "12"),
        (f"{FIVE_ONE_TWO} extension two zero four", "204"),
        (f"{FIVE_ONE_TWO} extension two hundred four", "204"),
        (f"{FIVE_ONE_TWO}, extension two, oh, four", "204"),
        (f"{FIVE_ONE_TWO} at extension forty twenty one", "4021"),
        (f"{FIVE_ONE_TWO} extension twelve again {FIVE_ONE_TWO} extension twelve", "12"),
        ("512-555-0147, ext. 204.", "204"),
        ("512-555-0147 x204", "204"),
        ("512-555-0147, my extension is 204", "204"),
        ("512-555-0147, extension number 204", "204"),
        ("512-555-0147, my extension's 204", "204"),
        ("512-555-0147, ext. 204, 9 to 5", "204"),
        ("512-555-0147, extension 5, five minutes is enough", "5"),
        ("512-555-0147, extension 204, eight would be best", "204"),
        ("512-555-0147, extension five, 15 would be best", "5"),
        ("512-555-0147, ext. 12. Again, 512-555-0147, ext. 12.", "12"),
        ("512-555-0147. Your extension two weeks ago", None),
        (f"{FIVE_ONE_TWO} extension", None),
        (f"{FIVE_ONE_TWO} ask about the extension of your lease by twelve months", None),
        (f"I'm on extension twelve at {FIVE_ONE_TWO}", None),
        (FIVE_ONE_TWO, None),
    ],
)
def test_an_extension_belongs_to_the_number_before_it(text: str, extension: str | None) -> None:
    """An extension stands behind its number and is no part of it."""
    found = found_in(text)
    assert found
    assert (found.digits, found.extension) == ("5125550147", extension)


def test_a_dash_that_was_said_is_no_comma() -> None:
    """It is the "to" of a range."""
    heard = transcript_of("in 2 – 3 weeks –")
    utterance = Utterance(spoken_words(heard.words), heard, ())
    assert utterance.texts == ["in", "two", "to", "three", "weeks"]
    assert utterance.signs[1:-1] == [set()] * 4


def test_a_pause_parts_the_groups_of_a_number() -> None:
    """Of "nine forty, eight sixty two" nobody makes 9 48 60 2, though it has as many digits."""
    heard = transcript_of("call me on nine forty eight sixty two seven seven zero five")
    later = tuple(replace(word, start_s=word.start_s + 0.3, end_s=word.end_s + 0.3) for word in heard.words[5:])
    paused = replace(heard, words=(*heard.words[:5], *later))
    found = find_phone_number(spoken_words(paused.words), paused)
    assert found
    assert found.digits == "9408627705"


def test_a_saying_lasts_from_its_first_word_to_its_last() -> None:
    """Pauses and filled pauses inside count towards the time of the number, words around it do not."""
    found = found_in(f"my number is five one two um five five five uh zero one four seven again {FIVE_ONE_TWO} bye")
    assert found
    assert found.sayings == (Span(1.5, 7.5), Span(8.0, 13.0))
    assert found.start_s == 1.5
    assert found.digits_per_second == pytest.approx(20 / 11)


def test_words_without_time_give_no_rate() -> None:
    """A recogniser may lose the times of numerals: then no pace is claimed."""
    found = found_in(FIVE_ONE_TWO, step_s=0.0)
    assert found
    assert found.digits_per_second is None


def test_all_readings_of_number_words_are_tried() -> None:
    """ "twenty five" is 25 or 20 5; "fifty thousand" is no digits at all."""
    readings = {"".join(chunk.digits for chunk in reading) for reading in digit_readings(["seven", "twenty", "five"])}
    assert readings == {"725", "7205"}
    assert digit_readings(["fifty", "thousand"]) == []


ODD = [
    "uh", "dash", "extension", "again", "area", "code", "call", "my", "sorry,", "then", "to", "minutes.", "512",
    "512-555-0147.", "555-0147,", "0147.", "+44", "(0)20", "9:30", "2026.", "24/7", "x204", "$5",
]  # fmt: skip
WAYS = {
    "0": ["zero", "oh"], "1": ["one"], "2": ["two"], "3": ["three"], "4": ["four"], "5": ["five"], "6": ["six"],
    "7": ["seven"], "8": ["eight"], "9": ["nine"],
}  # fmt: skip


@settings(max_examples=60)
@given(st.from_regex(r"[2-9][0-8][0-9][2-9][0-9]{6}", fullmatch=True), st.data())
def test_any_ten_digits_said_one_by_one_are_read_back(number: str, data: st.DataObject) -> None:
    """Every number of the United States comes out as it went in, wherever the caller hesitates."""
    words = [data.draw(st.sampled_from(WAYS[digit])) + data.draw(st.sampled_from(["", "", " uh"])) for digit in number]
    assert digits("call me at " + " ".join(words)) == number


@settings(max_examples=60)
@given(st.lists(st.sampled_from([*sorted(DICTATED_WORDS), *ODD])))
def test_no_words_are_too_odd(texts: list[str]) -> None:
    """Whatever is said, a number found has the digits of a number and times in order."""
    found = found_in(" ".join(texts))
    if found:
        assert 7 <= len(found.digits.lstrip("+")) <= 15
        assert found.digits.lstrip("+").isdigit()
        assert found.times_said == len(found.sayings)
        assert all(span.start_s < span.end_s for span in found.sayings)
        assert all(span.end_s <= later.start_s for span, later in pairwise(found.sayings))
