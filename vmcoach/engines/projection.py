"""Linear layers for a few rows at a time, whose time is that of reading their weights from memory.

Whisper's weights are published in float16. Kept so, half as much is read, and FBGEMM's product, which widens them on
the way and adds in float32, gives what float32 weights give but for the last bits. On two cores with AVX2 five rows
through a 2048 x 512 layer take 0.12 ms instead of 0.35, through the vocabulary 2.9 instead of 21; for hundreds of rows
there is nothing in it. Weighing the vocabulary in int8 and the best tokens exactly was twice as fast again for five
rows, and dropped: its packing is deprecated, and probabilities were off by up to 0.05.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch


class Projection:
    """One layer, or several that take the same input side by side: states (..., inputs) to (..., outputs)."""

    def __init__(self, weights: "Sequence[torch.Tensor]", biases: "Sequence[torch.Tensor | None]") -> None:
        import torch

        zeros = [torch.zeros(len(weight)) for weight in weights]
        bias = torch.cat([zero if each is None else each for each, zero in zip(biases, zeros, strict=True)])
        weight = (torch.cat([*weights]) if len(weights) > 1 else weights[0]).float()
        self._packed = _packed(weight, bias)
        if self._packed is None:
            self._weight, self._bias = weight, bias

    @classmethod
    def of(cls, *layers: Any) -> "Projection":
        """The same as some linear layers of torch."""
        return cls([layer.weight for layer in layers], [layer.bias for layer in layers])

    def __call__(self, states: "torch.Tensor") -> "torch.Tensor":
        import torch

        if self._packed is None:
            return torch.nn.functional.linear(states, self._weight, self._bias)
        projected: torch.Tensor = torch.ops.quantized.linear_dynamic_fp16(states, self._packed)
        return projected


def _packed(weight: "torch.Tensor", bias: "torch.Tensor") -> Any:
    """A weight (outputs, inputs) in float16 as FBGEMM reads it, or None where this torch or processor has none."""
    import torch

    if "fbgemm" not in torch.backends.quantized.supported_engines:
        return None
    return torch.ops.quantized.linear_prepack_fp16(weight, bias)
