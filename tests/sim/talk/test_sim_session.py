"""The session's state, without sockets, threads or clocks."""

from __future__ import annotations

from collections import deque
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.effects import Effect, Hear, Hush, OpenEars, Send, Speak, Transcribe, Wait
from livechat.sim.events import (
    Event,
    Malformed,
    SpeechBegan,
    SpeechEnded,
    Transcribed,
    Voiced,
    VoiceEnded,
    Waited,
)
from livechat.sim.mind.answer import Answer, Call, Manner, Sources
from livechat.sim.protocol import wire
from livechat.sim.scenario import Scenario, Scripted
from livechat.sim.talk.phases import PHASES, Cue, Phase
from tests.sim.stage import (
    COMPLETE,
    GENERATED,
    INTERRUPTED,
    LOW,
    NO_INTERRUPTION,
    SECOND,
    Stage,
    closed,
    sent,
    spoken,
    typed,
)


def test_the_table_of_phases_leaves_no_way_out_of_closed() -> None:
    """Closed is the end, every other phase can be closed, and each is reached."""
    assert all(phase is not Phase.CLOSED for phase, _ in PHASES)
    assert {phase for phase, cue in PHASES if cue is Cue.CLOSE} == set(Phase) - {Phase.CLOSED}
    assert set(PHASES.values()) == set(Phase) - {Phase.OPENING}


def test_setup_is_completed_and_listening_begins() -> None:
    """One message back, and the ears open as agreed."""
    done = Stage({}).effects
    assert sent(done) == [{"setupComplete": {}}]
    assert any(isinstance(effect, OpenEars) for effect in done)


def test_vertex_names_the_session() -> None:
    """Its setupComplete carries an id."""
    assert sent(Stage({}, flavour="vertex").effects) == [{"setupComplete": {"sessionId": "S1"}}]


@pytest.mark.parametrize(
    "event",
    [wire.Text("hi"), typed("hi"), wire.Audio(b"", 16_000), wire.StreamEnd(), wire.Unknown()],
)
def test_the_first_message_must_be_a_setup(event: Event) -> None:
    """Anything else closes with 1007."""
    refused = closed(Stage().do(event))
    assert refused is not None
    assert refused.code == 1007


def test_a_second_setup_is_refused() -> None:
    """Exactly once."""
    refused = closed(Stage({}).do(wire.Setup({"model": "gemini-3.8-live"})))
    assert refused is not None
    assert refused.code == 1007


def test_what_cannot_be_read_closes_the_session() -> None:
    """With its reason; after that nothing more is done."""
    for stage in (Stage(), Stage({})):
        assert closed(stage.do(Malformed("Invalid value at 'x'."))) == wire.Close(
            1007, "Invalid value at 'x'."
        )
        assert stage.do(wire.Text("hi"), SpeechBegan()) == []


def test_a_text_turn_from_prompt_to_turn_complete() -> None:
    """Sound, its words, generationComplete, the time to play it, turnComplete."""
    stage = Stage({})
    assert spoken(stage.do(wire.Text("hello"))) == ["re: hello"]
    (content,) = [message["serverContent"] for message in sent(stage.voice(1.0, "re: hello"))]
    part = content["modelTurn"]["parts"][0]["inlineData"]
    assert part["mimeType"] == "audio/pcm;rate=24000"
    assert content["outputTranscription"] == {"text": "re: hello"}
    stage.now += 0.25
    done = stage.voice_ended()
    assert sent(done) == [GENERATED]
    assert Wait(stage.ticket, 0.75) in done
    assert sent(stage.waited()) == [COMPLETE]
    assert stage.session.phase is Phase.LISTENING


def test_the_pause_for_playback_can_be_scaled_and_left_out() -> None:
    """1 waits as long as the sound lasts, 0 not at all."""
    for pause, waited in ((0.0, 0), (0.5, 1)):
        stage = Stage({}, Scenario(playback_pause=pause))
        stage.do(wire.Text("hello"))
        stage.voice(2.0)
        done = stage.voice_ended()
        assert sum(isinstance(effect, Wait) for effect in done) == waited
        assert (COMPLETE in sent(done)) is (not waited)


