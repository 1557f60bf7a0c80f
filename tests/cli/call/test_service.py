"""Who is talked with, made ready while everything else goes on."""

from __future__ import annotations

import asyncio
import gc
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack, aclosing, suppress
from importlib import import_module
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from livechat.app.ports import Opening
from livechat.cli.call import service as service_module
from livechat.cli.call.service import PARTNER, SDK, Dialer, service
from livechat.cli.call.session import Prepared, prepare
from livechat.config.settings import Practice, Settings
from livechat.config.spec import setup_spec
from livechat.core.talk.events import Connected, Event, Notice, Preparing
from livechat.errors import LivechatError
from livechat.live.credentials import Credential
from livechat.live.endpoint import GEMINI_URL, Endpoint


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No settings and no keys but the test's; what a call changes in Python is put back."""
    thresholds, switch_s = gc.get_threshold(), sys.getswitchinterval()
    for name in ("GEMINI_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    yield
    gc.unfreeze()
    gc.enable()
    gc.set_threshold(*thresholds)
    sys.setswitchinterval(switch_s)


def prepared(**flags: object) -> Prepared:
    return prepare(flags, config=None, profile=None, log=None, debug=False)


def endpoint(one: Prepared) -> Endpoint:
    async def main() -> Endpoint:
        async with service(one.loaded.settings, one.credential, fast=False) as (found, _):
            return found

    return asyncio.run(main())


@pytest.mark.network
def test_offline_needs_no_key_and_ignores_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The practice partner has a key of its own."""
    monkeypatch.setenv("GEMINI_API_KEY", "real")
    one = prepared(offline=True)
    assert one.credential is None
    found = endpoint(one)
    assert found.practice
    assert found.base_url.startswith("https://127.0.0.1:")
    assert not found.proxied


def test_a_key_talks_to_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the proxy that the environment names, if it names one."""
    monkeypatch.setenv("GEMINI_API_KEY", "real")
    assert endpoint(prepared()) == Endpoint(GEMINI_URL, "v1beta")


@pytest.mark.parametrize(
    ("url", "proxied"),
    [
        ("https://127.0.0.1:8766", False),
        ("https://localhost:8766", False),
        ("https://[::1]:8766", False),
        ("https://gateway.example", True),
    ],
)
def test_this_machine_is_never_reached_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch, url: str, proxied: bool
) -> None:
    """The others are, as the environment says."""
    monkeypatch.setenv("GEMINI_API_KEY", "real")
    assert endpoint(prepared(base_url=url)).proxied is proxied


def test_vertex_and_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Flags, variables and a region's own host."""
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "p-1")
    found = endpoint(prepared(vertex=True, location="europe-west4"))
    assert found.base_url == "https://europe-west4-aiplatform.googleapis.com"
    assert (found.project, found.location) == ("p-1", "europe-west4")


PRACTICE = Settings.model_validate(
    {"offline": True, "practice": {"voice": "synthetic", "ears": "none", "llm": "off"}}
)


async def connected(dial: Dialer) -> Connected:
    """The first connection's beginning."""
    connection = await dial(Opening(setup_spec(PRACTICE)))
    async with aclosing(connection.events()) as events:
        async for event in events:
            if isinstance(event, Connected):
                return event
    raise AssertionError("nobody answered")


@pytest.mark.network
@pytest.mark.parametrize("hears", [True, False])
def test_the_practice_partner_is_made_ready_once_and_every_step_is_told(hears: bool) -> None:
    """Who is about to speak to it learns that it understands no speech."""
    told: list[Event] = []

    async def main() -> None:
        async with asyncio.timeout(30), AsyncExitStack() as stack:
            dial = Dialer(PRACTICE, None, stack, fast=True, hears=hears)
            dial.tell = told.append
            assert (*dial.steps,) == (SDK, PARTNER)
            assert not told
            for _ in range(2):
                assert (await connected(dial)).practice

    asyncio.run(main())
    steps = [(event.what, event.done) for event in told if isinstance(event, Preparing)]
    assert steps == [(SDK, True), (PARTNER, True)]
    notices = [event.text for event in told if isinstance(event, Notice)]
    assert ["cannot understand speech" in text for text in notices] == [True] * hears


