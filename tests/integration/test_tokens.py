"""Ephemeral tokens through the real SDK: made, used, and held against what a client wants."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google import genai
from google.genai import errors, types
from google.genai.live import AsyncSession
from websockets.exceptions import ConnectionClosed, InvalidStatus

from livechat.sim.mind.brain import HELLO
from livechat.sim.scenario import Scenario
from livechat.sim.server import Server, ServerOptions
from tests.sim.peer import GEMINI, MODEL, QUICK, Peer, limited, peer

pytestmark = pytest.mark.filterwarnings("ignore::google.genai.errors.ExperimentalWarning")

KEY = "a-key-for-tests"
CONSTRAINED = GEMINI.replace("v1beta", "v1alpha") + "Constrained"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def serving(
    clock: Clock | None = None, scenario: Scenario = QUICK, key: str | None = KEY
) -> Server:
    return Server(ServerOptions(scenario=scenario, api_key=key, clock=clock or Clock()))


def sdk(server: Server, key: str = KEY, path: str = "") -> genai.Client:
    """A client of the server, whatever the environment says."""
    tls: dict[str, Any] = {"verify": server.client_context(), "trust_env": False}
    return genai.Client(
        vertexai=False,
        api_key=key,
        http_options=types.HttpOptions(
            api_version="v1alpha",
            base_url=server.tls_url + path,
            client_args=tls,
            async_client_args=tls | {"ssl": tls["verify"], "proxy": None},
        ),
    )


async def made(server: Server, **config: Any) -> str:
    """The name of a new token."""
    token = await sdk(server).aio.auth_tokens.create(config=config or None)
    name: str = token.name
    return name


@asynccontextmanager
async def session(server: Server, token: str, **config: Any) -> AsyncIterator[AsyncSession]:
    """A session of the SDK with a token for its key."""
    settings = {"response_modalities": ["AUDIO"], "output_audio_transcription": {}, **config}
    model = settings.pop("model", "gemini-3.8-live")
    async with sdk(server, token).aio.live.connect(model=model, config=settings) as live:  # type: ignore[arg-type]
        yield live


async def said(live: AsyncSession, text: str = "hello") -> str:
    """Ask; return the transcript of the answer."""
    await live.send_realtime_input(text=text)
    words = ""
    async for message in live.receive():
        content = message.server_content
        if content and content.output_transcription:
            words += content.output_transcription.text or ""
    return words


@asynccontextmanager
async def raw(server: Server, token: str) -> AsyncIterator[Peer]:
    """A client that puts the token into the address, as the JavaScript SDK does."""
    async with peer(server, f"{CONSTRAINED}?access_token={token}") as client:
        yield client


async def refused(server: Server, token: str, **setup: Any) -> tuple[int | None, str | None]:
    """How a session is closed in answer to its setup."""
    async with raw(server, token) as client:
        await client.send({"setup": {"model": MODEL, **setup}})
        return await client.closed()


@pytest.mark.parametrize("path", ["", "/behind/a/proxy"])
@pytest.mark.parametrize("how", ["sync", "async"])
def test_the_sdk_makes_a_token_and_talks_with_it(how: str, path: str) -> None:
    """From one server to itself: made with the key, used in its place."""

    async def main() -> None:
        async with serving() as server:
            client = sdk(server, path=path)
            if how == "sync":
                token = await asyncio.to_thread(client.auth_tokens.create)
            else:
                token = await client.aio.auth_tokens.create()
            assert token.name is not None
            assert token.name.startswith("auth_tokens/")
            async with session(server, token.name) as live:
                assert await said(live) == HELLO
            assert server.handshakes[-1].status == 101

    limited(main())


def test_the_sdk_is_told_what_the_token_is() -> None:
    """As it asked for it, in the ways it has of writing times."""

    async def main() -> None:
        async with serving() as server:
            config = types.CreateAuthTokenConfig(
                uses=3,
                expire_time=NOON + timedelta(hours=1),
                new_session_expire_time=NOON + timedelta(minutes=5),
            )
            token = await sdk(server).aio.auth_tokens.create(config=config)
            assert token.uses == 3
            assert token.expire_time == "2026-11-21T13:00:00Z"
            assert token.new_session_expire_time == "2026-11-21T12:05:00Z"

    limited(main())


@pytest.mark.parametrize(
    ("key", "config", "code", "word"),
    [
        ("wrong", {}, 401, "API key not valid"),
        (KEY, {"uses": -1}, 400, "uses"),
        (KEY, {"expire_time": NOON - timedelta(seconds=1)}, 400, "expireTime"),
        (KEY, {"new_session_expire_time": NOON + timedelta(hours=20)}, 400, "newSessionExpireTime"),
    ],
)
def test_the_sdk_understands_why_there_is_no_token(
    key: str, config: dict[str, Any], code: int, word: str
) -> None:
    """Its own kind of error, with the code and the words."""

    async def main() -> None:
        async with serving() as server:
            with pytest.raises(errors.ClientError, match=word) as refusal:
                await sdk(server, key).aio.auth_tokens.create(config=config)
            assert refusal.value.code == code
            assert refusal.value.status in ("UNAUTHENTICATED", "INVALID_ARGUMENT")

    limited(main())


CONSTRAINTS = {
    "model": "gemini-3.8-live",
    "config": {"response_modalities": ["AUDIO"], "system_instruction": "Be brief."},
}


def test_a_token_with_a_setup_locks_it() -> None:
    """A model that does not exist and a transcription nobody granted are ignored."""

    async def main() -> None:
        async with serving() as server:
            token = await made(server, live_connect_constraints=CONSTRAINTS)
            async with session(server, token, model="gemini-9", temperature=1.0) as live:
                assert await said(live) == ""

    limited(main())


@pytest.mark.parametrize("additional", [[], ["temperature"]])
def test_a_token_with_a_mask_locks_that_much(additional: list[str]) -> None:
    """The model is the token's, the transcription the client's."""

    async def main() -> None:
        async with serving() as server:
            token = await made(
                server, live_connect_constraints=CONSTRAINTS, lock_additional_fields=additional
            )
            async with session(server, token, model="gemini-9") as live:
                assert await said(live) == HELLO

    limited(main())


def test_an_additional_lock_takes_a_field_away() -> None:
    """Even one that only the client has."""

    async def main() -> None:
        async with serving() as server:
            token = await made(
                server,
                live_connect_constraints=CONSTRAINTS,
                lock_additional_fields=["output_audio_transcription"],
            )
            async with session(server, token) as live:
                assert await said(live) == ""

    limited(main())


def test_a_token_is_for_one_session_unless_it_says_otherwise() -> None:
    """The next is told why it is not let in; the first goes on."""

    async def main() -> None:
        async with serving() as server:
            token = await made(server)
            async with session(server, token) as live:
                assert await refused(server, token) == (1008, "auth token has been used up")
                assert await said(live) == HELLO
            many = await made(server, uses=0)
            for _ in range(3):
                async with session(server, many):
                    pass

    limited(main())


def test_resuming_is_no_use() -> None:
    """And can be done when it is too late for a new session."""

    async def main() -> None:
        clock = Clock()
        async with serving(clock) as server:
            token = await made(server)
            async with raw(server, token) as client:
                await client.setup(sessionResumption={})
                await client.send({"realtimeInput": {"text": "Remember the number 7."}})
                handle = None
                while handle is None:
                    message = await client.receive()
                    handle = message.get("sessionResumptionUpdate", {}).get("newHandle")
                await client.turn()
            clock.now += timedelta(minutes=5)
            assert (await refused(server, token))[0] == 1008
            async with raw(server, token) as client:
                done = await client.setup(sessionResumption={"handle": handle})
                assert "setupComplete" in done

    limited(main())


def test_it_can_be_too_late_to_begin() -> None:
    """A minute after the token was made, as a rule."""

    async def main() -> None:
        clock = Clock()
        async with serving(clock) as server:
            token = await made(server)
            clock.now += timedelta(minutes=1)
            code, reason = await refused(server, token)
            assert code == 1008
            assert "too old" in (reason or "")

    limited(main())


def test_an_expired_token_does_not_let_in() -> None:
    """Nor does a made-up one, with or without a key to be had."""

    async def main(key: str | None) -> None:
        clock = Clock()
        async with serving(clock, key=key) as server:
            token = await made(server)
            clock.now += timedelta(minutes=30)
            for name in (token, "auth_tokens/made-up"):
                with pytest.raises(InvalidStatus) as refusal:
                    async with session(server, name):
                        pass
                assert refusal.value.response.status_code == 401
                assert name not in repr(server.handshakes)

    limited(main(KEY))
    limited(main(None))


def test_a_session_ends_when_its_token_expires() -> None:
    """In the middle of anything; the client is told why."""

    async def main() -> None:
        async with serving() as server:
            token = await made(server, expire_time=NOON + timedelta(seconds=0.5))
            async with session(server, token) as live:
                assert await said(live) == HELLO
                with pytest.raises((errors.APIError, ConnectionClosed)) as ended:
                    async for _ in live.receive():
                        pass
                assert "1008" in str(ended.value)
                assert "auth token expired" in str(ended.value)

    limited(main())


def test_a_token_is_for_the_constrained_method_only() -> None:
    """On the ordinary one it is no key."""

    async def main() -> None:
        async with serving(key=None) as server:
            token = await made(server)
            for path, status in ((CONSTRAINED, 101), (GEMINI, 401)):
                headers = {"Authorization": f"Bearer {token}"}
                if status == 101:
                    async with peer(server, path, headers=headers) as client:
                        await client.setup()
                    continue
                with pytest.raises(InvalidStatus) as refusal:
                    async with peer(server, path, headers=headers):
                        pass
                assert refusal.value.response.status_code == status

    limited(main())
