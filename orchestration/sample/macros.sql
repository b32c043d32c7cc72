-- The only source of variety: a hash of network, key, tag and seed. No state, no order,
-- so that any slice of the world can be computed alone and on any number of threads.
create macro draw(network_number, key_number, tag, modulus) as (
    hash(
        network_number::bigint, key_number::bigint, tag, getvariable('seed')
    ) % modulus::ubigint
)::integer;

create macro pick(choices, network_number, key_number, tag) as
    choices[draw(network_number, key_number, tag, len(choices)) + 1];

-- X12 wants amounts without trailing zeros, yet most payers write the cents: the first
-- network does the one, the second the other, and readers must take both.
create macro money(amount, drops_zeros) as case
    when drops_zeros then rtrim(rtrim(amount::decimal(18, 2)::varchar, '0'), '.')
    else amount::decimal(18, 2)::varchar
end;

create macro day8(day) as strftime(day, '%Y%m%d');

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
create macro triplet(reason, amount, drops_zeros) as case
    when amount <> 0 then '*' || reason || '*' || money(amount, drops_zeros) || '*'
    else ''
end;

create macro cas(adjustment_group, triplets) as case
    when triplets <> '' then 'CAS*' || adjustment_group || triplets || '~'
    else ''
end;

-- Every text is written with the delimiters * : ^ ~, which occur in no value, and gets
-- those of its network in one pass at the end.
create macro lay_out(text, delimiters, is_wrapped) as case
    when is_wrapped then regexp_replace(
        translate(regexp_replace(text, '\*+~', '~', 'g'), '*:^', delimiters),
        '(.{1,80})', '\1' || chr(10), 'g'
    )
    else replace(
        translate(regexp_replace(text, '\*+~', '~', 'g'), '*:^', delimiters),
        '~', '~' || chr(13) || chr(10)
    )
end;

create macro count_segments(text) as len(text) - len(replace(text, '~', ''));

create macro open_envelope(
    sender, receiver, day, control_number, functional, version
) as
    concat(
        'ISA*00*          *00*          *ZZ*', rpad(sender, 15, ' '),
        '*ZZ*', rpad(receiver, 15, ' '), '*', strftime(day, '%y%m%d'),
        '*0700*^*00501*', lpad(control_number::varchar, 9, '0'), '*0*T*:~',
        'GS*', functional, '*', sender, '*', receiver, '*', day8(day), '*0700*',
        control_number, '*X*', version, '~'
    );

create macro close_envelope(transactions, control_number) as concat(
    'GE*', transactions, '*', control_number, '~',
    'IEA*1*', lpad(control_number::varchar, 9, '0'), '~'
);
