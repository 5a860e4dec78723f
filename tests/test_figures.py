"""Long numbers stand as they won where they can be dialled, and else are as the row with numerals has them."""

from collections.abc import Sequence

import pytest

from vmcoach.engines.figures import with_figures
from vmcoach.engines.voting import Reading
from vmcoach.spoken.number_words import DIGITS


def with_numerals(text: str) -> Reading:
    """A row that wrote this, its digits read one by one."""
    written = text.split()
    said = [[DIGITS[int(sign)] for sign in word if sign.isdigit()] or [word] for word in written]
    spoken = tuple(word for each in said for word in each)
    origins = tuple(at for at, each in enumerate(said) for _ in each)
    gaps = len(spoken) + 1
    return Reading(spoken, origins, tuple(written), (-9.0,) * gaps, ((),) * gaps, (1.0,) * len(spoken))


@pytest.mark.parametrize(
    ("won", "plain", "said"),
    [
        ("call five five zero one one six now", "call 555-0116 now", "call five five five zero one one six now"),
        ("at five five zero one one six", "at 555-0126", "at five five five zero one two six"),
        ("for five five zero call two", "4550 call 2", "four five five zero call two"),
        ("gate two one to now", "gate 212 now", "gate two one to now"),
        ("gate two zero to six now", "gate 2026 now", "gate two zero two six now"),
        ("ring one one six now", "ring 555-0116 now", "ring five five five zero one one six now"),
        ("ring one six now", "ring 555-0116 now", "ring one six now"),
        ("two zero to six or two to two four", "2026 or 2024", "two zero two six or two zero two four"),
    ],
    ids=["a digit lost", "at the end", "at the start", "short", "not short", "four lost", "five lost", "two of them"],
)
def test_a_longer_number_is_as_the_row_with_numerals_has_it(won: str, plain: str, said: str) -> None:
    """Nothing beside it is, nor where it would take the place of other words."""
    assert with_figures(won.split(), with_numerals(plain)) == said.split()


@pytest.mark.parametrize(
    ("won", "plain", "said"),
    [
        ("is eight one three five five five zero one three six", "is 813-55-0136", ...),
        ("is eight one three five five five zero one three six", "is 813-55550136", ...),
        ("is six four six two five six double eight three six", "is 646-256-2836", ...),
        ("is five zero three four six one thirty two ninety nine", "is 503-461-329", ...),
        ("at plus four four two oh seven nine four six oh one five five", "at plus 444-207-946-0155", ...),
        ("is three seven one seven oh eight oh", "is 371-7880", ...),
        ("is zero two zero seven nine four six zero nine five eight", "is 020-796-0958", ...),
        ("on two one two two four seven four two four six extension two", "on 212-247-4246-extension2-soon", ...),
        (
            "is to one to five five five zero one one six",
            "is 212-55-0116",
            "is two one two five five five zero one one six",
        ),
        (
            "on four one five for five nine three eight two oh to Ann",
            "on 415 for 593-820 to Ann",
            "on four one five four five nine three eight two oh to Ann",
        ),
        ("for five one two five five five zero one four seven", "for 512-555-047", ...),
        ("at one five one two five five five zero one two", "at 1-512-55-012", ...),
        (
            "is four one five five five five five five zero one six seven",
            "is 415-555-0167",
            "is four one five five five five zero one six seven",
        ),
        (
            "is eight one three fifty zero one three six",
            "is 813-555-0136",
            "is eight one three five five five zero one three six",
        ),
        (
            "is five five five zero one four seven",
            "is 512-555-0147",
            "is five one two five five five zero one four seven",
        ),
        ("at oh two oh seven nine four six oh three oh eight", "at 020-799-46-0308", ...),
        (
            "at plus four four two seven nine four six oh three nine five",
            "at plus 44-207-946-0395",
            "at plus four four two zero seven nine four six zero three nine five",
        ),
        (
            "at plus four four two of seven nine four six oh five three nine",
            "at plus 4-4-2-7-9-46-0539",
            "at plus four four two oh seven nine four six oh five three nine",
        ),
        (
            "code two zero two six zero one",
            "code 2026-0",
            "code two zero two six zero",
        ),
    ],
    ids=[
        "lost",
        "doubled",
        "a digit said double",
        "digits said in pairs",
        "with a country",
        "another digit of as many",
        "of another country",
        "run together with words",
        "little words for digits",
        "a little word inside, and one behind that is none",
        "a little word before",
        "neither can be dialled, and one lost some",
        "only the row with numerals has one that can be dialled",
        "digits that were put otherwise",
        "the area code lost",
        "longer than numbers are",
        "what won is of no range in use",
        "a little word for a nought",
        "no phone number",
    ],
)
def test_a_number_that_can_be_dialled_stands_as_it_won(won: str, plain: str, said: str) -> None:
    """Unless the row with numerals has a likelier one; "..." where what won stays."""
    expected = won if said is ... else said
    assert with_figures(won.split(), with_numerals(plain)) == expected.split()


@pytest.mark.parametrize(
    ("won", "rows", "said"),
    [
        (
            "is nine three three three four three three four two now",
            [
                "is nine three three three four three three four two now",
                "is nine three three three three four three three four two now",
            ],
            "is nine three three three three four three three four two now",
        ),
        ("is five nine one oh eight oh six", ["is five nine one seven oh oh oh eight oh six"], ...),
        ("is five nine one seven oh eight oh six now", ["is that five nine one seven oh oh oh eight oh six now"], ...),
        ("is five nine one seven oh eight oh six now", ["was five nine one seven oh oh oh eight oh six now"], ...),
        ("is five nine one seven oh eight oh six now", [], ...),
    ],
    ids=["a row has all", "much longer", "other words too", "no place", "no row"],
)
def test_where_no_number_can_be_dialled_a_row_that_spelt_one_whole_has_it(
    won: str, rows: Sequence[str], said: str
) -> None:
    """Between the same words, and nothing beside it; the row with numerals has too few digits as well."""
    plain = with_numerals("is 917-008-06 now" if won.endswith("now") else "is 917-008-06")
    expected = with_figures(won.split(), plain) if said is ... else said.split()
    assert with_figures(won.split(), plain, [with_numerals(row) for row in rows]) == expected
