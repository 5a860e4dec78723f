"""How a value reads in a report: the phrases that the terminal, Markdown and HTML reports share."""

from vmcoach.assessment import Assessment, DurationVerdict, Evidence, Finding, PaceVerdict, ReasonVerdict, ScorePart
from vmcoach.assessment.cuts import saved_s, together
from vmcoach.assessment.wording import listed, quoted, seconds, seconds_beside, times
from vmcoach.changes import Since
from vmcoach.content import Content, Quote
from vmcoach.measures import Filler, FillerKind
from vmcoach.parts import part_name
from vmcoach.rounding import UNKNOWN, counted, shown
from vmcoach.rubric import Profile, Rubric

SYMBOLS: dict[ReasonVerdict, str] = {"ok": "✓", "watch": "!", "flag": "✗", "not_assessed": "–"}
VERDICTS: dict[ReasonVerdict, str] = {"ok": "ok", "watch": "watch", "flag": "flag", "not_assessed": "not assessed"}
PACES: dict[PaceVerdict, str] = {
    "too_slow": "too slow",
    "slow": "slow",
    "good": "good",
    "fast": "fast",
    "too_fast": "too fast",
    "not_assessed": "not assessed",
}
LENGTHS: dict[DurationVerdict, str] = {
    "within_target": "within target",
    "over_target": "over target",
    "over_limit": "over limit",
    "no_speech": "no speech",
}


_NOTED: dict[str, tuple[str, ...]] = {
    "Recognition": ("words_uncertain", "speech_unheard", "other_voice", "other_channel", "beep_inside", "dropouts"),
    "Pace": ("pace_",),
    "Pauses": ("long_pause", "dead_air_", "faint_voice", "background_unsteady", "room_rings"),
    "Number": ("number_too_fast", "number_sayings_differ", "number_unassigned", "number_in_part"),
    "Message": ("do_not_mention", "recipient_other", "generic_pitch", "hedges"),
    "Sound": ("clipping", "too_quiet", "noisy", "monotone"),
}
"""Which findings stand in which section; the others say what a report shows anyway (a missing part, a filler, ...)."""


DOUBTS = {
    "words_uncertain": "words uncertain",
    "speech_unheard": "some speech without words",
    "other_voice": "perhaps another voice",
    "other_channel": "speech on another channel",
    "beep_inside": "a beep inside",
    "dropouts": "sound lost",
}
"""What a finding about recognition is called where there is room for a few words."""


def whole(value: float) -> str:
    """A setting as its owner wrote it: 20, not 20.0."""
    return f"{value:g}"


def crutch(kind: FillerKind, text: str) -> str:
    """What a filler is called where it is counted with those of other messages: repeated words differ each time."""
    return "repeated words" if kind == "repetition" else text


def length(assessment: Assessment) -> str:
    """The length against target and limit, in one sentence."""
    rubric, measured_s = assessment.rubric, assessment.length_s
    verdict = assessment.duration_verdict
    if verdict == "no_speech":
        total, speech = seconds(assessment.measures.duration.total_s), assessment.measures.observation.speech
        return f"{total} with sound, but no words made out" if speech.spans else f"{total} with no speech in it"
    target, limit = f"the {whole(rubric.target_s)} s target", f"the {whole(rubric.limit_s)} s limit"
    told = {
        "within_target": f"within {target}",
        "over_target": f"{_excess(measured_s, rubric.target_s)} over {target}, within {limit}",
        "over_limit": f"{_excess(measured_s, rubric.limit_s)} over {limit}",
    }[verdict]
    subject = "" if rubric.verdict_on == "total_s" else " from first word to last"
    return f"{seconds_beside(measured_s, rubric.target_s, rubric.limit_s)}{subject}: {told}"


def _excess(measured_s: float, bound_s: float) -> str:
    over_s = measured_s - bound_s
    return "a hair" if over_s < 0.005 else shown(over_s, 2, " s") if over_s < 0.05 else seconds(over_s)


