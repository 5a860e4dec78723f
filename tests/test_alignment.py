"""Words are timed by the cheapest monotone path through the attention."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from vmcoach.engines.alignment import FRAME_S, monotone_starts, spans_s, token_times_s

Floats = NDArray[np.float64]


def plainly(costs: Floats) -> list[int]:
    """First column of each row on the cheapest path, by a table filled cell by cell."""
    table, steps = np.full(costs.shape, np.inf), {}
    for row, column in np.ndindex(costs.shape):
        before = [(row - 1, column - 1), (row - 1, column), (row, column - 1)]
        before = [step for step in before if min(step) >= 0]
        steps[row, column] = min(before, key=lambda step: table[step], default=(0, 0))
        table[row, column] = costs[row, column] + (table[steps[row, column]] if before else 0.0)
    cell, starts = (costs.shape[0] - 1, costs.shape[1] - 1), [0] * len(costs)
    while cell != (0, 0):
        if steps[cell][0] != cell[0]:
            starts[cell[0]] = cell[1]
        cell = steps[cell]
    return starts


@settings(max_examples=60)
@given(st.integers(1, 12), st.integers(1, 30), st.integers(0, 10**6))
def test_the_path_is_that_of_a_plain_table(rows: int, columns: int, seed: int) -> None:
    """One cumulative minimum a row gives what filling it cell by cell does; also with more rows than columns."""
    costs = np.random.default_rng(seed).normal(size=(rows, columns))
    assert monotone_starts(costs).tolist() == plainly(costs)


@settings(max_examples=30)
@given(st.lists(st.integers(1, 20), min_size=1, max_size=15))
def test_a_planted_path_is_recovered(lengths: list[int]) -> None:
    """Each row cheap for some columns and dear elsewhere: it starts where they do."""
    starts = np.cumsum([0, *lengths[:-1]])
    costs = np.ones((len(lengths), sum(lengths)))
    for row, (start, length) in enumerate(zip(starts, lengths, strict=True)):
        costs[row, start : start + length] = -1.0
    assert monotone_starts(costs).tolist() == starts.tolist()


def test_tokens_are_timed_by_the_attention_paid_to_them() -> None:
    """Attention that moves on at planted frames gives those times, with another head that looks nowhere."""
    import torch

    starts = [0, 30, 47, 90, 160]
    attention = torch.zeros(2, len(starts), 250)
    for row, (start, end) in enumerate(zip(starts, [*starts[1:], 200], strict=True)):
        attention[0, row, start:end] = 6.0
    assert token_times_s(attention, 200) == pytest.approx(np.array(starts) * FRAME_S)


def test_frames_past_the_end_are_not_attended_to() -> None:
    """Whatever the model makes of the padding after the recording."""
    import torch

    attention = torch.randn(4, 6, 400, generator=torch.Generator().manual_seed(1))
    other = attention.clone()
    other[:, :, 150:] = 9.0
    assert token_times_s(attention, 150) == pytest.approx(token_times_s(other, 150))
    assert token_times_s(attention, 150).max() < 150 * FRAME_S


def test_a_word_runs_from_its_first_token_to_the_next_word() -> None:
    """Words of one, two and no tokens."""
    assert spans_s(np.array([0.0, 0.4, 0.5, 1.0]), [1, 2, 0]) == [(0.0, 0.4), (0.4, 1.0), (1.0, 1.0)]
