"""Tables of English words, by what they do in a request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from livechat.sim.mind.words import stem, stems_of, word_set

QUESTION_WORDS: Final = word_set(
    "what what's whats which who who's when when's where where's how how's why"
)
AUXILIARIES: Final = word_set(
    "is are was were will does do did has should isn't aren't won't doesn't"
)
FINITE: Final = word_set("is are was were isn't aren't wasn't weren't had has have did")
"""Verbs that make a sentence without a question word a statement."""

PRONOUNS: Final = word_set(
    "i i'm i've i'd i'll he he's she she's it it's we we're we've they they're you you're there "
    "there's that that's this these those my his her our their your some somebody someone "
    "everybody nobody yesterday once"
)
"""First words of statements."""

NEGATIONS: Final = frozenset(("don't", "dont", "never", "not", "doesn't", "didn't"))

ASKING_VERBS: Final = word_set("show check list look lookup find display read describe")
DOING_VERBS: Final = word_set(
    "turn switch set make create add book schedule cancel delete remove send write compose play "
    "pause stop start begin resume open close shut lock unlock order buy purchase dim brighten "
    "increase decrease raise lower wake remind put change adjust move take update save reserve "
    "mute unmute skip enable disable activate deactivate record transfer pay call dial email "
    "e-mail text message post submit invite launch clear enter store sell ring brew heat cool arm "
    "disarm click press go navigate drive print draw generate build connect disconnect join "
    "leave register sign upload download reset restart reboot reschedule draft place note log "
    "control trigger talk speak"
)
PLAIN_VERBS: Final = word_set(
    "get give fetch search google run use try calculate compute convert translate query "
    "retrieve estimate compare track explain summarize summarise invoke execute "
    "analyze analyse tell ask lookup see"
)
"""Verbs that ask as well as do."""

OTHER_VERBS: Final = word_set("remember forget repeat say count imagine suppose pretend think")
"""Verbs for the partner itself; what follows them is no request."""

FUNCTION_ASKS: Final = word_set(
    "get fetch show check find list lookup look query retrieve read describe is has"
)
"""First words of the names of functions that only tell something."""

OPENERS: Final = word_set("open close add turn switch start launch show find read")
"""Vague verbs that, spelled in a function's name, take any object."""

_VAGUE: Final = (
    "get set turn switch make create add start begin stop open close shut put change adjust "
    "update do run execute perform handle process use fetch retrieve show display check list look "
    "lookup find query read return provide give tell control manage take enable disable activate "
    "deactivate value info information data detail current new status state function tool api "
    "user all given specific specified result request latest now on off up down in out the a an "
    "of for by to at from with and or my your as it its this that be is are can will if any "
    "about using into which one many much call via such based name"
)
_EMPTY: Final = (
    "the a an of for by to at from with and or my your me i you it its this that these those be "
    "is are was were am can could would will shall should do does did have has had if any some "
    "about into which what what's who when where how why please in on off up down out now then "
    "also just so but us our we let let's as there here not no than like want need know like "
    "i'd i'm it's that's right today's doing going looking currently again too really very many "
    "much"
)

VAGUE: Final = frozenset(map(stem, _VAGUE.split()))
"""Stems that do not tell one function from another."""

EMPTY: Final = frozenset(map(stem, _EMPTY.split()))
"""Stems that carry no content in a request."""

_GROUPS: Final = (
    "weather forecast temperature rain raining rainy snow snowing sunny umbrella cloudy wind windy "
    "humidity climate",
    "temperature thermostat heating heat",
    "light lamp bulb",
    "music song track tune playlist album jazz rock pop artist radio",
    "alarm wake",
    "timer countdown",
    "stock share quote",
    "price cost much worth",
    "inventory stock available availability warehouse",
    "email mail e-mail inbox",
    "calendar event meeting appointment schedule agenda",
    "book schedule reserve reservation arrange",
    "order buy purchase",
    "search look google find",
    "web internet online google",
    "restaurant table",
    "food pizza burger meal sushi lunch dinner",
    "time clock",
    "date day today",
    "reminder remind",
    "message text sms",
    "call phone dial ring",
    "news headline",
    "translate translation translator",
    "navigate navigation direction directions route way",
    "note memo",
    "tv television",
    "volume loud louder quieter",
    "url http https link website page",
    "calculate compute calculation calculator",
    "convert conversion exchange",
    "currency dollar euro pound yen usd eur gbp jpy",
    "cancel delete remove",
    "send write compose draft",
    "mute silence",
    "transfer connect talk speak",
)


