"""The speech map finds planted speech to a few hundredths of a second, and nothing where nobody speaks."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.recordings import encoded
from tests.sounds import SOUNDS, times_s
from tests.voices import Samples, hiss, message, syllables
from vmcoach.audio import SAMPLE_RATE_HZ, Audio, Source, load_audio
from vmcoach.speech import MIN_PAUSE_S, SpeechMap, map_speech
from vmcoach.speech.frames import mask_of, runs, widened, without_short_gaps, without_short_runs
from vmcoach.speech.voicing import low_powers, track_pitch

SAMPLES = Path(__file__).parents[1] / "samples"
SPOKEN = [(0.8, 2.3), (2.9, 4.1), (4.5, 7.0)]
"""Where the planted message of 8 s has speech."""


def mapped(samples: Samples) -> SpeechMap:
    """The speech map of samples."""
    duration_s = len(samples) / SAMPLE_RATE_HZ
    return map_speech(Audio(Source("take.wav", "0" * 64, "wav", SAMPLE_RATE_HZ, 1, duration_s), samples))


def spans(samples: Samples) -> list[tuple[float, float]]:
    """Start and end of each span of the map."""
    return [(span.start_s, span.end_s) for span in mapped(samples).spans]


def largest_error_s(found: list[tuple[float, float]], planted: list[tuple[float, float]]) -> float:
    """How far the worst edge is off; infinite where the number of spans differs."""
    if len(found) != len(planted):
        return float("inf")
    return float(np.abs(np.array(found) - np.array(planted)).max())


def tones(*frequencies_hz: float, duration_s: float = 1.0, dbfs: float = -23.0) -> Samples:
    """A sum of steady tones."""
    sound = sum(np.sin(2 * np.pi * hz * times_s(duration_s)) for hz in frequencies_hz)
    return (np.asarray(sound) * 10 ** ((dbfs + 3) / 20)).astype(np.float32)


def placed(sound: Samples, start_s: float, total_s: float, noise_dbfs: float = -65.0) -> Samples:
    """A sound on a line with faint noise."""
    samples = hiss(total_s, noise_dbfs)
    first = round(start_s * SAMPLE_RATE_HZ)
    samples[first : first + len(sound)] += sound
    return samples


def hum(duration_s: float, mains_hz: float, dbfs: float) -> Samples:
    """Mains hum with overtones."""
    sound = sum(np.sin(2 * np.pi * mains_hz * part * times_s(duration_s) + part) / part for part in range(1, 9))
    return (np.asarray(sound) * 10 ** (dbfs / 20)).astype(np.float32)


@pytest.mark.parametrize(
    ("noise_dbfs", "allowed_s"),
    [(-100.0, 0.02), (-70.0, 0.02), (-50.0, 0.03), (-40.0, 0.06), (-30.0, 0.12)],
)
def test_planted_speech_is_found_whatever_the_noise(noise_dbfs: float, allowed_s: float) -> None:
    """Edges are true to 20 ms on a clean line and to 120 ms at 10 dB above the noise."""
    assert largest_error_s(spans(message(SPOKEN, 8.0, noise_dbfs)), SPOKEN) <= allowed_s


def test_digital_silence_around_speech_is_no_speech() -> None:
    """Samples that are exactly zero between the words are pauses."""
    samples = np.zeros(8 * SAMPLE_RATE_HZ, np.float32)
    for start_s, end_s in SPOKEN:
        voice = syllables(end_s - start_s)
        samples[round(start_s * SAMPLE_RATE_HZ) :][: len(voice)] = voice
    assert largest_error_s(spans(samples), SPOKEN) <= 0.02


@pytest.mark.parametrize("mains_hz", [50.0, 60.0])
def test_hum_as_loud_as_the_speech_does_not_hide_it(mains_hz: float) -> None:
    """Hum lies below the speech band but for a few overtones."""
    assert largest_error_s(spans(message(SPOKEN, 8.0) + hum(8.0, mains_hz, -20.0)), SPOKEN) <= 0.05


@pytest.mark.parametrize("mains_hz", [50.0, 60.0])
def test_hum_under_a_voice_makes_no_pauses(mains_hz: float) -> None:
    """A hum well below the voice of somebody who speaks without a pause leaves no gaps in it."""
    samples = load_audio(SAMPLES / "rushed.mp3").samples
    duration_s = len(samples) / SAMPLE_RATE_HZ
    assert len(spans(samples + hum(duration_s, mains_hz, -40.0) + hiss(duration_s, -70.0))) == 1


def test_an_offset_of_the_whole_recording_is_not_heard() -> None:
    """A sound card's direct current changes nothing."""
    samples = message(SPOKEN, 8.0)
    assert spans(samples + np.float32(0.2)) == spans(samples)


