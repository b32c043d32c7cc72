-- The functional groups of the file of answers that is being rendered.
create or replace temp table group_texts (position integer, group_text varchar)
