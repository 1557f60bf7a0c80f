# ruff: noqa: E501 - a case is a line
"""Services that mean harm, or might as well: the program neither crashes nor hangs, nor does what
they say in place of its user.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
import zlib
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, get_args

import pydantic
import pytest
from google.genai import types
from pydantic.alias_generators import to_camel
from websockets.asyncio.server import ServerConnection

from tests.support.hostile import (
    DONE,
    READY,
    Behaviour,
    after_question,
    answer,
    chosen,
    question,
    said,
    send,
    service,
    together,
)
from tests.support.program import KEY, SPEECH, Done, livechat
from tests.support.terminal import Terminal

MOST_BYTES = 400 << 20
"""Memory that nothing it is sent may make it need."""

MOST_S = 180.0
"""Seconds within which everything has ended, however busy the machine is."""

TALK = ("talk", "--timeout", "20", "--fast", "--mic", str(SPEECH))
SAY = ("say", "--timeout", "20", "--no-play", "hi")
BRIEF = ("--timeout", "3")

MODES: Mapping[str, tuple[tuple[str, ...], tuple[int, int] | None]] = {
    "say": (SAY, None),
    "say on a terminal": (SAY, (24, 80)),
    "say --json": ((*SAY, "--json"), None),
    "say --debug": ((*SAY, "--debug"), None),
    "say --log": ((*SAY, "--debug", "--log", "log.txt"), None),
    "talk": (TALK, (24, 80)),
    "talk --plain": ((*TALK, "--plain"), None),
    "talk --json": ((*TALK, "--json"), None),
    "say, briefly": ((*SAY, *BRIEF), None),
    "talk, briefly": ((*TALK, *BRIEF), None),
}
"""How it is run, and in what terminal."""

NASTY = (
    "\x1b[2J\x1b]0;owned\x07\x1b[31m[red]bold[/red] [link=x]y[/link] \u202eevil\u202c "
    "\u200b\u200d\ufeff \u2066i\u2069 \x9b31m \x90q\x9c \ud83d \x00\x08\x7f\r\nnew: line"
)
"""What steers a terminal, what means something to Rich, and what is half a character."""

SHORT = "\x1b[2J\x1b]0;owned\x07[red] \u202e\x9b31m\r\n\x00"
"""The same, for a close frame."""

_STEERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_DRAWN = re.compile(r"\x1b(?:[78]|\[(?:\?(?:7|25|2026)[hl]|\d*[ABJKn]|\d+;\d+H|[\d;]*m))")
_ASKED = re.compile(r"\x1b\[(?:\?(?:1004|2004)[hl]|[<=>?]?\d*u|c)")
"""What the screen writes, and what the keyboard asks the terminal for."""


def audio(pcm: bytes, mime: str = "audio/pcm;rate=24000") -> dict[str, Any]:
    data = base64.b64encode(pcm).decode()
    parts = [{"inlineData": {"mimeType": mime, "data": data}}]
    return {"serverContent": {"modelTurn": {"parts": parts}}}


def raw(*frames: bytes | str) -> Behaviour:
    """After a question these, then an answer."""

    async def behave(socket: ServerConnection) -> None:
        await question(socket)
        for frame in frames:
            await socket.send(frame)
        await answer(socket)
        await socket.wait_closed()

    return behave


def many(count: int, message: Callable[[int], bytes]) -> Behaviour:
    """After a question so many, then an answer."""

    async def behave(socket: ServerConnection) -> None:
        await question(socket)
        for number in range(count):
            await socket.send(message(number))
        await answer(socket)
        await socket.wait_closed()

    return behave


def at_once(*messages: object, closing: tuple[int, str] | None = None) -> Behaviour:
    """These as soon as the setup is answered."""

    async def behave(socket: ServerConnection) -> None:
        await send(socket, *messages)
        if closing:
            await socket.close(*closing)
        await socket.wait_closed()

    return behave


def framed(opcode: int, data: bytes, *, final: bool = True, compressed: bool = False) -> bytes:
    """A frame as RFC 6455, 5.2 has it, whatever is in it."""
    first = final << 7 | compressed << 6 | opcode
    size = len(data)
    if size < 126:
        return bytes([first, size]) + data
    return bytes([first, 126]) + size.to_bytes(2, "big") + data


def dump(message: object) -> bytes:
    return json.dumps(message).encode()


def bytewise(*chunks: bytes, closes: bool = False) -> Behaviour:
    """After a question these bytes, as they are; then an answer, or nothing more."""

    async def behave(socket: ServerConnection) -> None:
        await question(socket)
        for chunk in chunks:
            socket.transport.write(chunk)
        if not closes:
            await answer(socket)
        await socket.wait_closed()

    return behave


async def never_reads(socket: ServerConnection) -> None:
    socket.transport.pause_reading()
    await socket.wait_closed()


async def trickles(socket: ServerConnection) -> None:
    await question(socket)
    # No pong of the library's may come between the bytes.
    socket.protocol.data_to_send = list  # type: ignore[method-assign]
    for byte in framed(2, dump(said("never said"))):
        socket.transport.write(bytes([byte]))
        await asyncio.sleep(0.3)


async def hangs_up(socket: ServerConnection) -> None:
    socket.transport.abort()


async def half_open(socket: ServerConnection) -> None:
    await question(socket)
    await send(socket, said("Half an "))
    await never_reads(socket)


def nested(depth: int) -> bytes:
    """A function call whose arguments are nested."""
    inner = '{"a":' * depth + "1" + "}" * depth
    return f'{{"toolCall":{{"functionCalls":[{{"id":"1","name":"f","args":{inner}}}]}}}}'.encode()


WRONG: tuple[Any, ...] = (
    None,
    True,
    -1,
    1e300,
    10**400,
    NASTY,
    "",
    [],
    {},
    [[]],
    [5],
    [None],
    {"a": 1},
    [{"a": 1}],
)


def fields(model: type[pydantic.BaseModel], above: frozenset[type] = frozenset()) -> Iterator[Any]:
    """What leads to each known field: a function that puts a value there."""
    for name, field in model.model_fields.items():
        alias = to_camel(name)
        yield lambda value, alias=alias: {alias: value}
        for kind in inner_models(field.annotation):
            if kind in above or kind is model or len(above) > 3:
                continue
            several = "list" in str(field.annotation)
            for put in fields(kind, above | {model}):
                yield lambda value, alias=alias, put=put, several=several: {
                    alias: [put(value)] if several else put(value)
                }


def inner_models(annotation: Any) -> Iterator[type[pydantic.BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, pydantic.BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from inner_models(inner)


def wrong_types() -> Iterator[bytes]:
    """Every field of a message that the SDK knows, with every kind of value that JSON has."""
    for put in fields(types.LiveServerMessage):
        for value in WRONG:
            message = put(value)
            if "goAway" not in message:  # which ends the connection, and is a case of its own
                yield dump(message)


def one_after_the_other(messages: Iterable[bytes]) -> Behaviour:
    """All of them, over as many connections as it takes; then an answer."""
    rest = iter(messages)

    async def behave(socket: ServerConnection) -> None:
        await question(socket)
        for message in rest:
            await socket.send(message)
        await answer(socket)
        await socket.wait_closed()

    return behave


NASTY_EVERYWHERE: list[object] = [
    {"serverContent": {"interimInputTranscription": {"text": NASTY, "languageCode": NASTY}}},
    {"serverContent": {"inputTranscription": {"text": NASTY, "languageCode": NASTY}}},
    {"serverContent": {"modelTurn": {"parts": [{"text": NASTY}, {"text": NASTY, "thought": True}]}}},
    {"serverContent": {"modelTurn": {"parts": [{"executableCode": {"code": NASTY}}]}}},
    {"serverContent": {"modelTurn": {"parts": [{"codeExecutionResult": {"output": NASTY}}]}}},
    audio(b"abc", NASTY),
    {"toolCall": {"functionCalls": [{"id": NASTY, "name": NASTY, "args": {NASTY: NASTY}}]}},
    {"toolCallCancellation": {"ids": [NASTY]}},
    {"serverContent": {"groundingMetadata": {"webSearchQueries": [NASTY], "groundingChunks": [
        {"web": {"title": NASTY, "uri": NASTY}}]}}},
    {"serverContent": {"urlContextMetadata": {"urlMetadata": [{"retrievedUrl": NASTY}]}}},
    {"usageMetadata": {"promptTokenCount": 5, "promptTokensDetails": [
        {"modality": NASTY, "tokenCount": 5}]}},
    {"sessionResumptionUpdate": {"newHandle": NASTY, "resumable": True}},
    {"voiceActivity": {"voiceActivityType": NASTY}},
    {"error": {"code": NASTY, "message": NASTY}},
    {"error": {"message": f"wrong key {KEY}"}},
    {NASTY: NASTY},
    {"serverContent": {"interactionStatus": NASTY, "turnCompleteReason": NASTY}},
    {"goAway": {"timeLeft": NASTY.replace(chr(0xD83D), "")}},
    said(NASTY),
]  # fmt: skip


@dataclass(frozen=True)
class Case:
    """What a service does, how the program is run, and what it comes to."""

    mode: str
    behave: Callable[[], Behaviour]
    code: int = 0
    says: str = "Fine."
    ready: str | bytes = READY


def case(
    mode: str, behave: Behaviour, code: int = 0, says: str = "Fine.", ready: str | bytes = READY
) -> Case:
    return Case(mode, lambda: behave, code, says, ready)


LOST = "The connection was lost."
NO_ANSWER = "No answer came for 3 s."
HUGE = 10**4200

CASES: dict[str, Case] = {
    **{
        f"every text steers: {mode}": case(mode, after_question(*NASTY_EVERYWHERE))
        for mode in MODES
        if "briefly" not in mode
    },
    **{
        f"the reason of a close steers: {mode}": case(
            mode,
            after_question(said("Well"), closing=(1008, f"{SHORT}{KEY}")),
            6,
            "The service aborted the call",
        )
        for mode in MODES
        if "briefly" not in mode
    },
    **{
        f"every field has every wrong type: {mode}": Case(
            mode, lambda: one_after_the_other(wrong_types())
        )
        for mode in ("say", "talk", "talk --json")
    },
    # Large and many
    "5 MB of words at once": case("talk --plain", after_question(said("word " * 1_000_000))),
    "5 MB of words at once, in JSON": case("say --json", after_question(said("w" * 5_000_000))),
    "20,000 pieces of 250 letters": case("say", many(20_000, lambda n: dump(said("word " * 50)))),
    "20,000 pieces on a terminal": case("talk", many(20_000, lambda n: dump(said("w ")))),
    "a flood of the user's words": case(
        "talk --json",
        many(3_000, lambda n: dump({"serverContent": {"inputTranscription": {"text": "hm " * 80}}})),
    ),
    "100,000 empty messages": case("talk", many(100_000, lambda n: b"")),
    "20,000 messages of nothing": case("talk --plain", many(20_000, lambda n: b"{}")),
    "20,000 messages of nonsense": case("talk", many(20_000, lambda n: b"\x1b[2Jnonsense")),
    "a flood of pings": case("say", bytewise(*[framed(9, b"p" * 100) * 50] * 2_000)),
    "a storm of turns": case("talk", many(10_000, lambda n: dump(DONE))),
    "setupComplete again and again": case("say", many(10_000, lambda n: READY.encode())),
    "calls without an id": case(
        "talk --plain",
        many(2_000, lambda n: dump({"toolCall": {"functionCalls": [{"name": "\x1b[2Jf"}]}})),
    ),
    "handles by the thousand": case(
        "say",
        many(
            3_000,
            lambda n: dump(
                {"sessionResumptionUpdate": {"newHandle": "h\n" * 5_000, "resumable": True}}
            ),
        ),
    ),
    "goAway by the thousand": case(
        "talk --json",
        at_once(
            *[
                {"goAway": {"timeLeft": left}}
                for left in ["9e99s", "9" * 400 + "s", "x", "", None, 5, "-5s", NASTY] * 125
            ]
        ),
        5,
        "The service did not answer the last question.",
    ),
    # Sound that is none
    "sound in strange pieces": case(
        "talk",
        after_question(
            audio(b""), *[audio(b"\1")] * 1_001, audio(b"abc" * 333), audio(b"abcd", "audio/mp3"),
            *[audio(b"abc", f"audio/pcm;rate={rate}") for rate in (0, 1, 8_000, 191_999, 10**9, "x")],
            audio(b"a", ""), audio(b"abcd", "audio/pcm;rate=-1"),
        ),
    ),
    "20 MB of sound at once": case("talk --plain", after_question(audio(bytes(20_000_001)))),
    "20 MB of sound at another rate": case(
        "say", after_question(audio(bytes(20_000_001), "audio/pcm;rate=16000"))
    ),
    # JSON that is hardly any
    "arguments nested deeply": case("talk --json", raw(*map(nested, (30, 100, 300, 480, 700, 990)))),
    "lists nested deeply": case("say", raw(b'{"serverContent":' + b"[" * 200_000)),
    "bytes that are no text": case(
        "talk", raw(b'{"serverContent":{"outputTranscription":{"text":"\xff\xfe"}}}', b"\xff" * 999)
    ),
    "counts beyond all measure": case(
        "talk --json",
        after_question(
            {"usageMetadata": {"promptTokenCount": HUGE, "responseTokenCount": -5, "promptTokensDetails": [
                {"modality": "AUDIO", "tokenCount": HUGE}]}},
            {"usageMetadata": {"promptTokenCount": 9 * 10**4299, "responseTokenCount": 10**400}},
        ),
    ),
    "counts beyond all measure, on a terminal": case(
        "talk", after_question(*[{"usageMetadata": {"promptTokenCount": 9 * 10**4299 + n}} for n in (1, 0)])
    ),
    # Frames
    "a message in a thousand fragments": case(
        "say",
        bytewise(
            framed(2, b'{"serverContent":', final=False),
            *[framed(0, b" ", final=False)] * 1_000,
            framed(0, b'{"outputTranscription":{"text":"Well. "}}}'),
        ),
    ),
    "compressed, though nobody agreed to it": case(
        "say", bytewise(framed(2, zlib.compress(dump(said("x"))), compressed=True), closes=True), 5, LOST
    ),
    "a frame of no known kind": case("talk", bytewise(framed(3, b"x"), closes=True), 5, LOST),
    # Slow, or silent
    "it never reads": case("talk, briefly", never_reads, 5, NO_ANSWER),
    "it trickles": case("say, briefly", trickles, 5, NO_ANSWER),
    "it stops in the middle and never reads again": case(
        "say, briefly", half_open, 5,
        "The answer stopped midway, and nothing more came for 3 s.",
    ),
    # Over and over
    **{
        f"it closes right away, for ever: {mode}": case(
            mode, at_once(closing=(1000, "bye")), 5, "The service ended the session"
        )
        for mode in ("say", "talk")
    },
    "it hangs up right away, for ever": case("talk --plain", hangs_up, 5, LOST),
    "it goes away right away, for ever: talk": case(
        "talk", at_once({"goAway": {}}), 5, "The service did not answer the last question."
    ),
    "it goes away right away, for ever: say": case(
        "say", at_once({"goAway": {"timeLeft": "0s"}}), 5, "The service closes each connection"
    ),
    # The answer to the setup
    "a setup answered by nesting": case(
        "say", at_once(), 5, "failed: a message that is not JSON", "[" * 200_000
    ),
    "a setup answered by wrong types": case(
        "say", at_once(), 5, "failed: a wrong value in serverContent", '{"serverContent":[1]}'
    ),
    "a setup answered by an error": case(
        "say", at_once(), 5, "overloaded or down (error 500)",
        dump({"error": {"code": 500, "message": f"{NASTY} {KEY}"}}),
    ),
}  # fmt: skip


async def program(name: str, folder: Path) -> Done:
    """The program's run in a case."""
    found = CASES[name]
    args, terminal = MODES[found.mode]
    async with service(found.behave(), folder, ready=found.ready) as there:
        return await asyncio.to_thread(
            partial(
                livechat, *args, home=folder / "home", url=there.url, cert=there.cert,
                terminal=terminal, limit_s=MOST_S,
            )
        )  # fmt: skip


