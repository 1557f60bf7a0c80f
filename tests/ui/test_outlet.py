"""Streams that a thread writes: who writes never waits, and nothing is lost or out of order."""

from __future__ import annotations

import errno
import io
import os
import sys
import threading
from collections.abc import Callable
from typing import cast

import pytest

from livechat.ui import outlet
from livechat.ui.outlet import Outlet, WriterThread, outlets
from tests.support.unread import LIMIT_S, Reader, stream, stuck


def over(reader: Reader, *, bound: int = outlet.BOUND) -> Outlet:
    return Outlet(stream(reader), WriterThread("test"), bound=bound)


def test_who_writes_does_not_wait_and_all_comes_out_in_order() -> None:
    """Nobody reads for a while."""
    reader = stuck()
    out = over(reader)
    for number in range(1000):
        print("line", number, file=out, flush=True)
    assert (out.behind, reader.text) == (True, "")
    reader.reads.set()
    assert out.wait(LIMIT_S)
    assert (out.behind, reader.text[:7]) == (False, "line 0\n")
    assert reader.text == "".join(f"line {number}\n" for number in range(1000))


def test_a_line_is_handed_over_when_it_is_whole() -> None:
    """What has no end yet waits for `flush`, as in any stream."""
    reader = Reader()
    out = over(reader)
    print("half", end="", file=out)
    assert not out.behind
    print(" a line", file=out)
    assert out.wait(LIMIT_S)
    assert reader.text == "half a line\n"


def test_a_stream_that_takes_little_gets_all_of_it() -> None:
    """Three bytes at a time, which cut characters in two."""
    reader = Reader(takes=3)
    out = over(reader)
    out.write("größer 語\n")
    assert out.wait(LIMIT_S)
    assert reader.text == "größer 語\n"


def test_a_stream_that_would_block_is_asked_again() -> None:
    """Another program has turned waiting off in what both of them share."""
    reader = Reader(takes=0)
    out = over(reader)
    out.write("a\n")
    assert out.wait(LIMIT_S)
    assert reader.text == "a\n"


def test_no_character_is_cut_where_a_piece_ends() -> None:
    """Windows' console would show halves of it."""
    pieces: list[bytes] = []

    class Console(Reader):
        def write(self, data: object) -> int | None:
            pieces.append(bytes(cast("bytes", data)))
            return super().write(data)

    reader = Console()
    out = over(reader)
    out.write("a" + 3000 * "語" + "\n")
    assert out.wait(LIMIT_S)
    assert len(pieces) > 1
    assert "".join(piece.decode() for piece in pieces) == "a" + 3000 * "語" + os.linesep


def test_it_writes_as_its_stream_would() -> None:
    """Its encoding, and what becomes of a character that has none in it."""
    reader = Reader()
    out = Outlet(stream(reader, "ascii", "replace"), WriterThread("test"))
    assert (out.encoding, out.errors, out.isatty(), out.writable()) == (
        *("ascii", "replace"), False, True,
    )  # fmt: skip
    print("größer", file=out)
    assert out.wait(LIMIT_S)
    assert reader.text == "gr??er\n"


def test_a_stream_without_bytes_is_written_to_as_well() -> None:
    """One in memory, as in tests."""
    memory = io.StringIO()
    [out] = outlets([memory])
    print("a", file=out)
    assert out.wait(LIMIT_S)
    assert memory.getvalue() == "a\n"


def test_more_than_the_bound_is_a_failure_and_what_was_taken_still_comes_out() -> None:
    """Memory is bounded, and no line is missing without a word."""
    reader = stuck()
    out = over(reader, bound=10)
    failed: list[object] = []
    out.failed = lambda: failed.append(out.failure)
    out.write("12345678\n")
    out.write("too much\n")
    out.write("a\n")  # there is room for it, but not for what came before
    assert failed == [out.failure]
    assert isinstance(out.failure, OSError)
    reader.reads.set()
    assert out.finish(LIMIT_S)
    assert reader.text == "12345678\n"


