with

landed as (
    select * from {{ known(source('x12', 'pieces')) }}
)

select
    network_id,
    source_name,
    source_sha256,
    source_row,
    source_modified_at,
    ingested_at,
    load_id,
    content,
    encoding,
    byte_offset,
    byte_length,
    interchange_number,
    group_number,
    transaction_number,
    part_number,
    interchange_header,
    group_header,
    transaction_header,
    element_separator,
    component_separator,
    repetition_separator,
    segment_terminator,
    landing_error
from landed
