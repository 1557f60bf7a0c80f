"""A throwaway certificate for loopback, or the user's own.

The authority that signs it is made for one server and forgotten with it; clients trust it by
its PEM text (`SSL_CERT_FILE`, or a client context made here).
"""

from __future__ import annotations

import os
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from livechat.errors import FileError, SettingsError

if TYPE_CHECKING:
    import trustme

NAMES: Final = ("127.0.0.1", "localhost", "::1")
"""Subject alternative names of the certificate."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a server shows and what a client must trust."""

    server: ssl.SSLContext
    cert_pem: bytes
    """PEM text for the client to trust: the authority, or the user's certificate."""


def throwaway() -> Identity:
    """A new authority and a certificate for loopback, in memory (about 10 ms)."""
    authority, leaf = _issue()
    context = _server_context()
    leaf.configure_cert(context)
    return Identity(context, authority.cert_pem.bytes())


def write_new(cert: Path, key: Path) -> None:
    """Make a certificate for loopback and write it to two PEM files, to be used again.

    Clients can trust `cert` itself: it holds its authority, whose own key is forgotten.

    Raises:
        FileError: a file cannot be written, or is there already.
    """
    authority, leaf = _issue()
    chain = [blob.bytes() for blob in leaf.cert_chain_pems]
    try:
        with os.fdopen(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(leaf.private_key_pem.bytes())
        with cert.open("xb") as file:
            file.write(b"".join([*chain, authority.cert_pem.bytes()]))
    except OSError as error:
        raise FileError(
            f"The new certificate cannot be written to {error.filename}: {error.strerror}.",
            "Choose other files with --cert and --key.",
        ) from error


def from_files(cert: Path, key: Path) -> Identity:
    """The user's certificate (chain) and private key, both PEM.

    Raises:
        SettingsError: a file cannot be read, or the two do not fit together.
    """
    context = _server_context()
    try:
        context.load_cert_chain(cert, key)
        return Identity(context, cert.read_bytes())
    except OSError as error:  # SSLError is one
        why = error.reason if isinstance(error, ssl.SSLError) else error.strerror
        raise SettingsError(
            f"The certificate {cert} with the key {key} cannot be used: {why}.",
            "Give a PEM certificate and its private key, or neither to have one made.",
        ) from error


def client_context(cert_pem: bytes) -> ssl.SSLContext:
    """A client's context that trusts `cert_pem` and nothing else."""
    return ssl.create_default_context(cadata=cert_pem.decode("ascii"))


def _issue() -> tuple[trustme.CA, trustme.LeafCert]:
    import trustme  # 70 ms: only a server that listens needs it

    authority = trustme.CA(organization_name="livechat practice partner")
    return authority, authority.issue_cert(*NAMES)


def _server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
