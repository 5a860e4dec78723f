"""The encoder gives Whisper's own features, whatever arithmetic it runs in."""

import pytest
import torch  # noqa: TID253 (the ban keeps the program's start quick)
from torch.nn.functional import cosine_similarity  # noqa: TID253
from whisper.model import ModelDimensions, Whisper  # noqa: TID253

from vmcoach.engines.encoder import Arithmetic, Encoder, fastest_arithmetic

FRAMES, MELS, WIDTH = 40, 8, 32


@pytest.fixture(scope="module")
def model() -> Whisper:
    """A Whisper too small to hear, of the same build."""
    torch.manual_seed(0)
    dimensions = ModelDimensions(MELS, FRAMES // 2, WIDTH, 4, 2, 50, 8, WIDTH, 4, 2)
    return Whisper(dimensions).requires_grad_(False).eval()


@pytest.fixture
def mels() -> torch.Tensor:
    """Three spectrograms."""
    return torch.randn(3, MELS, FRAMES, generator=torch.Generator().manual_seed(1))


def test_float32_features_are_those_of_whisper_itself(model: Whisper, mels: torch.Tensor) -> None:
    features = Encoder(model, "fp32").features(mels)
    assert torch.equal(features, model.encoder(mels))


def test_bfloat16_features_are_as_good_and_come_as_float32(model: Whisper, mels: torch.Tensor) -> None:
    features = Encoder(model, "bf16").features(mels)
    assert features.dtype == torch.float32
    assert features.shape == (3, FRAMES // 2, WIDTH)
    assert cosine_similarity(features, model.encoder(mels), dim=-1).min() > 0.999
    assert not torch.equal(features, model.encoder(mels))


def test_the_model_itself_stays_as_it_was(model: Whisper) -> None:
    Encoder(model, "bf16")
    assert {parameter.dtype for parameter in model.parameters()} == {torch.float32}


@pytest.mark.parametrize("arithmetic", ["fp32", "bf16"])
def test_a_window_sounds_the_same_alone_and_among_others(
    model: Whisper, mels: torch.Tensor, arithmetic: Arithmetic
) -> None:
    encoder = Encoder(model, arithmetic)
    alone = torch.cat([encoder.features(mel[None]) for mel in mels])
    assert cosine_similarity(alone, encoder.features(mels), dim=-1).min() > 0.9999


@pytest.mark.parametrize(
    ("capabilities", "arithmetic"),
    [
        ({"avx2": True}, "fp32"),
        ({"avx2": True, "avx512_f": True, "avx512_bf16": False}, "fp32"),
        ({"avx512_bf16": True}, "bf16"),
        ({"amx_bf16": True, "avx512_bf16": False}, "bf16"),
        ({}, "fp32"),
    ],
)
def test_the_processor_decides(
    capabilities: dict[str, bool], arithmetic: Arithmetic, model: Whisper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities, raising=False)
    assert fastest_arithmetic() == arithmetic == Encoder(model).arithmetic


def test_an_older_torch_that_cannot_tell_runs_in_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(torch.cpu, "get_capabilities", raising=False)
    assert fastest_arithmetic() == "fp32"
