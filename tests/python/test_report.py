"""The report: its figures are gold's, and everybody can read it, in Chromium."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from browser import Frame, Seen, look
from click.testing import CliRunner
from conftest import ROOT, Project

from orchestration.cli import main
from orchestration.home import Home
from orchestration.report import ReportError, page, write_report
from orchestration.report.figures import read_figures
from orchestration.report.sections import CARDS, SECTIONS, Figure

PACKAGE = ROOT / "orchestration" / "report"
FIGURES = [*CARDS, *SECTIONS]
WIDE, PHONE = 1200, 360
HOSTILE = "</script><!--<script><img src=x onerror=\"document.title=1\"> & 'so'"
RIGHT_TO_LEFT = "\u202e\u05d1\u05d9\u05d8\u05d5\u05d7\u200f (\u05d0)"
LARGE = "9999999999999999.99"

INSPECT = """(window) => {
    const document = window.document;
    const all = (selector, from = document) => [...from.querySelectorAll(selector)];
    const numbers = (from) => all("data", from).map((each) => each.value);
    const figures = {};
    for (const figure of all("article, main > section[aria-labelledby]:not(:first-child)")) {
        figures[figure.getAttribute("aria-labelledby")] = {
            total: all("tfoot tr", figure).flatMap(numbers),
            rows: all("tbody tr", figure).map((row) => [
                ...all("th", row).map((cell) => cell.textContent), ...numbers(row)]),
            value: all(".value data", figure).map((each) => [each.value, each.textContent])[0],
            note: figure.querySelector(".note")?.textContent ?? "",
            labels: all("svg[role=img]", figure).map((each) => each.getAttribute("aria-label")),
        };
    }
    const seen = {
        figures,
        address: window.location.hash,
        title: document.title,
        shown: document.getElementById("shown").textContent,
        top: all("#as-of, #origin").map((each) => each.textContent),
        options: all("option").map((each) => each.textContent),
        leftOut: all("#left-out li").map((each) => each.textContent),
        focused: document.activeElement.id,
        folded: all("details:not([open])").length,
        foreign: all("img, link, iframe, object, embed, [src]").length,
        faults: [
            ...all("table").filter((each) => !each.caption).map(() => "a table without caption"),
            ...all("th:not([scope])").map(() => "a th without scope"),
            ...all("svg[role=img]:not([aria-label])").map(() => "a drawing without label"),
            ...all("select").filter((each) => !each.labels.length).map(() => "no label"),
            ...all("[id]").filter((one) => all(`[id="${one.id}"]`).length > 1).map(() => "two ids"),
            ...all("[aria-labelledby]")
                .filter((one) => !document.getElementById(one.getAttribute("aria-labelledby")))
                .map(() => "a label that is not there"),
        ],
    };
    all("details").forEach((each) => { each.open = true; });
    seen.width = [document.documentElement.scrollWidth, window.innerWidth];
    return seen;
}"""


# ---- made-up gold


def served(home: Home, *, rows: bool = True, backwards: bool = False) -> Home:
    """A served file of a few models with names that could break a page, in a home."""
    networks = [
        ("sample_a", "2026-01-02", "2026-06-30", 3, 2, 1),
        ("river_b", "2026-01-05", "2026-06-28", 2, 2, 0),
    ]
    payers = [("evil", HOSTILE), ("hebrew", RIGHT_TO_LEFT), ("acme", "Acme")]
    revenue = [
        (network, payer, month, 1, 2, charged, paid, "0.00", "0.00", "0.00", "0.00", plb, paid)
        for network, payer, month, charged, paid, plb in (
            ("sample_a", "acme", "2026-05-01", "100.10", "60.05", "0.00"),
            ("sample_a", "evil", "2026-05-01", "0.20", "0.10", "-0.01"),
            ("river_b", "hebrew", "2026-06-01", LARGE, LARGE, "0.00"),
            ("river_b", "acme", None, LARGE, LARGE, "0.00"),
        )
    ]
    triangle = [
        ("sample_a", "acme", month, lag, amount)
        for month, lag, amount in (
            ("2026-04-01", 0, "10.00"), ("2026-04-01", 1, "5.00"), ("2026-04-01", 2, "-1.00"),
            ("2026-05-01", 0, "20.00"), ("2026-05-01", 1, "2.50"),
        )
    ]  # fmt: skip
    measures = [
        ("sample_a", "acme", "2026-06-01", "initial_denial_rate", 1, 3),
        ("river_b", "acme", "2026-06-01", "initial_denial_rate", 1, 5),
        ("sample_a", "acme", "2026-05-01", "days_in_ar", 100, 1),
        ("sample_a", "acme", "2026-06-01", "days_in_ar", 100, 8),
        ("sample_a", None, "2026-06-01", "clean_claim_rate", None, None),
    ]
    columns = {
        "dim_network": "network_id text, first_service_date date, last_posted_date date,"
        " claim_count bigint, x12_file_count bigint, feed_file_count bigint",
        "dim_payer": "payer_key text, payer_name text",
        "rpt_revenue_by_payer": "network_id text, payer_key text, remittance_month date,"
        " remittance_count bigint, claim_count bigint, charge_amount decimal(18,2),"
        " paid_amount decimal(18,2), contractual_amount decimal(18,2),"
        " patient_responsibility_amount decimal(18,2), denial_amount decimal(18,2),"
        " other_adjustment_amount decimal(18,2), provider_adjustment_amount decimal(18,2),"
        " payment_amount decimal(18,2)",
        "rpt_payment_lag_triangle": "network_id text, payer_key text, service_month date,"
        " lag_months integer, paid_amount decimal(18,2)",
        "rpt_measures": "network_id text, payer_key text, measure_month date, measure text,"
        " numerator decimal(18,2), denominator decimal(18,2)",
        "dim_measure": "measure text, measure_label text, measure_unit text, formula text",
        "rpt_ar_aging": "network_id text, something_else text",
    }
    content: dict[str, Sequence[tuple[Any, ...]]] = {
        "dim_network": networks,
        "dim_payer": payers,
        "rpt_revenue_by_payer": revenue,
        "rpt_payment_lag_triangle": triangle,
        "rpt_measures": measures,
        "dim_measure": [
            ("initial_denial_rate", "Initial denial rate", "share", "denied ÷ adjudicated"),
            ("days_in_ar", "Days in A/R", "days", "balance ÷ daily revenue"),
            ("clean_claim_rate", "Clean claim rate", "share", "clean ÷ sent"),
        ],
    }
    home.served_file.parent.mkdir(parents=True, exist_ok=True)
    home.served_file.unlink(missing_ok=True)
    with duckdb.connect(home.served_file) as db:
        db.execute("create schema gold")
        for name, described in columns.items():
            db.execute(f"create table gold.{name} ({described})")
            lines = list(content.get(name, ())) if rows else []
            for line in reversed(lines) if backwards else lines:
                db.execute(f"insert into gold.{name} values ({', '.join('?' * len(line))})", line)
        db.execute("comment on table gold.rpt_revenue_by_payer is 'Cash. By `x`. One row per y.'")
    return home


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Pages on made-up gold, with and without rows."""
    folder = tmp_path_factory.mktemp("report")
    full = write_report(served(Home(folder / "full"))).path
    empty = write_report(served(Home(folder / "empty"), rows=False)).path
    choose = "const s = document.getElementById('network'); s.value = '1';"
    choose += "s.dispatchEvent(new Event('change'));"
    frames = {
        "all": Frame(full),
        "phone": Frame(full, width=PHONE),
        "empty": Frame(empty, width=PHONE),
        "payer": Frame(full, "#payer=evil"),
        "unknown": Frame(full, "#payer=nobody&network="),
        "nameless": Frame(full, "#payer=none"),
        "chosen": Frame(
            full, act=choose + "document.querySelector('nav a[href$=revenue]').click()"
        ),
        "reset": Frame(full, "#payer=evil", act="document.querySelector('button').click()"),
        "later": Frame(full, act="window.location.hash = '#network=sample_a&payer=acme'"),
        "paper": Frame(full, act="window.dispatchEvent(new Event('beforeprint'))"),
    }
    return look(folder, frames, INSPECT)