OVERVIEW = ("Score", "Length", "Words/s", "Fillers")
"""The figures of a message among several."""


def overview(assessment: Assessment) -> list[str]:
    """The figures of `OVERVIEW`, as they read."""
    measures, pace = assessment.measures, assessment.judged_pace
    return [
        f"{assessment.score} {assessment.grade}",
        seconds(measures.duration.total_s),
        shown(pace.words_per_second if pace else None),
        UNKNOWN if assessment.duration_verdict == "no_speech" else str(measures.fillers.count),
    ]


def verdict_word(assessment: Assessment) -> str:
    """The headline."""
    return "PASS" if assessment.passed else "NOT YET"


def standing(assessment: Assessment) -> str:
    """What the score is out of, the grade, and what keeps a message from passing."""
    return " · ".join(filter(None, ["of 100", f"grade {assessment.grade}", hindrance(assessment)]))


def hindrance(assessment: Assessment) -> str:
    """What keeps a message from passing; nothing of one that passes, or of silence."""
    rubric = assessment.rubric
    flagged = [reason for reason in assessment.reasons if reason.verdict == "flag"]
    if barred := [reason.name for reason in flagged if reason.number in rubric.fail_on_reasons]:
        return f"fails on {listed(barred)}"
    is_short = assessment.score < rubric.pass_score and assessment.duration_verdict != "no_speech"
    return f"passes from {rubric.pass_score}" if is_short else ""


def pace(assessment: Assessment) -> str:
    """The speech rate that is judged, which leaves a phone number out, and what it is worth."""
    judged = assessment.judged_pace
    if judged is None:
        return "not assessed: too few words"
    return f"{shown(judged.words_per_second)} words/s, {PACES[assessment.pace_verdict]}"


def pace_detail(assessment: Assessment) -> str:
    """The rates over the whole message."""
    measured = assessment.measures.pace
    told = [counted(measured.words, "word")]
    if measured.words_per_second is not None:
        told.append(shown(measured.words_per_second, unit=" words/s from first to last"))
    if measured.articulation_words_per_second is not None:
        told.append(shown(measured.articulation_words_per_second, unit=" without pauses and fillers"))
    return " · ".join(told)


def pace_band(rubric: Rubric) -> str:
    """The band that is good."""
    return f"good is {rubric.pace.good_from:.1f} to {rubric.pace.good_to:.1f}"


def fillers(assessment: Assessment) -> str:
    """How many, how often."""
    found = assessment.measures.fillers
    if not found.count:
        return "none heard"
    rate = f" · {shown(found.per_minute)} a minute" if found.per_minute is not None else ""
    return f"{counted(found.count, 'filler')}{rate} · {seconds(found.time_s)} in all"


def filler_list(assessment: Assessment) -> list[tuple[Filler, bool]]:
    """Counted and doubtful fillers in order of time; the flag says whether it counts."""
    found = assessment.measures.fillers
    both = [(item, True) for item in found.items] + [(item, False) for item in found.doubtful]
    return sorted(both, key=lambda pair: pair[0].start_s)


def pauses(assessment: Assessment) -> str:
    """How many, the longest and the sum."""
    found = assessment.measures.pauses
    if not found.count:
        return "none"
    return f"{counted(found.count, 'pause')} · longest {seconds(found.longest_s)} · {seconds(found.total_s)} in all"


def grouped(digits: str) -> str:
    """A phone number as it is written: North American numbers in their groups, others as dialled."""
    country, local = ("1-", digits[1:]) if len(digits) == 11 and digits.startswith("1") else ("", digits)
    if local.isdigit() and len(local) == 10:
        return f"{country}{local[:3]}-{local[3:6]}-{local[6:]}"
    if local.isdigit() and len(local) == 7:
        return f"{local[:3]}-{local[3:]}"
    return digits


