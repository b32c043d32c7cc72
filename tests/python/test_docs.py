"""The documentation names only what exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT

MADE_BY_RUNS = (
    "landing/", "build/", "serve/", "risk/", "as_of/", "target/", "inbox/", "logs/", "truth/",
)  # fmt: skip
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "models/**/*.md", ".github/**/*.md")
    for path in ROOT.glob(pattern)
)  # fmt: skip
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)")
PATH = re.compile(r"[\w.][\w./-]*/[\w./-]*|[\w-]+\.(?:ya?ml|toml|md|lock|sql|py|csv)")


def named_paths(text: str) -> set[str]:
    """What looks like a path of the repository: in code marks, or the target of a link."""
    links = {target for target in LINK.findall(text) if "://" not in target}
    codes = {code for code in CODE.findall(text) if PATH.fullmatch(code)}
    return {name for name in links | codes if not name.startswith(MADE_BY_RUNS)}


def exists(name: str, document: Path) -> bool:
    """Whether a path is there: from the root, from the document, or a file of that name."""
    if (ROOT / name).exists() or (document.parent / name).exists():
        return True
    return "/" not in name and any(
        not {".venv", "dbt_packages", "build"} & set(path.parts) for path in ROOT.rglob(name)
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_path_that_is_named_exists(document: Path) -> None:
    names = named_paths(document.read_text(encoding="utf-8"))
    assert [name for name in sorted(names) if not exists(name, document)] == []


def test_a_path_that_does_not_exist_is_found() -> None:
    text = "See `docs/nowhere.md`, [this](docs/no.md), `a/b c` and `build/x`; `select 1 / 2`."
    assert named_paths(text) == {"docs/nowhere.md", "docs/no.md"}
    assert not exists("docs/nowhere.md", ROOT / "README.md")
    assert exists("feeds.schema.json", ROOT / "README.md")
