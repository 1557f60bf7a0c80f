"""What the doctor finds out about settings, key, network and versions."""

from __future__ import annotations

import base64
import errno
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import trustme

from livechat.cli.doctor.checks import (
    check_credential,
    check_service,
    check_settings,
    check_versions,
    problem,
    shake_hands,
)
from livechat.config.layers import Loaded, load
from livechat.errors import CredentialError, SettingsError, SoundError
from livechat.live.adc import DefaultCredentials

URL = "https://gateway.example/path"


def settings(path: Path, text: str = "", profile: str | None = None) -> Loaded:
    """Settings from a file of some text."""
    path.write_text(text)
    path.chmod(0o600)
    return load(flags={}, environ={}, config_file=path, profile=profile)


def test_an_error_becomes_a_finding() -> None:
    """With its exit code."""
    found = problem("speaker", SoundError("It broke.", "Mend it."))
    assert (found.verdict, found.words, found.fix, found.exit_code) == (
        "problem",
        "It broke.",
        "Mend it.",
        4,
    )
    assert json.loads(json.dumps(asdict(found)))["data"] == {}


def test_settings_are_told_with_their_doubts(tmp_path: Path) -> None:
    """A doubt is a warning, each its own."""
    loaded = settings(tmp_path / "c.toml", "[profiles.a]\n", "a")
    first, *doubts = check_settings(loaded, ["One is odd.", "Two is old."])
    assert first.words == f"Using profile a of {tmp_path / 'c.toml'}."
    assert [(doubt.verdict, doubt.words) for doubt in doubts] == [
        ("warning", "One is odd."),
        ("warning", "Two is old."),
    ]
    assert all(doubt.fix for doubt in doubts)
    assert check_settings(settings(tmp_path / "c.toml"), [])[0].words.startswith("Using ")
    (tmp_path / "c.toml").unlink()
    assert "none is needed" in check_settings(replace(loaded, profile=None), [])[0].words


def test_versions_are_told_and_a_missing_part_is_a_problem() -> None:
    """The lines are those of `--version`."""
    assert check_versions(["livechat 1", "soxr 2"]).words == "livechat 1; soxr 2."
    found = check_versions(["livechat 1", "soxr missing"])
    assert (found.verdict, found.exit_code) == ("problem", 1)
    assert "soxr is missing" in found.words


def test_a_key_is_told_by_its_source_alone(tmp_path: Path) -> None:
    """It is in no field of the finding."""
    loaded = settings(tmp_path / "c.toml", 'api_key = "s3cret"\n')
    for environ in ({}, {"GEMINI_API_KEY": "s3cret"}):
        found, _ = check_credential(environ, loaded)
        assert found.verdict == "ok"
        assert "s3cret" not in repr(found)
    assert "GEMINI_API_KEY" in found.words


