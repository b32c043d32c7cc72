{#-
    Fails when the latest value of `field` is older than `interval` dateparts before now,
    in the whole model or in any group of it. A model without a value does not fail.
-#}
{% test recency(
    model, field, datepart, interval, ignore_time_component=false, group_by_columns=[]
) %}
    {{ return(adapter.dispatch('test_recency', 'dbt_utils')(
        model, field, datepart, interval, ignore_time_component, group_by_columns
    )) }}
{% endtest %}


{% macro default__test_recency(
    model, field, datepart, interval, ignore_time_component, group_by_columns
) %}
    {%- set time_type = 'date' if ignore_time_component else dbt.type_timestamp() -%}
    {%- set now = 'cast(' ~ dbt.current_timestamp() ~ ' as ' ~ time_type ~ ')' -%}
    {%- set threshold = dbt.dateadd(datepart, interval * -1, now) -%}

    with latest as (
        select
            {% for column in group_by_columns -%}
                {{ column }},
            {% endfor -%}
            max(cast({{ field }} as {{ time_type }})) as most_recent
        from {{ model }}
        {%- if group_by_columns %}
        group by {{ group_by_columns | join(', ') }}
        {%- endif %}
    )

    select
        latest.*,
        cast({{ threshold }} as {{ time_type }}) as threshold
    from latest
    where most_recent < cast({{ threshold }} as {{ time_type }})
{% endmacro %}