def test_the_console_stays_silent(made_up: Seen) -> None:
    assert made_up.console == []


def test_a_console_error_would_be_seen(tmp_path: Path) -> None:
    broken = tmp_path / "broken.html"
    broken.write_text("<script>console.warn('careful'); nothing.there</script>")
    seen = look(tmp_path, {"broken": Frame(broken)}, "() => 1")
    assert len(seen.console) == 2


def test_sums_are_exact_beyond_floating_point(made_up: Seen) -> None:
    card = made_up.frames["all"]["figures"]["payments"]
    assert card["value"] == ["2000000000000006013", "$20,000,000,000,000,060.13"]
    assert card["rows"] == [
        ["2026-05", "6015"], ["2026-06", "999999999999999999"], ["none", "999999999999999999"],
    ]  # fmt: skip


def test_a_choice_in_the_address_is_what_is_summed(made_up: Seen) -> None:
    frames = made_up.frames
    assert frames["payer"]["figures"]["payments"]["value"] == ["10", "$0.10"]
    assert frames["later"]["figures"]["payments"]["value"] == ["6005", "$60.05"]
    assert frames["later"]["shown"].startswith("Shown: sample_a, Acme; ")
    assert frames["unknown"]["shown"] == frames["all"]["shown"]
    assert frames["all"]["shown"].startswith("Shown: all networks, all payers; ")
    assert frames["nameless"]["shown"].startswith("Shown: all networks, none; 3 of ")


