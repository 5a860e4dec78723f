"""Whisper's text decoder run greedily over many rows at once, from features that were encoded once.

A row is one reading of one window: what the model writes after a prompt. All rows of a window share its cross-attention
keys and values, which are most of what a step reads from memory; finished windows leave the batch. `openai-whisper`'s
own `decode` gives the same tokens for a row without a prompt (tests/test_decoder.py); it runs one prompt at a time.

Conventions: W windows, R rows each, T tokens; features (W, frames, state).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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

Pair = tuple["torch.Tensor", "torch.Tensor"]
"""Keys and values of one layer."""
Cache = list[Pair]


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


class Decoder:
    """Runs a model's text decoder; holds no state between calls."""

    def __init__(self, model: "Whisper", tokenizer: "Tokenizer", filler_tokens: Sequence[int]) -> None:
        self.tokenizer = tokenizer
        self._text = model.decoder
        self._heads = model.dims.n_text_head
        self._context: int = model.dims.n_text_ctx
        self._alignment_heads = [(int(layer), int(head)) for layer, head in model.alignment_heads.indices().T]
        self._fillers = list(filler_tokens)

    def cross_attention(self, features: "torch.Tensor") -> Cache:
        """Keys and values of every layer for some windows, each (W, heads, frames, head state)."""
        pairs = []
        for block in self._text.blocks:
            attention = block.cross_attn
            pairs.append((self._split(attention.key(features)), self._split(attention.value(features))))
        return pairs

    def _split(self, states: "torch.Tensor") -> "torch.Tensor":
        count, length, _ = states.shape
        return states.view(count, length, self._heads, -1).transpose(1, 2).contiguous()

    def greedy(
        self,
        cross: Cache,
        prompts: Sequence[Sequence[int]],
        suppressed: "torch.Tensor",
        limits: Sequence[int],
    ) -> list[list[Row]]:
        """For each window one row per prompt.

        `suppressed` (R, vocabulary) is added to the logits: -inf where a token may not be written. `limits` is the most
        tokens a window's rows may have.
        """
        import torch

        rows = [[Row() for _ in prompts] for _ in limits]
        tokens, left = self._starts(prompts, len(limits))
        offset, live = tokens.shape[2], list(range(len(limits)))
        finished = torch.zeros(tokens.shape[:2], dtype=torch.bool)
        states, cache = self._run(tokens, cross, None, 0, left)
        self._note_no_speech(states, rows)
        logits = self._logits(states[:, :, -1])
        blank = torch.zeros_like(suppressed)
        blank[:, [self.tokenizer.eot, *self.tokenizer.encode(" ")]] = -torch.inf
        while True:
            logprobs = (logits + suppressed + blank).log_softmax(-1)
            best, written = logprobs.max(-1)
            fillers = logprobs[..., self._fillers].logsumexp(-1)
            for at, window in enumerate(live):
                for row in range(len(prompts)):
                    if not finished[at, row]:
                        self._append(
                            rows[window][row], int(written[at, row]), float(best[at, row]), float(fillers[at, row])
                        )
                        finished[at, row] = self._is_finished(
                            rows[window][row], int(written[at, row]), min(limits[window], self._context - offset - 1)
                        )
            kept = [at for at in range(len(live)) if not bool(finished[at].all())]
            if not kept:
                return rows
            if len(kept) < len(live):
                index = torch.tensor(kept)
                cross, cache = ([(k[index], v[index]) for k, v in each] for each in (cross, cache))
                written, finished, live = written[index], finished[index], [live[at] for at in kept]
            states, cache = self._run(written[..., None], cross, cache, offset, left)
            logits = self._logits(states[:, :, -1])
            offset, blank = offset + 1, torch.zeros(1)

    def _append(self, row: Row, token: int, logprob: float, filler_logprob: float) -> None:
        row.filler_logprobs.append(filler_logprob)
        row.logprobs.append(logprob)
        if token != self.tokenizer.eot:
            row.tokens.append(token)

    def _is_finished(self, row: Row, token: int, limit: int) -> bool:
        row.looped = is_loop(row.tokens)
        return token == self.tokenizer.eot or row.looped or len(row.tokens) >= limit

    def _starts(self, prompts: Sequence[Sequence[int]], windows: int) -> tuple["torch.Tensor", "torch.Tensor"]:
        """Tokens (W, R, T) before the text, padded on the left, and how much padding each row has (R)."""
        import torch

        marks = [*self.tokenizer.sot_sequence_including_notimestamps]
        starts = [[self.tokenizer.sot_prev, *prompt, *marks] if prompt else marks for prompt in prompts]
        longest = max(map(len, starts))
        padded = [[self.tokenizer.eot] * (longest - len(start)) + start for start in starts]
        left = torch.tensor([longest - len(start) for start in starts])
        return torch.tensor(padded).expand(windows, -1, -1), left

    def _run(
        self, tokens: "torch.Tensor", cross: Cache, cache: Cache | None, offset: int, left: "torch.Tensor"
    ) -> tuple["torch.Tensor", Cache]:
        """States (W, R, T, state) of some tokens (W, R, T), and the grown cache of keys and values."""
        import torch

        windows, rows, length = tokens.shape
        places = torch.arange(offset, offset + length)
        states = self._text.token_embedding(tokens)
        states = states + self._text.positional_embedding[(places - left[:, None]).clamp(min=0)]
        keys = torch.arange(offset + length)
        visible = (keys <= places[:, None]) & (keys >= left[:, None, None])
        visible |= keys == places[:, None]  # padding sees itself, as a row of nothing but -inf would be NaN
        mask = torch.where(visible, 0.0, -torch.inf).expand(windows, -1, -1, -1).reshape(windows * rows, 1, length, -1)
        grown = []
        for at, block in enumerate(self._text.blocks):
            past = cache[at] if cache else None
            attended, pair = self._attend_to_text(block, states, mask, past)
            grown.append(pair)
            states = states + attended
            states = states + self._attend_to_sound(block, states, cross[at])
            states = states + block.mlp(block.mlp_ln(states))
        return states, grown

    def _logits(self, states: "torch.Tensor") -> "torch.Tensor":
        """Of the next token, after the state of the last layer."""
        logits: torch.Tensor = (self._text.ln(states) @ self._text.token_embedding.weight.T).float()
        return logits

    def _note_no_speech(self, states: "torch.Tensor", rows: list[list[Row]]) -> None:
        """How probable "no speech" was for each row at its start-of-transcript mark."""
        at = states.shape[2] - len(self.tokenizer.sot_sequence_including_notimestamps)
        probable = self._logits(states[:, :, at]).softmax(-1)[..., self.tokenizer.no_speech]
        for each, probabilities in zip(rows, probable.tolist(), strict=True):
            for row, probability in zip(each, probabilities, strict=True):
                row.no_speech = probability

    def _attend_to_text(
        self, block: Any, states: "torch.Tensor", mask: "torch.Tensor", past: Pair | None
    ) -> tuple["torch.Tensor", Pair]:
        import torch
        from torch.nn.functional import scaled_dot_product_attention

        windows, rows, length, width = states.shape
        normed, attention = block.attn_ln(states), block.attn
        query, key, value = (
            part(normed).view(windows, rows, length, self._heads, -1).transpose(2, 3)
            for part in (attention.query, attention.key, attention.value)
        )
        if past is not None:
            key, value = torch.cat([past[0], key], 3), torch.cat([past[1], value], 3)
        flat = scaled_dot_product_attention(query.flatten(0, 1), key.flatten(0, 1), value.flatten(0, 1), attn_mask=mask)
        return attention.out(flat.transpose(1, 2).reshape(windows, rows, length, width)), (key, value)

    def _attend_to_sound(self, block: Any, states: "torch.Tensor", pair: Pair) -> "torch.Tensor":
        from torch.nn.functional import scaled_dot_product_attention

        windows, rows, length, width = states.shape
        attention = block.cross_attn
        query = attention.query(block.cross_attn_ln(states)).view(windows, rows * length, self._heads, -1)
        attended = scaled_dot_product_attention(query.transpose(1, 2), *pair)
        mixed: torch.Tensor = attention.out(attended.transpose(1, 2).reshape(windows, rows, length, width))
        return mixed

    def alignment(self, cross: Cache, window: int, tokens: Sequence[int]) -> tuple["torch.Tensor", "torch.Tensor"]:
        """Attention of the alignment heads (heads, T+1, frames) and log-probabilities (T) when a text is read out.

        The text is forced; the extra row of the attention is that of the end of the text.
        """
        import torch
        from torch.nn.functional import scaled_dot_product_attention

        marks = [*self.tokenizer.sot_sequence_including_notimestamps]
        read = torch.tensor([[[*marks, *tokens, self.tokenizer.eot]]])
        states = self._text.token_embedding(read) + self._text.positional_embedding[: read.shape[2]]
        mask = torch.full((read.shape[2], read.shape[2]), -torch.inf).triu_(1)
        weights = []
        for at, block in enumerate(self._text.blocks):
            states = states + self._attend_to_text(block, states, mask, None)[0]
            attention, key, value = block.cross_attn, cross[at][0][window], cross[at][1][window]
            query = (
                attention.query(block.cross_attn_ln(states))[0, 0].view(read.shape[2], self._heads, -1).transpose(0, 1)
            )
            weights += [
                query[head] @ key[head].T * query.shape[-1] ** -0.5
                for layer, head in self._alignment_heads
                if layer == at
            ]
            attended = scaled_dot_product_attention(query, key, value)
            states = states + attention.out(attended.transpose(0, 1).reshape(states.shape))
            states = states + block.mlp(block.mlp_ln(states))
        logprobs = self._logits(states[0, 0, len(marks) - 1 : -2]).log_softmax(-1)
        return torch.stack(weights)[:, len(marks) - 1 : -1], logprobs[
            torch.arange(len(tokens)), torch.tensor([*tokens])
        ]


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
