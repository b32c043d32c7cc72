-- The only source of variety: a hash of network, key, tag and seed. No state, no order,
-- so that any slice of the world can be computed alone and on any number of threads.
create macro draw(network_number, key_number, tag, modulus) as (
    hash(
        network_number::bigint, key_number::bigint, tag, getvariable('seed')
    ) % modulus::ubigint
)::integer;

create macro pick(choices, network_number, key_number, tag) as
    choices[draw(network_number, key_number, tag, len(choices)) + 1];

-- lpad alone cuts a number that is longer than the width: ids would merge.
create macro pad(number, width) as
    lpad(
        number::varchar, greatest(width, len(number::varchar))::integer, '0'
    );

-- X12 wants amounts without trailing zeros, yet most payers write the cents: one network
-- does the one, one the other, one drops the cents of whole amounts only.
create macro money(amount, style) as case style
    when 'no_trailing_zeros' then rtrim(rtrim(amount::decimal(18, 2)::varchar, '0'), '.')
    when 'no_zero_cents' then regexp_replace(amount::decimal(18, 2)::varchar, '\.00$', '')
    else amount::decimal(18, 2)::varchar
end;

create macro day8(day) as strftime(day, '%Y%m%d');

-- The end of the next month: batches and late answers move in whole months.
create macro next_month_end(day) as last_day(last_day(day) + 15);

create macro world_end() as date '2026-06-30';

-- Luhn over "80840" and the nine digits; 24 is what the prefix adds. Identifiers that
-- start with 2 are valid by the check, but none has been issued.
create macro npi(nine_digits) as nine_digits || (
    (
        10 - (
            24 + list_sum(
                list_transform(
                    range(1, 10),
                    lambda i: case
                        when i % 2 = 0 then nine_digits[i]::integer
                        else (nine_digits[i]::integer * 2) // 10
                            + (nine_digits[i]::integer * 2) % 10
                    end
                )
            )
        ) % 10
    ) % 10
)::varchar;

-- A triplet of a CAS ends with its empty quantity; what trails is trimmed at the end.
create macro triplet(reason, amount, style) as case
    when amount <> 0 then '*' || reason || '*' || money(amount, style) || '*'
    else ''
end;

create macro cas(adjustment_group, triplets) as case
    when triplets <> '' then 'CAS*' || adjustment_group || triplets || '~'
    else ''
end;
