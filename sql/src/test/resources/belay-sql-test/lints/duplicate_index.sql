-- Two indexes that cost twice and serve once.
select min(i.indexrelid::regclass::text) || ' twin of ' || max(i.indexrelid::regclass::text)
from pg_index i
join pg_class c on c.oid = i.indrelid
where c.relnamespace in ('public'::regnamespace, 'belay'::regnamespace)
group by i.indrelid, i.indkey::text, i.indclass::text, coalesce(i.indpred::text, ''), coalesce(i.indexprs::text, '')
having count(*) > 1
