"""Scripts: what their seconds are predicted to be, what is found in them, and what is cut.

Golden files hold whole reports; `python -m tests.test_script` writes them anew, and the diff is to be read.
"""

import json
from collections.abc import Sequence
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmcoach.errors import UsageError
from vmcoach.prospect import Prospect
from vmcoach.rubric import Rubric
from vmcoach.script import MOST_WORDS, Script, Tempo, review, tempo_of
from vmcoach.script.report import script_document, script_report
from vmcoach.script.sentences import LONGEST, unmarked_ends
from vmcoach.script.tempo import SPREAD_OF_TAKES, take_amounts
from vmcoach.spoken.timing import syllables

GOLDEN = Path(__file__).parent / "golden"
SAMPLES = Path(__file__).parent.parent / "samples"
TRUTHS = {path.name.split(".")[0]: json.loads(path.read_text()) for path in sorted(SAMPLES.glob("*.truth.json"))}
SPOKEN = {name: truth for name, truth in TRUTHS.items() if truth["words"]}

GOOD = (
    "Hi Sarah, it's Tom Becker at Brightside. I'm calling about your second clinic in Tacoma. Could we talk Thursday?"
)
FULL = (
    f"{GOOD} I just wanted to touch base. We help companies like yours save time and money with our solution. "
    "We also have a great many other things to tell you about, and there is so much that our team would love to show. "
    "My number is 206-555-0138. Again, that's 206-555-0138."
)


def reviewed(text: str, tempo: Tempo | None = None, **settings: float) -> Script:
    """A script's review under the default rubric."""
    return review(text, Rubric(**settings), tempo or Tempo())  # type: ignore[arg-type]


def result(name: str) -> dict[str, Any]:
    """What a result document says of a sample, if it is heard without error."""
    truth = deepcopy(SPOKEN[name])
    number = truth["phone_number"]
    return {
        "transcript": json.loads((SAMPLES / f"{name}.transcript.json").read_text()),
        "phone_number": number and {"sayings": number["sayings"]},
        "pauses": {"items": truth["pauses"]},
        "duration": {"spoken_span_s": truth["speech_end_s"] - truth["speech_start_s"]},
    }


