{% macro npi_is_valid(expression) -%}
    {#- Luhn over 80840 and the NPI (DOMAIN 7). The prefix adds 24; every second digit counts
        double from the first, and a double above 9 counts as the sum of its digits. -#}
    coalesce(
        case
            when {{ claimhouse.matches(expression, '^[12][0-9]{9}$') }}
                then (
                    24
                    {%- for position in range(1, 11) %}
                    {%- set digit = 'cast(substr(' ~ expression ~ ', ' ~ position ~ ', 1) as integer)' %}
                    {%- if position % 2 == 1 %}
                    + 2 * {{ digit }} - case when {{ digit }} > 4 then 9 else 0 end
                    {%- else %}
                    + {{ digit }}
                    {%- endif %}
                    {%- endfor %}
                ) % 10 = 0
        end,
        false
    )
{%- endmacro %}
