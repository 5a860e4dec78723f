"""openai-whisper's model, heard so that filled pauses, words and times are right.

    windows -> log-mel -> encoder (once) -> 5 rows decoded together -> vote -> attention -> word times -> speech map

Whisper as shipped writes a message as a copy editor would: of 85 filled pauses on 126 real telephone recordings the
plain row writes none. A prompt full of fillers makes it write them, and hear a few that are not there, and lose a few
words. So no row is believed alone: words go by majority of three rows, figures by the plain row, filled pauses by the
mean log-probability that four prompted rows give them at a place, written or not, and by standing apart in the sound.

What each part gained on those recordings (base; filled-pause F1, word error rate), or on planted voicemails:

    plain row                                                 0.00  0.196
    best single prompted row                                  0.92  0.176-0.189
    fillers and words by majority of 4 rows                   0.92  0.179
    words by majority of 3, fillers by mean of 3              0.936 0.175
    the same, mean of 4 prompted rows                         0.936 0.176
    as many filled pauses as more than half of the rows have  0.941 0.176
    "a" and "I" of the plain row are no filled pauses         0.947 0.176
    a sound that stands apart needs less evidence             voicemails 0.954 -> 0.973
    figures from the plain row                                voicemails: 22 -> 26 of 26 phone numbers, WER 0.08 -> 0.04

Tried and dropped: reading the plain words out under each prompt and asking for a filler's odds between them (one pass
instead of a decode, F1 0.83-0.88: fluent words before a place make a filler there improbable); tiny.en's rows beside
base's (F1 0.936: fewer invented, more missed); one more prompted row (no gain); voting fillers as words (0.92); an
encoder in int8 (a third faster, but its features drift and 48 of 1060 words change, word error rate 0.099 to 0.114);
encoding no more silence after the speech than 4 s (F1 0.936 to 0.899, word error rate 0.176 to 0.191; `encoder` has
what works instead); the decoder's layers in int8 (3 of 100 tokens change, no faster than float16 weights).
Rows without punctuation and capitals lose fewest words; numerals are barred from prompted rows, so that a number is
written as it was said and a filler inside it is heard.
"""

import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from vmcoach.engines import EngineSpec
from vmcoach.engines.alignment import FRAME_S, spans_s, token_times_s
from vmcoach.engines.apart import settled
from vmcoach.engines.decoder import Decoder, Row, Sound, token_limit
from vmcoach.engines.encoder import Encoder, Features, precision
from vmcoach.engines.figures import with_figures
from vmcoach.engines.placing import Heard, Said, placed
from vmcoach.engines.reading import reading_of
from vmcoach.engines.vocabulary import FILLED_PAUSES, has_figure, is_written
from vmcoach.engines.voting import FilledPause, Reading, added, filled_pauses, matches, voted_words
from vmcoach.engines.windows import Window, windows
from vmcoach.speech import Recording
from vmcoach.transcript import EngineInfo, Transcript, Word
from vmcoach.weights import load_model

PROMPTS = (
    "",
    "uh hi um this is uh well um I I wanted to ah say that um you know it's er it's good uh",
    "um so I I was uh calling because uh we we have um the er thing and uh yeah you know ah it's um",
    "Um, so, uh, I was, you know, I was like, um, trying to, uh, call about the, the thing, hmm.",
    "So, uh, yeah, I, I mean, um, we should, uh, talk, ah, about, um, it, er, you know, again.",
)
"""What each row is told was said before; the first is the plain row, the next two are without punctuation."""
WORD_ROWS = (1, 0, 2)
"""The rows that vote on words, the most trusted first."""

COUNTED = 0.22
"""Least probability of a filled pause that counts: the geometric mean over the rows. On the recordings above, and on
messages made of them, any limit from 0.16 to 0.28 gives the same F1 within 0.013."""
DOUBTFUL = 0.08
"""Between this and `COUNTED` it is listed apart."""
VOWEL_WORDS = {("a",): "a", ("i",): "I"}
"""Words that sound like a filled pause. The plain row writes no filled pauses and leaves out what it takes for one, so
where it has one of these and the others a filled pause, the word was said ("one of a few")."""

