"""The likeliest next token and probabilities are those of the whole product in float32."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest

from tests.processors import multiplies_bfloat16
from vmcoach.engines.next_token import AT_ONCE, NextToken

VOCABULARY, WIDTH = 1200, 64
END, NEVER_WRITTEN = VOCABULARY - 1, 4
"""The token that ends a text, and how many of the last in the vocabulary are never written."""
PRECISIONS = [("float32", 1e-4), pytest.param("bfloat16", 0.03, marks=multiplies_bfloat16)]


def made(precision: str) -> tuple[NextToken, Any]:
    """A last layer with weights at random, some of its states larger than others, and what gives all logits."""
    import torch

    torch.manual_seed(3)
    norm = torch.nn.LayerNorm(WIDTH).requires_grad_(False)
    norm.weight.copy_(torch.rand(WIDTH) + torch.tensor([8.0] * 3 + [0.2] * (WIDTH - 3)))
    embedding: Any = torch.nn.Embedding(VOCABULARY, WIDTH).requires_grad_(False)
    embedding.weight[END] *= 2  # so that texts end now and then
    embedding.weight.copy_((embedding.weight * 0.3).half())
    tokens: Any = SimpleNamespace(
        known=[*reversed(range(VOCABULARY))],
        written=VOCABULARY - NEVER_WRITTEN,
        tokenizer=SimpleNamespace(eot=END),
        encode=lambda text: [11],
    )
    decoder = SimpleNamespace(token_embedding=embedding, ln=norm)
    with ThreadPoolExecutor(2) as pool:
        layer = NextToken(decoder, tokens, precision, pool)
    return layer, lambda states: norm(states) @ embedding.weight.T


@pytest.mark.parametrize(("precision", "tolerance"), PRECISIONS)
@pytest.mark.parametrize("count", [1, 5, AT_ONCE + 3])
def test_tokens_and_probabilities_are_those_of_the_whole_product(precision: str, tolerance: float, count: int) -> None:
    """By numbers of tokens, whatever their places; however many states there are."""
    import torch

    layer, logits_of = made(precision)
    states = torch.randn(count, WIDTH)
    expected = logits_of(states).log_softmax(-1)
    weighed = layer.weigh(states, layer.places([5, 300, 0])[None])
    assert weighed.tokens == expected.argmax(-1).tolist()
    assert weighed.logprobs == pytest.approx(expected.amax(-1).tolist(), abs=tolerance)
    assert torch.allclose(weighed.asked, expected[:, [5, 300, 0]], atol=tolerance)


@pytest.mark.parametrize(("precision", "tolerance"), PRECISIONS)
def test_what_may_not_come_has_no_share(precision: str, tolerance: float) -> None:
    """Tokens behind those allowed, and an empty text at a beginning."""
    import torch

    layer, logits_of = made(precision)
    states = torch.randn(3, WIDTH)
    logits = logits_of(states)
    logits[0, : VOCABULARY - 100] = logits[1, : VOCABULARY - 250] = -torch.inf
    logits[2, [END, 11]] = -torch.inf
    expected = logits.log_softmax(-1)
    weighed = layer.weigh(states, layer.places([VOCABULARY - 10])[None], [100, 250, VOCABULARY], [2])
    assert weighed.tokens == expected.argmax(-1).tolist()
    assert weighed.logprobs == pytest.approx(expected.amax(-1).tolist(), abs=tolerance)
    assert weighed.asked[:, 0].tolist() == pytest.approx(expected[:, VOCABULARY - 10].tolist(), abs=tolerance)


@pytest.mark.parametrize("precision", ["float32", pytest.param("bfloat16", marks=multiplies_bfloat16)])
def test_a_text_does_not_end_where_barred_figures_are_likelier(precision: str) -> None:
    """Likelier together than the end; those never written do not count. The next likeliest comes in its place."""
    import torch

    figures = 300
    layer, logits_of = made(precision)
    states = torch.randn(600, WIDTH)
    logits = logits_of(states)
    allowed = logits[:, NEVER_WRITTEN + figures :]
    margins = logits[:, END] - logits[:, NEVER_WRITTEN : NEVER_WRITTEN + figures].logsumexp(-1)
    without_end = allowed[:, :-1].argmax(-1)
    expected = torch.where(margins < 0, without_end, allowed.argmax(-1)) + NEVER_WRITTEN + figures
    weighed = layer.weigh(states, layer.places([END])[None], [VOCABULARY - NEVER_WRITTEN - figures] * len(states))
    clear = (margins.abs() > 0.2).tolist()
    found, told = (
        [token for token, is_clear in zip(tokens, clear, strict=True) if is_clear]
        for tokens in (weighed.tokens, expected.tolist())
    )
    assert found == told
    would_end = (allowed.argmax(-1) == allowed.shape[1] - 1) & torch.tensor(clear)
    assert {True, False} == {*(margins[would_end] < 0).tolist()}


@multiplies_bfloat16
def test_where_torch_does_not_multiply_int8_nothing_is_screened(monkeypatch: pytest.MonkeyPatch) -> None:
    """A torch without such weights gives what float32 gives."""
    import torch

    monkeypatch.setattr("vmcoach.engines.next_token._has_int8", lambda: False)
    layer, logits_of = made("bfloat16")
    states = torch.randn(4, WIDTH)
    expected = logits_of(states).log_softmax(-1)
    weighed = layer.weigh(states, layer.places([5])[None])
    assert weighed.tokens == expected.argmax(-1).tolist()
    assert torch.allclose(weighed.asked, expected[:, [5]], atol=1e-4)