def test_vertex_gives_sound_no_rate_and_usage_its_names() -> None:
    """Vertex's dialect."""
    stage = Stage({}, Scenario(playback_pause=0), flavour="vertex")
    stage.do(wire.Text("hello"))
    message = sent(stage.voice())[0]
    assert (
        message["serverContent"]["modelTurn"]["parts"][0]["inlineData"]["mimeType"] == "audio/pcm"
    )
    last = stage.voice_ended()[-1]
    assert isinstance(last, Send)
    assert "candidatesTokenCount" in last.message["usageMetadata"]


def test_a_scenario_may_choose_the_spelling_of_usage() -> None:
    """A gateway's names on any path."""
    stage = Stage({}, Scenario(playback_pause=0, usage="gateway"))
    stage.do(wire.Text("hello"))
    last = stage.voice_ended()[-1]
    assert isinstance(last, Send)
    assert "inputTokenCount" in last.message["usageMetadata"]


def test_answers_in_text_have_no_transcript() -> None:
    """The words come as parts of the model's turn."""
    stage = Stage({"generationConfig": {"responseModalities": ["TEXT"]}}, flavour="gateway")
    stage.do(wire.Text("hello"))
    assert sent(stage.voice(0.0, "re: hello")) == [
        {"serverContent": {"modelTurn": {"parts": [{"text": "re: hello"}]}}}
    ]
    assert sent(stage.voice_ended()) == [GENERATED, COMPLETE]


def test_transcripts_come_only_when_asked_for() -> None:
    """Without the setup's wish neither side is written down."""
    stage = Stage()
    stage.do(wire.Setup({"model": "gemini-3.8-live"}))
    said = sent(stage.do(SpeechBegan(), SpeechEnded(SECOND), Transcribed("hello")))
    assert said == []
    assert len(sent(stage.voice())) == 1


def test_speech_is_transcribed_and_answered() -> None:
    """The user's words come back in pieces that join to the transcript."""
    stage = Stage({})
    assert Transcribe(SECOND) in stage.do(SpeechBegan(), SpeechEnded(SECOND))
    done = stage.do(Transcribed("one two three four five six"))
    pieces = [m["serverContent"]["inputTranscription"]["text"] for m in sent(done)]
    assert pieces == ["one two three four five six"]
    assert spoken(done) == ["re: one two three four five six"]


def test_older_models_transcribe_in_pieces() -> None:
    """They join to the transcript."""
    stage = Stage({"model": "gemini-2.5-flash-native-audio-preview-12-2025"})
    stage.do(SpeechBegan(), SpeechEnded(SECOND))
    done = stage.do(Transcribed("one two three four five six"))
    pieces = [m["serverContent"]["inputTranscription"]["text"] for m in sent(done)]
    assert pieces == ["one two three four", " five six"]


@pytest.mark.parametrize("event", [SpeechEnded(b""), Transcribed("")])
def test_no_words_are_no_turn(event: SpeechEnded | Transcribed) -> None:
    """Neither silence between brackets nor a noise without words is answered."""
    stage = Stage({})
    stage.do(SpeechBegan())
    if isinstance(event, Transcribed):
        stage.do(SpeechEnded(SECOND))
    done = stage.do(event)
    assert spoken(done) == []
    assert sent(done) == []


def test_deaf_ears_are_said() -> None:
    """What is wrong with the ears is the answer."""
    stage = Stage({})
    stage.do(SpeechBegan(), SpeechEnded(SECOND))
    done = stage.do(Transcribed("", "I cannot understand."))
    assert spoken(done) == ["I cannot understand."]
    stage.finish()
    assert spoken(stage.do(wire.Text("typed"))) == ["re: typed"]


@pytest.mark.parametrize("generated", [False, True])
def test_speaking_over_an_answer_interrupts_it(generated: bool) -> None:
    """While it is voiced and while it plays: interrupted, then turnComplete with its usage."""
    stage = Stage({})
    stage.do(wire.Text("hello"))
    stage.voice(2.0)
    if generated:
        stage.voice_ended()
    done = stage.do(SpeechBegan())
    assert sent(done) == INTERRUPTED
    assert Hush() in done
    last = done[-1]
    assert isinstance(last, Send)
    assert last.message["usageMetadata"]["responseTokenCount"] == 50


def test_what_an_interrupted_answer_still_had_to_say_is_dropped() -> None:
    """Late pieces, its end and its pause belong to a turn that is over."""
    stage = Stage({})
    stage.do(wire.Text("hello"), SpeechBegan())
    assert [*stage.voice(), *stage.voice_ended(), *stage.waited()] == []


