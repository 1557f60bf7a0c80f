"""One line that is typed while a call goes on: prompt_toolkit edits, somebody else draws."""

from __future__ import annotations

from collections.abc import Callable

from prompt_toolkit.application import Application
from prompt_toolkit.application.current import set_app
from prompt_toolkit.buffer import Buffer, CompletionState
from prompt_toolkit.completion import Completion
from prompt_toolkit.filters import Condition
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import DummyInput
from prompt_toolkit.key_binding import KeyBindings, KeyPress, KeyPressEvent
from prompt_toolkit.layout import BufferControl, Layout, Window
from prompt_toolkit.output import DummyOutput

from livechat.ui.typed import CHOSEN

_ALONE_S = 0.01
"""Seconds after which a key is no beginning of a longer one: what comes together, as Alt with a
letter does, comes at once."""

LONGEST = 100_000
"""Characters of a line; what is pasted beyond them is dropped."""

HINTS = 6
"""Completions that are shown at a time, a row each."""


class Editor:
    """A line with the keys of Emacs, a history, and completion with Tab.

    Args:
        accept: Takes a line when Enter ends it; None: it was closed without.
        complete: What a line, from its beginning to the cursor, may become, each with a
            description. One that ends with a space wants something to follow it.
    """

    def __init__(
        self,
        accept: Callable[[str | None], None],
        complete: Callable[[str], list[tuple[str, str]]],
    ) -> None:
        self.open = False
        self._accept = accept
        self._complete = complete
        self._buffer = Buffer(history=InMemoryHistory(), multiline=False)
        self._app: Application[None] = Application(
            layout=Layout(Window(BufferControl(self._buffer))),
            key_bindings=self._bindings(),
            input=DummyInput(),
            output=DummyOutput(),
        )
        self._app.timeoutlen = _ALONE_S

    @property
    def text(self) -> str:
        """What has been typed."""
        return self._buffer.text

    @property
    def cursor(self) -> int:
        """Where the next character goes."""
        return self._buffer.cursor_position

    @property
    def hint(self) -> str:
        """What a command may become, a row each, with descriptions."""
        state = self._buffer.complete_state
        if state:
            found = [(one.text, one.display_meta_text) for one in state.completions]
            chosen = state.complete_index or 0
        else:
            found, chosen = self._candidates(), -1
            if [text for text, _ in found] == [self.text]:
                return ""
        start = max(0, min(chosen - HINTS // 2, len(found) - HINTS))
        shown = [(_last(text), note) for text, note in found[start : start + HINTS]]
        width = max((len(name) for name, _ in shown), default=0)
        rows = [
            f"{CHOSEN if start + number == chosen else '  '}{name:{width}}  {note}".rstrip()
            for number, (name, note) in enumerate(shown)
        ]
        more = len(found) - start - len(shown)
        return "\n".join([*rows, *[f"  … {more} more"] * bool(more)])

    def begin(self, text: str = "") -> None:
        """Open the line, with something in it."""
        self.open = True
        self._buffer.insert_text(text[:LONGEST])

    def insert(self, text: str) -> None:
        """Take text where the cursor is, whatever it looks like."""
        self._buffer.insert_text(text)

    def press(self, key: KeyPress) -> None:
        """Take a key."""
        with set_app(self._app):
            self._app.key_processor.feed(key)
            self._app.key_processor.process_keys()
        if len(self.text) > LONGEST:
            self._buffer.text = self.text[:LONGEST]

    def _bindings(self) -> KeyBindings:
        keys = KeyBindings()

        @keys.add("c-m")
        @keys.add("c-j")
        def _enter(event: KeyPressEvent) -> None:
            text = self.text
            if self._choosing() and text.endswith(" "):
                self._buffer.complete_state = None  # something is to follow
                return
            if text.strip():
                self._buffer.append_to_history()
            self._close()
            self._accept(text)

        @keys.add("escape")
        def _escape(event: KeyPressEvent) -> None:
            self._close()
            self._accept(None)

        @keys.add("c-i")
        def _next(event: KeyPressEvent) -> None:
            self._choose(1)

        choosing = Condition(self._choosing)

        @keys.add("down", filter=choosing)
        def _down(event: KeyPressEvent) -> None:
            self._choose(1)

        @keys.add("up", filter=choosing)
        def _up(event: KeyPressEvent) -> None:
            self._choose(-1)

        @keys.add("s-tab")
        def _previous(event: KeyPressEvent) -> None:
            self._choose(-1)

        return keys

    def _close(self) -> None:
        self.open = False
        self._buffer.reset()
        with set_app(self._app):
            self._buffer.load_history_if_not_yet_loaded()  # takes a turn of the loop

    def _choosing(self) -> bool:
        return self._buffer.complete_state is not None

    def _candidates(self) -> list[tuple[str, str]]:
        if not self.text.startswith("/"):
            return []
        return self._complete(self._buffer.document.text_before_cursor)

    def _choose(self, step: int) -> None:
        state = self._buffer.complete_state
        if not state:
            found = self._candidates()
            if not found:
                return
            length = len(self._buffer.document.text_before_cursor)
            completions = [
                Completion(text, start_position=-length, display_meta=note) for text, note in found
            ]
            self._buffer.complete_state = CompletionState(self._buffer.document, completions)
            self._buffer.go_to_completion(0 if step > 0 else len(found) - 1)
        else:
            index = (state.complete_index or 0) + step
            self._buffer.go_to_completion(index % len(state.completions))
        if self._buffer.complete_state and len(self._buffer.complete_state.completions) == 1:
            self._buffer.complete_state = None  # the next Tab looks for what follows it


def _last(text: str) -> str:
    """The part of a candidate that is not on the line yet: its value, or its command."""
    command, space, value = text.partition(" ")
    return value if space and value else command
