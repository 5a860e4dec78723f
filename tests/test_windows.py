"""A recording is cut into windows of at most 30 s, at its pauses."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from vmcoach.audio import SAMPLE_RATE_HZ, Audio, Source, load_audio
from vmcoach.engines.windows import LONGEST_S, MARGIN_S, Window, cut, windows
from vmcoach.speech import Recording, Span, SpeechMap, map_speech

SAMPLES = Path(__file__).parents[1] / "samples"


def recording(duration_s: float, *spans: tuple[float, float], samples: NDArray[np.float32] | None = None) -> Recording:
    """A recording with speech in these spans."""
    if samples is None:
        samples = np.zeros(round(duration_s * SAMPLE_RATE_HZ), np.float32)
    source = Source("take.wav", "0" * 64, "wav", SAMPLE_RATE_HZ, 1, duration_s)
    return Recording(Audio(source, samples), SpeechMap(tuple(Span(*span) for span in spans), -60.0, -20.0))


@pytest.mark.parametrize(
    ("duration_s", "spans", "pieces"),
    [
        (5.0, [], []),
        (20.0, [(2.0, 18.0)], [(1.7, 18.3)]),
        (20.0, [(0.1, 19.9)], [(0.0, 20.0)]),
        (40.0, [(1.0, 9.0), (9.5, 25.0), (26.0, 28.5)], [(0.7, 28.8)]),
        (40.0, [(1.0, 9.0), (9.5, 20.0), (20.4, 39.0)], [(0.7, 20.2), (20.2, 39.3)]),
        (40.0, [(0.0, 15.0), (15.3, 20.0), (22.0, 40.0)], [(0.0, 20.3), (21.7, 40.0)]),
        (60.0, [(0.0, 9.0), (50.0, 60.0)], [(0.0, 9.3), (49.7, 60.0)]),
        (70.0, [(0.0, 5.0), (6.0, 26.0), (26.4, 47.0), (47.5, 70.0)], [(0.0, 26.2), (26.2, 47.25), (47.25, 70.0)]),
    ],
)
def test_a_window_runs_from_pause_to_pause(
    duration_s: float, spans: list[tuple[float, float]], pieces: list[tuple[float, float]]
) -> None:
    """At the longest pause that leaves enough on both sides, with a little of the silence and no more."""
    found = [(piece.start_s, piece.end_s) for piece in cut(recording(duration_s, *spans))]
    assert [time for piece in found for time in piece] == pytest.approx([time for piece in pieces for time in piece])


def test_speech_without_a_pause_is_cut_at_its_quietest_moment() -> None:
    """Where the sound sinks for a moment, the two windows meet."""
    samples = np.random.default_rng(5).normal(0, 0.1, 40 * SAMPLE_RATE_HZ).astype(np.float32)
    samples[round(20.4 * SAMPLE_RATE_HZ) : round(20.5 * SAMPLE_RATE_HZ)] *= 0.1
    first, second = cut(recording(40.0, (0.0, 40.0), samples=samples))
    assert first.end_s == second.start_s == pytest.approx(20.45, abs=0.05)


def test_windows_know_their_recording() -> None:
    """In a batch, one without speech has none."""
    batch = [recording(9.0, (1.0, 8.0)), recording(9.0), recording(40.0, (1.0, 20.0), (21.0, 39.0))]
    assert [each.recording for each in windows(batch)] == [0, 2, 2]
    assert windows(batch)[0] == Window(0, pytest.approx(0.7), pytest.approx(8.3))


@settings(max_examples=60)
@given(st.lists(st.tuples(st.floats(0.08, 40.0), st.floats(0.25, 40.0)), min_size=1, max_size=12), st.floats(0, 20))
def test_no_speech_is_lost_or_heard_twice(lengths: list[tuple[float, float]], lead_s: float) -> None:
    """Whatever the speech map: windows are in order and short enough, all speech is inside and little else."""
    spans, at_s = [], lead_s
    for speech_s, pause_s in lengths:
        spans.append((at_s, at_s + speech_s))
        at_s += speech_s + pause_s
    pieces = cut(recording(at_s, *spans))
    assert all(0 < piece.duration_s <= LONGEST_S + 1e-9 for piece in pieces)
    assert all(before.end_s <= after.start_s + 1e-9 for before, after in pairwise(pieces))
    assert sum(end_s - start_s for start_s, end_s in spans) == pytest.approx(
        sum(max(0.0, min(end_s, p.end_s) - max(start_s, p.start_s)) for start_s, end_s in spans for p in pieces)
    )
    assert pieces[0].start_s >= spans[0][0] - MARGIN_S - 1e-9
    assert pieces[-1].end_s <= spans[-1][1] + MARGIN_S + 1e-9


def test_ten_minutes_are_cut_into_windows_that_hold_all_speech() -> None:
    """A long recording is no special case: windows meet, none is too long, and every stretch of speech is in one."""
    good = load_audio(SAMPLES / "good.wav")
    samples = np.resize(good.samples, 600 * SAMPLE_RATE_HZ)
    audio = Audio(replace(good.source, duration_s=600.0), samples)
    long = Recording(audio, map_speech(audio))
    pieces = cut(long)
    assert len(pieces) >= 600 / LONGEST_S - 1
    assert all(piece.duration_s <= LONGEST_S + 1e-6 for piece in pieces)
    assert all(before.end_s == after.start_s for before, after in pairwise(pieces))
    assert pieces[0].start_s <= long.speech.spans[0].start_s
    assert pieces[-1].end_s >= long.speech.spans[-1].end_s
