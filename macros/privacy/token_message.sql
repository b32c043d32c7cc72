{% macro token_message(namespace, expressions) -%}
    {%- set namespaces = [
        'charge', 'claim', 'clearinghouse', 'invoice', 'line', 'member', 'payer_claim',
        'person', 'prior_authorization',
    ] -%}
    {%- if namespace not in namespaces -%}
        {{ exceptions.raise_compiler_error(
            'token: `namespace` must be one of ' ~ namespaces | join(', ') ~ ', got: ' ~ namespace
        ) }}
    {%- endif -%}
    {%- if expressions is string or expressions | length < 2 -%}
        {{ exceptions.raise_compiler_error(
            'token: `expressions` must be a list of the network and the identifier, got: '
            ~ expressions
        ) }}
    {%- endif -%}
    {#- each part behind its length: no other parts give the same message -#}
    '{{ namespace | length }}:{{ namespace }}'
    {%- for expression in expressions %}
    || length({{ expression }}) || ':' || {{ expression }}
    {%- endfor -%}
{%- endmacro %}
