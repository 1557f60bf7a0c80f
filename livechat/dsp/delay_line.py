"""The newest samples of a signal, in one piece of memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class DelayLine:
    """Keeps the newest samples. Not for use by two threads.

    Args:
        length: Samples kept; zeros at first. No block may be longer.
    """

    def __init__(self, length: int) -> None:
        self._length = length
        self._kept = np.zeros(2 * length, np.float32)
        self._end = length

    def push(self, block: Floats) -> Floats:
        """Append float32 of shape (samples,).

        Returns:
            The newest samples, of shape (length,): a view that holds until the next push.
        """
        count = len(block)
        if self._end + count > len(self._kept):
            # Moving them once in a while is cheaper than every time.
            self._kept[: self._length] = self._kept[self._end - self._length : self._end]
            self._end = self._length
        self._kept[self._end : self._end + count] = block
        self._end += count
        return self.newest

    @property
    def newest(self) -> Floats:
        """Float32 of shape (length,), the newest sample last: a view."""
        return self._kept[self._end - self._length : self._end]