def test_no_interruption_lets_the_answer_finish() -> None:
    """What was said meanwhile is answered after it."""
    stage = Stage(NO_INTERRUPTION)
    stage.do(wire.Text("first"))
    stage.voice()
    over = stage.do(SpeechBegan(), SpeechEnded(SECOND), Transcribed("second"), wire.Text("third"))
    assert INTERRUPTED[0] not in sent(over)
    assert spoken(over) == []
    assert spoken(stage.finish()) == ["re: second\nthird"]


def test_client_content_interrupts_whatever_the_handling_of_activity() -> None:
    """It is no activity."""
    stage = Stage(NO_INTERRUPTION)
    stage.do(wire.Text("first"))
    done = stage.do(typed("second"))
    assert sent(done) == INTERRUPTED
    assert spoken(done) == ["re: second"]


def test_unfinished_content_is_context_only() -> None:
    """It interrupts nothing and is answered with the next prompt."""
    stage = Stage({})
    stage.do(wire.Text("first"))
    assert stage.do(typed("background", complete=False)) == []
    stage.finish()
    assert spoken(stage.do(wire.Text("second"))) == ["re: background\nsecond"]


def test_the_prompt_is_everything_unanswered() -> None:
    """A framework sends the turn unfinished and then a full stop."""
    stage = Stage({})
    stage.do(typed("count to three", complete=False))
    assert spoken(stage.do(typed("."))) == ["re: count to three\n."]


def test_a_model_turn_settles_what_was_said_before_it() -> None:
    """Seeded history is remembered, not answered."""
    stage = Stage({})
    history = (wire.Turn("user", "my name is Ada", ()), wire.Turn("model", "Hello Ada", ()))
    stage.do(wire.Content(history, complete=False))
    assert stage.mind.learned == ["my name is Ada"]
    assert spoken(stage.do(wire.Text("who am I"))) == ["re: who am I"]


def test_initial_history_makes_no_answer() -> None:
    """With historyConfig the first completed content seeds, the next one asks."""
    stage = Stage({"historyConfig": {"initialHistoryInClientContent": True}})
    history = (wire.Turn("user", "my name is Ada", ()), wire.Turn("model", "Hello Ada", ()))
    assert spoken(stage.do(wire.Content(history, complete=True))) == []
    assert stage.mind.learned == ["my name is Ada"]
    assert stage.do(wire.Text(" ")) == []
    assert spoken(stage.do(typed("who am I"))) == ["re: who am I"]


def test_a_history_that_ends_with_a_question_is_answered_at_the_next_nudge() -> None:
    """A framework seeds "say hello" and sends blank realtime text."""
    stage = Stage({"historyConfig": {"initialHistoryInClientContent": True}})
    assert spoken(stage.do(typed("say hello"))) == []
    assert spoken(stage.do(wire.Text(" "))) == ["re: say hello"]
    assert stage.do(wire.Text(" ")) == []


def test_a_history_comes_before_everything_else() -> None:
    """After the first answer, content is a prompt."""
    stage = Stage({"historyConfig": {"initialHistoryInClientContent": True}})
    stage.do(wire.Text("hello"))
    stage.finish()
    assert spoken(stage.do(typed("say hello"))) == ["re: say hello"]


def test_models_without_history_answer_the_first_content() -> None:
    """2.5 knows no historyConfig."""
    model = "gemini-2.5-flash-native-audio-preview-12-2025"
    stage = Stage({"model": model, "historyConfig": {"initialHistoryInClientContent": True}})
    assert spoken(stage.do(typed("say hello"))) == ["re: say hello"]


def test_a_full_stop_asks_for_what_was_said_before() -> None:
    """Also when instructions in the model's name came in between."""
    stage = Stage({})
    stage.do(typed("count to three", complete=False))
    stage.do(typed("be brief", complete=False, role="model"))
    assert spoken(stage.do(typed("."))) == ["re: count to three"]
    stage.finish()
    assert spoken(stage.do(typed("."))) == ["re: "]
    stage.finish()
    stage.do(typed("greet the user", complete=False, role="model"))
    assert spoken(stage.do(typed("."))) == ["re: greet the user"]


