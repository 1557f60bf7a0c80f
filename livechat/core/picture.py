"""A picture: bytes and what they are."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on its way between a source, or a function, and the model."""

    data: bytes = field(repr=False)
    mime_type: str
    """`image/png`, `image/jpeg`."""
