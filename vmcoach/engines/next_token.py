"""Which token comes next: the likeliest, and how probable it and some others are.

The vocabulary is by far the widest layer. Where the processor multiplies bfloat16 it multiplies int8 too, twice as
fast, with logits off by 0.1. So the likeliest tokens, and those asked for, are multiplied again in float32; the others'
rounding evens out in their sum. Logarithms of probabilities are off by 0.0006, 0.034 at most.

Conventions: M states, V tokens of the vocabulary, which are known by their place in it.
"""

import warnings
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from vmcoach.engines.projection import Project, Projection, has_fbgemm, normed
from vmcoach.engines.tokens import Tokens

if TYPE_CHECKING:
    import torch

LIKELIEST = 16
"""Tokens that are multiplied again in float32. The likeliest was among the first two in all of 1,358 places."""

AT_ONCE = 128
"""States weighed at once, so that a draft's hundreds take no more memory than these: 13 MB in bfloat16."""

DEEP = 64
"""Logits are searched for the largest as a table of so many lines."""

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
        self._is_screened = precision == "bfloat16" and _has_int8()
        self._balance = (self._ln.weight.abs() + self._ln.bias.abs()).clamp(min=1e-6)
        pack = self._screen if self._is_screened else lambda weight: Projection([weight], [None])
        self._parts = [*pool.map(lambda part: pack(self._embedding[part]), parts)]
        self._filling = torch.full((1, -len(self._tokens) % DEEP), -torch.inf, dtype=torch.bfloat16)
        self._end, self._written = tokens.tokenizer.eot, tokens.written
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

        Where figures may not come a text does not end either if they are likelier than its end: a text that stops is
        likelier than a number in words, which would be lost, with all behind it.
        """
        import torch

        allowed = allowed or [len(self._tokens)] * len(states)
        parts = []
        for start in range(0, len(states), AT_ONCE):
            some = slice(start, start + AT_ONCE)
            new = [place - start for place in begins if start <= place < start + AT_ONCE]
            given = states[some], asked if len(asked) == 1 else asked[some], allowed[some]
            weighed = self._weighed(*given, new)
            if unended := self._unended(states[some], allowed[some], weighed.tokens):
                weighed = self._weighed(*given, [*new, *unended])
            parts.append(weighed)
        tokens = [token for part in parts for token in part.tokens]
        logprobs = [logprob for part in parts for logprob in part.logprobs]
        return Weighed(tokens, logprobs, torch.cat([part.asked for part in parts]))

    def _weighed(
        self, states: "torch.Tensor", asked: "torch.Tensor", allowed: Sequence[int], begins: Sequence[int]
    ) -> Weighed:
        import torch

        states = normed(self._ln, states)
        if self._is_screened:
            balanced = states / self._balance
            steps = torch.linalg.vector_norm(balanced, torch.inf, -1, keepdim=True)
            rough = [part(balanced / steps).bfloat16() for part in self._parts]
            logits = torch.cat([*rough, self._filling.expand(len(states), -1)], -1)
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

    def _unended(self, states: "torch.Tensor", allowed: Sequence[int], tokens: Sequence[int]) -> list[int]:
        """The states whose text would end, but goes on with something that is written and may not come here."""
        return [
            at
            for at, (count, token) in enumerate(zip(allowed, tokens, strict=True))
            if token == self._end and count < self._written and self._is_barred(states[at : at + 1], count)
        ]

    def _is_barred(self, state: "torch.Tensor", count: int) -> bool:
        """Whether what is written behind the first so many tokens is likelier together than the end."""
        import torch

        places = torch.tensor([[self._place[self._end], *range(count, self._written)]])
        logits = self._exact(normed(self._ln, state), places)[0]
        return bool(logits[1:].logsumexp(0) > logits[0])

    def _screen(self, weight: "torch.Tensor") -> Project:
        """A product in int8 with states of which none reaches further than 1.

        What is large in all of these is made so in the weights, which are in steps of each output's largest.
        """
        import torch

        weight = weight.float() * self._balance
        steps, zeros = weight.abs().amax(1).double() / 127, torch.zeros(len(weight))
        warnings.filterwarnings("ignore", "torch.quantize_per", UserWarning)  # that it will go: see `_has_int8`
        whole = torch.quantize_per_channel(weight, steps, zeros.long(), 0, torch.qint8)
        torch.backends.quantized.engine = "fbgemm"
        packed = torch.ops.quantized.linear_prepack(whole, zeros)
        multiply = torch.ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32

        def product(states: "torch.Tensor") -> "torch.Tensor":
            logits: torch.Tensor = multiply(states, 1 / 127, 128, packed)
            return logits

        return product

    def _refined(
        self, states: "torch.Tensor", logits: "torch.Tensor", steps: "torch.Tensor", asked: "torch.Tensor"
    ) -> Weighed:
        """What comes, by rough logits in `steps` (M, 1), the likeliest of them multiplied again."""
        import torch

        rough, likeliest = _largest(logits, LIKELIEST)
        exact = self._exact(states, likeliest)
        best, at = exact.max(-1, keepdim=True)
        largest = rough.amax(-1, keepdim=True)
        total = logits.sub_(largest).mul_(steps.to(logits.dtype)).exp_().sum(-1, keepdim=True, dtype=torch.float32)
        total -= (rough - largest).mul_(steps.to(rough.dtype)).exp_().sum(-1, keepdim=True, dtype=torch.float32)
        total = total.clamp_(min=0.0) * (largest * steps - best).exp_() + (exact - best).exp_().sum(-1, keepdim=True)
        log_total = total.log_() + best
        tokens = self._tokens[likeliest.gather(1, at)[:, 0]]
        return Weighed(tokens.tolist(), (best - log_total)[:, 0].tolist(), self._exact(states, asked) - log_total)

    def _exact(self, states: "torch.Tensor", places: "torch.Tensor") -> "torch.Tensor":
        """Logits of some places (M or 1, any number) for each state."""
        import torch

        weights = torch.nn.functional.embedding(self._tokens[places], self._embedding).float()
        if len(places) == 1:
            return states @ weights[0].T
        return weights.mul_(states[:, None]).sum(-1)


def _largest(logits: "torch.Tensor", count: int) -> "tuple[torch.Tensor, torch.Tensor]":
    """The largest of each row (M, V), and where they are, in no order: those in the columns with the largest.

    As `topk`, which takes four times as long.
    """
    table = logits.view(len(logits), DEEP, -1)
    columns = table.amax(1).topk(count, sorted=False).indices
    found = table.gather(2, columns[:, None].expand(-1, DEEP, -1)).flatten(1)
    largest, at = found.topk(count, sorted=False)
    depth, column = at // count, at % count
    return largest, depth * table.shape[2] + columns.gather(1, column)


def _has_int8() -> bool:
    """Whether this torch multiplies int8 so; where a later one does not, float16 weights do."""
    import torch

    return has_fbgemm() and hasattr(torch, "quantize_per_channel")
