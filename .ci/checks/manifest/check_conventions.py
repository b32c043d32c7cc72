"""Checks of our own for dbt-bouncer, configured in dbt-bouncer.yml."""

from pathlib import Path

from dbt_bouncer.check_framework.decorator import check, fail

ENGINES = ("default", "duckdb", "spark", "trino", "athena")


@check
def check_model_declares_columns(model):
    """A model's properties list its columns, so that each can be described."""
    if not model.columns:
        fail(f"`{model.name}` lists no columns in its properties file.")


@check
def check_model_tests_grain(model, ctx):
    """A model's grain is tested: one column unique and never null, or a combination unique.

    dbt-bouncer's own check_model_has_unique_test is content with `unique` alone, which
    lets any number of nulls through.
    """
    tested = {"unique": set(), "not_null": set()}
    for test in ctx.tests_by_attached_node.get(model.unique_id, []):
        name = getattr(getattr(test, "test_metadata", None), "name", None)
        if name == "unique_combination_of_columns":
            return
        if name in tested:
            tested[name].add(test.column_name)
    for column in (model.columns or {}).values():
        if any(rule.type == "not_null" for rule in column.constraints or []):
            tested["not_null"].add(column.name)
    if not tested["unique"] & tested["not_null"]:
        fail(
            f"`{model.name}` tests no grain: needs `unique` and `not_null` on one column, or "
            "dbt_utils.unique_combination_of_columns."
        )


@check
def check_model_is_exposed(model, ctx):
    """Some exposure reads the model: it says who would miss it."""
    if not any(model.unique_id in exposure.depends_on.nodes for exposure in ctx.exposures):
        fail(f"`{model.name}` is in no exposure; models/gold/_exposures.yml lists who reads it.")


@check
def check_model_has_an_owner(model, ctx):
    """The model's folder is in a group, whose owner can be written to."""
    groups = ctx.manifest_obj.manifest.groups
    group = groups.get(f"group.{model.package_name}.{model.group}")
    if not group or not group.owner.email:
        fail(f"`{model.name}` is in no group with an owner; see dbt_project.yml.")


@check
def check_macro_documented(macro):
    """A macro stands in a file of its name, and says what it and each argument is for.

    An engine's variant (`duckdb__split`) stands beside its dispatcher (`split`), which
    speaks for it. dbt-bouncer's own checks would ask for the same text once per engine.
    """
    prefix, _, rest = macro.name.partition("__")
    is_variant = prefix in ENGINES and bool(rest)
    name = (rest if is_variant else macro.name).removeprefix("test_")
    stem = Path(macro.original_file_path).stem
    if name != stem:
        fail(f"Macro `{macro.name}` stands in {stem}.sql, not in {name}.sql.")
    if is_variant:
        return
    if len(str(macro.description or "").strip()) < 8:
        fail(f"Macro `{macro.name}` has no description.")
    undescribed = [
        argument.name
        for argument in macro.arguments or []
        if len(str(argument.description or "").strip()) < 4
    ]
    if undescribed:
        fail(f"Macro `{macro.name}` does not describe its arguments {undescribed}.")
