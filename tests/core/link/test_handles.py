"""Whether the newest handle leads to all that was said."""

from __future__ import annotations

import pytest

from livechat.core.link.handles import HANDLE_S, Handles
from livechat.core.link.policies import NEVER

Story = list[tuple[float, str]]


def after(story: Story, *, refreshes: bool) -> Handles:
    """A handle came; the model spoke a second before a turn was over; a function was called."""
    handles = Handles(refreshes=refreshes)
    for at, what in story:
        if what == "handle":
            handles.came(at)
        elif what == "none":
            handles.suspended()
        elif what == "call":
            handles.called(at)
        else:
            handles.closed(at, at - 1)
    return handles


@pytest.mark.parametrize(
    ("story", "before", "refreshes", "stale"),
    [
        # One handle a connection: it names the session.
        ([(0, "handle")], False, False, False),
        ([(0, "handle"), (10, "over"), (20, "over"), (21, "call")], False, False, False),
        # One that comes by the clock, long after turns.
        ([(0, "handle"), (10, "over"), (10 + HANDLE_S + 0.1, "handle")], False, False, False),
        # One after each turn: it stands for the session as it was.
        ([(0, "handle"), (10, "over"), (10.5, "handle")], False, True, False),
        ([(0, "handle"), (10, "over"), (10.5, "handle"), (12, "over")], False, True, True),
        ([(0, "handle"), (10, "over"), (10.5, "handle"), (11, "call")], False, True, True),
        ([(0, "handle"), (1, "call"), (1.5, "handle")], True, True, False),
        ([(9.5, "handle"), (10, "call"), (10.2, "over")], True, True, True),
        # None while it speaks: one comes after that.
        ([(0, "handle"), (8, "none")], False, True, False),
        ([(0, "handle"), (8, "none"), (10, "over")], False, True, True),
        ([(0, "none"), (10, "over")], False, False, False),
        # The connection before did so; this one does not, as its second turn shows.
        ([(0, "handle"), (10, "over")], True, True, True),
        ([(0, "handle"), (10, "over"), (10 + HANDLE_S - 0.1, "over")], True, True, True),
        ([(0, "handle"), (10, "over"), (20, "over")], True, False, False),
        # No turn was over before: nothing is known yet.
        ([(0, "handle")], True, True, False),
    ],
)
def test_a_handle_is_out_of_date_only_where_handles_come_after_turns(
    story: Story, before: bool, refreshes: bool, stale: bool
) -> None:
    """As they were seen to, over this connection or the one before."""
    handles = after(story, refreshes=before)
    assert (handles.refreshes, handles.stale) == (refreshes, stale)


def test_a_handle_is_waited_for_where_one_is_to_come() -> None:
    """For a while after the turn; and not where they do not come after turns."""
    spoke = [(0.0, "handle"), (10.0, "over")]
    assert after(spoke, refreshes=True).expected_until(9) == 10 + HANDLE_S
    assert after([*spoke, (11, "handle")], refreshes=True).expected_until(9) == NEVER
    assert after(spoke, refreshes=False).expected_until(9) == NEVER