NO_SPEECH, UNSURE_LOGPROB = 0.3, -0.9
"""A window was not speech if its plain row says "no speech" with more than the first probability, and the rows' mean
log-probabilities are below the second on average or filled pauses are all that was heard. Noise, hum, tones and music
have 0.4-0.9, and -0.9 to -1.4 or no words; of 149 stretches of real speech one is below -0.9, and what nobody could
make out had 0.05-0.2. One row alone says little: where it falls into a loop it is sure of it (-0.4)."""

TOGETHER = 4
"""Windows decoded together. Eight are 7 % faster and take 0.3 GB more."""


def settings() -> str:
    """All of these that decide what is heard here, as a result tells them and a kept transcript is known by."""
    return f"{len(PROMPTS)} rows, {precision()} encoder, filled pauses from {COUNTED:g}"


@dataclass(frozen=True, slots=True)
class Voted:
    """A word that won, with how it is written and what is forced to find its time."""

    text: str
    forced: tuple[str, ...]
    filled_pause: FilledPause | None = None


class WhisperEngine:
    """Whisper by PyTorch, several rows a window."""

    def __init__(self, spec: EngineSpec) -> None:
        model = load_model(spec.model)
        from importlib.metadata import version

        import torch
        from whisper.tokenizer import get_tokenizer

        self._encoder, self._dimensions = Encoder(model.encoder, precision()), model.dims
        self._tokenizer = get_tokenizer(model.is_multilingual, language="en", task="transcribe")
        texts = [self._tokenizer.decode([token]) for token in range(self._tokenizer.eot)]
        vocabulary = [token for token, text in enumerate(texts) if is_written(text)]
        marks = range(self._tokenizer.eot, self._tokenizer.timestamp_begin)
        with ThreadPoolExecutor(1) as pool:
            decoder = pool.submit(Decoder, model, self._tokenizer, [*vocabulary, *marks])
            encoded = map(self._tokenizer.encode, FILLED_PAUSES)
            self._fillers = sorted({tokens[0] for tokens in encoded if len(tokens) == 1})
            self._prompts = [self._tokenizer.encode(" " + prompt) if prompt else [] for prompt in PROMPTS]
            self._suppressed = torch.zeros(len(PROMPTS), model.dims.n_vocab)
            self._suppressed[:, [*self._tokenizer.non_speech_tokens, *marks[1:]]] = -torch.inf
            self._suppressed[1:, [token for token, text in enumerate(texts) if has_figure(text)]] = -torch.inf
            self._decoder = decoder.result()
        self.info = EngineInfo("whisper", spec.model, version("openai-whisper"), settings())

    def transcribe(self, recordings: Sequence[Recording]) -> list[Transcript]:
        """One transcript per recording, in order."""
        cuts = windows(list(recordings))
        words: list[list[Word]] = [[] for _ in recordings]
        doubtful: list[list[Word]] = [[] for _ in recordings]
        for first in range(0, len(cuts), TOGETHER):
            together = cuts[first : first + TOGETHER]
            for window, heard in zip(together, self._heard(recordings, together), strict=True):
                recording = recordings[window.recording]
                for word in settled(placed(heard, recording, window), recording.speech.spans):
                    counted = word.kind == "word" or word.probability >= COUNTED
                    (words if counted else doubtful)[window.recording].append(word)
        return [Transcript(tuple(a), self.info, tuple(b)) for a, b in zip(words, doubtful, strict=True)]

    def _heard(self, recordings: Sequence[Recording], cuts: Sequence[Window]) -> Iterator[list[Heard]]:
        import torch

        with torch.inference_mode():
            sounds = [self._decoder.sound(self._features(recordings[cut.recording], cut)) for cut in cuts]
            limits = [token_limit(cut.end_s - cut.start_s) for cut in cuts]
            rows = self._decoder.greedy(sounds, self._prompts, self._suppressed, limits, self._fillers)
            for sound, each, cut in zip(sounds, rows, cuts, strict=True):
                yield self._timed(self._voted(each), sound, cut)

    def _features(self, recording: Recording, cut: Window) -> Features:
        import torch
        from whisper.audio import N_SAMPLES, SAMPLE_RATE, log_mel_spectrogram, pad_or_trim

        samples = recording.audio.samples[round(cut.start_s * SAMPLE_RATE) : round(cut.end_s * SAMPLE_RATE)]
        mel = log_mel_spectrogram(pad_or_trim(torch.from_numpy(samples), N_SAMPLES), self._dimensions.n_mels)
        return self._encoder(mel, cut.end_s - cut.start_s)

    def _voted(self, rows: Sequence[Row]) -> list[Voted]:
        """What was said, by all rows that did not lose themselves."""
        readings = {at: reading_of(row, self._tokenizer) for at, row in enumerate(rows) if not row.looped}
        voters = [readings[at] for at in WORD_ROWS if at in readings]
        disfluent = [reading for at, reading in readings.items() if at] or voters
        if not voters or is_noise(rows, voters):
            return []
        words = voted_words(voters)
        if 0 in readings:
            words = with_figures(words, readings[0])
        pauses = {each.gap: each for each in filled_pauses(words, disfluent) if each.probability >= DOUBTFUL}
        besides = added(words, readings[0]) if 0 in readings else {}
        vowels = {gap: VOWEL_WORDS[said] for gap, said in besides.items() if said in VOWEL_WORDS}
        return list(_written(words, [readings[at] for at in sorted(readings)], pauses, vowels))

    def _timed(self, voted: Sequence[Voted], sound: Sound, cut: Window) -> list[Heard]:
        """Each word with the time its tokens were said, from the start of the recording."""
        import torch

        if not voted:
            return []
        parts = [self._tokenizer.encode(" " + part) for word in voted for part in word.forced]
        attention, logprobs = self._decoder.alignment(sound, [token for part in parts for token in part])
        frames = max(len(attention[0]), math.ceil((cut.end_s - cut.start_s) / FRAME_S))
        times = iter(spans_s(token_times_s(attention, min(frames, attention.shape[2])), list(map(len, parts))))
        sure = iter(torch.split(logprobs, list(map(len, parts))))
        return [
            Heard(
                text=word.text,
                spoken=tuple(
                    Said(part, cut.start_s + start_s, cut.start_s + end_s, word.filled_pause is not None)
                    for part, (start_s, end_s) in zip(word.forced, times, strict=False)
                ),
                probability=float(torch.cat([next(sure) for _ in word.forced]).mean().exp()),
                filled_pause=word.filled_pause,
            )
            for word in voted
        ]


