"""A connection: what goes out over the wire, item by item, and within what time."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection

from livechat.app.ports import Connection, Opening
from livechat.catalog.models import MODELS, resolve
from livechat.core.link.items import (
    Activity,
    Item,
    Note,
    Sound,
    SoundEnd,
    System,
    ToolResult,
    Typed,
)
from livechat.core.link.seed_history import HistoryTurn
from livechat.core.picture import Picture
from livechat.core.setup_spec import Declaration
from livechat.core.talk.events import Connected, Event, NotUnderstood
from livechat.errors import LivechatError, NetworkError
from livechat.live.connection import dialer
from livechat.live.credentials import Credential
from livechat.live.endpoint import Endpoint
from livechat.sim.server import Server, ServerOptions
from tests.support.link import READY, SPEC, limited, linked

pytestmark = pytest.mark.network

LINES, SEEDS, NOTHING = (
    next(row.id for row in MODELS if row.client_content == kind)
    for kind in ("yes", "seed-only", "no")
)

Talk = Callable[[Connection], Awaitable[None]]


async def connected(events: AsyncIterator[Event]) -> None:
    """Read events until there is a connection."""
    while not isinstance(await anext(events), Connected):
        pass


def heard(
    talk: Talk,
    opening: Opening,
    *,
    after: Sequence[str] = (READY,),
    credential: Credential | None = None,
) -> tuple[list[dict[str, Any]], list[Event]]:
    """What a service hears after the setup until the connection is left, and what is told."""
    messages: list[dict[str, Any]] = []
    events: list[Event] = []

    async def listen(socket: ServerConnection) -> None:
        for message in after:
            await socket.send(message)
        async for received in socket:
            messages.append(json.loads(received))

    async def main() -> None:
        async with linked(listen, opening, credential) as link, aclosing(link.events()) as told:
            async for event in told:
                events.append(event)
                if isinstance(event, Connected):
                    await talk(link)
                    break

    limited(main())
    return messages, events


class Deaf:
    """A service that accepts the setup and then reads nothing."""

    def __init__(self) -> None:
        self.done = asyncio.Event()

    async def __call__(self, socket: ServerConnection) -> None:
        await socket.send(READY)
        socket.transport.pause_reading()
        await self.done.wait()


def sent(
    *items: Item,
    model: str = LINES,
    blocking: bool = False,
    credential: Credential | None = None,
) -> list[dict[str, Any]]:
    """What these items are on the wire."""

    async def talk(link: Connection) -> None:
        for item in items:
            await link.send(item)

    opening = Opening(replace(SPEC, model=model, blocking=blocking))
    return heard(talk, opening, credential=credential)[0]


def content(text: str, *, complete: bool) -> dict[str, Any]:
    turn = {"parts": [{"text": text}], "role": "user"}
    return {"client_content": {"turns": [turn], "turnComplete": complete}}


TEXT = {"realtime_input": {"text": "hi"}}


@pytest.mark.parametrize(
    ("model", "item", "expected"),
    [
        (
            LINES,
            Sound(b"\1\2", 0.0),
            {
                "realtime_input": {
                    "audio": {
                        "data": b64encode(b"\1\2").decode(),
                        "mime_type": "audio/pcm;rate=16000",
                    }
                }
            },
        ),
        (LINES, SoundEnd(), {"realtime_input": {"audioStreamEnd": True}}),
        (LINES, Activity(True), {"realtime_input": {"activityStart": {}}}),
        (LINES, Activity(False), {"realtime_input": {"activityEnd": {}}}),
        (LINES, Typed("hi"), content("hi", complete=True)),
        (SEEDS, Typed("hi"), TEXT),
        (NOTHING, Typed("hi"), TEXT),
        (LINES, Note("so far"), content("so far", complete=False)),
        (SEEDS, Note("so far"), None),
        (NOTHING, Note("so far"), None),
        (LINES, Note("hi", answered=True), content("hi", complete=True)),
        (SEEDS, Note("hi", answered=True), TEXT),
        (NOTHING, Note("hi", answered=True), TEXT),
        (
            LINES,
            System("Be brief."),
            {
                "contextUpdate": {
                    "systemInstruction": {"parts": [{"text": "Be brief."}], "role": "user"}
                }
            },
        ),
    ],
)
def test_each_item_in_the_way_the_model_takes_it(
    model: str, item: Item, expected: dict[str, Any] | None
) -> None:
    """A note is told to nobody who would answer or refuse it."""
    assert sent(item, model=model) == ([] if expected is None else [expected])


def test_items_arrive_in_order() -> None:
    """As they were given."""
    chunks = [Sound(bytes([number] * 640), number / 50) for number in range(20)]
    messages = sent(*chunks, SoundEnd(), Typed("hi"))
    assert [
        message["realtime_input"].get("audio", {}).get("data") for message in messages[:-1]
    ] == [
        *(b64encode(chunk.pcm).decode() for chunk in chunks),
        None,
    ]


HISTORY = tuple(
    HistoryTurn("user" if number % 2 == 0 else "model", f"{number} " + "word " * 400)
    for number in range(60)
)


async def nothing(_: Connection) -> None:
    pass


@pytest.mark.parametrize("row", [row for row in MODELS if row.status != "retired"])
def test_a_history_is_told_in_messages_that_leave_soon(row: Any) -> None:
    """Only the last one completes it, and none where it would be answered."""
    opening = Opening(replace(SPEC, model=row.id), history=HISTORY)
    messages = [message["client_content"] for message in heard(nothing, opening)[0]]
    if row.client_content == "no":
        assert messages == []
        return
    assert len(messages) > 1
    assert max(len(json.dumps(message)) for message in messages) < 32 << 10
    turns = [turn for message in messages for turn in message["turns"]]
    told = [(turn["role"], turn["parts"][0]["text"]) for turn in turns]
    assert told == [(turn.role, turn.text) for turn in HISTORY]
    complete = [message.get("turnComplete", False) for message in messages]
    assert complete == [False] * (len(messages) - 1) + [row.history]


def test_a_service_that_accepts_and_then_reads_nothing_is_given_up_in_time() -> None:
    """The history is part of connecting."""
    long = tuple(HistoryTurn("user", "word " * 3_000) for _ in range(1_000))

    async def main() -> None:
        service = Deaf()
        async with linked(service, Opening(SPEC, history=long, timeout_s=1.0)) as link:
            try:
                with pytest.raises(NetworkError, match="did not respond in time"):
                    _ = [event async for event in link.events()]
            finally:
                service.done.set()

    limited(main())


def test_a_ping_returns_with_its_pong() -> None:
    """And says so where there is no connection, or none any more."""

    async def talk(link: Connection) -> None:
        await link.ping()
        links.append(link)

    links: list[Connection] = []
    assert heard(talk, Opening(SPEC))[0] == []
    with pytest.raises(NetworkError, match="no connection"):
        limited(links[0].ping())
    with pytest.raises(NetworkError, match="no connection"):
        limited(links[0].send(SoundEnd()))


def test_what_waits_to_leave_when_the_connection_is_left_has_not_left() -> None:
    """Nobody is to believe so; a ping under way ends as well."""

    async def main() -> list[str]:
        service = Deaf()
        async with linked(service, Opening(SPEC)) as link:
            events = link.events()
            await connected(events)

            async def talk() -> None:
                while True:
                    await link.send(Sound(bytes(64_000), 0.0))

            work = [asyncio.create_task(talk()), asyncio.create_task(link.ping())]
            await asyncio.wait(work, timeout=0.3)
            await events.aclose()
            outcomes = await asyncio.gather(*work, return_exceptions=True)
            service.done.set()
            return [str(outcome) for outcome in outcomes]

    assert limited(main()) == ["The connection is closed."] * 2


HANDLE = "CiQzMDhkZGFlNS1lYjA5LTQ5ZDEtYTk4Yi"


@pytest.mark.parametrize("opening", [Opening(SPEC), Opening(SPEC, handle=HANDLE)])
def test_a_reason_that_repeats_a_handle_is_told_without_it(opening: Opening) -> None:
    """Whoever has it can go on with the session: it is as good as a password."""
    given = {"sessionResumptionUpdate": {"newHandle": HANDLE, "resumable": True}}

    async def behave(socket: ServerConnection) -> None:
        await socket.send(READY)
        await socket.send(json.dumps({} if opening.handle else given))
        await socket.close(1008, f"session {HANDLE} not found")

    async def main() -> list[str]:
        said: list[str] = []
        async with linked(behave, opening) as link:
            with pytest.raises(LivechatError) as caught:
                said += [repr(event) async for event in link.events()]
        return [*said, str(caught.value)]

    said = limited(main())
    assert not [one for one in said if HANDLE in one]
    assert "session … not found" in said[-1]


@pytest.mark.parametrize(
    "ready", ['{"setup_complete": {}}', '{"setupComplete": {"session_id": "s"}}']
)
def test_the_answer_to_the_setup_is_read_in_both_spellings(ready: str) -> None:
    """Without a word about it."""
    events = heard(nothing, Opening(SPEC), after=[ready])[1]
    assert not [event for event in events if isinstance(event, NotUnderstood)]


def test_a_model_that_is_not_known_is_talked_with_as_the_newest() -> None:
    """Its row is borrowed."""
    row, _ = resolve("gemini-99")
    assert row.client_content == "yes"
    assert sent(Typed("hi"), model="gemini-99") == [content("hi", complete=True)]


def test_only_a_practice_partner_says_that_it_is_one() -> None:
    """In a field that every server may send, and other clients pass over."""
    assert [e.practice for e in heard(nothing, Opening(SPEC))[1] if isinstance(e, Connected)] == [
        False
    ]

    async def main() -> list[bool]:
        async with Server(ServerOptions()) as server:
            endpoint = Endpoint(server.tls_url, tls=server.client_context(), proxied=False)
            link = await dialer(endpoint, Credential("any", "a test"))(Opening(SPEC))
            async with aclosing(link.events()) as told:
                async for event in told:
                    if isinstance(event, Connected):
                        return [event.practice]
        return []

    assert limited(main()) == [True]


EXTENDED, LIVE_31, NATIVE_25 = (
    "gemini-3.8-live-extended-thinking",
    "gemini-3.1-flash-live-preview",
    "gemini-2.5-flash-native-audio-preview-12-2025",
)
GATEWAY = Credential("", "a test", "headers", headers={"x-proof": "shown"})


def result(**more: Any) -> ToolResult:
    """What a function has returned."""
    return ToolResult(1, "call_7", "look_up", {"output": {"found_at": [1, None]}}, **more)


def answered(item: ToolResult, **how: Any) -> dict[str, Any] | None:
    """A function's response on the wire; None: nothing is sent."""
    messages = sent(item, **how)
    if not messages:
        return None
    [message] = messages
    [response] = message["tool_response"]["functionResponses"]
    told: dict[str, Any] = response
    return told


