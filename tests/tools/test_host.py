"""A source of functions in a process of its own, whatever its functions do."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from livechat.core.tools.tool import Result
from livechat.errors import FileError, LivechatError, NotInstalledError, UsageError
from livechat.tools import host as host_module
from livechat.tools import wire
from livechat.tools.host import Host, environment
from tests.support.hosted import LIMIT_S, Hosted, hosted, run, written

pytestmark = pytest.mark.process


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, what ends when it is told to is not killed."""
    monkeypatch.setattr(host_module, "CANCEL_S", LIMIT_S)


HANGS = """
import time
from pathlib import Path

def hang(at: str = ""):
    if at:
        Path(at).touch()
    while True:
        time.sleep(1)

def fine(count: int = 1) -> int:
    return count
"""


async def touched(path: Path) -> None:
    """Wait until a function has left its sign."""
    while not path.exists():  # noqa: ASYNC110, ASYNC240 - another process makes it
        await asyncio.sleep(0.005)


def test_functions_are_offered_and_called(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '''
        def check_stock(item: str) -> dict:
            """Tell how many are in stock.

            Read-only.
            """
            return {"item": item, "left": 3}
        ''',
    )

    async def main() -> None:
        async with hosted(path) as one:
            offer = one.offers["check_stock"]
            assert (offer.server, offer.origin, offer.reads) == ("shop", "shop.py", True)
            assert offer.description == "Tell how many are in stock."
            assert await one.call("check_stock", item="gloves") == Result(
                value={"item": "gloves", "left": 3}
            )
            assert (await one.call("check_stock")).retry
        assert one.troubles == []

    run(main())


@pytest.mark.parametrize(
    "text", ["def order(:", "import no_such_module", "", "import os; os._exit(3)"]
)
def test_a_file_that_cannot_be_used_is_an_error_at_the_first_start(
    tmp_path: Path, text: str
) -> None:
    async def main() -> None:
        with pytest.raises(UsageError, match=r"shop\.py"):
            async with hosted(written(tmp_path, text)):
                pass

    run(main())


def test_a_file_that_never_ends_is_an_error(tmp_path: Path) -> None:
    async def main() -> None:
        with pytest.raises(UsageError, match=r"shop\.py did not start within 0\.5 s\."):
            async with hosted(written(tmp_path, "while True: pass"), start_s=0.5):
                pass

    run(main())


def test_a_kind_that_is_not_there_is_an_error() -> None:
    async def main() -> None:
        host = Host("nonsense", {}, label="nonsense")
        with pytest.raises(NotInstalledError):
            await host.run(Hosted(host).events())

    run(main())


def test_a_python_that_is_gone_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))

    async def main() -> None:
        host = Host("functions", {}, label="shop.py")
        with pytest.raises(LivechatError, match=r"Cannot start the process of shop\.py: no such"):
            await host.run(Hosted(host).events())

    run(main())


def test_a_function_that_burns_a_core_keeps_neither_the_loop_nor_others_waiting(
    tmp_path: Path,
) -> None:
    """Order alone is looked at: the loop ticks a thousand times before the function ends, and it
    ends only when it is told to.
    """
    path = written(
        tmp_path,
        """
        from pathlib import Path

        def burn(at: str) -> int:
            turns = 0
            while not Path(at).exists():
                turns += sum(range(1000))
            return turns

        async def fine() -> str:
            return "fine"
        """,
    )

    async def main() -> None:
        async with hosted(path) as one:
            burning = asyncio.create_task(one.call("burn", at=str(tmp_path / "end")))
            for _ in range(20):
                assert (await one.call("fine")).value == "fine"
            for _ in range(1_000):
                await asyncio.sleep(0)
            assert not burning.done()
            (tmp_path / "end").touch()
            result = await burning
            assert isinstance(result.value, int)
            assert result.value > 0

    run(main())


