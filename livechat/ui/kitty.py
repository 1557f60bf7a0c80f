"""Terminals that tell when a key goes up: the keyboard protocol that began with kitty.

<https://sw.kovidgoyal.net/kitty/keyboard-protocol/>. What such a terminal sends is translated into
what any terminal sends; what only it can say becomes a character that is in no text, in its place.
So does the focus of the window, which older terminals report too (xterm's mode 1004). Other
reports, which another program may have asked for, are no keys: nothing follows from them.
"""

from __future__ import annotations

import re

from livechat.core.face.layouts import latin

QUERY = "\x1b[?u\x1b[c"
"""Asks whether the terminal knows the protocol, and then what any terminal answers: after that
answer, none to the first will come."""

PUSH = "\x1b[>7u"
"""Asks for releases, for keys that cannot be mistaken for each other, and for their places on the
usual Latin keyboard."""

POP = "\x1b[<u"
"""Takes that back."""

POP_ALL = "\x1b[<99u\x1b[=0u"
"""Takes back what a program that was killed has left, too."""

# Noncharacters: reserved for use within a program.
KNOWN, ANSWERED, RELEASED = "\ufdd0", "\ufdd1", "\ufdd2"
"""The terminal knows the protocol; it has answered; the key that types what follows went up."""

REPEATED, LEFT_ON = "\ufdd5", "\ufdd6"
"""The key that types what follows is held down; the protocol is on though nobody has asked."""

FOCUSED, BLURRED = "\ufdd3", "\ufdd4"
"""The window has gained the focus; it has lost it."""

_MARKS = (KNOWN, ANSWERED, RELEASED, REPEATED, LEFT_ON, FOCUSED, BLURRED)

_FOCUS = {"\x1b[I": FOCUSED, "\x1b[O": BLURRED}

_PASTE, _PASTE_END = "\x1b[200~", "\x1b[201~"

_LONGEST = 48
"""Characters of numbers in a sequence; those there are have a dozen."""

_LONGEST_STRING = 256
"""Characters of a string that a terminal reports: a colour, a name."""

_STRING = rf"[^\x07\x1b]{{0,{_LONGEST_STRING}}}"

_TOKEN = re.compile(
    rf"\x1b\[(?P<private>\??)(?P<numbers>[0-9;:]{{0,{_LONGEST}}})(?P<final>[uc~A-IO-QS])"
    rf"|(?P<report>\x1b\[[<-?][0-9;:$]{{0,{_LONGEST}}}[@-~]"
    rf"|\x1b\][0-9]+;{_STRING}(?:\x07|\x1b\\)|\x1bP[0-9>$+!]{_STRING}\x1b\\)"
    rf"|(?P<open>\x1b(?:\[[<-?]?[0-9;:$]{{0,{_LONGEST}}}"
    rf"|\](?:[0-9]+(?:;{_STRING})?)?\x1b?|P(?:[0-9>$+!]{_STRING})?\x1b?)?\Z)"
    r"|[\s\S]"
)

_TAIL = re.compile(rf"\[[<-?]?[0-9;:$]{{0,{_LONGEST}}}(?:[@-~]|\Z)")
"""What follows Escape in a sequence that came in two pieces."""

_RELEASE, _REPEAT = 3, 2
_SHIFT, _ALT, _CTRL = 1, 2, 4
_KEYPAD_ENTER = 57414
_FUNCTIONAL = range(57344, 63744)
"""Keys that type nothing."""


