"""Everything worth telling about a message, each with its numbers and its place in the recording."""

from collections.abc import Iterator

from vmcoach.assessment.doubts import doubts, elsewhere
from vmcoach.assessment.finding import Finding, Severity
from vmcoach.assessment.message import Message
from vmcoach.assessment.wording import listed, quoted, rate, seconds
from vmcoach.content import Quote
from vmcoach.measures import PaceWindow
from vmcoach.parts import the_part
from vmcoach.rounding import counted, shown
from vmcoach.rubric import Level
from vmcoach.spoken.dialling import is_unassigned


def find(message: Message) -> tuple[Finding, ...]:
    """All findings, the gravest first and then in the order of the recording."""
    if not message.heard:
        return (_no_speech(message), *elsewhere(message))
    kinds = doubts, _length, _dead_air, _pauses, _fillers, _pace, _number, _missing, _against_notes, _phrases, _sound
    found = [finding for kind in kinds for finding in kind(message)]
    rank = {"flag": 0, "watch": 1, "info": 2}
    return tuple(sorted(found, key=lambda finding: (rank[finding.severity], finding.start_s or 0.0)))


def fast_stretches(message: Message) -> tuple[PaceWindow, ...]:
    """Stretches above the outer limit of the pace band, adjoining windows joined, each with its highest rate.

    Where digits of the phone number are most of what is said, it is told of the number.
    """
    number = message.measures.phone_number
    stretches: list[PaceWindow] = []
    for window in message.measures.pace.windows:
        sayings = number.sayings if number else ()
        number_s = sum(saying.shared_s(window.start_s, window.end_s) for saying in sayings)
        is_number = number_s > (window.end_s - window.start_s) / 2
        if is_number or window.words_per_second <= message.rubric.pace.fast_above:
            continue
        last = stretches[-1] if stretches else None
        if last and window.start_s <= last.end_s:
            highest = max(last.words_per_second, window.words_per_second)
            stretches[-1] = PaceWindow(last.start_s, max(last.end_s, window.end_s), highest)
        else:
            stretches.append(window)
    return tuple(stretches)


def _no_speech(message: Message) -> Finding:
    total_s = message.measures.duration.total_s
    told = (
        "There is sound in the {}, but no words." if message.has_sound else "Nothing in the {} rises above the noise."
    )
    return Finding("no_speech", "flag", told.format(seconds(total_s)), 0.0, total_s)


def _length(message: Message) -> Iterator[Finding]:
    level, length_s, rubric = message.length_level, message.length_s, message.rubric
    if level == "ok":
        return
    bar_s, bar = (rubric.limit_s, "limit") if level == "flag" else (rubric.target_s, "target")
    over = f"{seconds(length_s)} long, {seconds(length_s - bar_s)} over the {bar} of {bar_s:g} s"
    words = message.measures.pace.words
    text = f"{over}: {counted(words, 'word')}, where about {rubric.word_budget} fit into {rubric.target_s:g} s."
    yield Finding("too_long", level, text, min(bar_s, length_s), length_s)


def _dead_air(message: Message) -> Iterator[Finding]:
    duration, decides = message.measures.duration, message.dead_air_decides
    lead_s, tail_s = duration.lead_silence_s, duration.tail_silence_s
    ends = (
        ("dead_air_lead", lead_s, "before the first word", 0.0, lead_s),
        ("dead_air_tail", tail_s, "after the last word", duration.total_s - tail_s, duration.total_s),
    )
    for code, silence_s, where, start_s, end_s in ends:
        level = message.rubric.dead_air_s.level(silence_s)
        says_it = decides and silence_s == max(lead_s, tail_s)
        if level == "ok" and not says_it:
            continue
        text = f"{seconds(silence_s)} without speech {where}."
        if says_it:
            spoken_s = seconds(duration.spoken_span_s)
            bar = "limit" if message.length_level == "flag" else "target"
            text += f" Silence at the ends alone puts it over the {bar}: the message itself takes {spoken_s}."
        yield Finding(code, "watch" if level == "ok" else level, text, start_s, end_s)


def _pauses(message: Message) -> Iterator[Finding]:
    for pause in message.measures.pauses.items:
        level = message.rubric.pause_s.level(pause.duration_s)
        if level != "ok":
            text = f"A pause of {seconds(pause.duration_s)} at {seconds(pause.start_s)}."
            yield Finding("long_pause", level, text, pause.start_s, pause.end_s)


def _fillers(message: Message) -> Iterator[Finding]:
    fillers = message.measures.fillers
    level = message.rubric.fillers_per_20_s.level(message.fillers_per_20_s)
    if level != "ok":
        told = listed([f"{quoted(item.text)} at {seconds(item.start_s)}" for item in fillers.items])
        text = f"{counted(fillers.count, 'filler')}, {seconds(fillers.time_s)} in all: {told}."
        yield Finding("fillers", level, text, fillers.items[0].start_s, fillers.items[-1].end_s)
    for item in fillers.doubtful:
        text = f"Possibly {quoted(item.text)} at {seconds(item.start_s)}; not counted."
        yield Finding("filler_doubtful", "info", text, item.start_s, item.end_s)