def test_a_sample_is_predicted_from_the_other_samples_of_its_voice() -> None:
    """Of the samples spoken at a usual pace nearly all lie in the interval, and the typical error is under 10 %."""
    errors, inside = [], []
    usual = [name for name in SPOKEN if name not in ("rushed", "hesitant", "wrong_number")]
    for name in usual:
        truth = SPOKEN[name]
        others = [result(other) for other in usual if other != name and SPOKEN[other]["voice"] == truth["voice"]]
        script = reviewed(truth["text"], tempo_of(others))
        true_s = truth["speech_end_s"] - truth["speech_start_s"]
        errors.append(abs(script.predicted_s / true_s - 1))
        inside.append(script.interval_s[0] <= true_s <= script.interval_s[1])
    assert sorted(errors)[len(errors) // 2] < 0.10
    assert sum(inside) >= len(inside) - 1


def test_every_word_takes_its_syllables_and_every_sentence_end_a_pause() -> None:
    """The sum by hand: syllables, the drawn-out last one of each sentence, and the pause between them."""
    tempo = Tempo(syllable_s=0.25, digit_s=0.5, pause_s=0.8)
    assert sum(map(syllables, ["we", "met", "in", "denver", "call", "me"])) == 7
    assert reviewed("We met in Denver. Call me.", tempo).predicted_s == pytest.approx((7 + 2) * 0.25 + 0.8)


def test_the_number_goes_at_its_own_rate() -> None:
    """Ten digits at half a second each, however they are written."""
    tempo = Tempo(digit_s=0.5)
    for number in ("206-555-0138", "(206) 555-0138", "two oh six, five five five, oh one three eight"):
        assert reviewed(f"Call me at {number}.", tempo).number_s == pytest.approx(5.0)


@pytest.mark.parametrize(
    ("text", "as_long_as"),
    [
        ("We cut costs by 40%.", "We cut costs by forty percent."),
        ("Mr. Lee said yes.", "Mister Lee said yes."),
        ("Call me\nback today.", "Call me back today."),
        ("Call me.\n\nThanks", "Call me. Thanks."),
        ("Call me,\n\nThanks", "Call me. Thanks."),
        ("Call me.\n \n Thanks", "Call me. Thanks."),
        ("- call me\n- thanks", "Call me. Thanks."),
        ("Call me\n  * thanks\n  * bye", "Call me. Thanks. Bye."),
        ("1. Call me\n2. thanks\n 10) bye", "Call me. Thanks. Bye."),
    ],
)
def test_how_it_is_written_does_not_change_how_long_it_is(text: str, as_long_as: str) -> None:
    """Numerals, titles, wrapped lines and paragraphs are read as they are spoken."""
    assert reviewed(text).predicted_s == pytest.approx(reviewed(as_long_as).predicted_s)


def test_a_team_s_own_filler_words_count() -> None:
    """Those that its rubric adds are found, and those that it forgives are not."""
    text = "Hi Sarah, you know, it's Tom. Anyhow, I called, um, about pumps."
    own = Rubric(extra_fillers=("anyhow",), ignored_fillers=("you know",))
    for rubric, found in ((Rubric(), ["you know", "um"]), (own, ["anyhow", "um"])):
        assert [item.text for item in review(text, rubric, Tempo()).fillers.items] == found


NOTES = (
    "Hi Sarah this is Tom Becker from Brightside | I saw that you opened a second clinic in Tacoma this spring | "
    "We took the wait from ninety days to forty for a clinic in Boise | Could you call me back before Thursday | "
    "My number is two oh six five five five oh one three eight | Thanks Sarah"
)


def test_notes_without_punctuation_are_predicted_as_with_it() -> None:
    """Sentences begin at small words with a capital; no other time is added and none is lost."""
    told = reviewed(NOTES.replace(" |", ".") + ".")
    assert reviewed(NOTES.replace(" |", "")).predicted_s == pytest.approx(told.predicted_s)
    lower = reviewed(NOTES.replace(" |", "").lower())
    assert lower.predicted_s == pytest.approx(told.predicted_s, rel=0.06)


TALK = "we can talk " * 6


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("we saw that you need ten nurses and we have them all My number is on the page", []),
        (f"{TALK}today My number is new", [18]),
        (f"{TALK}then Thanks", []),
        ("we met Ann in spring and I know that you hired ten nurses at the clinic this year I can help you", [17]),
        ("so the first thing that I wanted to tell you is that I think I can help you and your team", [8]),
        ("we help clinics in boise to find good nurses my number is on the page could you call me on tuesday", [8]),
        (
            "We met at The Blue Barn in May and you asked this Will Hale for a list of what The Blue Barn buys from us",
            [10],
        ),
        ("call me at two zero six five five five zero one three eight again that is two zero six five five five", [12]),
    ],
    ids=[
        "short enough",
        "capital",
        "too short to part",
        "I",
        "not after think",
        "small letters",
        "names",
        "not in a number",
    ],
)
def test_sentences_end_before_words_that_begin_them(text: str, ends: list[int]) -> None:
    """Where more words stand in a row than one sentence has."""
    assert sorted(unmarked_ends(text.split())) == ends


@settings(max_examples=100)
@given(
    st.lists(st.sampled_from(["I", "we", "We", "my", "My", "um", "Boise", "help", "two", "and", "yes."]), max_size=90)
)
def test_every_stretch_of_words_ends_before_anyone_is_out_of_breath(texts: list[str]) -> None:
    """And every word is still there, in order."""
    script = reviewed(" ".join(["Hi", *texts]))
    spoken = [word.text for word in script.words]
    assert spoken == [text.lower().rstrip(".") for text in ["Hi", *texts]]
    words = [text for text in texts if text not in ("um", "yes.")]
    ends = [-1, *sorted(unmarked_ends(words)), len(words) - 1]
    assert all(0 <= end - start <= LONGEST for start, end in pairwise(ends))


