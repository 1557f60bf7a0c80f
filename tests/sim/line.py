"""A connection with faults, driven by hand; and the messages of an answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from livechat.sim.effects import Effect, Later, OpenEars, Send, Speak, Stall
from livechat.sim.events import Event
from livechat.sim.faults import Faults, Memory, parse
from livechat.sim.protocol.admission import admit
from livechat.sim.protocol.routes import Route
from livechat.sim.protocol.terms import Terms
from livechat.sim.protocol.wire import Close, Setup, audio_part

USAGE: dict[str, Any] = {
    "promptTokenCount": 10,
    "totalTokenCount": 10,
    "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 10}],
}


def agreed(**fields: Any) -> Terms:
    terms = admit({"model": "models/gemini-3.8-live", **fields}, Route("gemini", "v1beta"))
    assert isinstance(terms, Terms)
    return terms


def content(**fields: Any) -> Send:
    return Send({"serverContent": fields})


def sound(level: int) -> Send:
    return content(modelTurn={"parts": [audio_part(bytes([level, 0]), "audio/pcm;rate=24000")]})


def said(text: str) -> Send:
    return content(outputTranscription={"text": text})


def heard(text: str) -> Send:
    return content(inputTranscription={"text": text})


def tool_call() -> Send:
    return Send({"toolCall": {"functionCalls": [{"name": "f", "args": {"a": 1}, "id": "1"}]}})


GENERATED = content(generationComplete=True)
INTERRUPTED = content(interrupted=True)


def grounded(*supports: dict[str, Any]) -> Send:
    """Two sources, and where they stand."""
    return content(
        groundingMetadata={
            "webSearchQueries": ["q"],
            "groundingChunks": [{"web": {"uri": f"https://{name}.example/"}} for name in "ab"],
            "groundingSupports": list(supports),
        }
    )


def backs(*indices: int, **segment: Any) -> dict[str, Any]:
    """Where some sources stand."""
    return {"segment": segment, "groundingChunkIndices": list(indices)}


GROUNDING = grounded(backs(0, endIndex=3, text="One"), backs(0, 1, startIndex=4, endIndex=7))


def complete(**more: Any) -> Send:
    return Send({"serverContent": {"turnComplete": True, **more}, "usageMetadata": USAGE})


def opened(**fields: Any) -> list[Effect]:
    return [Send({"setupComplete": {}}), OpenEars(agreed(**fields))]


PIECES: list[Effect] = [sound(1), said("One"), sound(2), said(" two"), sound(3), said(" three")]


class Line:
    """A connection with faults; keeps what is done on it."""

    def __init__(
        self, *lines: str, seed: int = 0, connection: int = 1, memory: Memory | None = None
    ) -> None:
        self.faults = Faults([parse(line) for line in lines], seed, connection, memory=memory)
        self.done: list[Effect] = []
        self.now = 0.0

    def do(self, effects: Iterable[Effect], turn: int) -> list[Effect]:
        found = self.faults.filter(list(effects), turn, self.now)
        self.done += found
        return found

    def hear(self, event: Event) -> list[str]:
        """Something happens; what is done before the session knows of it."""
        return names(self.faults.meet(event, self.now)[1])

    def come_back(self, name: str) -> list[str]:
        """Bring a handle; what is done, or the words of the session that goes on."""
        setup = Setup({"sessionResumption": {"handle": name}})
        return self.hear(setup) or self.setup(sessionResumption={"handle": name})

    def later(self) -> list[str]:
        """All that was left for later, with its seconds, and what is done then."""
        late = [one for one in self.done if isinstance(one, Later)]
        return [
            f"{one.seconds:g} s: {', '.join(names(self.faults.due(one, self.now)))}" for one in late
        ]

    def setup(self, **fields: Any) -> list[str]:
        return names(self.do(opened(**fields), 0))

    def answer(self, turn: int = 1, words: str = "One two three four five.") -> list[str]:
        """An answer as it comes: told, sent piece by piece, ended."""
        found = self.do([heard("Hm?"), Speak(turn, words)], turn)
        for piece in PIECES:
            found += self.do([piece], turn)
        return names([*found, *self.do([GENERATED], turn), *self.do([complete()], turn)])


def names(effects: Iterable[Effect]) -> list[str]:
    """A word or two for each."""
    return [word for effect in effects for word in words_of(effect)]


def words_of(effect: Effect) -> list[str]:
    match effect:
        case Send(message):
            inner = message.get("serverContent")
            keys = inner if isinstance(inner, dict) and len(message) <= 2 else message
            told = [_text(key, value) for key, value in keys.items()]
            return ["+".join(told) or "nothing"]
        case Speak(_, text):
            return [f"speak {text}".strip()]
        case Close(code, _):
            return [f"close {code}"]
        case Stall(seconds):
            return [f"stall {seconds}"]
    return [type(effect).__name__.lower()]


def _text(key: str, value: Any) -> str:
    if key == "modelTurn" and isinstance(value, dict):
        return "sound"
    if isinstance(value, dict) and isinstance(value.get("text"), str):
        return f"{'said' if key == 'outputTranscription' else 'heard'} {value['text'].strip()}"
    return key


WHOLE = [
    *("heard Hm?", "speak One two three four five."),
    *("sound", "said One", "sound", "said two", "sound", "said three"),
    *("generationComplete", "turnComplete"),
]


CUT_OFF = Send({"sessionResumptionUpdate": {"resumable": False}})


def handle(name: str) -> Send:
    return Send({"sessionResumptionUpdate": {"newHandle": name, "resumable": True}})
