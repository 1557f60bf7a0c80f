"""Whom a connection trusts."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path

import pytest
import trustme

from livechat.config.authorities import authorities
from livechat.errors import SettingsError


@pytest.fixture(autouse=True)
def _none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)


def trusts(authority: trustme.CA) -> bool:
    """Whether a handshake with a server of that authority succeeds, in memory."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("service.example").configure_cert(server)
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = authorities().wrap_bio(back, there, server_hostname="service.example")
    serving = server.wrap_bio(there, back, server_side=True)
    for _ in range(4):
        for end in (client, serving):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError:
                return False
    return True


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


def test_a_stranger_is_not_trusted_and_a_named_file_is(
    authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert not trusts(authority)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    assert trusts(authority)


@pytest.mark.parametrize("name", ["ca.pem", "company.crt"])
def test_a_certificate_put_into_a_named_folder_is_trusted(
    authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """Beside what is no certificate, and after a folder that is not there."""
    authority.cert_pem.write_to_path(tmp_path / name)
    (tmp_path / "a.pem").write_text("nothing")
    (tmp_path / "b.pem").mkdir()
    monkeypatch.setenv("SSL_CERT_DIR", f"/nonexistent:{tmp_path}")
    assert trusts(authority)


@pytest.mark.process
def test_a_folder_as_openssl_keeps_it_is_looked_up(
    authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    authority.cert_pem.write_to_path(tmp_path / "one")
    asked = ["openssl", "x509", "-subject_hash", "-noout", "-in", str(tmp_path / "one")]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, check=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    (tmp_path / "one").rename(tmp_path / f"{done.stdout.strip()}.0")
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert trusts(authority)


@pytest.mark.parametrize("folder", ["", "/nonexistent", "/dev/null"])
def test_a_folder_that_is_not_there_takes_nothing_away(
    monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    """Many systems name one in vain."""
    usual = authorities().cert_store_stats()
    monkeypatch.setenv("SSL_CERT_DIR", folder)
    assert authorities().cert_store_stats() == usual


def test_a_file_that_cannot_be_read_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nonexistent")
    with pytest.raises(SettingsError, match="SSL_CERT_FILE"):
        authorities()
