-- A failure means that the model of denial risk learns another denial than the initial
-- denial rate counts: a line that was denied first is not labelled so, or one is that
-- was never denied. It does not mean that a denial is missing.
with

features as (
    select * from {{ ref('fct_denial_features') }}
    where is_denied is not null
),

denials as (
    select * from {{ ref('silver_denials') }}
    where denial_kind = 'payer'
)

select
    features.chain_key,
    features.line_number,
    features.is_denied,
    of_lines.was_denied_first
from features
left join denials as of_lines
    on features.chain_key = of_lines.chain_key
    and features.line_number = of_lines.chain_line_number
left join denials as of_claims
    on features.chain_key = of_claims.chain_key
    and of_claims.chain_line_number = 0
where
    coalesce(of_lines.was_denied_first, false) and not features.is_denied
    or features.is_denied
    and of_lines.chain_key is null
    and of_claims.chain_key is null
