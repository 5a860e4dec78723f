"""Layers, however they are kept, give what Whisper's own give."""

import pytest

from tests.processors import multiplies_bfloat16
from vmcoach.engines.projection import Projection


@pytest.fixture(scope="module")
def layers():
    """Two that take the same input, the second without a bias, with weights that float16 can hold."""
    import torch

    made = [torch.nn.Linear(64, 48), torch.nn.Linear(64, 32, bias=False)]
    for layer in made:
        layer.requires_grad_(False)
        layer.weight.copy_(layer.weight.half())
    return made


@pytest.mark.parametrize("shape", [(1, 64), (5, 64), (3, 7, 64)])
@pytest.mark.parametrize("activated", [False, True])
@pytest.mark.parametrize(
    ("precision", "has_fbgemm", "tolerance"),
    [
        ("float32", True, 1e-5),
        ("float32", False, 1e-5),
        pytest.param("bfloat16", True, 0.02, marks=multiplies_bfloat16),
    ],
)
def test_several_layers_side_by_side_are_the_same_as_one_after_another(
    layers, shape, activated, precision, has_fbgemm, tolerance, monkeypatch
) -> None:
    """Packed in float16 or, where this torch or processor cannot, in float32, or in bfloat16; whatever the shape."""
    import torch

    if not has_fbgemm:
        monkeypatch.setattr("vmcoach.engines.projection.has_fbgemm", lambda: False)
    states = torch.randn(shape, generator=torch.Generator().manual_seed(2))
    expected = torch.cat([layer(states) for layer in layers], -1)
    if activated:
        expected = torch.nn.functional.gelu(expected)
    found = Projection.of(*layers, precision=precision, activated=activated)(states)
    assert found.dtype == getattr(torch, precision)
    assert torch.allclose(found.float(), expected, atol=tolerance)


@pytest.fixture(scope="module")
def norm():
    """A layer norm that makes some of its outputs twenty times as large as others."""
    import torch

    made = torch.nn.LayerNorm(64).requires_grad_(False)
    generator = torch.Generator().manual_seed(5)
    made.weight.copy_(torch.rand(64, generator=generator) + torch.tensor([20.0] * 3 + [0.5] * 61))
    made.bias.copy_(torch.randn(64, generator=generator))
    return made


@pytest.mark.parametrize("activated", [False, True])
@pytest.mark.parametrize(
    ("precision", "tolerance"),
    [
        ("float32", 1e-5),
        pytest.param("bfloat16", 0.01, marks=multiplies_bfloat16),
    ],
)
def test_behind_a_norm_they_are_what_the_norm_and_they_give(layers, norm, activated, precision, tolerance) -> None:
    """Off by a hundredth of what the outputs are on average."""
    import torch

    states = torch.randn((7, 64), generator=torch.Generator().manual_seed(2)) * 3
    expected = torch.cat([layer(norm(states)) for layer in layers], -1)
    if activated:
        expected = torch.nn.functional.gelu(expected)
    found = Projection.of(*layers, precision=precision, activated=activated, norm=norm)(states)
    assert found.dtype == getattr(torch, precision)
    assert (found.float() - expected).abs().mean() < tolerance * expected.abs().mean()


def test_the_first_of_several_is_multiplied(layers) -> None:
    """Weights and bias."""
    import torch

    states = torch.randn((2, 64))
    expected = torch.cat([layers[0](states) * 0.5, layers[1](states)], -1)
    assert torch.allclose(Projection.of(*layers, first=0.5)(states), expected, atol=1e-5)
