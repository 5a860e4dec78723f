"""Whisper's audio encoder in the arithmetic that this processor is fastest at without hearing anything else.

bfloat16 where the processor multiplies it itself (AVX-512 BF16, AMX), float32 elsewhere. By what the processor can and
not by a stopwatch: a busy machine would choose now this and now that, and a recording must always give one transcript.

Tried and dropped, on 2 cores with AVX2 alone: linear layers in int8 (per-channel weights, dynamic activations) take a
third off the encoder, but its features drift (cosine 0.97 on average, below 0 at the worst) and with them 48 of 1060
words of 40 recordings; the word error rate rises from 0.099 to 0.114. Activations have outliers, and one scale for all
of a call's leaves few steps for the rest; it also makes a window's words depend on the windows heard beside it.
"""

from copy import deepcopy
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import torch
    from whisper.model import Whisper

Arithmetic = Literal["fp32", "bf16"]


class Encoder:
    """A model's encoder; `arithmetic` is what it runs in, to be told beside a result."""

    def __init__(self, model: "Whisper", arithmetic: Arithmetic | None = None) -> None:
        self.arithmetic: Arithmetic = arithmetic or fastest_arithmetic()
        self._encoder = model.encoder if self.arithmetic == "fp32" else _in_bf16(model.encoder)

    def features(self, mels: "torch.Tensor") -> "torch.Tensor":
        """Features (N, 1500, state) in float32 of log-mel spectrograms (N, mels, 3000)."""
        import torch

        with torch.inference_mode():
            features: torch.Tensor = self._encoder(mels if self.arithmetic == "fp32" else mels.bfloat16())
            return features.float()


def fastest_arithmetic() -> Arithmetic:
    """bf16 where the processor has instructions for it; float32 where it has not or torch cannot tell."""
    import torch

    capabilities: dict[str, object] = getattr(torch.cpu, "get_capabilities", dict)()
    return "bf16" if capabilities.get("avx512_bf16") or capabilities.get("amx_bf16") else "fp32"


def _in_bf16(encoder: "torch.nn.Module") -> "torch.nn.Module":
    """A copy in bfloat16; layer norms stay in float32, as Whisper's own do in half precision: they sum many squares."""
    from torch import nn

    copy = deepcopy(encoder).bfloat16()
    for module in copy.modules():
        if isinstance(module, nn.LayerNorm):
            module.float()
    return copy
