"""Whom a TLS connection to the service trusts; without the SDK, which a check need not load."""

from __future__ import annotations

import os
import ssl
from contextlib import suppress
from pathlib import Path

import certifi

from livechat.errors import SettingsError


def authorities() -> ssl.SSLContext:
    """The public certificate authorities, or those in `SSL_CERT_FILE`; and those in `SSL_CERT_DIR`.

    Raises:
        SettingsError: The certificates that `SSL_CERT_FILE` names cannot be read.
    """
    named = os.environ.get("SSL_CERT_FILE")
    try:
        context = ssl.create_default_context(cafile=named or certifi.where())
    except OSError as error:
        raise SettingsError(
            f"Cannot read the certificates in SSL_CERT_FILE: {error.strerror or error}.",
            "Correct the variable, or unset it.",
        ) from error
    for folder in filter(None, os.environ.get("SSL_CERT_DIR", "").split(os.pathsep)):
        _trust_folder(context, Path(folder))
    return context


def _trust_folder(context: ssl.SSLContext, folder: Path) -> None:
    """Trust the certificates in a folder, which need not be there: many systems name one in vain.

    OpenSSL looks them up by the hash in their names. Who only puts a PEM file there means it too.
    """
    with suppress(OSError):
        context.load_verify_locations(capath=folder)
        if any(folder.glob("????????.[0-9]")):
            return
        for file in sorted(folder.iterdir()):
            if file.suffix in (".pem", ".crt", ".cer"):
                with suppress(OSError):  # no certificate: `ssl.SSLError` is one too
                    context.load_verify_locations(cafile=file)
