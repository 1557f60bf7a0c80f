"""Calls over a real session whose socket stalls, is lost, or is refused another setup."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

import pytest

from livechat.app.conversation import Conversation
from livechat.core.face.commands import Act, Change, Intent, Say
from livechat.core.link.items import Activity, Note, Sound, SoundEnd, Typed
from livechat.core.setup_spec import SetupSpec
from livechat.core.talk.events import (
    ActivityMarked,
    AudioReceived,
    AudioSent,
    LineEntered,
    Muted,
    Notice,
    OutputTranscribed,
    PlaybackStarted,
    SetupRefused,
    TextSent,
    TurnComplete,
)
from livechat.errors import InvalidArgumentError
from tests.support.conversing import changed, sound
from tests.support.fakes import DeviceLike, FakeSpeaker, Notebook, said_in
from tests.support.stalling import Network
from tests.support.virtual_time import run

Step = float | Intent | Callable[[], object]
PUSH_TO_TALK = Change("sound.push_to_talk", "on")


class Call:
    """A call on a device's microphone, steered by wishes and waits in seconds, then hung up."""

    def __init__(self, network: Network | None = None) -> None:
        self.network = network or Network()
        self.notebook = Notebook()
        self.speaker = FakeSpeaker(sounds=True)
        self.microphone: DeviceLike
        self.conversation: Conversation

    def steer(self, *script: Step) -> Call:
        """Hold it."""
        run(self._hold(script))
        return self

    def says(self, what: str) -> Callable[[], object]:
        """A step: from now on that is said."""
        return lambda: setattr(self.microphone, "says", what)

    @property
    def notices(self) -> list[str]:
        return [one.text for one in self.notebook.of(Notice)]

    async def _hold(self, script: tuple[Step, ...]) -> None:
        self.microphone = DeviceLike()
        self.conversation = call = Conversation(
            self.network.session(),
            self.speaker,
            microphone=self.microphone,
            observers=[self.notebook],
            configure=changed,
        )

        async def wishes() -> None:
            for step in script:
                if isinstance(step, float):
                    await asyncio.sleep(step)
                elif callable(step):
                    step()
                else:
                    call.wish(step)
            call.stop()

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(wishes())
            await call.run()


@pytest.mark.parametrize("before", [(), (Say("hello"),)], ids=["", "behind a typed line"])
@pytest.mark.parametrize("stalled_s", [6.0, 30.0])
def test_what_is_said_while_muted_never_leaves_though_the_socket_stalls(
    stalled_s: float, before: tuple[Intent, ...]
) -> None:
    """Not when it goes on, not over another connection; the key acts at once in both directions."""
    call = Call()
    call.steer(
        1.0,
        call.network.stall,
        0.1,
        *before,
        Act.MUTE,
        call.says("private"),
        5.0,
        call.says("public"),
        Act.MUTE,
        stalled_s - 5.1,
        call.network.go_on,
        2.0,
    )
    muted, live = call.notebook.of(Muted)
    assert live.at - muted.at == pytest.approx(5.0)
    heard = [said for said, _ in call.network.heard]
    assert len(heard) > 2 / 0.02
    assert "private" not in heard


def test_a_stalled_socket_stalls_nobody() -> None:
    """A typed line, the voice's end and the volume are done at once."""
    network = Network(
        answers=[
            (0.1, AudioReceived(at=0, pcm=sound(30))),
            (0, OutputTranscribed(at=0, text="one two three")),
        ]
    )
    call = Call(network)
    wished: list[float] = []

    def note() -> None:
        wished.append(asyncio.get_running_loop().time())

    call.steer(1.0, network.stall, 0.1, note, Say("hello"), Act.INTERRUPT, Act.LOUDER, 20.0)
    assert call.speaker.done[:2] == [("interrupt", 1), ("volume", 110)]
    [entered] = call.notebook.of(LineEntered)
    assert [entered.at] == wished
    assert call.notebook.of(TextSent) == []
    assert Typed("hello") not in network.sent


@pytest.mark.parametrize(("stalled_s", "kept_s"), [(20, 20), (50, 50), (80, 60)])
def test_a_minute_of_the_microphone_is_kept_while_the_socket_stalls(
    stalled_s: float, kept_s: float
) -> None:
    """Then it leaves in order, each chunk once; of more than a minute, the newest."""
    call = Call()
    call.steer(1.0, call.network.stall, stalled_s + 0.0, call.network.go_on, 3.0)
    numbers = [number for _, number in call.network.heard]
    last = int((1 + stalled_s) / 0.02)
    late = [number for number in numbers if number <= last]
    assert numbers[-1] > last + 100
    assert {*range(last - int(kept_s / 0.02) + 60, last)} <= {*late}
    sent = call.notebook.of(AudioSent)
    began = sent[0].captured_at - 0.02 * said_in(sent[0].pcm)[1]
    aired = [one.captured_at - 0.02 * said_in(one.pcm)[1] for one in sent]
    assert aired == pytest.approx([began] * len(aired))
    assert len({one.pcm for one in sent}) == len(sent)


def lose(network: Network) -> None:
    """Break the connection, and let no other be made."""
    network.reachable = False
    network.connections[-1].lose()


