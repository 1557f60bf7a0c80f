"""What an ephemeral token leaves of a client's setup.

    token's setup   field mask   the session's setup
    none            none         the client's
    given           none         the token's
    any             given        the client's, with each masked field as the token has it

Deviations of the client are overridden without a word, as the API documents. Two fields stay the
client's whatever is locked: a model the token does not name, without which there is no session,
and the handle of the session to resume, which nobody knew when the token was made.

Source: `bidiGenerateContentSetup` and `fieldMask` of `AuthToken` in the Gemini API reference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from livechat.sim.protocol.schema import camel


def lock(
    setup: Mapping[str, Any],
    token_setup: Mapping[str, Any] | None,
    mask: Sequence[str] | None,
) -> dict[str, Any]:
    """The setup a session is to have; nothing given is changed.

    Args:
        setup: The client's, known keys in camelCase.
        token_setup: The token's, likewise; None if it has none.
        mask: Paths such as `generationConfig.temperature`, in camelCase or snake_case. A path
            that ends at an object means all of it.
    """
    if mask:
        result = dict(setup)
        for path in mask:
            steps = [camel(step) for step in path.split(".") if step]
            result = _taken(result, token_setup or {}, steps)
    else:
        result = dict(setup if token_setup is None else token_setup)
    if "model" in setup:
        result.setdefault("model", setup["model"])
    return _with_handle(result, setup)


def _taken(
    fields: Mapping[str, Any], source: Mapping[str, Any], steps: Sequence[str]
) -> dict[str, Any]:
    """`fields`, with what lies at the end of `steps` as `source` has it."""
    result = dict(fields)
    if not steps or (steps[0] not in fields and steps[0] not in source):
        return result
    name, *rest = steps
    ours, theirs = fields.get(name, {}), source.get(name, {})
    if rest and isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        result[name] = _taken(ours, theirs, rest)
        if not result[name] and name not in fields:
            del result[name]  # an empty object can mean something: none is added
    elif name in source:
        result[name] = source[name]
    else:
        del result[name]
    return result


def _with_handle(result: dict[str, Any], setup: Mapping[str, Any]) -> dict[str, Any]:
    handle = setup.get("sessionResumption", {}).get("handle")
    if handle is None:
        return result
    return {
        **result,
        "sessionResumption": {**result.get("sessionResumption", {}), "handle": handle},
    }
