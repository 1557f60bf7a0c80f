"""A Python file, and the functions in it that are offered."""

from __future__ import annotations

import importlib.util
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from livechat.errors import FileError
from livechat.tools.functions.loading import load


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Forget the folders and modules that a test brings along."""
    path, modules = list(sys.path), set(sys.modules)
    yield
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        del sys.modules[name]


def written(folder: Path, text: str, name: str = "shop.py") -> Path:
    path = folder / name
    path.write_text(textwrap.dedent(text), "utf-8")
    return path


def test_functions_that_the_file_defines_are_offered_in_their_order(tmp_path: Path) -> None:
    """Nothing that it imports, no class, nothing with an underscore, nothing twice."""
    path = written(
        tmp_path,
        """
        import os
        from functools import cache
        from json import dumps
        from os.path import join

        class Goods:
            def __call__(self): ...

        goods = Goods()
        COUNT = 3

        def order(): ...
        async def check(): ...
        def _hidden(): ...
        @cache
        def price(): ...
        twice = lambda count: 2 * count
        again = order
        """,
    )
    assert list(load(path)) == ["order", "check", "price", "twice"]


def test_what_stands_in_all_is_offered_and_nothing_else(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
        from json import dumps
        __all__ = ["_order", "dumps", "Goods", "COUNT"]
        class Goods: ...
        COUNT = 3
        def _order(): ...
        def check(): ...
        """,
    )
    assert list(load(path)) == ["_order", "dumps"]


def test_modules_beside_the_file_can_be_imported(tmp_path: Path) -> None:
    written(tmp_path, "PRICE = 12", "prices_beside.py")
    path = written(tmp_path, "from prices_beside import PRICE\ndef price(): return PRICE")
    assert load(path)["price"]() == 12


def test_modules_beside_the_file_do_not_take_the_place_of_the_standard_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is used here, too. Of all others they come first."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.syspath_prepend(str(elsewhere))
    written(elsewhere, "PRICE = 1", "prices_beside.py")
    written(tmp_path, "PRICE = 12", "prices_beside.py")
    written(tmp_path, "NAMES = []", "this.py")
    path = written(tmp_path, "from prices_beside import PRICE\ndef price(): return PRICE")
    assert load(path)["price"]() == 12
    spec = importlib.util.find_spec("this")
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).parent != tmp_path


def test_a_file_that_has_changed_is_read_anew_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """Compiled files go by the second of the change and the size."""
    for price in range(10, 30):
        path = written(tmp_path, f"def price(): return {price}")
        assert load(path)["price"]() == price
    assert list(tmp_path.iterdir()) == [path]


def test_dataclasses_and_annotations_as_text_work(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
        from __future__ import annotations
        from dataclasses import dataclass
        @dataclass
        class Goods:
            item: str
        def order(goods: Goods): ...
        """,
    )
    assert list(load(path)) == ["order"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def order(:\n    pass", "Cannot run shop.py, line 1: invalid syntax."),
        ("x = 1\n  y = 2", "Cannot run shop.py, line 2: unexpected indent."),
        (
            "import os\nimport no_such_module",
            "Cannot run shop.py, line 2: ModuleNotFoundError: No module named 'no_such_module'.",
        ),
        (
            "def fail():\n    raise ValueError('no goods.')\n\nfail()",
            "Cannot run shop.py, line 2: ValueError: no goods.",
        ),
        ("import json\n\njson.loads('')", "Cannot run shop.py, line 3: JSONDecodeError: "),
        ("import sys\nsys.exit(3)", "Cannot run shop.py, line 2: SystemExit: 3."),
        ("raise KeyboardInterrupt", "Cannot run shop.py, line 1: KeyboardInterrupt."),
        ("x = 1\0", "Cannot run shop.py"),
        ("COUNT = 3", "shop.py has no public functions."),
        ("", "shop.py has no public functions."),
        ("__all__ = ['order']", "shop.py has no order, which __all__ names."),
        ("x = " + "(" * 1000, "Cannot run shop.py, line 1: too many nested parentheses."),
        ("raise ValueError('a\\nb' * 1000)", "Cannot run shop.py, line 1: ValueError: a ba ba"),
    ],
)
def test_what_is_wrong_with_a_file_is_one_sentence_with_its_line(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(FileError) as caught:
        load(written(tmp_path, text))
    assert caught.value.what.startswith(said)
    assert "\n" not in caught.value.what
    assert len(caught.value.what) < 300
    assert caught.value.remedy


def test_a_missing_module_is_installed_where_livechat_is(tmp_path: Path) -> None:
    path = tmp_path / "shop.py"
    path.write_text("import no_such_module\n", encoding="utf-8")
    with pytest.raises(FileError) as raised:
        load(path)
    remedy = raised.value.remedy
    assert remedy.startswith("Install its package for livechat's Python: ")
    assert remedy.endswith(" PACKAGE")


@pytest.mark.parametrize(
    ("name", "why"),
    [("missing.py", "no such file or directory"), (".", "is a directory")],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, why: str) -> None:
    path = tmp_path / name
    with pytest.raises(FileError, match=f"Cannot read .*: {why}"):
        load(path)


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    path = tmp_path / "shop.py"
    path.write_bytes(b"x = '\xff\xfe'\n")
    with pytest.raises(FileError, match=r"Cannot run shop\.py"):
        load(path)
