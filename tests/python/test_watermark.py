from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.ingestion.batch import Batch, SourceAway
from orchestration.ingestion.watermark import since, unseen

Row = tuple[str | None, ...]
NAMES = ("claim_id", "status", "modified_at")


def batch_of(rows: Sequence[Row], names: Sequence[str] = NAMES) -> Batch:
    cells = list(zip(*rows, strict=True)) or [()] * len(names)
    columns = {
        name: pa.array(list(each), pa.string()) for name, each in zip(names, cells, strict=True)
    }
    return Batch(pa.table(columns), pa.array(range(1, len(rows) + 1), pa.int64()))


class Feed:
    """A database table and what has landed of it."""

    def __init__(self, folder: Path, overlap: int = 60, key: Sequence[str] = ()) -> None:
        self.folder = folder
        self.overlap = overlap
        self.key = key

    @property
    def landed(self) -> list[Path]:
        return sorted(self.folder.glob("*.parquet"))

    def pull(self, *rows: Row, at: str = "2024-06-01") -> list[Row]:
        """Land what is new of ``rows``, all that the table holds now; what landed."""
        low = since(self.landed, "modified_at", self.overlap)
        source = [row for row in rows if not (low and row[-1]) or row[-1] >= low]
        new = list(unseen(iter([batch_of(source)]), self.landed, "modified_at", low, self.key))
        self.land(new, at)
        return [tuple(row.values()) for batch in new for row in batch.columns.to_pylist()]

    def land(self, batches: list[Batch], at: str = "2024-06-01") -> None:
        for batch in batches:
            now = pa.repeat(pa.scalar(datetime.fromisoformat(at), pa.timestamp("us")),
                            len(batch.source_rows))  # fmt: skip
            hashes = batch.hashes
            if hashes is None:
                hashes = pa.nulls(len(batch.source_rows), pa.string())
            table = batch.columns.append_column("source_row_hash", hashes)
            path = self.folder / f"{len(self.landed):03}.parquet"
            pq.write_table(table.append_column("ingested_at", now), path)


@pytest.fixture
def feed(tmp_path: Path) -> Feed:
    return Feed(tmp_path)


def test_the_first_pull_reads_everything(feed: Feed) -> None:
    assert since([], "modified_at", 60) is None
    assert feed.pull(("1", "open", "2024-05-01 10:00:00")) == [("1", "open", "2024-05-01 10:00:00")]


@pytest.mark.parametrize(("highest", "low"), [
    ("2024-05-01 10:00:00", "2024-05-01 09:00:00"),
    ("2024-05-01 10:00:00.1234", "2024-05-01 09:00:00.1234"),
    ("2024-05-01T10:00:00", "2024-05-01 09:00:00"),
    ("2024-05-01 10:00:00+00", "2024-05-01 09:00:00"),
    ("2024-05-02 01:00:00", "2024-05-02"),
    ("2024-05-02", "2024-05-01 23:00:00"),
    ("no stamp", None),
    (None, None),
])  # fmt: skip
def test_a_pull_starts_before_the_highest_stamp(
    feed: Feed, highest: str | None, low: str | None
) -> None:
    feed.pull(("1", "open", highest), ("2", "open", "1999-12-31") if low else ("2", "open", None))
    assert since(feed.landed, "modified_at", 60) == low


def test_a_stamp_of_the_future_stops_no_pull(feed: Feed) -> None:
    feed.pull(("1", "open", "2024-05-01 10:00:00"), ("2", "open", "9999-12-31"))
    assert since(feed.landed, "modified_at", 60) == "2024-05-01 09:00:00"


def test_an_unchanged_table_lands_nothing(feed: Feed) -> None:
    rows = [("1", "open", "2024-05-01 10:00:00"), ("2", None, None), ("3", "", "2024-05-01")]
    assert feed.pull(*rows) == rows
    assert feed.pull(*rows) == []


@pytest.mark.parametrize("changed", [
    ("1", "paid", "2024-05-01 11:00:00"),
    ("1", "paid", "2024-05-01 10:00:00"),
    ("1", "", "2024-05-01 10:00:00"),
    ("1", None, "2024-05-01 10:00:00"),
    ("1", "open", None),
])  # fmt: skip
def test_a_changed_row_lands_once(feed: Feed, changed: Row) -> None:
    same = ("2", "open", "2024-05-01 10:00:00")
    feed.pull(("1", "open", "2024-05-01 10:00:00"), same)
    assert feed.pull(changed, same) == [changed]
    assert feed.pull(changed, same) == []