def test_line_noise_that_ends_with_the_silence_before_the_speech_is_no_speech() -> None:
    """The start is judged against the silence before it, not against the quietest part of the recording."""
    samples = message(SPOKEN, 8.0)
    samples[: round(0.8 * SAMPLE_RATE_HZ)] += hiss(0.8, -45.0)
    assert largest_error_s(spans(samples), SPOKEN) <= 0.05


def test_comfort_noise_between_digital_silences_is_no_speech() -> None:
    """Telephone codecs send nothing while nobody speaks, or noise of their own."""
    samples = message(SPOKEN, 8.0, -55.0)
    for start_s, end_s in [(0.0, 0.7), (2.45, 2.8), (7.2, 8.0)]:
        samples[round(start_s * SAMPLE_RATE_HZ) : round(end_s * SAMPLE_RATE_HZ)] = 0.0
    assert largest_error_s(spans(samples), SPOKEN) <= 0.03


def test_long_silences_at_the_ends_do_not_matter() -> None:
    """Eight seconds before and half a minute after the message leave its edges as they were."""
    samples = np.concatenate([hiss(8.0, -70.0, 1), message(SPOKEN, 8.0), hiss(30.0, -70.0, 2)])
    moved = [(start_s + 8.0, end_s + 8.0) for start_s, end_s in SPOKEN]
    assert largest_error_s(spans(samples), moved) <= 0.02


def test_speech_without_any_silence_is_one_span() -> None:
    """With hardly a quiet frame to measure the noise in, the whole is still speech."""
    assert largest_error_s(spans(message([(0.05, 7.95)], 8.0, -60.0)), [(0.05, 7.95)]) <= 0.03


@pytest.mark.parametrize(("gap_s", "count"), [(0.20, 1), (0.23, 1), (0.28, 2), (0.40, 2)])
def test_only_a_quarter_of_a_second_is_a_pause(gap_s: float, count: int) -> None:
    """Shorter gaps are closures of consonants."""
    assert len(spans(message([(0.5, 2.0), (2.0 + gap_s, 4.0)], 4.5))) == count


def test_shorter_silences_are_told_as_lulls() -> None:
    """Each lies where it was planted; a pause is none."""
    found = mapped(message([(0.5, 1.6), (1.7, 2.4), (2.55, 3.2), (3.6, 4.0)], 4.5))
    assert largest_error_s([(lull.start_s, lull.end_s) for lull in found.lulls], [(1.6, 1.7), (2.4, 2.55)]) <= 0.03


def test_weak_consonants_at_the_ends_belong_to_the_speech() -> None:
    """An s before or behind the voice, 20 dB weaker, is speech."""
    samples = message([(1.0, 2.0)], 3.0)
    for start_s, end_s in [(0.88, 1.0), (2.0, 2.2)]:
        samples[round(start_s * SAMPLE_RATE_HZ) : round(end_s * SAMPLE_RATE_HZ)] += hiss(end_s - start_s, -40.0)
    assert largest_error_s(spans(samples), [(0.88, 2.2)]) <= 0.02


def test_a_release_after_a_closure_belongs_to_the_word() -> None:
    """The t of "that": 80 ms of silence, 40 ms of noise."""
    samples = message([(1.0, 2.0)], 3.0)
    samples[round(2.08 * SAMPLE_RATE_HZ) : round(2.12 * SAMPLE_RATE_HZ)] += hiss(0.04, -40.0)
    assert largest_error_s(spans(samples), [(1.0, 2.12)]) <= 0.02


