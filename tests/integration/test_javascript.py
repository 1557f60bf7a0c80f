"""Google's SDK for JavaScript holds conversations with the local server, plain and over TLS."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
import subprocess
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from platformdirs import user_cache_path

from livechat.sim.scenario import Scenario, Scripted
from livechat.sim.server import Server, ServerOptions
from tests.sim.peer import QUICK, RECORDINGS, Answered, limited

SOURCES = Path(__file__).parent / "js"

KEY = "a-key-for-tests"

SPEECH = "austen-0880"

LIMIT_S = 120.0
"""Seconds for a scene, which gives up sooner by itself."""

INSTALL_S = 180.0
"""Seconds that npm has to fetch the SDKs, once."""

OLDEST_NODE = 20

SDKS = ("genai-2", "genai-3")
"""Names in `js/package.json`: the last release for Node 20, and the newest."""


@cache
def installed() -> Path:
    """A folder with the SDKs and the scene; skips where there is no Node or no registry."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("Node.js with npm is needed")
    version = subprocess.check_output([node, "--version"], text=True).strip()
    if int(version.removeprefix("v").partition(".")[0]) < OLDEST_NODE:
        pytest.skip(f"Node.js {OLDEST_NODE} or newer is needed; this is {version}")
    wanted = (SOURCES / "package.json").read_bytes()
    folder = user_cache_path("livechat") / f"js-{hashlib.sha256(wanted).hexdigest()[:12]}"
    if not folder.exists():
        _install(npm, folder)
    own = folder / f"scene.{os.getpid()}.mjs"
    shutil.copy(SOURCES / "scene.mjs", own)
    own.replace(folder / "scene.mjs")  # whole at once: another process may be reading it
    return folder


