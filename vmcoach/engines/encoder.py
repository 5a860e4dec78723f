"""Whisper's audio encoder, sparing with the silence after the speech.

Whisper hears 30 s whatever was said, so two thirds of what it computes for a 10 s message is silence. Leaving that out
costs words (see `whisper`), since the model was never shown a short window. But silence is all alike: of what follows
the speech, after 0.6 s, every sixteenth frame stands for sixteen, at its own position, and is attended to sixteen times
as much. 10 s are encoded in two fifths of the time and 22 s in three quarters; of the recordings' filled pauses, words
and times no more change than by rounding (with every eighth after a second F1 0.940 to 0.940, word error rate 0.176 to
0.178, word count error 0.136 to 0.133 at the 90th percentile; from that to this 0.940 to 0.947, 0.174 to 0.174, 0.133
to 0.133). Every fourth, or two seconds in full, does as well.

Where the processor multiplies bfloat16 by itself, layers do; states are added up and normalised in float32 there too.
Its rounding changes neither words nor filled pauses more than that.

Conventions: mel (bands, 3000) of 30 s; frames of 20 ms; states (frames, state).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vmcoach.engines.attention import Counts, hear, scale
from vmcoach.engines.projection import Projection, has_int8, normed

if TYPE_CHECKING:
    import torch

NEAR_S, PAUSE_STRIDE = 0.1, 4
AFTER_S, STRIDE = 0.9, 16
GRAIN = 32
"""Frames in bfloat16 are made a multiple of so many: see `decoder.GRAIN`."""
FRAMES_PER_S = 50

AT_ONCE = 256
"""Frames that are widened at a time: 2 MB, which stay near the processor."""

Stretch = tuple[float, float]
"""From when to when something is said, in seconds of the window."""

_MULTIPLIES_BFLOAT16 = ("avx512_bf16", "amx_bf16")
"""Flags of x86 processors. Elsewhere bfloat16 is widened first, seven times slower than float32, or not multiplied at
all; on ARM, which has it too, nobody has tried the products used here."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Which frames are computed, and what they stand for: those of the speech themselves, and behind them others."""

    frames: "torch.Tensor"
    counts: Counts
    places: "torch.Tensor"
    """For every frame of the window, which of those computed is or stands for it."""


@dataclass(frozen=True, slots=True)
class Features:
    """What was heard: states (frames kept, state)."""

    states: "torch.Tensor"
    kept: Kept


def precision() -> str:
    """What layers multiply on this processor, "bfloat16" or "float32"; known without loading torch."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:  # not Linux
        return "float32"
    return precision_of(told)


def precision_of(cpuinfo: str) -> str:
    """The same for a processor as Linux describes it."""
    flags = {flag for line in cpuinfo.splitlines() if line.startswith(("flags", "Features")) for flag in line.split()}
    return "float32" if flags.isdisjoint(_MULTIPLIES_BFLOAT16) else "bfloat16"


class Encoder:
    """Runs a model's encoder; holds no state between calls."""

    def __init__(self, encoder: Any, precision: str = "float32") -> None:
        import torch

        self._precision, self._dtype = precision, getattr(torch, precision)
        self._convolutions = [self._convolution(encoder.conv1), self._convolution(encoder.conv2)]
        self._positions = encoder.positional_embedding
        self._layers = [_Layer(block, precision) for block in encoder.blocks]
        self._ln = encoder.ln_post

    def __call__(
        self, mel: "torch.Tensor", speech: Sequence[Stretch], check: Callable[[], None] = lambda: None
    ) -> Features:
        """What is heard in 30 s, where something is said in some stretches; `check` is called meanwhile."""
        import torch

        states = mel[None]
        for convolution in self._convolutions:
            states = torch.nn.functional.gelu(convolution(states))
        states = states[0].T + self._positions
        kept = kept_frames(len(states), speech, self._precision)
        states = states[kept.frames]
        for layer in self._layers:
            check()
            states = layer(states, kept.counts)
        return Features(normed(self._ln, states), kept)

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
        behind = partial(Projection.of, precision="int8" if precision == "bfloat16" and has_int8() else precision)
        factor = scale(attention.query.out_features // attention.n_head)
        queries = attention.query, attention.key, attention.value
        self._query_key_value = behind(*queries, norm=block.attn_ln, first=factor)
        self._widen = behind(widen, activated=True, norm=block.mlp_ln)
        self._out, self._narrow = project(attention.out), project(narrow)

    def __call__(self, states: "torch.Tensor", counts: Counts) -> "torch.Tensor":
        import torch

        split = self._query_key_value(states).view(len(states), 3, self._heads, -1)
        query, key, value = split.permute(1, 2, 0, 3).unbind()
        states = states + self._out(hear(query, key, value, counts, self._precision).transpose(0, 1).flatten(1))
        return states + torch.cat([self._narrow(self._widen(part)) for part in torch.split(states, AT_ONCE)])


def kept_frames(frames: int, speech: Sequence[Stretch], precision: str = "float32") -> Kept:
    """What is kept of a window: a multiple of `GRAIN`, if frames of the silence after the speech suffice for that."""
    import torch

    dtype, grain = getattr(torch, precision), GRAIN if precision == "bfloat16" else 1
    is_near = np.zeros(frames, bool)
    last_s = speech[-1][1] if speech else -AFTER_S
    for start_s, end_s in [*speech, (last_s, last_s + AFTER_S - NEAR_S)]:
        is_near[max(0, math.floor((start_s - NEAR_S) * FRAMES_PER_S)) : math.ceil((end_s + NEAR_S) * FRAMES_PER_S)] = 1
    end = min(frames, math.ceil((last_s + AFTER_S) * FRAMES_PER_S))
    pauses = _thinned(_runs(~is_near[:end]), PAUSE_STRIDE)
    chunks = [*pauses, *_thinned([range(end, frames)], STRIDE)]
    while end < frames and (frames - sum(map(len, chunks)) + len(chunks)) % grain:
        end += 1
        chunks = [*pauses, *_thinned([range(end, frames)], STRIDE)]
    is_whole = np.ones(frames, bool)
    is_whole[[frame for chunk in chunks for frame in chunk]] = False
    kept = [*map(int, np.flatnonzero(is_whole))]
    places = np.zeros(frames, int)
    places[kept] = np.arange(len(kept))
    for place, chunk in enumerate(chunks, len(kept)):
        places[chunk] = place
    logs = torch.tensor([math.log(len(chunk)) for chunk in chunks], dtype=dtype)
    counts = Counts(len(kept), logs)
    return Kept(torch.tensor([*kept, *(chunk[len(chunk) // 2] for chunk in chunks)]), counts, torch.from_numpy(places))


def _runs(wanted: NDArray[np.bool_]) -> list[range]:
    """Where places are wanted, from the first of a row of them to the last."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], wanted, [False]])))
    return [range(first, end) for first, end in edges.reshape(-1, 2).tolist()]


def _thinned(runs: Sequence[range], stride: int) -> list[range]:
    """Frames of which one stands for all, `stride` or a few more; none of a run that is shorter than half of that."""
    chunks = []
    for run in runs:
        count = round(len(run) / stride)
        chunks += [run[len(run) * at // count : len(run) * (at + 1) // count] for at in range(count)]
    return chunks
