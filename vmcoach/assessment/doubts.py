"""What puts the figures of a message in doubt: words that may be wrong or another's, lost sound, hidden pauses."""

from collections.abc import Iterator

from vmcoach.assessment.finding import Finding
from vmcoach.assessment.message import Message
from vmcoach.assessment.wording import seconds, wrong_words
from vmcoach.rounding import counted
from vmcoach.speech import together_s


def doubts(message: Message) -> Iterator[Finding]:
    """All that a message gives cause for."""
    for kind in (_recognition, _other_voice, _dropouts, elsewhere, _beep, _faint_voice, _unsteady, _ringing):
        yield from kind(message)


def _recognition(message: Message) -> Iterator[Finding]:
    recognition = message.measures.recognition
    if recognition.is_uncertain:
        text = f"{wrong_words(recognition.confidence)}: counts and missing parts are just as uncertain."
        yield Finding("words_uncertain", "watch", text)
    for stretch in recognition.unheard:
        where = f"from {seconds(stretch.start_s)} to {seconds(stretch.end_s)}"
        text = (
            f"What sounds like speech {where} has no words that were made out, or too few: if it is the message, "
            "its true word count and pace are higher; if not, cut it off."
        )
        yield Finding("speech_unheard", "watch", text, stretch.start_s, stretch.end_s)


def _other_voice(message: Message) -> Iterator[Finding]:
    """Where words may be those of a television, or of a colleague: nobody can tell how many they are."""
    if runs := message.measures.recognition.other_voice:
        start_s, end_s = runs[0][0].start_s, runs[0][-1].end_s
        where = f"first from {seconds(start_s)} to {seconds(end_s)}"
        text = (
            f"At least {counted(sum(map(len, runs)), 'word')} are fainter and less clear than the others, {where}: if "
            "another voice says them, a TV's or a colleague's, they are counted too, and pace and pauses are wrong. "
            "Record where nobody else is heard."
        )
        yield Finding("other_voice", "watch", text, start_s, end_s)


def _dropouts(message: Message) -> Iterator[Finding]:
    """Where the line or the microphone lost the sound for a moment; a loss that hits a weak consonant is not found."""
    if dropouts := message.measures.observation.speech.dropouts:
        times = f"at least {counted(len(dropouts), 'time')}, first at {seconds(dropouts[0].start_s)}"
        text = f"The sound is lost {times}: words may be missing there, and a longer loss is counted as a pause."
        yield Finding("dropouts", "watch", text, dropouts[0].start_s, dropouts[-1].end_s)


def elsewhere(message: Message) -> Iterator[Finding]:
    """Speech on another channel, as of a call that was recorded with a channel for each side."""
    if spans := message.elsewhere:
        text = (
            f"Another channel has {seconds(together_s(spans))} of speech, which is not scored: the loudest channel is. "
            "Export the caller's channel alone."
        )
        yield Finding("other_channel", "watch", text, spans[0].start_s, spans[-1].end_s)


def _beep(message: Message) -> Iterator[Finding]:
    """The last beep inside the message: what is before it may not be the caller's."""
    duration = message.measures.duration
    start_s, end_s = duration.speech_start_s or 0.0, duration.speech_end_s or 0.0
    for beep in message.measures.observation.speech.beeps[-1:]:
        if start_s < beep.start_s < end_s:
            where = f"A beep at {seconds(beep.start_s)}, {seconds(beep.start_s - start_s)} after the first word"
            text = f"{where}: what is said before it is counted too; if it is a greeting, cut it off."
            yield Finding("beep_inside", "watch", text, beep.start_s, beep.end_s)


def _faint_voice(message: Message) -> Iterator[Finding]:
    """Where a voice in the background may fill pauses, so that they are neither told nor counted."""
    duration = message.measures.duration
    start_s, end_s = duration.speech_start_s or 0.0, duration.speech_end_s or 0.0
    spans = [span for span in message.measures.observation.speech.faint if start_s <= span.start_s < end_s]
    if spans:
        where = f"for {seconds(together_s(spans))}, first at {seconds(spans[0].start_s)}"
        text = f"Only a faint voice is heard {where}: if it is in the background, it hides pauses."
        yield Finding("faint_voice", "watch", text, spans[0].start_s, spans[0].end_s)


def _unsteady(message: Message) -> Iterator[Finding]:
    if message.measures.observation.speech.is_unsteady:
        text = "The background is loud and unsteady: it may hide pauses, and where the speech begins and ends."
        yield Finding("background_unsteady", "watch", text)


def _ringing(message: Message) -> Iterator[Finding]:
    if message.measures.observation.speech.is_ringing:
        text = "The room rings: it fills short pauses, and the speech ends a little before it seems to. Move closer."
        yield Finding("room_rings", "watch", text)
