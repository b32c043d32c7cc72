from __future__ import annotations

from collections.abc import Callable

import pytest

from orchestration.ingestion.batch import ReadError, SourceAway
from orchestration.ingestion.retry import with_retries


def failing(times: int, error: type[Exception] = SourceAway) -> Callable[[], int]:
    """A call that fails so many times, then returns how often it was called."""
    calls: list[int] = []

    def call() -> int:
        calls.append(1)
        if len(calls) <= times:
            raise error(f"attempt {len(calls)}")
        return len(calls)

    return call


def test_a_source_that_comes_back_is_read() -> None:
    waits: list[float] = []
    assert with_retries(failing(3), attempts=4, sleep=waits.append) == 4
    assert len(waits) == 3


def test_the_last_failure_is_raised_as_it_is() -> None:
    waits: list[float] = []
    with pytest.raises(SourceAway, match="attempt 4"):
        with_retries(failing(9), attempts=4, sleep=waits.append)
    assert len(waits) == 3


def test_what_another_try_would_not_mend_is_raised_at_once() -> None:
    waits: list[float] = []
    with pytest.raises(ReadError, match="attempt 1"):
        with_retries(failing(9, ReadError), sleep=waits.append)
    assert waits == []


def test_waits_double_at_most_and_differ() -> None:
    runs = []
    for _ in range(50):
        waits: list[float] = []
        with pytest.raises(SourceAway):
            with_retries(failing(9), attempts=5, first_wait=2, sleep=waits.append)
        runs.append(waits)
    for number, each in enumerate(zip(*runs, strict=True)):
        assert 0 <= min(each) < max(each) <= 2 * 2**number
    assert max(max(waits) for waits in runs) > 8  # they do grow


def test_no_wait_is_longer_than_a_minute() -> None:
    waits: list[float] = []
    with pytest.raises(SourceAway):
        with_retries(failing(99), attempts=20, sleep=waits.append)
    assert max(waits) <= 60


def test_the_first_wait_can_be_set_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestration.ingestion.retry.FIRST_WAIT", 0.0)
    waits: list[float] = []
    assert with_retries(failing(2), sleep=waits.append) == 3
    assert waits == [0, 0]
