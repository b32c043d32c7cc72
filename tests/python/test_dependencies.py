import json
import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration import dependencies
from orchestration.dependencies import DependencyError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "packages.yml", tmp_path)
    shutil.copytree(ROOT / "packages", tmp_path / "packages")
    return tmp_path


def unreachable(*_: object, **__: object) -> bool:
    return False


def reachable(*_: object, **__: object) -> bool:
    return True


def no_package(*_: object, **__: object) -> Path:
    raise DependencyError("dbt deps failed: no such package")


def from_hub(_packages_yml: Path, scratch: Path, **_: object) -> Path:
    utils = scratch / "dbt_packages" / "dbt_utils"
    utils.mkdir(parents=True)
    (utils / "dbt_project.yml").write_text("name: dbt_utils\nversion: 1.9.9\n")
    return scratch / "dbt_packages"


def installed_version(home: Path) -> str:
    text = (home / "dbt_packages" / "dbt_utils" / "dbt_project.yml").read_text()
    return text.split("version:")[1].split()[0]


@pytest.mark.parametrize(("value", "expected"), [(None, "auto"), ("", "auto"), ("hub", "hub")])
def test_source_is_read_from_the_environment(value: str | None, expected: str) -> None:
    assert dependencies.parse_source(value) == expected


def test_unknown_source_names_the_allowed_ones() -> None:
    with pytest.raises(DependencyError, match="'github'; allowed are: auto, hub, standin"):
        dependencies.parse_source("github")


def test_fingerprint_follows_content_and_names(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    file = tmp_path / "a" / "x"
    file.write_text("1")
    first = dependencies.fingerprint([tmp_path / "a"])
    assert dependencies.fingerprint([tmp_path / "a"]) == first
    file.write_text("2")
    assert dependencies.fingerprint([tmp_path / "a"]) != first
    file.write_text("1")
    file.rename(tmp_path / "a" / "y")
    assert dependencies.fingerprint([tmp_path / "a"]) != first


def test_reason_skips_the_preamble_of_a_dbt_log() -> None:
    log = "07:43  Running with dbt=1.11\n07:43  Encountered an error:\nExternal Error: no route\n"
    assert dependencies.reason(log) == "External Error: no route"


def test_auto_installs_the_standin_when_the_hub_is_silent(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dependencies, "hub_answers", unreachable)
    note = dependencies.install_dbt_packages(home, "auto")
    assert note is not None
    assert "stand-in" in note
    assert "\n" not in note
    assert installed_version(home) == "1.4.1"
    assert not list((home / "build").iterdir())


def test_auto_falls_back_when_dbt_deps_fails(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dependencies, "hub_answers", reachable)
    monkeypatch.setattr(dependencies, "fetch_from_hub", no_package)
    note = dependencies.install_dbt_packages(home, "auto")
    assert note is not None
    assert "no such package" in note


def test_hub_is_preferred_and_says_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dependencies, "hub_answers", reachable)
    monkeypatch.setattr(dependencies, "fetch_from_hub", from_hub)
    assert dependencies.install_dbt_packages(home, "auto") is None
    assert installed_version(home) == "1.9.9"


def test_a_second_run_touches_neither_network_nor_files(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dependencies.install_dbt_packages(home, "standin")
    before = (home / "dbt_packages").stat().st_ctime_ns

    def forbidden() -> bool:
        raise AssertionError("asked the hub")

    monkeypatch.setattr(dependencies, "hub_answers", forbidden)
    assert dependencies.install_dbt_packages(home, "auto") is None
    assert (home / "dbt_packages").stat().st_ctime_ns == before


def test_changed_packages_yml_installs_again(home: Path) -> None:
    dependencies.install_dbt_packages(home, "standin")
    with (home / "packages.yml").open("a") as file:
        file.write("# changed\n")
    assert dependencies.install_dbt_packages(home, "standin") is not None


def test_hub_required_fails_and_keeps_what_is_installed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dependencies.install_dbt_packages(home, "standin")
    monkeypatch.setattr(dependencies, "fetch_from_hub", no_package)
    with pytest.raises(DependencyError, match="no such package"):
        dependencies.install_dbt_packages(home, "hub")
    assert installed_version(home) == "1.4.1"


def test_standin_never_passes_for_the_hub(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dependencies.install_dbt_packages(home, "standin")
    monkeypatch.setattr(dependencies, "fetch_from_hub", from_hub)
    dependencies.install_dbt_packages(home, "hub")
    assert installed_version(home) == "1.9.9"


def test_damaged_installation_is_installed_again(home: Path) -> None:
    dependencies.install_dbt_packages(home, "standin")
    (home / "dbt_packages" / "dbt_utils" / "dbt_project.yml").unlink()
    assert dependencies.install_dbt_packages(home, "standin") is not None
    (home / "dbt_packages" / dependencies.STAMP).write_text("{")
    assert dependencies.install_dbt_packages(home, "standin") is not None


def test_extensions_load_offline(tmp_path: Path) -> None:
    copied = dependencies.install_extensions(tmp_path)
    assert len(copied) == len(dependencies.EXTENSIONS)
    settings: dict[str, str | bool | int | float | list[str]] = {
        "extension_directory": str(tmp_path),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    with duckdb.connect(config=settings) as connection:
        for name in dependencies.EXTENSIONS:
            connection.execute(f"load {name}")
        loaded = connection.execute(
            "select extension_name from duckdb_extensions()"
            " where loaded and install_path like ? || '%'",
            [str(tmp_path)],
        ).fetchall()
    assert {name for (name,) in loaded} == set(dependencies.EXTENSIONS)
    assert dependencies.install_extensions(tmp_path) == []


def test_truncated_extension_is_replaced(tmp_path: Path) -> None:
    (file,) = dependencies.install_extensions(tmp_path, ["excel"])
    file.write_bytes(b"half")
    assert dependencies.install_extensions(tmp_path, ["excel"]) == [file]


def test_missing_extension_names_its_package() -> None:
    with pytest.raises(DependencyError, match="duckdb-extension-nosuch is not installed"):
        dependencies.wheel_extension("nosuch", "v1.5.5")


def test_extension_for_another_engine_is_refused() -> None:
    with pytest.raises(DependencyError, match=r"is for DuckDB v1\.5\.5, not v9\.9\.9"):
        dependencies.wheel_extension("excel", "v9.9.9")


def test_main_reports_one_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(home)
    monkeypatch.delenv("CLAIMHOUSE_HOME", raising=False)
    monkeypatch.setenv("DBT_UTILS_SOURCE", "standin")
    assert dependencies.main() == 0
    assert capsys.readouterr().err.count("\n") == 1
    stamp = json.loads((home / "dbt_packages" / dependencies.STAMP).read_text())
    assert stamp["source"] == "standin"
    monkeypatch.setenv("DBT_UTILS_SOURCE", "moon")
    assert dependencies.main() == 1
    assert "allowed are" in capsys.readouterr().err


def test_a_home_elsewhere_holds_the_extensions_and_no_packages(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    monkeypatch.chdir(home)
    monkeypatch.setenv("CLAIMHOUSE_HOME", str(elsewhere))
    monkeypatch.setenv("DBT_UTILS_SOURCE", "standin")
    assert dependencies.main() == 0
    assert (home / "dbt_packages" / "dbt_utils").is_dir()
    assert [path.name for path in elsewhere.iterdir()] == ["build"]
    assert list((elsewhere / "build" / "extensions").rglob("excel.duckdb_extension"))
