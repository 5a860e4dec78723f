"""The encoder gives openai-whisper's states, and leaves out nothing but silence."""

from pathlib import Path

import pytest

from tests.processors import multiplies_bfloat16
from vmcoach.audio import load_audio
from vmcoach.engines.encoder import (
    FRAMES_PER_S,
    GRAIN,
    NEAR_S,
    PAUSE_STRIDE,
    STRIDE,
    Encoder,
    kept_frames,
    precision_of,
)
from vmcoach.weights import load_model

SAMPLES = Path(__file__).parents[1] / "samples"
FRAMES = 1500


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
@pytest.mark.parametrize(
    "speech",
    [
        [],
        [(0.0, 0.31)],
        [(0.3, 10.0)],
        [(0.3, 9.99), (10.0, 28.0)],
        [(0.3, 4.0), (4.1, 5.0), (6.2, 6.25), (9.0, 28.9)],
        [(2.0, 29.0)],
        [(0.3, 3.0), (20.0, 29.999)],
        [(0.0, 30.0)],
    ],
)
def test_every_frame_is_kept_or_stood_for(speech: list[tuple[float, float]], precision: str) -> None:
    """What is said, and what is near it, is kept; each of the others stands for some, and together for all."""
    kept = kept_frames(FRAMES, speech, precision)
    frames, places, alone = kept.frames.tolist(), kept.places.tolist(), kept.counts.alone
    assert len(set(frames)) == len(frames)
    assert frames[:alone] == sorted(frames[:alone])
    own = [frames[place] for place in places]
    of_speech = [
        frame
        for start_s, end_s in speech
        for frame in range(round(start_s * FRAMES_PER_S), min(FRAMES, round(end_s * FRAMES_PER_S)))
    ]
    assert all(own[frame] == frame for frame in of_speech)
    assert max(abs(frame - stands) for frame, stands in enumerate(own)) <= STRIDE
    shares = [places.count(place) for place in range(len(frames))]
    assert shares[:alone] == [1] * alone
    assert kept.counts.logs.float().exp().tolist() == pytest.approx(shares[alone:], rel=0.02)
    assert precision == "float32" or len(frames) % GRAIN == 0 or speech[-1][1] > 28.5


def test_a_pause_is_thinned_where_it_is_far_from_speech() -> None:
    """Of a pause of two seconds the middle; no frame of a pause that is short."""
    long, short = (kept_frames(FRAMES, [(0.3, 5.0), (5.0 + pause_s, 29.9)]) for pause_s in (2.0, 2 * NEAR_S))
    inside = [frame for frame in long.frames[: long.counts.alone].tolist() if 5.0 < frame / FRAMES_PER_S < 7.0]
    assert len(inside) == pytest.approx(2 * NEAR_S * FRAMES_PER_S, abs=2)
    assert len(short.frames) - len(long.frames) == pytest.approx(
        (2.0 - 2 * NEAR_S) * FRAMES_PER_S * (1 - 1 / PAUSE_STRIDE), abs=3
    )


@pytest.mark.parametrize(
    ("cpuinfo", "expected"),
    [
        ("", "float32"),
        ("flags\t\t: fpu sse2 avx2 fma\n", "float32"),
        ("flags\t\t: fpu avx2 avx512f avx512_bf16 avx512_vnni\n", "bfloat16"),
        ("flags\t\t: avx2 amx_bf16 amx_tile\n", "bfloat16"),
        ("Features\t: fp asimd bf16 i8mm\n", "float32"),
        ("model name\t: made for bf16\nflags\t\t: avx2\n", "float32"),
        ("flags\t\t: avx512_bf16_emulated\n", "float32"),
    ],
)
def test_the_precision_is_what_the_processor_multiplies(cpuinfo: str, expected: str) -> None:
    """Told by whole flags of the processor, and nothing else."""
    assert precision_of(cpuinfo) == expected


@pytest.fixture(scope="module")
def small():
    """An encoder of openai-whisper with weights at random, and a second of noise in 30 s of silence."""
    import torch
    from whisper.model import AudioEncoder

    torch.manual_seed(1)
    encoder = AudioEncoder(8, FRAMES, 64, 4, 2).requires_grad_(False).eval().half().float()
    mel = torch.full((8, 2 * FRAMES), -1.5)
    mel[:, :100] = torch.randn(8, 100)
    return encoder, mel


def test_the_states_are_openai_whispers(small) -> None:
    """Where the speech fills the window nothing is left out, and every state is theirs."""
    import torch

    encoder, mel = small
    assert torch.allclose(Encoder(encoder)(mel, [(0.0, 30.0)]).states, encoder(mel[None])[0], atol=1e-5)


@multiplies_bfloat16
def test_bfloat16_differs_by_rounding(small) -> None:
    """Layers in bfloat16, sums in float32: three digits of each state."""
    import torch

    encoder, mel = small
    narrow, wide = (Encoder(encoder, precision)(mel, [(0.0, 30.0)]).states for precision in ("bfloat16", "float32"))
    assert narrow.dtype == torch.float32
    assert torch.allclose(narrow, wide, atol=0.05)
    assert not torch.equal(narrow, wide)


@pytest.mark.whisper
def test_silence_that_is_thinned_counts_as_all_of_it() -> None:
    """Ten seconds of a real message: its states are off by 3 %; with the silence left out it would be 7 %."""
    import torch
    from whisper.audio import log_mel_spectrogram, pad_or_trim

    model = load_model("base")
    samples = torch.from_numpy(load_audio(SAMPLES / "good.wav").samples[: 10 * 16000])
    mel = log_mel_spectrogram(pad_or_trim(samples))
    with torch.inference_mode():
        expected = model.encoder(mel[None])[0][:500]
        heard = Encoder(model.encoder)(mel, [(0.0, 10.0)]).states[:500]
    assert ((heard - expected).norm(dim=1) / expected.norm(dim=1)).median() < 0.04
