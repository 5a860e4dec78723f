"""openai-whisper's model, heard so that filled pauses, words and times are right.

    windows -> log-mel -> encoder (once) -> 3 rows decoded together -> vote -> attention -> word times -> speech map

Whisper as shipped writes a message as a copy editor would: of 85 filled pauses on 126 real telephone recordings the
plain row writes none. A prompt full of fillers makes it write them, and hear a few that are not there, and lose a few
words. So no row is believed alone: words go by majority of all rows, figures by the plain row unless others can be
dialled, filled pauses by the mean log-probability that two prompted rows give them at a place, written or not, and by
standing apart in the sound.

What each part gained on those recordings (base; filled-pause F1, word error rate), or on planted voicemails:

    plain row                                                 0.00  0.196
    best single prompted row                                  0.92  0.176-0.189
    fillers and words by majority of 4 rows                   0.92  0.179
    words by majority of 3, fillers by mean of 3              0.936 0.175
    as many filled pauses as more than half of the rows have  0.941 0.176
    "a" and "I" of the plain row are no filled pauses         0.947 0.176
    a sound that stands apart needs less evidence             voicemails 0.954 -> 0.973
    figures from the plain row                                voicemails: 22 -> 26 of 26 phone numbers, WER 0.08 -> 0.04
    phone numbers by majority, where they can be dialled      294 -> 333 of 360 in messages made to try them
    rows lost in spelling written anew, likelier numbers      48 -> 56 of 63 with British numbers
    no row ends where a barred numeral is likelier, and one
    row's number where no other can be dialled            221 -> 233 of 240 with digits that a person recorded
    words by majority, whether one before which one           0.940 0.175 (five rows)
    two prompted rows, with better prompts, in place of four  0.947 0.178, a folder in a tenth less time
    both of them without punctuation, one with "a" and "I"    0.953 0.178, a message in a twelfth less time

The prompts were chosen where 85 filled pauses are not few: on the recordings as they are and distorted in seven ways
(12 % slower, 15 % faster, noise of 15 and of 8 dB, nothing above 2.5 kHz, a room of 0.4 s, 5 bits). Of 18 prompts
almost every pair reaches F1 0.90-0.93 and word error rate 0.204-0.215 there, triples no more; the four used before had
0.916 and 0.211. Of 16 more, all without punctuation, most pairs reach 0.92-0.937 on four of the eight kinds, where the
best pair of the first 18 has 0.926. Without commas a row is as short as the plain one, which all rows wait for, and "a"
and "I" between fillers in a prompt keep those words from being taken for fillers: of the calls without a filler none
has one invented. The pair in use has 0.932, and keeps what is known of messages and of voicemails. That what no row
wrote is no filled pause, unless it stands apart, gained 0.003, and voicemails lost both that were invented.

Tried and dropped: reading the plain words out under each prompt and asking for a filler's odds between them (one pass
instead of a decode, F1 0.83-0.88: fluent words before a place make a filler there improbable); tiny.en's rows beside
base's (F1 0.936: fewer invented, more missed); the rows' median, arithmetic mean or mean log-odds instead of the mean
log-probability (F1 on the 1008 0.914-0.916 at best); voting fillers as words (0.92); an encoder in int8 (a third
faster, but its features drift and 48 of 1060 words change, word error rate 0.099 to 0.114); only its layers behind a
norm, balanced as SmoothQuant does (a folder in 3 % less time, F1 0.947 to 0.934); encoding no more silence after the
speech than 4 s (F1 0.936 to 0.899, word error rate 0.176 to 0.191; `encoder` has what works instead); the decoder's
layers in int8 (3 of 100 tokens change; with only those behind a norm figures are the same, but the words of a message
depend on those heard beside it); no commas in the rows that write them (6 of 100 steps fewer, F1 0.940 to 0.929); votes
weighted by how sure a row was of the word, as ROVER may (no gain); a sound's length, clear and steady pitch, steady
spectrum and the silence beside it, weighed with the rows' probability by logistic regression (F1 on 630 of the 1008,
cross-validated over callers, 0.912 to 0.914 at best: they tell a filled pause, but the rows know). The 90th percentile
of the word count error stays above 0.12 (which would allow 12 recordings beyond it): in 14 of the 126 no row is within
12 % of the true count, and in 7 of these a name heard as two words is transcribed as one. Numerals are barred from
prompted rows, so that a number is written as it was said and a filler inside it is heard.
"""

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256

