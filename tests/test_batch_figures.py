"""Figures of reps, messages said again and again, and what is left of a result without names."""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from tests.assessments import good, silent
from vmcoach.assessment.similarity import similarity
from vmcoach.batch.aliases import Aliases
from vmcoach.batch.figures import RANKED_FROM, WORK_ON, figures, figures_of_reps, ranked, trend
from vmcoach.batch.graded import Failed, Graded, graded
from vmcoach.batch.repeats import SAME_FROM, other_reps, repeats
from vmcoach.batch.takes import Take
from vmcoach.outcome import Failure
from vmcoach.rubric import Weights


def message(rep: str | None = "ann", place: str = "a.wav", **changed) -> Graded:  # type: ignore[no-untyped-def]
    """A graded message, with figures of choice."""
    take = Take(place, place, rep=rep, prospect=changed.pop("prospect", None), date=changed.pop("date", None))
    return replace(graded(take, good()), sha256=place, **changed)


def test_rates_are_pooled_and_the_length_is_the_median() -> None:
    """A short message weighs what it lasts."""
    short = message(spoken_span_s=10.0, words=30, fillers=2, duration_s=12.0, score=90, passed=True)
    long = message(spoken_span_s=50.0, words=90, fillers=1, duration_s=52.0, score=60, passed=False)
    found = figures("ann", [short, long], failed=1)
    assert (found.messages, found.scored, found.passed, found.pass_rate) == (3, 2, 1, 0.5)
    assert (found.score, found.median_duration_s) == (75, 32.0)
    assert found.words_per_second == pytest.approx(120 / 60)
    assert found.fillers_per_minute == pytest.approx(3.0)


def test_the_pace_of_a_rep_is_that_by_which_messages_are_judged() -> None:
    """Over the time that it is over, without the phone numbers; a message with too few words has no part in it."""
    messages = [
        message(judged_words_per_second=3.0, judged_time_s=10.0),
        message(judged_words_per_second=2.0, judged_time_s=30.0),
        message(judged_words_per_second=None, judged_time_s=0.0),
    ]
    assert figures("ann", messages, 0).judged_words_per_second == pytest.approx(90 / 40)
    assert figures("ann", messages[2:], 0).judged_words_per_second is None


def test_nothing_scored_has_no_figures() -> None:
    """What is not known is None, not zero."""
    found = figures("ann", [], failed=2)
    assert found.messages == 2
    assert {found.score, found.pass_rate, found.median_duration_s, found.words_per_second, found.work_on} == {None}


def test_silence_counts_and_spoils_no_rate() -> None:
    """A message without speech has a score and no spoken time, and its length is neither short nor long."""
    nothing = graded(Take("s.wav", "s.wav", rep="ann"), silent())
    found = figures("ann", [message(spoken_span_s=10.0, words=30, duration_s=12.0), nothing, nothing], 0)
    assert found.scored == 3
    assert (found.words_per_second, found.median_duration_s) == (pytest.approx(3.0), 12.0)
    assert figures("ann", [nothing], 0).median_duration_s is None


def test_each_rep_has_figures_and_failures_of_its_own() -> None:
    """In order of names; those without a rep come last."""
    failed = Failed(Take("x.wav", "x.wav", rep="Bob"), Failure("x.wav", "empty", "x.wav is empty"))
    found = figures_of_reps([message("carl"), message(None), message("Ann")], [failed])
    assert [(each.rep, each.messages, each.scored) for each in found] == [
        ("Ann", 1, 1), ("Bob", 1, 0), ("carl", 1, 1), (None, 1, 1),
    ]  # fmt: skip


def test_only_reps_with_enough_messages_are_ranked() -> None:
    """One lucky take is no lead."""
    lucky = [message("lucky", score=100)]
    steady = [message("steady", f"{score}.wav", score=score) for score in (80, 81, 82, 83, 84)]
    average = [message("average", f"{number}.wav", score=70) for number in range(RANKED_FROM)]
    order = ranked(figures_of_reps([*average, *lucky, *steady, *[message(None)] * 9], []))
    assert [each.rep for each in order] == ["steady", "average"]
    assert order[0].score_margin == pytest.approx(2.776 * 2.5**0.5 / 5**0.5, rel=0.005)  # Student's t, 4 free


