-- An extension whose objects lie among the API's.
select e.extname::text from pg_extension e where e.extnamespace = 'public'::regnamespace
