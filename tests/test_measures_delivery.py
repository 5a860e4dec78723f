"""Level, noise, clipping and pitch of planted sounds."""

import numpy as np
import pytest

from tests.sounds import hold_music
from tests.voices import Samples, hiss, message, syllables
from vmcoach.audio import SAMPLE_RATE_HZ, Audio, Source
from vmcoach.measures.delivery import Delivery, measure_delivery
from vmcoach.speech import Recording, Span, SpeechMap, map_speech


def as_recorded(samples: Samples) -> Audio:
    """Samples as if a wav of them had been loaded."""
    return Audio(Source("take.wav", "0" * 64, "wav", SAMPLE_RATE_HZ, 1, len(samples) / SAMPLE_RATE_HZ), samples)


def delivery(samples: Samples) -> Delivery:
    """The delivery of samples."""
    audio = as_recorded(samples)
    return measure_delivery(Recording(audio, map_speech(audio)))


def on_a_line(voice: Samples, noise_dbfs: float = -65.0) -> Samples:
    """A voice with a second of line noise at either end."""
    samples = hiss(2.0 + len(voice) / SAMPLE_RATE_HZ, noise_dbfs)
    samples[SAMPLE_RATE_HZ:][: len(voice)] += voice
    return samples


@pytest.mark.parametrize("snr_db", [10.0, 20.0, 40.0])
def test_the_signal_to_noise_ratio_is_that_planted(snr_db: float) -> None:
    """Of the speech alone, without the noise under it."""
    found = delivery(on_a_line(syllables(6.0, dbfs=-20.0), -20.0 - snr_db))
    assert found.signal_to_noise_db == pytest.approx(snr_db, abs=1.5)
    assert found.noise_floor_dbfs == pytest.approx(-20.0 - snr_db, abs=1.0)
    assert found.speech_level_dbfs == pytest.approx(10 * np.log10(0.01 + 10 ** (-2 - snr_db / 10)), abs=1.5)


@pytest.mark.parametrize(("above_db", "snr_db"), [(3.0, 0.0), (10.4, 10.0), (0.0, -10.0)])
def test_noise_under_the_speech_is_no_speech(above_db: float, snr_db: float) -> None:
    """Speech as strong as the noise lifts the level by 3 dB; no ratio below -10 dB is told."""
    audio = as_recorded(hiss(1.0, -30.0))
    speech = SpeechMap((Span(0.0, 1.0),), -30.0, -30.0 + above_db)
    assert measure_delivery(Recording(audio, speech)).signal_to_noise_db == pytest.approx(snr_db, abs=0.05)


def test_music_before_the_message_is_no_noise_under_it() -> None:
    """On hold for longer than all pauses together."""
    voice = syllables(8.0, 120.0, 3.0)
    found = delivery(np.concatenate([hold_music(6.0), on_a_line(voice, -60.0)]))
    assert found.signal_to_noise_db == pytest.approx(40.0, abs=1.5)
    assert found.pitch_sd_semitones == pytest.approx(3.0, abs=0.4)


@pytest.mark.parametrize("pitch_hz", [85.0, 120.0, 200.0, 280.0])
@pytest.mark.parametrize("spread_semitones", [1.0, 3.0])
def test_pitch_and_its_spread_are_those_planted(pitch_hz: float, spread_semitones: float) -> None:
    """Median in Hz, standard deviation in semitones, so that a high and a low voice compare."""
    found = delivery(on_a_line(syllables(8.0, pitch_hz, spread_semitones), -45.0))
    assert found.pitch_median_hz == pytest.approx(pitch_hz, rel=0.04)
    assert found.pitch_sd_semitones == pytest.approx(spread_semitones, abs=0.4)


def test_pitch_is_of_the_speech_alone() -> None:
    """Whoever is heard about it."""
    other = syllables(6.0, 220.0, dbfs=-40.0)
    audio = as_recorded(np.concatenate([other, syllables(6.0, 120.0), other]))
    found = measure_delivery(Recording(audio, SpeechMap((Span(6.0, 12.0),), -65.0, -20.0)))
    assert found.pitch_median_hz == pytest.approx(120.0, rel=0.04)


def test_pitch_is_not_told_from_a_word_or_two() -> None:
    """Less than two seconds of voice is not enough, but levels can be told."""
    found = delivery(on_a_line(syllables(1.5)))
    assert (found.pitch_median_hz, found.pitch_sd_semitones) == (None, None)
    assert found.speech_level_dbfs is not None


@pytest.mark.parametrize("samples", [np.zeros(0, np.float32), np.zeros(16_000, np.float32), hiss(3.0, -50.0)])
def test_without_speech_only_peak_noise_and_clipping_are_told(samples: Samples) -> None:
    """The rest is None."""
    found = delivery(samples)
    assert found.speech_level_dbfs is found.signal_to_noise_db is None
    assert found.pitch_median_hz is found.pitch_sd_semitones is None
    assert -100.0 <= found.noise_floor_dbfs <= 0.0
    assert -100.0 <= found.peak_dbfs <= 0.0
    assert found.clipped_fraction == 0.0


def test_speech_without_a_silence_has_pitch_and_levels() -> None:
    """The noise is then what is left in its weakest moments."""
    found = delivery(syllables(6.0))
    assert found.pitch_median_hz == pytest.approx(120.0, rel=0.04)
    assert found.speech_level_dbfs == pytest.approx(-20.0, abs=1.5)


@pytest.mark.parametrize(("peak", "peak_dbfs"), [(1.0, 0.0), (0.5, -6.0), (0.1, -20.0), (1e-9, -100.0)])
def test_the_peak_is_that_of_the_largest_sample(peak: float, peak_dbfs: float) -> None:
    """Either way up."""
    samples = np.zeros(SAMPLE_RATE_HZ, np.float32)
    samples[100] = -peak
    assert delivery(samples).peak_dbfs == peak_dbfs


def test_clipping_is_the_share_of_samples_in_flat_tops() -> None:
    """Two samples in a row may be a true peak, three are cut off."""
    samples = np.zeros(1000, np.float32)
    samples[100:102], samples[200:203], samples[300:310] = 1.0, -1.0, 0.99
    assert delivery(samples).clipped_fraction == 0.013


def test_a_message_recorded_too_loud_is_clipped_and_a_good_one_is_not() -> None:
    """20 dB too much."""
    good = message([(0.5, 4.0)], 5.0)
    assert delivery(good).clipped_fraction == 0.0
    assert delivery(np.clip(good * 30, -1, 1)).clipped_fraction > 0.05
