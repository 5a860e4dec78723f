"""A script's review for a terminal, and for programs."""

from typing import Any

from rich.console import Group
from rich.text import Text

from vmcoach.assessment.cuts import saved_s
from vmcoach.assessment.wording import quoted, rate, seconds, times
from vmcoach.content import Phrase
from vmcoach.parts import part_name
from vmcoach.printable import printable
from vmcoach.reports import wording
from vmcoach.reports.layout import aligned, labelled, render
from vmcoach.rounding import counted, rounded, shown
from vmcoach.script import Script

_COLOURS = {"within_target": "green", "over_target": "yellow", "over_limit": "red"}


def script_report(script: Script, width: int, color: bool) -> str:
    """Everything about one script, as text."""
    sections = [
        _headline(script),
        labelled("Rests on", _basis(script)),
        labelled("Message", aligned(_message(script), 2)),
    ]
    if weak := _weak_words(script):
        sections.append(labelled("Words", aligned(weak, 2)))
    if script.cuts:
        sections.append(labelled("Leave out", _cuts(script)))
    return render(sections, width, color)


def script_document(script: Script) -> dict[str, Any]:
    """Everything about one script, as plain values for JSON: seconds to the millisecond."""
    content = {name: getattr(script.content, name) for name in type(script.content).__slots__}
    number = script.phone_number
    return {
        "schema_version": 1,
        "words": sum(word.kind == "word" for word in script.words),
        "predicted_s": rounded(script.predicted_s),
        "interval_s": [rounded(bound_s) for bound_s in script.interval_s],
        "number_s": rounded(script.number_s),
        "verdict": script.verdict,
        "target_s": script.rubric.target_s,
        "limit_s": script.rubric.limit_s,
        "tempo": {
            name: round(getattr(script.tempo, name), 4) for name in type(script.tempo).__slots__ if name != "said"
        },
        "phone_number": {"digits": number.digits, "times_said": number.times_said} if number else None,
        "content": {
            name: [phrase.quote.text for phrase in part] if isinstance(part, tuple) else part.text if part else None
            for name, part in content.items()
        },
        "fillers": [item.text for item in script.fillers.items],
        "facts_said": None if script.mentions is None else [mention.note for mention in script.mentions],
        "forbidden_said": [mention.note for mention in script.forbidden],
        "cuts": [{"text": cut.quote.text, "saves_s": rounded(cut.saves_s)} for cut in script.cuts],
    }


def _headline(script: Script) -> Text:
    rubric, over_s = script.rubric, script.predicted_s - script.rubric.target_s
    low_s, high_s = script.interval_s
    told = {
        "within_target": f"within the {rubric.target_s:g} s target",
        "over_target": f"{seconds(over_s)} over the {rubric.target_s:g} s target",
        "over_limit": f"{seconds(script.predicted_s - rubric.limit_s)} over the {rubric.limit_s:g} s limit",
    }[script.verdict]
    return Text.assemble(
        (f"About {seconds(script.predicted_s)}", "bold"),
        f" from first word to last (9 takes of 10: {shown(low_s, 0)} to {shown(high_s, 0)} s): ",
        (told, _COLOURS[script.verdict]),
    )


def _basis(script: Script) -> Text:
    tempo, words = script.tempo, sum(word.kind == "word" for word in script.words)
    whose = f"your {counted(tempo.takes, 'take')}" if tempo.takes else "the usual tempo, not a rep's own (--rep NAME)"
    if own := tempo.of_this_script:
        whose += " of this script" if own == tempo.takes else f", above all {own} of this script"
    pace = f"{shown(1 / tempo.syllable_s)} syllables a second, {shown(tempo.pause_s)} s at a sentence end"
    number = f", {seconds(script.number_s)} for the number" if script.phone_number else ""
    overall = rate(words / script.predicted_s)
    return Text(f"{whose}: {pace}{number}; {counted(words, 'word')}, {overall}")


def _message(script: Script) -> list[tuple[Text, str, Text]]:
    lines = [
        _part(name, quoted(quote.text) if quote else "not found", quote is not None)
        for name, quote in wording.parts_said(script.content, script.hook, script.next_step, script.rubric.profile)
    ]
    if number := script.phone_number:
        agreement = ", NOT the same each time" if number.sayings_agree is False else ""
        said = f"{wording.grouped(number.digits)}, {times(number.times_said)}{agreement}"
        lines.append(_part("number", said, number.sayings_agree is not False))
    elif script.rubric.profile == "callback":
        lines.append(_part("number", "not found", False))
    if script.mentions is not None:
        facts = "; ".join(mention.note for mention in script.mentions)
        lines.append(_part("your notes", facts or "none of them is said", bool(facts)))
    for mention in script.forbidden:
        lines.append(_part("your notes", f"{quoted(mention.quote.text)} is not to be mentioned", False))
    if pitch := script.content.generic_pitch:
        lines.append(_part(part_name("generic_pitch"), f"{quoted(pitch.text)} could be said to anyone", False))
    return lines


def _part(name: str, told: str, is_good: bool) -> tuple[Text, str, Text]:
    symbol, colour = (wording.SYMBOLS["ok"], "green") if is_good else (wording.SYMBOLS["flag"], "red")
    return Text(symbol, colour), name, Text(printable(told))


def _weak_words(script: Script) -> list[tuple[Text, str, Text]]:
    kinds = {
        part_name("cliches"): _quotes(script.content.cliches),
        "hedges": _quotes(script.content.hedges),
        "fillers": [quoted(item.text) for item in script.fillers.items],
    }
    return [_part(name, ", ".join(found), False) for name, found in kinds.items() if found]


def _quotes(phrases: tuple[Phrase, ...]) -> list[str]:
    return [quoted(phrase.quote.text) for phrase in phrases]


def _cuts(script: Script) -> Group:
    left_s, target_s = script.predicted_s - saved_s(script.cuts), script.rubric.target_s
    rows = [(seconds(cut.saves_s), Text(printable(quoted(cut.quote.text, 14)))) for cut in script.cuts]
    rest = "" if left_s <= target_s else f": {seconds(left_s - target_s)} more than the target, shorten what is left"
    return Group(aligned(rows, 1, justify="right"), Text(f"leaves {seconds(left_s)}{rest}", "dim"))
