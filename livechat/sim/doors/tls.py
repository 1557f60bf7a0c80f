"""A throwaway certificate, or the user's own.

The authority that signs it is made for one server and forgotten with it; clients trust it by
its PEM text (`SSL_CERT_FILE`, or a client context made here).
"""

from __future__ import annotations

import ipaddress
import os
import re
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from livechat.errors import FileError, SettingsError

if TYPE_CHECKING:
    import trustme

NAMES: Final = ("127.0.0.1", "localhost", "::1")
"""Subject alternative names of every certificate made here."""


_CERTIFICATE: Final = "CERTIFICATE"
_KEY: Final = "KEY"


@dataclass(frozen=True, slots=True)
class Identity:
    """What a server shows and what a client must trust."""

    server: ssl.SSLContext
    cert_pem: bytes
    """PEM text for the client to trust: the authority, or the user's certificate."""


def throwaway(names: Iterable[str] = ()) -> Identity:
    """A new authority and a certificate for loopback and some other names, in memory (10 ms)."""
    authority, leaf = _issue(names)
    context = _server_context()
    leaf.configure_cert(context)
    return Identity(context, authority.cert_pem.bytes())


def write_new(cert: Path, key: Path, names: Iterable[str] = ()) -> None:
    """Make a certificate for loopback and some other names, and write it to two PEM files.

    Clients can trust `cert` itself: it holds its authority, whose own key is forgotten.

    Raises:
        FileError: a file cannot be written, or is there already.
    """
    authority, leaf = _issue(names)
    chain = [blob.bytes() for blob in leaf.cert_chain_pems]
    try:
        with os.fdopen(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(leaf.private_key_pem.bytes())
        with cert.open("xb") as file:
            file.write(b"".join([*chain, authority.cert_pem.bytes()]))
    except OSError as error:
        raise FileError(
            f"Cannot write the new certificate to {error.filename}: {error.strerror}.",
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
        raise SettingsError(
            f"Cannot use the certificate {cert} with the key {key}: {_why(cert, key, error)}.",
            "Use a PEM certificate and its private key, or neither to have one made.",
        ) from error


def client_context(cert_pem: bytes) -> ssl.SSLContext:
    """A client's context that trusts `cert_pem` and nothing else."""
    return ssl.create_default_context(cadata=cert_pem.decode("ascii"))


def _why(cert: Path, key: Path, error: OSError) -> str:
    """What is wrong with two files; OpenSSL often gives no reason, so their labels are read."""
    if not isinstance(error, ssl.SSLError):
        return error.strerror or "it cannot be read"
    in_cert, in_key = _labels(cert), _labels(key)
    if _CERTIFICATE not in in_cert and _KEY in in_cert and _CERTIFICATE in in_key:
        return "the two files are swapped"
    if _CERTIFICATE not in in_cert:
        return "the first is not a certificate in PEM"
    if _KEY not in in_key:
        return "the second is not a private key in PEM"
    if error.reason == "KEY_VALUES_MISMATCH":
        return "the key is that of another certificate"
    return error.reason or "one of the two is damaged or of a kind OpenSSL does not know"


def _labels(path: Path) -> set[str]:
    """Last words of the labels of the PEM blocks in a file: CERTIFICATE and KEY, mostly."""
    try:
        found = re.findall(rb"-----BEGIN (?:[A-Z0-9]+ )*([A-Z0-9]+)-----", path.read_bytes())
    except OSError:  # gone since OpenSSL read it: what can be said is that nothing is there
        return set()
    return {label.decode("ascii") for label in found}


def _issue(names: Iterable[str]) -> tuple[trustme.CA, trustme.LeafCert]:
    import trustme  # 70 ms: only a server that listens needs it

    authority = trustme.CA(organization_name="livechat practice partner")
    return authority, authority.issue_cert(*NAMES, *filter(_nameable, names))


def _nameable(name: str) -> bool:
    """Whether a certificate can hold a name; a machine may be called `my_box`, which is none."""
    import idna  # trustme's own

    try:
        ipaddress.ip_address(name)
    except ValueError:
        try:
            idna.encode(name, uts46=True)
        except idna.IDNAError:
            return False
    return True


def _server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