def test_blank_realtime_text_is_no_turn() -> None:
    """A nudge: it interrupts nothing and starts nothing."""
    stage = Stage({})
    assert stage.do(wire.Text(" ")) == []
    stage.do(wire.Text("hello"))
    assert stage.do(wire.Text(""), wire.Text("\n")) == []
    assert stage.session.phase is Phase.SPEAKING


def test_going_on_speaking_joins_what_was_said() -> None:
    """Speech that resumes before the answer began is one prompt with what came before."""
    stage = Stage({})
    stage.do(SpeechBegan(), SpeechEnded(SECOND), SpeechBegan())
    assert spoken(stage.do(Transcribed("count to"))) == []
    stage.do(SpeechEnded(SECOND))
    assert spoken(stage.do(Transcribed("ten"))) == ["re: count to\nten"]


def test_a_noise_after_speech_does_not_lose_it() -> None:
    """The prompt waits for the noise's end, not for words in it."""
    stage = Stage({})
    stage.do(SpeechBegan(), SpeechEnded(SECOND), SpeechBegan())
    stage.do(Transcribed("hello"))
    stage.do(SpeechEnded(SECOND))
    assert spoken(stage.do(Transcribed(""))) == ["re: hello"]


def test_typing_is_answered_while_the_microphone_is_open() -> None:
    """A client that never says activityEnd still gets its text answered."""
    stage = Stage({})
    stage.do(SpeechBegan())
    assert spoken(stage.do(wire.Text("hello"))) == ["re: hello"]


def test_a_model_that_is_only_seeded_refuses_content_later_when_strict() -> None:
    """Google's own tests go on by content; users saw 1007."""
    for strict in (False, True):
        stage = Stage({"model": "gemini-3.1-flash-live-preview"}, strict=strict)
        assert spoken(stage.do(typed("hello"))) == ["re: hello"]
        stage.finish()
        refused = closed(stage.do(typed("again")))
        assert (refused is not None and refused.code == 1007) is strict


def test_every_kind_of_message_is_taken() -> None:
    """None of them closes the session or makes a turn by itself."""
    stage = Stage({})
    done = stage.do(
        wire.Video("image/jpeg", b"\xff\xd8"),
        wire.ToolResponse(({"id": "1", "scheduling": "SILENT"},)),
        wire.ContextUpdate("new", None),
        wire.ContextUpdate(None, []),
        wire.Unknown(),
        wire.Audio(b"\0\0", 16_000),
        wire.ActivityStart(),
        wire.ActivityEnd(),
        wire.StreamEnd(),
        wire.Content((), complete=False),
    )
    assert all(isinstance(effect, Hear) for effect in done)
    assert len(done) == 4


def test_scheduling_where_the_model_refuses_it_closes() -> None:
    """Asked of the row."""
    stage = Stage({"model": "gemini-3.8-live-extended-thinking", **LOW})
    refused = closed(stage.do(wire.ToolResponse(({"id": "1", "scheduling": "SILENT"},))))
    assert refused is not None
    assert refused.code == 1007


def test_a_scenario_scripts_turns_and_messages() -> None:
    """Said instead, sent before and after, and closed where it says."""
    going = {"goAway": {"timeLeft": "50s"}}
    first = Scripted(says="scripted", before=({"a": 1},), after=({"b": 2},))
    last = Scripted(says="", close=wire.Close(1011, "Internal error encountered."))
    stage = Stage({}, Scenario(after_setup=(going,), turns=(first, last)))
    assert sent(stage.effects) == [{"setupComplete": {}}, going]
    done = stage.do(wire.Text("hello"))
    assert sent(done) == [{"a": 1}]
    assert spoken(done) == ["scripted"]
    assert sent(stage.voice_ended()) == [{"b": 2}, GENERATED, COMPLETE]
    done = stage.do(wire.Text("again"))
    assert closed(done) == wire.Close(1011, "Internal error encountered.")
    assert COMPLETE not in sent(done)


def test_the_seconds_sent_are_billed() -> None:
    """Whatever rate they came in, silence included."""
    stage = Stage({}, Scenario(playback_pause=0))
    stage.do(wire.Audio(bytes(32_000), 16_000), wire.Audio(bytes(96_000), 48_000))
    stage.do(wire.Text("hello"))
    last = stage.voice_ended()[-1]
    assert isinstance(last, Send)
    details = last.message["usageMetadata"]["promptTokensDetails"]
    assert {"modality": "AUDIO", "tokenCount": 50} in details


