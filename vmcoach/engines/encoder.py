"""Whisper's audio encoder, sparing with the silence after the speech.

Whisper hears 30 s whatever was said, so two thirds of what it computes for a 10 s message is silence. Leaving that out
costs words (see `whisper`), since the model was never shown a short window. But silence is all alike: of what follows
the speech, after 0.6 s, every sixteenth frame stands for sixteen, at its own position, and is attended to sixteen times
as much. 10 s are encoded in two fifths of the time and 22 s in three quarters; of the recordings' filled pauses, words
and times no more change than by rounding (with every eighth after a second F1 0.940 to 0.940, word error rate 0.176 to
0.178, word count error 0.136 to 0.133 at the 90th percentile; from that to this 0.940 to 0.947, 0.174 to 0.174, 0.133
to 0.133). Every fourth, or two seconds in full, does as well. Pauses between words are heard in full: with every fourth
frame of them figures are the same and a folder takes 3 % less time, but where a quarter of a message is 30 dB fainter,
too faint for the speech map, eleven words are heard now and one then.

Where the processor multiplies bfloat16 by itself, layers do; states are added up and normalised in float32 there too.
Its rounding changes neither words nor filled pauses more than that.

Conventions: mel (bands, 3000) of 30 s; frames of 20 ms; states (frames, state).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vmcoach.engines.attention import Counts, hear, scale
from vmcoach.engines.projection import Projection, normed

if TYPE_CHECKING:
    import torch

WHOLE_S, STRIDE = 0.6, 16
GRAIN = 32
"""Frames in bfloat16 are made a multiple of so many: see `decoder.GRAIN`."""
FRAMES_PER_S = 50

_MULTIPLIES_BFLOAT16 = ("avx512_bf16", "amx_bf16")
"""Flags of x86 processors. Elsewhere bfloat16 is widened first, seven times slower than float32, or not multiplied at
all; on ARM, which has it too, nobody has tried the products used here."""


@dataclass(frozen=True, slots=True)
class Features:
    """What was heard: states (frames, state), and how many frames each stands for."""

    states: "torch.Tensor"
    counts: Counts


def precision(varying: bool = False) -> str:
    """What layers multiply on this processor, "bfloat16" or "float32"; known without loading torch.

    `varying` asks for layers that have few rows now and many then. By AMX's tiles the last bits of a product in
    bfloat16 depend on how many there are, and by them the words of a message on the messages beside it ("two oh six"
    alone, "206" in a folder); FBGEMM's products do not vary, and take a message's rows no longer.
    """
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:  # not Linux
        return "float32"
    return precision_of(told, varying)


def precision_of(cpuinfo: str, varying: bool = False) -> str:
    """The same for a processor as Linux describes it."""
    flags = {flag for line in cpuinfo.splitlines() if line.startswith(("flags", "Features")) for flag in line.split()}
    is_exact = not (varying and "amx_bf16" in flags)
    return "bfloat16" if is_exact and not flags.isdisjoint(_MULTIPLIES_BFLOAT16) else "float32"


class Encoder:
    """Runs a model's encoder; holds no state between calls."""

    def __init__(self, encoder: Any, precision: str = "float32") -> None:
        import torch

        self._dtype = getattr(torch, precision)
        self._convolutions = [self._convolution(encoder.conv1), self._convolution(encoder.conv2)]
        self._positions = encoder.positional_embedding
        self._layers = [_Layer(block, precision) for block in encoder.blocks]
        self._ln = encoder.ln_post

    def __call__(self, mel: "torch.Tensor", speech_s: float, check: Callable[[], None] = lambda: None) -> Features:
        """What is heard in 30 s, of which the first `speech_s` hold all that was said; `check` is called meanwhile."""
        import torch

        states = mel[None]
        for convolution in self._convolutions:
            states = torch.nn.functional.gelu(convolution(states))
        states = states[0].T + self._positions
        kept, counts = kept_frames(len(states), speech_s, GRAIN if self._dtype == torch.bfloat16 else 1)
        states = states[kept]
        for layer in self._layers:
            check()
            states = layer(states, counts)
        return Features(normed(self._ln, states), counts)

    def _convolution(self, layer: Any) -> "Callable[[torch.Tensor], torch.Tensor]":
        import torch

        weight, bias, dtype = layer.weight.to(self._dtype), layer.bias.to(self._dtype), self._dtype
        stride, padding = layer.stride, layer.padding

        def convolved(states: "torch.Tensor") -> "torch.Tensor":
            return torch.nn.functional.conv1d(states.to(dtype), weight, bias, stride, padding).float()

        return convolved


class _Layer:
    """One block of the encoder."""

    def __init__(self, block: Any, precision: str) -> None:
        attention, (widen, _, narrow) = block.attn, block.mlp
        self._heads, self._precision = attention.n_head, precision
        project = partial(Projection.of, precision=precision)
        factor = scale(attention.query.out_features // attention.n_head)
        queries = attention.query, attention.key, attention.value
        self._query_key_value = project(*queries, norm=block.attn_ln, first=factor)
        self._widen = project(widen, activated=True, norm=block.mlp_ln)
        self._out, self._narrow = project(attention.out), project(narrow)

    def __call__(self, states: "torch.Tensor", counts: Counts) -> "torch.Tensor":
        split = self._query_key_value(states).view(len(states), 3, self._heads, -1)
        query, key, value = split.permute(1, 2, 0, 3).unbind()
        states = states + self._out(hear(query, key, value, counts, self._precision).transpose(0, 1).flatten(1))
        return states + self._narrow(self._widen(states))


def kept_frames(frames: int, speech_s: float, grain: int) -> "tuple[torch.Tensor, Counts]":
    """Which frames are computed, a multiple of `grain` or all of them, and how many each stands for."""
    import torch

    whole = min(frames, math.ceil((speech_s + WHOLE_S) * FRAMES_PER_S))
    while whole < frames and (whole + len(_thinned(whole, frames))) % grain:
        whole += 1
    thinned = _thinned(whole, frames)
    log_count = math.log((frames - whole) / len(thinned)) if thinned else 0.0
    return torch.tensor([*range(whole), *thinned]), Counts(whole, log_count)


def _thinned(whole: int, frames: int) -> range:
    return range(whole + STRIDE // 2, frames, STRIDE)