def test_the_choice_and_the_place_are_in_the_address(made_up: Seen) -> None:
    chosen = made_up.frames["chosen"]
    assert chosen["address"] == "#network=sample_a&at=revenue"
    assert chosen["focused"] == "revenue"
    assert chosen["figures"]["payments"]["value"][0] == "6015"
    assert made_up.frames["reset"]["address"] == ""
    assert made_up.frames["reset"]["figures"] == made_up.frames["all"]["figures"]


def test_a_figure_that_has_no_payer_says_so(made_up: Seen) -> None:
    note = made_up.frames["payer"]["figures"]["freshness"]["note"]
    assert note == "All payers: these figures are not split by payer."
    assert made_up.frames["all"]["figures"]["freshness"]["note"] == ""


def test_rates_are_sums_divided_by_sums(made_up: Seen) -> None:
    figures = made_up.frames["all"]["figures"]
    assert figures["initial_denial_rate"]["value"] == ["200/800", "25.0%"]
    assert figures["days_in_ar"]["value"] == ["10000/800", "12.5 days"]
    assert figures["measures"]["rows"] == [
        ["Clean claim rate", ""],
        ["Days in A/R (days)", "10000/100", "10000/800"],
        ["Initial denial rate", "200/800"],
    ]


def test_the_triangle_adds_up_along_its_rows(made_up: Seen) -> None:
    assert made_up.frames["all"]["figures"]["lag_triangle"]["rows"] == [
        ["2026-04", "1000", "1500", "1400"],
        ["2026-05", "2000", "2250"],
    ]


def test_hostile_names_are_text(made_up: Seen) -> None:
    seen = made_up.frames["all"]
    assert {HOSTILE, RIGHT_TO_LEFT} <= set(seen["options"])
    assert [row[0] for row in seen["figures"]["revenue"]["rows"]][-1] == HOSTILE
    assert seen["foreign"] == 0
    assert seen["title"] == "Claims and remittances"


def test_empty_gold_is_a_readable_page(made_up: Seen) -> None:
    seen = made_up.frames["empty"]
    assert seen["top"] == ["Nothing is posted yet.", ""]
    assert seen["figures"]["payments"]["value"] == ["", "\u2013"]
    assert seen["figures"]["revenue"]["note"] == "No rows for this choice."


def test_made_up_networks_and_the_last_posting_are_named(made_up: Seen) -> None:
    assert made_up.frames["all"]["top"] == [
        "As of 2026-06-30; the network that is furthest behind posted last on 2026-06-28.",
        "Synthetic sample data: sample_a. The other networks are real.",
    ]


def test_what_is_not_built_is_named(made_up: Seen) -> None:
    left_out = made_up.frames["all"]["leftOut"]
    assert "From sending to answer: rpt_acknowledgement_funnel is not built" in left_out
    assert "Aging of receivables: rpt_ar_aging has other columns than expected" in left_out


def test_everything_unfolds_on_paper(made_up: Seen) -> None:
    assert made_up.frames["all"]["folded"] > 0
    assert made_up.frames["paper"]["folded"] == 0


@pytest.mark.parametrize("frame", ["all", "phone", "empty", "chosen", "payer"])
def test_a_page_fits_and_can_be_read_aloud(made_up: Seen, frame: str) -> None:
    seen = made_up.frames[frame]
    assert seen["faults"] == []
    assert seen["width"][0] <= seen["width"][1]


