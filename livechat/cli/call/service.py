"""Who is talked with, the service or the practice partner: made ready while the rest goes on.

The SDK takes half a second to import and the practice partner as long again. Nobody is to wait for
them without being told.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import os
import secrets
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

from livechat import installing
from livechat.app.ports import Connection, Dial, Emit, Opening
from livechat.cli.call.language_model import NOBODY, chosen, language_model
from livechat.config.authorities import authorities
from livechat.config.language_model import OFF
from livechat.config.settings import Settings
from livechat.core.talk.events import Notice, Preparing
from livechat.live.credentials import Credential
from livechat.live.endpoint import Endpoint, find_endpoint
from livechat.threads import in_thread

SWITCH_S = 0.001
"""Seconds. At 5 ms the second of two bursts of a minute had a hole of 6 ms, at 1 ms neither; the
program's share of a core did not change."""

GC_THRESHOLDS = (5_000, 10, 10)
"""Python's own 700 has it look for garbage after every second chunk of sound, a twentieth of all
work. Hardly anything here is garbage that counting references does not find."""

SDK, PARTNER = "google-genai", "practice partner"
"""What a dialer makes ready, in words for the user."""


class Dialer:
    """Dials the service, which is made ready when it is first dialled.

    Args:
        settings: Which service.
        credential: What to sign in with; None: the practice partner.
        stack: Keeps the practice partner until the end.
        fast: As for `service`.
        hears: Whether there is speech to be understood.
        llm_key: Key of the endpoint behind the practice partner; may be empty.
    """

    def __init__(
        self,
        settings: Settings,
        credential: Credential | None,
        stack: AsyncExitStack,
        *,
        fast: bool,
        hears: bool,
        llm_key: str = "",
    ) -> None:
        self._settings = settings
        self._credential = credential
        self._stack = stack
        self.tell: Emit = lambda _: None
        """Takes what is going on: the conversation's, which is made after this."""
        self._fast = fast
        self._hears = hears
        self._llm_key = llm_key
        self._dial: asyncio.Task[Dial] | None = None

    @property
    def steps(self) -> Sequence[str]:
        """What it makes ready, in order; each is told when it is there."""
        return (SDK, PARTNER) if self._credential is None else (SDK,)

    async def __call__(self, opening: Opening) -> Connection:
        """Make a connection, a `livechat.app.ports.Dial`.

        Raises:
            LivechatError: The service cannot be made ready.
        """
        self.begin()
        assert self._dial is not None
        dial = await asyncio.shield(self._dial)
        return await dial(opening)

    def begin(self) -> None:
        """Begin to make the service ready: while functions are, say."""
        if self._dial is None:
            self._dial = asyncio.create_task(self._ready(), name="service")
            self._stack.push_async_callback(_abandon, self._dial)

    async def _ready(self) -> Dial:
        try:
            return await self._make()
        finally:
            _favour_sound()

    async def _make(self) -> Dial:
        # Whom to trust is read meanwhile, without Python's lock; that takes 20 to 180 ms.
        trusted = in_thread(authorities, "authorities") if self._credential else None
        await _imported("livechat.live.connection")
        self._there(SDK)
        endpoint, credential = await self._stack.enter_async_context(
            service(
                self._settings,
                self._credential,
                fast=self._fast,
                llm_key=self._llm_key,
                tell=self.tell,
            )
        )
        if trusted is not None:
            tls = await asyncio.wrap_future(trusted)
            endpoint = replace(endpoint, tls=tls)
        if endpoint.practice:
            self._there(PARTNER)
        if endpoint.practice and self._hears:
            self._beware_of_deaf_ears()
        from livechat.live.connection import dialer

        return dialer(endpoint, credential)

    def _beware_of_deaf_ears(self) -> None:
        from livechat.sim.senses.ears import can_whisper

        practice = self._settings.practice
        if practice.scenario is None and not can_whisper(practice.ears):
            text = (
                "The practice partner cannot understand speech here. "
                f"Install its speech recognition: {installing.extra('offline')}"
            )
            self.tell(Notice(at=_now(), text=text, level="warning"))

    def _there(self, what: str) -> None:
        self.tell(Preparing(at=_now(), what=what, done=True))


@asynccontextmanager
async def service(
    settings: Settings,
    credential: Credential | None,
    *,
    fast: bool,
    llm_key: str = "",
    tell: Emit = lambda _: None,
) -> AsyncIterator[tuple[Endpoint, Credential]]:
    """Where to connect and with what; the practice partner lives as long as the context.

    Args:
        settings: Which service.
        credential: What to sign in with; None: the practice partner.
        fast: Whether the practice partner may skip the time its voice would take to play.
        llm_key: Key of the endpoint behind the practice partner; may be empty.
        tell: Takes what the user should know.
    """
    if credential is not None:
        yield find_endpoint(settings, credential, os.environ), credential
        return
    await _imported("livechat.sim.server")
    from livechat.sim.scenario import Scenario
    from livechat.sim.scenario_file import load as load_scenario
    from livechat.sim.server import Server, ServerOptions

    practice = settings.practice
    scenario = load_scenario(practice.scenario) if practice.scenario else Scenario()
    if fast:
        scenario = replace(scenario, pace="instant", playback_pause=None, speed=None)
    scenario = replace(
        scenario,
        seed=scenario.seed if practice.seed is None else practice.seed,
        voice=scenario.voice if practice.voice == "auto" else practice.voice,
        ears=scenario.ears if practice.ears == "auto" else practice.ears,
    )
    key = secrets.token_urlsafe(24)
    llm = await language_model(practice, llm_key)
    if llm is None and chosen(practice) != OFF:
        tell(Notice(at=_now(), text=NOBODY))
    async with Server(ServerOptions(api_key=key, scenario=scenario, llm=llm)) as server:
        yield (
            Endpoint(server.tls_url, tls=server.client_context(), proxied=False, practice=True),
            Credential(key, "the practice partner"),
        )


def _favour_sound() -> None:
    """Let the threads that move sound have their turn soon, whatever else is going on.

    Python gives a waiting thread the lock after 5 ms, which is what a loudspeaker is kept filled
    with; imports are done sooner that way, so they come first. A collection of garbage that walks
    through all that they have left takes some 40 ms; what is there now stays there.
    """
    sys.setswitchinterval(SWITCH_S)
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    gc.enable()


async def _abandon(task: asyncio.Task[Dial]) -> None:
    """End what is no longer waited for; whoever did wait has been told how it went."""
    task.cancel()
    await asyncio.wait([task])
    if not task.cancelled():
        task.exception()


async def _imported(module: str) -> None:
    """Import a module in a thread, so that the loop goes on and what follows is quick."""
    await asyncio.wrap_future(in_thread(lambda: importlib.import_module(module), "import"))


def _now() -> float:
    return asyncio.get_running_loop().time()
