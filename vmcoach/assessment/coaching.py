"""What to say or do instead: one sentence for each thing that can go wrong, in the rep's own numbers and words.

Each takes a message that has the fault; the reasons and the advice share them.
"""

from collections import Counter
from collections.abc import Sequence

from vmcoach.assessment.cuts import Cut, saved_s, together
from vmcoach.assessment.findings import fast_stretches
from vmcoach.assessment.message import JudgedPace, Message
from vmcoach.assessment.wording import listed, quoted, rate, seconds, seconds_beside, times
from vmcoach.content import Quote
from vmcoach.measures import Filler
from vmcoach.parts import the_part
from vmcoach.rounding import counted, shown

BESIDE_S = 1.0
"""A filler this close before a part of the message is a filler before that part: the pause after it included."""

LONG_PART_S = 4.0
"""A reason or a result that takes so long can be said in fewer words: ten are enough for either."""

MOST_TIMES = 4
"""Of a filler said more often only the first times are told."""

MOST_OF_IT = 0.8
"""A stretch of so much of a message is no place in it."""


def on_length(message: Message, cuts: Sequence[Cut]) -> str:
    """How to get to the target."""
    rubric, duration = message.rubric, message.measures.duration
    over_s = duration.spoken_span_s - rubric.target_s
    silence_s = duration.lead_silence_s + duration.tail_silence_s
    if message.dead_air_decides and silence_s >= over_s:  # with more talk than silence too much, the talk is to be cut
        bar_s = rubric.limit_s if message.length_level == "flag" else rubric.target_s
        told = f"{seconds(silence_s)} of silence put you over {bar_s:g} s"
        return f"Start at the beep and hang up after the last word: {told}."
    if message.measures.pace.words <= rubric.word_budget and message.pace_verdict in ("slow", "too_slow"):
        return on_pace(message)
    to_target = f"Cut {_excess(message, over_s)} to reach {rubric.target_s:g} s"
    if cuts:
        largest = sorted(together(cuts), key=saved_s, reverse=True)[:3]
        shown = listed([f"{_cut(message, each)} ({seconds(saved_s(each))})" for each in largest])
        rest = ""
        if saved_s(cuts) < over_s:
            rest = ", then shorten what is left"
        elif sum(map(saved_s, largest)) < over_s:
            rest = ", and the rest of what to leave out"
        return f"{to_target}: drop {shown}{rest}."
    longest = max(filter(None, (message.why, message.content.value)), key=_lasts_s, default=None)
    shorter = "keep one reason, one result and one question"
    if longest and _lasts_s(longest) >= LONG_PART_S:
        shorter = f"say {quoted(longest.text)} in less than the {seconds(_lasts_s(longest))} it takes"
    return f"{to_target}: you said {message.measures.pace.words} words and {rubric.word_budget} fit, so {shorter}."


def _lasts_s(quote: Quote) -> float:
    return quote.end_s - quote.start_s


def _excess(message: Message, over_s: float) -> str:
    """What is too much of the talk, and of the silence at the ends where that is in the length that is judged."""
    duration = message.measures.duration
    silence_s = duration.lead_silence_s + duration.tail_silence_s
    if message.rubric.verdict_on != "total_s" or silence_s < 0.05:
        return seconds(over_s)
    return f"{seconds(over_s)} of talk, and the {seconds(silence_s)} of silence at the ends,"


def _cut(message: Message, alike: Sequence[Cut]) -> str:
    """What to drop; of the number a further saying, so that nobody drops the first."""
    number, quote = message.measures.phone_number, alike[0].quote
    if number is not None and any(saying.end_s == quote.end_s for saying in number.sayings):
        return f"the number said again at {seconds(quote.start_s)}"
    return quoted(quote.text) + (f" {times(len(alike))}" if len(alike) > 1 else "")


def on_pace(message: Message) -> str:
    """Slower or faster, and where."""
    pace, band = message.pace, message.rubric.pace
    if pace is None:
        return ""
    worse = min(pace.words_per_second, pace.without_fillers, key=band.worth)
    if worse < band.good_from:
        return _on_slowness(message, pace)
    fastest = max(fast_stretches(message), key=lambda stretch: stretch.words_per_second, default=None)
    span_s = message.measures.duration.spoken_span_s
    is_part = fastest and fastest.end_s - fastest.start_s < MOST_OF_IT * span_s
    where = f", most of all from {seconds(fastest.start_s)} to {seconds(fastest.end_s)}" if fastest and is_part else ""
    return f"Slow down from {shown(worse)} to {rate(band.good_to)} or less{where}: breathe after each sentence."