def test_the_parts_of_the_message_are_found() -> None:
    """The same content rules as for a recording."""
    content = reviewed(GOOD).content
    assert content.recipient is not None
    assert content.recipient.text == "sarah"
    assert content.ask is not None
    assert content.value is None


def test_a_part_goes_on_where_breath_is_taken() -> None:
    """A long sentence is timed as two, and read as one."""
    long = "Thanks to the new sorter, the depot in Derby sends home its second shift at ten now, it was one before."
    script = reviewed(f"Hi Sarah, this is Dan Miller from Redwood. {long} Call me back.")
    assert script.content.value is not None
    assert script.content.value.text == " ".join(long.lower().replace(",", "").rstrip(".").split())


def test_facts_of_the_notes_are_looked_for() -> None:
    """Only where there are notes."""
    assert reviewed(GOOD).mentions is None
    notes = Prospect(name="Sarah", facts=("Opened a second clinic in Tacoma", "Hires ten nurses"))
    mentions = review(GOOD, Rubric(), Tempo(), notes).mentions
    assert mentions is not None
    assert [mention.note for mention in mentions] == ["Opened a second clinic in Tacoma"]
    assert review(GOOD, Rubric(), Tempo(), Prospect(name="Sarah")).mentions is None


def test_what_the_notes_forbid_is_found() -> None:
    """Before it is said to anyone."""
    notes = Prospect(name="Sarah", do_not_mention=("the second clinic in Tacoma", "the lawsuit"))
    script = review(GOOD, Rubric(), Tempo(), notes)
    assert [mention.note for mention in script.forbidden] == ["the second clinic in Tacoma"]
    assert "“second clinic in tacoma” is not to be mentioned" in script_report(script, 200, color=False)
    assert script_document(script)["forbidden_said"] == ["the second clinic in Tacoma"]


def test_the_cut_list_leads_to_the_target_and_spares_what_matters() -> None:
    """Cuts go on until the target is reached or nothing is left to cut; each tells its seconds."""
    script = reviewed(FULL)
    assert script.predicted_s > 30
    texts = [cut.quote.text for cut in script.cuts]
    assert any("touch base" in text for text in texts)
    assert texts[-1] == "again that's two zero six five five five zero one three eight"
    assert all(cut.saves_s > 0 for cut in script.cuts)
    nearly = reviewed(FULL, target_s=round(script.predicted_s) - 1.0, limit_s=60.0)
    assert len(nearly.cuts) == 1
    assert reviewed(GOOD).cuts == ()


def test_what_is_left_after_the_cuts_are_sentences() -> None:
    """Words that carry theirs are told as weak and stay; the number's second saying goes with what leads up to it."""
    text = """Hi Sarah, it's Tom Becker at Brightside. Rob might maybe pick your brain about industry-leading
        solutions. My number is 206-555-0138. Once again, my number is 206-555-0138."""
    script = reviewed(text, target_s=1.0)
    number = "once again my number is two zero six five five five zero one three eight"
    assert [cut.quote.text for cut in script.cuts] == ["industry leading", "maybe", number]
    assert {"pick your brain", "solutions"} < {phrase.entry for phrase in script.content.cliches}
    assert {phrase.entry for phrase in script.content.hedges} == {"might", "maybe"}


@pytest.mark.parametrize(
    ("target_s", "limit_s", "verdict"), [(60, 90, "within_target"), (5, 90, "over_target"), (5, 10, "over_limit")]
)
def test_the_verdict_is_that_of_the_rubric(target_s: float, limit_s: float, verdict: str) -> None:
    """On the predicted seconds."""
    assert reviewed(FULL, target_s=target_s, limit_s=limit_s).verdict == verdict


