"""Google's own live tests, which come with the Python SDK, pass against the local server.

They choose no address: their client takes the hosted service's. So a proxy on loopback leads
those names, and no others, to the server, which shows a certificate made out for them. The SDK
and its tests are as they were installed; what they say to Google, they say here.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from xml.etree import ElementTree

import pytest
import trustme
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from livechat.sim.doors.addresses import HOST
from livechat.sim.server import Server, ServerOptions
from tests.sim.peer import QUICK, limited

KEY = "a-key-for-tests"
"""What the server insists on: as a key on Gemini's path, as a token on that of Vertex AI."""

LIMIT_S = 120.0

SERVICES = ("generativelanguage.googleapis.com", "us-central1-aiplatform.googleapis.com")
"""The hosts of Gemini and Vertex AI, as the SDK's tests call them."""

PROMISED = {
    *("test_text_input[False]", "test_text_input[True]"),
    *("test_multi_turn[False]", "test_multi_turn[True]"),
    *("test_function_calling[False]", "test_function_calling[True]"),
    "test_send_tool_response_without_id_raises[False]",
}
"""What google-genai 3.4.0 brings, Vertex AI being [True]; later versions may bring more."""

Streams = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def sdk_tests() -> Path:
    """Where the SDK keeps its live tests; skips where it has none."""
    pytest.importorskip("pytest_asyncio", reason="the SDK's tests need pytest-asyncio")
    found = importlib.util.find_spec("google.genai")
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / "tests" / "live_api"
    if not folder.is_dir():
        pytest.skip("this version of google-genai comes without its live tests")
    return folder


@asynccontextmanager
async def listening(serve: Streams) -> AsyncIterator[str]:
    """A small server on loopback; yields its address."""
    async with await asyncio.start_server(serve, HOST, 0) as server:
        yield f"{HOST}:{server.sockets[0].getsockname()[1]}"


async def token_office(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """An OAuth token endpoint: whoever asks gets `KEY`."""
    asked = await reader.readuntil(b"\r\n\r\n")
    if length := re.search(rb"(?i)content-length: *(\d+)", asked):
        await reader.readexactly(int(length[1]))
    body = json.dumps({"access_token": KEY, "token_type": "Bearer", "expires_in": 3600})
    writer.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (len(body), body.encode())
    )
    await writer.drain()
    writer.close()


def switchboard(port: int, called: list[str]) -> Streams:
    """A proxy that connects every name of `SERVICES` to a port of ours, and nobody else."""

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = (await reader.readuntil(b"\r\n\r\n")).decode()
        host = asked.split()[1].removesuffix(":443")
        called.append(host)
        if not asked.startswith("CONNECT ") or host not in SERVICES:
            writer.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")
            writer.close()
            return
        there, to_there = await asyncio.open_connection(HOST, port)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        await asyncio.gather(pipe(reader, to_there), pipe(there, writer))

    return connect


async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass bytes on until either side is gone."""
    with suppress(ConnectionError):
        while some := await reader.read(1 << 16):
            writer.write(some)
            await writer.drain()
    writer.close()


def service_account(token_uri: str) -> str:
    """A made-up service account, as JSON: application default credentials without Google."""
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return json.dumps(
        {
            "type": "service_account",
            "project_id": "practice",
            "private_key_id": "1",
            "private_key": pem.decode(),
            "client_email": "practice@practice.invalid",
            "client_id": "1",
            "token_uri": token_uri,
        }
    )


def environment(home: Path, proxy: str) -> dict[str, str]:
    """The SDK's way to the server and its credentials; nothing of the user's own."""
    kept = {"PATH", "LANG", "SYSTEMROOT", "LD_LIBRARY_PATH"}
    return {key: value for key, value in os.environ.items() if key in kept} | {
        "HOME": str(home),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "HTTPS_PROXY": f"http://{proxy}",
        "NO_PROXY": HOST,
        "SSL_CERT_FILE": str(home / "authority.pem"),
        "GOOGLE_API_KEY": KEY,
        "GOOGLE_APPLICATION_CREDENTIALS": str(home / "account.json"),
        "GOOGLE_CLOUD_PROJECT": "practice",
        "GOOGLE_CLOUD_LOCATION": "us-central1",
        "GOOGLE_GENAI_REPLAYS_DIRECTORY": str(home),
    }


async def run(command: list[str], home: Path, proxy: str) -> str:
    """Run a program to its end; what it printed."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=home,
        env=environment(home, proxy),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        printed, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return printed.decode()


def outcomes(report: Path) -> dict[str, str]:
    """Test names of a JUnit report, and what came of each: "passed", or why not."""
    return {
        case.attrib["name"]: "; ".join(one.attrib["message"] for one in case) or "passed"
        for case in ElementTree.parse(report).iter("testcase")
    }


def test_the_sdk_passes_its_own_live_tests(tmp_path: Path) -> None:
    """Every one of them, Gemini and Vertex AI; none is skipped, and nobody else is called."""
    folder = sdk_tests()
    report, config = tmp_path / "report.xml", tmp_path / "pytest.ini"
    # The tests lie in a namespace package, and import what they test relatively.
    config.write_text("[pytest]\nconsider_namespace_packages = true\n")
    command = [
        *(sys.executable, "-m", "pytest", str(folder), "--mode=api", f"--junitxml={report}"),
        *("-c", str(config), "--rootdir", str(tmp_path), "--import-mode=importlib"),
        *("-p", "no:cacheprovider", "-p", "pytest_asyncio.plugin"),
    ]
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    leaf = authority.issue_cert(*SERVICES)
    leaf.private_key_and_cert_chain_pem.write_to_path(tmp_path / "server.pem")
    called: list[str] = []

    async def main() -> str:
        options = ServerOptions(
            cert=tmp_path / "server.pem",
            key_file=tmp_path / "server.pem",
            api_key=KEY,
            scenario=QUICK,
        )
        async with (
            Server(options) as server,
            listening(switchboard(server.tls_port, called)) as proxy,
            listening(token_office) as office,
        ):
            account = service_account(f"http://{office}/token")
            (tmp_path / "account.json").write_text(account)
            return await run(command, tmp_path, proxy)

    printed = limited(main(), LIMIT_S)
    assert report.exists(), printed
    came_of = outcomes(report)
    assert {name: came for name, came in came_of.items() if came != "passed"} == {}
    assert came_of.keys() >= PROMISED
    assert set(called) == set(SERVICES)