@pytest.mark.parametrize(("breath_s", "dbfs"), [((2.25, 2.6), -52.0), ((2.4, 2.76), -36.0), ((2.4, 2.8), -40.0)])
def test_a_breath_between_sentences_leaves_the_pause_whole(breath_s: tuple[float, float], dbfs: float) -> None:
    """A weak voiceless sound apart from the voice is no speech, nor a louder one before it that no consonant lasts."""
    samples = message([(0.5, 2.0), (2.8, 4.0)], 4.5)
    start_s, end_s = breath_s
    samples[round(start_s * SAMPLE_RATE_HZ) : round(end_s * SAMPLE_RATE_HZ)] += hiss(end_s - start_s, dbfs)
    assert largest_error_s(spans(samples), [(0.5, 2.0), (2.8, 4.0)]) <= 0.03


@pytest.mark.parametrize("clicks_s", [(2.62, 2.7), (2.2, 2.32, 2.44, 2.56)], ids=["a mouse", "keys"])
def test_clicks_between_sentences_leave_the_pause_whole(clicks_s: tuple[float, ...]) -> None:
    """They are as loud as the voice and too far from it to be the burst of a stop, however many are in a row."""
    samples = message([(0.5, 2.0), (2.8, 4.0)], 4.5)
    for click_s in clicks_s:
        samples[round(click_s * SAMPLE_RATE_HZ) :][:160] += hiss(0.01, -20.0)
    assert largest_error_s(spans(samples), [(0.5, 2.0), (2.8, 4.0)]) <= 0.02


@pytest.mark.parametrize("sound", ["arpeggios", "melody with vibrato"])
def test_a_background_that_wavers_hides_no_pauses(sound: str) -> None:
    """Its quietest moments tell nothing of how loud it is in a pause."""
    samples = message(SPOKEN, 8.0) + SOUNDS[sound](8.0) * np.float32(10 ** (-24 / 20))
    assert largest_error_s(spans(samples), SPOKEN) <= 0.03


@pytest.mark.parametrize(
    ("sound", "below_db", "is_told"),
    [
        ("hold music", 16, True),
        ("arpeggios", 12, True),
        ("white noise, loud", 12, False),
        ("pink noise, loud", 6, False),
        ("60 Hz hum", 0, False),
        ("digital silence", 0, False),
    ],
)
def test_a_background_too_loud_and_unsteady_for_the_map_is_told(sound: str, below_db: float, is_told: bool) -> None:
    """Steady noise hides no pause, however loud."""
    background = SOUNDS[sound](8.0) * np.float32(10 ** (-below_db / 20))
    assert mapped(message(SPOKEN, 8.0) + background).is_unsteady is is_told
    assert not mapped(background).is_unsteady


def in_a_room(samples: Samples, reverberation_s: float, room_db: float) -> Samples:
    """A voice and the sound that a room gives back of it, at a level beside it."""
    tail = hiss(reverberation_s, 0.0) * 10 ** (-3 * times_s(reverberation_s) / reverberation_s)
    tail *= 10 ** (room_db / 20) / np.linalg.norm(tail)
    tail[0] += 1.0
    length = len(samples) + len(tail)
    return np.fft.irfft(np.fft.rfft(samples, length) * np.fft.rfft(tail, length), length)[: len(samples)]


@pytest.mark.parametrize(
    ("reverberation_s", "room_db", "is_told"),
    [(0.8, -3.0, True), (1.2, 0.0, True), (0.8, -30.0, False), (0.2, 0.0, False)],
    ids=["a meeting room", "a stairwell", "close to the microphone", "an office"],
)
def test_a_room_that_rings_is_told(reverberation_s: float, room_db: float, is_told: bool) -> None:
    """It fills pauses and draws the last word out."""
    found = mapped(in_a_room(message(SPOKEN, 8.0), reverberation_s, room_db).astype(np.float32))
    assert found.is_ringing is is_told
    assert (len(found.spans) < len(SPOKEN)) is is_told


