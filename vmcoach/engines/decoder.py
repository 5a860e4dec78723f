"""Whisper's text decoder for many rows of text at once, on features that were encoded once.

All rows of a window share its cross-attention keys and values, which are a large part of what a step reads from memory.

Conventions: W windows, N rows in all, T tokens, M tokens of all rows together, P places of the cache.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from vmcoach.engines import cores
from vmcoach.engines.encoder import Features
from vmcoach.engines.projection import Projection
from vmcoach.engines.tokens import Tokens

if TYPE_CHECKING:
    import torch
    from whisper.model import Whisper

ROOM = 64
"""Places for tokens that are added to the cache of keys and values at a time."""

Pair = tuple["torch.Tensor", "torch.Tensor"]
"""Keys and values of one layer."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What a window's rows attend to: each layer's keys and values (1, heads, frames, head state), in bfloat16.

    `bias` (1, frames) is added to every attention: a frame may stand for several. Bfloat16 is half the memory and a
    seventh less time than float32; of 5,275 tokens of the recordings 2 change.
    """

    pairs: list[Pair]
    bias: "torch.Tensor"


class _Layer:
    """One block of the decoder."""

    def __init__(self, block: Any) -> None:
        self.attn_ln, self.cross_ln, self.mlp_ln = block.attn_ln, block.cross_attn_ln, block.mlp_ln
        text, sound = block.attn, block.cross_attn
        self.query_key_value, self.out = Projection.of(text.query, text.key, text.value), Projection.of(text.out)
        self.cross_query, self.cross_out = Projection.of(sound.query), Projection.of(sound.out)
        self.cross_key_value = Projection.of(sound.key, sound.value)
        self.widen, self.narrow = Projection.of(block.mlp[0]), Projection.of(block.mlp[2])

    def mlp(self, states: "torch.Tensor") -> "torch.Tensor":
        from torch.nn.functional import gelu

        return self.narrow(gelu(self.widen(self.mlp_ln(states))))


class Cache:
    """What the rows of a decoder attend to of their text: keys and values of each layer (N, heads, P, head state).

    A row's text is what stands in its `valid` places (N, P); the others hold what was tried and taken back.
    """

    def __init__(self, layers: int, rows: int) -> None:
        import torch

        self.valid = torch.zeros(rows, 0, dtype=torch.bool)
        self._pairs: list[list[torch.Tensor]] = [[] for _ in range(layers)]

    def extended(self, layer: int, key: "torch.Tensor", value: "torch.Tensor") -> Pair:
        """All keys and values of a layer with those of the newest tokens."""
        import torch

        start = self.valid.shape[1]
        end = start + key.shape[2]
        kept = self._pairs[layer]
        if not kept or kept[0].shape[2] < end:
            rows, heads, new, width = key.shape
            room = key.new_empty(rows, heads, new + ROOM, width)
            self._pairs[layer] = kept = [torch.cat([old[:, :, :start], room], 2) for old in kept] or [
                room,
                room.clone(),
            ]
        for held, added in zip(kept, (key, value), strict=True):
            held[:, :, start:end] = added
        return kept[0][:, :, :end], kept[1][:, :, :end]

    def accept(self, new: "torch.Tensor") -> None:
        """Which of the newest tokens (N, T) are of their row's text."""
        import torch

        self.valid = torch.cat([self.valid, new], 1)

    def keep(self, rows: "torch.Tensor") -> None:
        """Forget all rows but these."""
        self.valid = self.valid[rows]
        self._pairs = [[held[rows] for held in pair] for pair in self._pairs]