def is_noise(rows: Sequence[Row], voters: Sequence[Reading]) -> bool:
    """Whether nobody spoke: Whisper doubts it itself, and the rows have no word in common or are unsure of all."""
    unsure = sum(row.mean_logprob for row in rows) < UNSURE_LOGPROB * len(rows)
    return rows[0].no_speech > NO_SPEECH and (unsure or not voted_words(voters))


def _written(
    words: Sequence[str], readings: Sequence[Reading], pauses: dict[int, FilledPause], vowels: dict[int, str]
) -> Iterator[Voted]:
    """The words that won as the best-spelt row wrote them, filled pauses or words that sound like one in their gaps.

    A written word that stands for several spoken ones ("555-0147") is kept where all of them won and no filled pause
    lies inside it; else the spoken words stand for themselves.
    """
    places = [matches(words, reading) for reading in readings]
    at = 0
    while at < len(words):
        yield from _between(pauses.get(at), vowels.get(at))
        text, length = words[at], 1
        for reading, place in zip(readings, places, strict=True):
            if (count := _whole(reading, place, at)) and not any(gap in pauses for gap in range(at + 1, at + count)):
                text, length = reading.written[reading.origins[place[at] or 0]], count
                break
        yield Voted(text, tuple(words[at : at + length]))
        at += length
    yield from _between(pauses.get(len(words)), vowels.get(len(words)))


def _between(pause: FilledPause | None, vowel: str | None) -> Iterator[Voted]:
    if pause and vowel and len(pause.texts) == 1:
        yield Voted(vowel, (vowel.lower(),))
        return
    for text in pause.texts if pause else ():
        yield Voted(text, (text,), pause)


def _whole(reading: Reading, place: Sequence[int | None], at: int) -> int:
    """How many spoken words the written word at a place stands for, if all of them won and none of them before it."""
    first = place[at]
    if first is None:
        return 0
    origin = reading.origins[first]
    if first and reading.origins[first - 1] == origin:
        return 0
    count = reading.origins.count(origin)
    return count if list(place[at : at + count]) == list(range(first, first + count)) else 0