@pytest.mark.parametrize("copies", [1, 2, 3])
def test_a_copy_is_a_message_and_no_further_evidence(copies: int) -> None:
    """Neither for how sure a mean is, nor for a place in the ranking."""
    contents = [message("ann", f"{score}.wav", score=score) for score in (80, 81, 82, 83, 84)]
    found = figures("ann", contents * copies, 0)
    assert (found.scored, found.score) == (5 * copies, 82)
    assert found.score_margin == figures("ann", contents, 0).score_margin
    assert ranked([found]) == (found,)
    assert ranked([figures("ann", contents[:-1] * copies, 0)]) == ()


def test_reps_of_one_mean_are_in_the_order_of_the_table() -> None:
    """Capitals do not come first."""
    reps = figures_of_reps([message(rep, f"{number}.wav") for rep in ("Zed", "amy", "Bea") for number in range(5)], [])
    assert [each.rep for each in reps] == [each.rep for each in ranked(reps)] == ["amy", "Bea", "Zed"]


def test_the_one_thing_to_work_on_is_where_most_is_lost() -> None:
    """On average, with the message that shows it best."""
    one = message(place="1.wav", lost_points={"length": 4.0, "ask": 5.0})
    other = message(place="2.wav", lost_points={"length": 8.0, "ask": 0.0})
    weak = figures("ann", [one, other], 0).work_on
    assert weak is not None
    assert (weak.part, weak.points_lost, weak.worst) == ("length", 6.0, "2.wav")
    assert figures("ann", [message(lost_points={"length": 0.5})], 0).work_on is None


def test_there_is_something_to_practise_for_every_part_of_a_score() -> None:
    """Each weight of the rubric has its sentence."""
    assert set(WORK_ON) == set(Weights.__dataclass_fields__)


@pytest.mark.parametrize(
    ("dated", "slope"),
    [
        ([("2026-03-01", 60), ("2026-03-08", 65), ("2026-03-15", 70), ("2026-03-22", 75)], 5.0),
        ([("2026-03-22", 75), ("2026-03-01", 60), ("2026-03-15", 70), ("2026-03-08", 65)], 5.0),
        ([("2026-03-01", 60), ("2026-03-08", 65), ("2026-03-15", 0), ("2026-03-22", 75), ("2026-03-29", 80)], 5.0),
        ([("2026-03-01", 60), ("2026-03-01", 80), ("2026-03-08", 70), ("2026-03-08", 74)], 2.0),
        ([("2026-03-01", 60), ("2026-03-02", 90), ("2026-03-08", 70), ("2026-03-09", 100)], 10.0),
        ([("2026-03-01", 60), ("2026-03-01", 70), ("2026-03-02", 80), ("2026-03-07", 90)], None),
        ([("2026-03-01", 60)] * 9, None),
        ([("2026-03-01", 60), ("2026-03-08", 65), ("2026-03-15", 70)], None),
        ([(None, 60)] * 9, None),
    ],
)
def test_a_trend_is_points_a_week_and_needs_days(dated: list[tuple[str | None, int]], slope: float | None) -> None:
    """Order is no matter, and one odd message does not turn it."""
    assert trend(("ann", *each) for each in dated) == (None if slope is None else pytest.approx(slope))


MARCH, APRIL = ([f"2026-{month:02}-{day:02}" for day in (1, 8, 15)] for month in (3, 4))


