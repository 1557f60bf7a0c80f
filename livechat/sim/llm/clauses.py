"""Text as it comes, cut into clauses that can be spoken: sentences, and the first one in parts.

A sentence goes out as soon as its end is certain, which takes the beginning of the next one. The
first clause of an answer is what a listener waits for: it goes out earlier, at a comma or before
an "and". Long sentences are cut too, so that no voice works for ten seconds before it sounds.

Blocks of Markdown are read line by line: headings, list items and rows of tables are clauses, their
marks are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from livechat.sim.llm.speakable import speakable

FIRST_WORDS: Final = 3
"""Words of the first clause before it may end at a comma, semicolon, colon or dash."""

FIRST_JOINED: Final = 7
"""Words of the first clause before it may end in front of a conjunction."""

FIRST_MOST: Final = 14
"""Words of the first clause after which it ends anywhere: five seconds of speech."""

LONG: Final = 180
"""Characters of a clause that is cut at the next comma or conjunction: about 12 s of speech."""

LONGEST: Final = 300
"""Characters of a clause that is cut between any two words; a longer word is cut too."""

_PIECE: Final = 500
"""Characters that are looked at together, so that no pattern searches a megabyte."""

_CLOSING: Final = "\"'”’»)\\]*_`~"
_END: Final = re.compile(rf"[.!?…]+[{_CLOSING}]*(?=\s)|[。！？｡।؟۔]+[」』”’）]*")
_ABBREVIATED: Final = re.compile(
    r"(?:\A|[\s(\"“‘'*_])(?:(?:[^\W\d_]\.)*[^\W\d_]|Dr|Mr|Mrs|Ms|Mx|Prof|St|Mt|Ft|Sr|Jr|Rev|Gen|Col"
    r"|Capt|Lt|Sgt|Gov|Sen|Rep|Hon|Pres|vs|etc|approx|ca|cf|Fig|fig|Vol|vol|Ch|pp|eds?|Inc|Ltd|Co"
    r"|Corp|Bros|Dept|dept|Univ|Ave|Blvd|Rd|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tue"
    r"|Wed|Thu|Fri|bzw|usw|Nr|Str|Mme|Mlle|Sra|Ph\.D|incl|min|max|est)\.\Z"
)
_NUMBERING: Final = re.compile(
    r"(?:\A|[\s(\"“‘'*_])(?:[Nn]o|[Nn]os|[Pp]|[Nn]r|art|Art|sec|Sec)\.\Z"
)
_WORD: Final = re.compile(r"\S+")
_DATED: Final = re.compile(r"\b(?:am|der|den|dem|vom|zum|bis|ab|jeden) \d{1,2}\.\Z")
"""A day of the month, in German: "am 3. Oktober"."""

_PAUSE: Final = re.compile(rf"[,;:][{_CLOSING}]*(?=\s)(?!\s\d)|\s[–—-](?=\s)|—|[，、；：]")
_JOINT: Final = re.compile(
    r"\s(?=(?:and|but|or|so|because|which|that|who|when|while|where|since|although|though|if|as"
    r"|until|before|after|und|oder|aber|weil|dass|et|ou|mais|que|y|o|pero|porque)\s)",
    re.IGNORECASE,
)
_OPEN_LINK: Final = re.compile(r"!?\[[^\[\]\n]{0,200}(?:\](?:\([^()\n]{0,500})?)?\Z")
_LINKED: Final = re.compile(r"\[[^\[\]\n]{0,200}\]\([^()\n]{0,500}\)")

_FENCE: Final = re.compile(r"\s*(?:```|~~~)")
_RULE: Final = re.compile(r"\s*(?:(?:[-*_=]\s*){3,}|\|?[\s:|-]*-[\s:|-]*\|[\s:|-]*)\Z")
_HEADING: Final = re.compile(r"\s*#{1,6}(?:\s+|\Z)")
_QUOTE: Final = re.compile(r"\s*(?:>\s*)+")
_ITEM: Final = re.compile(r"\s*[-*+•‣◦–—](?:\s+\[[ xX]\])?\s+")
_NUMBER: Final = re.compile(r"\s*(?:\*\*)?(\d{1,4})[.)](?:\*\*)?\s+")
_MARKED: Final = re.compile(r"[\s>#*+•‣◦–—`~|=_\d.)-]{0,40}(?:(?<=\s)\[[ xX]?\]?\s*)?\Z")
"""A line's beginning that may still turn into a mark."""

_STOPS: Final = ".!?…:;,。！？；：，、"


