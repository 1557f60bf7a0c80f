"""How much may come in how short a time."""

from __future__ import annotations

import time
from collections.abc import Callable


class Allowance:
    """So much at once, and so much more each second.

    Args:
        most: What may be taken at once.
        per_s: What is added each second, up to `most`.
        clock: Seconds.
    """

    def __init__(
        self, most: float, per_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most
        self._per_s = per_s
        self._clock = clock
        self._left = most
        self._at = clock()

    def take(self, amount: float = 1) -> bool:
        """Take so much; false: there is not enough left."""
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._at) * self._per_s)
        self._at = now
        if amount > self._left:
            return False
        self._left -= amount
        return True


class Waits:
    """Growing pauses between tries, and an end of them.

    Args:
        tries: How many in a row.
        first_s: The first pause; each one after it is twice as long.
        good_s: After so many seconds without trouble they begin anew.
        clock: Seconds.
    """

    def __init__(
        self,
        tries: int = 6,
        first_s: float = 0.5,
        good_s: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tries = tries
        self._first_s = first_s
        self._good_s = good_s
        self._clock = clock
        self._failed = 0
        self._good_since: float | None = None

    def good(self) -> None:
        """It works now."""
        self._good_since = self._clock()

    def next(self) -> float | None:
        """Return how long to wait before the next try; None: give up."""
        since = self._good_since
        if since is not None and self._clock() - since >= self._good_s:
            self._failed = 0
        self._good_since = None
        self._failed += 1
        if self._failed >= self._tries:
            return None
        return self._first_s * 2.0 ** (self._failed - 1)

    @property
    def first(self) -> bool:
        """Whether the trouble that `next` was asked about is the first in a row."""
        return self._failed == 1
