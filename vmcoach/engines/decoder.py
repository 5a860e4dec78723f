"""Whisper's text decoder for many rows of text at once, on features that were encoded once.

All rows of a window share its cross-attention keys and values, which are a large part of what a step reads from memory.
Rows need not have as many tokens as each other.

Conventions: N rows in all, M tokens of all rows together, P places of the cache.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from vmcoach.engines.attention import Counts, hear, read, scale
from vmcoach.engines.encoder import Features
from vmcoach.engines.engine import cores
from vmcoach.engines.next_token import NextToken
from vmcoach.engines.projection import Projection
from vmcoach.engines.tokens import Tokens

if TYPE_CHECKING:
    import torch
    from whisper.model import Whisper

GRAIN, USUAL = 4, 3
"""The tokens of a step in bfloat16 are filled up to a multiple of so many, if they are more than those of a usual step
with one window: oneDNN takes half a millisecond to prepare a product of a new shape."""

ROOM = 32
"""Places for tokens that are added to the cache of keys and values at a time."""

Pair = tuple["torch.Tensor", "torch.Tensor"]
"""Keys and values of one layer."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What a window's rows attend to: each layer's keys and values (heads, frames, head state), in bfloat16.

    Bfloat16 is half the memory and a seventh less time than float32; of 5,275 tokens of the recordings 2 change.
    """

    pairs: list[Pair]
    counts: Counts


class _Layer:
    """One block of the decoder."""

    def __init__(self, block: Any, precision: str) -> None:
        project = partial(Projection.of, precision=precision)
        text, sound = block.attn, block.cross_attn
        factor = scale(text.query.out_features // text.n_head)
        self.query_key_value = project(text.query, text.key, text.value, norm=block.attn_ln, first=factor)
        self.cross_query = project(sound.query, norm=block.cross_attn_ln, first=factor)
        self.cross_key_value = project(sound.key, sound.value)
        self.out, self.cross_out = project(text.out), project(sound.out)
        self.widen, self.narrow = project(block.mlp[0], activated=True, norm=block.mlp_ln), project(block.mlp[2])


class Cache:
    """What the rows of a decoder read of their text: keys and values of each layer (2, N, heads, P, head state).

    A row's text is in its first places, as many as its `lengths` says; what stands behind is not read.
    """

    def __init__(self, layers: int, rows: int) -> None:
        self.lengths = [0] * rows
        self.room = 0
        self._held: list[torch.Tensor | None] = [None] * layers

    def make_room(self, places: int) -> None:
        """Make room for so many places of each row, and one to spare."""
        self.room = max(self.room, (places // ROOM + 1) * ROOM)

    def extended(self, layer: int, pairs: "torch.Tensor", rows: "torch.Tensor", places: "torch.Tensor") -> Pair:
        """All keys and values of a layer (N x heads, P, head state), after those of some places are put in.

        These are pairs of a key and a value (M, 2, heads, head state).
        """
        from torch.nn.functional import pad

        held = self._held[layer]
        if held is None:
            held = pairs.new_zeros(2, len(self.lengths), pairs.shape[2], 0, pairs.shape[3])
        if held.shape[3] < self.room:
            self._held[layer] = held = pad(held, (0, 0, 0, self.room - held.shape[3]))
        held[:, rows, :, places] = pairs
        return held[0].flatten(0, 1), held[1].flatten(0, 1)

    def accept(self, counts: Sequence[int]) -> None:
        """Count the newest tokens of each row to its text, as many as are given."""
        self.lengths = [length + count for length, count in zip(self.lengths, counts, strict=True)]

    def keep(self, rows: Sequence[int]) -> None:
        """Forget all rows but these."""
        import torch

        kept = torch.tensor(rows, dtype=torch.long)
        self._held = [None if held is None else held[:, kept] for held in self._held]
        self.lengths = [self.lengths[row] for row in rows]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the tokens of a step are: M of them, each in a place of its row, and those of a window side by side.

    Some may be there to fill up: a product of a new shape takes half a millisecond to prepare.
    """

    tokens: "torch.Tensor"
    rows: "torch.Tensor"
    positions: "torch.Tensor"
    places: "torch.Tensor"
    """Where in the cache each is put."""
    slots: "torch.Tensor"
    """Where each is among all rows, had they as many tokens as the longest ..."""
    sources: "torch.Tensor"
    """... and which is in each of those slots (N x T), any where there is none."""
    mask: "torch.Tensor"
    """What each slot may read of its row (N, T, P)."""
    shares: list[tuple[int, int]]
    """Windows, and how many of the tokens hear each."""
    given: int
    """How many do not fill up."""


def _layout(given: Sequence[Sequence[int]], windows: Sequence[int], cache: Cache, dtype: "torch.dtype") -> _Layout:
    import torch

    grain = GRAIN if dtype == torch.bfloat16 else 1
    length = max(map(len, given))
    length += -length % grain if length > 1 else 0
    filler = 0, 0, 0, cache.room - 1, 0
    laid: list[tuple[int, int, int, int, int]] = []
    shares: list[tuple[int, int]] = []
    for window, rows in groupby(range(len(given)), windows.__getitem__):
        first = len(laid)
        for row in rows:
            start = cache.lengths[row]
            laid += [(token, row, start + at, start + at, row * length + at) for at, token in enumerate(given[row])]
        if len(laid) > first:
            shares.append((window, len(laid) - first))
    real = len(laid)
    laid += [filler] * (-real % grain if real > USUAL else 0)
    tokens, in_rows, positions, places, slots = torch.tensor(laid).unbind(1)
    sources, ends = torch.zeros(2, len(given) * length, dtype=torch.long).unbind()
    sources[slots[:real]], ends[slots[:real]] = torch.arange(real), positions[:real]
    mask = torch.zeros(len(ends), cache.room, dtype=dtype)
    mask[torch.arange(cache.room) > ends[:, None]] = -torch.inf
    return _Layout(tokens, in_rows, positions, places, slots, sources, mask.view(len(given), length, -1), shares, real)