class Decoder:
    """Runs a model's text decoder; holds no state between calls."""

    def __init__(self, model: "Whisper", read: Callable[[], Tokens]) -> None:
        """`read` is called while threads pack the layers."""
        import torch

        text = model.decoder
        self._embedding = text.token_embedding.weight
        self._positions, self._ln = text.positional_embedding, text.ln
        with ThreadPoolExecutor(cores()) as pool:  # one thread takes a second to pack all
            layers = pool.map(_Layer, text.blocks)
            self.tokens = read()
            self.vocabulary = torch.tensor(self.tokens.known)
            parts = self.vocabulary.chunk(4)
            self._to_vocabulary = [*pool.map(lambda part: Projection([self._embedding[part]], [None]), parts)]
            self._layers = [*layers]
        self.place = {token: at for at, token in enumerate(self.tokens.known)}
        self._heads = model.dims.n_text_head
        self.context: int = model.dims.n_text_ctx
        self._alignment_heads = [(int(layer), int(head)) for layer, head in model.alignment_heads.indices().T]

    def cache(self, rows: int) -> Cache:
        """Of rows without text."""
        return Cache(len(self._layers), rows)

    def sound(self, features: Features) -> Sound:
        """What rows attend to in a window's features."""
        import torch

        pairs = []
        for layer in self._layers:
            key, value = self._split(layer.cross_key_value(features.states[None]), 2)
            pairs.append((key.to(torch.bfloat16).contiguous(), value.to(torch.bfloat16).contiguous()))
        return Sound(pairs, features.log_counts.to(torch.bfloat16)[None])

    def _split(self, states: "torch.Tensor", parts: int) -> "tuple[torch.Tensor, ...]":
        """(N, T, parts x state) as that many of (N, heads, T, head state)."""
        rows, length, _ = states.shape
        return states.view(rows, length, parts, self._heads, -1).permute(2, 0, 3, 1, 4).unbind()

    def logits(self, states: "torch.Tensor") -> "torch.Tensor":
        """Of each token of the vocabulary to be next, after the state of the last layer."""
        import torch

        normed = self._ln(states)
        return torch.cat([part(normed) for part in self._to_vocabulary], -1)

    def states(
        self, given: Sequence[Sequence[int]], windows: Sequence[int], sounds: Sequence[Sound], cache: Cache
    ) -> "torch.Tensor":
        """States (M, state) of the next tokens that rows are given, M of them in all, one row's behind another's.

        Which of them stay is for the cache to accept, among as many for each row as the longest has. `windows` says
        for each row, in order, which of the sounds it hears.
        """
        import torch
        from torch.nn.functional import scaled_dot_product_attention

        counts = torch.tensor([len(each) for each in given])
        rows, length = len(given), int(counts.max())
        new = torch.arange(length)
        held = (new < counts[:, None]).flatten().nonzero()[:, 0]
        places = (cache.valid.sum(1, keepdim=True) + new).flatten()[held]
        tokens = torch.tensor([token for each in given for token in each])
        states: torch.Tensor = self._embedding[tokens].float() + self._positions[places]
        before = cache.valid[:, None].expand(-1, length, -1)
        among = torch.ones(length, length, dtype=torch.bool).tril().expand(rows, -1, -1)
        mask = torch.where(torch.cat([before, among], -1), 0.0, -torch.inf)[:, None]
        by_window = groupby(zip(windows, counts.tolist(), strict=True), itemgetter(0))
        shares = [(window, sum(count for _, count in each)) for window, each in by_window]
        for at, layer in enumerate(self._layers):
            projected = layer.query_key_value(layer.attn_ln(states))
            padded = projected.new_zeros(rows * length, projected.shape[1]).index_copy(0, held, projected)
            query, key, value = self._split(padded.view(rows, length, -1), 3)
            attended = scaled_dot_product_attention(query, *cache.extended(at, key, value), attn_mask=mask)
            states = states + layer.out(attended.transpose(1, 2).flatten(2).flatten(0, 1)[held])
            parts = torch.split(layer.cross_query(layer.cross_ln(states)), [count for _, count in shares])
            heard = [self._attend(part, sounds[window], at) for part, (window, _) in zip(parts, shares, strict=True)]
            states = states + layer.cross_out(torch.cat(heard))
            states = states + layer.mlp(states)
        return states

    def _attend(self, query: "torch.Tensor", sound: Sound, layer: int) -> "torch.Tensor":
        """What some queries (T, state) of a layer hear in one window."""
        from torch.nn.functional import scaled_dot_product_attention

        if len(query) == 1:  # torch's path for one is three times as slow as that for two
            return self._attend(query.expand(2, -1), sound, layer)[:1]
        heads = query.to(sound.bias.dtype).view(1, len(query), self._heads, -1).transpose(1, 2)
        attended: torch.Tensor = scaled_dot_product_attention(heads, *sound.pairs[layer], attn_mask=sound.bias)
        return attended.transpose(1, 2).flatten(2)[0].float()

    def alignment(self, sound: Sound, tokens: Sequence[int]) -> tuple["torch.Tensor", "torch.Tensor"]:
        """Attention of the alignment heads (heads, T+1, frames) and log-probabilities (T) when a text is read out.

        The text is forced; the extra row of the attention is that of the end of the text.
        """
        import torch
        from torch.nn.functional import scaled_dot_product_attention

        marks = [*self.tokens.tokenizer.sot_sequence_including_notimestamps]
        read = torch.tensor([[*marks, *tokens, self.tokens.tokenizer.eot]])
        states = self._embedding[read].float() + self._positions[: read.shape[1]]
        weights = []
        for at, layer in enumerate(self._layers):
            query, key, value = self._split(layer.query_key_value(layer.attn_ln(states)), 3)
            attended = scaled_dot_product_attention(query, key, value, is_causal=True)
            states = states + layer.out(attended.transpose(1, 2).flatten(2))
            query = layer.cross_query(layer.cross_ln(states))
            (split,), keys = self._split(query, 1), sound.pairs[at][0].float()
            weights += [
                split[0, head] @ keys[0, head].T * split.shape[-1] ** -0.5
                for in_layer, head in self._alignment_heads
                if in_layer == at
            ]
            states = states + layer.cross_out(self._attend(query[0], sound, at)[None])
            states = states + layer.mlp(states)
        logprobs = self.logits(states[0, len(marks) - 1 : -2]).log_softmax(-1)
        places = [self.place[token] for token in tokens]
        return torch.stack(weights)[:, len(marks) - 1 : -1], logprobs[range(len(tokens)), places]
