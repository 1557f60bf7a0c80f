"""The function calls that need the user's eye: what asks for leave, is about to run, and runs.

Rules:
1. What is asked stands there in full, with its keys below it where one row is too short. Rows of
   data begin with a sign of their own, so that nothing in an argument looks like the keys.
2. The keys are there however long the arguments are: those may take a third of the window together,
   and say how much is left out.
3. Keys answer the oldest question; the others wait in a row each.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from livechat.core.face.hands import Call, Hands
from livechat.core.text import visible
from livechat.ui.calls import Spelled, spelled
from livechat.ui.fields import Field, fitting
from livechat.ui.themes import Theme
from livechat.ui.wrapping import wrapped

SHARE = 3
"""The window is this many times as high as these rows, or higher."""

LEAST_ROWS = 3
"""Rows in however low a window: a call and its keys."""

MOST_LISTED = 2
"""Calls of a kind that have a row each, beside the first."""

RUNS_S = 1.0
"""Seconds after which it is shown that a function runs."""

_ASKED, _HELD, _RUNS = "? ", "▸ ", "↳ "
_MORE = "│ "
"""Begins the rows in which the arguments of a call go on."""

_GAP = "   "
_DOT = " · "


class LeaveRows:
    """Draws them. Keeps how each call is written, which may be long."""

    def __init__(self) -> None:
        self._spelled: dict[int, Spelled] = {}

    def rows(
        self,
        hands: Hands,
        now: float,
        width: int,
        height: int,
        theme: Theme,
        *,
        typing: bool = False,
    ) -> list[Text]:
        """The rows, none wider than the terminal; none where no call needs the user's eye.

        Args:
            hands: The function calls.
            now: Seconds.
            width: Columns of the terminal.
            height: Its rows.
            theme: The colours.
            typing: Whether a line is open, so that keys are letters.
        """
        self._spelled = {one.number: self._call(one) for one in hands.open}
        room = max(2, min(height - 2, max(LEAST_ROWS, height // SHARE)))
        asked, held = hands.asked, hands.held
        keys = self._keys(asked[0], width, theme, typing=typing) if asked else []
        least = bool(asked)  # a row of the call that asks
        rows_held: list[Text] = []
        if held:
            share = max(1, (room - len(keys) - least) // (2 if asked else 1))
            rows_held = self._held(held, now, width, share, theme)
        rows = [*rows_held]
        if asked:
            share = max(1, room - len(keys) - len(rows) - (len(asked) > 1))
            rows += self._asked(asked[0], keys, width, share, theme)
            rows += self._others(asked[1:], "waits", width, max(1, room - len(rows)), theme)
        running = [
            one
            for one in hands.running
            if one.started_at is not None and now - one.started_at >= RUNS_S
        ]
        rows += self._running(running, now, width, room - len(rows), theme)
        return rows

    def _call(self, call: Call) -> Spelled:
        return self._spelled.get(call.number) or spelled(call.name, call.args)

    # What asks

    def _asked(
        self, call: Call, keys: list[Text], width: int, room: int, theme: Theme
    ) -> list[Text]:
        assert call.asked
        writes = call.asked.writes
        what = Text("writes" if writes else "reads", theme.warning if writes else theme.quiet)
        data = self._data(call, width - len(_ASKED), room)
        # Blanks in an argument could make it look as if it ended there.
        if len(data) == 1 and len(keys) == 1 and "  " not in data[0]:
            row = Text.assemble(_ASKED, data[0], _GAP, what, _GAP, keys[0][2:])
            if row.cell_len <= width:
                return [row]
        rows = _gutter(_ASKED, data, theme)
        with_kind = Text.assemble(rows[-1], _GAP, what)
        if with_kind.cell_len <= width:
            rows[-1] = with_kind
            return [*rows, *keys]
        with_keys = Text.assemble("  ", what, _GAP, keys[0][2:])
        if with_keys.cell_len <= width:
            return [*rows, with_keys, *keys[1:]]
        if len(rows) > 1:  # as many rows as there are
            rows = _gutter(_ASKED, self._data(call, width - len(_ASKED), room - 1), theme)
        return [*rows, Text.assemble("  ", what), *keys]

    def _keys(self, call: Call, width: int, theme: Theme, *, typing: bool) -> list[Text]:
        """What can be answered, and what is to be known for it."""
        assert call.asked
        server = visible(call.asked.server)
        notes = [Text("you withdrew this before", theme.warning)] * call.asked.withdrawn
        if call.asked.voice:
            notes.append(Text("or say yes", theme.quiet))
        if typing:
            notes.append(Text("then Enter", theme.quiet))
        for told in (f"always all of {server}", "server"):
            found = [("y", "once", 3), ("a", "always", 2), ("s", told, 1), ("n", "no", 3)]
            keys = [
                Field(Text.assemble((key, theme.key), (f" {word}", theme.quiet)), weight)
                for key, word, weight in found
                if server or key != "s"
            ]
            fits = fitting(keys, width - 2, _DOT)
            if fits == keys:
                break
        dot = Text(_DOT, theme.quiet)
        rows = [dot.join(one.text for one in fits)]
        for note in notes:
            joined = dot.join([rows[-1], note])
            rows[-1:] = [joined] if joined.cell_len <= width - 2 else [rows[-1], note]
        return [_clipped(Text.assemble("  ", row), width) for row in rows]

    def _others(
        self, calls: Sequence[Call], what: str, width: int, room: int, theme: Theme
    ) -> list[Text]:
        """A row for each call, oldest first, and how many are left."""
        if not calls or room < 1:
            return []
        listed = len(calls) if len(calls) <= min(MOST_LISTED, room) else min(MOST_LISTED, room - 1)
        rows = [
            _clipped(Text(f"  {what}: {self._call(one).text(width)}", theme.quiet), width)
            for one in calls[:listed]
        ]
        left = len(calls) - listed
        more = f"and {left} more" if listed else f"{what}: {left}"
        return [*rows, Text(f"  {more}", theme.quiet)] if left else rows

    # What is about to run, and runs

    def _held(
        self, calls: Sequence[Call], now: float, width: int, room: int, theme: Theme
    ) -> list[Text]:
        call = calls[0]
        left = max(0.0, (call.runs_at or now) - now)
        when = Text.assemble((f"{left:.1f} s", theme.key))
        how = Text('esc or "stop" withdraws it', theme.quiet)
        lead = f"{_HELD}about to: "
        data = self._data(call, width - len(lead), max(1, room - 1))
        rows = _gutter(lead, data, theme)
        row = Text.assemble(rows[-1], _DOT, when, _GAP, how)
        if len(rows) == 1 and "  " not in data[0] and row.cell_len <= width:
            rows = [row]
        else:
            rows.append(_clipped(Text.assemble("  ", when, _DOT, how), width))
        return [*rows, *self._others(calls[1:], "about to", width, room - len(rows), theme)]

    def _running(
        self, calls: Sequence[Call], now: float, width: int, room: int, theme: Theme
    ) -> list[Text]:
        if not calls or room < 1:
            return []
        most = min(room, 1 + MOST_LISTED)
        listed = len(calls) if len(calls) <= most else most - 1
        rows = []
        for call in calls[:listed]:
            seconds = f"{now - (call.started_at or now):.0f} s"
            progress = f"{_DOT}{visible(call.progress[:width])}" if call.progress else ""
            room_s = width - len(_RUNS) - len(_DOT) - len(seconds)
            head = self._call(call).text(max(0, room_s - len(progress)))
            if len(head) + len(progress) > room_s:  # its name says enough
                head = visible(self._call(call).name)
            row = Text.assemble(
                _RUNS, _within(head, room_s), _DOT, seconds, (progress, theme.quiet)
            )
            rows.append(_clipped(row, width))
        left = len(calls) - listed
        more = f"and {left} more" if listed else f"running: {left}"
        return [*rows, Text(f"  {more}", theme.quiet)] if left else rows

    def _data(self, call: Call, width: int, rows: int) -> list[str]:
        """Name and arguments in so many rows at most."""
        width = max(2, width)
        one = self._call(call)
        most = min(one.chars, rows * width)
        while True:
            text = one.text(most)
            found = [text[begin:end] for begin, end in wrapped(text, width, rows=rows + 1)]
            if len(found) <= rows or most < width // 2:
                return found[:rows]
            most -= max(1, width // 4)


def _gutter(lead: str, data: Sequence[str], theme: Theme) -> list[Text]:
    first = Text.assemble(lead, data[0])
    return [first, *(Text.assemble((_MORE, theme.quiet), one) for one in data[1:])]


def _within(text: str, cells: int) -> Text:
    found = Text(text)
    found.truncate(max(1, cells), overflow="ellipsis")
    return found


def _clipped(row: Text, width: int) -> Text:
    row.truncate(width, overflow="ellipsis")
    return row