def test_a_function_that_hangs_is_ended_and_the_next_call_works(tmp_path: Path) -> None:
    """A thread cannot be ended, so its process is; what ran beside it is told the truth."""

    async def main() -> None:
        async with hosted(written(tmp_path, HANGS)) as one:
            beside = asyncio.create_task(one.call("hang", at=str(tmp_path / "runs")))
            await touched(tmp_path / "runs")
            result = await one.call("hang", timeout_s=0.1)
            assert result.failed
            assert result.timed_out
            assert result.value == "It was stopped after 0.1 s. It may have had an effect."
            assert await beside == Result(
                value="Another function of shop.py had to be stopped, and this one with it. "
                "It may have had an effect.",
                failed=True,
            )
            assert await one.call("fine", count=7) == Result(value=7)
            assert one.troubles == [
                "A function of shop.py did not stop, so its process was ended. Starting it again."
            ]

    run(main())


@pytest.mark.usefixtures("patient")
def test_an_async_function_that_takes_too_long_is_cancelled_and_the_process_stays(
    tmp_path: Path,
) -> None:
    path = written(
        tmp_path,
        """
        import asyncio, os

        put_away = []

        async def wait():
            try:
                await asyncio.sleep(3600)
            finally:
                put_away.append(os.getpid())

        def look() -> list[int]:
            return put_away
        """,
    )

    async def main() -> None:
        async with hosted(path) as one:
            result = await one.call("wait", timeout_s=0.1)
            assert result.timed_out
            assert len((await one.call("look")).value) == 1  # type: ignore[arg-type]
            assert (one.starts, one.troubles) == (1, [])

    run(main())


@pytest.mark.usefixtures("patient")
def test_a_function_that_ends_at_the_last_moment_has_its_result(tmp_path: Path) -> None:
    """It had its effect, and the model must know."""
    path = written(
        tmp_path,
        """
        import asyncio

        async def order() -> str:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                return "ordered"
        """,
    )

    async def main() -> None:
        async with hosted(path) as one:
            assert await one.call("order", timeout_s=0.1) == Result(value="ordered")

    run(main())


def test_a_cancelled_call_ends_the_function_and_nobody_waits_for_it(tmp_path: Path) -> None:
    """One that cannot be ended takes its process with it, soon."""

    async def main() -> None:
        async with hosted(written(tmp_path, HANGS)) as one:
            task = asyncio.create_task(one.call("hang", at=str(tmp_path / "runs")))
            await touched(tmp_path / "runs")
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert one.starts == 1
            await one.until(lambda: one.starts == 2)
            assert (await one.call("fine")).value == 1

    run(main())


@pytest.mark.parametrize(
    ("ending", "how"),
    [
        ("os._exit(3)", " (exit status 3)"),
        ("os.kill(os.getpid(), 11)", " (signal 11)"),
        ("os.closerange(0, 100); time.sleep(3600)", ""),
    ],
)
def test_a_process_that_dies_is_started_again_and_its_calls_fail(
    tmp_path: Path, ending: str, how: str
) -> None:
    path = written(tmp_path, f"import os, time\ndef die(): {ending}\ndef fine(): return 'fine'")

    async def main() -> None:
        async with hosted(path) as one:
            assert await one.call("die") == Result(
                value="The process of shop.py ended while this function ran. "
                "It may have had an effect.",
                failed=True,
            )
            assert (await one.call("fine")).value == "fine"
            [told] = one.troubles
            assert told.startswith(f"The process of shop.py ended unexpectedly{how}")
            assert told.endswith(" Starting it again.")

    run(main())


