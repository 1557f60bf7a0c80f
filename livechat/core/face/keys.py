"""What a key does while no line is open."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from livechat.core.face.commands import Act, Aside, Leave, Wish
from livechat.core.face.layouts import latin

SPACE, ENTER = " ", "enter"

KEYS: dict[str, Wish] = {
    "m": Act.MUTE,
    "i": Act.INTERRUPT,
    "+": Act.LOUDER,
    "=": Act.LOUDER,  # the same key, on most keyboards
    "-": Act.QUIETER,
    "t": Aside.NUMBERS,
    "d": Aside.DEVICES,
    "r": Act.REOPEN,
    "c": Aside.COPY,
    "?": Aside.HELP,
    "q": Act.QUIT,
    ENTER: Aside.LINE,
    "/": Aside.COMMAND,
    "escape": Act.WITHDRAW,  # which hides what is shown, as every key does
}
"""Keys that always mean the same; the space bar depends."""

FIRST_REPEAT_S = (0.2, 0.75)
"""Seconds after a press in which the same key again may be the first repeat of one that is held:
systems wait 250 to 660 ms. A second press on purpose that falls into it is lost, but for `q`; a
quicker or a later one is not."""

LATE_S = 0.2
"""Seconds by which a network may hold back a key."""

NEXT_REPEAT_S = 0.32
"""Seconds within which a key that is held comes again: systems repeat every 30 to 90 ms, and a
network may hold that back."""

LET_GO_S = 0.32
"""Seconds without a repeat after which a space bar that was held is up again."""

QUIT_AGAIN_S = 3.0
"""Seconds in which `q` must be pressed again to end the call."""

END_S = 0.4
"""Seconds after the second `q` in which nothing must follow it: a key that is held, and a sentence,
go on."""

_REPEATING = (Act.LOUDER, Act.QUIETER)
"""Wishes that a key goes on with while it is held."""


class Repeats:
    """Tells a press from the repeats of a key that is held, by the time between them.

    A network may hold keys back, so that the first repeat comes sooner or later than any should,
    and counts as a press. With the second, which comes soon, the key is known to be held. Where an
    even number has counted as presses by then, this one counts, too: what is switched on and off
    has changed as by one press.
    """

    def __init__(self) -> None:
        self.gap = float("inf")
        """Seconds between the last two, if they were the same key."""
        self.quick = False
        """Whether the second of them came sooner than any first repeat."""
        self._key = ""
        self._at = float("-inf")
        self._held = False
        self._odd = False
        """Whether the newest press may have been a first repeat that a network has moved."""
        self._counted = 0
        """How many counted as presses that may have been one."""

    def again(self, key: str, at: float) -> bool:
        """Take a key that came at a time, in seconds; return whether it is a repeat."""
        self.gap = gap = at - self._at if key == self._key else float("inf")
        self._key, self._at = key, at
        first, last = FIRST_REPEAT_S
        late = last <= gap < last + LATE_S
        self.quick = not self._held and gap < first
        if self._held:
            self._held, self._odd = gap < NEXT_REPEAT_S, False
            self._counted = 1
            return self._held
        if self._odd and gap < NEXT_REPEAT_S:
            self._held = True
            self._counted += 1
            return self._counted % 2 == 0
        self._held = first <= gap < last
        self._odd = self.quick or late
        if not self._held:
            self._counted = self._counted + 1 if self._odd else 1
        return self._held


class KeyMap:
    """From keys to wishes. The space bar is for talking.

    ==================  ======================  ====================================
    .                   releases are reported   only presses are
    ==================  ======================  ====================================
    push-to-talk        talk while held         a tap begins or ends; held: while
                                                repeats come
    open microphone     pause, or go on: mute   pause, or go on: mute
    ==================  ======================  ====================================

    A key that is held acts once, but for the volume. The first `q` asks, the second ends the call
    if nothing follows it at once.

    Args:
        place: The Latin key in the place of a character.
    """

    def __init__(self, place: Callable[[str], str] = latin) -> None:
        self.reports_release = False
        """Whether the terminal tells when a key goes up."""
        self._let_go_at: float | None = None
        """Seconds: when a space bar that is held is up unless it comes again; None: it is not."""
        self._leaves_at: float | None = None
        """Seconds: when a second `q` ends the call; None: there was none."""
        self._place = place
        self._repeats = Repeats()
        self._down: dict[str, float] = {}
        """Keys that have not gone up, and when each came last."""
        self._up: dict[str, float] = {}
        """When each key went up: sooner than it acts, where it waits for others (`flow`)."""
        self._talks = False
        """Whether the space bar is down, in push-to-talk, where releases are reported."""
        self._spaces = 0
        """Where none are: how often the space bar has come since it went down; 0: it is up."""
        self._asked_at = float("-inf")

    @property
    def due(self) -> float | None:
        """Seconds: when `tick` is to be called; None: it need not be."""
        return min(
            (at for at in (self._let_go_at, self._leaves_at) if at is not None), default=None
        )

    def pressed(
        self, key: str, at: float, *, push_to_talk: bool, repeat: bool = False
    ) -> Wish | None:
        """The wish of a key that went down at a time, in seconds; None: it means nothing.

        Args:
            key: What it types, `enter` or `escape`.
            at: Seconds.
            push_to_talk: Whether the user says when speech begins and stops.
            repeat: Whether the terminal says that the key was down before.
        """
        key = self._place(key)
        again = self.seen(key, at, repeat=repeat)
        wish = KEYS.get(key)
        if wish is Act.QUIT:
            return None if repeat else self._leave(at, again=again)
        if key == SPACE:
            self.forget()
            return self._space(at, again=again, push_to_talk=push_to_talk)
        if again and wish not in _REPEATING:
            return None
        self.forget()
        return wish

    def seen(self, key: str, at: float, *, repeat: bool = False) -> bool:
        """Take notice of a key, also of one that only types; return whether it is a repeat."""
        key = self._place(key)
        guess = self._repeats.again(key, at)
        if not self.reports_release or key == ENTER:  # whose release is not reported
            return repeat or guess
        # A release that was lost, in another window say, must not disable the key.
        down = at - self._down.get(key, float("-inf")) < FIRST_REPEAT_S[1]
        again = down and not self._repeats.quick
        if at >= self._up.get(key, float("-inf")):
            self._down[key] = at
        return repeat or again

    def released(self, key: str, at: float) -> Wish | None:
        """The wish of a key that went up at a time, in seconds."""
        place = self._place(key)
        self._down.pop(place, None)
        self._up[place] = at
        if key != SPACE or not self._talks:
            return None
        self._talks = False
        return Act.RELEASE

    def forget(self) -> None:
        """Forget that `q` was pressed: it was a letter, or another key answered no."""
        self._asked_at, self._leaves_at = float("-inf"), None

    def tick(self, at: float) -> Wish | None:
        """The wish of a space bar that is no longer held, or of `q`, at a time in seconds."""
        if self._let_go_at is not None and at >= self._let_go_at:
            self._let_go_at, self._spaces = None, 0
            return Act.RELEASE
        if self._leaves_at is not None and at >= self._leaves_at:
            self.forget()
            return Act.QUIT
        return None

    def _leave(self, at: float, *, again: bool) -> Wish | None:
        if again and self._leaves_at is not None:  # so the second was a repeat, too
            self.forget()
        elif at - self._asked_at <= QUIT_AGAIN_S:
            self._leaves_at = at + END_S
        elif not again:
            self._asked_at = at
            return Aside.END
        return None

    def _space(self, at: float, *, again: bool, push_to_talk: bool) -> Wish | None:
        if not push_to_talk:
            return None if again else Act.MUTE
        if self.reports_release:
            if self._talks:
                return None
            self._talks = True
            return Act.PRESS
        if not self._spaces or self._repeats.gap >= FIRST_REPEAT_S[1] + LATE_S:
            self._let_go_at, self._spaces = None, 1
            return Act.TALK
        # One repeat may be a second tap, which ends what the first began. That is no difference:
        # both are over when no more repeats come. With two it is held, and whoever holds it talks,
        # also where a tap before it had not been ended.
        self._let_go_at = at + LET_GO_S
        self._spaces += 1
        return Act.PRESS if self._spaces == 3 else None


def undoing(done: Iterable[Wish]) -> list[Wish]:
    """What takes back the wishes of keys that turn out to be letters of a text.

    Stopping the model's voice is not taken back. What leave was given for is withdrawn, if it has
    not run yet.
    """
    done = list(done)
    given = any(isinstance(wish, Leave) and wish.answer != "no" for wish in done)
    odd = [wish for wish in (Act.MUTE, Aside.NUMBERS) if done.count(wish) % 2]
    talks: list[Wish] = [Act.RELEASE] * (Act.TALK in done or Act.PRESS in done)
    shown = (Aside.DEVICES, Aside.HELP, Aside.END)
    hidden: list[Wish] = [Aside.CLOSE] * any(wish in shown for wish in done)
    return [*[Act.WITHDRAW] * given, *odd, *talks, *hidden]
