"""What a key does while no line is open."""

from __future__ import annotations

from livechat.core.face.commands import Act, Aside, Wish

SPACE = " "

KEYS: dict[str, Wish] = {
    "m": Act.MUTE,
    "i": Act.INTERRUPT,
    "+": Act.LOUDER,
    "=": Act.LOUDER,  # the same key, on most keyboards
    "-": Act.QUIETER,
    "d": Aside.DEVICES,
    "r": Act.REOPEN,
    "c": Aside.COPY,
    "?": Aside.HELP,
    "q": Act.QUIT,
    "enter": Aside.LINE,
    "/": Aside.COMMAND,
}
"""Keys that always mean the same; the space bar depends."""

REPEAT_S = 0.05
"""Seconds. A key that comes again sooner is held down: repeats come some thirty times a second, and
no finger is that fast."""

_SWITCHES = (Act.MUTE, Act.TALK)
"""Wishes that the same wish undoes: a key held down must not flicker."""


class KeyMap:
    """From keys to wishes. The space bar is for talking.

    ==================  ======================  ============================
    .                   releases are reported   only presses are
    ==================  ======================  ============================
    push-to-talk        talk while held         begin, or end (toggle)
    open microphone     pause, or go on: mute   pause, or go on: mute
    ==================  ======================  ============================
    """

    def __init__(self) -> None:
        self.reports_release = False
        """Whether the terminal tells when a key goes up."""
        self._held = False
        self._last = ""
        self._last_at = float("-inf")

    def pressed(self, key: str, at: float, *, push_to_talk: bool) -> Wish | None:
        """The wish of a key that went down at a time, in seconds; None: it means nothing.

        Args:
            key: What it types, or `enter`.
            at: Seconds.
            push_to_talk: Whether the user says when speech begins and stops.
        """
        again = key == self._last and at - self._last_at < REPEAT_S
        self._last, self._last_at = key, at
        wish = KEYS.get(key.lower())
        if key == SPACE:
            wish = self._space(push_to_talk=push_to_talk)
        return None if again and wish in _SWITCHES else wish

    def released(self, key: str) -> Wish | None:
        """The wish of a key that went up."""
        if key != SPACE or not self._held:
            return None
        self._held = False
        return Act.RELEASE

    def _space(self, *, push_to_talk: bool) -> Wish | None:
        if not push_to_talk:
            return Act.MUTE
        if not self.reports_release:
            return Act.TALK
        if self._held:
            return None
        self._held = True
        return Act.PRESS
