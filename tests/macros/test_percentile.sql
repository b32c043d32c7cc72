-- A failure means that a percentile is not the linear interpolation between its two
-- neighbours: of 1, 2, 3, 10 the median is 2.5, the ninth decile 3 + 0.7 × 7 = 7.9.
with found as (
    select
        {{ percentile('given.amount', 0.5) }} as median_amount,
        {{ percentile('given.amount', 0.9) }} as ninth_decile_amount
    from (values (10.00), (1.00), (3.00), (2.00), (null)) as given (amount)
)

select *
from found
where median_amount <> 2.5 or ninth_decile_amount <> 7.9