class Decoder:
    """Runs a model's text decoder; holds no state between calls."""

    def __init__(
        self,
        model: "Whisper",
        read_tokens: Callable[[], Tokens],
        precision: str = "float32",
        of_vocabulary: str = "float32",
    ) -> None:
        """`read_tokens` is called while threads pack the layers; the vocabulary has a precision of its own."""
        text = model.decoder
        self._embedding, self._positions = text.token_embedding.weight, text.positional_embedding
        with ThreadPoolExecutor(cores()) as pool:  # one thread takes a second to pack all
            layers = pool.map(lambda block: _Layer(block, precision), text.blocks)
            self.tokens = read_tokens()
            self.next_token = NextToken(text, self.tokens, of_vocabulary, pool)
            self._layers = [*layers]
        self._heads, self._precision = model.dims.n_text_head, precision
        self.context: int = model.dims.n_text_ctx
        self._alignment_heads = [(int(layer), int(head)) for layer, head in model.alignment_heads.indices().T]

    def cache(self, rows: int) -> Cache:
        """A cache for rows that have no text yet."""
        return Cache(len(self._layers), rows)

    def sound(self, features: Features) -> Sound:
        """What rows attend to in a window's features."""
        import torch

        pairs = []
        for layer in self._layers:
            key, value = self._split(layer.cross_key_value(features.states[None]), 2)
            pairs.append((key.to(torch.bfloat16).contiguous(), value.to(torch.bfloat16).contiguous()))
        return Sound(pairs, features.counts)

    def _split(self, states: "torch.Tensor", parts: int) -> "tuple[torch.Tensor, ...]":
        """(N, T, parts x state) as that many of (N x heads, T, head state)."""
        rows, length, _ = states.shape
        split = states.view(rows, length, parts, self._heads, -1).permute(2, 0, 3, 1, 4)
        return split.reshape(parts, rows * self._heads, length, -1).unbind()

    def states(
        self,
        given: Sequence[Sequence[int]],
        windows: Sequence[int],
        sounds: Sequence[Sound],
        cache: Cache,
        watch: Callable[[int, "torch.Tensor"], None] = lambda layer, query: None,
    ) -> "torch.Tensor":
        """States (M, state) of the next tokens that rows are given, one row's behind another's.

        Args:
            given: Tokens of each row. Which of them stay is for the cache to accept.
            windows: Which of the sounds each row hears; rows of a window are side by side.
            sounds: What is heard in each window.
            cache: Of the rows.
            watch: Told each layer's queries (M, state) to the sound.
        """
        import torch

        cache.make_room(max(length + len(new) for length, new in zip(cache.lengths, given, strict=True)))
        layout = _layout(given, windows, cache, getattr(torch, self._precision))
        shape = len(given), self._heads, layout.mask.shape[1], -1
        counts = [count for _, count in layout.shares]
        states: torch.Tensor = self._embedding[layout.tokens].float() + self._positions[layout.positions]
        for at, layer in enumerate(self._layers):
            split = layer.query_key_value(states).view(len(states), 3, self._heads, -1)
            text = cache.extended(at, split[:, 1:], layout.rows, layout.places)
            query = split[layout.sources, 0].view(shape[0], shape[2], self._heads, -1).transpose(1, 2).flatten(0, 1)
            attended = read(query, *text, layout.mask).view(shape).transpose(1, 2).flatten(2).flatten(0, 1)
            states = states + layer.out(attended[layout.slots])
            query = layer.cross_query(states)
            watch(at, query)
            parts = zip(torch.split(query[: layout.given], counts), layout.shares, strict=True)
            heard = [self._attend(part, sounds[window], at) for part, (window, _) in parts]
            states = states + layer.cross_out(torch.cat([*heard, query[layout.given :]]))
            states = states + layer.narrow(layer.widen(states))
        return states[: layout.given]

    def _attend(self, query: "torch.Tensor", sound: Sound, layer: int) -> "torch.Tensor":
        """What some queries (T, state) of a layer hear in one window."""
        heads = query.to(sound.pairs[layer][0].dtype).view(len(query), self._heads, -1).transpose(0, 1)
        heard = hear(heads, *sound.pairs[layer], sound.counts, self._precision)
        return heard.transpose(0, 1).flatten(1).to(query.dtype)

    def alignment(self, sound: Sound, tokens: Sequence[int]) -> "torch.Tensor":
        """Attention of the alignment heads (heads, T+1, frames) when a text is read out.

        The text is forced; the extra row of the attention is that of the end of the text.
        """
        import torch

        tokenizer = self.tokens.tokenizer
        scores: list[torch.Tensor] = []

        def watch(layer: int, query: "torch.Tensor") -> None:
            heads = query.float().view(len(query), self._heads, -1)
            keys = sound.pairs[layer][0]
            scores.extend(heads[:, head] @ keys[head].float().T for at, head in self._alignment_heads if at == layer)

        marks = tokenizer.sot_sequence_including_notimestamps
        self.states([[*marks, *tokens, tokenizer.eot]], [0], [sound], self.cache(1), watch)
        start, end = len(marks) - 1, len(marks) - 1 + len(tokens)
        return torch.stack(scores)[:, start : end + 1]
