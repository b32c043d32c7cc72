from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.ingestion.feeds import FeedsError, Source, expand, load_feeds
from orchestration.ingestion.inbox import Inbox
from orchestration.ingestion.shape import mapped

GOOD = """
feeds:
  - feed: lockbox
    rows: payments
    network: clinic
    connector: csv
    location: lockbox/*.csv
    header: {Deposit No: deposit_id}
    options: {delimiter: ";"}
    fallback: ["/mnt/second/*.csv", last_landing]
    schedule: "0 6 * * *"
    freshness: {warn_after: {count: 2, period: day}}
"""


def load(tmp_path: Path, text: str) -> list[Source]:
    path = tmp_path / "feeds.yml"
    path.write_text(text)
    return load_feeds(path)


def test_a_feed_is_read_as_it_is_written(tmp_path: Path) -> None:
    (source,) = load(tmp_path, GOOD)
    assert source.name == "lockbox/payments of clinic"
    assert source.header == {"Deposit No": "deposit_id"}
    assert source.fallback == ["/mnt/second/*.csv", "last_landing"]
    assert not source.is_database


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("location:", "locaton:", "entry 1 (lockbox payments clinic): 'locaton' is not known; "
         "did you mean 'location'?"),
        ("    location: lockbox/*.csv\n", "", "'location' is a required property"),
        ("connector: csv", "connector: cvs", "connector: 'cvs' is none of x12, csv"),
        ("network: clinic", "network: Clinic", "network: 'Clinic': The network's id: lower-case"),
        ("rows: payments", "rows: payment", "lockbox/payment has no bronze model; did you mean "
         "'lockbox/payments'?"),
        ("deposit_id}", "deposit}", "header: 'Deposit No': no column 'deposit'; did you mean "
         "'deposit_id'?"),
        ("deposit_id}", "deposit_id, Nr: deposit_id}", "header: 2 headers are called 'deposit_id'"),
        ("{delimiter: ", "{delimeter: ", "options: 'delimeter' is not known; did you mean "
         "'delimiter'?"),
        ("connector: csv", "connector: x12", "connector x12 and feed x12 go together"),
        ("period: day", "period: fortnight", "freshness.warn_after.period: 'fortnight' is none of"),
        ("count: 2", "count: two", "freshness.warn_after.count: 'two' is not of type 'integer'"),
        ("schedule:", "rows: payments\n    schedule:", "'rows' stands here twice"),
        ("feeds:", "feeds: {", "not YAML"),
        ("feeds:", "feed:", "'feed' is not known; did you mean 'feeds'?"),
    ],
)  # fmt: skip
def test_each_mistake_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(FeedsError) as raised:
        load(tmp_path, GOOD.replace(old, new))
    assert message in str(raised.value)
    assert "feeds.yml: " in str(raised.value)


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("deposit_id}", "deposit}").replace("{delimiter", "{delimeter")
    with pytest.raises(FeedsError) as raised:
        load(tmp_path, text)
    assert len(str(raised.value).splitlines()) == 2


def test_the_same_source_twice_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(FeedsError, match=r"lockbox/payments of clinic at .* is declared 2 times"):
        load(tmp_path, GOOD + GOOD.replace("\nfeeds:\n", ""))


def test_a_location_takes_its_secrets_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x y")
    assert expand("postgres://me:${SECRET}@db/claims") == "postgres://me:x y@db/claims"


def test_headers_are_mapped_by_yaml_first_and_by_name_next(tmp_path: Path) -> None:
    (source,) = load(tmp_path, GOOD)
    names = ["DEPOSIT NO", "Deposit-Date", "bank_account", "deposit_id", "Branch"]
    assert mapped(source, names) == {
        "deposit_id": "DEPOSIT NO",
        "deposit_date": "Deposit-Date",
        "bank_account": "bank_account",
    }


def test_another_header_map_is_another_reading(tmp_path: Path) -> None:
    (source,) = load(tmp_path, GOOD)
    (other,) = load(tmp_path, GOOD.replace("Deposit No:", "Deposit Nr:"))
    assert source.reading != other.reading


def test_a_network_that_is_not_declared_is_read_as_x12(tmp_path: Path) -> None:
    (tmp_path / "clinic").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "feeds.yml").write_text(GOOD)
    feeds = {source.network: source.feed for source in Inbox(tmp_path).sources()}
    assert feeds == {"clinic": "lockbox", "other": "x12"}


def test_files_that_no_source_takes_are_named(tmp_path: Path) -> None:
    (tmp_path / "clinic" / "lockbox").mkdir(parents=True)
    (tmp_path / "clinic" / "lockbox" / "a.csv").touch()
    (tmp_path / "clinic" / "stray.txt").touch()
    (tmp_path / "feeds.yml").write_text(GOOD)
    inbox = Inbox(tmp_path)
    assert inbox.unclaimed(inbox.sources()) == ["clinic/stray.txt"]


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
    with pytest.raises(FeedsError, match=message):
        Inbox(tmp_path).sources()


def test_the_samples_ids_can_not_be_declared(tmp_path: Path) -> None:
    (tmp_path / "feeds.yml").write_text(GOOD.replace("clinic", "sample_clinic"))
    with pytest.raises(FeedsError, match="kept for the sample"):
        Inbox(tmp_path).sources()


def test_a_file_outside_of_any_network_is_named(tmp_path: Path) -> None:
    (tmp_path / "stray.835").touch()
    with pytest.raises(FeedsError, match=r"stray\.835 is in no network's folder"):
        Inbox(tmp_path).sources()


def test_a_missing_inbox_is_named(tmp_path: Path) -> None:
    with pytest.raises(FeedsError, match="no such folder"):
        Inbox(tmp_path / "nowhere").sources()