class Kitty:
    """Translates what is typed, however it is cut into pieces."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}
        """From letters of other scripts to the Latin keys in their places, as they were told."""
        self._rest = ""
        self._pasting = False
        self._escaped = False
        """Whether an Escape that came alone was taken for the key, just now."""

    @property
    def waits(self) -> bool:
        """Whether a sequence has begun that no key begins."""
        return bool(self._rest) and not self._pasting

    def feed(self, text: str) -> str:
        """What follows from a piece; an unfinished sequence waits for the next."""
        if self._escaped and len(text) > 1 and _TAIL.match(text):  # nobody types that at once
            self._rest = "\x1b"
        self._escaped = False
        text, self._rest = self._rest + text, ""
        done: list[str] = []
        place = 0
        while place < len(text):
            if self._pasting:
                place = self._paste(text, place, done)
                continue
            found = _TOKEN.match(text, place)
            assert found
            place = found.end()
            if found["open"]:
                self._rest = found["open"]
            elif found["report"]:
                continue
            elif found["final"] is None:
                done.append("" if found[0] in _MARKS else found[0])
            else:
                done.append(self._translated(found))
                self._pasting = found[0] == _PASTE
        return "".join(done)

    def flush(self) -> str:
        """The Escape key, if that is what waits, since nothing followed.

        More than that is no key: its end comes later, as does that of what is pasted.
        """
        if self._pasting or self._rest != "\x1b":
            return ""
        self._rest, self._escaped = "", True
        return "\x1b"

    def drop(self) -> None:
        """Forget a sequence that has begun: its end does not come any more."""
        if not self._pasting:
            self._rest = ""

    def _paste(self, text: str, place: int, done: list[str]) -> int:
        """Let what is pasted pass untouched, to its end: it is data, whatever it looks like."""
        end = text.find(_PASTE_END, place)
        if end >= 0:
            self._pasting = False
            stop = end + len(_PASTE_END)
        else:
            held = next(
                (n for n in range(len(_PASTE_END) - 1, 0, -1) if text.endswith(_PASTE_END[:n])), 0
            )
            stop = max(place, len(text) - held)
            self._rest = text[stop:]
        done.append(text[place:stop])
        return stop if end >= 0 else len(text)

    def _translated(self, found: re.Match[str]) -> str:
        if found[0] in _FOCUS:
            return _FOCUS[found[0]]
        numbers, final = found["numbers"], found["final"]
        fields = [[int(one or 0) for one in field.split(":")] for field in numbers.split(";")]
        if found["private"]:
            known = KNOWN + LEFT_ON * bool(fields[0][0])
            return {"u": known, "c": ANSWERED}.get(final, found[0])
        code = fields[0][0]
        modifiers, event = (fields[1] + [1])[:2] if len(fields) > 1 else (1, 1)
        if final == "u":
            return self._key(fields[0], max(0, modifiers - 1), event)
        if len(fields) < 2 or len(fields[1]) < 2:  # nothing that other terminals do not send
            return found[0]
        if event == _RELEASE:
            return ""
        if modifiers > 1:
            return f"\x1b[{code};{modifiers}{final}"
        return f"\x1b[{code}~" if final == "~" else f"\x1b[{final}"

    def _key(self, codes: list[int], modifiers: int, event: int) -> str:
        """What a key types, from its code, its code with Shift, and its place, if they are told."""
        code, shifted, place = [*codes, 0, 0][:3]
        if code == _KEYPAD_ENTER:
            return "\r" * (event != _RELEASE)
        if not (_types(code) and _types(shifted) and _types(place)):
            return ""
        if 0x20 < place < 0x7F and code > 0x7F:
            self.places[chr(code).lower()] = chr(place)
        if modifiers & _CTRL:
            key = chr(code) if code < 0x80 else chr(place) if place else latin(chr(code))
            if key == " " or 0x40 <= ord(key) < 0x80:
                code = ord(key) & 0x1F
        elif modifiers & _SHIFT and shifted:
            code = shifted
        char = chr(code)
        if event == _RELEASE:
            return RELEASED + char if char.isprintable() else ""
        mark = REPEATED if event == _REPEAT and not modifiers & (_CTRL | _ALT) else ""
        return mark * char.isprintable() + "\x1b" * bool(modifiers & _ALT) + char


def _types(code: int) -> bool:
    """Whether a key with this code types something; 0 is none that was told."""
    return not (
        code in _FUNCTIONAL or code > 0x10FFFF or 0xD800 <= code < 0xE000 or chr(code) in _MARKS
    )
