-- TA1, 999 and 277CA alike: what each answers, and how that came out.
{%- set text = dbt.type_string() %}
with

functional_groups as (
    select * from {{ ref('silver_x12_groups') }}
),

transactions as (
    select
        answering.*,
        functional_groups.group_date
    from {{ ref('silver_x12_transactions') }} as answering
    left join functional_groups
        on answering.group_key = functional_groups.group_key
),

inside_transactions as (
    select
        transaction_key,
        part_number,
        level_number,
        0 as item_number,
        '999' as acknowledgement_type,
        answer_level,
        acknowledged_control_number as acknowledged_number,
        cast(null as {{ text }}) as payer_claim_control_number,
        cast(null as {{ text }}) as clearinghouse_trace_number,
        acknowledgement_code,
        cast(null as {{ text }}) as status_code,
        cast(null as {{ text }}) as status_entity_code,
        cast(null as decimal(18, 2)) as charge_amount,
        outcome,
        answered_group_key,
        answered_transaction_key,
        cast(null as bigint) as answered_claim_key
    from {{ ref('silver_x12_999_answers') }}
    union all
    select
        transaction_key,
        part_number,
        level_number,
        item_number,
        '277CA' as acknowledgement_type,
        answer_level,
        trace_number as acknowledged_number,
        payer_claim_control_number,
        clearinghouse_trace_number,
        status_category_code as acknowledgement_code,
        status_code,
        status_entity_code,
        charge_amount,
        outcome,
        cast(null as bigint) as answered_group_key,
        answered_transaction_key,
        answered_claim_key
    from {{ ref('silver_x12_277_answers') }}
),

answers as (
    select
        inside_transactions.*,
        transactions.file_key,
        transactions.network_id,
        transactions.source_name,
        transactions.source_sha256,
        transactions.source_row + inside_transactions.part_number - 1 as source_row,
        transactions.byte_offset,
        cast(null as bigint) as answered_interchange_key,
        transactions.group_date as acknowledgement_date
    from inside_transactions
    inner join transactions
        on inside_transactions.transaction_key = transactions.transaction_key
    union all
    select
        cast(null as bigint) as transaction_key,
        0 as part_number,
        0 as level_number,
        0 as item_number,
        'TA1' as acknowledgement_type,
        'interchange' as answer_level,
        acknowledged_control_number as acknowledged_number,
        cast(null as {{ text }}) as payer_claim_control_number,
        cast(null as {{ text }}) as clearinghouse_trace_number,
        acknowledgement_code,
        cast(null as {{ text }}) as status_code,
        cast(null as {{ text }}) as status_entity_code,
        cast(null as decimal(18, 2)) as charge_amount,
        outcome,
        cast(null as bigint) as answered_group_key,
        cast(null as bigint) as answered_transaction_key,
        cast(null as bigint) as answered_claim_key,
        file_key,
        network_id,
        source_name,
        source_sha256,
        source_row,
        byte_offset,
        answered_interchange_key,
        interchange_date as acknowledgement_date
    from {{ ref('silver_x12_interchange_acknowledgements') }}
)

select
    {{ integer_key([
        'network_id', 'source_sha256', 'source_row', 'level_number', 'item_number'
    ]) }} as acknowledgement_key,
    *,
    case answer_level
        when 'interchange' then answered_interchange_key
        when 'group' then answered_group_key
        when 'claim' then answered_claim_key
        else answered_transaction_key
    end is not null as is_matched
from answers