def _install(npm: str, folder: Path) -> None:
    new = folder.with_suffix(f".{os.getpid()}")  # another process may do the same
    new.mkdir(parents=True)
    shutil.copy(SOURCES / "package.json", new)
    options = ("--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts")
    try:
        done = subprocess.run(
            [npm, "install", *options],
            cwd=new,
            capture_output=True,
            text=True,
            timeout=INSTALL_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        pytest.skip("npm did not fetch the SDKs in time")
    if done.returncode:
        pytest.skip(f"npm cannot fetch the SDKs: {done.stderr.strip().splitlines()[-1:]}")
    try:
        new.rename(folder)
    except OSError:
        assert folder.exists()
        shutil.rmtree(new)


@dataclass
class Played:
    """What came of a scene."""

    told: list[dict[str, Any]]
    """What it printed, in order."""
    server: Server

    @property
    def messages(self) -> list[dict[str, Any]]:
        """What the server sent, as the SDK handed it on."""
        return [line["message"] for line in self.told if "message" in line]

    def of(self, kind: str) -> list[Any]:
        """Everything of one kind that was told, or that was in a message."""
        return [line[kind] for line in (*self.told, *self.messages) if kind in line]

    def since(self, kind: str) -> Played:
        """What followed the first line of a kind."""
        at = next(at for at, line in enumerate(self.told) if kind in line)
        return replace(self, told=self.told[at + 1 :])

    @property
    def answered(self) -> Answered:
        """All messages, as if they were of one turn."""
        return Answered(self.messages)

    def sent(self, kind: str) -> list[Any]:
        """What the server received of one kind of message."""
        return [one.message[kind] for one in self.server.received if kind in one.message]


def play(
    scene: str,
    sdk: str,
    scenario: Scenario = QUICK,
    *,
    tls: bool = False,
    service: str = "gemini",
    **options: Any,
) -> Played:
    """Play a scene of `js/scene.mjs` against a server of its own, to its end."""
    folder = installed()
    node = shutil.which("node")
    assert node

    async def main() -> tuple[bytes, Server]:
        async with Server(ServerOptions(api_key=KEY, scenario=scenario, **options)) as server:
            cert.write_bytes(server.cert_pem)
            process = await asyncio.create_subprocess_exec(
                *(node, "scene.mjs", sdk, scene),
                cwd=folder,
                env=environment()
                | {
                    "BASE_URL": server.tls_url if tls else server.ws_url.replace("ws", "http", 1),
                    "API_KEY": KEY,
                    "SERVICE": service,
                    "NODE_EXTRA_CA_CERTS": str(cert),
                    "RECORDING": str(SOURCES.parents[2] / "examples" / f"{SPEECH}.wav"),
                },
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            try:
                printed, errors = await process.communicate()
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
            assert process.returncode == 0, (printed + errors).decode()[-4000:]
            return printed, server

    with TemporaryDirectory() as place:
        cert = Path(place) / "cert.pem"
        printed, server = limited(main(), LIMIT_S)
    return Played([json.loads(line) for line in printed.splitlines()], server)


def environment() -> dict[str, str]:
    """What Node needs; no proxies, and no settings of the user."""
    kept = {"PATH", "LANG", "SYSTEMROOT", "LD_LIBRARY_PATH"}
    return {key: value for key, value in os.environ.items() if key in kept}


@pytest.fixture(params=SDKS)
def sdk(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("tls", [False, True])
def test_text_is_answered_in_sound_and_words(sdk: str, tls: bool) -> None:
    """Content and realtime text; `http:` becomes `ws:` and `https:` `wss:`."""
    played = play("typed", sdk, tls=tls)
    first, second = played.sent("clientContent"), played.sent("realtimeInput")
    assert [turn["parts"] for turn in first[0]["turns"]] == [[{"text": "Count to three"}]]
    assert second == [{"text": "Count to two"}]
    assert played.answered.said == "1, 2, 3.1, 2."
    assert played.answered.signs == ["generationComplete", "turnComplete"] * 2
    assert len(played.answered.pcm) > 24_000
    assert all(count["totalTokenCount"] > 0 for count in played.of("usageMetadata"))
    assert len(played.of("closed")) == 1


def test_vertex_speaks_its_own_dialect(sdk: str) -> None:
    """Another path, the key in a header, a session id, and other names in the usage."""
    played = play("typed", sdk, service="vertex")
    (handshake,) = played.server.handshakes
    assert "LlmBidiService" in handshake.path
    assert "x-goog-api-key" in handshake.headers
    assert not handshake.query
    assert played.of("setupComplete")[0]["sessionId"]
    assert played.answered.said == "1, 2, 3.1, 2."
    assert all(count["responseTokenCount"] > 0 for count in played.of("usageMetadata"))


@pytest.mark.parametrize("scene", ["spoken", "pressed"])
def test_speech_is_heard_and_answered(sdk: str, scene: str) -> None:
    """Found in the stream, or bracketed by the client; both sides are written down."""
    words = RECORDINGS[SPEECH]
    scenario = replace(QUICK, turns=(Scripted(hears=words, says="Nor was she."),))
    played = play(scene, sdk, scenario)
    assert played.answered.heard == words
    assert played.answered.said == "Nor was she."
    assert played.answered.pcm


def test_a_function_is_called_and_its_result_used(sdk: str) -> None:
    """With an id that the answer carries back; then the words of the result are spoken."""
    played = play("tools", sdk)
    (call,) = (call for calls in played.of("toolCall") for call in calls["functionCalls"])
    assert call["name"] == "turn_on_the_lights"
    (response,) = (one for sent in played.sent("toolResponse") for one in sent["functionResponses"])
    assert response["id"] == call["id"]
    assert "violet" in played.since("answered").answered.said
    assert played.since("answered").answered.pcm


def test_an_answer_is_interrupted_by_text(sdk: str) -> None:
    """`interrupted`, `turnComplete`; then the answer to what was typed, and nothing of the old."""
    played = play("interrupted", sdk, replace(QUICK, speed=2.0, playback_pause=1.0))
    assert played.answered.signs == [
        *("interrupted", "turnComplete"),
        *("generationComplete", "turnComplete"),
    ]
    turns = [message.get("serverContent", {}).get("turnComplete") for message in played.messages]
    assert Answered(played.messages[turns.index(True) :]).said == "1, 2."


def test_a_session_is_resumed_on_another_connection(sdk: str) -> None:
    """By its handle; what was said on the first is known on the second."""
    played = play("resumed", sdk)
    assert len(played.sent("setup")) == 2
    assert "handle" in played.sent("setup")[1]["sessionResumption"]
    assert "42" in played.since("again").answered.said


def test_a_token_lets_in_once(sdk: str) -> None:
    """Made with the key over HTTP, used in its place on the WebSocket; then it is worn out."""
    played = play("token", sdk)
    (token,) = played.of("token")
    assert token.startswith("auth_tokens/")
    assert played.answered.said == "1, 2, 3."
    assert played.of("again") == ["refused"]


def test_the_server_says_when_it_will_go(sdk: str) -> None:
    """`goAway` with the time left, and then the connection ends."""
    played = play("farewell", sdk, connection_limit=2.0)
    (farewell,) = played.of("goAway")
    assert farewell["timeLeft"].endswith("s")
    assert len(played.of("closed")) == 1