from vmcoach.engines.alignment import FRAME_S, spans_s, token_times_s
from vmcoach.engines.apart import settled
from vmcoach.engines.decoder import Decoder, Sound
from vmcoach.engines.encoder import Encoder, Features, precision
from vmcoach.engines.engine import EngineSpec, cores, lanes_of, version_of
from vmcoach.engines.figures import with_figures
from vmcoach.engines.heap import forget_kernels, tighten_heap
from vmcoach.engines.neighbours import Neighbours
from vmcoach.engines.placing import Heard, Said, completed, is_too_long, placed
from vmcoach.engines.reading import reading_of
from vmcoach.engines.spelling import Voted, spelt
from vmcoach.engines.tokens import read_tokens
from vmcoach.engines.voting import FilledPause, Reading, added, filled_pauses, voted_words
from vmcoach.engines.windows import MARGIN_S, Window, samples_of, windows
from vmcoach.engines.writing import Draft, Row, Writer, behind, token_limit
from vmcoach.speech import Recording
from vmcoach.transcript import EngineInfo, Transcript, Word
from vmcoach.weights import load_model

PROMPTS = (
    "",
    "uh yeah hi um it's uh it's me um I was I was wondering if uh if you could um call me back uh thanks um",
    "hello this is me uh I have a um a question uh is it a uh a big one or um a small one um I I think uh I can um "
    "wait",
)
"""What each row is told was said before; the first is the plain row."""
PROMPTS_OF_TINY = (
    *PROMPTS[:2],
    "Um. So, uh, I'm, uh, I'm not, um, not sure. We, uh, we had, um, a, uh, meeting, and, uh, yeah, um.",
)
"""The same for the tiny models, which hear more with punctuation: of 66 pairs of 12 prompts the nine best have this
one, each with the limit that suits it, on calls as they are and distorted in three ways. With the limit below tiny.en's
F1 there goes from 0.878 to 0.886, the word error rate from 0.260 to 0.249."""
WORD_ROWS = (1, 0, 2)
"""The rows that vote on words, the most trusted first."""

COUNTED = 0.18
"""Least probability of a filled pause that counts: the geometric mean over the rows. On the distorted recordings above
any limit from 0.18 to 0.25 gives the same F1 within 0.002."""
UNWRITTEN = 0.15
"""Highest probability of one that no row wrote, before its sound is considered: it counts only if it stands apart."""
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

TOGETHER = 5
"""Windows decoded together. Four take 3 % more time; six take 2 % less, and 1.24 GB for a thousand messages."""


def settings() -> str:
    """Those of these settings that decide what is heard here: shown in results, and kept transcripts go by them."""
    layers = " and ".join(dict.fromkeys((precision(), precision(varying=True))))
    return f"{len(PROMPTS)} rows, words by {len(WORD_ROWS)}, {layers} layers, filled pauses from {COUNTED:g}"


def whisper_info(spec: EngineSpec) -> EngineInfo:
    """What this engine tells of itself, without its model being loaded."""
    return EngineInfo(spec.name, spec.model, version_of("openai-whisper"), settings())


@dataclass(frozen=True, slots=True)
class Hearing:
    """What was heard in a window, and the tokens of its rows."""

    words: list[Heard]
    rows: list[Draft]


Check = Callable[[Sequence[Window], Sequence[Sequence[Row]]], None]
"""Is called now and then, with the rows of some windows as far as they are written; what it raises ends the hearing."""


