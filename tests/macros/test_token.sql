-- A failure means that tokens are not what joins rely on: equal for what is the same,
-- and different for everything else. That they are HMAC-SHA-256 is shown in
-- tests/python/test_token_key.py.
with cases as (
    select
        given.case_name,
        given.network_id,
        given.identifier,
        given.other_network_id,
        given.other_identifier,
        given.is_same
    from (
        values
        ('the same twice', 'north', 'A100', 'north', 'A100', true),
        ('another number', 'north', 'A100', 'north', 'A101', false),
        ('another network', 'north', 'A100', 'south', 'A100', false),
        ('cut elsewhere', 'north', 'A100', 'northA', '100', false),
        ('cut at a length', 'n1', '1:1:x', 'n11:', '1:x', false),
        ('blanks count', 'north', 'A100', 'north', 'A100 ', false),
        ('case counts', 'north', 'A100', 'north', 'a100', false),
        ('beyond ASCII', 'north', 'Ä😀', 'north', 'Ä😀', true),
        ('empty is a text', 'north', '', 'north', '', true)
    ) as given (
        case_name,
        network_id,
        identifier,
        other_network_id,
        other_identifier,
        is_same
    )
),

tokens as (
    select
        *,
        {{ token('claim', ['network_id', 'identifier']) }} as found,
        {{ token('claim', ['other_network_id', 'other_identifier']) }} as other_found,
        {{ token('member', ['network_id', 'identifier']) }} as member_found,
        {{ token('claim', ['network_id', 'cast(null as ' ~ dbt.type_string() ~ ')']) }}
            as null_found
    from cases
)

select *
from tokens
where
    found is null
    or not {{ matches('found', '^[0-9a-f]{32}$') }}
    or (found = other_found) <> is_same
    or found = member_found
    or null_found is not null
