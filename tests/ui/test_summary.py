"""The receipt says what is known, and says so where nothing is."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    AudioReceived,
    CallEnded,
    Connected,
    Connecting,
    Event,
    InputPaused,
    Interrupted,
    LineEntered,
    MicrophoneHeld,
    OutputTranscribed,
    PlaybackFinished,
    SoundTroubled,
    SourcesCited,
    TurnComplete,
    UsageReported,
)
from livechat.core.talk.usage import Price, Usage
from livechat.ui.summary import LISTED, Summary
from tests.support.called import asked, ended, held, started
from tests.support.story import numbered

PRICE = Price(text_in=0.5, audio_in=3.0, video_in=1.0, text_out=2.0, audio_out=12.0)
USAGE = Usage(
    prompt=1204,
    response=611,
    thoughts=40,
    total=1855,
    prompt_by=MappingProxyType({"AUDIO": 980, "TEXT": 224}),
    response_by=MappingProxyType({"AUDIO": 600}),
)
USD = (980 * 3 + 224 * 0.5 + 600 * 12 + 11 * 2 + 40 * 2) / 1e6


def priced(model: str) -> Price:
    return PRICE


def talked(*events: Event) -> ConversationState:
    state = ConversationState()
    for event in numbered(events):
        state.fold(event)
    return state


def turn(at: float, usage: Usage | None = USAGE) -> list[Event]:
    """A typed line, half a second, an answer."""
    events: list[Event] = [
        LineEntered(at=at, text="Hi"),
        AudioReceived(at=at + 0.5, pcm=b"\0\0"),
        PlaybackFinished(at=at + 0.6, heard=1),
    ]
    if usage:
        events.append(UsageReported(at=at + 0.7, usage=usage))
    return [*events, TurnComplete(at=at + 0.8)]


def test_a_whole_receipt() -> None:
    """Time, turns, interruptions, the median wait, tokens, cost, file, and how to resume."""
    state = talked(
        *turn(100),
        *turn(110, USAGE),
        LineEntered(at=120, text="Go on"),
        AudioReceived(at=121, pcm=b"\0\0"),
        Interrupted(at=122),
        UsageReported(at=122, usage=USAGE),
        TurnComplete(at=122),
    )
    receipt = Summary(priced, saved=lambda: "answer.wav", kept=lambda: "20261126-140211-k3")
    assert receipt.lines(state, 292.4) == [
        "3:12 · 3 turns · interrupted 1× · 0.50 s to the first sound (median; p95 1.00 s)",
        f"tokens: 3,612 in, 1,833 out, 120 thinking · cost about ${3 * USD:.4f}",
        "saved answer.wav",
        "resume: livechat talk --resume 20261126-140211-k3",
    ]
    assert receipt.fields(state, 292.4)["resume"] == "20261126-140211-k3"


def test_one_is_not_many() -> None:
    """And what did not happen is not mentioned."""
    receipt = Summary(priced).lines(talked(*turn(100, Usage(prompt=8, response=5))), 101)
    assert receipt == [
        "0:01 · 1 turn · 0.50 s to the first sound",
        "tokens: 8 in, 5 out · cost about $0.0000140",
    ]


def test_a_record_after_the_end_of_its_turn_makes_the_receipt_whole() -> None:
    """A count that comes 50 ms or 1 s late is still that turn's: nothing is missing."""
    line = "tokens: 1,204 in, 611 out, 40 thinking"
    for late_s in (0.05, 1.0):
        events = [*turn(100, None), UsageReported(at=100.8 + late_s, turn=1, usage=USAGE)]
        assert Summary(priced).lines(talked(*events), 110)[1] == f"{line} · cost about ${USD:.4f}"