def _pace(message: Message) -> Iterator[Finding]:
    pace, band, verdict = message.pace, message.rubric.pace, message.pace_verdict
    if pace and verdict in ("too_slow", "slow", "fast", "too_fast"):
        code = "pace_slow" if verdict.endswith("slow") else "pace_fast"
        where = " outside the phone number" if message.measures.phone_number else ""
        told = f"{shown(pace.words_per_second, 2)} words a second{where}"
        text = f"{told}; {band.good_from:g} to {band.good_to:g} is good."
        yield Finding(code, "flag" if verdict.startswith("too") else "watch", text)
    for stretch in fast_stretches(message):
        text = f"Up to {rate(stretch.words_per_second)} from {seconds(stretch.start_s)} to {seconds(stretch.end_s)}."
        yield Finding("pace_fast_stretch", "watch", text, stretch.start_s, stretch.end_s)


def _number(message: Message) -> Iterator[Finding]:
    number = message.measures.phone_number
    if number is None:
        if message.rubric.profile == "callback":
            yield _no_number(message)
        return
    first_s, last_s = number.start_s, max(saying.end_s for saying in number.sayings)
    limit, digits_per_second = message.rubric.digits_per_second, message.digits_per_second
    if digits_per_second is not None and (level := limit.level(digits_per_second)) != "ok":
        told = f"The number comes at {shown(digits_per_second)} digits a second"
        text = f"{told}; up to {limit.watch_above:g} can be written down."
        yield Finding("number_too_fast", level, text, first_s, last_s)
    if number.sayings_agree is False:
        text = "The number is not heard the same each time: said differently, or not heard right."
        yield Finding("number_sayings_differ", "flag", text, first_s, last_s)
    if is_unassigned(number.digits):
        text = "No phone can have this number, by its first digits or its length: said wrong, or not heard right."
        yield Finding("number_unassigned", "watch", text, first_s, last_s)
    if number.times_said == 1:
        saying_s = number.sayings[0].duration_s
        text = f"The number is said once; saying it again would take {seconds(saying_s)} more."
        yield Finding("number_said_once", "info", text, first_s, last_s)


def _no_number(message: Message) -> Finding:
    part = message.number_in_part
    if part is None:
        return Finding("number_missing", "flag" if message.no_call_back else "watch", "No phone number was found.")
    text = f"The {part.digits} digits at {seconds(part.start_s)} cannot be dialled: said wrong, or not heard right."
    return Finding("number_in_part", "watch", text, part.start_s, part.end_s)


def _missing(message: Message) -> Iterator[Finding]:
    content = message.content
    wanted: tuple[tuple[str, str, Quote | None, Severity], ...] = (
        ("recipient_missing", "recipient", content.recipient, "watch"),
        ("caller_missing", "caller", content.caller, "flag"),
        ("company_missing", "company", content.company, "flag"),
        ("reason_missing", "reason_for_call", message.why, "flag"),
        ("ask_missing", "ask", message.next_step, "watch"),
    )
    for code, field, part, severity in wanted:
        if part is None:
            yield Finding(code, severity, f"{the_part(field, message.rubric.profile).capitalize()} was not found.")


def _against_notes(message: Message) -> Iterator[Finding]:
    for quote in message.forbidden:
        yield _quoting(
            "do_not_mention", "flag", f"You said {quoted(quote.text)}, which the notes ask not to mention.", quote
        )
    if called := message.other_name:
        text = f"{quoted(message.as_written(called))} was heard where the notes say {message.prospect}."
        yield _quoting("recipient_other", "watch", text, called)


def _phrases(message: Message) -> Iterator[Finding]:
    content = message.content
    for phrase in content.cliches:
        severity: Severity = "flag" if phrase.severity == "strong" else "watch"
        yield _quoting("cliche", severity, f"{quoted(phrase.quote.text)} is a cliché.", phrase.quote)
    if content.generic_pitch:
        text = f"{quoted(content.generic_pitch.text)} could be said to anyone."
        yield _quoting("generic_pitch", "watch", text, content.generic_pitch)
    level = message.rubric.hedges.level(len(content.hedges))
    if level != "ok":
        quotes = [phrase.quote for phrase in content.hedges]
        text = f"{counted(len(quotes), 'hedge')}: {listed([quoted(quote.text) for quote in quotes])}."
        start_s, end_s = min(quote.start_s for quote in quotes), max(quote.end_s for quote in quotes)
        yield Finding("hedges", level, text, start_s, end_s)


def _sound(message: Message) -> Iterator[Finding]:
    delivery, rubric = message.measures.observation.delivery, message.rubric
    level: Level = rubric.clipped_fraction.level(delivery.clipped_fraction)
    if level != "ok":
        yield Finding("clipping", level, f"{delivery.clipped_fraction:.1%} of the recording is clipped: too loud.")
    if (speech := delivery.speech_level_dbfs) is not None and (level := rubric.speech_level_dbfs.level(speech)) != "ok":
        yield Finding("too_quiet", level, f"The speech is at {shown(speech, 0)} dBFS: too quiet.")
    if (over := delivery.signal_to_noise_db) is not None and (level := rubric.signal_to_noise_db.level(over)) != "ok":
        yield Finding("noisy", level, f"The speech is only {shown(over, 0)} dB above the noise.")
    pitch = delivery.pitch_sd_semitones
    if pitch is not None and rubric.pitch_sd_semitones.level(pitch) != "ok":
        # Never a flag: pitch variety helped women's calls and hurt men's (Benkí and others 2011).
        yield Finding("monotone", "watch", f"The pitch varies by only {shown(pitch)} semitones.")


def _quoting(code: str, severity: Severity, text: str, quote: Quote) -> Finding:
    return Finding(code, severity, text, quote.start_s, quote.end_s)
