"""What the name of a model tells: how large it is, and whether one can converse with it."""

from __future__ import annotations

import re
from typing import Final, Literal

Suitability = Literal["converses", "hardly", "never"]
"""hardly: it answers, but was made for something else, thinks long first, or may not have been
taught to converse."""

_SIZE: Final = re.compile(r"(?<![a-z0-9.])(?:(\d+)x)?[ea]?(\d+(?:\.\d+)?)([mbt])(?![a-z0-9])")
"""135m, 1.7b, 8x7b, e2b (Gemma 3n), 1t; the a3b of 30b-a3b is smaller than what it is a part of."""

_UNITS: Final = {"m": 1e6, "b": 1e9, "t": 1e12}

_LEAST: Final = 5e6
"""Parameters of the smallest model that says anything: the 1m of a name is its window."""

_WORD: Final = re.compile(r"[a-z]+\d*(?:\.\d+)?|\d+")

_NEVER: Final = re.compile(
    r"""
      .*embed.* | bge | gte | e5 | .*minilm.* | mxbai | paraphrase | colbert.* | labse | .*bert\d*
    | .*rerank.* | retriever
    | .*whisper.* | parakeet | canary | wav2vec\d* | moonshine | asr | stt
    | tts\d* | kokoro | orpheus | piper | bark | vibevoice | speecht5 | snac
    | clip | .*siglip\d* | vit | dinov\d | mmproj | sdxl | flux\d* | .*diffusion.* | vae | ocr
    | image | video
    | .*guard\d* | guardian | shieldgemma | reward | prm | moderation | classifier | nli
    | functiongemma | nuextract | sqlcoder\d* | nsql | translategemma | nllb | madlad\d* | t5
    | draft | eagle\d* | lora | adapter
    | base | pt | pretrained | fim | starcoder\d* | santacoder | codegen\d* | replit
    | opt | gpt2 | neo | neox | pythia | bloom | galactica
    | cloud
    """,
    re.VERBOSE,
)
"""Words of names whose models turn text into numbers, hear, speak, see, judge, convert, or go on
writing where a text ends; or, last, are somewhere else."""

_HARDLY: Final = re.compile(
    r"""
      .*coder\d* | code | codestral | codellama | codegemma | .*math | mathstral
    | r1 | qwq | reason.* | think.* | magistral | deepscaler | moondream\d*
    """,
    re.VERBOSE,
)

_TAUGHT: Final = re.compile(
    r"instruct.* | chat.* | it | sft | dpo | assistant | zephyr.* | .*hermes\d*", re.VERBOSE
)

_BASE_TAG: Final = re.compile(r":(?:.*-)?(?:text|code)(?:-|$)")
"""Ollama's tags of models that were not taught to converse: llama3:text, codellama:7b-code."""


def parameters(name: str) -> float | None:
    """How many parameters a model has by its name, as "llama3.2:1b"; None: it does not tell."""
    counts = [
        float(times or 1) * float(number) * _UNITS[unit]
        for times, number, unit in _SIZE.findall(name.lower().replace("_", "-"))
    ]
    return max((count for count in counts if count >= _LEAST), default=None)


def suitability(name: str, *, published: bool = False) -> Suitability:
    """Whether one can converse with a model, by its name.

    Args:
        name: As its server has it.
        published: Whether that is the name under which it was published, "owner/name": one that
            does not say is often that of the base.
    """
    lower = name.lower()
    words = _WORD.findall(lower)
    if _BASE_TAG.search(lower) or any(map(_NEVER.fullmatch, words)):
        return "never"
    if any(map(_HARDLY.fullmatch, words)):
        return "hardly"
    if published and not any(map(_TAUGHT.fullmatch, words)):
        return "hardly"
    return "converses"
