"""When each token was said: a path through the attention the decoder pays to the sound.

The method is openai-whisper's (`timing.find_alignment`: standardise over the tokens, median filter of 7 frames, mean of
the alignment heads, dynamic time warping), on features already encoded and without numba, whose compiler takes 1.5 s
in every new process. A row of the table of costs is one cumulative minimum: with S the running sum of a row's costs,

    D[i, j] = S[i, j] + min over k <= j of (min(D[i-1, k-1], D[i-1, k]) - S[i, k-1])

Conventions: frames of 20 ms from the start of the window.
"""

from collections.abc import Sequence
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
    standard = ((weights - mean) / spread.clamp(min=1e-8)).numpy()
    return monotone_starts(-_median_filtered(standard).mean(axis=0)) * FRAME_S


def _median_filtered(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    side = MEDIAN_FRAMES // 2
    padded = np.pad(weights, [(0, 0), (0, 0), (side, side)], mode="reflect")
    filtered: NDArray[np.float32] = np.median(
        np.lib.stride_tricks.sliding_window_view(padded, MEDIAN_FRAMES, axis=-1), axis=-1
    )
    return filtered


def monotone_starts(costs: NDArray[np.floating]) -> Floats:
    """First column of each row on the cheapest path from corner to corner, rows and columns never going back."""
    table = _path_costs(costs.astype(np.float64))
    row, column = np.array(costs.shape) - 1
    starts = np.zeros(len(costs))
    while row or column:
        steps = [(row - 1, column - 1), (row - 1, column), (row, column - 1)]
        best = min((step for step in steps if min(step) >= 0), key=lambda step: table[step])
        if best[0] != row:
            starts[row] = column
        row, column = best
    return starts


def _path_costs(costs: Floats) -> Floats:
    table = np.empty_like(costs)
    table[0] = np.cumsum(costs[0])
    for row in range(1, len(costs)):
        sums = np.cumsum(costs[row])
        before = np.concatenate([[0.0], sums[:-1]])
        above = np.minimum(table[row - 1], np.concatenate([[np.inf], table[row - 1][:-1]]))
        table[row] = sums + np.minimum.accumulate(above - before)
    return table


def spans_s(starts_s: Floats, lengths: Sequence[int]) -> list[tuple[float, float]]:
    """Start and end of words that are some tokens long each."""
    borders = np.concatenate([[0], np.cumsum(lengths)]).astype(int)
    return [(float(starts_s[a]), float(starts_s[b])) for a, b in zip(borders, borders[1:], strict=False)]
