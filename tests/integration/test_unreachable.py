"""Connections that cannot be made, for real: certificates, proxies, ports, answers."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from websockets.asyncio.server import ServerConnection, serve

from livechat.app.ports import Opening
from livechat.config.settings import Settings
from livechat.config.spec import setup_spec
from livechat.core.talk.events import Event
from livechat.errors import CredentialError, LivechatError, NetworkError, RateLimitError
from livechat.live.connection import dialer
from livechat.live.credentials import Credential
from livechat.live.endpoint import Endpoint
from livechat.sim.doors import tls
from livechat.sim.faults import parse
from livechat.sim.server import Server, ServerOptions
from tests.support.practice import KEY, QUIET, limited

LOOPBACK = "127.0.0.1"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """None but the test's."""
    for name in ("https_proxy", "all_proxy", "no_proxy", "wss_proxy", "socks_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


async def talk(endpoint: Endpoint) -> list[Event]:
    """The events of a session there, to its polite end."""
    connection = await dialer(endpoint, Credential(KEY, "a test"))(Opening(setup_spec(Settings())))
    return [event async for event in connection.events()]


async def failure(endpoint: Endpoint) -> LivechatError:
    """What a session there fails with."""
    with pytest.raises(LivechatError) as caught:
        await talk(endpoint)
    assert KEY not in str(caught.value)
    return caught.value


Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(handle: Handler, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A port of this machine where every connection is handled and closed."""

    async def handled(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await handle(reader, writer)
        writer.close()

    server = await asyncio.start_server(handled, LOOPBACK, 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say nothing at all."""


def answer(head: bytes) -> Handler:
    """A server that answers the first request with these bytes."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head)
        await writer.drain()

    return handle


def free_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as found:
        found.bind((LOOPBACK, 0))
        port: int = found.getsockname()[1]
        return port


AUTHORITY = trustme.CA()


def issued(*names: str, expired: bool = False) -> ssl.SSLContext:
    """A server's certificate, signed by an authority that the client trusts."""
    ago = datetime.now(UTC) - timedelta(days=1) if expired else None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert(*names, not_after=ago).configure_cert(context)
    return context


def self_signed(directory: Path) -> ssl.SSLContext:
    """A server's certificate that nobody else has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "itself")])
    now = datetime.now(UTC)
    cert = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = directory / "self.pem"
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    path.write_bytes(
        cert.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("expired", "The certificate of 127.0.0.1 has expired."),
        ("other name", "The certificate of 127.0.0.1 belongs to another name."),
        ("self-signed", "The certificate of 127.0.0.1 is self-signed."),
        (
            "unknown",
            "The certificate of 127.0.0.1 comes from an authority that is not trusted.",
        ),
    ],
)
def test_a_certificate_that_is_not_right_is_told_for_what_it_is(
    fault: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the credential is sent; with the authorities that `SSL_CERT_FILE` names."""
    pem = tmp_path / "authority.pem"
    AUTHORITY.cert_pem.write_to_path(str(pem))
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    match fault:
        case "expired":
            context = issued(LOOPBACK, expired=True)
        case "other name":
            context = issued("elsewhere.example")
        case "self-signed":
            context = self_signed(tmp_path)
        case _:
            context = tls.throwaway().server

    async def main() -> LivechatError:
        async with listening(hang_up, context) as port:
            return await failure(Endpoint(f"https://{LOOPBACK}:{port}"))

    error = limited(main())
    assert isinstance(error, NetworkError)
    assert (error.what, error.cause) == (sentence, "unreachable")


def test_an_authority_of_ones_own_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`SSL_CERT_FILE`, as a company has it."""
    pem = tmp_path / "authority.pem"
    AUTHORITY.cert_pem.write_to_path(str(pem))
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))

    async def session(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send(json.dumps({"setupComplete": {}}))
        await socket.close(1000)

    async def main() -> list[str]:
        async with serve(session, LOOPBACK, 0, ssl=issued(LOOPBACK)) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            events = await talk(Endpoint(f"https://{LOOPBACK}:{port}"))
            return [type(event).__name__ for event in events]

    assert limited(main()) == ["Connecting", "Connected", "Disconnected"]


def test_a_gateway_that_sends_an_error_in_place_of_a_session_is_understood() -> None:
    """By the number in it, as if it had refused the handshake."""

    async def session(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send(json.dumps({"error": {"code": 401, "message": "No such key."}}))
        await socket.wait_closed()

    async def main() -> LivechatError:
        identity = tls.throwaway()
        async with serve(session, LOOPBACK, 0, ssl=identity.server) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            trusted = tls.client_context(identity.cert_pem)
            return await failure(Endpoint(f"https://{LOOPBACK}:{port}", tls=trusted))

    error = limited(main())
    assert type(error) is CredentialError
    assert error.what == (
        "127.0.0.1 does not accept the credential from a test (error 401): “No such key”."
    )


@pytest.mark.parametrize("host", [LOOPBACK, "localhost"])
def test_a_port_where_nobody_listens_says_so(host: str) -> None:
    """Also where the name has several addresses, and each of them is refused."""
    error = limited(failure(Endpoint(f"https://{host}:{free_port()}")))
    assert error.what == f"Cannot reach {host}: nothing listens on its port."


def test_a_name_that_cannot_exist_says_so() -> None:
    """`.invalid` is nobody's (RFC 2606); without a name server, that is told instead."""
    error = limited(failure(Endpoint("https://gateway.invalid")))
    assert error.what.startswith("Cannot reach gateway.invalid: its name cannot be resolved")


@pytest.mark.parametrize(
    ("handle", "sentence"),
    [
        (hang_up, "Cannot reach 127.0.0.1: the connection was cut while it opened."),
        (answer(b"SSH-2.0-x\r\n"), "The server at 127.0.0.1 does not speak HTTP."),
        (
            answer(b"HTTP/1.1 302 Found\r\nLocation: https://login.example/\r\n\r\n"),
            "127.0.0.1 redirects the connection to another address (HTTP 302).",
        ),
        (
            answer(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"),
            "127.0.0.1 answered with something other than a Live session (HTTP 200).",
        ),
    ],
)
def test_what_is_no_live_service_says_so(handle: Handler, sentence: str) -> None:
    """A server that hangs up, another protocol, a login page, a web page."""

    async def main() -> LivechatError:
        async with listening(handle, issued(LOOPBACK)) as port:
            trusted = ssl.create_default_context()
            AUTHORITY.configure_trust(trusted)
            return await failure(Endpoint(f"https://{LOOPBACK}:{port}", tls=trusted))

    assert limited(main()).what == sentence


def test_what_does_not_speak_tls_says_so() -> None:
    """A plain HTTP server at the port."""

    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()

    async def main() -> LivechatError:
        async with listening(plain) as port:
            return await failure(Endpoint(f"https://{LOOPBACK}:{port}"))

    assert limited(main()).what.startswith("127.0.0.1 does not speak TLS as expected: ")


@pytest.mark.parametrize(
    ("proxy", "sentence"),
    [
        (
            answer(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"),
            "The proxy to gateway.example requires a login (HTTP 407).",
        ),
        (
            answer(b"HTTP/1.1 502 Bad Gateway\r\n\r\n"),
            "The proxy to gateway.example cannot reach it (HTTP 502).",
        ),
        (
            answer(b"220 mail.example ESMTP\r\n"),
            "The proxy used to reach gateway.example is not an HTTP proxy.",
        ),
        (
            hang_up,
            "The proxy used to reach gateway.example is not an HTTP proxy.",
        ),
    ],
)
def test_a_proxy_that_does_not_let_through_is_told(
    proxy: Handler, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By what it answers; its password is not told."""

    async def main() -> LivechatError:
        async with listening(proxy) as port:
            monkeypatch.setenv("HTTPS_PROXY", f"http://me:pass-word@{LOOPBACK}:{port}")
            return await failure(Endpoint("https://gateway.example"))

    error = limited(main())
    assert isinstance(error, NetworkError)
    assert (error.what, error.cause) == (sentence, "unreachable")
    assert "pass-word" not in str(error)


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (
            "http://127.0.0.1:{port}",
            "Cannot reach the proxy to gateway.example: nothing listens on its port.",
        ),
        (
            "http://proxy.invalid:3128",
            "Cannot reach the proxy to gateway.example: its name cannot be resolved",
        ),
        (
            "socks5://127.0.0.1:{port}",
            "The proxy to gateway.example is a SOCKS proxy, for which python-socks is missing.",
        ),
        (
            "me:pass-word@proxy:3128",
            "The variable HTTPS_PROXY (or ALL_PROXY) does not name a proxy.",
        ),
        ("http://me:pass-word", "The variable HTTPS_PROXY (or ALL_PROXY) does not name a proxy."),
    ],
)
def test_a_proxy_that_is_none_is_told(
    variable: str, address: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is sent; what the variable holds is not told."""
    monkeypatch.setenv(variable, address.format(port=free_port()))
    error = limited(failure(Endpoint("https://gateway.example")))
    assert error.what.startswith(sentence)
    assert "pass-word" not in str(error)


def test_a_host_that_is_exempt_needs_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """`NO_PROXY`: what fails then is the host itself."""
    monkeypatch.setenv("HTTPS_PROXY", f"http://{LOOPBACK}:{free_port()}")
    monkeypatch.setenv("NO_PROXY", LOOPBACK)
    error = limited(failure(Endpoint(f"https://{LOOPBACK}:{free_port()}")))
    assert error.what == "Cannot reach 127.0.0.1: nothing listens on its port."


@pytest.mark.parametrize(
    ("fault", "kind", "sentence", "exit_code"),
    [
        (
            "unauthorized",
            CredentialError,
            "127.0.0.1 does not accept the credential from a test (HTTP 401): “API key not valid. "
            "Please pass a valid API key”.",
            3,
        ),
        (
            "forbidden",
            CredentialError,
            "The credential from a test has no permission for this (HTTP 403): “The caller does "
            "not have permission”.",
            3,
        ),
        (
            "too-many-requests:seconds=7",
            RateLimitError,
            "127.0.0.1 accepts no more requests for now (HTTP 429): “Resource has been exhausted "
            "(e.g. check quota)”.",
            6,
        ),
        (
            "unavailable",
            NetworkError,
            "127.0.0.1 is overloaded or down (HTTP 503): “The service is currently unavailable”.",
            5,
        ),
    ],
)
def test_a_handshake_that_is_refused_is_told_with_the_services_reason(
    fault: str, kind: type[LivechatError], sentence: str, exit_code: int
) -> None:
    """Each of the local server's refusals."""

    async def main() -> LivechatError:
        scenario = replace(QUIET, faults=(parse(fault),))
        async with Server(ServerOptions(api_key=KEY, scenario=scenario)) as server:
            endpoint = Endpoint(server.tls_url, tls=server.client_context(), proxied=False)
            return await failure(endpoint)

    error = limited(main())
    assert (type(error), error.what, error.exit_code) == (kind, sentence, exit_code)
    if isinstance(error, RateLimitError):
        assert error.retry_after_s == 7
        assert error.remedy.startswith("Wait 7 s, ")
