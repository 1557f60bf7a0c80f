"""One line that is typed while a call goes on: prompt_toolkit edits, somebody else draws."""

from __future__ import annotations

from collections.abc import Callable

from prompt_toolkit.application import Application
from prompt_toolkit.application.current import set_app
from prompt_toolkit.buffer import Buffer, CompletionState
from prompt_toolkit.completion import Completion
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import DummyInput
from prompt_toolkit.key_binding import KeyBindings, KeyPress, KeyPressEvent
from prompt_toolkit.layout import BufferControl, Layout, Window
from prompt_toolkit.output import DummyOutput

_ALONE_S = 0.01
"""Seconds after which a key is no beginning of a longer one: what comes together, as Alt with a
letter does, comes at once."""

LONGEST = 100_000
"""Characters of a line; what is pasted beyond them is dropped."""

HINTS = 6
"""Completions that are shown."""


class Editor:
    """A line with the keys of Emacs, a history, and completion with Tab.

    Args:
        accept: Takes a line when Enter ends it; None: it was closed without.
        complete: What a line, from its beginning to the cursor, may become.
    """

    def __init__(
        self, accept: Callable[[str | None], None], complete: Callable[[str], list[str]]
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
        """What a command may become; the one that was chosen with Tab is in the line."""
        state = self._buffer.complete_state
        if state:
            found = [one.text for one in state.completions]
            start = max(0, (state.complete_index or 0) - HINTS + 1)
        else:
            found, start = self._candidates(), 0
            if found == [self.text]:
                return ""
        names = [one.rpartition(" ")[2] for one in found[start : start + HINTS]]
        return "  ".join(names) + " …" * (len(found) > start + HINTS)

    def begin(self, text: str = "") -> None:
        """Open the line, with something in it."""
        self.open = True
        self._buffer.insert_text(text[:LONGEST])

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

        @keys.add("s-tab")
        def _previous(event: KeyPressEvent) -> None:
            self._choose(-1)

        return keys

    def _close(self) -> None:
        self.open = False
        self._buffer.reset()
        with set_app(self._app):
            self._buffer.load_history_if_not_yet_loaded()  # takes a turn of the loop

    def _candidates(self) -> list[str]:
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
            completions = [Completion(one, start_position=-length) for one in found]
            self._buffer.complete_state = CompletionState(self._buffer.document, completions)
            self._buffer.go_to_completion(0 if step > 0 else len(found) - 1)
        else:
            index = (state.complete_index or 0) + step
            self._buffer.go_to_completion(index % len(state.completions))
        if self._buffer.complete_state and len(self._buffer.complete_state.completions) == 1:
            self._buffer.complete_state = None  # the next Tab looks for what follows it
