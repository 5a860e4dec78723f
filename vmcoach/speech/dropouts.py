"""Dropouts: nothing at all amid loud speech, where packets of a call were lost or a wireless microphone cut out.

Gates, and telephones that save silence, cut where the speech has faded: joined from parts with zeros between, it is
17 dB weaker there. Of 194 recordings of calls and voicemails none has a silence as loud at both ends as a dropout.
"""

import numpy as np

from vmcoach.audio import SAMPLE_RATE_HZ
from vmcoach.speech.frames import FRAMES_PER_S, SILENT, Floats, Mask, decibels, runs

WEAKEST_EDGE_DB = 12.0
"""Below the speech: each of the two stretches of 10 ms before and behind; a click is shorter."""

SHORTEST_BLOCKS = 5
"""Of the 20 ms of a packet 7 are left where 8 kHz are resampled: that rings into either end."""

_BLOCKS_PER_S = 1000
_EDGE = _BLOCKS_PER_S // FRAMES_PER_S


def find_dropouts(samples: Floats, speech: Mask, speech_dbfs: float) -> list[tuple[float, float]]:
    """Start and end of each dropout that loud speech goes up to on both sides, to a millisecond."""
    if not speech.any():
        return []
    size = SAMPLE_RATE_HZ // _BLOCKS_PER_S
    blocks = samples[: len(samples) // size * size].reshape(-1, size)
    silent = np.maximum(blocks.max(axis=1), -blocks.min(axis=1)) < np.sqrt(SILENT)
    loud = np.convolve(blocks.var(axis=1), np.full(_EDGE, 1 / _EDGE), "valid")  # from each block on
    is_loud = (decibels(loud) > speech_dbfs - WEAKEST_EDGE_DB) & np.repeat(speech, _EDGE)[: len(loud)]
    return [
        (first / _BLOCKS_PER_S, end / _BLOCKS_PER_S)
        for first, end in runs(silent)
        if end - first >= SHORTEST_BLOCKS
        and first >= 2 * _EDGE
        and is_loud[[first - 2 * _EDGE, first - _EDGE]].all()
        and is_loud[end : end + 2 * _EDGE : _EDGE].sum() == 2
    ]
