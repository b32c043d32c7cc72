{#-
    MD5 over the fields' text, joined by '-'. A null counts as a text of its own, so that
    (null, 'x') and ('', 'x') get different keys; a project that needs the older keys sets
    the var surrogate_key_treat_nulls_as_empty_strings.
-#}
{% macro generate_surrogate_key(field_list) -%}
    {{ return(adapter.dispatch('generate_surrogate_key', 'dbt_utils')(field_list)) }}
{%- endmacro %}


{% macro default__generate_surrogate_key(field_list) -%}
    {%- if field_list is string or not field_list -%}
        {{ exceptions.raise_compiler_error(
            "generate_surrogate_key: field_list must be a list of at least one column, got "
            ~ (field_list | tojson)
        ) }}
    {%- endif -%}

    {%- set null_text = '_dbt_utils_surrogate_key_null_' -%}
    {%- if var('surrogate_key_treat_nulls_as_empty_strings', false) -%}
        {%- set null_text = '' -%}
    {%- endif -%}

    {%- set parts = [] -%}
    {%- for field in field_list -%}
        {%- if not loop.first -%}
            {%- do parts.append("'-'") -%}
        {%- endif -%}
        {%- do parts.append(
            "coalesce(cast(" ~ field ~ " as " ~ dbt.type_string() ~ "), '" ~ null_text ~ "')"
        ) -%}
    {%- endfor -%}

    {{ return(dbt.hash(dbt.concat(parts))) }}
{%- endmacro %}