def test_pictures_and_sound_have_prices_of_their_own() -> None:
    """The cost is not that of as much text."""
    seen = Usage(prompt=900, response=5, prompt_by={"VIDEO": 258, "AUDIO": 500, "TEXT": 100})
    line = Summary(priced).lines(talked(*turn(100, seen)), 101)[1]
    cost = (500 * 3 + 258 * 1 + 142 * 0.5 + 5 * 2) / 1e6
    assert line == f"tokens: 900 in, 5 out · cost about ${cost:.4f}"


def test_nothing_said_is_no_receipt() -> None:
    """A refusal at the door is not summed up."""
    assert (
        Summary(priced, saved=lambda: "a.wav").lines(
            talked(Connecting(at=1, model="m", host="h")), 9
        )
        == []
    )


def test_an_unknown_price_is_said_and_never_nothing() -> None:
    """A model without a row in the price list is not free."""
    state = talked(*turn(100))
    assert Summary().lines(state, 101)[1].endswith("40 thinking · cost unknown")
    assert Summary().fields(state, 101)["usd"] is None


def test_the_practice_partner_bills_nothing() -> None:
    """The tokens are what Gemini would have counted; that is said."""
    state = talked(*turn(100))
    line = Summary(free=True).lines(state, 101)[1]
    assert line.endswith("counted as Gemini would; not billed")
    assert "$" not in line
    assert Summary(priced, free=True).fields(state, 101)["usd"] == 0.0


@pytest.mark.parametrize(
    ("unbilled", "missing"),
    [
        (turn(110, None), "1 turn"),
        ([*turn(110, None), *turn(115, None)], "2 turns"),
        ([OutputTranscribed(at=110, text="Once upon")], "last turn"),
    ],
    ids=["a turn without a record", "two of them", "a turn that was cut off"],
)
def test_missing_records_make_the_sum_a_lower_bound(unbilled: list[Event], missing: str) -> None:
    """The bill may be higher, and the receipt does not pretend otherwise."""
    line = Summary(priced).lines(talked(*turn(100), *unbilled), 120)[1]
    assert line == (
        f"tokens: 1,204 in, 611 out, 40 thinking ({missing} not counted) · cost at least ${USD:.4f}"
    )


def test_a_practice_partner_elsewhere_costs_nothing_either() -> None:
    """It has said what it is when it answered."""
    state = talked(Connected(at=99, model="m", practice=True), *turn(100))
    assert Summary(priced).lines(state, 101)[1].endswith("not billed")
    assert Summary(priced).fields(state, 101)["usd"] == 0.0


