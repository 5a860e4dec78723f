"""Which token comes next: the likeliest, and how probable it and some others are.

The vocabulary is by far the widest layer. Where it is multiplied in bfloat16, a logit is rounded to three digits, 0.06
at the usual 20. So the few likeliest tokens, and those asked for, are multiplied again in float32; the others' rounding
evens out in their sum. On two cores of a Zen 4 twenty rows take 4.5 ms instead of 7.5, and probabilities are off by a
thousandth.

Conventions: M states, V tokens of the vocabulary, which are known by their place in it.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from typing import TYPE_CHECKING, Any

from vmcoach.engines.projection import Projection
from vmcoach.engines.tokens import Tokens

if TYPE_CHECKING:
    import torch

LIKELIEST = 8
"""Tokens that are multiplied again in float32. The likeliest was among the first three in all of 16,000 steps."""

PARTS = 4
"""Of the vocabulary, packed by as many threads."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """After each state the likeliest token, by its number, its log-probability, and those of the tokens asked for."""

    tokens: list[int]
    logprobs: list[float]
    asked: "torch.Tensor"


class NextToken:
    """A model's last layer; holds no state between calls."""

    def __init__(self, decoder: Any, tokens: Tokens, precision: str, pool: Executor) -> None:
        import torch

        self._embedding, self._ln = decoder.token_embedding.weight, decoder.ln
        self._precision, self._tokens = precision, torch.tensor(tokens.known)
        self._place = {token: at for at, token in enumerate(tokens.known)}
        parts = self._tokens.chunk(PARTS)
        self._project = [*pool.map(lambda part: Projection([self._embedding[part]], [None], precision), parts)]
        self._blank = self.places([tokens.tokenizer.eot, *tokens.encode(" ")])

    def places(self, tokens: Iterable[int]) -> "torch.Tensor":
        """Where tokens are in the vocabulary."""
        import torch

        return torch.tensor([self._place[token] for token in tokens])

    def weigh(
        self,
        states: "torch.Tensor",
        asked: "torch.Tensor",
        allowed: Sequence[int] | None = None,
        begins: Sequence[int] = (),
    ) -> Weighed:
        """What comes after states (M, state) of the last layer.

        Args:
            states: Of the tokens before.
            asked: Places (M or 1, any number) whose log-probabilities are wanted.
            allowed: For each state, how many of the vocabulary's tokens may come, from the first; all if None.
            begins: States with which a text begins, which may not be empty.
        """
        import torch

        normed = torch.nn.functional.layer_norm(states, states.shape[-1:], self._ln.weight, self._ln.bias)
        logits = torch.cat([part(normed) for part in self._project], -1)
        runs = [(count, len([*each])) for count, each in groupby(allowed or [])]
        for (count, _), (start, end) in zip(
            runs, pairwise(accumulate((length for _, length in runs), initial=0)), strict=True
        ):
            logits[start:end, count:] = -torch.inf
        if begins:
            logits[torch.tensor(begins)[:, None], self._blank] = -torch.inf
        asked = asked.expand(len(states), -1)
        if self._precision == "bfloat16":
            return self._refined(normed, logits, asked)
        total = logits.logsumexp(-1, keepdim=True)
        best, at = logits.max(-1)
        return Weighed(self._tokens[at].tolist(), (best - total[:, 0]).tolist(), logits.gather(1, asked) - total)

    def _refined(self, normed: "torch.Tensor", logits: "torch.Tensor", asked: "torch.Tensor") -> Weighed:
        import torch

        rough, likeliest = logits.topk(LIKELIEST, sorted=False)
        places = torch.cat([likeliest, asked], -1)
        exact = (self._embedding[self._tokens[places]].float() @ normed[:, :, None])[:, :, 0]
        largest = rough.amax(-1, keepdim=True)
        total = logits.sub_(largest).exp_().sum(-1, keepdim=True, dtype=torch.float32)
        total -= (rough - largest).exp_().sum(-1, keepdim=True, dtype=torch.float32)
        of_likeliest = (exact[:, :LIKELIEST] - largest).exp_().sum(-1, keepdim=True)
        log_total = (total.clamp_(min=0.0) + of_likeliest).log_() + largest
        best, at = exact[:, :LIKELIEST].max(-1, keepdim=True)
        tokens = self._tokens[likeliest.gather(1, at)[:, 0]]
        return Weighed(tokens.tolist(), (best - log_total)[:, 0].tolist(), exact[:, LIKELIEST:] - log_total)
