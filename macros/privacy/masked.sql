{% macro masked(model, column, network_id='network_id', on_date='current_date') -%}
    {#- at parse time nothing is known of other models: the column stands for itself, and
        what a mask may read has to be named -#}
    {%- do ref('restricted_zip3') -%}
    {%- set nodes = graph.nodes.values() if execute else [] -%}
    {%- set found = nodes | selectattr('resource_type', 'equalto', 'model')
        | selectattr('name', 'equalto', model) | list -%}
    {%- set properties = found[0].columns.get(column) if found else none -%}
    {%- if execute and not properties -%}
        {{ exceptions.raise_compiler_error('masked: ' ~ model ~ ' describes no column ' ~ column) }}
    {%- endif -%}
    {%- set meta = properties.config.meta if properties else {} -%}
    {%- set kind, _, namespace = (meta.get('mask') or '').partition(':') -%}
    {%- if kind == 'token' -%}
        {{ claimhouse.token(namespace, [network_id, column]) }}
            as {{ column.removesuffix('_id').removesuffix('_number') }}_token
    {%- elif kind == 'date' -%}
        {{ claimhouse.mask_date(column) }} as {{ column.removesuffix('_date') }}_year
    {%- elif kind == 'birth_date' -%}
        {{ claimhouse.mask_birth_date(column, on_date) }}
            as {{ column.removesuffix('_date') }}_year
    {%- elif kind == 'age' -%}
        {{ claimhouse.mask_age(column) }} as {{ column }}
    {%- elif kind == 'zip3' -%}
        {{ claimhouse.mask_zip3(column) }} as {{ column.removesuffix('_code') }}_zip3
    {%- elif kind or meta.get('phi') -%}
        {{ exceptions.raise_compiler_error(
            'masked: ' ~ model ~ '.' ~ column ~ ' is marked phi: its meta.mask must be age, '
            ~ 'birth_date, date, zip3 or token:<namespace>, got: ' ~ (kind or 'none')
        ) }}
    {%- else -%}
        {{ column }}
    {%- endif -%}
{%- endmacro %}
