"""Layers kept in float16 give what Whisper's own give."""

import pytest

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
@pytest.mark.parametrize("is_packed", [True, False])
def test_several_layers_side_by_side_are_the_same_as_one_after_another(layers, shape, is_packed, monkeypatch) -> None:
    """Packed or, where this torch or processor cannot, in float32; whatever the shape before the last."""
    import torch

    if not is_packed:
        monkeypatch.setattr("vmcoach.engines.projection._packed", lambda *_: None)
    states = torch.randn(shape, generator=torch.Generator().manual_seed(2))
    expected = torch.cat([layer(states) for layer in layers], -1)
    assert torch.allclose(Projection.of(*layers)(states), expected, atol=1e-5)
