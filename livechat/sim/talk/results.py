"""Results of functions, from their arrival until they are told."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Sequence

from livechat.sim.mind.answer import Answer, Result
from livechat.sim.talk.calls import Returned
from livechat.sim.talk.minds import Mind


class Results:
    """Keeps results until their time has come, and then until there is a turn for them.

    Args:
        untold: Results that another connection of the session took.
    """

    def __init__(self, untold: Iterable[Returned] = ()) -> None:
        self._untold = list(untold)
        self._coming: deque[tuple[float, Returned]] = deque()

    @property
    def waiting(self) -> bool:
        """Whether results are to be told whose time has come."""
        return bool(self._untold)

    def all(self) -> tuple[Returned, ...]:
        """All results that were not told."""
        return (*self._untold, *(one for _, one in self._coming))

    def arrived(self, taken: Iterable[Returned], due: float) -> None:
        """Results came that take effect at a time."""
        self._coming += [(due, one) for one in taken]

    def due(self, now: float) -> list[Returned]:
        """Results that take effect now; those that are not silent are to be told."""
        taken: list[Returned] = []
        while self._coming and self._coming[0][0] <= now:
            taken.append(self._coming.popleft()[1])
        self._untold += [one for one in taken if one.scheduling != "SILENT"]
        return taken

    def report(self, mind: Mind) -> tuple[Answer, str]:
        """What to say of the results to be told, and what was read for it; they are then told."""
        results, self._untold = [one.result for one in self._untold], []
        answer = mind.result(results) if results else Answer()
        return answer, read(answer, results)


def read(answer: Answer, results: Sequence[Result]) -> str:
    """What of some results goes into an answer: its words, or all of it for a language model."""
    if not answer.asks:
        return answer.words
    return " ".join(json.dumps(dict(one.response), ensure_ascii=False) for one in results)
