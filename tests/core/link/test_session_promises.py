"""What a session never does, whatever the service, the user and the network do, in any order.

1. It sends no sound that was in the air while the microphone was muted.
2. It asks no question a fourth time.
3. It sends no result of a function call to a session of the service's that does not know the call.
4. It leaves no turn of the model's open for ever.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livechat.core.link.health import LEAVE_S, WORK_S
from livechat.core.link.items import Item, Sound, ToolResult, Typed
from livechat.core.link.manners import Manners
from livechat.core.link.policies import MAX_ASKED
from livechat.core.link.uplink import SPAN_S, Uplink
from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    AudioReceived,
    Disconnected,
    Event,
    GenerationComplete,
    GoingAway,
    InputTranscribed,
    Interrupted,
    OutputTranscribed,
    ResumptionUpdated,
    SetupAccepted,
    SetupRefused,
    TextReceived,
    ToolCall,
    ToolCallCancelled,
    ToolCalled,
    TurnComplete,
    UsageReported,
    VoiceActivity,
)
from livechat.core.talk.usage import Usage
from livechat.errors import (
    InvalidArgumentError,
    LivechatError,
    NetworkError,
    RateLimitError,
    RefusedError,
    UnknownSessionError,
)
from tests.support.machine import Story, handle

pytestmark = pytest.mark.long

ERRORS: Final[tuple[LivechatError, ...]] = (
    NetworkError("It is lost."),
    NetworkError("It has ended.", cause="ended"),
    NetworkError("It is busy.", cause="busy"),
    NetworkError("Nothing answers.", cause="unreachable"),
    RateLimitError("Too many requests.", retry_after_s=2.0),
    UnknownSessionError("The session is not known."),
    InvalidArgumentError("It does not fit."),
    RefusedError("The operation was aborted."),
)
NOWHERE: Final = ERRORS[3]

WAITS_S: Final = (0.02, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 6.0, 12.0, 30.0)

KEEPALIVE_S: Final = 60.0
"""Seconds without a pong after which the network gives a connection up."""

SAYS: Final[dict[str, tuple[Event, ...]]] = {
    "words": (OutputTranscribed(at=0, text="Well, "),),
    "voice": (AudioReceived(at=0, pcm=bytes(24_000)),),
    "text": (TextReceived(at=0, text="Well, "),),
    "thought": (TextReceived(at=0, text="Hm.", thought=True),),
    "generated": (GenerationComplete(at=0),),
    "part": (TurnComplete(at=0, more=True),),
    "interrupted": (Interrupted(at=0),),
    "heard": (InputTranscribed(at=0, text="so "),),
    "speaking": (VoiceActivity(at=0, speaking=True),),
    "not resumable": (ResumptionUpdated(at=0, resumable=False),),
    "used": (UsageReported(at=0, usage=Usage(prompt=2000)),),
    "forgot": (UsageReported(at=0, usage=Usage(prompt=20)),),
    "away": (GoingAway(at=0, time_left_s=5),),
}


class World(Story):
    """A service, a user and a network round a session.

    Args:
        refreshes: Whether the service gives out a handle after each turn, for the session as it is
            then; else one a connection, for the session itself.
    """

    def __init__(self, *, refreshes: bool) -> None:
        self.refreshes = refreshes
        self.uplink = Uplink()
        self.state = ConversationState()
        self.given: list[tuple[int, Item]] = []
        """What was given to each connection's writer."""
        self.writing_now: tuple[int, Item] | None = None
        """What was given, and has not left."""
        self.knows: dict[int, set[str]] = {}
        """Calls that the session behind each connection knows."""
        self.handles: dict[str, set[str]] = {}
        """Calls that the session knows which a handle stands for."""
        self.calls: list[tuple[int, str]] = []
        """What was asked for: the number of the session as it was told, and the call's."""
        self.muted: list[tuple[float, float]] = []
        self.muted_at = 0.0
        self.count = 0
        self.later: list[Item] = []
        """What the gate lets out where the setup changes."""
        super().__init__(manners=Manners(resume_after_s=1.6, handles_after_turns=refreshes))
        self.watching = self.watch

    def watch(self, event: Event) -> None:
        self.state.fold(event)
        match event:
            case ToolCalled(calls=calls, session=session):
                self.calls += [(session, call.id) for call in calls]
            case SetupAccepted() | SetupRefused():
                self.follow()
            case _:
                pass

    def follow(self) -> None:
        """The gate follows the setup, as in a call."""
        wanted, accepted = self.machine.spec.manual, self.machine.accepted
        in_force = wanted if accepted is None else accepted.manual
        ends = in_force and not wanted
        self.later += self.uplink.set_manual(wanted or in_force, self.now, ends=ends)

    # The service

    @property
    def up(self) -> list[int]:
        return [leg for leg in self.live if leg in self.accepted]

    @property
    def asking(self) -> list[int]:
        return [leg for leg in self.live if leg not in self.accepted]

    def take(self) -> None:
        """The service accepts the connection that asks."""
        for leg in self.asking:
            known = self.handles.get(self.openings[leg - 1].handle, set())
            self.knows[leg] = set(known) if self.refreshes else known
            self.accept()
            self.hand_out(leg)

    def hand_out(self, leg: int) -> None:
        if leg in self.up:
            name = f"h{len(self.handles)}"
            self.handles[name] = set(self.knows[leg]) if self.refreshes else self.knows[leg]
            self.hear(leg, handle(name))

    def say(self, what: str) -> None:
        for leg in self.up[:1]:
            match what:
                case "call":
                    name = f"c{len(self.calls)}"
                    self.knows[leg].add(name)
                    self.hear(leg, ToolCalled(at=0, calls=(ToolCall(name, "f", {}),)))
                case "cancelled":
                    ids = tuple(sorted(self.knows[leg])[-1:])
                    self.hear(leg, ToolCallCancelled(at=0, ids=ids))
                case "complete":
                    self.hear(leg, TurnComplete(at=0))
                    if self.refreshes:
                        self.hand_out(leg)
                case _:
                    self.says(*SAYS[what])

    def cut(self, error: LivechatError, *, announced: bool = False) -> None:
        """The oldest connection that is up ends."""
        for leg in self.up[:1]:
            if announced:
                self.hear(leg, Disconnected(at=0, code=1011, reason=""))
            self.ends(error, leg)

    # The user

    def speak(self, chunks: int, *, late_s: float) -> None:
        """Chunks of speech arrive that were in the air a while ago."""
        for _ in range(chunks):
            self.now += 0.02
            self.count += 1
            pcm = self.count.to_bytes(4, "little") * 160
            chunk = Sound(pcm, self.now - late_s, voiced=self.count % 5 > 0)
            self.send(*self.uplink.sound(chunk))

    def mute(self) -> None:
        if self.uplink.muted:
            self.muted.append((self.muted_at, self.now))
        else:
            self.muted_at = self.now
        self.send(*self.uplink.set_muted(not self.uplink.muted, self.now))

    def whisper(self, seconds: float) -> None:
        """The microphone is muted for a while, and what was said then arrives afterwards."""
        if not self.uplink.muted:
            self.mute()
        self.wait(seconds)
        self.mute()
        self.speak(3, late_s=seconds / 2 + SPAN_S)

    def key(self) -> None:
        if self.uplink.release(self.now):
            self.send(*self.uplink.end_tail())
        else:
            self.send(*self.uplink.press(self.now))

    def want(self, **changes: object) -> None:
        self.change(replace(self.machine.spec, **changes))  # type: ignore[arg-type]
        self.follow()
        self._write()

    def answer(self, number: int) -> None:
        """A function has been called, which one asked for some time ago."""
        for session, call in self.calls[-1 - number :][:1]:
            self.send(ToolResult(session, call, "f", {"output": number}))

    # The shell

    def _write(self) -> None:
        late, self.later = self.later, []
        for one in late:
            self.machine.send(one, self.now)
        if self.writing_now is not None and self.writing_now[0] not in self.live:
            self.writing_now = None
        for leg in self.live:
            while self.writing or self.writing_now is None:
                if (item := self.machine.next(leg)) is None:
                    break
                if self.writing_now != (leg, item):
                    self.given.append((leg, item))
                    self.writing_now = leg, item
                if self.writing:
                    self.writing_now = None
                    self.sent.append((leg, item))
                    self.do(self.machine.sent(leg, item, self.now))

    # What happens

    def happen(self, what: str, number: int) -> None:
        self.now += 0.001
        match what:
            case "accept":
                self.take()
            case "refuse":
                for leg in self.asking:
                    self.ends(ERRORS[number % len(ERRORS)], leg)
            case "cut":
                self.cut(ERRORS[number % len(ERRORS)], announced=number > 7)
            case "line":
                self.count += 1
                self.line(f"line {self.count}")
            case "speak":
                self.speak(3 * number + 1, late_s=0.0)
            case "speak late":
                self.speak(number + 1, late_s=WAITS_S[number])
            case "mute":
                self.mute()
            case "whisper":
                self.whisper(WAITS_S[number])
            case "key":
                self.key()
            case "push to talk":
                self.want(manual=not self.machine.spec.manual)
            case "voice":
                self.want(voice=f"V{number % 3}")
            case "instruction":
                self.want(system=f"S{number % 3}")
            case "stop":
                self.stop(max(0, self.state.turns - number // 5), "so far")
            case "result":
                self.answer(number)
            case "hurry":
                self.hurry()
            case "wake":
                self.wake()
            case "wait":
                self.wait(WAITS_S[number])
            case "stand still":
                self.stand_still(WAITS_S[number])
            case "pongs":
                self.ponging = not self.ponging
            case "writes":
                self.writing = not self.writing
            case _:
                self.say(what)
        self._write()

    def rest(self, seconds: float, *, reachable: bool) -> None:
        """The user says nothing more, nor does the service, which may be out of reach."""
        if self.uplink.talking:
            self.key()
        for number in range(len(self.calls)):  # each function returns
            self.answer(number)
        self.writing = self.ponging = reachable
        lost_at = self.now + KEEPALIVE_S
        until = self.now + seconds
        while self.now < until and self.outcome is None:
            if reachable:
                self.take()
            for leg in [] if reachable else self.asking:
                self.ends(NOWHERE, leg)
            if not reachable and self.now >= lost_at:
                self.cut(ERRORS[0])
            self.wait(1.0)


OFTEN: Final = ("accept", "wait", "line", "words", "complete", "call", "result", "cut", "speak")
HAPPENINGS: Final = (
    *OFTEN,
    *OFTEN,
    *SAYS,
    *("cancelled", "refuse", "speak late", "mute", "whisper", "key", "key", "push to talk"),
    *("voice", "instruction", "stop", "hurry", "wake", "stand still", "pongs", "writes"),
)
happenings = st.lists(st.tuples(st.sampled_from(HAPPENINGS), st.integers(0, 9)), max_size=60)


@settings(max_examples=500)
@given(st.booleans(), happenings, st.booleans())
def test_whatever_happens_a_session_keeps_its_promises(
    refreshes: bool, story: Sequence[tuple[str, int]], reachable: bool
) -> None:
    """The four above; in both manners of handles."""
    world = World(refreshes=refreshes)
    for what, number in [("accept", 0), ("words", 0), ("complete", 0), *story]:
        if world.outcome is None:
            world.happen(what, number)
    world.rest(WORK_S + LEAVE_S + KEEPALIVE_S, reachable=reachable)
    asked: Counter[str | bytes] = Counter()
    muted = [*world.muted, *[(world.muted_at, world.now)] * world.uplink.muted]
    for leg, item in world.given:
        match item:
            case Sound(pcm, until, voiced):
                since = until - SPAN_S
                assert not any(begin < until and since < end for begin, end in muted)
                asked.update([pcm] * voiced)
            case Typed(text):
                asked[text] += 1
            case ToolResult(id=call):
                assert call in world.knows[leg]
            case _:
                pass
    assert max(asked.values(), default=0) <= MAX_ASKED
    assert not world.state.answering
