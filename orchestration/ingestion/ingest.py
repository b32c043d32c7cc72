"""Land what is new of every source. The same bytes of a network land once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path

import pyarrow as pa

from orchestration.ingestion import arrivals
from orchestration.ingestion.arrivals import Arrival, Found
from orchestration.ingestion.batch import Batch, DriverMissing, ReadError, SourceAway
from orchestration.ingestion.connectors import database_connector, file_connector, x12
from orchestration.ingestion.feeds import (
    LAST_LANDING,
    MissingVariableError,
    Source,
    columns_of,
    expand,
)
from orchestration.ingestion.landing import Landing, Load, reading_of, sha256_of
from orchestration.ingestion.retry import with_retries
from orchestration.ingestion.shape import Origin, mapped, schema_of, shape
from orchestration.ingestion.watermark import since, unseen


class Status(StrEnum):
    """How the landing of one source went."""

    LANDED = "landed"
    KEPT = "last landing kept"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass
class Outcome:
    """What became of one source."""

    source: Source
    status: Status = Status.LANDED
    new: int = 0
    known: int = 0
    rows: int = 0
    rejected: int = 0
    landed_from: str = "primary"
    message: str = ""
    seen: set[str] = field(default_factory=set)
    extra: set[str] = field(default_factory=set)

    @property
    def missing(self) -> set[str]:
        """Columns of the feed that nothing that landed now has had."""
        return (
            set(columns_of(self.source.feed, self.source.rows)) - self.seen if self.seen else set()
        )


@dataclass(frozen=True)
class Ingest:
    """One run of ``claimhouse ingest`` over an inbox."""

    inbox: Path
    landing: Landing
    load: Load
    dry_run: bool = False
    progress: Callable[[int], object] = lambda rows: None

    def land(self, source: Source) -> Outcome:
        """Land one source; what goes wrong with it stays with it."""
        outcome = Outcome(source)
        try:
            self._first_that_answers(source, outcome)
        except (MissingVariableError, DriverMissing) as error:
            outcome.status, outcome.message = Status.SKIPPED, str(error)
        except SourceAway as error:
            outcome.status, outcome.message = Status.FAILED, str(error)
            if LAST_LANDING in source.fallback and self._landed(source):
                outcome.status = Status.KEPT
        except ReadError as error:
            outcome.status, outcome.message = Status.FAILED, str(error)
        except PermissionError as error:
            outcome.status = Status.FAILED
            outcome.message = f"{error.filename}: {error.strerror}"
        return outcome

    def _first_that_answers(self, source: Source, outcome: Outcome) -> None:
        """Land from the location, else from the first fallback that answers."""
        seconds = [place for place in source.fallback if place != LAST_LANDING]
        pull = self._pull if source.is_database else self._pick_up
        for number, place in enumerate([source.location, *seconds]):
            outcome.landed_from = "secondary" if number else "primary"
            try:
                location = self._expanded(place, is_fallback=number > 0)
                is_far = source.is_database or "://" in location
                with_retries(partial(pull, source, location, outcome), attempts=4 if is_far else 1)
            except SourceAway as error:
                outcome.message = str(error)
                if number == len(seconds):
                    raise
            else:
                return

    @staticmethod
    def _expanded(place: str, is_fallback: bool) -> str:
        """A location with its variables; a fallback without them leaves its source away."""
        try:
            return expand(place)
        except MissingVariableError as error:
            if is_fallback:
                raise SourceAway(str(error)) from None
            raise

    def _landed(self, source: Source) -> list[Path]:
        return self.landing.files(source.feed, source.rows, source.network)

    # ------------------------------------------------------------ files

    def _pick_up(self, source: Source, location: str, outcome: Outcome) -> None:
        """Land the files at ``location`` that have not landed."""
        outcome.new = outcome.known = outcome.rows = outcome.rejected = 0
        for found in arrivals.find(source, location, self.inbox / source.network):
            self._pick_up_one(source, found, outcome)

    def _pick_up_one(self, source: Source, found: Found, outcome: Outcome) -> None:
        with (
            found.local() as path,
            arrivals.opened(source.connector, found.name, path) as opened,
        ):
            for arrival in opened:
                self._land_file(source, found, arrival, outcome)

    def _land_file(self, source: Source, found: Found, arrival: Arrival, outcome: Outcome) -> None:
        """Land one file, unless the same bytes have landed and were read in the same way."""
        sha256 = sha256_of(arrival.path)
        folder = self.landing.folder(source.feed, source.rows, source.network)
        landed = folder / f"{sha256}.parquet"
        if landed.exists() and reading_of(landed) == source.reading:
            outcome.known += 1
            return
        outcome.new += 1
        if self.dry_run:
            return
        connector = file_connector(source.connector)
        origin = Origin(
            source.network, arrival.source_name, sha256, outcome.landed_from, self.load,
            modified_at=found.modified_at(),
        )  # fmt: skip
        try:
            if arrival.error:
                raise ReadError(arrival.error)
            batches = connector.read(arrival.path, source.options)
            self._write(source, origin, batches, outcome, arrival.path, connector.KEEPS_RAW)
        except ReadError as error:
            refuse = x12.refuse if source.feed == "x12" else refused
            batches = refuse(arrival.path, str(error))
            self._write(source, origin, batches, outcome, arrival.path, keeps_raw=True)

    def _write(
        self, source: Source, origin: Origin, batches: Iterator[Batch],
        outcome: Outcome, path: Path, keeps_raw: bool,
    ) -> None:  # fmt: skip
        assert origin.source_sha256 is not None
        folder = self.landing.folder(source.feed, source.rows, source.network)
        schema = schema_of(source.feed, source.rows, source.reading)
        rejected = 0
        headers: set[str] = set()
        with self.landing.draft(folder, schema) as draft:
            for batch in batches:
                table = self._shaped(batch, source, origin, schema, outcome)
                rejected += table.num_rows - table.column("landing_error").null_count
                headers |= set(batch.columns.column_names)
                draft.write(table)
            refuse_strangers(source, headers)
            draft.commit(origin.source_sha256, path if keeps_raw else None)
        outcome.rows += draft.rows
        outcome.rejected += rejected

    # ------------------------------------------------------------ databases

    def _pull(self, source: Source, url: str, outcome: Outcome) -> None:
        """Land the rows that have not landed: one file for one pull."""
        outcome.rows = outcome.rejected = 0
        if "://" not in url:
            path = (self.inbox / source.network / url).absolute()
            url = f"sqlite:///{path}" if source.connector == "sql" else str(path)
        schema = schema_of(source.feed, source.rows, source.reading)
        name = source.options.get("table", "query")
        stamp = source.options.get("watermark")
        origin = Origin(source.network, name, None, outcome.landed_from, self.load, stamp=stamp)
        with arrivals.scratch_folder() as scratch:
            spool = scratch / "rows.arrow"
            # of the load too: the same value that comes back later is another arrival
            digest = hashlib.sha256(self.load.load_id.encode())
            headers: set[str] = set()
            with pa.OSFile(str(spool), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
                for batch in self._unseen(source, url):
                    table = self._shaped(batch, source, origin, schema, outcome)
                    for each in batch.hashes.to_pylist() if batch.hashes is not None else []:
                        digest.update(each.encode())
                    writer.write_table(table)
                    headers |= set(batch.columns.column_names)
                    outcome.rows += table.num_rows
            refuse_strangers(source, headers)
            outcome.new = int(outcome.rows > 0)
            if outcome.rows and not self.dry_run:
                self._commit_spool(source, spool, schema, digest.hexdigest())

    def _unseen(self, source: Source, url: str) -> Iterator[Batch]:
        """Rows of the database, from its watermark on, that have not landed."""
        landed = self._landed(source)
        watermark = source.options.get("watermark")
        column = next(iter(mapped(source, [watermark])), None) if watermark else None
        low = since(landed, column, source.options.get("overlap", 1440)) if column else None
        batches = database_connector(source.connector).extract(url, source.options, low)
        key = source.options.get("key", [])
        ours_of_key = list(mapped(source, key))
        # a part of a key would mistake one row for another
        whole = ours_of_key if len(ours_of_key) == len(key) else []
        return unseen(batches, landed, column, low, whole)

    def _commit_spool(self, source: Source, spool: Path, schema: pa.Schema, sha256: str) -> None:
        """The spooled rows as a landed file; only now is the digest of all of them known."""
        folder = self.landing.folder(source.feed, source.rows, source.network)
        place = schema.get_field_index("source_sha256")
        with (
            pa.memory_map(str(spool)) as stream,
            pa.ipc.open_file(stream) as reader,
            self.landing.draft(folder, schema) as draft,
        ):
            for number in range(reader.num_record_batches):
                table = pa.Table.from_batches([reader.get_batch(number)])
                digests = pa.repeat(pa.scalar(sha256), table.num_rows)
                draft.write(table.set_column(place, schema.field(place), digests))
            draft.commit(sha256)

    # ------------------------------------------------------------ both

    def _shaped(
        self, batch: Batch, source: Source, origin: Origin, schema: pa.Schema, outcome: Outcome
    ) -> pa.Table:
        """``batch`` in the feed's columns; what differs from them is noted in ``outcome``."""
        names = batch.columns.column_names
        if source.feed != "x12" and names:
            places = mapped(source, names)
            outcome.seen |= set(places)
            outcome.extra |= set(names) - set(places.values())
        table = shape(batch, source, origin, schema)
        self.progress(table.num_rows)
        return table


def refuse_strangers(source: Source, headers: set[str]) -> None:
    """ReadError where none of all the headers of an arrival is a column of the feed."""
    if headers and not mapped(source, list(headers)):
        raise ReadError(f"none of the feed's columns is among its {len(headers)} headers")


def refused(path: Path, reason: str) -> Iterator[Batch]:
    """A file that can't be used, as one rejected row; its bytes are kept beside it."""
    yield Batch(
        columns=pa.table({}),
        source_rows=pa.array([1], pa.int64()),
        errors=pa.array([reason], pa.string()),
    )