@pytest.mark.network
def test_the_model_that_answers_is_named() -> None:
    """As the settings choose it."""
    practice = PRACTICE.practice.model_copy(
        update={"llm": "http://127.0.0.1:9/v1", "model": "small:1b"}
    )
    settings = PRACTICE.model_copy(update={"practice": practice})

    async def main() -> Connected:
        async with asyncio.timeout(30), AsyncExitStack() as stack:
            return await connected(Dialer(settings, None, stack, fast=True, hears=False))

    assert asyncio.run(main()).llm == "small:1b at 127.0.0.1:9"


@pytest.mark.network
def test_where_no_model_is_found_the_way_to_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has switched it off knows."""

    async def nobody(practice: Practice, key: str) -> None:
        return None

    monkeypatch.setattr(service_module, "language_model", nobody)
    automatic = PRACTICE.practice.model_copy(update={"llm": "auto"})

    def told(settings: Settings) -> list[str]:
        events: list[Event] = []

        async def main() -> None:
            async with service(settings, None, fast=True, tell=events.append):
                pass

        asyncio.run(main())
        return [event.text for event in events if isinstance(event, Notice)]

    [notice] = told(PRACTICE.model_copy(update={"practice": automatic}))
    assert "livechat doctor --offline" in notice
    assert told(PRACTICE) == []


def test_the_loop_goes_on_while_the_sdk_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    """The screen is drawn, and Ctrl-C acts."""
    began, may_end = threading.Event(), threading.Event()

    def slow(name: str) -> ModuleType:
        began.set()
        assert may_end.wait(10)
        return import_module(name)

    monkeypatch.setattr(service_module, "importlib", SimpleNamespace(import_module=slow))
    key = Credential("a-key", "a test")

    async def main() -> None:
        async with asyncio.timeout(30), AsyncExitStack() as stack:
            told: list[Event] = []
            dial = Dialer(Settings(), key, stack, fast=False, hears=True)
            dial.tell = told.append
            dialling = asyncio.create_task(dial(Opening(setup_spec(Settings()))))
            assert await asyncio.to_thread(began.wait, 10)
            assert (*dial.steps,) == (SDK,)
            assert not told
            may_end.set()
            await dialling
            assert [type(event) for event in told] == [Preparing]

    asyncio.run(main())


def test_whom_to_trust_is_read_while_the_sdk_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once, however many connections follow."""
    read: list[str] = []
    reading = threading.Event()

    def authorities() -> ssl.SSLContext:
        read.append("authorities")
        reading.set()
        return ssl.create_default_context()

    def slow(name: str) -> ModuleType:
        assert reading.wait(10)
        return import_module(name)

    monkeypatch.setattr(service_module, "authorities", authorities)
    monkeypatch.setattr(service_module, "importlib", SimpleNamespace(import_module=slow))

    async def main() -> None:
        async with asyncio.timeout(30), AsyncExitStack() as stack:
            key = Credential("a-key", "a test")
            dial = Dialer(Settings(), key, stack, fast=False, hears=True)
            for _ in range(2):
                await dial(Opening(setup_spec(Settings())))

    asyncio.run(main())
    assert read == ["authorities"]


def test_a_partner_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    """To whoever dials."""
    settings = PRACTICE.model_copy(
        update={"practice": PRACTICE.practice.model_copy(update={"scenario": tmp_path / "none"})}
    )

    async def main() -> None:
        async with AsyncExitStack() as stack:
            dial = Dialer(settings, None, stack, fast=True, hears=True)
            with pytest.raises(LivechatError, match="none"):
                await dial(Opening(setup_spec(settings)))

    asyncio.run(main())


@pytest.mark.network
def test_garbage_is_looked_for_again_when_all_is_imported(tmp_path: Path) -> None:
    """Also when the service cannot be made ready."""
    for scenario in (None, tmp_path / "none"):
        gc.disable()
        practice = PRACTICE.practice.model_copy(update={"scenario": scenario})
        settings = PRACTICE.model_copy(update={"practice": practice})

        async def main(settings: Settings) -> None:
            async with AsyncExitStack() as stack:
                dial = Dialer(settings, None, stack, fast=True, hears=True)
                with suppress(LivechatError):
                    await dial(Opening(setup_spec(settings)))

        asyncio.run(main(settings))
        assert gc.isenabled()