CLIENT: st.SearchStrategy[Event] = st.one_of(
    st.builds(wire.Text, st.sampled_from(["", " ", "hello", "."])),
    st.builds(
        wire.Content,
        st.lists(
            st.builds(
                wire.Turn,
                st.sampled_from(["user", "model"]),
                st.sampled_from(["", "a", "b"]),
                st.sampled_from([(), (("image/png", b"x"),)]),
            ),
            max_size=2,
        ).map(tuple),
        st.booleans(),
    ),
    st.builds(wire.Audio, st.just(b"\0\0"), st.sampled_from([8_000, 16_000])),
    st.sampled_from(
        [
            wire.ActivityStart(),
            wire.ActivityEnd(),
            wire.StreamEnd(),
            wire.Video("image/png", b"x"),
            wire.ToolResponse(({"id": "1"},)),
            wire.ToolResponse(({"name": "look", "response": {"output": "x"}},)),
            wire.ContextUpdate("x", None),
            wire.Unknown(),
        ]
    ),
)


class World:
    """Does what a session asks, in any order a real one could."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.jobs: deque[Effect] = deque()
        self.speaking = False

    def do(self, event: Event) -> None:
        for effect in self.stage.do(event):
            if isinstance(effect, Hush):
                self.jobs = deque(job for job in self.jobs if isinstance(job, Transcribe))
            elif isinstance(effect, Speak | Wait | Transcribe):
                self.jobs.append(effect)

    def speech(self) -> None:
        self.do(SpeechEnded(b"\0\0") if self.speaking else SpeechBegan())
        self.speaking = not self.speaking

    def work(self) -> None:
        """Get on with one thing."""
        if not self.jobs:
            return
        match self.jobs.popleft():
            case Transcribe():
                self.do(Transcribed("heard"))
            case Speak(ticket, text):
                self.do(Voiced(ticket, SECOND, text))
                self.do(VoiceEnded(ticket))
            case Wait(ticket):
                self.do(Waited(ticket))


PLANS = [
    None,
    Answer("One moment.", "why", (Call("look", {}, blocking=False),)),
    Answer("", "", (Call("look", {}, blocking=True), Call("look", {}, blocking=True))),
    Answer("", "", sources=Sources(("q",))),
]


@given(
    st.lists(
        st.one_of(CLIENT, st.sampled_from(["speech", "work", *range(len(PLANS)), *Manner])),
        max_size=30,
    ),
    st.booleans(),
    st.sampled_from([0.0, 1.0]),
    st.sampled_from(["gemini-3.8-live", "gemini-3.8-live-extended-thinking"]),
)
def test_whatever_was_sent_the_next_prompt_is_answered(
    steps: list[Any], interruptible: bool, pause: float, model: str
) -> None:
    """No order of valid messages leaves a session stuck, and every answer ends exactly once."""
    setup = {} if interruptible else NO_INTERRUPTION
    if "thinking" in model:
        setup = {**setup, **LOW}
    stage = Stage(
        {**setup, "model": model, "sessionResumption": {}}, Scenario(playback_pause=pause)
    )
    world = World(stage)
    for step in steps:
        if step == "speech":
            world.speech()
        elif step == "work":
            world.work()
        elif isinstance(step, Manner):
            stage.mind.manner = step
        elif isinstance(step, int):
            stage.mind.planned = PLANS[step]
        else:
            world.do(step)
    before = stage.session.turn
    stage.mind.planned, stage.mind.manner = None, Manner.ANSWER
    world.do(typed("the last question"))
    while world.jobs:
        world.work()
    last = [text for text in spoken(stage.effects) if "the last question" in text]
    assert len(last) == 1
    assert stage.session.turn > before
    assert stage.session.phase is Phase.LISTENING
    contents = [m["serverContent"] for m in sent(stage.effects) if "serverContent" in m]
    ends = [content for content in contents if content.get("turnComplete")]
    over = [content for content in ends if content.get("interactionStatus") != "IN_PROGRESS"]
    assert len(over) == stage.session.turn
    for at, content in enumerate(contents):
        if content.get("interrupted"):
            assert contents[at + 1].get("turnComplete")
