"""Functions that act on the conversation itself: a timer that rings in it, and hanging up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from livechat.core.tools.tool import Result

LONGEST_TIMER_S: Final = 86_400.0
"""Seconds: no conversation lasts longer."""

MOST_TIMERS: Final = 20
"""Timers at the same time, far more than anybody keeps in mind."""

QUIET_S: Final = 2.0
"""Seconds of quiet after the model's goodbye in which it may still begin one."""

GOODBYE_S: Final = 20.0
"""Seconds after which a call that is to end ends, whatever is still said."""

LOOK_S: Final = 0.25
"""Seconds between two looks at whether it is quiet."""

Function = Callable[[Mapping[str, object], Callable[[str], None]], Awaitable[Result]]
"""Takes arguments and where to tell progress."""


class Host(Protocol):
    """What the functions act on: a conversation."""

    def ring(self, label: str, seconds: float) -> None:
        """Tell the user and the model that a timer is over."""

    def stop(self) -> None:
        """End politely."""

    @property
    def quiet(self) -> bool:
        """Whether nobody speaks, and nothing is due."""

    def spawn(self, work: Coroutine[object, object, None]) -> None:
        """Do something beside the conversation, until its end."""


@dataclass(slots=True)
class _Timer:
    label: str
    rings_at: float


class Builtins:
    """The functions, before and after there is a conversation."""

    def __init__(self) -> None:
        self._host: Host | None = None
        self._timers: list[_Timer] = []
        self._hanging_up = False

    @property
    def functions(self) -> Mapping[str, Function]:
        """By their names."""
        return {"timer": self._timer, "hang_up": self._hang_up}

    def bind(self, host: Host) -> None:
        """Act on this conversation from now on."""
        self._host = host

    def left(self) -> list[str]:
        """The labels of timers that have not rung; empty: it has none."""
        return [timer.label for timer in self._timers]

    async def _timer(self, args: Mapping[str, object], progress: Callable[[str], None]) -> Result:
        del progress
        seconds, label = (
            _number(args.get("seconds")),
            " ".join(str(args.get("label") or "").split()),
        )
        if not 1 <= seconds <= LONGEST_TIMER_S:
            wrong = f"seconds must be a number from 1 to {LONGEST_TIMER_S:.0f}."
            return Result(value=wrong, failed=True, retry=True)
        if len(self._timers) >= MOST_TIMERS:
            return Result(value=f"There are {MOST_TIMERS} timers already.", failed=True)
        assert self._host is not None
        timer = _Timer(label, _now() + seconds)
        self._timers.append(timer)
        self._host.spawn(self._ring(timer, float(seconds)))
        others = [one.label for one in self._timers if one is not timer]
        named = {"label": label} if label else {}
        return Result(value={"rings_in_s": seconds, **named, "other_timers": others})

    async def _ring(self, timer: _Timer, seconds: float) -> None:
        await asyncio.sleep(timer.rings_at - _now())
        self._timers.remove(timer)
        assert self._host is not None
        self._host.ring(timer.label, seconds)

    async def _hang_up(self, args: Mapping[str, object], progress: Callable[[str], None]) -> Result:
        del args, progress
        assert self._host is not None
        if not self._hanging_up:
            self._hanging_up = True
            self._host.spawn(self._end(self._host))
        return Result(value="The call ends when you have said goodbye.")

    async def _end(self, host: Host) -> None:
        """End the call when the goodbye has been heard."""
        quiet_s = 0.0
        for _ in range(round(GOODBYE_S / LOOK_S)):
            await asyncio.sleep(LOOK_S)
            quiet_s = quiet_s + LOOK_S if host.quiet else 0.0
            if quiet_s >= QUIET_S:
                break
        host.stop()


def _number(value: object) -> float:
    """The number that a model has sent; 0: it is none."""
    known = isinstance(value, int | float) and not isinstance(value, bool)
    return float(str(value)) if known else 0.0


def _now() -> float:
    return asyncio.get_running_loop().time()
