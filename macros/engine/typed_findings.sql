{% macro typed_findings(columns, required) -%}
    {%- set rules = {
        'amount': 'is no amount',
        'quantity': 'is no number',
        'integer': 'is no whole number',
        'date': 'is no date',
        'timestamp': 'is no time',
    } -%}
    {%- set findings = {} -%}
    {%- for column in required -%}
        {%- do findings.update({column ~ ' is missing': column ~ '_text is null'}) -%}
    {%- endfor -%}
    {%- for column, kind in columns.items() if kind != 'text' -%}
        {%- do findings.update({
            column ~ ' ' ~ rules.get(kind | string, 'is not one of its codes'):
                '(' ~ column ~ '_text is not null and ' ~ column ~ ' is null)'
        }) -%}
    {%- endfor -%}
    {{ return(findings) }}
{%- endmacro %}
