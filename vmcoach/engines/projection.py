"""Linear layers, their weights packed for the processor.

Where it multiplies bfloat16, weights, states and products are bfloat16, and oneDNN adds up in float32. On two cores of
a Zen 4 twenty rows through a 2048 x 512 layer take 0.15 ms instead of 0.24, 1100 rows 5.2 instead of 11.1.

Behind a layer norm of the encoder they are int8 there, multiplied by FBGEMM: 1240 rows 3.7 ms instead of 6.0. A norm's
outputs have no outliers but those it makes itself, which are known before anything is heard: the channels that its
weights make large are divided by the root of that, and what multiplies them is multiplied (as SmoothQuant does, Xiao et
al. 2022, with what it measures). Of the recordings' filled pauses, words and times no more change than by rounding.
Layers that take GELU's outputs do not bear it: with them the decoder's F1 is 0.89-0.93 instead of 0.947. The decoder's
others do, but all states of a product are rounded in steps of the largest, so what is heard in one message would depend
on those beside it; steps of each state cost more than is gained.

Elsewhere weights are kept in float16, as Whisper's are published. Half as much is read from memory, which is what few
rows wait for, and FBGEMM's product, which widens them on the way and adds in float32, gives what float32 weights give
but for the last bits. On two cores with AVX2 five rows take 0.12 ms instead of 0.35, and five through the vocabulary
2.9 instead of 21; for hundreds of rows there is nothing in it.
"""

import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

SPREAD = 3.0
"""How far a norm's outputs reach, before its weights."""


Project = Callable[["torch.Tensor"], "torch.Tensor"]


class Projection:
    """One layer, or several that take the same input side by side: states (..., inputs) to (..., outputs)."""

    def __init__(
        self,
        weights: "Sequence[torch.Tensor]",
        biases: "Sequence[torch.Tensor | None]",
        precision: str = "float32",
        activated: bool = False,
        norm: Any = None,
    ) -> None:
        """`precision` is what is multiplied, "float32", "bfloat16" or "int8"; outputs are never narrower than bfloat16.

        `norm` is a layer norm of openai-whisper that states go through before; "int8" needs one. If `activated`, the
        outputs are GELU's of them.
        """
        import torch

        zeros = [torch.zeros(len(weight)) for weight in weights]
        bias = torch.cat([zero if each is None else each for each, zero in zip(biases, zeros, strict=True)])
        weight = (torch.cat([*weights]) if len(weights) > 1 else weights[0]).float()
        if precision == "int8":
            self._project = _in_int8(weight, bias, activated, norm)
            return
        project = (_in_bfloat16 if precision == "bfloat16" else _in_float16)(weight, bias, activated)
        self._project = (lambda states: project(normed(norm, states))) if norm else project

    @classmethod
    def of(
        cls, *layers: Any, precision: str = "float32", activated: bool = False, norm: Any = None, first: float = 1.0
    ) -> "Projection":
        """The same as some linear layers of torch, the outputs of the first multiplied by `first`."""
        weights, biases = [layer.weight for layer in layers], [layer.bias for layer in layers]
        if first != 1.0:
            weights[0], biases[0] = weights[0] * first, biases[0] * first
        return cls(weights, biases, precision, activated, norm)

    def __call__(self, states: "torch.Tensor") -> "torch.Tensor":
        return self._project(states)


def normed(layer: Any, states: "torch.Tensor") -> "torch.Tensor":
    """What a layer norm of openai-whisper gives, without its conversions from and to float32."""
    import torch

    return torch.nn.functional.layer_norm(states, layer.normalized_shape, layer.weight, layer.bias, layer.eps)


def packed_in_int8(weight: "torch.Tensor", bias: "torch.Tensor") -> Any:
    """Weights in steps of each output's largest, for FBGEMM."""
    import torch

    steps = (weight.abs().amax(1) / 127).clamp(min=1e-12).double()
    warnings.filterwarnings("ignore", "torch.quantize_per", UserWarning)  # that it will go: see `has_int8`
    whole = torch.quantize_per_channel(weight, steps, torch.zeros(len(weight), dtype=torch.long), 0, torch.qint8)
    torch.backends.quantized.engine = "fbgemm"
    return torch.ops.quantized.linear_prepack(whole, bias)


def _in_int8(weight: "torch.Tensor", bias: "torch.Tensor", activated: bool, norm: Any) -> Project:
    import torch

    reach = SPREAD * norm.weight.abs() + norm.bias.abs()
    balance = (reach.clamp(min=1e-6) / weight.abs().amax(0).clamp(min=1e-6)).sqrt()
    gain, offset, shape = norm.weight / balance, norm.bias / balance, norm.normalized_shape
    packed = packed_in_int8(weight * balance, bias)

    def project(states: "torch.Tensor") -> "torch.Tensor":
        balanced = torch.nn.functional.layer_norm(states, shape, gain, offset, norm.eps)
        projected = torch.ops.quantized.linear_dynamic(balanced, packed)
        return (torch.nn.functional.gelu(projected) if activated else projected).bfloat16()

    return project


def _in_bfloat16(weight: "torch.Tensor", bias: "torch.Tensor", activated: bool) -> Project:
    import torch

    packed = torch.ops.mkldnn._reorder_linear_weight(weight.bfloat16(), 20)
    narrow, after = bias.bfloat16(), "gelu" if activated else "none"

    def project(states: "torch.Tensor") -> "torch.Tensor":
        projected: torch.Tensor = torch.ops.mkldnn._linear_pointwise(
            states.bfloat16(), packed, narrow, after, [], "none"
        )
        return projected

    return project


def _in_float16(weight: "torch.Tensor", bias: "torch.Tensor", activated: bool) -> Project:
    """As FBGEMM reads it, or in float32 where this torch or processor has none."""
    import torch

    if _has_fbgemm():
        packed = torch.ops.quantized.linear_prepack_fp16(weight, bias)

        def product(states: "torch.Tensor") -> "torch.Tensor":
            projected: torch.Tensor = torch.ops.quantized.linear_dynamic_fp16(states, packed)
            return projected
    else:

        def product(states: "torch.Tensor") -> "torch.Tensor":
            return torch.nn.functional.linear(states, weight, bias)

    return (lambda states: torch.nn.functional.gelu(product(states))) if activated else product


def _has_fbgemm() -> bool:
    import torch

    return "fbgemm" in torch.backends.quantized.supported_engines


def has_int8() -> bool:
    """Whether this torch multiplies int8; a later one may not, and all is bfloat16 or float32 then."""
    import torch

    return _has_fbgemm() and hasattr(torch, "quantize_per_channel")
