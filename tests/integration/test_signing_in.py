"""Conversations with the local server in every way of signing in, and what nobody may see of it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from google.oauth2.credentials import Credentials

from livechat.app.conversation import Conversation
from livechat.app.session import Session
from livechat.audio.file_speaker import FileSpeaker
from livechat.catalog import models
from livechat.config.settings import Settings
from livechat.config.spec import setup_spec
from livechat.core.talk.events import UsageReported
from livechat.live import adc
from livechat.live.connection import dialer
from livechat.live.credentials import Credential
from livechat.live.endpoint import Endpoint
from livechat.live.minting import Wanted, locked, mint
from livechat.sim.server import Server, ServerOptions
from livechat.ui.plain import PRACTICE
from tests.support.fakes import Notebook
from tests.support.practice import KEY, QUIET, limited

ROOT = Path(__file__).parents[2]

SECRET = "s3cret-0123456789"

MODEL = "gemini-3.8-live"


class Adc(adc.DefaultCredentials):
    """Application default credentials whose token the local server takes."""

    def _find(self) -> tuple[Any, str]:
        credentials = Credentials(KEY)  # type: ignore[no-untyped-call]
        credentials.expiry = (datetime.now(UTC) + timedelta(hours=1)).replace(tzinfo=None)
        return credentials, "own-project"


def endpoint(server: Server, path: str = "", version: str = "v1beta") -> Endpoint:
    tls = server.client_context()
    url = server.tls_url + path
    return Endpoint(url, version, tls=tls, proxied=False, location="us-central1")


WAYS: dict[str, tuple[Credential, str, str, str]] = {
    "key": (Credential(KEY, "a test"), "", "v1beta", MODEL),
    "express": (Credential(KEY, "a test", "express"), "", "v1beta1", MODEL),
    "vertex": (Credential("", "a test", "vertex", adc=Adc()), "", "v1beta1", MODEL),
    "gateway": (
        Credential("", "a test", "headers", headers={"Authorization": f"Bearer {KEY}"}),
        "/v1beta/models/their-model/liveStream",
        "v1beta",
        "their-model",
    ),
}


async def talked(server: Server, where: Endpoint, credential: Credential, model: str) -> Notebook:
    """Say hello and listen."""
    notebook = Notebook()
    session = Session(
        dialer(where, credential),
        setup_spec(Settings(model=model)),
        lasting=False,
        reconnect_s=1,
        connect_s=10,
    )
    speaker = FileSpeaker(None, fast=True)
    await Conversation(session, speaker, lines=["hello"], observers=[notebook]).run()
    return notebook


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_whole_conversation_and_its_tokens(way: tuple[Credential, str, str, str]) -> None:
    """What the SDK would drop of another spelling is counted too."""
    credential, path, version, model = way

    async def main() -> Notebook:
        async with Server(ServerOptions(api_key=KEY, scenario=QUIET)) as server:
            notebook = await talked(server, endpoint(server, path, version), credential, model)
            (setup,) = [one.message["setup"] for one in server.received if "setup" in one.message]
            assert setup["model"].endswith(model)
            # Vertex AI closes a connection for it.
            assert ("realtimeInputConfig" in setup) is (credential.kind == "key")
            return notebook

    notebook = limited(main())
    assert "practice partner" in notebook.utterances[-1].text
    (reported,) = notebook.of(UsageReported)
    assert isinstance(reported, UsageReported)
    assert reported.usage.prompt > 0
    assert reported.usage.response_by["AUDIO"] > 0


@pytest.mark.parametrize("version", ["v1beta", "v1alpha"])
def test_a_token_that_was_made_opens_a_session_and_keeps_its_locks(version: str) -> None:
    """From the key to somebody who only has the name, at the newer version and at the older."""

    async def main() -> None:
        async with Server(ServerOptions(api_key=KEY, scenario=QUIET)) as server:
            where = endpoint(server, version=version)
            row, _ = models.resolve(MODEL)
            settings = Settings(voice="Kore", system="Be brief.")
            wanted = Wanted(model=MODEL, locks=locked(settings, row, ["voice", "system"]))
            key = Credential(KEY, "a test")
            made = await asyncio.to_thread(mint, where, key, wanted, datetime.now(UTC), 10)
            token = Credential(made.name, "a test", "token")
            notebook = await talked(server, where, token, MODEL)
            assert "practice partner" in notebook.utterances[-1].text
            path = server.handshakes[-1].path
            assert path.endswith(f".{version}.GenerativeService.BidiGenerateContentConstrained")
            assert not server.handshakes[-1].query

    limited(main())


def livechat(home: Path, *args: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The program, in an environment of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "livechat", *args],
        cwd=home,
        env={**kept, "HOME": str(home), "PYTHONPATH": str(ROOT), **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("right", [True, False], ids=["accepted", "refused"])
@pytest.mark.parametrize(
    ("args", "variables"),
    [
        ([], {"GEMINI_API_KEY": SECRET}),
        ([], {"LIVECHAT_CONFIG": "key.toml"}),
        ([], {"LIVECHAT_CONFIG": "command.toml"}),
        (["--vertex"], {"GOOGLE_API_KEY": SECRET}),
        (["--model", "m", "--header", "Authorization: Bearer ${GW}"], {"GW": SECRET}),
    ],
    ids=["environment", "file", "command", "express", "headers"],
)
def test_a_credential_is_never_seen(
    tmp_path: Path, args: list[str], variables: dict[str, str], right: bool
) -> None:
    """In no output, log or error, at the greatest detail, whether it is accepted or not."""
    (tmp_path / "key.toml").write_text(f'api_key = "{SECRET}"\n')
    (tmp_path / "key.toml").chmod(0o600)
    (tmp_path / "printed").write_text(SECRET)
    (tmp_path / "command.toml").write_text('api_key_command = "cat printed"\n')
    (tmp_path / "command.toml").chmod(0o600)

    async def main() -> subprocess.CompletedProcess[str]:
        options = ServerOptions(api_key=SECRET if right else "another", scenario=QUIET)
        async with Server(options) as server:
            (tmp_path / "ca.pem").write_bytes(server.cert_pem)
            path = "/v1beta/models/m/liveStream" if "--header" in args else ""
            return await asyncio.to_thread(
                livechat, tmp_path, "say", "hello", "--no-play", "--json", "--debug", "--log", "l",
                "--base-url", server.tls_url + path, *args,
                SSL_CERT_FILE=str(tmp_path / "ca.pem"), **variables,
            )  # fmt: skip

    done = limited(main())
    assert done.returncode == (0 if right else 3), done.stderr
    if right:
        assert json.loads(done.stdout.splitlines()[-1])["event"] == "ended"
    log = (tmp_path / "l").read_text()
    assert "signing in with" in log
    assert SECRET not in done.stdout + done.stderr + log


def test_what_the_environment_prefers_is_not_claimed(tmp_path: Path) -> None:
    """The SDK would print which of two keys it uses, and be wrong."""

    async def main() -> subprocess.CompletedProcess[str]:
        async with Server(ServerOptions(api_key=SECRET, scenario=QUIET)) as server:
            (tmp_path / "ca.pem").write_bytes(server.cert_pem)
            return await asyncio.to_thread(
                livechat, tmp_path, "say", "hello", "--no-play", "--base-url", server.tls_url,
                SSL_CERT_FILE=str(tmp_path / "ca.pem"), GEMINI_API_KEY=SECRET,
                GOOGLE_API_KEY="another", GOOGLE_GENAI_USE_VERTEXAI="true",
                GOOGLE_GEMINI_BASE_URL="https://poison.invalid",
            )  # fmt: skip

    done = limited(main())
    assert (done.returncode, done.stderr) == (0, f"{PRACTICE}\n")
