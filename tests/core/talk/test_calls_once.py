"""Function calls that are told twice."""

from __future__ import annotations

from livechat.core.talk.calls_once import REMEMBERED, CallsOnce
from livechat.core.talk.events import ToolCall, ToolCalled


def called(*ids: str, session: int = 1) -> ToolCalled:
    return ToolCalled(at=0, session=session, calls=tuple(ToolCall(one, "f", {}) for one in ids))


def test_what_is_new_passes() -> None:
    """Of a message with several, the new ones."""
    once = CallsOnce()
    assert once.fold(called("1")) == called("1")
    assert once.fold(called("1")) is None
    assert once.fold(called("1", "2", "2")) == called("2")


def test_another_session_counts_anew() -> None:
    """Its ids may be the same."""
    once = CallsOnce()
    once.fold(called("1"))
    assert once.fold(called("1", session=2)) == called("1", session=2)


def test_calls_without_an_id_are_known_by_what_they_ask_for() -> None:
    """Within their turn."""
    once = CallsOnce()
    one, other = ToolCall("", "f", {"a": 1}), ToolCall("", "f", {"a": 2})
    both = ToolCalled(at=0, calls=(one, other))
    assert once.fold(ToolCalled(at=0, calls=(one,))) is not None
    assert once.fold(both) == ToolCalled(at=0, calls=(other,))
    once.begin_turn()
    assert once.fold(both) == both


def test_what_is_remembered_is_bounded() -> None:
    """A repetition comes soon or never."""
    once = CallsOnce()
    for number in range(REMEMBERED + 1):
        once.fold(called(str(number)))
    assert once.fold(called("1")) is None
    assert once.fold(called("0")) == called("0")