@pytest.fixture(scope="module")
def ended(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Done]:
    """What each case came to."""
    cases: dict[str, Callable[[Path], Awaitable[Done]]] = {
        name: partial(program, name) for name in chosen(request, CASES)
    }
    return together(cases, tmp_path_factory.mktemp("hostile"))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", CASES)
def test_it_survives(name: str, ended: Callable[[str], Done]) -> None:
    """It ends in time, with the right code and words, and nothing has steered the terminal."""
    found, done = CASES[name], ended(name)
    told = done.out + done.notes
    assert done.code == found.code, told[-2000:]
    assert found.says in told
    assert KEY not in done.everything
    assert "Something unexpected" not in told
    assert "Traceback" not in told or "debug" in found.mode or "log" in found.mode
    assert 0 < done.peak_bytes < MOST_BYTES
    assert done.took_s < MOST_S
    if MODES[found.mode][1] is None:
        assert not _STEERS.search(done.everything)
    else:
        assert not _STEERS.search(_DRAWN.sub("", _ASKED.sub("", told)))
        if len(told) < 50_000:
            shown(told)


def shown(told: str) -> None:
    """Only what a live display needs has reached the terminal, which has its cursor back."""
    terminal = Terminal()
    terminal.feed(_ASKED.sub("", told))
    assert terminal.cursor_shown