def test_a_result_has_its_call_its_name_and_keys_as_they_are() -> None:
    """The function has chosen the keys; the service knows the call by its id."""
    assert answered(result()) == {
        "id": "call_7",
        "name": "look_up",
        "response": {"output": {"found_at": [1, None]}},
        "scheduling": "WHEN_IDLE",
    }


@pytest.mark.parametrize(
    ("how", "scheduling"),
    [
        ({"model": LINES}, ("WHEN_IDLE", "SILENT")),
        ({"model": NATIVE_25}, ("WHEN_IDLE", "SILENT")),
        ({"model": LINES, "credential": GATEWAY}, ("WHEN_IDLE", "SILENT")),
        # They close with 1007, or know no other time than now
        ({"model": EXTENDED}, (None, None)),
        ({"model": LIVE_31}, (None, None)),
        ({"model": LINES, "blocking": True}, (None, None)),
    ],
)
def test_when_a_result_is_to_be_told_is_said_to_models_that_ask(
    how: dict[str, Any], scheduling: tuple[str | None, str | None]
) -> None:
    """Once the model is idle, or not at all."""
    told = answered(result(), **how), answered(result(silent=True), **how)
    assert tuple(one and one.get("scheduling") for one in told) == scheduling
    assert not any(one is None or "willContinue" in one or "will_continue" in one for one in told)


