"""Counting tokens, and what they cost."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.talk.usage import REMEMBERED_TURNS, Price, Usage, UsageMeter

KINDS = ("TEXT", "AUDIO", "VIDEO", "IMAGE", "DOCUMENT", "MODALITY_UNSPECIFIED")

MILLION = 1_000_000

# What the service lists for 3.8; a price of their own for cached tokens is made up.
PRICE = Price(text_in=0.75, audio_in=3.0, video_in=1.0, text_out=4.5, audio_out=12.0)
CACHING = Price(
    text_in=0.75, audio_in=3.0, video_in=1.0, text_out=4.5, audio_out=12.0, cached_in=0.25
)

counts = st.integers(0, 10_000)
details = st.dictionaries(st.sampled_from(KINDS), st.integers(-10, 20_000))
usages = st.builds(
    Usage,
    prompt=counts,
    response=counts,
    thoughts=counts,
    tool_use_prompt=counts,
    cached=counts,
    total=counts,
    prompt_by=details,
    response_by=details,
)

ANSWERED = Usage(
    prompt=100, response=50, total=150, prompt_by={"AUDIO": 100}, response_by={"AUDIO": 50}
)


def metered(*steps: tuple[Usage | None, int]) -> UsageMeter:
    """A meter after records (a usage and its turn) and ends of turns (None and the turn)."""
    meter = UsageMeter()
    for usage, turn in steps:
        if usage is None:
            meter.end_turn(turn)
        else:
            meter.report(usage, "m", turn)
    return meter


# --- adding up ---


@given(st.lists(st.one_of(usages, st.none())), st.integers(1, 4))
def test_repeats_and_gaps_do_no_harm(turns: list[Usage | None], repeats: int) -> None:
    """A record told several times in its turn counts once; a turn without one is noted."""
    meter = UsageMeter()
    told = [usage if usage and usage.counted else None for usage in turns]
    for turn, usage in enumerate(told, start=1):
        for _ in range(repeats):
            if usage:
                meter.report(usage, "m", turn)
            meter.end_turn(turn)
    assert meter.total == sum((usage.fitted() for usage in told if usage), Usage())
    assert meter.turns_without == told.count(None)


@pytest.mark.parametrize(
    ("steps", "total", "without"),
    [
        ([(ANSWERED, 1), (None, 1)], 150, 0),
        ([(None, 1), (ANSWERED, 1)], 150, 0),
        ([(ANSWERED, 1), (None, 1), (ANSWERED, 1), (None, 1)], 150, 0),
        ([(None, 1), (ANSWERED, 1), (None, 1), (ANSWERED, 1)], 150, 0),
        ([(ANSWERED, 1), (None, 1), (None, 1)], 150, 0),
        ([(None, 1), (None, 1)], 0, 1),
        ([(None, 1), (None, 2)], 0, 2),
        ([(None, 1), (ANSWERED, 2), (None, 2)], 150, 1),
        ([(None, 1), (ANSWERED, 2), (None, 2), (ANSWERED, 1)], 300, 0),
        ([(ANSWERED, 1), (None, 1), (ANSWERED, 2), (None, 2)], 300, 0),
        ([(ANSWERED, 0)], 150, 0),
        ([(Usage(), 1), (None, 1)], 0, 1),
        ([(Usage(total=9), 1), (None, 1)], 0, 1),
    ],
    ids=[
        "before the end",
        "after the end",
        "twice, each with its end",
        "twice, each after its end",
        "the end alone twice",
        "never, the end twice",
        "never, in two turns",
        "only in the second turn",
        "the first turn's comes last",
        "the same in two turns",
        "before any turn",
        "a record of nothing",
        "a total alone",
    ],
)
def test_a_record_counts_once_in_its_turn(
    steps: Sequence[tuple[Usage | None, int]], total: int, without: int
) -> None:
    """Whatever the order of records and ends; a turn lacks one only if none ever comes."""
    meter = metered(*steps)
    assert (meter.total.total, meter.turns_without) == (total, without)


@pytest.mark.parametrize("order", list(permutations((10, 20, 31))))
def test_a_record_that_grows_counts_at_its_largest(order: tuple[int, ...]) -> None:
    """Cumulative reports of one answer are one answer, in whatever order they come."""
    meter = metered(
        *((Usage(prompt=515, response=one, response_by={"AUDIO": one}), 1) for one in order)
    )
    assert (meter.total.prompt, meter.total.response) == (515, 31)
    assert meter.total.response_by == {"AUDIO": 31}


def test_a_record_with_another_prompt_adds_up() -> None:
    """Each is billed: a tool's answer makes the model read its context again."""
    first, second = Usage(prompt=100, response=10), Usage(prompt=150, response=20)
    meter = metered((first, 1), (second, 1), (first, 1), (second, 1), (None, 1))
    assert (meter.total.prompt, meter.total.response) == (250, 30)


