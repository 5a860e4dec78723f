"""Whisper's text decoder run greedily over many rows at once, from features that were encoded once.

A row is one reading of one window: what the model writes after a prompt. All rows of a window share its cross-attention
keys and values, which are a large part of what a step reads from memory; a row that is finished leaves the batch.
`openai-whisper`'s own `decode` gives the same tokens for a row without a prompt (tests/test_decoder.py); it runs one
prompt at a time.

Conventions: W windows, R rows each, N rows in all, T tokens.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from vmcoach.engines.encoder import Features
from vmcoach.engines.projection import Projection

if TYPE_CHECKING:
    import torch
    from whisper.model import Whisper
    from whisper.tokenizer import Tokenizer

TOKENS_PER_S = 8.0
"""More than anyone says: the fastest talkers reach five words a second, at 1.4 tokens a word."""
SPARE_TOKENS = 16

LOOP_TOKENS, LOOP_REPEATS, LOOP_LENGTH = 12, 4, 24
"""A pattern of up to 12 tokens that fills the last 24, 4 times over or more, is a loop the decoder does not leave.
People do say "five five five five", or one word five times."""

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


@dataclass(slots=True)
class Row:
    """What was written after one prompt, with the log-probability of each token and of a filled pause at its place.

    `filler_logprobs` has one more entry than `tokens`: the last is for the end of the text.
    """

    tokens: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    filler_logprobs: list[float] = field(default_factory=list)
    looped: bool = False
    no_speech: float = 0.0
    """Whisper's own probability that there is none."""

    @property
    def mean_logprob(self) -> float:
        """How sure the decoder was of what it wrote, on average."""
        return sum(self.logprobs) / max(1, len(self.logprobs))


@dataclass(frozen=True, slots=True)
class _Live:
    """A row that is still being written: of which window, and the most tokens it may have."""

    window: int
    row: Row
    limit: int


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


class _Cache:
    """Keys and values of the text so far, each layer's (N, heads, room, head state)."""

    def __init__(self, layers: int) -> None:
        self.length = 0
        self._pairs: list[list[torch.Tensor]] = [[] for _ in range(layers)]

    def extended(self, layer: int, key: "torch.Tensor", value: "torch.Tensor") -> Pair:
        """All keys and values of a layer with those of the newest tokens."""
        import torch

        end = self.length + key.shape[2]
        kept = self._pairs[layer]
        if not kept or kept[0].shape[2] < end:
            rows, heads, new, width = key.shape
            room = key.new_empty(rows, heads, new + ROOM, width)
            self._pairs[layer] = kept = [torch.cat([old[:, :, : self.length], room], 2) for old in kept] or [
                room,
                room.clone(),
            ]
        for held, added in zip(kept, (key, value), strict=True):
            held[:, :, self.length : end] = added
        return kept[0][:, :, :end], kept[1][:, :, :end]

    def keep(self, rows: "torch.Tensor") -> None:
        """Forget all rows but these."""
        self._pairs = [[held[rows] for held in pair] for pair in self._pairs]


