-- Each denied line once, whatever happened to it: 100.00 denied three times are 100.00.
with

denials as (
    select * from {{ ref('silver_denials') }}
),

claims as (
    select * from {{ ref('fct_claims') }}
),

lines as (
    select * from {{ ref('fct_claim_lines') }}
),

events as (
    select * from {{ ref('silver_denial_events') }}
)

select
    denials.denial_key,
    denials.network_id,
    denials.chain_key,
    denials.chain_line_number as line_number,
    claims.payer_key,
    lines.procedure_code,
    lines.provider_key,
    {{ prefixed('denials', [
        'payer_rank', 'denial_kind', 'adjustment_group_code', 'adjustment_reason_code',
    ]) | join(',\n    ') }},
    denials.category as reason_category,
    denials.root_cause,
    denials.is_preventable,
    denials.is_appealable,
    denials.is_partial,
    denials.was_denied_first,
    cast(denials.event_count as integer) as event_count,
    denials.denial_status,
    denials.is_open,
    {{ prefixed('denials', [
        'denied_charge_amount', 'denied_amount', 'overturned_amount',
        'first_denied_date', 'last_denied_date', 'resubmitted_date', 'appealed_date',
        'overturned_date', 'written_off_date', 'resolved_date',
    ]) | join(',\n    ') }},
    cast(denials.days_to_resolution as integer) as days_to_resolution,
    events.source_sha256,
    events.source_row
from denials
inner join claims
    on denials.chain_key = claims.chain_key
inner join events
    on denials.denial_event_key = events.denial_event_key
left join lines
    on denials.chain_key = lines.chain_key
    and denials.chain_line_number = lines.line_number
