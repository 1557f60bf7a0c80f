"""Application default credentials: what a Google Cloud user or machine signs in to Vertex AI with.

google-auth finds them and refreshes their access token; here are the limits it lacks, the proxies
and certificates that count for everything else, and words for what can go wrong. Sources: the
google-auth reference; "How Application Default Credentials works", Google Cloud documentation.
"""

from __future__ import annotations

import logging
import re
import ssl
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from livechat.config.authorities import authorities
from livechat.errors import CredentialError, LivechatError, NetworkError
from livechat.live.https import Answer, exchange
from livechat.threads import bounded

if TYPE_CHECKING:
    from google.auth.credentials import Credentials

LIMIT_S = 25.0
"""Seconds that finding them or refreshing a token may take. Off Google Cloud, three tries at its
metadata server need 12."""

_REQUEST_S = 10.0
"""Seconds for one request of google-auth's, unless it wants fewer itself."""

_SCOPE = "https://www.googleapis.com/auth/cloud-platform"
"""What Vertex AI asks for."""

_FILE_VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS"

_LOGIN = "Run `gcloud auth application-default login`"

# Nobody listens to it, so Python would print its warnings of a missing metadata server.
logging.getLogger("google.auth").addHandler(logging.NullHandler())


class DefaultCredentials:
    """The application default credentials, found when they are first asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: tuple[Credentials, str] | None = None

    @staticmethod
    def source(environ: Mapping[str, str]) -> str:
        """Where they come from, in words, as far as can be told without looking."""
        if environ.get(_FILE_VARIABLE):
            return f"application default credentials, from the file in {_FILE_VARIABLE}"
        return "application default credentials"

    @property
    def token(self) -> str:
        """The access token of the last connection; empty before the first."""
        return self._found[0].token or "" if self._found else ""

    def find(self) -> str:
        """Look for them; return the project they belong to, empty if they know none.

        Blocks, for `LIMIT_S` at most.

        Raises:
            CredentialError: There are none, or they cannot be used.
            NetworkError: It takes too long.
            SettingsError: The certificates that `SSL_CERT_FILE` names cannot be read.
        """
        return self._within(self._find)[1]

    def fresh(self) -> tuple[Credentials, str]:
        """Credentials with a token that is good for some minutes at least, and their project.

        A token lasts an hour, and is refreshed some minutes before. Blocks, for `LIMIT_S` at most.

        Raises:
            CredentialError: There are none, or Google does not accept them.
            NetworkError: Google's token server cannot be reached, or it takes too long.
            SettingsError: The certificates that `SSL_CERT_FILE` names cannot be read.
        """
        return self._within(self._refreshed)

    def _within(self, work: Any) -> tuple[Credentials, str]:
        from google.auth.exceptions import GoogleAuthError

        try:
            found: tuple[Credentials, str] = bounded(LIMIT_S, work)
        except TimeoutError:
            raise NetworkError(
                f"The application default credentials did not respond within {LIMIT_S:.0f} s.",
                "Check the network and its proxy.",
                cause="unreachable",
            ) from None
        except (
            GoogleAuthError,
            OSError,
            ValueError,
            TypeError,
            LookupError,
            AttributeError,
        ) as error:
            # All that a damaged file can raise; the texts can hold what is in it, or what a server
            # said.
            raise _explained(error) from None
        return found

    def _find(self) -> tuple[Credentials, str]:
        import google.auth

        with self._lock:
            if self._found is None:
                request = _Request(authorities())
                # Of the type's one method, which is all that is asked of it.
                credentials, project = google.auth.default([_SCOPE], request)  # type: ignore[arg-type]
                self._found = credentials, project or ""
            return self._found

    def _refreshed(self) -> tuple[Credentials, str]:
        credentials, project = self._find()
        with self._lock:
            if not credentials.valid:
                credentials.refresh(_Request(authorities()))  # type: ignore[no-untyped-call]
        return credentials, project


class _Request:
    """How google-auth reaches token and metadata servers.

    Args:
        tls: Whom to trust.
    """

    def __init__(self, tls: ssl.SSLContext) -> None:
        self._tls = tls

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        **_: Any,
    ) -> Answer:
        from google.auth.exceptions import TransportError

        data = body.encode() if isinstance(body, str) else body
        limit_s = min(timeout or _REQUEST_S, _REQUEST_S)
        try:
            return exchange(url, method, data, headers, tls=self._tls, limit_s=limit_s)
        except OSError as error:
            raise TransportError(error) from error  # type: ignore[no-untyped-call]


def _explained(error: Exception) -> LivechatError:
    from google.auth import exceptions

    match error:
        case exceptions.TransportError():
            return _unreachable()
        case exceptions.RefreshError() if isinstance(error.__cause__, exceptions.TransportError):
            return _unreachable()
        case exceptions.RefreshError() if error.retryable:
            return NetworkError(
                "Google's token server has a temporary problem.",
                "Try again in a moment.",
                cause="busy",
            )
        case exceptions.RefreshError():
            return CredentialError(
                f"Google no longer accepts the application default credentials{_code(error)}.",
                f"{_LOGIN}.",
            )
        case exceptions.DefaultCredentialsError() if "credentials were not found" in str(error):
            return CredentialError(
                "No application default credentials were found for Vertex AI.",
                f"{_LOGIN}, or set {_FILE_VARIABLE} to a service account's file.",
            )
        case _:
            return CredentialError(
                "Cannot use the application default credentials: their file is missing or damaged.",
                f"{_LOGIN}, or correct {_FILE_VARIABLE}.",
            )


def _unreachable() -> NetworkError:
    return NetworkError(
        "Cannot reach Google's token server.",
        "Check the network, HTTPS_PROXY and SSL_CERT_FILE.",
        cause="unreachable",
    )


def _code(error: Exception) -> str:
    """The error code of OAuth (RFC 6749, 5.2) in what a token server answered."""
    answer = error.args[1] if len(error.args) > 1 else None
    code = answer.get("error") if isinstance(answer, dict) else None
    return f" ({code})" if isinstance(code, str) and re.fullmatch(r"[a-z_]{1,40}", code) else ""
