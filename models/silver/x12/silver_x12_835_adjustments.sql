with

triplets as (
    {{ x12_adjustment_triplets(
        ref('silver_x12_835_segments'),
        ['transaction_key', 'part_number', 'claim_number', 'service_number', 'segment_number'],
    ) | indent(4) }}
)

select * from triplets
