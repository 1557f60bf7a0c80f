"""What follows when a connection ends: every pair, row by row."""

from __future__ import annotations

from itertools import product

import pytest

from livechat.core.link.endings import (
    TABLE,
    Deed,
    Ending,
    When,
    cause_of,
    ending_of,
    retry_after_s,
)
from livechat.errors import (
    AnswerTimeoutError,
    Cause,
    CredentialError,
    CreditsError,
    InvalidArgumentError,
    LivechatError,
    NetworkError,
    NoAnswerError,
    RateLimitError,
    RefusedError,
    UnknownSessionError,
    UsageError,
)

ROWS: dict[Ending, tuple[Deed, Deed, Deed, Deed]] = {
    # BEGINNING, RESUMING, RENEWING, TALKING
    Ending.TROUBLED: (Deed.RETRY, Deed.RETRY, Deed.RETRY, Deed.RETRY),
    Ending.BUSY: (Deed.RETRY, Deed.RESUME_LATER, Deed.RETRY, Deed.RETRY),
    Ending.NOWHERE: (Deed.FAIL, Deed.RETRY, Deed.RETRY, Deed.RETRY),
    Ending.UNFIT: (Deed.FAIL, Deed.DROP_HANDLE, Deed.TAKE_BACK, Deed.FORGET_QUESTION),
    Ending.FORGOTTEN: (Deed.FAIL, Deed.DROP_HANDLE, Deed.TAKE_BACK, Deed.DROP_HANDLE),
    Ending.REFUSED: (Deed.FAIL, Deed.DROP_HANDLE, Deed.TAKE_BACK, Deed.ONCE_MORE),
    Ending.FINAL: (Deed.FAIL, Deed.FAIL, Deed.FAIL, Deed.FAIL),
}


def test_every_pair_has_a_row() -> None:
    """And this file has all of them."""
    assert set(TABLE) == set(product(When, Ending))
    assert set(ROWS) == set(Ending)


@pytest.mark.parametrize("ending", ROWS, ids=lambda ending: ending.name)
def test_what_is_done(ending: Ending) -> None:
    """At the first setup, when resuming, when renewing, and in mid-call."""
    assert tuple(TABLE[when, ending] for when in When) == ROWS[ending]


@pytest.mark.parametrize(
    ("error", "ending", "cause"),
    [
        (NetworkError("x"), Ending.TROUBLED, "lost"),
        (NetworkError("x", cause="ended"), Ending.TROUBLED, "ended"),
        (NetworkError("x", cause="limited"), Ending.TROUBLED, "limited"),
        (NetworkError("x", cause="busy"), Ending.BUSY, "busy"),
        (NetworkError("x", cause="unreachable"), Ending.NOWHERE, "unreachable"),
        (AnswerTimeoutError("x"), Ending.TROUBLED, "lost"),
        (RateLimitError("x"), Ending.TROUBLED, "limited"),
        (InvalidArgumentError("x"), Ending.UNFIT, "ended"),
        (UnknownSessionError("x"), Ending.FORGOTTEN, "ended"),
        (RefusedError("x"), Ending.REFUSED, "ended"),
        (CreditsError("x"), Ending.FINAL, "ended"),
        (CredentialError("x"), Ending.FINAL, "ended"),
        (UsageError("x"), Ending.FINAL, "ended"),
        (NoAnswerError("x"), Ending.FINAL, "ended"),
        (LivechatError("x"), Ending.FINAL, "ended"),
    ],
)
def test_an_error_tells_how_a_connection_ended(
    error: LivechatError, ending: Ending, cause: Cause
) -> None:
    """A passing quota is waited out; credits that are spent do not come back."""
    assert (ending_of(error), cause_of(error)) == (ending, cause)


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (NetworkError("x", retry_after_s=7.0), 7.0),
        (RateLimitError("x", retry_after_s=5.0), 5.0),
        (NetworkError("x"), 0.0),
        (RateLimitError("x"), 0.0),
        (RefusedError("x"), 0.0),
    ],
)
def test_the_service_may_say_when_to_come_back(error: LivechatError, seconds: float) -> None:
    """Where it does not, it is not waited for."""
    assert retry_after_s(error) == seconds
