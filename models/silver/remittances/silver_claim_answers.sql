-- What each answer is in its chain, and what it answers (DOMAIN 2).
{%- set answer_scope = 'coalesce(chain_key, remittance_claim_key)' %}
with

named as (
    select * from {{ touched_chains(ref('silver_claim_answer_roles'), answer_scope) }}
),

versions as (
    select * from {{ touched_chains(ref('silver_claim_versions')) }}
),

-- of a chain's versions the one of the fitting kind and payer that was sent last by
-- then
fitted as (
    select
        named.remittance_claim_key,
        versions.claim_key,
        row_number() over (
            partition by named.remittance_claim_key
            order by
                case when versions.sent_date <= named.remittance_date then 0 else 1 end,
                case when versions.is_rejected then 1 else 0 end,
                case when versions.payer_rank = named.payer_rank then 0 else 1 end,
                case
                    when named.answer_role = versions.version_role then 0
                    when
                        named.answer_role = 'reversal'
                        and versions.version_role = 'void'
                        then 0
                    else 1
                end,
                case
                    when
                        versions.version_role in (
                            'original', 'resubmission', 'secondary'
                        )
                        then 0
                    else 1
                end,
                versions.version_number desc
        ) as choice_rank
    from named
    inner join versions
        on named.chain_key = versions.chain_key
)

select
    named.remittance_claim_key,
    named.chain_key,
    named.answer_number,
    named.network_id,
    fitted.claim_key,
    named.answer_role,
    named.link_reason,
    named.unlinked_reason,
    named.payer_id,
    named.payer_name,
    named.payer_rank,
    named.crossover_payer_id,
    named.chain_key is not null and (named.is_decision or named.is_reversal)
        as is_settling,
    named.is_reversal,
    named.reverses_nothing,
    named.is_forwarded,
    named.charge_amount,
    named.paid_amount,
    named.line_paid_amount,
    named.service_date,
    named.remittance_date,
    named.source_name,
    named.source_sha256,
    named.source_row
from named
left join fitted
    on named.remittance_claim_key = fitted.remittance_claim_key
    and fitted.choice_rank = 1