class Decoder:
    """Runs a model's text decoder; holds no state between calls.

    `vocabulary` is the tokens that may come next at all; nothing is computed for others.
    """

    def __init__(self, model: "Whisper", tokenizer: "Tokenizer", vocabulary: Sequence[int]) -> None:
        import torch

        self.tokenizer = tokenizer
        text = model.decoder
        self._embedding, self._positions, self._ln = text.token_embedding, text.positional_embedding, text.ln
        self._vocabulary, self._place = torch.tensor(vocabulary), {token: at for at, token in enumerate(vocabulary)}
        with ThreadPoolExecutor() as pool:  # one thread takes a second
            layers = pool.map(_Layer, text.blocks)
            parts = text.token_embedding.weight[self._vocabulary].chunk(4)
            self._to_vocabulary = [*pool.map(lambda part: Projection([part], [None]), parts)]
            self._layers = [*layers]
        self._heads = model.dims.n_text_head
        self._context: int = model.dims.n_text_ctx
        self._alignment_heads = [(int(layer), int(head)) for layer, head in model.alignment_heads.indices().T]

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

    def greedy(
        self,
        sounds: Sequence[Sound],
        prompts: Sequence[Sequence[int]],
        suppressed: "torch.Tensor",
        limits: Sequence[int],
        fillers: Sequence[int],
    ) -> list[list[Row]]:
        """For each window one row per prompt.

        `suppressed` (R, tokens of the model) is added to the logits: -inf where a token may not be written. `limits` is
        the most tokens a window's rows may have, `fillers` the tokens of filled pauses.
        """
        import torch

        rows = [[Row() for _ in prompts] for _ in limits]
        tokens, left = self._starts(prompts)
        most = self._context - tokens.shape[1]
        live = [_Live(window, row, min(limits[window], most)) for window, each in enumerate(rows) for row in each]
        suppressed = suppressed[:, self._vocabulary]
        tokens, left, barred = (each.repeat(len(limits), 1) for each in (tokens, left, suppressed))
        blank, filler_places = torch.zeros(len(self._vocabulary)), [self._place[token] for token in fillers]
        blank[[self._place[token] for token in (self.tokenizer.eot, *self.tokenizer.encode(" "))]] = -torch.inf
        cache = _Cache(len(self._layers))
        states = self._run(tokens, sounds, live, cache, left)
        self._note_no_speech(states, live)
        barring = barred + blank
        while True:
            logprobs = self._logits(states[:, -1]).add_(barring).log_softmax(-1)
            best, places = logprobs.max(-1)
            tokens, filler = self._vocabulary[places], logprobs[:, filler_places].logsumexp(-1)
            steps = zip(live, tokens.tolist(), best.tolist(), filler.tolist(), strict=True)
            kept = [at for at, step in enumerate(steps) if not self._append(*step)]
            if not kept:
                return rows
            if len(kept) < len(live):
                index = torch.tensor(kept)
                live = [live[at] for at in kept]
                tokens, left, barred = tokens[index], left[index], barred[index]
                cache.keep(index)
            barring = barred
            states = self._run(tokens[:, None], sounds, live, cache, left)

    def _logits(self, states: "torch.Tensor") -> "torch.Tensor":
        """Of each token of the vocabulary to be next, after the state of the last layer."""
        import torch

        normed = self._ln(states)
        return torch.cat([part(normed) for part in self._to_vocabulary], -1)

    def _append(self, live: _Live, token: int, logprob: float, filler_logprob: float) -> bool:
        """Write a token; whether the row is finished."""
        row = live.row
        row.filler_logprobs.append(filler_logprob)
        row.logprobs.append(logprob)
        if token == self.tokenizer.eot:
            return True
        row.tokens.append(token)
        row.looped = is_loop(row.tokens)
        return row.looped or len(row.tokens) >= live.limit

    def _starts(self, prompts: Sequence[Sequence[int]]) -> tuple["torch.Tensor", "torch.Tensor"]:
        """Tokens (R, T) before the text, padded on the left, and how much padding each row has (R, 1)."""
        import torch

        marks = [*self.tokenizer.sot_sequence_including_notimestamps]
        starts = [[self.tokenizer.sot_prev, *prompt, *marks] if prompt else marks for prompt in prompts]
        longest = max(map(len, starts))
        padded = [[self.tokenizer.eot] * (longest - len(start)) + start for start in starts]
        return torch.tensor(padded), torch.tensor([[longest - len(start)] for start in starts])

    def _run(
        self,
        tokens: "torch.Tensor",
        sounds: Sequence[Sound],
        live: Sequence[_Live],
        cache: _Cache,
        left: "torch.Tensor",
    ) -> "torch.Tensor":
        """States (N, T, state) of some tokens (N, T), whose keys and values join the cache."""
        import torch
        from torch.nn.functional import scaled_dot_product_attention

        offset, length = cache.length, tokens.shape[1]
        places = torch.arange(offset, offset + length)
        states: torch.Tensor = self._embedding(tokens) + self._positions[(places - left).clamp(min=0)]
        keys = torch.arange(offset + length)
        visible = (keys <= places[:, None]) & (keys >= left[:, None])
        visible |= keys == places[:, None]  # padding sees itself, as a row of nothing but -inf would be NaN
        mask = torch.where(visible, 0.0, -torch.inf)[:, None]
        windows = [(window, len([*each])) for window, each in groupby(live, lambda each: each.window)]
        for at, layer in enumerate(self._layers):
            query, key, value = self._split(layer.query_key_value(layer.attn_ln(states)), 3)
            attended = scaled_dot_product_attention(query, *cache.extended(at, key, value), attn_mask=mask)
            states = states + layer.out(attended.transpose(1, 2).flatten(2))
            query = layer.cross_query(layer.cross_ln(states))
            parts = torch.split(query, [count for _, count in windows])
            heard = [
                self._attend(part.flatten(0, 1), sounds[window], at)
                for part, (window, _) in zip(parts, windows, strict=True)
            ]
            states = states + layer.cross_out(torch.cat(heard).view(states.shape))
            states = states + layer.mlp(states)
        cache.length += length
        return states

    def _attend(self, query: "torch.Tensor", sound: Sound, layer: int) -> "torch.Tensor":
        """What some queries (T, state) of a layer hear in one window."""
        from torch.nn.functional import scaled_dot_product_attention

        if len(query) == 1:  # torch's path for one is three times as slow as that for two
            return self._attend(query.expand(2, -1), sound, layer)[:1]
        heads = query.to(sound.bias.dtype).view(1, len(query), self._heads, -1).transpose(1, 2)
        attended: torch.Tensor = scaled_dot_product_attention(heads, *sound.pairs[layer], attn_mask=sound.bias)
        return attended.transpose(1, 2).flatten(2)[0].float()

    def _note_no_speech(self, states: "torch.Tensor", live: Sequence[_Live]) -> None:
        """How probable "no speech" was for each row at its start-of-transcript mark."""
        at = states.shape[1] - len(self.tokenizer.sot_sequence_including_notimestamps)
        probable = self._logits(states[:, at]).softmax(-1)[:, self._place[self.tokenizer.no_speech]]
        for each, probability in zip(live, probable.tolist(), strict=True):
            each.row.no_speech = probability

    def alignment(self, sound: Sound, tokens: Sequence[int]) -> tuple["torch.Tensor", "torch.Tensor"]:
        """Attention of the alignment heads (heads, T+1, frames) and log-probabilities (T) when a text is read out.

        The text is forced; the extra row of the attention is that of the end of the text.
        """
        import torch
        from torch.nn.functional import scaled_dot_product_attention

        marks = [*self.tokenizer.sot_sequence_including_notimestamps]
        read = torch.tensor([[*marks, *tokens, self.tokenizer.eot]])
        states = self._embedding(read) + self._positions[: read.shape[1]]
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
        logprobs = self._logits(states[0, len(marks) - 1 : -2]).log_softmax(-1)
        places = [self._place[token] for token in tokens]
        return torch.stack(weights)[:, len(marks) - 1 : -1], logprobs[range(len(tokens)), places]


def token_limit(duration_s: float) -> int:
    """The most tokens that can be said in some seconds."""
    return int(TOKENS_PER_S * duration_s) + SPARE_TOKENS


def is_loop(tokens: Sequence[int]) -> bool:
    """Whether the end of some tokens is one pattern over and over."""
    for size in range(1, LOOP_TOKENS + 1):
        length = max(LOOP_LENGTH, size * LOOP_REPEATS)
        if len(tokens) >= length and all(tokens[-at] == tokens[-at - size] for at in range(1, length - size + 1)):
            return True
    return False
