"""Faults of a client that comes back: too soon, too late, to a session that is believed alive."""

from __future__ import annotations

import pytest

from livechat.sim.effects import Abort, Freeze, Hush, Speak
from livechat.sim.faults import Faults, Memory, make
from livechat.sim.faults.memory import MOST_HANDLES, Past
from livechat.sim.protocol import wire
from livechat.sim.protocol.wire import Close
from tests.sim.line import WHOLE, Line, handle, opened, sound

BUSY = ["hush", "close 1011"]
UNKNOWN = ["hush", "close 1008"]
WELCOME = ["setupComplete", "openears"]


def after(
    line: str, *, politely: bool = True, answering: bool = False, others: str = ""
) -> tuple[Memory, Line]:
    """A connection that has just ended, at 100 s, and the memory of its server."""
    memory = Memory()
    first = Line(line, *([others] if others else []), memory=memory)
    first.do([*opened(sessionResumption={}), handle("h")], 0)
    if answering:
        first.do([Speak(1, "One."), sound(1)], 1)
    first.now = 100.0
    first.faults.ended(100.0, politely=politely)
    return memory, first


def back(line: str, memory: Memory, now: float, name: str = "h") -> list[str]:
    """What becomes of a client that comes back."""
    second = Line(line, connection=2, memory=memory)
    second.now = now
    return second.come_back(name)


@pytest.mark.parametrize("politely", [True, False])
def test_coming_back_at_once_is_refused(politely: bool) -> None:
    """For a while after a pause, whoever ended it."""
    memory, _ = after("early-resume", politely=politely)
    assert back("early-resume", memory, 101.4) == BUSY
    assert back("early-resume:seconds=0.5", memory, 100.6) == WELCOME
    assert back("early-resume", memory, 101.5) == WELCOME


def test_coming_back_in_the_middle_of_an_answer_is_allowed() -> None:
    """As the service does it."""
    memory, _ = after("early-resume", answering=True)
    assert back("early-resume", memory, 100.0) == WELCOME


def test_a_new_session_is_never_too_early() -> None:
    """Nor is one with a handle that was never given."""
    memory, _ = after("early-resume")
    second = Line("early-resume", memory=memory)
    assert second.hear(wire.Setup({})) == second.hear(wire.Setup({"sessionResumption": {}})) == []
    assert second.hear(wire.Setup({"sessionResumption": {"handle": "other"}})) == []


def test_a_refusal_does_not_begin_the_time_anew() -> None:
    """The last connection is the last that was one."""
    memory, _ = after("early-resume")
    assert back("early-resume", memory, 101.0) == BUSY
    assert back("early-resume", memory, 101.6) == WELCOME


def test_a_session_goes_on_over_several_connections() -> None:
    """Handles of an older one belong to it too; the newest end counts."""
    memory, _ = after("early-resume")
    second = Line("early-resume", memory=memory)
    second.now = 110.0
    assert second.come_back("h") == WELCOME
    second.do([handle("i")], 0)
    second.faults.ended(120.0, politely=True)
    assert back("early-resume", memory, 121.0, "i") == BUSY
    assert back("early-resume", memory, 121.0, "h") == BUSY


@pytest.mark.parametrize(("now", "becomes"), [(102.0, BUSY), (579.0, BUSY), (580.0, UNKNOWN)])
def test_a_lost_connection_locks_its_session(now: float, becomes: list[str]) -> None:
    """Until the service notices, and then there is none any more."""
    memory, _ = after("locked-session", politely=False)
    assert back("locked-session", memory, now) == becomes


def test_a_close_that_arrives_frees_the_session() -> None:
    """At once."""
    memory, _ = after("locked-session", politely=True)
    assert back("locked-session", memory, 100.0) == WELCOME


def test_a_connection_that_is_open_locks_its_session() -> None:
    """Also one that hangs, or that another fault has reset."""
    for fault, end in (("half-open", Freeze()), ("abort", Abort())):
        memory = Memory()
        first = Line("locked-session", f"{fault}:when=before", memory=memory)
        first.do([*opened(sessionResumption={}), handle("h")], 0)
        assert back("locked-session", memory, 1.0) == BUSY
        first.answer()
        assert first.done[-2:] == [Hush(), end]
        assert back("locked-session", memory, 2.0) == BUSY


def test_a_connection_the_server_closes_does_not_lock() -> None:
    """The service knows that it is over."""
    memory = Memory()
    first = Line("locked-session", "internal-error:when=before", memory=memory)
    first.do([*opened(sessionResumption={}), handle("h")], 0)
    first.answer()
    first.faults.ended(50.0, politely=False)  # the socket's end changes nothing
    assert back("locked-session", memory, 60.0) == WELCOME


def test_a_handle_has_its_time() -> None:
    """From when it was given out; another fault's connection number makes no difference."""
    memory, _ = after("handle-expires:seconds=5,connection=2")
    assert back("handle-expires:seconds=500,connection=2", memory, 499.0) == WELCOME
    assert back("handle-expires:seconds=500,connection=2", memory, 500.0) == UNKNOWN
    assert make("handle-expires").seconds == 7200


def test_the_words_of_refusal_are_the_services() -> None:
    """As they were measured."""
    memory, _ = after("locked-session", politely=False)
    setup = wire.Setup({"sessionResumption": {"handle": "h"}})
    told, done = Faults([make("locked-session")], memory=memory).meet(setup, 101.0)
    assert told is None
    assert done == [Hush(), Close(1011, "Internal error encountered.")]


def test_a_session_has_forgotten_everything() -> None:
    """A handle is taken out before the session sees it; the rest of the setup stays."""
    line = Faults([make("forgotten-session")])
    setup = wire.Setup({"model": "m", "sessionResumption": {"handle": "h", "transparent": True}})
    told, done = line.meet(setup, 0.0)
    assert told == wire.Setup({"model": "m", "sessionResumption": {"transparent": True}})
    assert done == []
    new = wire.Setup({"sessionResumption": {}})
    assert line.meet(new, 0.0)[0] is new


def test_chance_decides_about_refusals_too() -> None:
    """None, if there is none."""
    memory, _ = after("locked-session", politely=False)
    for line in ("locked-session:chance=0", "early-resume:chance=0", "handle-expires:chance=0"):
        assert back(line, memory, 100.0) == WELCOME
    second = Line("forgotten-session:chance=0", memory=memory)
    setup = wire.Setup({"sessionResumption": {"handle": "h"}})
    assert second.faults.meet(setup, 0.0)[0] is setup


def test_old_handles_are_forgotten() -> None:
    """The memory is bounded."""
    memory, past = Memory(), Past()
    for number in range(MOST_HANDLES + 1):
        memory.keep(str(number), past, float(number))
    assert memory.find("0") is None
    assert memory.find("1") is not None


def test_without_faults_on_the_first_connection_its_handles_are_known() -> None:
    """The second may have some."""
    memory, first = after("early-resume:connection=2")
    assert first.answer() == []  # it is over
    assert back("early-resume:connection=2", memory, 100.5) == BUSY
    assert Line(memory=memory).answer() == WHOLE