def _on_slowness(message: Message, pace: JudgedPace) -> str:
    """Fewer fillers or shorter pauses where the words themselves come fast enough, otherwise faster words."""
    pauses, least = message.measures.pauses, message.rubric.pace.good_from
    if pace.without_fillers >= least:
        return on_fillers(message)
    longest = max(pauses.items, key=lambda pause: pause.duration_s, default=None)
    between = message.measures.pace.articulation_words_per_second
    if longest and between is not None and between >= least:
        return (
            f"Shorten your pauses, {seconds(pauses.total_s)} in all, {seconds(longest.duration_s)} of them at "
            f"{seconds(longest.start_s)}: between them you speak at {rate(between)}, which is fast enough."
        )
    slowest = min(pace.words_per_second, pace.without_fillers)
    pause = f": your longest pause is {seconds(longest.duration_s)} at {seconds(longest.start_s)}" if longest else ""
    return f"Speed up from {shown(slowest)} to {rate(least)} or more{pause}."


def on_fillers(message: Message) -> str:
    """Which filler, how often, and before what."""
    items = message.measures.fillers.items
    text, count = Counter(item.text.lower() for item in items).most_common(1)[0]
    if count == 1 and len(items) > 1:
        told = listed([f"{quoted(item.text)} at {seconds(item.start_s)}" for item in items[:MOST_TIMES]])
        some = "first " if len(items) > MOST_TIMES else ""
        return f"You used {counted(len(items), 'filler')}, {some}{told}: pause there instead."
    mine = [item for item in items if item.text.lower() == text]
    return f"You said {quoted(text)} {times(count)}, {_place(message, mine)}: pause there instead."


def on_caller(message: Message) -> str:
    """Who is calling, said at the start."""
    content = message.content
    caller = message.name(content.caller) if content.caller else "[your name]"
    company = message.as_written(content.company) if content.company else "[your company]"
    return f"Say who you are in the first breath: “Hi {_them(message)}, this is {caller} from {company}.”"


def on_why(message: Message) -> str:
    """The reason for the call, about them."""
    new = f"“I'm calling because I saw that [what is new at {_theirs(message)}]”"
    if message.why is None:
        if hollow := message.hollow_reason:
            return f"{quoted(hollow.text)} is no reason to call back: say {new} instead."
        return f"Say why you are calling, straight after your company's name: {new}."
    return f"Tie {quoted(message.why.text)} to something that is true of {_them(message)} only: {new}."


def on_opening(message: Message, first: Quote) -> str:
    """What is about them comes too late."""
    within_s = message.rubric.reason_starts_s.watch_above
    starts = seconds_beside(first.start_s, within_s)
    return f"Get to {quoted(first.text, most_words=5)} within {within_s:g} s: it starts {starts} in."


def on_shortness(message: Message) -> str:
    """All is there, but in too few words to be taken in."""
    said = f"{counted(message.measures.pace.words, 'word')} in {seconds(message.measures.duration.spoken_span_s)}"
    return f"Give {_them(message)} time to take it in: {said} go by before anybody listens."


def on_research(message: Message) -> str:
    """A fact from the notes."""
    return (
        f"You have notes on {message.prospect or _them(message)} and used none of them: open with one fact from them."
    )


def on_ask(message: Message) -> str:
    """One clear next step."""
    if message.rubric.profile == "email":
        return "Point to your email in the last sentence: “I've just sent you an email, the subject is [your subject].”"
    return "End with one question that a yes can answer: “Could we talk for ten minutes on [day and time]?”"


def on_answer(message: Message) -> str:
    """A way to answer."""
    return on_ask(message) if message.rubric.profile == "email" else on_number(message)


def on_number(message: Message) -> str:
    """A number that can be written down."""
    number, part = message.measures.phone_number, message.number_in_part
    if part:
        return f"Say your number in groups, two digits a second: {part.digits} digits of it were heard."
    if number is None:
        return "Say your number at the end, in groups, two digits a second: about 6 s for ten digits."
    if number.sayings_agree is False:
        return f"You gave your number {times(number.times_said)} and not the same each time: read it from paper."
    return (
        f"You said your number at {shown(message.digits_per_second)} digits a second: say it in groups, with a "
        f"breath between them, at {message.rubric.digits_per_second.watch_above:g} or less."
    )


def on_recipient(message: Message) -> str:
    """Their name first."""
    caller = message.content.caller
    me = f", this is {message.name(caller)}" if caller else ""
    return f"Open with the name of the person you call: “Hi {_them(message)}{me}.”"


