"""What `livechat doctor` finds out about the language model behind the practice partner."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from livechat import installing
from livechat.cli.call.language_model import LLM_COMMAND, chosen, find_llm_key
from livechat.cli.doctor.checks import Finding, problem
from livechat.config.language_model import AUTO, KEY_VARIABLE, OFF, is_url
from livechat.config.settings import Practice
from livechat.core.text import visible
from livechat.errors import CredentialError, LivechatError, NetworkError
from livechat.sim.llm import choosing, finding, problems, weights
from livechat.sim.llm.finding import Found
from livechat.sim.llm.place import place_of

PART: Final = "model"

PULLED: Final = "llama3.2:1b"
"""The model of Ollama's to begin with: 1.3 GB, and quick enough to talk with on a laptop."""

_LISTED: Final = 8
"""Models that one sentence names."""


def check_language_model(
    practice: Practice, environ: Mapping[str, str], *, look: choosing.Look | None = None
) -> Finding:
    """Which language model would answer; it is asked nothing but what there is.

    Args:
        practice: The settings.
        environ: The environment.
        look: Looks for servers on this machine.
    """
    try:
        return asyncio.run(_checked(practice, environ, look or choosing.look_here))
    except LivechatError as error:
        return problem(PART, error)


async def _checked(practice: Practice, environ: Mapping[str, str], look: choosing.Look) -> Finding:
    choice, name = chosen(practice), practice.model or ""
    if choice == OFF:
        words = "The scenario says what is answered." if practice.scenario else _RULES
        return Finding(PART, "ok", words, data={"llm": None})
    if is_url(choice):
        return await _endpoint(choice, name, find_llm_key(practice, environ))
    if choice != AUTO:
        path = Path(choice)
        await choosing.check_file(path)
        label = weights.Weights(path, 0).label
        return Finding(PART, "ok", f"{label} answers.", data={"llm": label})
    return _found(await look(), name)


_RULES: Final = "A few fixed rules answer, no language model."


async def _endpoint(url: str, name: str, key: str) -> Finding:
    authority = place_of(url).authority
    found = await finding.look_at(url, key, choosing.LISTING_S)
    if found is None:
        fix = problems.running(place_of(url))
        raise NetworkError(f"The language model at {authority} does not answer.", fix)
    if found.locked:
        raise CredentialError(
            f"The language model at {authority} refuses the key."
            if key
            else f"The language model at {authority} wants a key.",
            f"Put it into {KEY_VARIABLE}, or a command that prints it into {LLM_COMMAND}.",
        )
    best = finding.best([found], None, name)
    if best is not None:
        return _answers(best[1].label, authority, [found])
    if not found.offers:
        words = f"{authority} answers, but does not list its models."
        return Finding(PART, "warning", words, "Check that its address ends in /v1.")
    if not name:
        words = f"{authority} has no language model to converse with."
        return Finding(PART, "warning", words, "Name one all the same: practice.model.")
    words = f"{authority} does not list the model {visible(name)}."
    return Finding(PART, "warning", words, f"Choose one that it lists: {_listed([found])}.")


def _found(servers: list[Found], name: str) -> Finding:
    best = finding.best(servers, weights.memory(), name)
    if best is not None:
        server, offer = best
        return _answers(offer.label, f"{server.authority}, {server.product}", servers)
    if name:
        raise choosing.missing(name, servers)
    if path := choosing.packaged():
        label = weights.Weights(path, 0).label
        words = f"{label} answers, a small model that makes things up."
        return Finding(PART, "ok", words, _aside(servers), data={"llm": label})
    return Finding(
        PART,
        "warning",
        _aside(servers) or f"No language model was found. {_RULES}",
        f"Run `ollama pull {PULLED}`, or add a small one here: {installing.small_model()}",
        data={"llm": None},
    )


def _answers(name: str, where: str, servers: list[Found]) -> Finding:
    data = {
        "llm": name,
        "servers": [
            {"product": one.product, "url": one.url, "models": [each.name for each in one.offers]}
            for one in servers
        ],
    }
    return Finding(PART, "ok", f"{visible(name)} answers ({where}).", data=data)


def _aside(servers: list[Found]) -> str:
    """What keeps the servers that were found from answering; empty: there are none."""
    said = [
        f"{one.product} at {one.authority} wants a key: name its address in practice.llm."
        if one.locked
        else f"{one.product} at {one.authority} has no model that converses and fits into memory."
        for one in servers
    ]
    return " ".join(said)


def _listed(servers: list[Found]) -> str:
    names = [visible(offer.name) for one in servers for offer in one.suitable(None)]
    return ", ".join(names[:_LISTED])
