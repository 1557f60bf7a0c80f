"""Recordings as scenarios: how a session's messages become turns, and what is said of damage."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.errors import FileError, LivechatError, SettingsError
from livechat.sim import scenario_file
from livechat.sim.protocol.wire import Close
from livechat.sim.recordings import form, replay
from livechat.sim.recordings.script import AwaitTools, Timed
from livechat.sim.scenario import Scripted
from livechat.sim.server import Server, ServerOptions
from tests.sim.peer import QUICK, Answered, limited, peer
from tests.sim.peer import recording as recording_of

HEADER = {"livechat_recording": 1, "version": "0"}
SETUP = {"setup": {"model": "models/any"}}
READY: dict[str, Any] = {"setupComplete": {}}
CALL = {"toolCall": {"functionCalls": [{"id": "1", "name": "f"}]}}
RESULT = {"toolResponse": {"functionResponses": [{"id": "1", "response": {}}]}}
GO_AWAY = {"goAway": {"timeLeft": "50s"}}
USAGE = {"usageMetadata": {"totalTokenCount": 3}}


def content(**fields: Any) -> dict[str, Any]:
    return {"serverContent": fields}


def sound(data: str) -> dict[str, Any]:
    return content(modelTurn={"parts": [{"inlineData": {"data": data}}]})


def heard(text: str) -> dict[str, Any]:
    return content(inputTranscription={"text": text})


GENERATED = content(generationComplete=True)
COMPLETE = {**content(turnComplete=True), **USAGE}


def client(at: float, message: Any, session: int = 1) -> dict[str, Any]:
    return {"at": at, "session": session, "from": "client", "message": message}


def server(at: float, message: Any, session: int = 1) -> dict[str, Any]:
    return {"at": at, "session": session, "from": "server", "message": message}


def closed(at: float, code: int, reason: str = "", by: str = "server") -> dict[str, Any]:
    event = {"at": at, "session": 1, "from": "connection"}
    return {**event, "close": code, "reason": reason, "by": by}


OPENING = [
    {"at": 0.0, "session": 1, "from": "connection", "open": "/ws/any"},
    client(0.1, SETUP),
    server(0.2, READY),
    server(0.2, {"sessionResumptionUpdate": {"newHandle": "(hidden)", "resumable": True}}),
]


def write(path: Path, *lines: Any) -> Path:
    """A recording of some lines; text is written as it is."""
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts) + "\n")
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "r.jsonl"


def turns(path: Path, *lines: Any, session: int | None = None) -> tuple[Scripted, ...]:
    """The turns of a recording of some lines."""
    return replay.load(write(path, HEADER, *OPENING, *lines), session).turns


def test_a_conversation_becomes_turns_with_their_spacing(path: Path) -> None:
    """What belonged to the old session alone is left out; time before an answer does not count."""
    found = turns(
        path,
        client(5.0, {"realtimeInput": {"text": "hello"}}),
        server(5.5, sound("AAAA")),
        server(5.75, sound("BBBB")),
        server(5.75, GENERATED),
        server(7.0, COMPLETE),
        server(7.0, {"sessionResumptionUpdate": {"newHandle": "(hidden)", "resumable": True}}),
        client(60.0, {"realtimeInput": {"text": "and now?"}}),
        server(61.0, sound("CCCC")),
        server(61.1, COMPLETE),
    )
    assert found == (
        Scripted(
            replay=(
                Timed(0.0, sound("AAAA")),
                Timed(0.25, sound("BBBB")),
                Timed(0.0, GENERATED),
                Timed(1.25, COMPLETE),
            )
        ),
        Scripted(replay=(Timed(0.0, sound("CCCC")), Timed(0.1, COMPLETE))),
    )


def test_what_came_ahead_of_an_answer_is_sent_with_it(path: Path) -> None:
    """Transcripts and goAway waited for the user, who takes another time now."""
    found = turns(
        path,
        server(10.0, GO_AWAY),
        client(20.0, {"realtimeInput": {"audio": {"data": "AA=="}}}),
        server(22.0, {"voiceActivity": {"type": "ACTIVITY_START"}}),
        server(25.0, heard("How are")),
        server(31.0, heard(" you?")),
        server(32.0, sound("AAAA")),
        server(32.5, heard(" Well?")),
        server(33.0, COMPLETE),
    )
    assert found == (
        Scripted(
            hears="How are you? Well?",
            replay=(
                Timed(0.0, GO_AWAY),
                Timed(0.0, heard("How are")),
                Timed(0.0, heard(" you?")),
                Timed(0.0, sound("AAAA")),
                Timed(0.5, heard(" Well?")),
                Timed(0.5, COMPLETE),
            ),
        ),
    )


@pytest.mark.parametrize(
    "spoken",
    [
        {"realtimeInput": {"audio": {"data": "AA=="}}},
        {"realtime_input": {"media_chunks": [{"data": "AA=="}]}},
    ],
)
def test_speech_without_a_transcript_is_still_speech(path: Path, spoken: Any) -> None:
    """The ears of the replay must find words in it, or no answer would ever be due."""
    typed = client(3.0, {"realtimeInput": {"text": "hello"}})
    answer = [server(4.0, sound("AAAA")), server(4.0, COMPLETE)]
    found = turns(path, client(1.0, spoken), *answer, typed, *answer)
    assert [turn.hears for turn in found] == [replay.UNHEARD, None]


def test_the_client_is_waited_for_where_its_results_came_next(path: Path) -> None:
    """Times are counted on from the last result; a call nobody waited for is none to wait for."""
    found = turns(
        path,
        server(1.0, CALL),
        server(1.1, {"sessionResumptionUpdate": {"resumable": False}}),
        client(3.0, RESULT),
        client(4.0, {"tool_response": RESULT["toolResponse"]}),
        server(4.5, sound("AAAA")),
        server(5.0, CALL),
        server(5.5, sound("BBBB")),
        client(5.7, RESULT),
        server(6.0, COMPLETE),
        client(7.0, RESULT),
    )
    assert found == (
        Scripted(
            replay=(
                Timed(0.0, CALL),
                AwaitTools(),
                Timed(0.5, sound("AAAA")),
                Timed(0.5, CALL),
                Timed(0.5, sound("BBBB")),
                Timed(0.5, COMPLETE),
            )
        ),
    )


def test_an_interrupted_answer_ends_where_it_was_cut(path: Path) -> None:
    """Nothing says `interrupted`, and nothing of the voice comes after the cut."""
    found = turns(
        path,
        server(1.0, sound("AAAA")),
        server(2.0, content(interrupted=True)),
        server(2.1, sound("LATE")),
        server(2.2, {**content(generationComplete=True), **GO_AWAY}),
        server(2.5, COMPLETE),
        server(3.0, sound("BBBB")),
        server(3.5, {**content(interrupted=True, turnComplete=True), **USAGE}),
        server(4.0, sound("CCCC")),
        server(4.5, COMPLETE),
    )
    assert found == (
        Scripted(replay=(Timed(0.0, sound("AAAA")), Timed(1.2, GO_AWAY), Timed(0.3, COMPLETE))),
        Scripted(replay=(Timed(0.0, sound("BBBB")), Timed(0.5, COMPLETE))),
        Scripted(replay=(Timed(0.0, sound("CCCC")), Timed(0.5, COMPLETE))),
    )


def test_a_turn_that_goes_on_working_is_one(path: Path) -> None:
    """Only IDLE ends it."""
    working = content(turnComplete=True, interactionStatus="IN_PROGRESS")
    idle = content(turnComplete=True, interactionStatus="IDLE")
    found = turns(path, server(1.0, working), server(4.0, sound("AAAA")), server(4.0, idle))
    steps = (Timed(0.0, working), Timed(3.0, sound("AAAA")), Timed(0.0, idle))
    assert found == (Scripted(replay=steps),)


def test_an_answer_nobody_stayed_for_is_completed(path: Path) -> None:
    """The client left in mid-answer; the next one may stay."""
    found = turns(path, server(1.0, sound("AAAA")), closed(2.0, 1000, by="client"))
    complete = content(turnComplete=True)
    assert found == (Scripted(replay=(Timed(0.0, sound("AAAA")), Timed(0.0, complete))),)


ANSWER = [server(1.0, sound("AAAA")), server(1.0, COMPLETE)]
STEPS = (Timed(0.0, sound("AAAA")), Timed(0.0, COMPLETE))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (
            [server(1.0, sound("AAAA")), closed(2.0, 1011, "Internal error encountered.")],
            Scripted(
                replay=(Timed(0.0, sound("AAAA")),),
                close=Close(1011, "Internal error encountered."),
            ),
        ),
        ([*ANSWER, closed(9.0, 1008)], Scripted(replay=STEPS, close=Close(1008))),
        (
            [*ANSWER, server(5.0, GO_AWAY), closed(9.0, 1001)],
            Scripted(replay=(STEPS[0], Timed(0.0, GO_AWAY), STEPS[1]), close=Close(1001)),
        ),
        ([closed(9.0, 1007, "no")], Scripted(replay=(), close=Close(1007, "no"))),
        ([*ANSWER, closed(9.0, 1001)], Scripted(replay=STEPS)),
        ([*ANSWER, closed(9.0, 1006)], Scripted(replay=STEPS)),
        ([*ANSWER, closed(9.0, 1008, by="client")], Scripted(replay=STEPS)),
        ([*ANSWER, closed(9.0, 1008), *ANSWER, closed(9.0, 1011)],
            Scripted(replay=STEPS, close=Close(1008))),
    ],
    ids=[
        *("in mid-answer", "after it", "announced", "before any", "its own end", "cut"),
        *("by the client", "twice"),
    ],
)  # fmt: skip
def test_a_close_by_the_server_ends_the_turn(path: Path, events: Any, expected: Scripted) -> None:
    """The one it came in or the one before; not the server's own end, nor the client's."""
    assert turns(path, *events) == (expected,)


def test_a_session_can_be_chosen(path: Path) -> None:
    """The first in the file unless told otherwise."""
    lines = [
        server(1.0, sound("TWO"), session=2),
        server(1.5, COMPLETE, session=2),
        server(2.0, sound("ONE")),
        server(2.0, COMPLETE),
    ]
    assert turns(path, *lines)[0].replay == (Timed(0.0, sound("ONE")), Timed(0.0, COMPLETE))
    chosen = turns(path, *lines, session=2)
    assert chosen[0].replay == (Timed(0.0, sound("TWO")), Timed(0.5, COMPLETE))


def test_frames_that_are_no_messages_are_left_out(path: Path) -> None:
    """Faults put them there; empty lines are none of them."""
    raw = {"at": 1.5, "session": 1, "from": "server", "raw": "e25v"}
    wrong = server(1.6, {"serverContent": ["wrong"]})
    found = turns(path, ANSWER[0], raw, wrong, server(1.7, [1]), "", "  ", ANSWER[1])
    assert found == (Scripted(replay=STEPS),)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{cut", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "'at' is missing or wrong"),
        ({**ANSWER[0], "at": -1}, "'at' is missing or wrong"),
        ({**ANSWER[0], "at": True}, "'at' is missing or wrong"),
        ({**ANSWER[0], "at": "1"}, "'at' is missing or wrong"),
        ('{"at": NaN, "session": 1, "from": "server", "message": {}}', "'at' is missing or wrong"),
        ({**ANSWER[0], "session": 0}, "'session' is missing or wrong"),
        ({**ANSWER[0], "session": 1.5}, "'session' is missing or wrong"),
        ({**ANSWER[0], "session": True}, "'session' is missing or wrong"),
        ({**ANSWER[0], "from": "nobody"}, "'from' is missing or wrong"),
        ({**ANSWER[0], "from": ["server"]}, "'from' is missing or wrong"),
        ({"at": 1, "session": 1, "from": "server"}, "'message' is missing"),
        (closed(1.0, 99), "'close' is wrong"),
        ({**closed(1.0, 1000), "reason": 5}, "'reason' is wrong"),
    ],
)
def test_damaged_lines_are_named(path: Path, line: Any, why: str) -> None:
    """By number, with the reason."""
    with pytest.raises(SettingsError) as caught:
        turns(path, ANSWER[0], line, ANSWER[1], "{")
    assert f"damaged lines: 7 ({why}), 9 (not JSON)." in str(caught.value)


def test_no_more_lines_are_named_than_anybody_reads(path: Path) -> None:
    with pytest.raises(SettingsError, match=r"6 \(not JSON\).* and 92 more\."):
        turns(path, *["{"] * 100)


def test_a_line_without_end_does_not_fill_the_memory(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read in pieces, and the lines after it keep their numbers."""
    monkeypatch.setattr(form, "LONGEST_LINE", 500)
    with pytest.raises(SettingsError) as caught:
        turns(path, "x" * 5_000, ANSWER[0], "{", server(1, {"x": "y" * 1_000}))
    assert "damaged lines: 6 (too long), 8 (not JSON), 9 (too long)." in str(caught.value)


