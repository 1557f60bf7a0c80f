"""The prebuilt voices, each with the one word Google describes it by.

Source: speech generation and Live API guides of the Gemini API, read 2026-11-21. The service's
own default differs between two of its references (Puck, Zephyr), hence livechat has none.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice."""

    name: str
    """As the service spells it."""
    style: str
    """Google's word for it."""


VOICES: tuple[Voice, ...] = (
    Voice("Zephyr", "Bright"),
    Voice("Puck", "Upbeat"),
    Voice("Charon", "Informative"),
    Voice("Kore", "Firm"),
    Voice("Fenrir", "Excitable"),
    Voice("Leda", "Youthful"),
    Voice("Orus", "Firm"),
    Voice("Aoede", "Breezy"),
    Voice("Callirrhoe", "Easy-going"),
    Voice("Autonoe", "Bright"),
    Voice("Enceladus", "Breathy"),
    Voice("Iapetus", "Clear"),
    Voice("Umbriel", "Easy-going"),
    Voice("Algieba", "Smooth"),
    Voice("Despina", "Smooth"),
    Voice("Erinome", "Clear"),
    Voice("Algenib", "Gravelly"),
    Voice("Rasalgethi", "Informative"),
    Voice("Laomedeia", "Upbeat"),
    Voice("Achernar", "Soft"),
    Voice("Alnilam", "Firm"),
    Voice("Schedar", "Even"),
    Voice("Gacrux", "Mature"),
    Voice("Pulcherrima", "Forward"),
    Voice("Achird", "Friendly"),
    Voice("Zubenelgenubi", "Casual"),
    Voice("Vindemiatrix", "Gentle"),
    Voice("Sadachbia", "Lively"),
    Voice("Sadaltager", "Knowledgeable"),
    Voice("Sulafat", "Warm"),
)

_BY_NAME = {voice.name.casefold(): voice for voice in VOICES}


def find(name: str) -> Voice | None:
    """Return the voice of that name, whatever its capitals, or None."""
    return _BY_NAME.get(name.casefold())
