"""The payer crosswalk: the one seed with synthetic rows, and no others."""

from test_seeds import PROPERTIES, rows


def test_only_rows_of_the_sample_are_in_the_payer_crosswalk() -> None:
    """A user's rows are added in the user's own copy; ours name no real payer."""
    for row in rows("payer_crosswalk"):
        assert row["network_id"].startswith("sample_"), row
        assert row["payer_name"].startswith("Sample "), row
    assert "synthetic" in PROPERTIES["payer_crosswalk"]["config"]["meta"]


def test_a_payer_has_one_name_and_an_identifier_one_payer() -> None:
    names: dict[str, set[str]] = {}
    for row in rows("payer_crosswalk"):
        names.setdefault(row["payer_key"], set()).add(row["payer_name"])
    assert all(len(found) == 1 for found in names.values()), names
    identifiers = [
        (r["network_id"], r["payer_identifier"].upper()) for r in rows("payer_crosswalk")
    ]
    assert len(identifiers) == len(set(identifiers))


def test_the_crosswalk_maps_every_payer_of_the_sample() -> None:
    """Four payers a network, of which medicare is one payer in all three networks."""
    found = {(row["network_id"], row["payer_key"]) for row in rows("payer_crosswalk")}
    networks = {network for network, _ in found}
    assert len(networks) == 3
    assert len(found) == 12
    assert {(network, "medicare") for network in networks} <= found