def test_a_session_too_long_to_keep_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other sessions and what clients sent do not count."""
    monkeypatch.setattr(replay, "LARGEST_REPLAY", 1_000)
    other = [server(1.0, sound("x" * 2_000), session=2), client(1.0, {"x": "y" * 2_000})]
    assert len(turns(path, *ANSWER, *other)) == 1
    with pytest.raises(SettingsError, match=r"Session 1 of .* is too long"):
        turns(path, *ANSWER, server(1.0, sound("x" * 2_000)))


@pytest.mark.parametrize(
    ("lines", "session", "words"),
    [
        ([HEADER], None, "contains no session"),
        ([HEADER, *OPENING], None, "Session 1 of .* contains no answer.*--session: 1[.]"),
        (
            [HEADER, *OPENING, *(client(1.0, SETUP, n) for n in range(2, 40))],
            None,
            r"--session: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, \.\.\.\.",
        ),
        ([HEADER, *OPENING, *ANSWER], 7, "has no session 7.*--session: 1[.]"),
        ([{**HEADER, "livechat_recording": 2}, *OPENING, *ANSWER], None, "has a format that"),
        (['seed = 7 # livechat_recording'], None, "is not a recording: line 1"),
        ([{"other": 1}], None, "is not a recording: line 1"),
    ],
)  # fmt: skip
def test_what_cannot_be_replayed_is_said(
    path: Path, lines: Any, session: int | None, words: str
) -> None:
    with pytest.raises(SettingsError, match=words):
        replay.load(write(path, *lines), session)


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="Cannot read the "):
        replay.load(tmp_path / "none.jsonl")
    with pytest.raises(FileError, match="Cannot read the "):
        replay.load(tmp_path)


def test_a_recording_is_known_by_its_first_line() -> None:
    """Whatever the file is called; a scenario that mentions the word is none."""
    assert form.begins(json.dumps(HEADER).encode())
    assert not form.begins(b"# livechat_recording")
    assert not form.begins(b"")


MESSAGES = st.sampled_from(
    [
        READY, CALL, GO_AWAY, GENERATED, COMPLETE, sound("AAAA"), heard("Well?"), USAGE,
        content(interrupted=True), content(), {"serverContent": [1]}, {},
        content(turnComplete=True, interactionStatus="IN_PROGRESS"),
    ]
)  # fmt: skip
EVENTS = st.one_of(
    st.builds(server, st.floats(0, 100), MESSAGES),
    st.builds(client, st.floats(0, 100), st.sampled_from([SETUP, RESULT, [1], None])),
    st.builds(closed, st.floats(0, 100), st.sampled_from([1000, 1001, 1006, 1011])),
)


@given(events=st.lists(EVENTS, max_size=20))
def test_whatever_was_recorded_can_be_played_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, events: list[Any]
) -> None:
    """No wait is negative, nothing is cut, and every turn ends: completed, or with a close."""
    path = tmp_path_factory.getbasetemp() / "r.jsonl"
    try:
        found = replay.load(write(path, HEADER, *events)).turns
    except LivechatError:
        return
    assert found
    for turn in found:
        assert turn.replay is not None
        timed = [step for step in turn.replay if isinstance(step, Timed)]
        contents = [step.message.get("serverContent", {}) for step in timed]
        ends = [
            each.get("turnComplete") and each.get("interactionStatus") != "IN_PROGRESS"
            for each in contents
        ]
        assert all(step.after_s >= 0 for step in timed)
        assert not any("interrupted" in each for each in contents)
        assert not any(ends[:-1])
        assert turn.close is not None or ends[-1]


OWN = {"sessionResumptionUpdate", "voiceActivity"}
"""What a message of this session alone holds."""


async def conversation(server: Server, chunk_bytes: int) -> list[Answered]:
    """One turn typed, one spoken; all that was answered, but for what is this session's alone."""
    async with peer(server) as someone:
        await someone.setup(sessionResumption={})
        typed = await someone.ask("count to three")
        await someone.stream(recording_of("austen-0880"), chunk_bytes=chunk_bytes)
        await someone.send({"realtimeInput": {"audioStreamEnd": True}})
        spoken = await someone.turn()
    return [
        Answered([one for one in turn.messages if not one.keys() & OWN]) for turn in (typed, spoken)
    ]


