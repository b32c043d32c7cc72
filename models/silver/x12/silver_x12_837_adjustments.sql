-- What other payers adjusted, on the claim (2320) and on its lines (2430).
with

triplets as (
    {{ x12_adjustment_triplets(
        ref('silver_x12_837_segments'), x12_837_keys('segment')
    ) | indent(4) }}
)

select * from triplets