def _related() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for group in _GROUPS:
        stems = frozenset(stems_of(group))
        for word in stems:
            found[word] = found.get(word, frozenset()) | stems - {word}
    return found


RELATED: Final[Mapping[str, frozenset[str]]] = _related()
"""By stem, the stems that may stand for it."""

_UNDOING: Final = word_set("cancel delete remove clear")
_BEGINNING: Final = word_set("set create add book order schedule make place start send")

OPPOSITES: Final[Mapping[str, frozenset[str]]] = {
    "on": frozenset(("off",)),
    "off": frozenset(("on", "play", "start", "open", "enable", "activate")),
    "up": frozenset(("down", "decrease", "lower")),
    "down": frozenset(("up", "increase", "raise")),
    "stop": frozenset(("start", "play", "begin", "resume", "set", "create")),
    "pause": frozenset(("start", "play", "resume")),
    "play": frozenset(("stop", "pause")),
    "open": frozenset(("close", "shut", "lock")),
    "close": frozenset(("open", "unlock")),
    "shut": frozenset(("open", "unlock")),
    "lock": frozenset(("unlock", "open")),
    "unlock": frozenset(("lock", "close")),
    "enable": frozenset(("disable",)),
    "disable": frozenset(("enable",)),
    "activate": frozenset(("deactivate", "disable")),
    "deactivate": frozenset(("activate", "enable")),
    "mute": frozenset(("unmute",)),
    "unmute": frozenset(("mute",)),
    "increase": frozenset(("decrease", "lower")),
    "raise": frozenset(("decrease", "lower")),
    "decrease": frozenset(("increase", "raise")),
    "lower": frozenset(("increase", "raise")),
    "buy": frozenset(("sell",)),
    "sell": frozenset(("buy",)),
    **dict.fromkeys(_UNDOING, _BEGINNING),
    **dict.fromkeys(_BEGINNING - {"start"}, _UNDOING | {"stop"}),
    "start": _UNDOING | {"stop", "pause"},
}
"""By a word of the request, the words no function it asks for has in its name."""


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in text.split("|"))


GREETINGS: Final = _phrases(
    "hello|hi|hey|ok|okay|now|so|well|then|also|and|um|uh|yes|yeah|no|alright|right|great|thanks|"
    "thank you|thank you very much|good morning|good afternoon|good evening|cool|perfect|next|"
    "first|finally|just|kindly|actually|but|maybe|there|gemini|alexa|computer"
)
"""Said before a request without being one."""

WISHES: Final = _phrases(
    "please|tell me|show me|give me|let me know|i want to know|i would like to know|"
    "i'd like to know|do you know|can you tell me|could you tell me|i need|i want|i would like|"
    "i'd like|i wonder|we need|can i have|can i get|could i have|could i get|may i have|"
    "i want you to tell me|find out"
)
"""Said before what is asked for, be it a thing, a question or an order."""

ORDERS: Final = _phrases(
    "can you|could you|would you|will you|can i|could i|may i|can we|could we|i want you to|"
    "i need you to|i would like you to|i'd like you to|i want to|i need to|i would like to|"
    "i'd like to|let's|let us|help me|help me to|go ahead and|is it possible to|"
    "would it be possible to|do me a favour and|do me a favor and|we need to|we want to"
)
"""Said before a verb that is to be done."""

LONGEST_LEAD: Final = max(map(len, GREETINGS | WISHES | ORDERS))