def test_the_receipt_names_a_command_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the program is not on the path, and where it was the practice partner."""
    monkeypatch.setattr("livechat.calling.command", lambda: ".venv/bin/livechat")
    state = talked(*turn(100))
    for free, line in (
        (False, "resume: .venv/bin/livechat talk --resume k3"),
        (True, "resume: .venv/bin/livechat talk --offline --resume k3"),
    ):
        assert Summary(priced, free=free, kept=lambda: "k3").lines(state, 101)[-1] == line


@pytest.mark.parametrize(
    ("free", "said"), [(False, "cost unknown"), (True, "not billed")], ids=["paid", "free"]
)
def test_no_record_at_all_is_not_zero_tokens(free: bool, said: str) -> None:
    """Not reported means not known."""
    state = talked(*turn(100, None))
    assert Summary(priced, free=free).lines(state, 101)[1] == f"tokens: not reported · {said}"


def test_the_receipt_as_data() -> None:
    """The same numbers, unrounded where they are counts."""
    fields = Summary(priced, saved=lambda: "a.wav").fields(talked(*turn(100), *turn(110)), 120.0004)
    assert fields == {
        "seconds": 20.0,
        "turns": 2,
        "answers": 2,
        "interruptions": 0,
        "first_output_p50_s": 0.5,
        "first_output_p95_s": 0.5,
        "tokens_in": 2408,
        "tokens_in_by": {"AUDIO": 1960, "TEXT": 448},
        "tokens_out": 1222,
        "tokens_out_by": {"AUDIO": 1200},
        "tokens_thoughts": 80,
        "searches": 0,
        "searches_usd_max": 0.0,
        "functions": {},
        "functions_running": [],
        "silence_unsent_s": 0.0,
        "sound_troubles": {},
        "turns_without_usage": 0,
        "usd": pytest.approx(2 * USD),
        "saved": "a.wav",
        "resume": None,
    }


def test_what_went_wrong_with_the_sound_is_counted() -> None:
    """One and more than one, in words; nothing is said where nothing happened."""
    state = talked(
        *turn(100),
        SoundTroubled(at=101, device="loudspeaker", what="underrun", count=1),
        SoundTroubled(at=102, device="microphone", what="dropped", count=3),
        SoundTroubled(at=103, device="microphone", what="dropped", count=2),
    )
    [line] = [one for one in Summary(priced).lines(state, 104) if one.startswith("sound:")]
    assert line == "sound: 1 speaker gap · 5 chunks dropped by a slow link"
    assert not [one for one in Summary(priced).lines(talked(*turn(1)), 2) if "sound:" in one]


def test_unknown_numbers_are_null() -> None:
    """Neither a wait that nobody measured nor tokens that nobody counted are 0."""
    state = talked(
        InputPaused(at=1, last=True), OutputTranscribed(at=2, text="Hi"), TurnComplete(at=3)
    )
    fields = Summary(priced).fields(state, 4)
    unknown = {name for name, value in fields.items() if value is None}
    assert unknown == {
        "first_output_p50_s",
        "first_output_p95_s",
        "tokens_in",
        "tokens_in_by",
        "tokens_out",
        "tokens_out_by",
        "tokens_thoughts",
        "usd",
        "saved",
        "resume",
    }
    assert fields["turns_without_usage"] == 1


def test_a_name_that_no_terminal_should_obey() -> None:
    """File names hold anything but a slash, even what is no text at all."""
    [*_, line] = Summary(saved=lambda: "a\x1b[2J\udcff.wav").lines(talked(*turn(1)), 2)
    assert line == "saved a␛[2J�.wav"


def test_each_model_is_priced_for_what_it_did() -> None:
    """Where one has no price, the sum is unknown."""
    state = talked(
        Connected(at=99, model="dear", practice=False),
        *turn(100),
        Connected(at=109, model="cheap", practice=False),
        *turn(110),
    )
    prices = {
        "dear": PRICE,
        "cheap": Price(text_in=0, audio_in=0, video_in=0, text_out=0, audio_out=0),
    }
    assert Summary(prices.get).fields(state, 120)["usd"] == pytest.approx(USD)
    del prices["cheap"]
    assert Summary(prices.get).lines(state, 120)[1].endswith("cost unknown")


@pytest.mark.parametrize(
    ("held_s", "free", "model", "line"),
    [
        (3600, False, "gemini-3.8-live", "silence: 1:00:00 not sent, saving at least $0.2700"),
        (3600, True, "gemini-3.8-live", "silence: 1:00:00 not sent"),
        (3600, False, "unknown", "silence: 1:00:00 not sent"),
        (3600, False, "hears speech alone", "silence: 1:00:00 not sent"),
        (9.9, False, "gemini-3.8-live", None),
    ],
)
def test_silence_that_was_not_sent_is_told_with_what_it_would_have_cost(
    held_s: float, free: bool, model: str, line: str | None
) -> None:
    """25 tokens a second. Where there is no price, or silence has none, there is no amount; some
    seconds are not worth a line.
    """
    state = talked(
        Connected(at=0, model=model, practice=False),
        *turn(1),
        MicrophoneHeld(at=10, on=True),
        MicrophoneHeld(at=10 + held_s / 2, on=False),
        MicrophoneHeld(at=5000, on=True),
    )
    receipt = Summary(
        lambda model: None if model == "unknown" else PRICE,
        lambda model: model != "hears speech alone",
        free=free,
    )
    now = 5000 + held_s / 2
    assert [one for one in receipt.lines(state, now) if "silence" in one] == [line] * bool(line)
    assert receipt.fields(state, now)["silence_unsent_s"] == held_s


SEARCHED = replace(PRICE, search=0.014, free_searches=5_000)


def searched(*queries: str, practice: bool = False) -> ConversationState:
    connected = Connected(at=99, model="m", practice=practice)
    return talked(connected, *turn(100), SourcesCited(at=100.6, queries=queries))


@pytest.mark.parametrize(
    ("summary", "line", "usd_max"),
    [
        (
            Summary(lambda _: SEARCHED),
            "searches: 3 · not in the cost: free up to 5,000 a month, then $0.014 each",
            0.042,
        ),
        (Summary(priced), "searches: 3 · cost unknown", None),
        (Summary(), "searches: 3 · cost unknown", None),
        (Summary(priced, free=True), "searches: 3 · not billed", 0.0),
    ],
)
def test_searches_are_counted_and_what_they_may_cost_is_said(
    summary: Summary, line: str, usd_max: float | None
) -> None:
    """Whether one is free depends on the account's month, so no sum has it in it."""
    state = searched("a", "b", "c")
    assert line in summary.lines(state, 120)
    fields = summary.fields(state, 120)
    assert (fields["searches"], fields["searches_usd_max"]) == (3, usd_max)
    assert fields["usd"] == summary.fields(talked(*turn(100)), 120)["usd"]


