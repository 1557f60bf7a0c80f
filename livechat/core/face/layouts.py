"""Which Latin letter lies where other keyboards have a letter of their own.

Keys are found by their place, as on the usual Latin keyboard: `q` is `й` for somebody who writes
Russian. Layouts whose letters are Latin need no entry: there, what is typed counts.
"""

from __future__ import annotations

_ROWS = (
    # Russian, Ukrainian
    ("qwertyuiop[]", "йцукенгшщзхъ"),
    ("asdfghjkl;'", "фывапролджэ"),
    ("zxcvbnm,.", "ячсмитьбю"),
    ("s]'", "іїє"),
    # Greek
    ("wertyuiop", "ςερτυθιοπ"),
    ("asdfghjkl", "ασδφγηξκλ"),
    ("zxcvbnm", "ζχψωβνμ"),
    # Hebrew
    ("ertyuiop", "קראטוןםפ"),
    ("asdfghjkl", "שדגכעיחלך"),
    ("zxcvbnm", "זסבהנמצ"),
    # Arabic
    ("qwertyuiop[]", "ضصثقفغعهخحجد"),
    ("asdfghjkl;'", "شسيبلاتنمكط"),
    ("zxcvnm", "ئءؤرىة"),
    # Persian, where it differs from Arabic
    ("dcm", "یزپ"),
)

POSITIONS: dict[str, str] = {
    own: latin for keys, letters in _ROWS for latin, own in zip(keys, letters, strict=True)
}
"""From a small letter of another script to the Latin key in its place."""


def latin(char: str) -> str:
    """The Latin key in the place of a letter, small; the character itself, if it is in no table."""
    small = char.lower()
    return POSITIONS.get(small, small if len(small) == len(char) else char)
