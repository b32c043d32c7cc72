{% macro aging_bucket(days) -%}
    {#- What is not yet a day old, as of a date before the service, is not older than 30. -#}
    case
        when {{ days }} <= 30 then '0-30'
        when {{ days }} <= 60 then '31-60'
        when {{ days }} <= 90 then '61-90'
        when {{ days }} <= 120 then '91-120'
        when {{ days }} > 120 then '121+'
        else 'no date'
    end
{%- endmacro %}
