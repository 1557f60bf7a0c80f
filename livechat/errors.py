"""Every error livechat raises on purpose.

    LivechatError                 1  unexpected
    ├── UsageError                2  the command line or the settings do not fit
    │   ├── SettingsError         2  a settings file, variable or flag holds a wrong value
    │   ├── FileError             2  a file cannot be read or written as asked
    │   └── NotInstalledError     2  an optional part is missing
    ├── CredentialError           3  no key, or a key that does not work
    ├── SoundError                4  a sound device cannot be used
    ├── NetworkError              5  the service cannot be reached, or fell silent
    │   └── AnswerTimeoutError    5  connected, but no answer came in time
    ├── RefusedError              6  the service said no
    │   ├── InvalidArgumentError  6  something that was sent does not fit the model (1007)
    │   ├── CreditsError          6  the account has no credits left
    │   ├── UnknownSessionError   6  the session that was to be resumed is not known any more
    │   └── RateLimitError        6  too many requests; `retry_after_s` says when it may be better
    └── NoAnswerError             7  the model heard speech and chose not to answer

Each carries what happened, what the user can do about it, and the exit code. `livechat.cli` is
the one place that turns them into words on stderr and a process status.
"""

from __future__ import annotations

from typing import ClassVar, Literal

Cause = Literal["ended", "lost", "busy", "unreachable", "limited"]
"""Why there is no connection. ended: the service closed it politely; lost: it broke or fell
silent; busy: the service has trouble of its own; unreachable: none could be made; limited: too
many requests."""


class LivechatError(Exception):
    """What happened and what to do, in two sentences.

    Args:
        what: One sentence, ending in a full stop: what happened.
        remedy: One sentence: what the user can do. Empty when there is nothing to do.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}".rstrip()


class UsageError(LivechatError):
    """The command line or the settings do not fit."""

    exit_code = 2


class SettingsError(UsageError):
    """A settings file, an environment variable or a flag holds a wrong value."""


class FileError(UsageError):
    """A file cannot be read or written as asked."""


class NotInstalledError(UsageError):
    """An optional part of livechat is not installed."""


class CredentialError(LivechatError):
    """No credential, or one that does not work."""

    exit_code = 3


class SoundError(LivechatError):
    """A sound device cannot be used."""

    exit_code = 4


class NetworkError(LivechatError):
    """The service cannot be reached, or the connection was lost. Trying again may help.

    Args:
        what: As for every error.
        remedy: As for every error.
        cause: What kind of trouble it is.
        retry_after_s: Seconds after which the service wants to be tried again; None: it did not
            say.
    """

    exit_code = 5

    def __init__(
        self,
        what: str,
        remedy: str = "",
        *,
        cause: Cause = "lost",
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(what, remedy)
        self.cause: Cause = cause
        self.retry_after_s = retry_after_s


class AnswerTimeoutError(NetworkError):
    """The service is connected, but no answer came in time."""


class RefusedError(LivechatError):
    """The service refused the session or ended it for a reason of its own."""

    exit_code = 6


class InvalidArgumentError(RefusedError):
    """Something that was sent does not fit the model; sent again, it would be refused again."""


class CreditsError(RefusedError):
    """The account has no credits left; trying again does not help."""


class UnknownSessionError(RefusedError):
    """The service does not know the session that was to be resumed."""


class RateLimitError(RefusedError):
    """The service takes no more requests for now.

    Args:
        what: As for every error.
        remedy: As for every error.
        retry_after_s: Seconds after which the service may be asked again; None: it did not say.
    """

    def __init__(self, what: str, remedy: str = "", *, retry_after_s: float | None = None) -> None:
        super().__init__(what, remedy)
        self.retry_after_s = retry_after_s


class NoAnswerError(LivechatError):
    """The model understood speech and chose not to answer it."""

    exit_code = 7
