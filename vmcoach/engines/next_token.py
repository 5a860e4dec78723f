"""Which token comes next: the likeliest, and how probable it and some others are.

The vocabulary is by far the widest layer. Where the processor multiplies bfloat16 it multiplies int8 too, twice as
fast, with logits off by 0.1. So the likeliest tokens, and those asked for, are multiplied again in float32; the others'
rounding evens out in their sum. Logarithms of probabilities are off by 0.0004, 0.016 at most.

Conventions: M states, V tokens of the vocabulary, which are known by their place in it.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from vmcoach.engines.projection import GRAIN, Projection, normed
from vmcoach.engines.tokens import Tokens

if TYPE_CHECKING:
    import torch

LIKELIEST = 16
"""Tokens that are multiplied again in float32. The likeliest was among the first two in all of 400 steps."""

AT_ONCE = 128
"""States weighed at once, so that a draft's hundreds take no more memory than these: 13 MB in bfloat16."""

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
        self._tokens = torch.tensor(tokens.known)
        self._place = {token: at for at, token in enumerate(tokens.known)}
        parts = self._tokens.chunk(PARTS)
        self._is_screened = precision == "bfloat16"
        self._balance = (self._ln.weight.abs() + self._ln.bias.abs()).clamp(min=1e-6)
        pack = self._screen if self._is_screened else lambda weight: Projection([weight], [None])
        self._parts = [*pool.map(lambda part: pack(self._embedding[part]), parts)]
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

        allowed = allowed or [len(self._tokens)] * len(states)
        asked = asked.expand(len(states), -1)
        parts = []
        for start in range(0, len(states), AT_ONCE):
            some = slice(start, start + AT_ONCE)
            new = [place - start for place in begins if start <= place < start + AT_ONCE]
            parts.append(self._weighed(states[some], asked[some], allowed[some], new))
        tokens = [token for part in parts for token in part.tokens]
        logprobs = [logprob for part in parts for logprob in part.logprobs]
        return Weighed(tokens, logprobs, torch.cat([part.asked for part in parts]))

    def _weighed(
        self, states: "torch.Tensor", asked: "torch.Tensor", allowed: Sequence[int], begins: Sequence[int]
    ) -> Weighed:
        import torch

        states = normed(self._ln, states)
        if self._is_screened:
            whole, steps = self._in_int8(states)
            logits = torch.cat([part(whole) for part in self._parts], -1)[: len(states)]
        else:
            logits = torch.cat([part(states) for part in self._parts], -1)
        ends = 0
        for count, run in groupby(allowed):
            start, ends = ends, ends + len([*run])
            logits[start:ends, count:] = -torch.inf
        if begins:
            logits[torch.tensor(begins)[:, None], self._blank] = -torch.inf
        if self._is_screened:
            return self._refined(states, logits, steps, asked)
        total = logits.logsumexp(-1, keepdim=True)
        best, at = logits.max(-1)
        return Weighed(self._tokens[at].tolist(), (best - total[:, 0]).tolist(), self._exact(states, asked) - total)

    def _in_int8(self, states: "torch.Tensor") -> "tuple[torch.Tensor, torch.Tensor]":
        """States as whole numbers about 128, and the step (M, 1) between these."""
        import torch

        balanced = states / self._balance
        steps = balanced.abs().amax(-1, keepdim=True) / 127
        whole = (balanced / steps).round_().add_(128).to(torch.uint8)
        return torch.nn.functional.pad(whole, (0, 0, 0, -len(whole) % GRAIN), value=128), steps

    def _screen(self, weight: "torch.Tensor") -> "Callable[[torch.Tensor], torch.Tensor]":
        """A product in int8, logits in steps of the states; what is large in all of these is so in the weights."""
        import torch

        weight = weight.float() * self._balance
        steps = weight.abs().amax(1) / 127
        packed = torch.ops.onednn.qlinear_prepack((weight / steps[:, None]).round_().to(torch.int8), None)
        zeros = torch.zeros(len(steps), dtype=torch.long)

        def product(whole: "torch.Tensor") -> "torch.Tensor":
            logits: torch.Tensor = torch.ops.onednn.qlinear_pointwise(
                *(whole, 1.0, 128, packed, steps, zeros, None, 1.0, 0, torch.bfloat16, "none", [], "")
            )
            return logits

        return product

    def _refined(
        self, states: "torch.Tensor", logits: "torch.Tensor", steps: "torch.Tensor", asked: "torch.Tensor"
    ) -> Weighed:
        import torch

        rough, likeliest = logits.topk(LIKELIEST, sorted=False)
        exact = self._exact(states, likeliest)
        best, at = exact.max(-1, keepdim=True)
        largest = rough.amax(-1, keepdim=True)
        total = logits.sub_(largest).mul_(steps).exp_().sum(-1, keepdim=True, dtype=torch.float32)
        total -= (rough - largest).mul_(steps).exp_().sum(-1, keepdim=True, dtype=torch.float32)
        total = total.clamp_(min=0.0) * (largest * steps - best).exp_() + (exact - best).exp_().sum(-1, keepdim=True)
        log_total = total.log_() + best
        tokens = self._tokens[likeliest.gather(1, at)[:, 0]]
        return Weighed(tokens.tolist(), (best - log_total)[:, 0].tolist(), self._exact(states, asked) - log_total)

    def _exact(self, states: "torch.Tensor", places: "torch.Tensor") -> "torch.Tensor":
        """Logits of some places (M or 1, any number) for each state."""
        weights = self._embedding[self._tokens[places]].float()
        exact: torch.Tensor = (weights @ states[:, :, None])[:, :, 0]
        return exact
