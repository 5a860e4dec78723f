"""The encoder gives openai-whisper's states, and leaves out nothing but silence."""

import math
from itertools import pairwise
from pathlib import Path

import pytest

from tests.processors import multiplies_bfloat16
from vmcoach.audio import load_audio
from vmcoach.engines.encoder import FRAMES_PER_S, STRIDE, WHOLE_S, Encoder, kept_frames, precision_of
from vmcoach.weights import load_model

SAMPLES = Path(__file__).parents[1] / "samples"
FRAMES = 1500


@pytest.mark.parametrize("grain", [1, 32])
@pytest.mark.parametrize("speech_s", [0.0, 0.31, 9.99, 10.0, 28.0, 28.9, 28.999, 29.0, 30.0])
def test_every_frame_is_kept_or_stood_for(speech_s: float, grain: int) -> None:
    """All up to a second after the speech are kept; each of the others stands for as many, and together for all."""
    frames, counts = kept_frames(FRAMES, speech_s, grain)
    kept = frames.tolist()
    whole = min(FRAMES, -int(-(speech_s + WHOLE_S) * FRAMES_PER_S // 1))
    assert whole <= counts.alone < whole + 2 * grain
    assert len(kept) % grain == 0 or counts.alone == FRAMES
    assert kept[: counts.alone] == [*range(counts.alone)]
    rest = kept[counts.alone :]
    assert all(after - before == STRIDE for before, after in pairwise(rest))
    assert kept[-1] < FRAMES
    assert counts.alone + len(rest) * math.exp(counts.log_count) == pytest.approx(FRAMES)


@pytest.mark.parametrize(
    ("cpuinfo", "expected", "varying"),
    [
        ("", "float32", "float32"),
        ("flags\t\t: fpu sse2 avx2 fma\n", "float32", "float32"),
        ("flags\t\t: fpu avx2 avx512f avx512_bf16 avx512_vnni\n", "bfloat16", "bfloat16"),
        ("flags\t\t: avx2 amx_bf16 amx_tile\n", "bfloat16", "float32"),
        ("flags\t\t: avx2 avx512_bf16 amx_bf16 amx_tile\n", "bfloat16", "float32"),
        ("Features\t: fp asimd bf16 i8mm\n", "float32", "float32"),
        ("model name\t: made for bf16\nflags\t\t: avx2\n", "float32", "float32"),
        ("flags\t\t: avx512_bf16_emulated\n", "float32", "float32"),
    ],
)
def test_the_precision_is_what_the_processor_multiplies(cpuinfo: str, expected: str, varying: str) -> None:
    """Told by whole flags of the processor, and nothing else; by AMX only where the number of rows is the same."""
    assert (precision_of(cpuinfo), precision_of(cpuinfo, varying=True)) == (expected, varying)


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
    assert torch.allclose(Encoder(encoder)(mel, 30.0).states, encoder(mel[None])[0], atol=1e-5)


@multiplies_bfloat16
def test_bfloat16_differs_by_rounding(small) -> None:
    """Layers in bfloat16, sums in float32: three digits of each state."""
    import torch

    encoder, mel = small
    narrow, wide = (Encoder(encoder, precision)(mel, 30.0).states for precision in ("bfloat16", "float32"))
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
        heard = Encoder(model.encoder)(mel, 10.0).states[:500]
    assert ((heard - expected).norm(dim=1) / expected.norm(dim=1)).median() < 0.04