@pytest.mark.parametrize("sound", SOUNDS)
def test_no_sound_behind_a_voice_is_a_room_that_rings(sound: str) -> None:
    """However long its notes are held."""
    assert not mapped(message(SPOKEN, 8.0) + SOUNDS[sound](8.0) * np.float32(0.1)).is_ringing


def test_speech_that_never_pauses_for_breath_is_told() -> None:
    """A voice in the background may fill the pauses and the ends, as loud as it is."""
    samples = load_audio(SAMPLES / "rushed.mp3").samples
    whole = mapped(samples)
    (span,) = whole.spans
    first, end = (round(edge_s * SAMPLE_RATE_HZ) for edge_s in (span.start_s, span.end_s))
    assert (whole.is_unsteady, mapped(samples[first:end]).is_unsteady) == (False, True)


def test_a_beep_before_the_message_is_no_speech() -> None:
    """The message starts after the answering machine's tone, however soon."""
    samples = message([(1.1, 3.0)], 4.0)
    samples[: round(0.9 * SAMPLE_RATE_HZ)] += tones(1000.0, duration_s=0.9)
    assert largest_error_s(spans(samples), [(1.1, 3.0)]) <= 0.05


def test_a_much_weaker_voice_in_the_background_is_no_speech() -> None:
    """Someone else in the room, 32 dB below the speaker."""
    samples = message([(2.0, 4.0)], 6.0)
    samples[: round(1.2 * SAMPLE_RATE_HZ)] += syllables(1.2, 210.0, dbfs=-52.0)
    assert largest_error_s(spans(samples), [(2.0, 4.0)]) <= 0.02


NOBODY_SPEAKS: dict[str, Callable[[], Samples]] = {
    "no samples": lambda: np.zeros(0, np.float32),
    "one sample": lambda: np.ones(1, np.float32),
    "digital silence": lambda: np.zeros(5 * SAMPLE_RATE_HZ, np.float32),
    "an offset": lambda: np.full(5 * SAMPLE_RATE_HZ, 0.3, np.float32),
    "rounding noise": lambda: np.rint(hiss(5.0, -98.0) * 32768) / np.float32(32768),
    "loud noise": lambda: hiss(10.0, -15.0),
    "noise that grows": lambda: np.concatenate([hiss(4.0, -50.0), hiss(4.0, -30.0)]),
    "noise in bursts": lambda: hiss(8.0, -25.0) * (np.sin(2 * np.pi * 4 * times_s(8.0)) > 0) + hiss(8.0, -65.0, 6),
    "50 Hz hum": lambda: hum(8.0, 50.0, -20.0) + hiss(8.0, -70.0),
    "60 Hz hum": lambda: hum(8.0, 60.0, -20.0) + hiss(8.0, -60.0),
    "one beep": lambda: placed(tones(1000.0), 2.0, 6.0),
    "a low beep": lambda: placed(tones(250.0, duration_s=0.5), 2.0, 6.0),
    "a high beep": lambda: placed(tones(2100.0, duration_s=2.0), 1.0, 6.0),
    "a buzzer": lambda: placed(np.sign(tones(300.0)) * np.float32(0.1), 2.0, 6.0),
    "dial tone": lambda: tones(350.0, 440.0, duration_s=8.0),
    "dial tone, then silence": lambda: placed(tones(350.0, 440.0, duration_s=3.0), 0.0, 8.0),
    "ringing": lambda: placed(tones(440.0, 480.0, duration_s=2.0), 1.0, 6.0),
    "busy": lambda: hiss(8.0, -60.0) + tones(480.0, 620.0, duration_s=8.0) * (times_s(8.0) % 1.0 < 0.5),
    "keys": lambda: hiss(4.0, -60.0) + tones(770.0, 1336.0, duration_s=4.0) * (times_s(4.0) % 0.2 < 0.1),
    "a click": lambda: placed(hiss(0.03, -10.0), 2.0, 5.0),
    "a whisper": lambda: placed(hiss(1.5, -35.0), 2.0, 5.0),
    "less than a word": lambda: placed(syllables(0.12), 2.0, 5.0),
}


