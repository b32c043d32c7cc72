{% macro age_in_years(birth_date, on_date) -%}
    {#- who is born on 29 February has a birthday on 1 March in other years -#}
    extract(year from {{ on_date }}) - extract(year from {{ birth_date }})
    - case
        when
            extract(month from {{ on_date }}) * 100 + extract(day from {{ on_date }})
            < extract(month from {{ birth_date }}) * 100 + extract(day from {{ birth_date }})
            then 1
        else 0
    end
{%- endmacro %}