@pytest.mark.parametrize(
    ("ann", "ben", "slope"),
    [
        (zip(MARCH, (66, 66, 66), strict=True), zip(APRIL, (98, 98, 98), strict=True), 0.0),
        (zip(MARCH, (60, 65, 70), strict=True), zip(APRIL, (20, 25, 30), strict=True), 5.0),
        (zip(MARCH, (60, 65, 70), strict=True), [("2026-04-01", 20)], None),
    ],
    ids=["the better one came later", "the worse one came later", "one of a day tells nothing"],
)
def test_the_trend_of_a_team_is_that_within_its_reps(
    ann: Iterable[tuple[str, int]], ben: Iterable[tuple[str, int]], slope: float | None
) -> None:
    """Who calls when is no progress."""
    found = trend([*(("ann", *each) for each in ann), *(("ben", *each) for each in ben)])
    assert found == (None if slope is None else pytest.approx(slope))


PITCH = "we cut missed visits by forty percent for a clinic in seattle could we talk on thursday about your clinics"


def test_the_same_message_to_several_is_one_group_whatever_the_names() -> None:
    """Names and numbers apart it is word for word the same; another message is not in it."""
    one = message("ann", "1.wav", spoken=f"hi sarah this is ann {PITCH} five five five", names=("Sarah", "Ann"))
    same = message("bob", "2.wav", spoken=f"hi john this is bob {PITCH} one two three", names=("John", "Bob"))
    other = message("carl", "3.wav", spoken="hi kim your truck is ready and the invoice waits at the gate for you")
    (group,) = repeats([one, other, same])
    assert [each.take.place for each in group.messages] == ["1.wav", "2.wav"]
    assert (group.reps, group.recordings) == (("ann", "bob"), 2)
    assert other_reps([group]) == {"1.wav": 1, "2.wav": 1}


@pytest.mark.parametrize("between", [0, 600])
def test_a_group_is_found_however_far_apart_its_messages_are(between: int) -> None:
    """In a run of more messages than are compared at a time."""
    one = message("ann", "1.wav", spoken=f"hi sarah this is ann {PITCH}", names=("Sarah", "Ann"))
    same = message("bob", "2.wav", spoken=f"hi john this is bob {PITCH}", names=("John", "Bob"))
    others = [replace(one, spoken=sha256(bytes([at // 256, at % 256])).hexdigest()) for at in range(between)]
    for messages in ([one, *others, same], [*others, one, same]):
        (group,) = repeats(messages)
        assert [each.take.rep for each in group.messages] == ["ann", "bob"]


def test_most_of_a_message_said_by_another_is_no_group() -> None:
    """Reps of a team share sentences; a group is the whole message."""
    shared = message("bob", "2.wav", spoken=PITCH.replace("could we talk on thursday", "would friday suit you to talk"))
    assert 0.8 < similarity(PITCH, shared.spoken) < SAME_FROM
    assert repeats([message("ann", "1.wav", spoken=PITCH), shared]) == ()


def test_a_rep_who_says_it_again_to_the_same_prospect_is_no_group() -> None:
    """A second take is practice; the same to a second prospect is not."""
    takes = [message("ann", f"{number}.wav", spoken=PITCH, prospect="acme") for number in (1, 2)]
    assert repeats(takes) == ()
    (group,) = repeats([*takes, message("ann", "3.wav", spoken=PITCH, prospect="brite")])
    assert group.prospects == ("acme", "brite")
    assert other_reps([group]) == {}


def test_silence_is_not_the_same_message() -> None:
    """Nothing said by two reps is no message of theirs."""
    assert repeats([message("ann", "1.wav", spoken=""), message("bob", "2.wav", spoken="")]) == ()


def test_aliases_stay_when_others_join(tmp_path: Path) -> None:
    """And the list of them is kept."""
    path, bob, ann = tmp_path / "names.json", Take("b.wav", "b.wav", rep="bob"), Take("a.wav", "a.wav", rep="=ann")
    first = Aliases(path)
    first.keep([bob])
    second = Aliases(path)
    second.keep([ann, bob])
    assert second.take(bob) == first.take(bob)
    assert [second.take(each).rep for each in (ann, bob)] == ["Rep 002", "Rep 001"]
    third = Aliases(path)
    third.keep([ann, bob])
    assert third.take(ann) == second.take(ann)