@pytest.mark.parametrize("name", NOBODY_SPEAKS)
def test_nothing_is_found_where_nobody_speaks(name: str) -> None:
    """An empty map keeps an engine from inventing words."""
    found = mapped(NOBODY_SPEAKS[name]().astype(np.float32))
    assert (found.spans, found.levels_dbfs) == ((), ())
    assert found.speech_level_dbfs == found.noise_floor_dbfs >= -100.0


def test_levels_are_those_planted() -> None:
    """Noise and speech levels are RMS in the speech band; each span has its own."""
    samples = message([(0.5, 2.5)], 6.0, -60.0, -20.0)
    samples += message([(3.5, 5.0)], 6.0, -100.0, -30.0)
    found = mapped(samples)
    assert found.noise_floor_dbfs == pytest.approx(-60.0, abs=1.5)
    assert found.levels_dbfs == pytest.approx((-20.0, -30.0), abs=1.5)
    assert min(found.levels_dbfs) < found.speech_level_dbfs < max(found.levels_dbfs)
    assert len(found.tenths_dbfs) == 60
    assert found.tenths_dbfs[:4] == pytest.approx((-60.0,) * 4, abs=1.5)
    for first, end, level_dbfs in ((5, 25, -20.0), (35, 50, -30.0)):
        powers = [10 ** (tenth_dbfs / 10) for tenth_dbfs in found.tenths_dbfs[first:end]]
        assert 10 * np.log10(np.mean(powers)) == pytest.approx(level_dbfs, abs=1.5)


planted_spans = st.lists(st.tuples(st.floats(0.3, 0.9), st.floats(0.4, 1.5)), min_size=1, max_size=4)
"""The silence before each stretch of speech, and how long it lasts."""


def laid_out(parts: list[tuple[float, float]]) -> tuple[list[tuple[float, float]], float]:
    """The spans of such parts, and how long a message they make."""
    planted, time_s = [], 0.0
    for silence_s, speech_s in parts:
        planted.append((time_s + silence_s, time_s + silence_s + speech_s))
        time_s += silence_s + speech_s
    return planted, time_s + 0.4


@settings(max_examples=12)
@given(parts=planted_spans, noise_dbfs=st.sampled_from([-100.0, -70.0, -55.0]))
def test_spans_are_ordered_inside_the_recording_and_a_pause_apart(
    parts: list[tuple[float, float]], noise_dbfs: float
) -> None:
    """Whatever is said, every gap in the map is a pause and the map finds what was planted."""
    planted, total_s = laid_out(parts)
    found = spans(message(planted, total_s, noise_dbfs))
    assert all(0.0 <= start_s < end_s <= total_s for start_s, end_s in found)
    assert all(after[0] - before[1] >= MIN_PAUSE_S - 1e-9 for before, after in pairwise(found))
    assert largest_error_s(found, planted) <= 0.04


@settings(max_examples=8)
@given(parts=planted_spans, gain_db=st.sampled_from([-30.0, -20.0, -6.0, 6.0]))
def test_gain_does_not_move_the_speech(parts: list[tuple[float, float]], gain_db: float) -> None:
    """A quieter recording of the same message has the same map."""
    planted, total_s = laid_out(parts)
    samples = message(planted, total_s, -65.0)
    assert largest_error_s(spans(samples * np.float32(10 ** (gain_db / 20))), spans(samples)) <= 0.011


@settings(max_examples=8)
@given(parts=planted_spans, appended_s=st.floats(0.0, 20.0))
def test_digital_silence_at_the_end_changes_nothing(parts: list[tuple[float, float]], appended_s: float) -> None:
    """Only the silence after the message grows."""
    planted, total_s = laid_out(parts)
    samples = message(planted, total_s, -60.0)
    silence = np.zeros(round(appended_s * SAMPLE_RATE_HZ), np.float32)
    assert largest_error_s(spans(np.concatenate([samples, silence])), spans(samples)) <= 0.011


@pytest.mark.parametrize("extra", [0, 1, 4, 80, 156, 157, 158, 159])
def test_a_last_part_of_a_frame_is_no_matter(extra: int) -> None:
    """Recordings end anywhere."""
    assert largest_error_s(spans(message(SPOKEN, 8.0)[: round(7.5 * SAMPLE_RATE_HZ) + extra]), SPOKEN) <= 0.02


