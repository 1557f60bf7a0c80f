"""Which version of the API knows ephemeral tokens: `v1beta` today, `v1alpha` before.

Google's pages name the one or the other, depending on their age (copies of November 2026). The
newer is tried first; what has worked at an address is remembered as long as the program runs.
"""

from __future__ import annotations

from typing import Final

ORDER: Final = ("v1beta", "v1alpha")

_working: dict[str, str] = {}
"""Base URL → the version that has worked there."""


def token_versions(base_url: str, wanted: str | None = None) -> tuple[str, ...]:
    """Return the versions to try at an address, in order.

    Args:
        base_url: Where the service is.
        wanted: What the user has set; a version that never knew tokens counts as none.
    """
    if base_url in _working:
        return (_working[base_url],)
    return ORDER[ORDER.index(wanted) :] if wanted in ORDER else ORDER


def remember(base_url: str, version: str) -> None:
    """Take note of a version that has worked at an address."""
    _working[base_url] = version
