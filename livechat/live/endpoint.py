"""Where the service is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from livechat.config.proxies import proxy_for
from livechat.config.settings import Settings
from livechat.live.credentials import Credential, location_for, project_for
from livechat.live.token_version import token_versions

if TYPE_CHECKING:
    import ssl

GEMINI_URL = "https://generativelanguage.googleapis.com"
"""The Gemini API's base URL."""

VERTEX_URL = "https://aiplatform.googleapis.com"
"""Vertex AI's base URL for express keys and the location `global`."""

VERTEX_LOCATION = "us-central1"
"""Where Live models are on Vertex AI when nobody says. Their documentation names it as the default
and says that `global` has none of them (Firebase AI Logic, "Set the location", 2026); newer
models have been seen at `global` all the same, so that is allowed."""

_MULTI_REGIONS = ("us", "eu")
"""Locations with a host of another form, as the SDK has it."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the service is."""

    base_url: str = GEMINI_URL
    api_version: str = "v1beta"
    tls: ssl.SSLContext | None = None
    """None: the public certificate authorities, or those in `SSL_CERT_FILE`."""
    proxied: bool = True
    """Whether `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` count."""
    practice: bool = False
    """Whether this is the embedded practice partner."""
    project: str = ""
    """Google Cloud project, on Vertex AI; empty for that of the credentials."""
    location: str = ""
    """Google Cloud location, on Vertex AI."""

    @property
    def proxy(self) -> str | None:
        """The proxy that a connection goes through, as the environment names it; None: none."""
        return proxy_for(self.base_url) if self.proxied else None

    @property
    def via_proxy(self) -> bool:
        """Whether a connection goes through a proxy that the environment names."""
        return self.proxy is not None


def find_endpoint(
    settings: Settings, credential: Credential, environ: Mapping[str, str]
) -> Endpoint:
    """Where a session with these settings and this credential goes.

    Raises:
        SettingsError: The environment names a project or location that cannot be one.
    """
    project = location = ""
    match credential.kind:
        case "vertex":
            project = project_for(settings, environ)
            location = location_for(settings, environ) or VERTEX_LOCATION
            url, version = _vertex_url(location), settings.api_version or "v1beta1"
        case "express":
            url, version = VERTEX_URL, settings.api_version or "v1beta1"
        case "token":
            url, version = GEMINI_URL, token_versions("", settings.api_version)[0]
        case _:
            url, version = GEMINI_URL, settings.api_version or "v1beta"
    url = settings.base_url or url
    return Endpoint(url, version, proxied=not _is_loopback(url), project=project, location=location)


def _vertex_url(location: str) -> str:
    if location == "global":
        return VERTEX_URL
    if location in _MULTI_REGIONS:
        return f"https://aiplatform.{location}.rep.googleapis.com"
    return f"https://{location}-aiplatform.googleapis.com"


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