@settings(max_examples=12)
@given(st.integers(0, 4000), st.integers(0, 2**32 - 1), st.floats(-90.0, 10.0))
def test_any_samples_have_a_map(count: int, seed: int, dbfs: float) -> None:
    """Short, loud or wild recordings neither fail nor give spans outside of them."""
    noise = np.random.default_rng(seed)
    samples = (noise.standard_cauchy(count) * 10 ** (dbfs / 20)).clip(-8, 8).astype(np.float32)
    assert all(0.0 <= start_s < end_s <= count / SAMPLE_RATE_HZ for start_s, end_s in spans(samples))


@pytest.mark.parametrize("pitch_hz", [75.0, 110.0, 160.0, 220.0, 330.0])
@pytest.mark.parametrize("lowest_hz", [0.0, 300.0])
def test_the_pitch_of_a_voice_is_found_with_and_without_its_fundamental(pitch_hz: float, lowest_hz: float) -> None:
    """A telephone sends nothing below 300 Hz; the harmonics above still repeat at the pitch."""
    voice = syllables(2.0, pitch_hz, 0.0)
    spectrum = np.fft.rfft(voice)
    spectrum[np.fft.rfftfreq(len(voice), 1 / SAMPLE_RATE_HZ) < lowest_hz] = 0
    low = low_powers(np.fft.irfft(spectrum, len(voice)).astype(np.float32))
    pitch = track_pitch(low, np.full(low.shape[1], low.mean() * 1e-4))
    inside = slice(10, -10)
    assert np.median(pitch.hz[inside]) == pytest.approx(pitch_hz, rel=0.02)
    assert np.median(pitch.clarity[inside]) > 0.8


def test_masks_are_shaped_as_their_names_say() -> None:
    """Runs, gaps and their lengths, at both ends too."""
    mask = mask_of([(0, 2), (5, 6), (7, 10)], 10)
    assert runs(mask) == [(0, 2), (5, 6), (7, 10)]
    assert runs(without_short_runs(mask, 2)) == [(0, 2), (7, 10)]
    assert runs(without_short_gaps(mask, 2)) == [(0, 2), (5, 10)]
    assert runs(widened(mask, 1, 0)) == [(0, 2), (4, 10)]
    assert runs(~mask) == [(2, 5), (6, 7)]


@pytest.mark.parametrize(("behind_dbfs", "is_told"), [(-35.0, True), (-25.0, False), (-65.0, False)])
def test_a_voice_in_a_pause_that_may_be_in_the_background_is_told(behind_dbfs: float, is_told: bool) -> None:
    """15 dB below the speaker it is; nearer it is no fainter than the speaker's own, and far below it is a pause."""
    samples = message([(0.5, 3.0), (4.5, 7.0)], 8.0)
    samples[3 * SAMPLE_RATE_HZ :][: round(1.5 * SAMPLE_RATE_HZ)] += syllables(1.5, 210.0, dbfs=behind_dbfs)
    found = mapped(samples)
    assert bool(found.faint) is is_told
    assert (len(found.spans) == 1) is (behind_dbfs > -60)


VOICE = message([(0.5, 2.0), (5.0, 6.5)], 8.0)


@pytest.mark.parametrize(
    ("other", "elsewhere_s"),
    [
        (message([(3.0, 4.0)], 8.0, dbfs=-30.0), [3.0, 4.0]),
        (message([(3.0, 4.0)], 8.0, dbfs=-45.0), []),
        (np.roll(VOICE, round(0.3 * SAMPLE_RATE_HZ)), []),
        (hiss(8.0, -20.0), []),
        (np.zeros_like(VOICE), []),
    ],
    ids=["other side", "voice behind", "echo", "noise", "dead"],
)
def test_speech_on_another_channel_is_told(other: Samples, elsewhere_s: list[float]) -> None:
    """That of somebody else, not an echo, a noise or a voice in the background."""
    source = Source("take.wav", "0" * 64, "wav", SAMPLE_RATE_HZ, 2, 8.0)
    found = map_speech(Audio(source, VOICE, (other,)))
    assert found == replace(mapped(VOICE), elsewhere=found.elsewhere)
    edges_s = [edge_s for span in found.elsewhere for edge_s in (span.start_s, span.end_s)]
    assert edges_s == pytest.approx(elsewhere_s, abs=0.03)


