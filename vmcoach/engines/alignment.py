"""When each token was said: a path through the attention the decoder pays to the sound.

The method is openai-whisper's (`timing.find_alignment`: standardise over the tokens, median filter of 7 frames, mean of
the alignment heads, dynamic time warping), on features already encoded and without numba, whose compiler takes 1.5 s
in every new process. A row of the table of costs is one cumulative minimum: with S the running sum of a row's costs,

    D[i, j] = S[i, j] + min over k <= j of (min(D[i-1, k-1], D[i-1, k]) - S[i, k-1])

and the k of the minimum is where row i starts if it ends at j.

Conventions: frames of 20 ms from the start of the window.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import torch

FRAME_S = 0.02
MEDIAN_FRAMES = 7

Floats = NDArray[np.float64]


def token_times_s(attention: "torch.Tensor", frames: int) -> Floats:
    """Start of each token and, last, the end of the text, in seconds: (T+1) for attention (heads, T+1, >= frames).

    Each row of the attention is that from which its token was predicted.
    """
    weights = attention[:, :, :frames].float().softmax(-1)
    spread, mean = weights.std(-2, keepdim=True, unbiased=False), weights.mean(-2, keepdim=True)
    standard = (weights - mean) / spread.clamp(min=1e-8)
    return monotone_starts(-_median_filtered(standard).mean(0).numpy()) * FRAME_S


def _median_filtered(weights: "torch.Tensor") -> "torch.Tensor":
    """Medians of 7 frames each, by forgetting the least and the greatest of some of them until one is left."""
    import torch

    side = MEDIAN_FRAMES // 2
    padded = torch.nn.functional.pad(weights, (side, side), mode="reflect")
    frames = [padded[..., at : at + weights.shape[-1]] for at in range(MEDIAN_FRAMES)]
    kept = frames[: side + 2]
    for frame in frames[side + 2 :]:
        kept = [*_without_extremes(kept), frame]
    return _without_extremes(kept)[0]


def _without_extremes(frames: "list[torch.Tensor]") -> "list[torch.Tensor]":
    import torch

    least, *others = frames
    for at, other in enumerate(others):
        least, others[at] = torch.minimum(least, other), torch.maximum(least, other)
    *others, greatest = others
    for at, other in enumerate(others):
        others[at], greatest = torch.minimum(greatest, other), torch.maximum(greatest, other)
    return others


def monotone_starts(costs: NDArray[np.floating]) -> Floats:
    """First column of each row on the cheapest path from corner to corner, rows and columns never going back."""
    rows, columns = costs.shape
    arrivals, starts = np.zeros(costs.shape, int), np.zeros(costs.shape, int)
    reached = np.cumsum(costs[0], dtype=np.float64)
    for row in range(1, rows):
        beside = np.concatenate([[np.inf], reached[:-1]])
        arrivals[row] = np.arange(columns) - (beside <= reached)
        sums = np.cumsum(costs[row], dtype=np.float64)
        before = np.minimum(beside, reached) - np.concatenate([[0.0], sums[:-1]])
        least = np.minimum.accumulate(before)
        starts[row] = np.maximum.accumulate(np.where(before == least, np.arange(columns), 0))
        reached = sums + least
    found, column = np.zeros(rows), columns - 1
    for row in range(rows - 1, 0, -1):
        found[row] = starts[row, column]
        column = arrivals[row, starts[row, column]]
    return found


def spans_s(starts_s: Floats, lengths: Sequence[int]) -> list[tuple[float, float]]:
    """Start and end of words that are some tokens long each."""
    borders = accumulate(lengths, initial=0)
    return [(float(starts_s[first]), float(starts_s[end])) for first, end in pairwise(borders)]
