{% macro mask_zip3(expression) -%}
    {#- one text of all prefixes: Spark takes no `in (select …)` outside a filter -#}
    case
        when {{ claimhouse.matches(expression, '^[0-9]{5}(-?[0-9]{4})?$') }}
            then case
                when {{ dbt.position(
                    "substr(" ~ expression ~ ", 1, 3)",
                    "(select " ~ dbt.listagg('zip3', "' '") ~ " from " ~ ref('restricted_zip3') ~ ")"
                ) }} > 0 then '000'
                else substr({{ expression }}, 1, 3)
            end
    end
{%- endmacro %}