@pytest.mark.parametrize(
    ("how", "taken"),
    [
        ({"model": LINES}, True),
        ({"model": LINES, "credential": GATEWAY}, False),
        ({"model": LINES, "blocking": True}, False),
        ({"model": EXTENDED}, False),
        ({"model": LIVE_31}, False),
    ],
)
def test_how_far_a_function_is_goes_where_a_result_may_follow_it(
    how: dict[str, Any], taken: bool
) -> None:
    """The model need not say it each time; elsewhere it would count as the result."""
    told = answered(result(more=True), **how)
    assert (told and (told["will_continue"], told["scheduling"])) == (
        (True, "SILENT") if taken else None
    )


PICTURES = tuple(
    Picture(data, kind)
    for data, kind in [
        (b"\xfb\xff\xfe", "image/png"),
        (b"<svg/>", "image/svg+xml"),
        (bytes(3_000_000), "image/jpeg"),
        (b"more", "image/jpeg"),
    ]
)


def test_pictures_are_parts_of_a_result() -> None:
    """As many as leave soon, of the kinds that are taken; the model is told of the others."""
    told = answered(result(pictures=PICTURES))
    assert told
    assert told["parts"] == [
        {"inline_data": {"mime_type": "image/png", "data": "-__-"}},
        {"inline_data": {"mime_type": "image/jpeg", "data": "bW9yZQ=="}},
    ]
    assert told["response"] == {
        "output": {"found_at": [1, None]},
        "pictures": "2 pictures were left out.",
    }


@pytest.mark.parametrize("model", [LIVE_31, NATIVE_25])
def test_a_model_that_refuses_pictures_is_told_that_there_were_some(model: str) -> None:
    """So that it does not speak as if there were none."""
    told = answered(result(pictures=PICTURES[:1]), model=model)
    assert told
    assert "parts" not in told
    assert told["response"]["pictures"] == "1 picture was left out."


def test_functions_are_declared_in_the_setup_with_their_schemas_as_they_are() -> None:
    """Names in a schema are the user's: nobody spells them otherwise."""
    schema = {
        "type": "object",
        "properties": {"item_name": {"type": "string", "minLength": 1}},
        "required": ["item_name"],
    }
    tools = (
        Declaration(name="order", description="Order an item.", parameters=schema),
        Declaration(name="stock__list.all:2"),
    )
    setups: list[dict[str, Any]] = []

    async def accept(socket: ServerConnection) -> None:
        await socket.send(READY)
        await socket.wait_closed()

    async def main() -> None:
        opening = Opening(replace(SPEC, model=LINES, tools=tools))
        async with linked(accept, opening, setups=setups) as link, aclosing(link.events()) as told:
            await connected(told)

    limited(main())
    assert setups[0]["tools"] == [
        {
            "functionDeclarations": [
                {
                    "name": "order",
                    "description": "Order an item.",
                    "parameters_json_schema": schema,
                    "behavior": "NON_BLOCKING",
                },
                {"name": "stock__list.all:2", "behavior": "NON_BLOCKING"},
            ]
        }
    ]