def test_default_credentials_are_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That a setting asks for them does not mean that there are any."""
    loaded = settings(tmp_path / "c.toml", 'vertex = true\nproject = "p-1"\n')
    monkeypatch.setattr(DefaultCredentials, "find", lambda self: "p-1")
    found, credential = check_credential({}, loaded)
    assert (found.verdict, found.data["kind"]) == ("ok", "vertex")
    assert credential is not None

    def none(self: DefaultCredentials) -> str:
        raise CredentialError("There are none.")

    monkeypatch.setattr(DefaultCredentials, "find", none)
    found, credential = check_credential({}, loaded)
    assert (found.verdict, found.exit_code, credential) == ("problem", 3, None)


def test_no_key_is_a_problem_even_without_settings() -> None:
    """Exit code 3; a key that cannot be one as well, and it is not repeated."""
    found, _ = check_credential({}, None)
    assert (found.verdict, found.exit_code) == ("problem", 3)
    assert found.fix
    assert "s3 cret" not in repr(check_credential({"GEMINI_API_KEY": "s3 cret"}, None))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(-2, "Name or service not known"), "cannot be resolved"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), "nothing listens"),
        (TimeoutError(), "did not respond in time"),
        (ssl.SSLCertVerificationError(1, "certificate verify failed"), "is not trusted"),
        (ssl.SSLError(1, "wrong version number"), "does not speak TLS"),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), "the network is unreachable"),
    ],
)
def test_each_step_to_the_service_fails_in_its_own_words(error: OSError, words: str) -> None:
    """Name, connection, TLS: exit code 5."""

    def reach(host: str, port: int, proxy: str | None) -> float:
        assert (host, port, proxy) == ("gateway.example", 443, None)
        raise error

    found = check_service(URL, proxy=None, reach=reach)
    assert (found.verdict, found.exit_code) == ("problem", 5)
    assert words in found.words
    assert found.fix


def test_a_service_that_answers_is_told_with_the_time_it_took() -> None:
    """In milliseconds."""
    found = check_service("https://g.example:8443", proxy=None, reach=lambda *_: 0.1234)
    assert (found.verdict, found.words) == ("ok", "g.example answers, in 123 ms.")
    assert found.data == {"host": "g.example", "port": 8443, "proxy": False, "handshake_ms": 123.4}


def test_a_proxy_is_gone_through_and_never_shown() -> None:
    """Its address may hold a password."""
    asked = []

    def reach(host: str, port: int, proxy: str | None) -> float:
        asked.append(proxy)
        raise OSError("Tunnel connection failed: 403 Forbidden")

    found = check_service(URL, proxy="http://me:s3cret@proxy:3128", reach=reach)
    assert asked == ["http://me:s3cret@proxy:3128"]
    assert found.words == (
        "The proxy to gateway.example did not let the connection through (HTTP 403)."
    )
    assert "s3cret" not in repr(found)


def test_a_proxy_of_another_kind_is_not_tried() -> None:
    """A doubt, with a way to be sure."""
    found = check_service(URL, proxy="socks5://proxy:1080", reach=lambda *_: 1 / 0)
    assert found.verdict == "warning"
    assert found.fix


@contextmanager
def serving(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server on this machine that treats its one visitor as told; the port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(10)

        def run() -> None:
            visitor, _ = listening.accept()
            with visitor:
                visitor.settimeout(10)
                serve(visitor)

        thread = threading.Thread(target=run)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(10)


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> trustme.CA:
    """A certificate authority that the check trusts."""
    ca = trustme.CA()
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return ca


def speaking_tls(ca: trustme.CA) -> Callable[[socket.socket], None]:
    """Shake hands, then wait for the end; nothing else may come."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("localhost").configure_cert(context)

    def serve(visitor: socket.socket) -> None:
        with context.wrap_socket(visitor, server_side=True, suppress_ragged_eofs=True) as tls:
            assert tls.recv(100) == b""

    return serve


@pytest.mark.network
def test_hands_are_shaken_and_nothing_is_sent(authority: trustme.CA) -> None:
    """Not even a request."""
    with serving(speaking_tls(authority)) as port:
        assert 0 < shake_hands("localhost", port, None) < 10


@pytest.mark.network
def test_a_tunnel_is_asked_for_with_the_proxys_password(authority: trustme.CA) -> None:
    """As the session does it."""
    asked = []

    def serve(visitor: socket.socket) -> None:
        request = b""
        while not request.endswith(b"\r\n\r\n"):
            request += visitor.recv(1000)
        asked.append(request.decode())
        visitor.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        speaking_tls(authority)(visitor)

    with serving(serve) as port:
        shake_hands("localhost", 443, f"http://me:p%40ss@127.0.0.1:{port}")
    assert asked[0].startswith("CONNECT localhost:443 ")
    assert base64.b64encode(b"me:p@ss").decode() in asked[0]


@pytest.mark.network
def test_a_stranger_is_not_trusted(authority: trustme.CA) -> None:
    """A certificate of another authority ends it."""
    assert authority

    def serve(visitor: socket.socket) -> None:
        with pytest.raises((ssl.SSLError, ConnectionError)):
            speaking_tls(trustme.CA())(visitor)

    with serving(serve) as port, pytest.raises(ssl.SSLCertVerificationError):
        shake_hands("localhost", port, None)


def test_certificates_that_cannot_be_read_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the variable that is wrong, not the network."""
    monkeypatch.setenv("SSL_CERT_FILE", "nowhere.pem")
    found = check_service(URL, proxy=None)
    assert found.verdict == "problem"
    assert "SSL_CERT_FILE" in found.words
    assert found.exit_code == SettingsError.exit_code  # as a conversation would end
    with pytest.raises(SettingsError):
        shake_hands("localhost", 1, None)
