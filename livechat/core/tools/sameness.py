"""Whether two function calls mean the same.

A model that was interrupted issues its call again, with the arguments spelled otherwise: "tomorrow
at 3pm", "tomorrow 3pm", "Tomorrow, 15:00". Both get one key. What only might be the same gets two:
a call that is missing can be asked for again, but the answer to another call is a lie.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

_READ: Final = 10_000
"""Characters of arguments, all together, in which words are looked at. Longer ones (a letter, a
file) are compared as they are, but for capitals and blanks."""
_DEEP: Final = 30
"""Levels of nesting that are looked at; what lies deeper is compared as it is."""
_SHOWN: Final = 400
"""Characters of a key; a longer one is hashed."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_SMALL: Final = frozenset(
    _words(
        """
    at the a an on for of to in
    der die das den dem des ein eine einen einem einer am an im um für von vom zu zum zur
    le la les un une des du de à au aux en pour
    el los las una del al para
    """
    )
)
"""Articles and prepositions that come and go. Not `from`, `with`, `by`, `off`: they say which."""

_UNITS: Final = _words(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen
    """
)
_TENS: Final = _words("twenty thirty forty fifty sixty seventy eighty ninety")
_NUMBER: Final = {
    **{word: value for value, word in enumerate(_UNITS)},
    **{word: 10 * value for value, word in enumerate(_TENS, 2)},
}
_NUMBER_WORD: Final = re.compile(
    rf"(?<![\w'./\\-])(?:({'|'.join(_TENS)})[ -]({'|'.join(_UNITS[1:10])})"
    rf"|({'|'.join([*_TENS, *_UNITS])}))(?![\w'/\\-])"
)

_MONTHS: Final = {
    name: month
    for month, names in enumerate(
        (
            "january jan januar jänner janvier enero",
            "february feb februar février febrero",
            "march mar märz mars marzo",
            "april apr avril abril",
            "may mai mayo",
            "june jun juni juin junio",
            "july jul juli juillet julio",
            "august aug août agosto",
            "september sep sept septembre septiembre",
            "october oct oktober okt octobre octubre",
            "november nov novembre noviembre",
            "december dec dezember dez décembre diciembre",
        ),
        1,
    )
    for name in names.split()
}
_MONTH: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_BEFORE, _AFTER = r"(?<![\w.:/\\-])", r"(?![\w/\\]|[.:-]\w)"
_ISO_DATE: Final = re.compile(
    rf"{_BEFORE}(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}})(?:t(?=\d\d:)|{_AFTER})"
)
_DAY_FIRST: Final = re.compile(rf"{_BEFORE}(\d{{1,2}})([./])(\d{{1,2}})\2(\d{{4}}){_AFTER}")
_DAY_MONTH: Final = re.compile(
    rf"{_BEFORE}(\d{{1,2}})(?:st|nd|rd|th|er|\.)? ?({_MONTH})\b\.?(?:,? (\d{{4}}){_AFTER})?"
)
_MONTH_DAY: Final = re.compile(
    rf"{_BEFORE}({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?{_AFTER}(?:,? (\d{{4}}){_AFTER})?"
)
_CLOCK_12: Final = re.compile(
    rf"{_BEFORE}(0?[1-9]|1[0-2])(?:[:.]([0-5]\d))?(?::00)? ?([ap])(?:m|\. ?m)\b\.?"
)
_CLOCK_HOUR: Final = re.compile(
    rf"{_BEFORE}([01]?\d|2[0-4])(?:[:.]([0-5]\d))? ?(?:uhr|h|heures?|horas)(?: ?([0-5]\d))?{_AFTER}"
)
_CLOCK_24: Final = re.compile(
    r"(?<![\w.:/\\-])([01]?\d|2[0-4]):([0-5]\d)(?::00(?:\.0+)?)?(?![\w:/\\]|\.\d)"
)
_NOON: Final = re.compile(rf"{_BEFORE}(?:12 ?)?(noon|midnight){_AFTER}")

_PLAIN_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d{0,40})?(?:\.\d{1,40})?", re.ASCII)
_RAISED: Final = re.compile("(?=[²³¹⁰-₟¼-¾⅐-⅞])")
_CODE: Final = re.compile(r"[=;{}<>|`\n]")
"""What prose has not: such a text is compared as it is."""
_PATH: Final = re.compile(r"(?=.*[^\W\d])(?:.*[/\\_]|(?=.*[a-z])(?=.*[A-Z])(?=.*\d).{8})")
"""Paths, and identifiers such as `dQw4w9WgXcQ`: capitals count."""
_ELISION: Final = re.compile(r"\b[ld]'(?=\w)")
_LONE_DASH: Final = re.compile(r"(?<!\d) - | - (?!\d)")
_ALIKE: Final = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        **dict.fromkeys("‘’‚‛ʼ′`´", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", None),
    }
)
_BOOLEANS: Final = {"true": "true", "yes": "true", "false": "false", "no": "false"}


def same_key(name: str, args: Mapping[str, object]) -> str:
    """Return what calls that mean the same have in common.

    Args:
        name: The function's name; each letter counts.
        args: What JSON knows, by parameter.
    """
    read = _within(args, _READ)
    text = json.dumps(_canonical(args, 0, read), ensure_ascii=True)
    if len(text) > _SHOWN:
        text = _digest(text)
    return f"{name} {text}"


def _within(args: Mapping[str, object], limit: int) -> bool:
    size = 0
    for value in _leaves(args):
        size += len(value) if isinstance(value, str) else 1
        if size > limit:
            return False
    return True


def _leaves(value: object) -> Iterator[object]:
    """Yield names and values of any depth, in an order that does not depend on that of keys."""
    stack = [value]
    while stack:
        match stack.pop():
            case Mapping() as found:
                for key in sorted(found, key=str):
                    stack += (found[key], str(key))
                yield "{"
            case list() | tuple() as found:
                stack += reversed(found)
                yield "["
            case leaf:
                yield leaf


def _canonical(value: object, depth: int, read: bool) -> object:
    """Return a value as strings, lists and dicts; None: it is missing, null or empty."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case int() | float():
            return _number(value)
        case str():
            return _text(value) if read else _long(value)
        case _ if depth > _DEEP:
            return _digest("\x00".join(_exact(leaf) for leaf in _leaves(value)))
        case Mapping():
            inside = {
                str(key): _canonical(value[key], depth + 1, read) for key in sorted(value, key=str)
            }
            return {key: found for key, found in inside.items() if found is not None} or None
        case list() | tuple():
            return [_canonical(item, depth + 1, read) for item in value] or None
        case _:
            return _exact(value)


def _exact(leaf: object) -> str:
    return _number(leaf) if isinstance(leaf, int) else f"{type(leaf).__name__} {leaf}"


def _number(value: int | float) -> str:
    if isinstance(value, int) and value.bit_length() > 200:
        return hex(value)  # Python refuses to write very long numbers in tens
    return _decimal(repr(value + 0) if value else "0")


def _decimal(text: str) -> str:
    number = Decimal(text)
    if not number.is_finite():
        return text
    whole = format(number, "f")
    return (whole.rstrip("0").rstrip(".") if "." in whole else whole) if number else "0"


def _long(text: str) -> str | None:
    words = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    return (_digest(words) if len(words) > _SHOWN else words) or None


def _digest(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _text(text: str) -> str | None:
    text = " ".join(_plain(text).split()) if not _CODE.search(text.strip()) else text.strip()
    if _CODE.search(text):
        return text
    words = _ELISION.sub("", " ".join(_without_small(text)))
    words = _NUMBER_WORD.sub(_digits, words)
    for pattern, name in (
        (_ISO_DATE, _iso_date),
        (_DAY_FIRST, _day_first),
        (_DAY_MONTH, _day_month),
        (_MONTH_DAY, _month_day),
        (_CLOCK_12, _clock_12),
        (_CLOCK_HOUR, _clock_24),
        (_CLOCK_24, _clock_24),
        (_NOON, _noon),
    ):
        words = pattern.sub(name, words)
    tokens = [_token(token) for token in _LONE_DASH.sub(" ", words).split()]
    whole = " ".join(token for token in tokens if token)
    return _BOOLEANS.get(whole, whole) or None


def _plain(text: str) -> str:
    """Return a text in one normal form, with one kind of dash and quotation mark."""
    if text.isascii():
        return text.translate(_ALIKE)
    return unicodedata.normalize("NFKC", _RAISED.sub("^", text)).translate(_ALIKE)


def _without_small(text: str) -> Iterator[str]:
    """Yield the words of a text without capitals, and without those that come and go."""
    words = text.split()
    shouted = text.isupper() or text.istitle()
    for at, word in enumerate(words):
        if _PATH.match(word):
            yield word
            continue
        small = word.casefold() in _SMALL and at + 1 < len(words)
        if not small or (word.isupper() and not shouted and _is_name(words, at)):
            yield word.casefold()


def _is_name(words: list[str], at: int) -> bool:
    """Whether a small word in capitals is a name: vitamin A tablets, LA, A to B."""
    return at > 0 or len(words[at]) > 1 or words[at + 1].casefold() in _SMALL


def _token(word: str) -> str:
    word = word.strip("\"'()[],:!?").rstrip(".")
    if word not in ("", "-", ".") and _PLAIN_NUMBER.fullmatch(word):
        return _decimal(word)
    return word


def _digits(found: re.Match[str]) -> str:
    tens, unit, alone = found.groups()
    return str(_NUMBER[alone] if alone else _NUMBER[tens] + _NUMBER[unit])


def _iso_date(found: re.Match[str]) -> str:
    return _date(found, found[1], found[3], found[4])


def _day_first(found: re.Match[str]) -> str:
    one, sign, other, year = found.groups()
    if sign == "/" and int(other) > 12:
        return _date(found, year, one, other)
    if sign == "/" and int(one) <= 12 and one != other:
        return found[0]  # January or December
    return _date(found, year, other, one)


def _day_month(found: re.Match[str]) -> str:
    return _date(found, found[3], str(_MONTHS[found[2]]), found[1])


def _month_day(found: re.Match[str]) -> str:
    return _date(found, found[3], str(_MONTHS[found[1]]), found[2])


def _date(found: re.Match[str], year: str | None, month: str, day: str) -> str:
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return found[0]
    return f" D{year or ''}-{int(month):02}-{int(day):02} "


def _clock_12(found: re.Match[str]) -> str:
    hour = int(found[1]) % 12 + (12 if found[3] == "p" else 0)
    return f" T{hour:02}:{found[2] or '00'} "


def _clock_24(found: re.Match[str]) -> str:
    minutes = [group for group in found.groups()[1:] if group]
    return f" T{int(found[1]) % 24:02}:{minutes[0] if minutes else '00'} "


def _noon(found: re.Match[str]) -> str:
    return " T12:00 " if found[1] == "noon" else " T00:00 "
