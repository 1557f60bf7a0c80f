"""Whatever order things happen in while a language model answers, turns stay whole."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from livechat.sim.effects import (
    Effect,
    Guess,
    Hush,
    Ponder,
    Send,
    Speak,
    Transcribe,
    Wait,
)
from livechat.sim.events import (
    Event,
    Guessed,
    Pondered,
    SpeechBegan,
    SpeechEnded,
    SpeechLasts,
    SpeechPaused,
    SpeechWentOn,
    Transcribed,
    Voiced,
    VoiceEnded,
    Waited,
)
from livechat.sim.mind.question import Clause, Model, Over, Part, Thought, User, Wish, Wishes
from livechat.sim.protocol import wire
from livechat.sim.talk.phases import Phase
from tests.sim.asking import Asked
from tests.sim.stage import NO_INTERRUPTION, SECOND

FUNCTIONS = {
    "tools": [
        {
            "functionDeclarations": [
                {"name": "wait_for_me"},
                {"name": "look", "behavior": "NON_BLOCKING"},
            ]
        }
    ]
}
OLDER = {"model": "gemini-2.5-flash-native-audio-preview-12-2025", **FUNCTIONS}
NEWER = {
    "tools": [
        {
            "functionDeclarations": [
                {"name": "wait_for_me", "behavior": "BLOCKING"},
                {"name": "look"},
            ]
        }
    ]
}
SETUPS: dict[str, dict[str, Any]] = {
    "newer": NEWER,
    "older": OLDER,
    "uninterrupted": {**NEWER, **NO_INTERRUPTION},
    "bounded": {**NEWER, "generationConfig": {"maxOutputTokens": 40}},
}

WORDS = st.sampled_from(["One two.", "Three four five.", "Six?"])
SAID = st.sampled_from(["What now?", "Mm-hm.", "Stop it.", "I am talking to my wife.", ""])
PIECE = bytes(24_000)
NAMES = st.sampled_from(["wait_for_me", "look", "nonsense"])


class Turns(RuleBasedStateMachine):
    """A session, its model, its voice, its ears and its user, all at random."""

    kind = "newer"

    def __init__(self) -> None:
        super().__init__()
        self.stage = Asked(SETUPS[self.kind])
        self.jobs: dict[str, Effect] = {}
        """What was asked for and not hushed, by its kind."""
        self.old: list[Event] = []
        """What belongs to something that is over."""
        self.guesses: list[int] = []
        self.utterances = 0
        self.calls: dict[str, str] = {}
        self.open = False
        """Whether a turn has begun for the client and is not complete."""
        self.completed = 0
        self.watch(self.stage.effects)

    def watch(self, effects: list[Effect]) -> None:
        for effect in effects:
            match effect:
                case Hush():
                    self.jobs.clear()
                case Ponder(ticket):
                    self.jobs["ponder"] = effect
                    self.old.append(Pondered(ticket, Clause("Late.")))
                case Speak(ticket, text):
                    assert "speak" not in self.jobs, "two voices at once"
                    self.jobs["speak"] = effect
                    self.old.append(Voiced(ticket, PIECE, text))
                    self.old.append(VoiceEnded(ticket))
                case Wait(ticket):
                    self.jobs["wait"] = effect
                    self.old.append(Waited(ticket))
                case Guess(number):
                    self.guesses.append(number)
                case Transcribe():
                    self.utterances += 1
                case Send(message):
                    self.sent(message)

    def sent(self, message: Any) -> None:
        content = message.get("serverContent", {})
        if "toolCall" in message:  # no turn for the client: one that blocks may end without a word
            for call in message["toolCall"]["functionCalls"]:
                assert call["id"] not in self.calls
                self.calls[call["id"]] = call["name"]
        if "modelTurn" in content or "interrupted" in content or "generationComplete" in content:
            self.open = True
        if "turnComplete" in content:
            assert "usageMetadata" in message
            self.open = False
            self.completed += 1

    def do(self, *events: Event) -> None:
        self.stage.now += 0.1
        for event in events:
            self.watch(self.stage.do(event))

    # The model

    def part(self, part: Part) -> None:
        ponder = self.jobs["ponder"]
        assert isinstance(ponder, Ponder)
        self.do(Pondered(ponder.ticket, part))
        if not self.stage.session.ponders(ponder.ticket) and self.jobs.get("ponder") is ponder:
            del self.jobs["ponder"]

    @precondition(lambda self: "ponder" in self.jobs)
    @rule(words=WORDS)
    def clause(self, words: str) -> None:
        self.part(Clause(words))

    @precondition(lambda self: "ponder" in self.jobs)
    @rule()
    def thought(self) -> None:
        self.part(Thought("Well."))

    @precondition(lambda self: "ponder" in self.jobs)
    @rule(problem=st.sampled_from(["", "It broke."]))
    def over(self, problem: str) -> None:
        self.part(Over(problem))

    @precondition(lambda self: "ponder" in self.jobs)
    @rule(names=st.lists(NAMES, max_size=3), number=st.integers(0, 3))
    def wishes(self, names: list[str], number: int) -> None:
        self.part(Wishes(tuple(Wish(name, {"number": number}) for name in names)))

    # The voice

    @precondition(lambda self: "speak" in self.jobs)
    @rule(ends=st.booleans())
    def voice(self, ends: bool) -> None:
        speak = self.jobs["speak"]
        assert isinstance(speak, Speak)
        if ends:
            del self.jobs["speak"]
            self.do(VoiceEnded(speak.ticket))
        else:
            self.do(Voiced(speak.ticket, PIECE, speak.text))

    @precondition(lambda self: "wait" in self.jobs)
    @rule()
    def time_passes(self) -> None:
        wait = self.jobs.pop("wait")
        assert isinstance(wait, Wait)
        self.stage.now += wait.seconds
        self.do(Waited(wait.ticket))

    # The user

    @rule(said=SAID, pauses=st.booleans(), lasts=st.booleans())
    def speaks(self, said: str, pauses: bool, lasts: bool) -> None:
        self.do(SpeechBegan(), *([SpeechLasts()] if lasts else []))
        if pauses:
            self.do(SpeechPaused(SECOND))
            if self.guesses:
                self.do(Guessed(self.guesses.pop(), Transcribed("What")))
            self.do(SpeechWentOn())
        self.do(SpeechPaused(SECOND), SpeechEnded(SECOND))
        if self.guesses:
            self.do(Guessed(self.guesses.pop(), Transcribed(said)))
        while self.utterances:
            self.utterances -= 1
            self.do(Transcribed(said))

    @rule()
    def types(self) -> None:
        self.do(wire.Text("And now?"))

    @precondition(lambda self: self.calls)
    @rule(data=st.data(), scheduling=st.sampled_from(["SILENT", "INTERRUPT", "WHEN_IDLE"]))
    def result(self, data: st.DataObject, scheduling: str) -> None:
        name = data.draw(st.sampled_from(sorted(self.calls)))
        response = {"id": name, "name": self.calls[name], "response": {"output": "noon"}}
        more = {"scheduling": scheduling} if self.kind != "older" else {}
        self.do(wire.ToolResponse(({**response, **more},)))

    @precondition(lambda self: self.old)
    @rule(data=st.data())
    def what_is_over_comes_again(self, data: st.DataObject) -> None:
        """It changes nothing, whatever it is."""
        running = {
            job.ticket for job in self.jobs.values() if isinstance(job, Ponder | Speak | Wait)
        }
        over = [one for one in self.old if getattr(one, "ticket", 0) not in running]
        if over:
            late = data.draw(st.sampled_from(over))
            phase = self.stage.dialogue.delivery.phase
            assert self.stage.do(late) == []
            assert self.stage.dialogue.delivery.phase is phase

    # What always holds

    @invariant()
    def nobody_waits_for_ever(self) -> None:
        """An answer under way waits for the model, the voice, time, or a result."""
        delivery = self.stage.dialogue.delivery
        if delivery.busy:
            assert self.jobs or (delivery.phase is Phase.WAITING and delivery.calls.waiting)
        else:
            assert not self.jobs
            assert not self.results_wait, "a result is not told"
            assert not self.open, "a turn is not complete"
            assert not self.stage.dialogue.due

    @property
    def results_wait(self) -> bool:
        dialogue = self.stage.dialogue
        return dialogue.results.waiting and not dialogue.hearing.waits

    @invariant()
    def no_turn_completes_twice(self) -> None:
        """Nor before it has begun."""
        delivery = self.stage.dialogue.delivery
        assert self.completed <= delivery.turn - delivery.busy

    @invariant()
    def the_session_lives(self) -> None:
        """Nothing of this closes it."""
        assert self.stage.session.phase is not Phase.CLOSED

    @invariant()
    def messages_alternate(self) -> None:
        """Many models take nothing else."""
        if self.stage.ponders:
            messages = self.stage.question.messages
            kinds = [type(one) for one in messages]
            assert not any(one is two and one in (User, Model) for one, two in pairwise(kinds))
            assert kinds[-1] is not Model

    def teardown(self) -> None:
        """From anywhere, the turn can be ended."""
        for _ in range(200):
            delivery = self.stage.dialogue.delivery
            if "ponder" in self.jobs:
                self.part(Over())
            elif "speak" in self.jobs:
                self.voice(ends=True)
            elif "wait" in self.jobs:
                self.time_passes()
            elif delivery.phase is Phase.WAITING:
                pending = list(delivery.calls.pending.items())
                for name, call in pending:
                    self.do(wire.ToolResponse(({"id": name, "name": call.name, "response": {}},)))
            else:
                break
        assert self.stage.dialogue.delivery.phase is Phase.LISTENING
        assert not self.open


def _case(kind: str) -> type[RuleBasedStateMachine]:
    return type(f"Turns_{kind}", (Turns,), {"kind": kind})


@pytest.mark.parametrize("kind", sorted(SETUPS))
def test_turns_stay_whole_in_any_order(kind: str) -> None:
    """Never two voices at once; what is over changes nothing; every turn can be ended."""
    run_state_machine_as_test(
        _case(kind),
        settings=settings(
            max_examples=30,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