def test_a_rep_who_speaks_half_as_fast_needs_twice_the_time() -> None:
    """A tempo follows the takes it is taken from, and takes more of them to be narrow."""
    once = tempo_of([result("good")])
    slow = result("good")
    for key in ("start_s", "end_s"):
        for item in (*slow["transcript"]["words"], *slow["pauses"]["items"], *slow["phone_number"]["sayings"]):
            item[key] *= 2
    slow["duration"] = {"spoken_span_s": 2 * result("good")["duration"]["spoken_span_s"]}
    many, slowly = tempo_of([result("good")] * 12), tempo_of([slow] * 12)
    for before, after in zip((many.syllable_s, many.digit_s), (slowly.syllable_s, slowly.digit_s), strict=True):
        assert after == pytest.approx(2 * before, rel=0.1)
    assert many.spread < once.spread < Tempo().spread
    assert (Tempo().takes, once.takes, many.takes) == (0, 1, 12)


def take(
    words: Sequence[tuple[str, float, float]],
    pauses: Sequence[tuple[float, float]],
    number: tuple[float, float] | None = None,
) -> dict[str, Any]:
    """What a result says of a take, from its words ("um" among them), its pauses and the saying of its number."""
    return {
        "transcript": {
            "words": [
                {"text": text, "start_s": start_s, "end_s": end_s, "kind": "filled_pause" if text == "um" else "word"}
                for text, start_s, end_s in words
            ]
        },
        "phone_number": number and {"sayings": [{"start_s": number[0], "end_s": number[1]}]},
        "pauses": {"items": [{"start_s": start_s, "end_s": end_s} for start_s, end_s in pauses]},
        "duration": {"spoken_span_s": words[-1][2] - words[0][1]},
    }


def hesitating(before_s: float, after_s: float) -> dict[str, Any]:
    """Sentences of 1 s, 0.6 s after the first of them, and an "um" among silences before the last."""
    um_s = 3.0 + before_s, 3.4 + before_s
    end_s = um_s[1] + after_s
    words = [("Yes.", 0.4, 1.4), ("Yes.", 2.0, 3.0), ("um", *um_s), ("Yes.", end_s, end_s + 1)]
    return take(words, [(1.4, 2.0), (3.0, um_s[0]), (um_s[1], end_s)])


def test_the_silence_beside_a_filled_pause_says_nothing_of_sentence_ends() -> None:
    """However long somebody hesitates, sentence ends and syllables are those that were spoken."""
    for before_s, after_s in ((0.3, 0.3), (2.0, 0.5)):
        held = take_amounts(hesitating(before_s, after_s))
        assert held is not None
        assert (held.sentence_gaps, held.filled_pauses, held.syllables) == (1, 1, 6)
        assert held.pauses_s == pytest.approx(0.6)
        assert held.filled_pauses_s == pytest.approx(0.4 + before_s + after_s)
        assert held.syllables_s == pytest.approx(3.0)


def test_a_filled_pause_inside_the_number_says_nothing_of_its_digits() -> None:
    """Who hesitates amid the number is not taken for one who says digits slowly."""
    words = [
        ("Call", 1.0, 1.3), ("me.", 1.3, 1.6), ("five", 2.0, 2.4), ("five", 2.4, 2.8), ("um", 3.3, 3.7),
        ("five", 4.0, 4.4), ("oh", 4.4, 4.8), ("one.", 4.8, 5.2),
    ]  # fmt: skip
    held = take_amounts(take(words, [(1.6, 2.0), (2.8, 3.3)], number=(2.0, 5.2)))
    assert held is not None
    assert (held.digits, held.filled_pauses, held.syllables) == (5, 1, 3)
    assert held.digits_s == pytest.approx(5 * 0.4)
    assert held.filled_pauses_s == pytest.approx(0.5 + 0.4 + 0.3)
    assert held.syllables_s == pytest.approx(0.6)


def test_a_written_filled_pause_takes_the_place_of_the_pause_at_a_sentence_end() -> None:
    """With the seconds of a rep who fills pauses."""
    tempo = Tempo(syllable_s=0.25, pause_s=0.8, filled_pause_s=1.5)
    assert reviewed("Call me. Um, yes.", tempo).predicted_s == pytest.approx((3 + 2) * 0.25 + 1.5)