class Clauses:
    """Cuts the text of one answer."""

    def __init__(self) -> None:
        self._held = ""
        self._begun = False  # whether a clause went out
        self._line_start = True
        self._fenced = False
        self._block = False  # in a heading, a list item or a fence: the line's end ends the clause
        self._number = 0  # characters of the number that the line begins with
        self._seen = 0  # characters held in which no end was found

    def feed(self, text: str) -> Iterator[str]:
        """Yield the clauses that `text` completes, as they can be read aloud."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        for start in range(0, len(text), _PIECE):
            self._held += text[start : start + _PIECE]
            yield from self._cut(ended=False)

    def end(self) -> Iterator[str]:
        """Yield what is left: the text is over."""
        yield from self._cut(ended=True)
        rest, self._held = self._held, ""
        yield from self._spoken(rest)

    def _cut(self, *, ended: bool) -> Iterator[str]:
        while self._held:
            if self._line_start and not self._begin_line(ended):
                return
            if not self._held or self._line_start:
                continue
            at = self._place(ended)
            if at is None:
                return
            piece, self._held = self._held[:at], self._held[at:]
            self._number = self._seen = 0
            yield from self._spoken(piece, line=self._held.startswith("\n"))
            if self._held.startswith("\n"):
                self._held = self._held[1:]
                self._line_start = True

    def _begin_line(self, ended: bool) -> bool:
        """Take the marks off a line's beginning; return whether they are known."""
        line, newline, rest = self._held.partition("\n")
        whole = bool(newline) or ended
        if not whole and _MARKED.match(line):
            return False
        if _FENCE.match(line):
            if not whole:
                return len(line) > LONGEST and self._text()
            after = line.strip().strip("`~").strip() if not self._fenced else ""
            self._fenced = not self._fenced
            self._held = rest
            # What stands behind the marks names a language; words there are no fence at all.
            if " " in after:
                self._held, self._fenced = f"{after}\n{rest}", False
                return self._text()
            return True
        if self._fenced:
            self._block = True
            return self._text()
        if whole and (not line.strip() or _RULE.match(line)):
            self._held = rest
            return True
        if line.lstrip().startswith("|"):
            if not whole and len(line) <= LONGEST:
                return False
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            self._held = ", ".join(filter(None, cells)) + newline + rest
            self._block = True
            return self._text()
        self._block = False
        self._number = self._seen = 0
        if quote := _QUOTE.match(self._held):
            self._held = self._held[quote.end() :]
        if mark := _HEADING.match(self._held) or _ITEM.match(self._held):
            self._block = True
            self._held = self._held[mark.end() :]
        elif number := _NUMBER.match(self._held):
            self._block = True
            figures = f"{number.group(1)}. "
            self._held = figures + self._held[number.end() :]
            self._number = len(figures)
        return self._text()

    def _text(self) -> bool:
        self._line_start = False
        return True

    def _place(self, ended: bool) -> int | None:
        """Where the text held is to be cut; None: not yet."""
        line, newline, rest = self._held.partition("\n")
        if not self._fenced:
            if (at := self._sentence(line, bool(newline))) is not None:
                return at
            if newline:
                joined = self._joined(line, rest, ended)
                if joined is None and len(line) <= LONG:
                    return None
                if joined:
                    self._held = f"{line.rstrip()} {rest.lstrip(' ')}"
                    return self._place(ended)
        if (at := self._early(line)) is not None:
            return at
        if newline:
            return len(line)
        return None

    def _sentence(self, line: str, whole: bool) -> int | None:
        """Where the first sentence of a line ends."""
        for found in _END.finditer(line, max(self._number, self._seen - 8)):
            at = found.end()
            after = line[at:].lstrip()
            if not after and not whole and found.group()[0] in ".!?…":
                return None
            before = line[: found.start() + 1]
            if found.group()[0] == "." and after:
                if after[0].islower() or _ABBREVIATED.search(before[-24:]):
                    continue
                if _DATED.search(before[-24:]):
                    continue
                if after[0].isdigit() and _NUMBERING.search(before[-24:]):
                    continue
            if found.group()[0] in "!?…" and after and after[0].islower():
                continue
            if not self._within_link(line, at):
                return at
        self._seen = len(line)
        return None

    def _joined(self, line: str, rest: str, ended: bool) -> bool | None:
        """Whether the next line goes on with a paragraph's sentence; None: not known yet."""
        if self._block or (line.rstrip() and line.rstrip()[-1] in ".!?…。！？"):
            return False
        if not rest:
            return False if ended else None
        begin = rest.lstrip(" \t")
        return begin[:1].islower() if begin else (False if ended else None)

    def _early(self, line: str) -> int | None:
        """Where a clause that is the first one, or long, may end before its sentence does."""
        if not self._begun and not self._fenced:
            words = [word.end() for word in _WORD.finditer(line)]
            for pattern, least in ((_PAUSE, FIRST_WORDS), (_JOINT, FIRST_JOINED)):
                if len(words) <= least:
                    continue
                for found in pattern.finditer(line, words[least - 1] - 1):
                    if line[found.end() :].strip() and not self._within_link(line, found.end()):
                        return found.end()
            if len(words) > FIRST_MOST and not self._within_link(line, words[FIRST_MOST - 1]):
                return words[FIRST_MOST - 1]
        if len(line) <= LONG:
            return None
        for pattern in (_PAUSE, _JOINT):
            places = [
                found.end()
                for found in pattern.finditer(line, LONG // 3, LONGEST)
                if not self._within_link(line, found.end())
            ]
            if places:
                return places[-1]
        if len(line) <= LONGEST:
            return None
        space = line.rfind(" ", 1, LONGEST)
        return space if space > 0 else LONGEST

    def _within_link(self, line: str, at: int) -> bool:
        """Whether a place lies inside a link, or inside one that may be coming."""
        if "[" not in line[:at]:
            return False
        inside = any(found.start() < at < found.end() for found in _LINKED.finditer(line))
        opened = _OPEN_LINK.search(line)
        return inside or (opened is not None and opened.start() < at)

    def _spoken(self, piece: str, *, line: bool = False) -> Iterator[str]:
        """A piece as it can be read aloud, if anything in it can."""
        words = speakable(piece)
        if not words:
            return
        if line and self._block and words[-1] not in _STOPS:
            words += "."
        self._begun = True
        yield words