@pytest.mark.network
def test_a_recorded_conversation_is_had_again(path: Path) -> None:
    """By a client that sends sound in other pieces; the partner would have said something else."""
    heard_as = Scripted(hears="he was not an ill disposed young man")
    first = replace(QUICK, turns=(Scripted(), heard_as), smallest=400, largest=900)

    async def main() -> None:
        async with Server(ServerOptions(scenario=first, record=path)) as server:
            recorded = await conversation(server, 640)
        again = replace(scenario_file.load(path), voice="synthetic", ears="none")
        assert recorded[0].said == "1, 2, 3."
        assert recorded[1].heard == heard_as.hears
        async with Server(ServerOptions(scenario=again)) as server:
            assert await conversation(server, 5_000) == recorded

    limited(main())


@pytest.mark.network
def test_a_function_is_called_again_and_its_result_waited_for(path: Path) -> None:
    """The call has the recorded id; words come only after the result."""
    lights = {"name": "turn_on_the_lights", "description": "Turns on the lights."}
    tools = [{"functionDeclarations": [{**lights, "behavior": "BLOCKING"}]}]

    async def calling(server: Server) -> list[dict[str, Any]]:
        async with peer(server) as someone:
            await someone.setup(tools=tools)
            await someone.send({"realtimeInput": {"text": "Please turn on the lights"}})
            messages = [await someone.receive()]
            while "toolCall" not in messages[-1]:
                messages.append(await someone.receive())
            (call,) = messages[-1]["toolCall"]["functionCalls"]
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3):
                    messages.append(await someone.receive())
            response = {"id": call["id"], "name": call["name"], "response": {"output": "done"}}
            await someone.send({"toolResponse": {"functionResponses": [response]}})
            return messages + (await someone.turn()).messages

    async def main() -> None:
        async with Server(ServerOptions(scenario=QUICK, record=path)) as server:
            recorded = await calling(server)
        again = replace(scenario_file.load(path), voice="synthetic", ears="none")
        async with Server(ServerOptions(scenario=again)) as server:
            assert await calling(server) == recorded

    limited(main())