# ---- the file


def test_the_same_figures_give_the_same_bytes_and_leave_the_file(tmp_path: Path) -> None:
    first = write_report(served(Home(tmp_path / "one"))).path
    before = first.stat()
    other = write_report(served(Home(tmp_path / "two"), backwards=True)).path
    write_report(Home(tmp_path / "one"))
    after = first.stat()
    assert first.read_bytes() == other.read_bytes()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert sorted(path.name for path in first.parent.iterdir()) == [
        "claimhouse.duckdb", "report.html",
    ]  # fmt: skip


def test_the_page_asks_no_network(tmp_path: Path) -> None:
    figures = read_figures(served(Home(tmp_path), rows=False).served_file)
    reference = r"(?i)\b(https?|wss?|ftp|data):|//\w|url\(|@import|\ssrc=|<(link|iframe|base)\b"
    assert re.findall(reference, page(figures)) == []
    assert set(re.findall(r'href="(.)', page(figures))) == {"#"}
    assert "default-src 'none'" in page(figures)


def test_floating_point_is_refused(tmp_path: Path) -> None:
    home = served(Home(tmp_path))
    with duckdb.connect(home.served_file) as db:
        db.execute("alter table gold.rpt_revenue_by_payer alter payment_amount type double")
    with pytest.raises(ReportError, match="not DOUBLE"):
        write_report(home)


def test_without_published_figures_the_command_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMHOUSE_HOME", str(tmp_path))
    result = CliRunner().invoke(main, ["report"])
    assert result.exit_code == 1
    assert "run `claimhouse publish` first" in result.output
    assert list(tmp_path.iterdir()) == []


def test_no_figure_shows_a_claim_or_a_person() -> None:
    keys = re.compile(r"(chain|claim|member|remittance|ledger)_key|_token|_number|sha256|_row\b")
    shown = {one.name: " ".join([*one.by.values(), *one.sums.values()]) for one in FIGURES}
    assert [name for name, columns in shown.items() if keys.search(columns)] == []


def test_the_exposure_names_the_models_of_the_report() -> None:
    exposures = yaml.safe_load((ROOT / "models/gold/_exposures.yml").read_text())["exposures"]
    named = next(each["depends_on"] for each in exposures if each["name"] == "report")
    built = {path.stem for path in (ROOT / "models" / "gold").rglob("*.sql")}
    assert {f"ref('{one.model}')" for one in FIGURES if one.model in built} <= set(named)


def test_the_package_holds_the_page() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    patterns = [*settings["package-data"]["*"], *settings["package-data"]["orchestration.report"]]
    packaged = {path for pattern in patterns for path in PACKAGE.glob(pattern)}
    assert {path.name for path in packaged} == {"report.css", "report.html", "report.js"}


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_has_enough_contrast(scheme: int) -> None:
    style = (PACKAGE / "report.css").read_text()
    roots = re.findall(r":root \{(.+?)\}", style, re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#\w{6})", roots[scheme]))
    pairs = [(text, on) for text in ("text", "quiet", "first") for on in ("page", "panel")]
    pairs += [("second", "page"), ("on-notice", "notice")]
    pairs += [("text", f"heat-{i}") for i in range(1, 5)]
    for text, on in pairs:
        dark, light = sorted((luminance(colours[text]), luminance(colours[on])))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, on)


# ---- the sample networks

SCOPES = {
    "all": ("", ""),
    "network": ("sample_summit", ""),
    "both": ("sample_summit", "medicare"),
}