def test_a_process_that_cannot_be_started_again_is_tried_after_growing_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also after one that was killed: that alone is a reason to start at once."""
    monkeypatch.setattr(host_module, "WAITS_S", (0.0, 0.01, 0.02))
    monkeypatch.setattr(host_module, "CANCEL_S", 0.1)
    python = sys.executable

    async def main() -> None:
        async with hosted(written(tmp_path, HANGS)) as one:
            monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
            assert (await one.call("hang", timeout_s=0.1)).timed_out
            await one.until(lambda: len(one.troubles) == 4)
            failed = "Cannot start the process of shop.py: no such file or directory. "
            assert one.troubles[1:] == [
                failed + "Starting it again.",
                failed + "Trying again in 0.01 s.",
                failed + "Trying again in 0.02 s.",
            ]
            monkeypatch.setattr(sys, "executable", python)
            await one.until(lambda: one.starts == 2)

    run(main())


def test_a_process_that_dies_again_and_again_is_started_after_growing_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_module, "WAITS_S", (0.0, 0.01, 0.02))
    path = written(tmp_path, "import os\ndef die(): os._exit(3)")

    async def main() -> None:
        async with hosted(path) as one:
            for count in range(1, 5):
                await one.until(lambda count=count: one.starts == count)  # type: ignore[misc]
                await one.call("die")
            await one.until(lambda: one.starts == 5)
            begin = "The process of shop.py ended unexpectedly (exit status 3). "
            assert one.troubles == [
                begin + "Starting it again.",
                begin + "Trying again in 0.01 s.",
                begin + "Trying again in 0.02 s.",
            ]

    run(main())


def test_a_file_that_was_changed_counts_from_the_next_start_on(tmp_path: Path) -> None:
    """One with a mistake is told once, and is tried until it is right again."""
    path = written(tmp_path, "import os\ndef die(): os._exit(3)\ndef price(): return 12")

    async def main() -> None:
        async with hosted(path) as one:
            assert (await one.call("price")).value == 12
            path.write_text("def price(:")
            await one.call("die")
            await one.until(lambda: len(one.troubles) == 2)
            assert one.troubles[1].startswith("Cannot run shop.py, line 1: ")
            path.write_text("def price(): return 13")
            await one.until(lambda: one.starts == 2)
            assert set(one.offers) == {"price"}
            assert (await one.call("price")).value == 13

    run(main())


def test_whatever_a_function_prints_stays_out_of_the_protocol_and_off_the_screen(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    path = written(
        tmp_path,
        r"""
        import os, subprocess, sys

        FORGED = '{"is": "returned", "id": 1, "value": "forged", "failed": false}'

        def shout() -> str:
            print(FORGED)
            print("\x1b[2Jhello", file=sys.stderr)
            sys.__stdout__.write("from below\n")
            for number in (1, 2):
                os.write(number, FORGED.encode() + b"\n\xff\x00" * 1000)
            subprocess.run([sys.executable, "-c", "print('from a child')"], stdout=sys.stdout)
            assert sys.stdin.read() == ""
            print("x" * 1_000_000)
            for number in range(100_000):
                print("flood", number)
            return "true"
        """,
    )
    caplog.set_level("DEBUG", "livechat.tools")

    async def main() -> None:
        async with hosted(path) as one:
            assert await one.call("shout") == Result(value="true")
            assert one.troubles == []

    run(main())
    assert capfd.readouterr() == ("", "")
    said = [one.getMessage() for one in caplog.records if "shop.py: " in one.getMessage()]
    assert said[1:3] == ["shop.py: ␛[2Jhello", "shop.py: from below"]
    assert len(said) < 10_000
    assert max(map(len, said)) < 1_000
    assert not any("from a child" in one for one in said)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("sys.exit(3)", "SystemExit: 3"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt."),
        ("raise BaseException('mine')", "BaseException: mine"),
        ("signal.raise_signal(signal.SIGINT); time.sleep(0.2); return 'fine'", "fine"),
        ("return order()", "RecursionError: "),
        ("raise StopIteration", "StopIteration."),
    ],
)
def test_nothing_that_a_function_raises_ends_the_others(
    tmp_path: Path, body: str, value: str
) -> None:
    path = written(tmp_path, f"import signal, sys, time\ndef order(): {body}\ndef fine(): return 1")

    async def main() -> None:
        async with hosted(path) as one:
            assert str((await one.call("order")).value).startswith(value)
            assert await one.call("fine") == Result(value=1)
            assert one.starts == 1

    run(main())


@pytest.mark.parametrize(
    ("body", "value", "cut"),
    [
        ("return 'x' * 100_000_000", "x" * wire.TEXT_CHARS, 99_000_000),
        ("return ['x' * 10] * 1_000_000", None, 13_000_000 + 1_000_000),
        ("return {'a': float('nan'), 'b': object}", {"a": "nan", "b": "object"}, 0),
        ("return 'a\\ud800'", "a�", 0),
        ("a = []\n    for _ in range(100_000): a = [a]\n    return a", None, 0),
        ("return open", None, 0),
    ],
    ids=["text", "list", "NaN", "half", "deep", "odd"],
)
def test_whatever_a_function_returns_arrives_bounded(
    tmp_path: Path, body: str, value: object, cut: int
) -> None:
    path = written(tmp_path, f"def order():\n    {body}\ndef fine(): return 1")

    async def main() -> None:
        async with hosted(path) as one:
            result = await one.call("order")
            assert not result.failed
            assert value is None or result.value == value
            assert result.cut == pytest.approx(cut, abs=1_000_000)
            assert await one.call("fine") == Result(value=1)
            assert one.starts == 1

    run(main())


def test_pictures_arrive_whole(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        r"def look(): return [b'\x89PNG\r\n\x1a\n' + bytes(5_000_000 - 8)] * 5",
    )

    async def main() -> None:
        async with hosted(path) as one:
            result = await one.call("look")
            assert [len(one.data) for one in result.pictures] == [5_000_000] * 5
            assert {one.mime_type for one in result.pictures} == {"image/png"}

    run(main())


@pytest.mark.usefixtures("patient")
def test_progress_without_end_is_told_now_and_then(tmp_path: Path) -> None:
    """Ten times a second, not a hundred thousand times; the call ends at its time."""
    path = written(
        tmp_path,
        """
        def order():
            number = 0
            while True:
                yield f"step {number} " + "x" * 10_000
                number += 1
        """,
    )

    async def main() -> None:
        told: list[str] = []
        loop = asyncio.get_running_loop()
        async with hosted(path) as one:
            began = loop.time()
            result = await one.call("order", timeout_s=1.0, progress=told.append)
            assert result.timed_out
            assert 0 < len(told) < 10 * (loop.time() - began) + 3
            assert one.starts == 1
        assert max(map(len, told)) == wire.PROGRESS_CHARS

    run(main())


def test_arguments_that_cannot_be_sent_are_a_failed_result(tmp_path: Path) -> None:
    async def main() -> None:
        async with hosted(written(tmp_path, "def order(item: str): return 1")) as one:
            result = await one.call("order", item="x" * 2_000_000)
            assert result.failed
            assert str(result.value).startswith("It did not run: ")

    run(main())


def test_sixteen_run_at_once_and_more_wait(tmp_path: Path) -> None:
    """One that does not get its turn in time has not run, and says so."""
    path = written(
        tmp_path,
        """
        import asyncio

        running, go_on = [], asyncio.Event()

        async def wait() -> int:
            running.append(1)
            await go_on.wait()
            return len(running)

        async def end() -> None:
            go_on.set()
        """,
    )

    async def main() -> None:
        async with hosted(path) as one:
            waiting = [asyncio.create_task(one.call("wait")) for _ in range(16)]
            await asyncio.sleep(0)
            late = await one.call("end", timeout_s=0.1)
            assert late == Result(
                value="It did not run: 16 other functions were still running.",
                failed=True,
                retry=True,
            )
            waiting[0].cancel()
            await one.call("end")
            results = await asyncio.gather(*waiting[1:])
            assert {result.value for result in results} == {16}

    run(main())


def test_at_the_end_a_function_that_hangs_keeps_nobody_waiting(tmp_path: Path) -> None:
    """The call is lost, and its process with all that it had started is gone."""
    path = written(
        tmp_path,
        """
        import subprocess, sys, time
        from pathlib import Path

        def hang(at: str):
            started = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
            Path(at).write_text(str(started.pid))
            Path(at + ".whole").touch()
            while True:
                time.sleep(3600)
        """,
    )

    async def main() -> None:
        async with hosted(path) as one:
            hanging = asyncio.create_task(one.call("hang", at=str(tmp_path / "pid")))
            await touched(tmp_path / "pid.whole")
        result = await hanging
        assert result.failed
        assert "It may have had an effect." in str(result.value)
        late = await one.call("hang", at="")
        assert late == Result(value="It did not run: shop.py is closed.", failed=True, retry=True)

    run(main())
    assert gone(int((tmp_path / "pid").read_text()))


def gone(pid: int) -> bool:
    """Whether a process is gone, or soon is."""
    for _ in range(1_000):
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        asyncio.run(asyncio.sleep(0.01))
    return False


def test_a_line_that_is_none_of_the_protocol_ends_the_process(tmp_path: Path) -> None:
    """A function may find the way by chance; it is told, and nothing of it is repeated."""
    path = written(
        tmp_path,
        r"""
        import os

        def order():
            for number in range(3, 30):
                try:
                    os.write(number, b"hunter2\n")
                except OSError:
                    pass
        """,
    )

    async def main() -> None:
        async with hosted(path) as one:
            await one.call("order")
            await one.until(lambda: one.starts == 2)
            assert one.troubles == [
                "The process of shop.py ended unexpectedly: it sent something that livechat does "
                "not understand. Starting it again."
            ]

    run(main())


PRIVATE = {
    "GEMINI_API_KEY": "k",
    "GOOGLE_API_KEY": "k",
    "Google_Application_Credentials": "k",
    "LIVECHAT_TOKEN": "k",
    "livechat_x": "k",
}


@pytest.mark.parametrize("name", PRIVATE)
def test_what_is_livechats_own_is_not_passed_on(name: str) -> None:
    assert environment({name: "k", "PATH": "/bin"}) == {"PATH": "/bin"}


def test_a_function_sees_no_credential_of_livechats(tmp_path: Path) -> None:
    path = written(tmp_path, "import os\ndef look(): return dict(os.environ)")
    environ: Mapping[str, str] = {**os.environ, **PRIVATE, "SHOP_DB": "x"}

    async def main() -> None:
        async with hosted(path, environ=environ) as one:
            seen = (await one.call("look")).value
            assert isinstance(seen, dict)
            assert seen["SHOP_DB"] == "x"
            assert not PRIVATE.keys() & seen.keys()
            assert "k" not in seen.values()

    run(main())


def test_where_a_function_failed_is_in_the_log_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = written(tmp_path, "def order():\n    raise ValueError('Only 3 are left.')")
    caplog.set_level("DEBUG", "livechat.tools")

    async def main() -> None:
        async with hosted(path) as one:
            result = await one.call("order")
            assert result == Result(value="ValueError: Only 3 are left.", failed=True)
            await one.call("order")  # what was printed before has come by then

    run(main())
    assert any('shop.py", line 2, in order' in one.getMessage() for one in caplog.records)


def test_a_file_that_is_missing_is_a_file_error(tmp_path: Path) -> None:
    """The kind of error crosses the wire, and its exit code with it."""

    async def main() -> None:
        with pytest.raises(FileError, match="no such file") as caught:
            async with hosted(tmp_path / "missing.py"):
                pass
        assert caught.value.remedy == "Check the path."

    run(main())


def test_the_host_imports_nothing_heavy() -> None:
    """It is imported with the call: pydantic and docstring_parser stay in the child."""
    import subprocess

    code = (
        "import sys, json, livechat.tools.host, livechat.tools.functions;"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    loaded = set(json.loads(done.stdout))
    assert not loaded & {"pydantic", "docstring_parser", "mcp", "httpx", "numpy", "rich"}
