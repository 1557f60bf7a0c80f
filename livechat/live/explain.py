"""Close codes, HTTP statuses and network failures as sentences with a remedy.

What they mean stands in `live.meanings`; here it is looked up and said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from websockets.exceptions import InvalidStatus
from websockets.http11 import Response

from livechat.catalog.models import MODELS, Model, find
from livechat.catalog.nearest import nearest
from livechat.errors import LivechatError, NetworkError, RateLimitError
from livechat.live.delays import retry_after, wait_named
from livechat.live.meanings import POLITE, TABLE
from livechat.live.unreachable import explain_unreachable
from livechat.live.words import cut, duration, line, repeatable

_BODY_BYTES = 64 << 10
"""Bytes of the largest body that is looked into; Google's errors are far smaller."""


_ERROR_MESSAGE = re.compile(r"error (\d{3}): (.*)", re.S)
"""How `live.spelling` tells that the service sent an error in place of a session."""


def explain_close(
    code: int,
    reason: str,
    model: str,
    *,
    source: str = "",
    api_version: str = "",
    suspects: Sequence[str] = (),
    resuming: bool = False,
    established: bool = False,
    secrets: Sequence[str] = (),
) -> LivechatError:
    """The error for a connection that the service closed.

    Args:
        code: The close code (RFC 6455, 7.4), 1006 when there was no close frame; or the number of
            an error message in place of the session, an HTTP status.
        reason: The close frame's words: data.
        model: The id of the model, as it was asked for.
        source: Where the credential came from, in words; "": not told.
        api_version: The version of the API; "": not told.
        suspects: Settings that may not fit the model (`config.check.suspects`).
        resuming: Whether the setup held a handle to resume a session with.
        established: Whether the service had accepted the setup before.
        secrets: Of the credential, cut out of the reason should that repeat them.
    """
    model, version = line(model), line(api_version)
    return _explained(
        code,
        reason,
        label=""
        if code in POLITE
        else f" ({'close code' if code >= POLITE[0] else 'error'} {code})",
        resuming=resuming,
        established=established,
        secrets=secrets,
        facts={
            "who": "The service",
            "source": _from(source),
            "model": model,
            "version": f" for API version {version}" if version else "",
            "instead": _instead(model, version),
            "suspects": _suspects(suspects, model),
        },
    )


def explain_connect(
    error: Exception,
    host: str,
    source: str,
    *,
    via_proxy: bool = False,
    secrets: Sequence[str] = (),
) -> LivechatError:
    """The error for a connection that could not be made.

    Args:
        error: What the SDK, the WebSocket library or `http.client` raised.
        host: The service's host name.
        source: Where the credential came from, in words.
        via_proxy: Whether the connection was to go through a proxy.
        secrets: Of the credential, cut out of others' words should those repeat them.
    """
    host = line(host)
    if isinstance(error, InvalidStatus):
        return _explain_status(error.response, host, source, secrets)
    if isinstance(error, ValueError) and (sent := _ERROR_MESSAGE.match(str(error))):
        return _explained(
            int(sent[1]),
            sent[2],
            label=f" (error {sent[1]})",
            secrets=secrets,
            facts={"who": host, "source": _from(source)},
        )
    return explain_unreachable(error, host, via_proxy=via_proxy, secrets=secrets)


def _explain_status(
    response: Response, host: str, source: str, secrets: Sequence[str]
) -> LivechatError:
    content = _content(response)
    return _explained(
        response.status_code,
        str(content.get("message") or ""),
        label=f" (HTTP {response.status_code})",
        secrets=secrets,
        retry_after_s=retry_after(response, content),
        facts={"who": host, "source": _from(source)},
    )


def _explained(
    code: int,
    words: str,
    *,
    label: str,
    facts: Mapping[str, str],
    secrets: Sequence[str],
    resuming: bool = False,
    established: bool = False,
    retry_after_s: float | None = None,
) -> LivechatError:
    words = line(words)
    row = next(row for row in TABLE if row.fits(code, words.lower(), resuming=resuming))
    said = repeatable(words, secrets)
    quote = f": “{cut(said)}”" if said.strip(" .") else ""
    after_s = wait_named(words) if retry_after_s is None else retry_after_s
    wait = duration(after_s) if after_s else "a moment"
    known = {**facts, "said": label + quote, "wait": wait}
    texts = row.in_call if established and row.in_call else (row.what, row.remedy)
    what, remedy = (text.format_map(known) for text in texts)
    if issubclass(row.kind, NetworkError):
        return row.kind(what, remedy, cause=row.cause, retry_after_s=after_s)
    if issubclass(row.kind, RateLimitError):
        return row.kind(what, remedy, retry_after_s=after_s)
    return row.kind(what, remedy)


def _instead(model: str, version: str) -> str:
    """What to do about a model that the service does not have."""
    row = find(model)
    in_use = [one for one in MODELS if one.status != "retired" and one is not row]
    if row is None:  # mistyped, perhaps
        other = nearest(model.rpartition("/")[2], [one.id for one in in_use])
    else:  # what looks like its name need not do what it does
        alike = [one.id for one in in_use if one.task == row.task and _speaks(one) == _speaks(row)]
        other = row.replacement or nearest(row.id, alike) or next(iter(alike), None)
    known = f"Try --model {other}" if other else "Choose another --model from `livechat models`"
    return f"{known}, or another api_version{f' than {version}' if version else ''}."


def _speaks(row: Model) -> bool:
    return "audio" in row.modalities


def _suspects(suspects: Sequence[str], model: str) -> str:
    """What to do about settings that do not fit."""
    if not suspects:
        return f"Check with `livechat models` what {model} accepts, or try another --model."
    if len(suspects) == 1:
        return f"Leave out {suspects[0]}, which may not fit {model}."
    return f"Leave these out one by one; they may not fit {model}: {', '.join(suspects)}."


def _content(response: Response) -> dict[str, Any]:
    """The error in a small body as Google's APIs write it (google.rpc.Status), else nothing."""
    if len(response.body or b"") > _BODY_BYTES:
        return {}
    try:
        content = json.loads(response.body or b"")
    except (ValueError, RecursionError):
        return {}
    if isinstance(content, list) and content:
        content = content[0]
    error = content.get("error") if isinstance(content, dict) else None
    return error if isinstance(error, dict) else {"message": error} if error else {}


def _from(source: str) -> str:
    return f" from {line(source)}" if source else ""
