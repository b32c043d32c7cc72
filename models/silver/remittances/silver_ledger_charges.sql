-- What is asked for (DOMAIN 5). The first version posts its charge, a version that is
-- sent instead of it the difference, line by line. A void takes the charge back once
-- the payer has taken back what it decided, or at once where there is nothing to take
-- back.
with

versions as (
    select * from {{ touched_chains(ref('silver_claim_versions')) }}
),

lines as (
    select * from {{ touched_chains(ref('silver_claim_version_lines')) }}
),

setting as (
    select
        *,
        row_number() over (
            partition by chain_key order by version_number
        ) as setting_number
    from versions
    where
        version_number = 1
        or (
            version_role in ('original', 'resubmission', 'replacement')
            and not is_rejected
        )
),

asked as (
    select
        claim_key,
        chain_line_number,
        sum(charge_amount) as charge_amount
    from lines
    group by claim_key, chain_line_number
    union all
    select
        versions.claim_key,
        0 as chain_line_number,
        versions.charge_amount - coalesce(sum(lines.charge_amount), 0) as charge_amount
    from versions
    left join lines
        on versions.claim_key = lines.claim_key
    group by versions.claim_key, versions.charge_amount
),

-- what a version asks for, and that its successor asks for it no longer
steps as (
    select
        setting.claim_key,
        asked.chain_line_number,
        asked.charge_amount
    from setting
    inner join asked
        on setting.claim_key = asked.claim_key
    union all
    select
        next_setting.claim_key,
        asked.chain_line_number,
        -asked.charge_amount as charge_amount
    from setting
    inner join setting as next_setting
        on setting.chain_key = next_setting.chain_key
        and setting.setting_number + 1 = next_setting.setting_number
    inner join asked
        on setting.claim_key = asked.claim_key
),

changes as (
    select
        claim_key,
        chain_line_number,
        sum(charge_amount) as charge_amount
    from steps
    group by claim_key, chain_line_number
    having sum(charge_amount) <> 0
),

posted as (
    select
        versions.chain_key,
        changes.chain_line_number,
        versions.claim_key,
        changes.charge_amount,
        versions.sent_date as posted_date,
        false as is_reversal
    from changes
    inner join versions
        on changes.claim_key = versions.claim_key
),

voided as (
    select
        posted.chain_key,
        posted.chain_line_number,
        voids.claim_key,
        -sum(posted.charge_amount) as charge_amount,
        voids.voided_date as posted_date,
        true as is_reversal
    from posted
    inner join {{ touched_chains(ref('silver_claim_voids')) }} as voids
        on posted.chain_key = voids.chain_key
    group by
        posted.chain_key, posted.chain_line_number, voids.claim_key, voids.voided_date
)

select * from posted
union all
select * from voided
where charge_amount <> 0
