"""Whom a TLS connection to the service trusts; without the SDK, which a check need not load."""

from __future__ import annotations

import os
import ssl

import certifi

from livechat.errors import SettingsError


def authorities() -> ssl.SSLContext:
    """The public certificate authorities, or those in `SSL_CERT_FILE`.

    Raises:
        SettingsError: The certificates that `SSL_CERT_FILE` names cannot be read.
    """
    named = os.environ.get("SSL_CERT_FILE")
    try:
        return ssl.create_default_context(cafile=named or certifi.where())
    except OSError as error:
        raise SettingsError(
            f"Cannot read the certificates in SSL_CERT_FILE: {error.strerror or error}.",
            "Correct the variable, or unset it.",
        ) from error