def test_speech_on_another_channel_is_told_where_this_one_has_none() -> None:
    """However weak it is beside the noise here."""
    source = Source("take.wav", "0" * 64, "wav", SAMPLE_RATE_HZ, 2, 8.0)
    found = map_speech(Audio(source, hiss(8.0, -20.0), (message([(3.0, 4.0)], 8.0, dbfs=-45.0),)))
    assert (found.spans, len(found.elsewhere)) == ((), 1)


@pytest.mark.parametrize("tone_hz", [440.0, 1000.0, 1400.0])
def test_a_beep_between_two_stretches_is_found(tone_hz: float) -> None:
    """An answering machine's, between its greeting and the message."""
    samples = message([(0.5, 3.0), (5.0, 7.5)], 8.0)
    time_s = times_s(0.5)
    samples[round(3.8 * SAMPLE_RATE_HZ) :][: len(time_s)] += 0.1 * np.sin(2 * np.pi * tone_hz * time_s)
    (beep,) = mapped(samples).beeps
    assert (beep.start_s, beep.end_s) == pytest.approx((3.8, 4.3), abs=0.03)


@pytest.mark.parametrize("sound", ["white noise, loud", "pink noise, loud", "50 Hz hum", "dial tone", "hold music"])
def test_no_other_sound_between_two_stretches_is_a_beep(sound: str) -> None:
    """Nor is silence."""
    samples = message([(0.5, 3.0), (6.0, 8.5)], 9.0)
    assert mapped(samples).beeps == ()
    samples[round(3.5 * SAMPLE_RATE_HZ) :][: 2 * SAMPLE_RATE_HZ] += SOUNDS[sound](2.0)
    assert mapped(samples).beeps == ()


@pytest.mark.parametrize("lost_s", [0.02, 0.06, 0.3])
@pytest.mark.parametrize("rate_hz", [8000, 16_000, 44_100])
def test_a_dropout_amid_speech_is_told(lost_s: float, rate_hz: int, tmp_path: Path) -> None:
    """At whatever rate it was recorded."""
    length, voice = 8 * rate_hz, message(SPOKEN, 8.0)
    voice = np.fft.irfft(np.fft.rfft(voice), length).astype(np.float32) * np.float32(length / len(voice))
    voice[round(1.04 * rate_hz) :][: round(lost_s * rate_hz)] = 0.0
    path = tmp_path / "take.wav"
    path.write_bytes(encoded(voice[None, :], rate_hz, "wav", "pcm_s16le"))
    (dropout,) = map_speech(load_audio(path)).dropouts
    assert (dropout.start_s, dropout.end_s) == pytest.approx((1.04, 1.04 + lost_s), abs=0.01)


def faded(duration_s: float) -> Samples:
    """A voice that a gate fades in and out within 50 ms, between zeros."""
    voice = syllables(duration_s)
    return voice * np.minimum(1.0, np.minimum(times_s(duration_s), times_s(duration_s)[::-1]) / 0.05)


@pytest.mark.parametrize(
    "samples",
    [
        message(SPOKEN, 8.0),
        np.concatenate([faded(1.5), np.zeros(4000), faded(1.0), np.zeros(1600), faded(1.0)]).astype(np.float32),
        message(SPOKEN, 8.0) * (times_s(8.0) < 2.0),
        tones(1000.0, duration_s=8.0) * (times_s(8.0) % 0.5 < 0.4),
    ],
    ids=["a voice", "gated", "muted to the end", "beeps"],
)
def test_no_other_silence_is_a_dropout(samples: Samples) -> None:
    """A gate fades, and beeps are no speech."""
    assert mapped(samples.astype(np.float32)).dropouts == ()