@pytest.mark.parametrize("happen", [lose, Network.stall], ids=["lost", "stalled"])
def test_the_microphone_is_live_only_while_its_sound_leaves(
    happen: Callable[[Network], None],
) -> None:
    """Neither without a connection nor while the socket stalls; nothing is told as sent."""
    call = Call()
    shown: list[str] = []
    gone: list[float] = []

    def look() -> None:
        now = asyncio.get_running_loop().time()
        shown.append(call.conversation.state.view.microphone(now))

    def go() -> None:
        gone.append(asyncio.get_running_loop().time())
        happen(call.network)

    call.steer(1.0, look, go, 5.0, look, Say("hello"), 1.0)
    assert shown == ["live", "paused"]
    assert max(one.at for one in call.notebook.of(AudioSent)) <= gone[0] + 0.02
    assert call.notebook.of(LineEntered)
    assert not call.notebook.of(TextSent)


def test_a_stopped_answer_is_stopped_at_the_service_too() -> None:
    """A client turn that is not complete interrupts it, and tells what was heard; once."""
    network = Network(
        answers=[
            (0.1, AudioReceived(at=0, pcm=sound(10))),
            (0, OutputTranscribed(at=0, text="one two three four five six seven eight nine ten")),
            (0, PlaybackStarted(at=0, turn=1)),
        ]
    )
    call = Call(network).steer(2.1, Act.INTERRUPT, 0.1, Act.INTERRUPT, 1.0)
    notes = [one.text for one in network.sent if isinstance(one, Note)]
    assert notes == ["(I stopped your answer. The last words I heard were: “one two”)"]
    assert call.speaker.done == [("interrupt", 1)] * 2


def test_a_service_that_is_done_learns_how_far_an_answer_was_heard() -> None:
    """It ended the turn at once, and believes that all of it was heard."""
    network = Network(
        answers=[
            (0.1, AudioReceived(at=0, pcm=sound(10))),
            (0, OutputTranscribed(at=0, text="one two three four five six seven eight nine ten")),
            (0, TurnComplete(at=0)),
            (0, PlaybackStarted(at=0, turn=1)),
        ]
    )
    Call(network).steer(2.1, Act.INTERRUPT, 1.0, Act.INTERRUPT, 1.0)
    notes = [one.text for one in network.sent if isinstance(one, Note)]
    assert notes == ["(I stopped your answer. The last words I heard were: “one two”)"]


def refusing(spec: SetupSpec) -> InvalidArgumentError | None:
    """A service that takes neither push-to-talk nor another voice."""
    return InvalidArgumentError("Refused.") if spec.manual or spec.voice else None


def test_a_refused_push_to_talk_leaves_the_call_as_it_was() -> None:
    """The session, the gate and what is shown; what is said from then on is heard."""
    network = Network(refuses=refusing, handle="h")
    call = Call(network)
    call.steer(1.0, PUSH_TO_TALK, 0.0, Change("voice", "Puck"), 15.0, call.says("after"), 2.0)
    state = call.conversation.state
    assert not call.conversation.push_to_talk
    assert state.view.spec == network.connections[0].opening.spec
    assert [one.spec.manual for one in call.notebook.of(SetupRefused)] == [True]
    assert [said for said, _ in network.heard].count("after") > 95
    assert not [one for one in network.sent if isinstance(one, Activity)]


def test_a_key_pressed_right_after_the_wish_for_push_to_talk_loses_no_words() -> None:
    """The connection in use still detects by itself: it hears them, and that they end."""
    network = Network(handle="h")
    call = Call(network)
    call.steer(
        2.0,
        call.says(""),
        PUSH_TO_TALK,
        0.1,
        call.says("word"),
        Act.TALK,
        2.0,
        Act.TALK,
        call.says(""),
        20.0,
    )
    first, *others = network.connections
    assert [one.opening.spec.manual for one in others] == [True]
    items = [item for _, item in first.sent]
    words = [item for item in items if isinstance(item, Sound) and said_in(item.pcm)[0] == "word"]
    assert len(words) > 95
    last = items.index(words[-1])
    assert SoundEnd() in items[last:]
    told = next(at for at, item in first.sent if item is items[last])
    released = call.notebook.of(ActivityMarked)[-1]
    assert told <= released.at + 0.02
    assert not [one for one in network.sent if isinstance(one, Activity)]


def test_words_said_during_an_outage_get_marks_where_push_to_talk_was_wished_for_meanwhile() -> (
    None
):
    """Without them the service would not listen."""
    network = Network(handle="h")
    call = Call(network)
    gone, back = partial(lose, network), partial(setattr, network, "reachable", True)
    call.steer(1.0, gone, call.says("word"), 2.0, PUSH_TO_TALK, call.says(""), 1.0, back, 9.0)
    last = network.connections[-1]
    assert last.opening.spec.manual
    items = [item for _, item in last.sent]
    begin, end = items.index(Activity(True)), items.index(Activity(False))
    within = [said_in(item.pcm)[0] for item in items[begin:end] if isinstance(item, Sound)]
    assert within.count("word") > 95


def test_words_said_while_push_to_talk_ends_are_heard_over_the_next_connection() -> None:
    """It takes a moment until the service listens by itself."""
    network = Network(handle="h")
    call = Call(network)
    call.steer(
        1.0,
        PUSH_TO_TALK,
        10.0,
        Change("sound.push_to_talk", "off"),
        0.06,
        call.says("word"),
        0.1,
        call.says(""),
        10.0,
    )
    last = network.connections[-1]
    assert not last.opening.spec.manual
    heard = {said_in(item.pcm) for _, item in last.sent if isinstance(item, Sound)}
    assert [said for said, _ in heard].count("word") in (5, 6)
