"""Certificates made and certificates given."""

from __future__ import annotations

import ssl
import stat
from pathlib import Path

import pytest

from livechat.errors import FileError, SettingsError
from livechat.sim.doors import tls


def handshake(server: ssl.SSLContext, client: ssl.SSLContext, name: str) -> None:
    """Let two contexts greet each other in memory."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    there = client.wrap_bio(to_client, to_server, server_hostname=name)
    here = server.wrap_bio(to_server, to_client, server_side=True)
    waiting = [there, here]
    for _ in range(10):
        for end in list(waiting):
            try:
                end.do_handshake()
                waiting.remove(end)
            except ssl.SSLWantReadError:
                continue
        if not waiting:
            return
    raise AssertionError("the handshake does not end")


@pytest.mark.parametrize("name", tls.NAMES)
def test_a_throwaway_certificate_is_good_for_loopback(name: str) -> None:
    """By its number in both families and by its name."""
    identity = tls.throwaway()
    handshake(identity.server, tls.client_context(identity.cert_pem), name)


@pytest.mark.parametrize("name", ["studio.example", "192.0.2.7", "2001:db8::7", "localhost"])
def test_a_certificate_holds_other_names_too(name: str, tmp_path: Path) -> None:
    """Kept in memory or in files; a name that no certificate can hold is left out."""
    known = ("studio.example", "my_box", "192.0.2.7", "2001:db8::7", "a..b")
    identity = tls.throwaway(known)
    handshake(identity.server, tls.client_context(identity.cert_pem), name)
    cert, key = tmp_path / "c.pem", tmp_path / "k.pem"
    tls.write_new(cert, key, known)
    handshake(tls.from_files(cert, key).server, tls.client_context(cert.read_bytes()), name)


def test_nobody_else_trusts_it() -> None:
    """Neither other names nor clients that trust another server's certificate."""
    identity, other = tls.throwaway(), tls.throwaway()
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(identity.server, tls.client_context(identity.cert_pem), "example.org")
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(identity.server, tls.client_context(other.cert_pem), "localhost")


def test_a_written_certificate_can_be_used_again(tmp_path: Path) -> None:
    """The key is for its owner alone; the certificate file is what clients trust."""
    cert, key = tmp_path / "c.pem", tmp_path / "k.pem"
    tls.write_new(cert, key)
    identity = tls.from_files(cert, key)
    handshake(identity.server, tls.client_context(cert.read_bytes()), "127.0.0.1")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    with pytest.raises(FileError):
        tls.write_new(cert, key)


def test_files_that_do_not_fit(tmp_path: Path) -> None:
    """Missing, not PEM, or a key of another certificate."""
    cert, key = tmp_path / "c.pem", tmp_path / "k.pem"
    other_cert, other_key = tmp_path / "c2.pem", tmp_path / "k2.pem"
    tls.write_new(cert, key)
    tls.write_new(other_cert, other_key)
    (tmp_path / "junk.pem").write_text("junk")
    for wrong in (tmp_path / "none.pem", tmp_path / "junk.pem", other_key):
        with pytest.raises(SettingsError, match="Cannot use the certificate"):
            tls.from_files(cert, wrong)


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("k.pem", "c.pem", "the two files are swapped"),
        ("junk.pem", "k.pem", "the first is not a certificate"),
        ("k.pem", "k.pem", "the first is not a certificate"),
        ("c.pem", "junk.pem", "the second is not a private key"),
        ("c.pem", "c.pem", "the second is not a private key"),
        ("c.pem", "k2.pem", "the key is that of another certificate"),
        ("broken.pem", "k.pem", "."),
        ("c.pem", "none.pem", "No such file"),
    ],
)
def test_what_is_wrong_with_two_files_is_said(
    tmp_path: Path, first: str, second: str, why: str
) -> None:
    """OpenSSL itself often gives no reason; "None" is never one."""
    tls.write_new(tmp_path / "c.pem", tmp_path / "k.pem")
    tls.write_new(tmp_path / "c2.pem", tmp_path / "k2.pem")
    (tmp_path / "junk.pem").write_text("junk")
    (tmp_path / "broken.pem").write_text(
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    )
    with pytest.raises(SettingsError, match=why) as caught:
        tls.from_files(tmp_path / first, tmp_path / second)
    assert "None" not in str(caught.value)
