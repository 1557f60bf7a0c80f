"""Sound becomes a chunk: the one place where its level is computed."""

from __future__ import annotations

from livechat.app.ports import Chunk
from livechat.core.link.endpointing import Judgement


def chunk_of(pcm: bytes, captured_at: float, judgement: Judgement | None = None) -> Chunk:
    """Make a chunk of s16le mono sound at 16 kHz.

    Args:
        pcm: 20 ms as a rule.
        captured_at: Seconds on the loop's clock: when its last sample was in the air.
        judgement: What this machine thinks of it; None: nothing judges it.
    """
    from livechat.dsp.level import dbfs  # numpy: whoever has sound has imported it by now

    return Chunk(pcm, captured_at, dbfs(pcm), judgement)