@pytest.mark.network
def test_a_replay_can_be_interrupted(path: Path) -> None:
    """The new client speaks where the recorded one listened, and gets the next turn."""
    complete = {**content(turnComplete=True), **USAGE}
    write(
        path,
        *(HEADER, *OPENING, server(1.0, sound("AAAA")), server(11.0, sound("BBBB"))),
        *(server(11.0, complete), server(12.0, sound("CCCC")), server(12.0, complete)),
    )

    async def main() -> None:
        again = replace(scenario_file.load(path), voice="synthetic", ears="none")
        async with Server(ServerOptions(scenario=again)) as server, peer(server) as someone:
            await someone.setup()
            await someone.send({"realtimeInput": {"text": "tell me"}})
            assert await someone.receive() == sound("AAAA")
            interrupted = await someone.ask("stop")
            assert interrupted.signs == ["interrupted", "turnComplete"]
            assert (await someone.turn()).messages == [sound("CCCC"), complete]

    limited(main())


@pytest.mark.network
def test_after_the_recorded_turns_the_partner_answers_by_itself(path: Path) -> None:
    """And a recorded close is replayed with its code and reason."""
    write(path, HEADER, *OPENING, *ANSWER)

    async def main() -> None:
        again = replace(scenario_file.load(path), voice="synthetic", ears="none", pace="instant")
        async with Server(ServerOptions(scenario=again)) as server, peer(server) as someone:
            await someone.setup()
            assert (await someone.ask("count to two")).messages == [sound("AAAA"), COMPLETE]
            assert (await someone.ask("count to two")).said == "1, 2."
        write(path, HEADER, *OPENING, *ANSWER, closed(2.0, 1011, "Internal error encountered."))
        again = scenario_file.load(path)
        async with Server(ServerOptions(scenario=again)) as server, peer(server) as someone:
            await someone.setup()
            assert (await someone.ask("count to two")).messages == [sound("AAAA"), COMPLETE]
            assert await someone.closed() == (1011, "Internal error encountered.")

    limited(main())
