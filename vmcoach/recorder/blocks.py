"""Blocks of samples, how loud they are and what is wrong with that.

Conventions: 16-bit mono at `SAMPLE_RATE_HZ`; the level of a block is that of its RMS, in dBFS.
"""

import numpy as np

from vmcoach.audio import SAMPLE_RATE_HZ
from vmcoach.rubric import Rubric
from vmcoach.speech.frames import SILENT_DBFS, decibels

BLOCK_FRAMES = SAMPLE_RATE_HZ // 10
BLOCK_S = BLOCK_FRAMES / SAMPLE_RATE_HZ

SPEECH_OVER_NOISE_DB, SPEECH_DBFS = 12.0, -55.0
"""A block is loud enough for speech so far above the quietest tenth of the blocks, and above this level anyway."""
SPEECH_BLOCKS = 5
"""Half a second of loud blocks is taken for speech: a click or a cough is shorter."""

QUIET_DBFS, CLIPPED_SHARE = Rubric().speech_level_dbfs.flag_below, Rubric().clipped_fraction.watch_above
"""A speech level that is flagged, and clipping that is heard."""
FULL_SCALE = 32767


def level_dbfs(pcm: bytes) -> float:
    """The level of some samples."""
    samples = np.frombuffer(pcm, "<i2").astype(np.float64) / 32768
    return float(decibels(np.asarray(np.mean(samples**2)))) if len(samples) else SILENT_DBFS


def blocks_to_last_speech(levels: list[float]) -> int:
    """How many blocks there are up to the last that may be speech; 0 before there has been any speech."""
    threshold = max(float(np.percentile(levels, 10)) + SPEECH_OVER_NOISE_DB, SPEECH_DBFS)
    loud = [at for at, level in enumerate(levels) if level > threshold]
    return loud[-1] + 1 if len(loud) >= SPEECH_BLOCKS else 0


def level_problem(pcm: bytes) -> str | None:
    """What is wrong with the level of some speech, in a sentence; None where nothing is."""
    samples = np.frombuffer(pcm, "<i2")
    if not samples.any():
        return "only zeros; the microphone may be muted, or be the wrong one"
    whole = len(pcm) // (2 * BLOCK_FRAMES) * 2 * BLOCK_FRAMES
    blocks = [pcm[at : at + 2 * BLOCK_FRAMES] for at in range(0, whole, 2 * BLOCK_FRAMES)] or [pcm]
    loud = float(np.percentile([level_dbfs(block) for block in blocks], 90))
    if float(np.mean(np.abs(samples.astype(np.int32)) >= FULL_SCALE)) > CLIPPED_SHARE:
        return "too loud, it is clipping: move back from the microphone or turn it down"
    if loud < QUIET_DBFS:
        return "too quiet: come closer to the microphone or turn it up"
    return None
