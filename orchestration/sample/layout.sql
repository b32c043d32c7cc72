-- Every text is written with the delimiters * : ^ ~, which occur in no value, and gets
-- those of its network in one pass at the end.
create macro lay_out(text, delimiters, layout) as case layout
    when 'wrapped' then regexp_replace(
        translate(regexp_replace(text, '\*+~', '~', 'g'), '*:^~', delimiters),
        '(.{1,80})', '\1' || chr(10), 'g'
    )
    when 'lines' then replace(
        translate(regexp_replace(text, '\*+~', '~', 'g'), '*:^~', delimiters),
        delimiters[4], delimiters[4] || chr(13) || chr(10)
    )
    else translate(regexp_replace(text, '\*+~', '~', 'g'), '*:^~', delimiters)
end;

create macro count_segments(text) as len(text) - len(replace(text, '~', ''));

create macro open_interchange(sender, receiver, day, control_number) as
    concat(
        'ISA*00*          *00*          *ZZ*', rpad(sender, 15, ' '),
        '*ZZ*', rpad(receiver, 15, ' '), '*', strftime(day, '%y%m%d'),
        '*0700*^*00501*', pad(control_number, 9), '*0*T*:~'
    );

create macro open_group(functional, sender, receiver, day, control_number, version) as
    concat(
        'GS*', functional, '*', sender, '*', receiver, '*', day8(day), '*0700*',
        control_number, '*X*', version, '~'
    );

create macro close_group(transactions, control_number) as
    concat('GE*', transactions, '*', control_number, '~');

create macro close_interchange(groups, control_number) as
    concat('IEA*', groups, '*', pad(control_number, 9), '~');

-- SE01 counts ST and SE too.
create macro close_transaction(body, transaction_number) as concat(
    body, 'SE*', count_segments(body) + 1, '*', pad(transaction_number, 4), '~'
);

-- A batch has a group of professional and one of institutional claims.
create macro group_control_number(control_number, form) as
    control_number % 100000000 * 10 + case form when 'P' then 1 else 2 end;

-- Our own words for the clearinghouse's answers.
create macro status_message(claim_status) as case claim_status
    when 'A2:20' then 'Passed on for adjudication'
    when 'A3:21' then 'Turned back, information missing'
    when 'A6:255' then 'Diagnosis code missing'
    when 'A7:562' then 'Billing provider number not accepted'
    when 'A8:116' then 'Sent to a payer that does not cover this'
end;
