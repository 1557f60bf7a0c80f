"""What the model is told of function calls."""

from __future__ import annotations

import json

import pytest

from livechat.core.picture import Picture
from livechat.core.tools.responses import (
    MOST_BYTES,
    failure,
    progress,
    refused,
    repeated,
    returned,
    text_of,
    withdrawn,
)
from livechat.core.tools.tool import Result


@pytest.mark.parametrize("value", ["12 ordered", 0, False, "", [], {"eur": 4.5}, [1, 2]])
def test_a_result_is_told_as_it_is(value: object) -> None:
    assert returned(Result(value=value)) == {"status": "ok", "result": value}


def test_nothing_is_never_told_as_nothing() -> None:
    """An empty result makes the model call again."""
    assert returned(Result()) == {"status": "ok", "message": "Done. It returned nothing."}
    failed = returned(Result(value="", failed=True))
    assert failed["message"] == "It failed without a reason."


def test_pictures_are_counted_beside_the_result() -> None:
    picture = Picture(b"x", "image/png")
    assert returned(Result(pictures=(picture,))) == {"status": "ok", "pictures": 1}
    both = returned(Result(value="a map", pictures=(picture, picture)))
    assert both == {"status": "ok", "result": "a map", "pictures": 2}


@pytest.mark.parametrize("value", ["ä" * 100_000, ["x" * 50] * 1_000, {"🧤" * 9_000: 1}])
def test_a_long_result_is_cut_and_the_model_knows(value: object) -> None:
    response = returned(Result(value=value, cut=7))
    result = response["result"]
    assert isinstance(result, str)
    assert text_of(value).startswith(result)
    assert MOST_BYTES - 4 < len(result.encode()) <= MOST_BYTES
    left = len(text_of(value)) - len(result) + 7
    assert response["cut"] == f"{left:,} characters were left out."


def test_a_short_result_of_which_some_was_lost_before_says_so() -> None:
    response = returned(Result(value="abc", cut=2_000))
    assert response == {"status": "ok", "result": "abc", "cut": "2,000 characters were left out."}


@pytest.mark.parametrize("retry", [True, False])
def test_a_failure_says_whether_to_try_again(retry: bool) -> None:
    response = returned(Result(value="No such item. There are: boots.", failed=True, retry=retry))
    assert response == {
        "status": "error",
        "message": "No such item. There are: boots.",
        "retry": retry,
    }


def test_a_long_failure_is_cut() -> None:
    message = returned(Result(value="x" * 99_999, failed=True))["message"]
    assert isinstance(message, str)
    assert len(message) == MOST_BYTES


def test_what_took_too_long_may_have_had_an_effect() -> None:
    response = returned(Result(value="It took longer than 60 s.", failed=True, timed_out=True))
    assert response["status"] == "unknown"
    assert response["retry"] is False
    assert str(response["message"]).startswith("It took longer than 60 s. It may have had")


@pytest.mark.parametrize(
    "result",
    [Result(value="x"), Result(), Result(failed=True), Result(failed=True, timed_out=True)],
)
def test_a_stop_that_came_too_late_is_told_with_whatever_came_of_it(result: Result) -> None:
    assert "begun already" in str(returned(result, too_late=True)["user"])


def test_a_repeated_call_is_told_as_such_with_the_first_ones_result() -> None:
    first = returned(Result(value="12 ordered"))
    assert repeated(first, 12.4) == {
        "status": "ok",
        "result": "12 ordered",
        "repeated": True,
        "message": "The same call ran 12 s ago and was not run again. This is its result.",
    }
    under_way = repeated(returned(Result(value="no", failed=True)), 0.0)
    assert str(under_way["message"]).endswith("This is its result. no")
    assert under_way["status"] == "error"


def test_what_did_not_run_says_that_nothing_was_done() -> None:
    for response in (withdrawn(by_voice=True), withdrawn(by_voice=False), refused("No.")):
        assert "Nothing was done." in str(response["message"])
        assert response["retry"] is False
    assert "said stop" in str(withdrawn(by_voice=True)["message"])


def test_all_of_it_is_json() -> None:
    odd = Result(value={"at": object(), 1: {2}})
    assert json.dumps(text_of(odd.value))
    assert progress("1 of 3") == {"status": "running", "message": "1 of 3"}


def test_an_answer_without_a_result_says_why() -> None:
    """Of every kind; what came of a call is no failure, and nor is the answer to the same again."""
    done = returned(Result(value="12 ordered"))
    for answer in (done, returned(Result()), repeated(done, 3)):
        assert failure(answer) == ""
    assert failure({"error": "No such function."}) == "No such function."
    failed = (returned(Result(value="No room.", failed=True)), refused("The user said no."))
    assert [failure(one).split(".")[0] for one in failed] == ["No room", "The user said no"]
    assert failure(withdrawn(by_voice=True)).startswith("The user said stop")
    assert "1 s" in failure(returned(Result(value="After 1 s.", timed_out=True)))
