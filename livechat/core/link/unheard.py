"""Speech that was sent and of which the service takes no notice."""

from __future__ import annotations

from typing import Final, Literal

from livechat.core.link.policies import NEVER
from livechat.core.pcm import CHUNK_MS

SPEECH_S: Final = 1.5
"""Seconds of speech, as this machine hears it, that a working service must have noticed."""

SYLLABLE_S: Final = 0.1
"""Minimum length of speech in one go, in seconds; what is shorter is a key or a click."""

NOTICED_S: Final = 10.0
"""Seconds after speech in which a service has noticed it, if it does at all, and after which the
next sound is something else."""

TRANSCRIBED_S: Final = 4.0
"""The same for quiet speech, which is worth a hint sooner. Transcriptions take up to 2.9 s
(PROTOCOL §11.1)."""

PAUSE_S: Final = 1.0
"""Seconds of silence after which a service takes an utterance for complete, and begins to look at
it: who goes on speaking to a machine that does not hear is told no later for that."""

QUIET_DBFS: Final = -50.0
"""Speech below this level is too quiet for a service to notice, by public reports; ordinary speech
into an ordinary microphone has −40 to −20."""


class Unheard:
    """Follows what is sent over one connection. Times are seconds on the same clock."""

    def __init__(self) -> None:
        self._run_s = 0.0
        """Seconds of speech in one go."""
        self._run_dbfs = NEVER
        """The loudest chunk of it."""
        self._speech_s = 0.0
        """Seconds of speech since the service last gave a sign of having heard any."""
        self._loudest_dbfs = NEVER
        self._spoken_at = NEVER
        self._since: float | None = None
        """When enough of it was complete for the service to notice; None: it is not."""
        self._told = False

    def sent(self, dbfs: float, at: float, *, voiced: bool) -> None:
        """Take the level of a chunk that has left."""
        long_ago = at > self._spoken_at + NOTICED_S
        if not voiced or long_ago:
            self._run_s, self._run_dbfs = 0.0, NEVER
        if not voiced:
            if self._speech_s >= SPEECH_S and at >= self._spoken_at + PAUSE_S:
                self._since = self._spoken_at if self._since is None else self._since
            return
        if long_ago:
            self._forget()
        self._spoken_at = at
        before_s = self._run_s
        self._run_s += CHUNK_MS / 1000
        self._run_dbfs = max(self._run_dbfs, dbfs)
        if self._run_s >= SYLLABLE_S:
            self._speech_s += self._run_s - (before_s if before_s >= SYLLABLE_S else 0.0)
            self._loudest_dbfs = max(self._loudest_dbfs, self._run_dbfs)

    def noticed(self) -> None:
        """The service has given a sign of having heard what was sent."""
        self._forget()
        self._told = False

    def tell(self, now: float, *, owed: bool) -> Literal["not_heard", "too_quiet"] | None:
        """What is to be told at this time, once.

        Args:
            now: Seconds.
            owed: Whether an answer is waited for in any case: that it does not come is told then.
        """
        quiet = self._loudest_dbfs < QUIET_DBFS
        wait_s = TRANSCRIBED_S if quiet else NOTICED_S
        since = self._spoken_at if self._since is None else self._since
        if self._told or self._speech_s < SPEECH_S or now < since + wait_s:
            return None
        if owed and not quiet:
            return None
        self._told = True
        return "too_quiet" if quiet else "not_heard"

    def _forget(self) -> None:
        self._speech_s, self._loudest_dbfs, self._since = 0.0, NEVER, None
