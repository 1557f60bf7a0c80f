"""Property tests: the same cases at every run, and no limit on time.

`make test ARGS='--hypothesis-profile explore'` looks for new ones.
"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None, max_examples=1_000)
settings.load_profile("same")