@pytest.fixture(scope="module")
def sample(sample_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    sample_project.run("claimhouse", "report")
    written = sample_project.home / "serve" / "report.html"
    frames = {
        name: Frame(written, f"#network={network}&payer={payer}")
        for name, (network, payer) in SCOPES.items()
    }
    frames["phone"] = Frame(written, width=PHONE)
    return look(tmp_path_factory.mktemp("frames"), frames, INSPECT)


def gold_sums(project: Project, figure: Figure, scope: str) -> list[int | None]:
    """The figure's sums, in units of their last digit, by SQL on the served file."""
    network, payer = SCOPES[scope]
    sums = ", ".join(f"sum({expression})" for expression in figure.sums.values())
    where = [f"({figure.where})"]
    where += [f"network_id = '{network}'"] if network else []
    where += [f"{figure.payer} = '{payer}'"] if payer and figure.payer else []
    (row,) = project.served(
        f"select {sums} from gold.{figure.model} as model where {' and '.join(where)}"
    )
    return [None if each is None else int(str(each).replace(".", "")) for each in row]


def shown_sums(seen: Any, figure: Figure) -> list[int | None]:
    """The page's total, and of states that have none the sum of its rows."""
    columns = slice(len(figure.by), len(figure.by) + len(figure.sums))
    rows = [row[columns] for row in seen["rows"]]
    if figure.adds_up:
        rows = [seen["total"][: len(figure.sums)]]
    known = [[int(each) for each in column if each] for column in zip(*rows, strict=True)]
    return [sum(column) if column else None for column in known]


@pytest.mark.build
@pytest.mark.parametrize("scope", SCOPES)
def test_the_figures_are_those_of_gold(sample_project: Project, sample: Seen, scope: str) -> None:
    figures = sample.frames[scope]["figures"]
    compared = []
    for figure in FIGURES:
        if figure.chart != "matrix":
            expected = gold_sums(sample_project, figure, scope)
            assert shown_sums(figures[figure.name], figure) == expected, figure.name
            compared.append(figure.name)
    assert {"payments", "open_balance", "revenue", "funnel", "quality"} <= set(compared)


@pytest.mark.build
def test_the_headlines_are_what_analysts_would_ask_for(
    sample_project: Project, sample: Seen
) -> None:
    expected = sample_project.served(
        """
        select
            (select sum(payment_amount) from gold.fct_remittances),
            (select sum(open_payer_amount + open_patient_amount) from gold.fct_claims),
            (select count(*) from gold.fct_claims where not is_voided),
            (select avg(is_rejected::int)::decimal(18, 9) from gold.fct_submissions)
        """
    )[0]
    figures = sample.frames["all"]["figures"]
    names = ("payments", "open_balance", "claims")
    assert [figures[name]["value"][0] for name in names] == [
        str(each).replace(".", "") for each in expected[:3]
    ]
    # a balance runs on: its last month is what is open
    assert figures["open_balance"]["rows"][-1][1] == figures["open_balance"]["value"][0]
    shown = f"{(100 * expected[3]).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"
    assert figures["rejection_rate"]["value"][1] == shown


@pytest.mark.build
def test_every_figure_of_the_sample_is_shown(sample: Seen) -> None:
    seen = sample.frames["all"]
    assert sample.console == []
    assert seen["leftOut"] == []
    assert seen["top"][1] == "Synthetic sample data. No patient, provider or payer in it is real."
    assert [name for name in seen["figures"] if not seen["figures"][name]["labels"]] == [
        name for name in ("measures", "lag_triangle", "anomalies", "quality", "freshness")
        if name in seen["figures"]
    ]  # fmt: skip


@pytest.mark.build
@pytest.mark.parametrize("frame", ["all", "phone"])
def test_the_sample_fits_a_phone(sample: Seen, frame: str) -> None:
    assert sample.frames[frame]["faults"] == []
    assert sample.frames[frame]["width"][0] <= sample.frames[frame]["width"][1]


@pytest.mark.build
def test_the_sample_holds_no_key_and_is_light(sample_project: Project, sample: Seen) -> None:
    text = (sample_project.home / "serve" / "report.html").read_text()
    found = re.search(r'id="figures">(.+?)</script>', text, re.DOTALL)
    assert found
    data = json.loads(found[1])
    del data["payers"]
    assert re.findall(r"\d{14,}|[0-9a-f]{20,}", json.dumps(data)) == []
    assert len(text.encode()) < 2_000_000
    assert max(len(figure["at"]) for figure in data["sections"]) < 5000


@pytest.mark.build
def test_gold_without_rows_is_a_page_too(sample_project: Project, tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.served_file.parent.mkdir()
    with duckdb.connect(home.served_file) as db:
        served_file = sample_project.home / "serve" / "claimhouse.duckdb"
        db.execute(f"attach '{served_file}' as full_file (read_only); create schema gold")
        for (name,) in sample_project.served("select table_name from duckdb_tables()"):
            db.execute(f"create table gold.{name} as from full_file.gold.{name} limit 0")
    seen = look(tmp_path, {"empty": Frame(write_report(home).path)}, INSPECT)
    assert seen.console == []
    assert seen.frames["empty"]["figures"]["funnel"]["note"] == "No rows for this choice."