def test_the_same_record_in_two_turns_counts_twice() -> None:
    """The whole context is billed again every turn."""
    assert metered((ANSWERED, 1), (ANSWERED, 2)).total == ANSWERED + ANSWERED


def test_what_is_remembered_has_a_bound() -> None:
    """A call of a thousand turns keeps a few of them apart."""
    steps = [(ANSWERED, turn) for turn in range(1, 1001)]
    late = 1001 - REMEMBERED_TURNS
    assert metered(*steps, (ANSWERED, late)).total.total == 1000 * 150
    assert metered(*steps, (ANSWERED, late - 1)).total.total == 1001 * 150


def test_a_record_told_again_after_a_change_of_model_stays_where_it_was() -> None:
    """The model that did it is billed for it."""
    meter = UsageMeter()
    meter.report(Usage(prompt=5, response=1), "a", 1)
    meter.report(Usage(prompt=5, response=3), "b", 1)
    assert meter.by_model == {"a": Usage(prompt=5, response=3)}


# --- money ---


@pytest.mark.parametrize(
    ("usage", "usd"),
    [
        (Usage(prompt=MILLION, prompt_by={"TEXT": MILLION}), 0.75),
        (Usage(prompt=MILLION, prompt_by={"AUDIO": MILLION}), 3.0),
        (Usage(prompt=MILLION, prompt_by={"VIDEO": MILLION}), 1.0),
        (Usage(prompt=MILLION, prompt_by={"IMAGE": MILLION}), 1.0),
        (Usage(prompt=MILLION, prompt_by={"DOCUMENT": MILLION}), 0.75),
        (Usage(prompt=MILLION, prompt_by={"MODALITY_UNSPECIFIED": MILLION}), 0.75),
        (Usage(prompt=MILLION, prompt_by={"SMELL": MILLION}), 0.75),
        (Usage(prompt=MILLION), 0.75),
        (Usage(prompt=MILLION, prompt_by={"AUDIO": MILLION // 2}), 1.875),
        (Usage(prompt=MILLION, prompt_by={"AUDIO": -5}), 0.75),
        (Usage(response=MILLION, response_by={"AUDIO": MILLION}), 12.0),
        (Usage(response=MILLION, response_by={"TEXT": MILLION}), 4.5),
        (Usage(response=MILLION, response_by={"MODALITY_UNSPECIFIED": MILLION}), 4.5),
        (Usage(response=MILLION), 4.5),
        (Usage(response=MILLION, response_by={"AUDIO": 3 * MILLION}), 12.0),
        (Usage(prompt=MILLION, prompt_by={"AUDIO": MILLION, "TEXT": MILLION}), 1.875),
        (Usage(prompt=MILLION, prompt_by={"VIDEO": 9 * MILLION}), 1.0),
        (Usage(response_by={"AUDIO": MILLION}), 0.0),
        (Usage(thoughts=MILLION), 4.5),
        (Usage(tool_use_prompt=MILLION), 0.75),
        (Usage(prompt=MILLION, cached=MILLION), 0.75),
        (Usage(prompt=MILLION, response=MILLION, thoughts=MILLION, total=2 * MILLION), 9.75),
    ],
    ids=repr,
)
def test_every_kind_has_its_price(usage: Usage, usd: float) -> None:
    """The counts are trusted, details are not; what has no kind is text; thoughts cost, too."""
    assert PRICE.of(usage) == pytest.approx(usd)


@pytest.mark.parametrize(
    ("usage", "usd"),
    [
        (Usage(prompt=MILLION, cached=MILLION), 0.25),
        (Usage(prompt=MILLION, cached=MILLION // 2), 0.5),
        (Usage(prompt=MILLION, cached=MILLION // 2, prompt_by={"AUDIO": MILLION}), 1.625),
        (Usage(prompt=MILLION, cached=7 * MILLION), 0.25),
        (Usage(cached=MILLION), 0.0),
    ],
    ids=repr,
)
def test_cached_tokens_have_their_own_price_where_it_is_known(usage: Usage, usd: float) -> None:
    """They are a part of the prompt, never an addition to it."""
    assert CACHING.of(usage) == pytest.approx(usd)


@given(usages, st.sampled_from([PRICE, CACHING]))
def test_money_lies_between_nothing_and_everything_at_the_dearest_price(
    usage: Usage, price: Price
) -> None:
    """Whatever the details say."""
    read = (usage.prompt + usage.tool_use_prompt) * price.audio_in
    dearest = (read + usage.response * price.audio_out + usage.thoughts * price.text_out) / 1e6
    assert 0 <= price.of(usage) <= dearest + 1e-12


@given(st.lists(st.tuples(usages, st.integers(1, 5), st.booleans()), max_size=20))
def test_a_meter_never_exceeds_what_was_reported(steps: list[tuple[Usage, int, bool]]) -> None:
    """Whatever comes twice, late or out of order: nothing is negative or above the sum."""
    meter = UsageMeter()
    for usage, turn, ends in steps:
        meter.report(usage, "m", turn)
        if ends:
            meter.end_turn(turn)
    total, reported = meter.total, sum((usage for usage, _, _ in steps), Usage())
    assert 0 <= total.prompt <= reported.prompt
    assert 0 <= total.response <= reported.response
    assert 0 <= total.cached <= total.prompt
    assert all(tokens >= 0 for tokens in total.prompt_by.values())
    assert sum(total.prompt_by.values()) <= total.prompt
    assert sum(total.response_by.values()) <= total.response
    assert 0 <= meter.turns_without <= len({turn for _, turn, ends in steps if ends})


@given(
    st.lists(
        st.tuples(
            st.builds(Usage, prompt=counts, response=counts, thoughts=counts),
            st.sampled_from("ab"),
        ),
        max_size=20,
    )
)
def test_every_record_is_priced_once_by_its_own_model(turns: list[tuple[Usage, str]]) -> None:
    """Whatever they take turns in; a model that nobody knows the price of hides the sum."""
    turns = [(usage, model) for usage, model in turns if usage.counted]
    meter = UsageMeter()
    for turn, (usage, model) in enumerate(turns, start=1):
        meter.report(usage, model, turn)
        meter.end_turn(turn)
    dear = Price(text_in=50, audio_in=60, video_in=65, text_out=70, audio_out=80)
    prices = {"a": PRICE, "b": dear}
    assert meter.usd(prices.get) == pytest.approx(
        sum(prices[model].of(usage) for usage, model in turns)
    )
    known = all(model == "b" for _, model in turns)
    assert (meter.usd({"b": dear}.get) is not None) == known


def test_the_newest_record_tells_the_size_of_the_context() -> None:
    """None before there is one; a record of nothing changes nothing."""
    assert metered().newest is None
    assert metered((ANSWERED, 1), (Usage(prompt=7), 2), (Usage(), 2)).newest == Usage(prompt=7)
