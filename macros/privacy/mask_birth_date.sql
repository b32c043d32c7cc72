{% macro mask_birth_date(birth_date, on_date) -%}
    case
        when {{ claimhouse.age_in_years(birth_date, on_date) }} between 0 and 89
            then {{ claimhouse.mask_date(birth_date) }}
    end
{%- endmacro %}
