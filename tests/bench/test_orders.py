"""What a call that orders gloves came to, judged."""

from __future__ import annotations

from bench.orders import Came

NOTE = 'note: (What became of the function call: order({"item": "gloves"}), '


def came(moment: str, orders: int, *told: str, ended: str = "done") -> Came:
    return Came("blocking", moment, orders, [ended], told)


def test_an_order_that_was_stopped_in_time_is_unwanted() -> None:
    """One that was stopped too late is not."""
    assert came("stopped after 1 s", 1, "ok").unwanted
    assert not came("stopped after 1 s", 0, "withdrawn", ended="withdrawn").unwanted
    assert not came("stopped after 5 s", 1, "ok").unwanted


def test_an_order_that_nobody_stopped_is_missing() -> None:
    """Where it did not come."""
    assert came("dropped before", 0).missing
    assert not came("stopped before", 0).missing


def test_an_account_that_tells_otherwise_is_untrue() -> None:
    """To the model, or in how a call ended."""
    assert not came("left alone", 1, "ok").untrue
    assert not came("left alone", 1, NOTE + "done: 12 gloves ordered)").untrue
    assert came("left alone", 0, "ok", ended="failed").untrue
    assert came("left alone", 1, "error").untrue
    assert came("left alone", 1, "ok", ended="lost").untrue
    assert came("left alone", 1, "ok", NOTE + "withdrawn by the user, not run)").untrue


def test_a_line_tells_what_the_model_was_told() -> None:
    """Notes in a word."""
    told = ("withdrawn", NOTE + "withdrawn by the user, not run)", "refused", "refused")
    line = came("stopped after 1 s", 0, *told, ended="withdrawn").line
    assert line.split("  ")[-1] == "withdrawn, note: withdrawn, refused 2×"
    assert came("stopped before", 0).line.endswith("nothing")
