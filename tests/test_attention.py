"""Attention by plain products gives what torch's own gives."""

import pytest

from tests.processors import multiplies_bfloat16
from vmcoach.engines.attention import TOGETHER, Counts, hear, read, scale

HEADS, WIDTH = 4, 16
FRAMES, COUNTS = 70, Counts(50, 2.0)

PRECISIONS = ["float32", pytest.param("bfloat16", marks=multiplies_bfloat16)]


def some(*shape: int):
    """Numbers at random, the same ones for a shape."""
    import torch

    return torch.randn(shape, generator=torch.Generator().manual_seed(sum(shape)))


def theirs(query, key, value, mask):
    """By torch."""
    import torch

    return torch.nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("queries", [1, 5, 64])
def test_what_is_heard_counts_the_frames_that_stand_for_others(precision: str, queries: int) -> None:
    """Each of them as often as it stands for."""
    import torch

    dtype = getattr(torch, precision)
    query, key, value = some(HEADS, queries, WIDTH), some(HEADS, FRAMES, WIDTH), some(HEADS, FRAMES + 1, WIDTH)[:, 1:]
    mask = torch.zeros(1, FRAMES)
    mask[:, COUNTS.alone :] = COUNTS.log_count
    asking = (query * scale(WIDTH)).to(dtype)
    found = hear(asking, key.to(dtype), value.to(dtype), COUNTS, precision)
    assert torch.allclose(found.float(), theirs(query, key, value, mask), atol=1e-5 if precision == "float32" else 0.05)


@multiplies_bfloat16
def test_heads_taken_one_after_another_are_those_taken_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """However much is computed at a time."""
    import torch

    given = [some(HEADS, 8, WIDTH).bfloat16(), *(some(HEADS, FRAMES, WIDTH).bfloat16() for _ in range(2))]
    together = hear(*given, COUNTS, "bfloat16")
    assert 8 * FRAMES * HEADS < TOGETHER
    monkeypatch.setattr("vmcoach.engines.attention.TOGETHER", 8 * FRAMES)
    assert torch.allclose(hear(*given, COUNTS, "bfloat16").float(), together.float(), atol=0.01)


def test_a_row_reads_no_further_than_its_mask() -> None:
    """Each of two rows by its own, in all of its heads."""
    import torch

    query, key, value = some(2 * HEADS, 3, WIDTH), some(2 * HEADS, 9, WIDTH), some(2 * HEADS, 9, WIDTH)
    mask = torch.zeros(2, 3, 9)
    mask[0, :, 5:] = mask[1, :, 2:] = -torch.inf
    expected = theirs(
        query.unflatten(0, (2, HEADS)), key.unflatten(0, (2, HEADS)), value.unflatten(0, (2, HEADS)), mask[:, None]
    )
    assert torch.allclose(read(query * scale(WIDTH), key, value, mask), expected.flatten(0, 1), atol=1e-5)
