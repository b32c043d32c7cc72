with

pieces as (
    select * from {{ ref('silver_x12_pieces') }}
),

new_files as (
    select * from {{ ref('silver_x12_new_files') }}
)

select pieces.transaction_key
from pieces
inner join new_files
    on pieces.file_key = new_files.file_key
where pieces.transaction_key is not null
group by pieces.transaction_key
