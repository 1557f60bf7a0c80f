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
    └── RefusedError              6  the service said no

Each carries what happened, what the user can do about it, and the exit code. `livechat.cli` is
the one place that turns them into words on stderr and a process status.
"""

from __future__ import annotations

from typing import ClassVar


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
    """The service cannot be reached, or the connection was lost."""

    exit_code = 5


class AnswerTimeoutError(NetworkError):
    """The service is connected, but no answer came in time."""


class RefusedError(LivechatError):
    """The service refused the session or ended it for a reason of its own."""

    exit_code = 6