def test_the_interval_is_that_of_takes_predicted_from_one_another() -> None:
    """Takes as long as the others predict make it narrow; takes that differ make it wide."""
    alike, fast = result("good"), deepcopy(result("good"))
    for key in ("start_s", "end_s"):
        for item in (*fast["transcript"]["words"], *fast["pauses"]["items"], *fast["phone_number"]["sayings"]):
            item[key] *= 0.6
    fast["duration"] = {"spoken_span_s": 0.6 * alike["duration"]["spoken_span_s"]}
    assert tempo_of([alike] * 4).spread < tempo_of([alike]).spread < tempo_of([alike, fast] * 2).spread
    assert tempo_of([alike] * 2).spread < tempo_of([alike]).spread < tempo_of([alike, fast]).spread
    assert tempo_of([alike]).spread == pytest.approx(SPREAD_OF_TAKES * 2**0.5)  # one take is as far off as another


SAID = "We met in Denver. Call me about the new clinic. I think it opens on Monday."
ELSE = "Please send the forms by Friday. They are late. Nobody here can sign without them."


def recited(text: str, syllable_s: float, filled_s: float = 0.0) -> dict[str, Any]:
    """A take of a text at one pace, with 0.5 s between sentences, and an "um" in the first pause if it lasts."""
    words, pauses, now_s = [], [], 0.0
    for word in text.split():
        words.append((word, now_s, now_s + syllables(word.strip(".").lower()) * syllable_s))
        now_s = words[-1][2]
        if word.endswith("."):
            if filled_s and not pauses:
                words.append(("um", now_s + 0.25, now_s + 0.25 + filled_s))
                now_s += filled_s
            pauses.append((now_s, now_s + 0.5))
            now_s += 0.5
    return take(words, pauses[:-1])


def test_a_script_that_was_spoken_before_takes_about_what_it_took() -> None:
    """However the rep speaks otherwise: one take goes three fifths of the way, nine go nearly all of it."""
    usual = [recited(ELSE, 0.2)] * 9
    slow_s = recited(SAID, 0.3)["duration"]["spoken_span_s"]
    before, once, often = (reviewed(SAID, tempo_of([*usual, *[recited(SAID, 0.3)] * n])) for n in (0, 1, 9))
    unpractised = review(ELSE.replace("forms", "papers"), Rubric(), tempo_of([*usual, recited(SAID, 0.3)]))
    assert before.predicted_s < 0.8 * slow_s
    assert once.predicted_s == pytest.approx(0.39 * before.predicted_s + 0.61 * slow_s, rel=0.03)
    assert often.predicted_s == pytest.approx(slow_s, rel=0.03)
    assert [each.tempo.of_this_script for each in (before, once, often, unpractised)] == [0, 1, 9, 9]
    assert once.tempo.spread < tempo_of([*usual, recited(SAID, 0.3)]).spread
    assert "your 10 takes, above all 1 of this script:" in script_report(once, 120, False)
    assert "your 9 takes:" in script_report(before, 120, False)


@pytest.mark.parametrize(
    ("script", "takes"),
    [
        (SAID, 1),
        (SAID.replace("Monday", "Tuesday").replace(" new", ""), 1),
        (SAID.replace("I think it opens on Monday.", "It does not open before June."), 0),
        (" ".join(reversed(SAID.split())), 0),
    ],
)
def test_a_take_is_of_a_script_where_few_words_are_others(script: str, takes: int) -> None:
    """In their order; a word more or less makes it so much longer or shorter."""
    reviewed_now = reviewed(script, tempo_of([recited(SAID, 0.3)]))
    assert reviewed_now.tempo.of_this_script == takes
    assert ("your 1 take of this script:" in script_report(reviewed_now, 120, False)) == bool(takes)


def test_a_filled_pause_in_a_take_makes_its_script_no_longer() -> None:
    """It stands for the silence of a sentence end, which the script will have."""
    fluent, hesitating_s = recited(SAID, 0.3), recited(SAID, 0.3, filled_s=2.0)
    assert hesitating_s["duration"]["spoken_span_s"] > fluent["duration"]["spoken_span_s"] + 1.9
    expected_s = reviewed(SAID, tempo_of([fluent])).predicted_s
    assert reviewed(SAID, tempo_of([hesitating_s])).predicted_s == pytest.approx(expected_s, rel=0.01)