def number(assessment: Assessment) -> str:
    """The call-back number and how it was said."""
    found = assessment.measures.phone_number
    if found is None:
        in_part = any(finding.code == "number_in_part" for finding in assessment.findings)
        return "heard in part" if in_part else "not found"
    extension = f" extension {found.extension}" if found.extension else ""
    agreement = {None: "", True: ", the same each time", False: ", but NOT the same each time"}[found.sayings_agree]
    digits = grouped(found.digits) or "[number]"  # redacted
    rate = "" if found.digits_per_second is None else f" · {shown(found.digits_per_second)} digits/s"
    return f"{digits}{extension} · said {times(found.times_said)}{agreement}{rate} · at {seconds(found.start_s)}"


def parts_of(assessment: Assessment) -> list[tuple[str, Quote | None]]:
    """The parts of a message as they were judged."""
    return parts_said(assessment.content, assessment.hook, assessment.next_step, assessment.rubric.profile)


def parts_said(
    content: Content, hook: Quote | None, next_step: Quote | None, profile: Profile
) -> list[tuple[str, Quote | None]]:
    """The parts that a message should have under a profile, in the order in which they are best said.

    `hook` and `next_step` are as judged: a fact from the notes is a hook, and a hook is a reason for the call.
    """
    return [
        (part_name(field, profile), part)
        for field, part in (
            ("recipient", content.recipient),
            ("caller", content.caller),
            ("company", content.company),
            ("reason_for_call", content.reason_for_call or hook),
            ("specific_hook", hook),
            ("value", content.value),
            ("ask", next_step),
        )
    ]


def evidence(item: Evidence) -> str:
    """Words of the message in quotation marks, a fact about it as it stands."""
    return item.text if item.start_s is None else quoted(item.text)


def noted(assessment: Assessment, section: str) -> list[Finding]:
    """The findings that belong to a section of a report, by its heading."""
    prefixes = _NOTED[section]
    return [finding for finding in assessment.findings if finding.code.startswith(prefixes)]


def cuts(assessment: Assessment) -> list[tuple[str, str]]:
    """What to leave out: the seconds that it takes and its words, a phrase said several times told once."""
    return [
        (seconds(saved_s(alike)), quoted(alike[0].quote.text) + (f" × {len(alike)}" if len(alike) > 1 else ""))
        for alike in together(assessment.cuts)
    ]


def severity(finding: Finding) -> ReasonVerdict:
    """The verdict whose symbol a finding carries."""
    return "ok" if finding.severity == "info" else finding.severity


def lost(assessment: Assessment) -> list[ScorePart]:
    """The parts of the score that lost points, the greatest loss first."""
    return sorted((part for part in assessment.parts if _loss(part) > 0), key=_loss, reverse=True)


def in_full(assessment: Assessment) -> list[ScorePart]:
    """The parts of the score that have all their points."""
    return [part for part in assessment.parts if _loss(part) <= 0]


def _loss(part: ScorePart) -> float:
    """Points lost, as exact as they are shown."""
    return float(shown(part.lost))


def points(part: ScorePart) -> str:
    """The points of one part of the score."""
    return " of ".join(shown(each).removesuffix(".0") for each in (part.points, part.out_of))


def changed(since: Since) -> str:
    """The measures that are worth a look, each with its change."""
    told = (f"{each.name} {f'{each.number(each.after)} {each.unit}'.rstrip()} ({each.told})" for each in since.changes)
    return " · ".join(told)


def since_when(since: Since) -> str:
    """The take that another is compared with, and what cannot be compared."""
    is_comparable = all(each.is_comparable for each in since.changes)
    rubrics = "" if is_comparable else ", judged by another rubric: the scores cannot be compared"
    return f"since take {since.number} of {since.day:%Y-%m-%d}{rubrics}"


def heard_by(assessment: Assessment) -> str:
    """Which engine heard it, which rubric judged it, and whether all is told."""
    engine, rubric = assessment.measures.observation.transcript.engine, assessment.rubric
    model = " ".join(filter(None, [engine.name, engine.model, engine.version]))
    left_out = " · names, numbers and addresses left out" if assessment.redacted else ""
    return f"heard by {model} · judged by the {rubric.name} rubric, {rubric.profile} profile{left_out}"