def on_forbidden(message: Message) -> str:
    """What the notes ask not to mention."""
    said = dict.fromkeys(quoted(quote.text) for quote in message.forbidden)
    return f"Leave out {listed([*said])}: your notes ask not to mention it."


def on_other_name(message: Message, called: Quote) -> str:
    """A name that is not theirs; it may have been misheard, so that the rep is asked."""
    return f"Check the name: “{message.as_written(called)}” was heard, but your notes are on {message.prospect}."


def on_value(message: Message) -> str:
    """One result for somebody like them."""
    result = "one result in numbers: “we took [a customer like them] from [before] to [after]”"
    if generic := message.content.generic_pitch:
        return f"{quoted(generic.text)} could be said to anyone: give {result} instead."
    return f"Say what is in it for {_them(message)}, as {result}."


def on_cliches(message: Message) -> str:
    """Stock phrases, and what takes their place."""
    phrases = sorted(message.content.cliches, key=lambda phrase: (phrase.severity != "strong", phrase.quote.start_s))
    shown = listed([f"{quoted(phrase.quote.text)} at {seconds(phrase.quote.start_s)}" for phrase in phrases[:3]])
    return f"Drop {shown}, which every caller says: go straight to what you saw at {_theirs(message)}."


def on_hedges(message: Message) -> str:
    """Weak words to leave out."""
    texts = list(dict.fromkeys(phrase.quote.text for phrase in message.content.hedges))
    return f"Say it without {listed([quoted(text) for text in texts[:3]])}: the sentence stands without them."


def on_sound(message: Message) -> str:
    """The worst fault of the sound."""
    delivery = message.measures.observation.delivery
    above = shown(delivery.signal_to_noise_db, 0)
    return {
        "clipping": f"Hold the phone further away: {delivery.clipped_fraction:.1%} of the recording is clipped.",
        "level": f"Come closer to the microphone: your voice is at {shown(delivery.speech_level_dbfs, 0)} dBFS.",
        "noise": f"Find a quieter place: your voice is only {above} dB above the noise.",
        "pitch": f"Let your voice rise and fall: it varies by only {shown(delivery.pitch_sd_semitones)} semitones.",
    }[message.worst_sound[1]]


def on_novelty(message: Message) -> str:
    """Not the last message again."""
    return f"{_them(message)} has heard {message.similarity or 0.0:.0%} of this already: open with something new."


def on_team() -> str:
    """What colleagues say too."""
    return "Put it into words of your own: the prospect may have it from a colleague already."


def on_silence(message: Message) -> str:
    """What to do about a recording without words."""
    if message.elsewhere:
        return "The loudest channel has no words, but another has speech: export that one alone, and score it."
    if message.has_sound:
        return "No words were made out: speak English, near the microphone, with no other sound about, and try again."
    return "Nothing was heard: check that the microphone is on, is the one in use and is not muted, then record again."


_NAMES = frozenset(map(the_part, ("recipient", "caller", "company")))


def _place(message: Message, items: Sequence[Filler]) -> str:
    """Where fillers stand: before a part of the message where they share one, otherwise their times."""
    places = Counter(place for item in items if (place := _part_after(message, item)))
    place, count = places.most_common(1)[0] if places else ("", 0)
    if len(items) > 1 and sum(places.values()) == len(items) and (len(places) == 1 or _NAMES.issuperset(places)):
        return f"each time before {place if len(places) == 1 else 'a name'}"
    if count > 1:
        return f"{count} of them before {place}"
    if len(items) == 1 and place:
        return f"at {seconds(items[0].start_s)} before {place}"
    some = "first " if len(items) > MOST_TIMES else ""
    return f"{some}at {listed([seconds(item.start_s) for item in items[:MOST_TIMES]])}"


def _part_after(message: Message, filler: Filler) -> str | None:
    """The part of the message that begins right after a filler."""
    content, number = message.content, message.measures.phone_number
    fields = ("recipient", "caller", "company", "reason_for_call", "specific_hook", "value", "ask")
    found: list[tuple[str, Quote | None]] = [(field, getattr(content, field)) for field in fields]
    starts = [(part.start_s, the_part(field)) for field, part in found if part]
    starts += [(saying.start_s, "your number") for saying in number.sayings] if number else []
    after = [(start_s, name) for start_s, name in starts if 0 <= start_s - filler.end_s <= BESIDE_S]
    return min(after)[1] if after else None


def _them(message: Message) -> str:
    recipient = message.content.recipient
    return message.name(recipient) if recipient else message.prospect or "[name]"


def _theirs(message: Message) -> str:
    recipient = message.content.recipient
    return f"{message.name(recipient)}'s company" if recipient else "their company"
