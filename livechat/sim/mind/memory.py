"""What the partner was told to remember: named facts found in what people say.

| said                               | remembered          |
|------------------------------------|---------------------|
| my name is Ada                     | name: Ada           |
| remember the password is swordfish | password: swordfish |
| remember the number forty two      | number: 42          |
| remember to buy milk               | note: buy milk      |
"""

from __future__ import annotations

import re
from typing import Final

from livechat.sim.mind.numbers import digits

MOST_FACTS: Final = 100
"""Facts remembered; the oldest are forgotten."""

LONGEST_VALUE: Final = 200
"""Characters of a fact, a long sentence; without an end, a page of "remember" would be searched
to its end for each of them.
"""

NUMBER: Final = "number"
NAME: Final = "name"
NOTE: Final = "note"

_VALUE: Final = rf"(?P<value>(?:[^.,;:!?\n]|[.,](?=\d)){{1,{LONGEST_VALUE}}})"
_STATED: Final = r"(?P<name>[^\W\d]+(?: [^\W\d]+){0,2}?)(?:\s+is\s*[,:]?|\s*:)\s+" + _VALUE
_NAMED: Final = r"(?P<name>number|word|name|code|password|colou?r|city|animal|phrase)[,:]?\s+"

_OWN: Final = re.compile(r"\bmy " + _STATED, re.IGNORECASE)
_ASKED: Final = tuple(
    re.compile(r"\bremember,?\s+" + rest, re.IGNORECASE)
    for rest in (
        r"(?:that )?(?:the|this|our|my) " + _STATED,
        r"(?:the|this|a|my) " + _NAMED + _VALUE,
        r"(?:that|to|the)?:?\s*" + _VALUE,
    )
)
_ENDING: Final = re.compile(r"\s+(?:please|for me|for later)$", re.IGNORECASE)


class Memory:
    """Facts by name, the oldest first."""

    def __init__(self) -> None:
        self.facts: dict[str, str] = {}

    def learn(self, text: str) -> list[str]:
        """Take in the facts stated in `text`; return their names, in order."""
        text = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
        learned = [self._keep(found["name"], found["value"]) for found in _OWN.finditer(text)]
        for place in re.finditer(r"(?<!do you )\bremember\b", text, re.IGNORECASE):
            for pattern in _ASKED:
                if found := pattern.match(text, place.start()):
                    name = found.groupdict().get("name") or NOTE
                    learned.append(self._keep(name, found["value"]))
                    break
        return [name for name in learned if name]

    def _keep(self, name: str, value: str) -> str:
        name = " ".join(name.lower().split())
        value = _ENDING.sub("", value.strip())
        number = _leading_number(value) if name == NUMBER else digits(value)
        if number is None:
            value = re.split(r"\s+(?:and|but)\s+", value, maxsplit=1)[0]
            number = digits(value)
        if not value:
            return ""
        if name == NOTE and number is not None:
            name = NUMBER
        self.facts.pop(name, None)
        self.facts[name] = number or value
        if len(self.facts) > MOST_FACTS:
            del self.facts[next(iter(self.facts))]
        return name


def _leading_number(text: str) -> str | None:
    """The number `text` begins with, as digits: the longest that is one."""
    words = text.split()
    for count in range(len(words), 0, -1):
        if number := digits(" ".join(words[:count])):
            return number
    return None