def test_filled_pauses_alone_are_no_script_that_was_spoken() -> None:
    """A take of them alone is like no script, not even one of them alone."""
    murmured = take([("um", 0.0, 0.5)], []) | {"duration": {"spoken_span_s": 2.0}}
    tempo = tempo_of([murmured])
    assert (tempo.takes, tempo.said[0].words) == (1, ())
    assert (reviewed("um", tempo).predicted_s, reviewed("um", tempo).tempo) == (tempo.filled_pause_s, tempo)
    assert reviewed("Call me.", tempo).tempo == tempo


def test_takes_without_words_say_nothing() -> None:
    """They are left out, and with nothing left the usual tempo stands."""
    silent = {
        "transcript": {"words": []},
        "phone_number": None,
        "pauses": {"items": []},
        "duration": {"spoken_span_s": 0.0},
    }
    assert tempo_of([silent, result("good")]) == tempo_of([result("good")])
    assert tempo_of([silent]) == tempo_of([]) == Tempo()


@settings(max_examples=40)
@given(st.text(max_size=200) | st.lists(st.sampled_from([*FULL.split(), "um", "\n\n", "555-0147"])).map(" ".join))
def test_any_text_gives_words_in_order_or_a_usage_error(text: str) -> None:
    """Times follow one another, nothing overlaps, and the report can be written."""
    try:
        script = reviewed(text)
    except UsageError:
        return
    ends = [0.0, *(word.end_s for word in script.words)]
    assert all(end <= word.start_s < word.end_s for end, word in zip(ends, script.words, strict=False))
    assert script.interval_s[0] < script.predicted_s < script.interval_s[1]
    assert script_report(script, 80, color=False)
    json.dumps(script_document(script), allow_nan=False)


@pytest.mark.parametrize(
    "text",
    ["", " \n\n ", "— …", "word " * (MOST_WORDS + 1), "你好，我是丹。请给我回电话。", "Dan, это Дан. Позвоните мне."],
    ids=["empty", "blank", "signs", "long", "syllables unknown", "letters unknown"],
)
def test_what_is_no_script_is_refused(text: str) -> None:
    """In a sentence."""
    with pytest.raises(UsageError, match="The script holds"):
        reviewed(text)


PROSPECT = Prospect(name="Sarah", facts=("Hires ten nurses",), do_not_mention=("the second clinic in Tacoma",))
REPORTS = {
    "long": reviewed(FULL),
    "without-number": reviewed(GOOD),
    "with-notes": review(
        f"{GOOD} My number is 206-555-0138. Again, that's 206-555-0139.", Rubric(target_s=15), Tempo(takes=4), PROSPECT
    ),
}


def written(script: Script) -> str:
    """Its report, and its document below."""
    return f"{script_report(script, 80, color=False)}\n{json.dumps(script_document(script), indent=1)}\n"


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_as_it_was_approved(name: str) -> None:
    """Every character of a report is on purpose."""
    assert written(REPORTS[name]) == (GOLDEN / f"script-{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [*range(40, 61), 80, 200])
def test_the_report_fits_its_width_and_tells_every_section(width: int) -> None:
    """Seconds with their interval, what they rest on, parts, weak words and cuts; no word is broken."""
    report = script_report(reviewed(FULL), width, color=False)
    assert max(map(len, report.splitlines())) <= width
    assert report.split() == script_report(reviewed(FULL), 100, color=False).split()
    for told in (
        "About ",
        "9 takes of 10",
        "usual tempo, not a rep's own (--rep",
        "result",
        "not found",
        "touch base",
        "Leave out",
        "206-555-0138",
    ):
        assert told in " ".join(report.split())
    assert "\x1b" in script_report(reviewed(FULL), width, color=True)


if __name__ == "__main__":
    for name, script in REPORTS.items():
        (GOLDEN / f"script-{name}.txt").write_text(written(script), encoding="utf-8")
