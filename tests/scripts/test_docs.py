"""Generated parts of pages, and the check of all pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from livechat.config.settings import FIELDS
from scripts import docs

STALE = "# Settings\n\n<!-- settings -->\nold\n<!-- end -->\n\nThe rest.\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one page, whose generated part is out of date."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "configuration.md").write_text(STALE)
    (tmp_path / "README.md").write_text("[settings](docs/configuration.md)\n")
    return tmp_path


def test_a_part_is_written_between_its_markers(project: Path) -> None:
    assert docs.main([], project) == 0
    written = (project / "docs" / "configuration.md").read_text()
    assert written.startswith("# Settings\n\n<!-- settings -->\n| setting |")
    assert written.endswith("|\n<!-- end -->\n\nThe rest.\n")


def test_the_check_fails_until_the_part_is_written(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert docs.main(["--check"], project) == 1
    assert "docs/configuration.md is out of date" in capsys.readouterr().err
    assert (project / "docs" / "configuration.md").read_text() == STALE
    docs.main([], project)
    assert docs.main(["--check"], project) == 0


def test_the_check_fails_for_a_link_that_leads_nowhere(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    docs.main([], project)
    (project / "README.md").write_text("[settings](docs/settings.md)\n")
    assert docs.main(["--check"], project) == 1
    assert capsys.readouterr().err == "README.md: docs/settings.md: there is no such file.\n"


def test_the_pages_of_the_project_are_found() -> None:
    names = [str(page.relative_to(docs.ROOT)) for page in docs.pages()]
    assert names[0] == "README.md"
    assert {"CONTRIBUTING.md", "docs/README.md", "docs/talk.md", "examples/README.md"} < {*names}


def test_the_readme_is_short_and_names_every_page() -> None:
    readme = (docs.ROOT / "README.md").read_text(encoding="utf-8")
    assert len(readme.splitlines()) <= 300
    index = (docs.ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for page in {path.name for path in docs.ROOT.glob("docs/*.md")} - {"README.md"}:
        assert f"(docs/{page})" in readme
        assert f"({page})" in index


def test_every_setting_has_a_row() -> None:
    rows = docs.PARTS["settings"]().splitlines()
    assert [row.split("`")[1] for row in rows[2:]] == list(FIELDS)
    assert "| `sound.volume` | `100` | Volume of the model's voice" in "\n".join(rows)


def test_every_key_of_a_function_of_ones_own_has_a_row() -> None:
    rows = docs.PARTS["tools"]().splitlines()
    keys = [row.split("`")[1] for row in rows[2:]]
    assert keys[:3] == ["tools.NAME.description", "tools.NAME.command", "tools.NAME.url"]
    assert "tools.NAME.parameters.PARAMETER.choices" in keys