@pytest.mark.parametrize("error", [BrokenPipeError(), OSError(errno.EIO, "gone"), KeyError("bug")])
def test_what_goes_wrong_is_told_and_raised_by_nobody_who_writes(error: Exception) -> None:
    """The call acts on it, once; what follows is not tried."""
    reader = Reader(error=error)
    out = over(reader)
    told = threading.Event()
    out.failed = told.set
    out.write("a\n")
    assert told.wait(LIMIT_S)
    assert out.failure is error
    out.write("b\n")
    assert out.wait(LIMIT_S)
    assert not out.behind


def test_the_end_waits_for_a_reader_that_reads() -> None:
    """However long all of it takes: each byte is a sign of life."""
    reader = Reader(takes=1)
    out = over(reader)
    out.write(2000 * "a" + "\n")
    assert out.finish(LIMIT_S)
    assert reader.text == 2000 * "a" + "\n"


def test_the_end_gives_up_what_nobody_reads_and_nothing_follows_it() -> None:
    """What somebody else writes then is not overtaken."""
    reader = stuck()
    out = over(reader)
    out.write("a\n")
    out.write("b\n")
    assert not out.finish(0.0)
    assert out.behind
    out.write("c\n")
    written = threading.Event()
    out.afterwards(written.set)
    reader.reads.set()
    assert written.wait(LIMIT_S)
    assert reader.text in ("", "a\n")  # what was on its way cannot be taken back


def test_something_is_done_when_all_before_it_is_out() -> None:
    """The next picture, say."""
    reader = stuck()
    out = over(reader)
    seen: list[str] = []
    done = threading.Event()

    def look() -> None:
        seen.append(reader.text)
        done.set()

    out.write("picture")
    out.afterwards(look)
    assert not seen
    reader.reads.set()
    assert done.wait(LIMIT_S)
    assert seen == ["picture"]


def test_streams_of_one_place_keep_their_order() -> None:
    """Standard output and error of one terminal, here of one pipe."""
    read, write = os.pipe()
    with (
        os.fdopen(write, "w") as one,
        os.fdopen(os.dup(write), "w") as other,
        os.fdopen(read) as pipe,
    ):
        pair = outlets([one, other])
        for number in range(100):
            print(number, file=pair[number % 2])
        assert all(each.wait(LIMIT_S) for each in pair)
        for each in pair:
            each.end()
        assert [next(pipe) for _ in range(100)] == [f"{number}\n" for number in range(100)]


def test_a_stream_that_is_stuck_holds_up_no_other() -> None:
    """Standard error of a program in a pipe is not its output."""
    readers = [stuck(), Reader()]
    out, err = outlets([stream(reader) for reader in readers])
    out.write("a\n")
    err.write("b\n")
    assert err.wait(LIMIT_S)
    assert readers[1].text == "b\n"
    readers[0].reads.set()
    assert out.wait(LIMIT_S)


def test_somebody_else_may_write_when_all_is_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that asks for a pass phrase, or a shell."""
    reader = Reader()
    out = over(reader)
    monkeypatch.setattr("sys.stdout", out)
    sys.stdout.write("asking …\n")
    outlet.wait_until_out(LIMIT_S)
    assert reader.text == "asking …\n"


def test_a_signals_handler_may_write_in_the_middle_of_a_write() -> None:
    """It gives up nothing of its own, and waits for nothing that waits for it."""
    reader = Reader()
    handled: list[Callable[[], object]] = []

    class Interrupted(Outlet):
        def flush(self) -> None:
            if handled:
                handled.pop()()
            super().flush()

    out = Interrupted(stream(reader), WriterThread("test"))
    handled.append(lambda: (out.write("modes off\n"), out.wait(LIMIT_S)))
    out.write("a\n")
    assert out.wait(LIMIT_S)
    assert "modes off\n" in reader.text
