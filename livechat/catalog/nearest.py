"""Which known name was meant by a wrong one."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that looks most like `name`, or None when none comes close.

    Capitals do not count, so a candidate in other capitals is always the nearest. Below a
    likeness of 0.6, difflib's own default, a suggestion would only puzzle.
    """
    import difflib  # here, since only a mistake should cost its loading

    by_folded = {candidate.casefold(): candidate for candidate in candidates}
    found = difflib.get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None
