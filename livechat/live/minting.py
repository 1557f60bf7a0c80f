"""Ephemeral tokens: made with an API key, used in its place by somebody who shall not have the key.

Sources: "Ephemeral tokens" in the Gemini API documentation; `AuthToken` in its reference, and what
google-genai makes of it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from websockets.datastructures import Headers
from websockets.exceptions import InvalidStatus
from websockets.http11 import Response

from livechat.app.ports import Opening
from livechat.catalog.models import Model
from livechat.config.authorities import authorities
from livechat.config.settings import Settings
from livechat.config.spec import setup_spec
from livechat.errors import InvalidArgumentError, LivechatError, RefusedError
from livechat.live.credentials import TOKEN_PREFIX, Credential
from livechat.live.endpoint import Endpoint
from livechat.live.explain import explain_connect
from livechat.live.https import Answer, exchange
from livechat.live.setup import make_setup
from livechat.live.token_version import remember, token_versions
from livechat.live.words import repeatable
from livechat.threads import bounded

LONGEST: Final = timedelta(hours=20)
"""All times of a token are nearer than this, says the reference."""

LOCKABLE: Final[Mapping[str, str]] = {
    "voice": "generationConfig.speechConfig",
    "language": "generationConfig.speechConfig",
    "system": "systemInstruction",
    "temperature": "generationConfig.temperature",
    "max_tokens": "generationConfig.maxOutputTokens",
    "thinking": "generationConfig.thinkingConfig",
    "modality": "generationConfig.responseModalities",
}
"""Setting → the field of the setup that is locked with it. As deep as google-genai goes, so voice
and language are locked together."""

_DETAIL_CHARS = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a token is to be."""

    uses: int = 1
    """New sessions it starts; 0 for any number."""
    lifetime: timedelta = timedelta(minutes=30)
    """From its making to its end; shorter than `LONGEST`."""
    starting_time: timedelta = timedelta(seconds=60)
    """From its making to its last new session."""
    model: str | None = None
    """The only one it is for; None for any."""
    locks: Mapping[str, Any] = field(default_factory=dict)
    """From `locked`."""


@dataclass(frozen=True, slots=True)
class Token:
    """What was made. Its times are aware."""

    name: str = field(repr=False)
    """`auth_tokens/…`: the credential itself."""
    expires: datetime
    starts_by: datetime


def locked(settings: Settings, row: Model, names: Collection[str]) -> dict[str, Any]:
    """Path → value of the fields that lock settings at the values they have.

    Args:
        settings: In which those named are set.
        row: What the model can do.
        names: Of `LOCKABLE`.
    """
    setup = make_setup(Opening(setup_spec(settings)), row)
    whole = setup.model_dump(mode="json", by_alias=True, exclude_none=True)
    if settings.system is not None:
        whole["systemInstruction"] = {"parts": [{"text": settings.system}]}
    paths = dict.fromkeys(LOCKABLE[name] for name in names)
    return {path: whole[path.rpartition(".")[2]] for path in paths}


def mint(
    endpoint: Endpoint, credential: Credential, wanted: Wanted, now: datetime, limit_s: float
) -> Token:
    """Make a token.

    Args:
        endpoint: Where the Gemini API is.
        credential: Of kind key.
        wanted: What it is to be.
        now: Aware.
        limit_s: Seconds it may take.

    Raises:
        LivechatError: The service cannot be reached, or refuses.
    """
    expires, starts_by = now + wanted.lifetime, now + wanted.starting_time
    body = json.dumps(_body(wanted, expires, starts_by)).encode()
    host = urlsplit(endpoint.base_url).hostname or ""
    try:
        answer = bounded(limit_s, lambda: _asked(endpoint, credential, body, limit_s))
    except OSError as error:  # TimeoutError too
        raise explain_connect(
            error,
            host,
            credential.source,
            via_proxy=endpoint.via_proxy,
            secrets=credential.secrets,
        ) from error
    content = _json(answer)
    if answer.status != 200:
        raise _refused(answer, content, host, credential)
    name = content.get("name")
    if not isinstance(name, str) or not name.startswith(TOKEN_PREFIX) or not name.isprintable():
        raise RefusedError(f"{host} answered without a token.", "Check --base-url.")
    return Token(name, expires, starts_by)


def _asked(endpoint: Endpoint, credential: Credential, body: bytes, limit_s: float) -> Answer:
    """Ask at each version that may know tokens, until one does."""
    address = urlsplit(endpoint.base_url)._replace(scheme="https").geturl().rstrip("/")
    headers = {"Content-Type": "application/json", "x-goog-api-key": credential.value}
    for version in token_versions(endpoint.base_url, endpoint.api_version):
        answer = exchange(
            f"{address}/{version}/auth_tokens",
            "POST",
            body,
            headers,
            tls=endpoint.tls or authorities(),
            proxied=endpoint.proxied,
            limit_s=limit_s,
        )
        if answer.status != 404:
            break
    if answer.status == 200:
        remember(endpoint.base_url, version)
    return answer


def _body(wanted: Wanted, expires: datetime, starts_by: datetime) -> dict[str, Any]:
    body: dict[str, Any] = {
        "uses": wanted.uses,
        "expireTime": _stamp(expires),
        "newSessionExpireTime": _stamp(starts_by),
    }
    setup: dict[str, Any] = {}
    if wanted.model is not None:
        setup["model"] = wanted.model if "/" in wanted.model else f"models/{wanted.model}"
    for path, value in wanted.locks.items():
        table, _, name = path.rpartition(".")
        (setup.setdefault(table, {}) if table else setup)[name] = value
    if setup:
        # Without a mask, what is not given would be locked as well: at being unset.
        mask = [*(["model"] if wanted.model is not None else []), *wanted.locks]
        body |= {"bidiGenerateContentSetup": setup, "fieldMask": ",".join(mask)}
    return body


def _stamp(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _json(answer: Answer) -> dict[str, Any]:
    try:
        content = json.loads(answer.data)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _refused(
    answer: Answer, content: Mapping[str, Any], host: str, credential: Credential
) -> LivechatError:
    error = content.get("error")
    message = str(error.get("message", "")) if isinstance(error, dict) else ""
    if answer.status == 400 and "api key" not in message.lower():
        said = repeatable(message, credential.secrets)[:_DETAIL_CHARS].rstrip(".")
        quote = f": “{said}”" if said and credential.value not in message else ""
        return InvalidArgumentError(
            f"{host} refused to create this token{quote}.",
            "Ask for less with --uses, --expires, --starts-within, --model or --lock.",
        )
    if answer.status == 404:
        return RefusedError(
            f"{host} creates no tokens at this address (HTTP 404).", "Check --base-url."
        )
    # The rest means what it means to a session.
    response = Response(answer.status, "", Headers(answer.headers.items()), answer.data)
    return explain_connect(
        InvalidStatus(response), host, credential.source, secrets=credential.secrets
    )
