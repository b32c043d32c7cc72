select transaction_key
from {{ ref('silver_x12_pieces') }}
where
    transaction_key is not null
    and file_key in (select file_key from {{ ref('silver_x12_new_files') }})
group by transaction_key