class WhisperEngine:
    """Whisper by PyTorch, several rows a window."""

    def __init__(self, spec: EngineSpec) -> None:
        # All work on several cores is done by one thread. OpenMP has helpers for each thread that ever had some, and
        # where there are more of them than cores none waits ready for work: half as long again for a message.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="whisper")
        self._thread.submit(self._load, spec).result()

    def _load(self, spec: EngineSpec) -> None:
        self._neighbours = Neighbours()
        tighten_heap()  # before threads begin to keep
        forget_kernels()
        model = load_model(spec.model)
        import torch

        torch.set_num_threads(1)  # threads of our own pack the weights
        is_multilingual = model.is_multilingual
        self._encoder, self._dimensions = Encoder(model.encoder, precision()), model.dims
        self._decoder = Decoder(model, lambda: read_tokens(is_multilingual), precision(varying=True), precision())
        del model  # its weights are packed
        tighten_heap()
        tokens = self._decoder.tokens
        said_before = PROMPTS_OF_TINY if spec.model.startswith("tiny") else PROMPTS
        prompts = [tokens.encode(" " + prompt) if prompt else [] for prompt in said_before]
        allowed = [tokens.without_figures if prompt else tokens.written for prompt in prompts]
        self._writer = Writer(self._decoder, prompts, allowed, tokens.filled_pauses)
        without_letters = [tokens.without_letter_o if prompt else tokens.written for prompt in prompts]
        self._second_writer = Writer(self._decoder, prompts, without_letters, tokens.filled_pauses)
        self._foreseen: dict[tuple[float, bytes], Hearing] = {}
        self._drafts: dict[float, list[Draft]] = {}
        self.lanes = lanes_of("whisper")
        self.info = whisper_info(spec)

    def transcribe(self, recordings: Sequence[Recording], sharing: int = 1) -> list[Transcript]:
        """One transcript per recording, in order."""
        if sharing == 1:
            return self._thread.submit(self._transcribe, recordings, self._neighbours.cores_left()).result()
        return self._transcribe(recordings, max(1, cores() // sharing))

    def foresee(self, recording: Recording, abandoned: Callable[[], bool]) -> None:
        """Hear the windows of a recording that may go on.

        Those that stay as they are need not be heard again, and what was written of the others is a draft.
        """
        self._thread.submit(self._foresee, recording, abandoned).result()

    def _transcribe(self, recordings: Sequence[Recording], threads: int) -> list[Transcript]:
        import torch

        torch.set_num_threads(threads)  # of this thread
        cuts = windows(list(recordings))
        words: list[list[Word]] = [[] for _ in recordings]
        doubtful: list[list[Word]] = [[] for _ in recordings]
        for cut, heard in zip(cuts, self._all_heard(recordings, cuts), strict=True):
            found = self._completed(placed(heard.words, recordings[cut.recording], cut), heard, recordings, cut)
            for word in settled(found, recordings[cut.recording].speech.spans, COUNTED):
                counted = word.kind == "word" or word.probability >= COUNTED
                (words if counted else doubtful)[cut.recording].append(word)
        self._drafts = {}  # the take is at its end; the next has other words
        tighten_heap()
        return [Transcript(tuple(a), self.info, tuple(b)) for a, b in zip(words, doubtful, strict=True)]

    def _completed(self, words: list[Word], heard: Hearing, recordings: Sequence[Recording], cut: Window) -> list[Word]:
        """The words of a window, with those put in before a word that took as long as several."""
        places = [at for at, each in enumerate(zip(heard.words, words, strict=False)) if is_too_long(*each)]
        starts_s = [max(words[at - 1].end_s if at else cut.start_s, words[at].start_s - MARGIN_S) for at in places]
        parts = [Window(cut.recording, start_s, words[at].end_s) for at, start_s in zip(places, starts_s, strict=True)]
        for at, part, anew in reversed([*zip(places, parts, self._all_heard(recordings, parts), strict=True)]):
            if sum(len(word.spoken) for word in anew.words) > len(heard.words[at].spoken):
                words[at : at + 1] = completed(words[at], heard.words[at], anew.words, recordings[cut.recording], part)
        return words

    def _foresee(self, recording: Recording, abandoned: Callable[[], bool]) -> None:
        import torch

        def check(cuts: Sequence[Window], rows: Sequence[Sequence[Row]]) -> None:
            if abandoned():
                if any(row.tokens for each in rows for row in each):
                    self._drafts = {
                        cut.start_s: self._redrafted(cut, each) for cut, each in zip(cuts, rows, strict=True)
                    }
                raise _AbandonedError

        torch.set_num_threads(self._neighbours.cores_left())
        cuts = windows([recording])
        with suppress(_AbandonedError):
            foreseen = zip(cuts, self._all_heard([recording], cuts, check), strict=True)
            self._foreseen = {_identity(recording, cut): heard for cut, heard in foreseen}
            self._drafts = {start_s: [*heard.rows] for (start_s, _), heard in self._foreseen.items()}

    def _all_heard(
        self, recordings: Sequence[Recording], cuts: Sequence[Window], check: Check = lambda cuts, rows: None
    ) -> list[Hearing]:
        """What is heard in each window, a few of them at a time; `check` is called now and then."""
        found = self._known(recordings, cuts) if self._foreseen else {}
        new = [cut for cut in cuts if cut not in found]
        for first in range(0, len(new), TOGETHER):
            together = new[first : first + TOGETHER]
            found |= zip(together, self._heard(recordings, together, check), strict=True)
        return [found[cut] for cut in cuts]

    def _known(self, recordings: Sequence[Recording], cuts: Sequence[Window]) -> dict[Window, Hearing]:
        identities = {cut: _identity(recordings[cut.recording], cut) for cut in cuts}
        return {cut: self._foreseen[each] for cut, each in identities.items() if each in self._foreseen}

    def _heard(self, recordings: Sequence[Recording], cuts: Sequence[Window], check: Check) -> list[Hearing]:
        import torch

        with torch.inference_mode():
            sounds = [self._decoder.sound(self._features(recordings[cut.recording], cut, check)) for cut in cuts]
            limits = [token_limit(cut.end_s - cut.start_s) for cut in cuts]
            rows = self._writer.rows(sounds, limits, [*map(self._drafts_of, cuts)], partial(check, cuts))
            rows = [self._found_again(*each, check) for each in zip(rows, sounds, limits, strict=True)]
            return [
                Hearing(self._timed(self._voted(each), sound, cut), [row.tokens for row in each])
                for sound, each, cut in zip(sounds, rows, cuts, strict=True)
            ]

    def _found_again(self, rows: Sequence[Row], sound: Sound, limit: int, check: Check) -> list[Row]:
        """The rows of a window; those lost in spelling a number ("O-T-O-S-E-N-N-N") are written anew."""
        if not any(row.lost for row in rows):
            return [*rows]
        (again,) = self._second_writer.rows([sound], [limit], check=lambda _: check((), ()))
        return [second if row.lost else row for row, second in zip(rows, again, strict=True)]

    def _drafts_of(self, cut: Window) -> list[Draft]:
        """What was written of a window that began where this one does, when the recording was not at its end."""
        return self._drafts.get(cut.start_s, [()] * len(PROMPTS))

    def _redrafted(self, cut: Window, rows: Sequence[Row]) -> list[Draft]:
        """What was written of a window, and behind it what the draft before has there."""
        drafts = zip(rows, self._drafts_of(cut), strict=True)
        return [[*row.tokens, *behind(row.tokens, draft)] for row, draft in drafts]

    def _features(self, recording: Recording, cut: Window, check: Check) -> Features:
        import torch
        from whisper.audio import N_SAMPLES, log_mel_spectrogram, pad_or_trim

        samples = torch.from_numpy(samples_of(recording, cut))
        mel = log_mel_spectrogram(pad_or_trim(samples, N_SAMPLES), self._dimensions.n_mels)
        return self._encoder(mel, cut.end_s - cut.start_s, partial(check, (), ()))

    def _voted(self, rows: Sequence[Row]) -> list[Voted]:
        """What was said, by all rows that did not lose themselves."""
        readings = {at: reading_of(row, self._decoder.tokens.tokenizer) for at, row in enumerate(rows) if not row.lost}
        voters = [readings[at] for at in WORD_ROWS if at in readings]
        disfluent = [reading for at, reading in readings.items() if at] or voters
        if not voters or is_noise(rows, voters):
            return []
        words = voted_words(voters)
        if 0 in readings:
            words = with_figures(words, readings[0], disfluent)
        pauses = {each.gap: _bounded(each) for each in filled_pauses(words, disfluent) if each.probability >= DOUBTFUL}
        besides = added(words, readings[0]) if 0 in readings else {}
        vowels = {gap: VOWEL_WORDS[said] for gap, said in besides.items() if said in VOWEL_WORDS}
        return list(spelt(words, [readings[at] for at in sorted(readings)], pauses, vowels))

    def _timed(self, voted: Sequence[Voted], sound: Sound, cut: Window) -> list[Heard]:
        """Each word with the time its tokens were said, from the start of the recording."""
        if not voted:
            return []
        parts = [self._decoder.tokens.encode(" " + part) for word in voted for part in word.forced]
        attention = self._decoder.alignment(sound, [token for part in parts for token in part])
        frames = max(len(attention[0]), math.ceil((cut.end_s - cut.start_s) / FRAME_S))
        times = iter(spans_s(token_times_s(attention, min(frames, attention.shape[2])), list(map(len, parts))))
        return [
            Heard(
                text=word.text,
                spoken=tuple(
                    Said(part, cut.start_s + start_s, cut.start_s + end_s, word.filled_pause is not None)
                    for part, (start_s, end_s) in zip(word.forced, times, strict=False)
                ),
                probability=word.probability,
                filled_pause=word.filled_pause,
            )
            for word in voted
        ]


class _AbandonedError(Exception):
    """What was being heard is not the end of its take."""


def _identity(recording: Recording, cut: Window) -> tuple[float, bytes]:
    """What a window is known by: all that decides what is heard in it, and when."""
    return cut.start_s, sha256(samples_of(recording, cut).tobytes()).digest()


def is_noise(rows: Sequence[Row], voters: Sequence[Reading]) -> bool:
    """Whether nobody spoke: Whisper doubts it itself, and the rows have no word in common or are unsure of all."""
    unsure = sum(row.mean_logprob for row in rows) < UNSURE_LOGPROB * len(rows)
    return rows[0].no_speech > NO_SPEECH and (unsure or not voted_words(voters))


def _bounded(pause: FilledPause) -> FilledPause:
    """One that no row wrote is doubtful, however near they came to it."""
    return pause if pause.rows else replace(pause, probability=min(pause.probability, UNWRITTEN))