def test_a_late_commit_with_an_early_stamp_lands(feed: Feed) -> None:
    first = ("1", "open", "2024-05-01 10:00:00")
    feed.pull(first)
    late = ("2", "open", "2024-05-01 09:05:00")
    assert feed.pull(first, late) == [late]


def test_a_row_without_a_stamp_lands_when_it_comes(feed: Feed) -> None:
    first, bare = ("1", "open", "2024-05-01 10:00:00"), ("2", "open", None)
    feed.pull(first)
    assert feed.pull(first, bare) == [bare]
    assert feed.pull(first, bare) == []


def test_a_value_that_comes_back_lands_where_the_key_is_known(tmp_path: Path) -> None:
    feed = Feed(tmp_path, key=["claim_id"])
    opened, other = ("1", "open", "2024-05-01 10:00:00"), ("2", "open", "2024-05-01 10:00:00")
    closed = ("1", "closed", "2024-05-01 10:00:00")
    assert feed.pull(opened, other, at="2024-06-01") == [opened, other]
    assert feed.pull(closed, other, at="2024-06-02") == [closed]
    assert feed.pull(opened, other, at="2024-06-03") == [opened]
    assert feed.pull(opened, other, at="2024-06-04") == []


def test_only_the_window_is_remembered(feed: Feed) -> None:
    old, new = ("1", "open", "2024-01-01"), ("2", "open", "2024-05-01 10:00:00")
    feed.pull(old, new)
    low = since(feed.landed, "modified_at", 60)
    given = list(unseen(iter([batch_of([old, new])]), feed.landed, "modified_at", low))
    assert [batch.columns.to_pylist()[0]["claim_id"] for batch in given] == ["1"]


def test_a_table_without_a_watermark_is_compared_as_a_whole(feed: Feed) -> None:
    rows = [("1", "open", "2024-01-01"), ("2", "open", "2024-05-01")]
    feed.pull(*rows)
    new = ("3", "open", "2023-01-01")
    (batch,) = unseen(iter([batch_of([*rows, new])]), feed.landed, None, None)
    assert batch.columns.to_pylist() == [dict(zip(NAMES, new, strict=True))]
    assert batch.source_rows.to_pylist() == [3]


def test_rows_of_files_have_no_hash(feed: Feed) -> None:
    row = ("1", "open", "2024-05-01")
    feed.land([batch_of([row])])
    assert feed.pull(row) == [row]


def test_order_and_numbers_stay_over_many_batches(feed: Feed) -> None:
    seen = [(str(number), "x", "2024-05-01") for number in range(0, 30_000, 3)]
    feed.pull(*seen)
    rows = [(str(number), "x", "2024-05-01") for number in range(30_000)]
    pulls = (batch_of(rows[start : start + 10_000]) for start in range(0, 30_000, 10_000))
    new = list(unseen(pulls, feed.landed, "modified_at", None))
    ids = [int(value) for batch in new for value in batch.columns.column("claim_id").to_pylist()]
    assert ids == [number for number in range(30_000) if number % 3]
    assert new[0].source_rows.to_pylist()[:3] == [2, 3, 5]
    assert [len(batch.hashes or []) for batch in new] == [batch.columns.num_rows for batch in new]


def test_a_source_that_breaks_off_is_told_as_it_is(feed: Feed) -> None:
    def broken() -> Iterator[Batch]:
        yield batch_of([("1", "open", "2024-05-01")])
        raise SourceAway("gone")

    batches = unseen(broken(), feed.landed, "modified_at", None)
    assert next(batches).columns.num_rows == 1
    with pytest.raises(SourceAway, match="gone"):
        next(batches)


CELLS = st.none() | st.text(alphabet="a1:-|,\x1f ", max_size=4)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=2, max_size=60, unique=True))
def test_rows_that_differ_have_hashes_that_differ(rows: list[Row]) -> None:
    (batch,) = unseen(iter([batch_of(rows)]), [], None, None)
    assert len(set(batch.hashes.to_pylist())) == len(rows)  # type: ignore[union-attr]


def test_a_quoted_column_name(tmp_path: Path) -> None:
    name = 'at "me'
    columns: dict[str, Any] = {
        name: ["2024-05-01 10:00:00"],
        "ingested_at": pa.array([datetime(2024, 6, 1)], pa.timestamp("us")),
    }
    pq.write_table(pa.table(columns), tmp_path / "x.parquet")
    assert since([tmp_path / "x.parquet"], name, 60) == "2024-05-01 09:00:00"