def test_nothing_is_said_of_searches_where_there_were_none() -> None:
    """And a practice partner at another address says that it is one."""
    assert not [one for one in Summary(priced).lines(talked(*turn(1)), 2) if "search" in one]
    lines = Summary(lambda _: SEARCHED).lines(searched("a", practice=True), 120)
    assert "searches: 1 · not billed" in lines


def test_functions_are_summed_up_with_how_often_and_how_long() -> None:
    """What did not run, too."""
    state = talked(
        *turn(100),
        ended(101, 1, took_s=1.2),
        ended(102, 2, "failed", took_s=1.4),
        ended(103, 3, "refused", by="key"),
        *(CallEnded(at=104, call=n, name="get_price", outcome="done") for n in (4, 5, 6)),
        CallEnded(at=105, call=7, name="pay", outcome="withdrawn", by="voice"),
        CallEnded(at=105, call=8, name="slow\x1b", outcome="timed_out", took_s=60),
    )
    assert Summary(priced).lines(state, 106)[2] == (
        "functions: get_price 3× · order 2× (1 failed), 1.3 s each, 1 refused · "
        "slow␛ 1× (timed out), 60.0 s · pay 1 withdrawn"
    )
    fields = Summary(priced).fields(state, 106)
    assert fields["functions"] == {
        "order": {"ran": 2, "seconds": 2.6, "done": 1, "failed": 1, "refused": 1},
        "get_price": {"ran": 3, "seconds": 0.0, "done": 3},
        "pay": {"ran": 0, "seconds": 0.0, "withdrawn": 1},
        "slow\x1b": {"ran": 1, "seconds": 60.0, "timed_out": 1},
    }


def test_of_many_functions_most_are_counted() -> None:
    """The receipt stays one."""
    calls = [CallEnded(at=101, call=n, name=f"f{n}", outcome="done") for n in range(LISTED + 3)]
    assert Summary(priced).lines(talked(*turn(100), *calls), 102)[2].endswith("f7 1× · 3 others")


def test_what_still_goes_on_at_the_end_is_told() -> None:
    """What runs may have its effect; what waited had none."""
    state = talked(*turn(100), started(101), asked(102, 2), held(102, 3))
    assert Summary(priced).lines(state, 103)[2:] == [
        "order() was still running; livechat does not know how it ended.",
        "order() was not run.",
        "order() was not run.",
    ]
    assert Summary(priced).fields(state, 103)["functions_running"] == ["order"]
