from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from x12_cases import interchange, zipped

from orchestration.cli import main
from orchestration.ingestion import inbox, landing
from orchestration.ingestion.inbox import InboxError, find_arrivals, land
from orchestration.ingestion.landing import Landing, Load


def land_all(folder: Path, root: Path) -> int:
    zone, load = Landing(root), Load.start()
    return sum(land(arrival, zone, load) for arrival in find_arrivals(folder))


def files(root: Path) -> list[Path]:
    return sorted(root.rglob("*.parquet"))


@pytest.fixture
def network(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox" / "clinic"
    folder.mkdir(parents=True)
    return folder


def test_the_same_bytes_land_once(network: Path, tmp_path: Path) -> None:
    (network / "a.835").write_text(interchange(1))
    (network / "deep").mkdir()
    (network / "deep" / "b.835").write_text(interchange(1))
    (network / "c.835.gz").write_bytes(gzip.compress(interchange(1).encode()))
    assert land_all(network.parent, tmp_path / "landing") == 1
    assert land_all(network.parent, tmp_path / "landing") == 0


def test_two_networks_keep_their_own_copy(network: Path, tmp_path: Path) -> None:
    (network / "a.835").write_text(interchange(1))
    (network.parent / "other").mkdir()
    (network.parent / "other" / "a.835").write_text(interchange(1))
    assert land_all(network.parent, tmp_path / "landing") == 2


def test_a_landed_file_gives_its_bytes_back(network: Path, tmp_path: Path) -> None:
    data = interchange(1).replace("JANE", "Z\u00dc").encode("latin-1") + b"\r\n"
    (network / "a.835").write_bytes(data)
    land_all(network.parent, tmp_path / "landing")
    rows = pq.read_table(files(tmp_path / "landing")[0]).to_pylist()
    assert b"".join(row["content"].encode(row["encoding"]) for row in rows) == data
    assert [row["source_row"] for row in rows] == [1, 2, 3, 4, 5]
    assert {row["segment_terminator"] for row in rows} == {"~"}


def test_row_groups_stay_small(
    network: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landing, "ROW_GROUP_BYTES", 300)
    (network / "a.835").write_text("".join(interchange(n) for n in range(1, 20)))
    land_all(network.parent, tmp_path / "landing")
    metadata = pq.ParquetFile(files(tmp_path / "landing")[0]).metadata
    assert metadata.num_row_groups >= 19


def test_a_failed_write_leaves_nothing(
    network: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (network / "a.835").write_text(interchange(1))

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(landing, "sync", fail)
    with pytest.raises(OSError, match="disk full"):
        land_all(network.parent, tmp_path / "landing")
    assert not list((tmp_path / "landing").rglob("*.*"))


def test_sweep_removes_what_a_kill_left(tmp_path: Path) -> None:
    left = tmp_path / "x12" / "network=clinic" / ".abc.parquet.1.tmp"
    left.parent.mkdir(parents=True)
    left.touch()
    Landing(tmp_path).sweep()
    assert not left.exists()


def test_a_packed_file_beyond_the_bound_is_kept_packed(
    network: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "LARGEST_UNPACKED_BYTES", 1000)
    (network / "bomb.gz").write_bytes(gzip.compress(b"0" * 100_000))
    (network / "bomb.zip").write_bytes(zipped("zeros", b"0" * 100_000))
    land_all(network.parent, tmp_path / "landing")
    errors = {
        row["source_name"]: row["landing_error"]
        for path in files(tmp_path / "landing")
        for row in pq.read_table(path).to_pylist()
    }
    assert errors == {
        "bomb.gz": "gzip unpacks to more than 1000 bytes",
        "bomb.zip": "zip unpacks to more than 1000 bytes",
    }


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Upper", "lower-case letters"),
        ("with space", "lower-case letters"),
        ("sample_mine", "kept for the sample"),
    ],
)
def test_a_network_needs_a_plain_id(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(InboxError, match=message):
        find_arrivals(tmp_path)


def test_a_file_outside_of_any_network_is_named(tmp_path: Path) -> None:
    (tmp_path / "stray.835").touch()
    with pytest.raises(InboxError, match=r"stray\.835 is in no network's folder"):
        find_arrivals(tmp_path)


def test_a_mistyped_inbox_takes_no_landed_network_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMHOUSE_HOME", str(tmp_path))
    landed = tmp_path / "landing" / "x12" / "network=sample_lakeside" / "1.parquet"
    landed.parent.mkdir(parents=True)
    landed.touch()
    done = CliRunner().invoke(main, ["ingest", "--inbox", str(tmp_path / "nowhere")])
    assert done.exit_code == 1
    assert landed.exists()


def test_a_missing_inbox_is_named(tmp_path: Path) -> None:
    with pytest.raises(InboxError, match="no such folder"):
        find_arrivals(tmp_path / "nowhere")
