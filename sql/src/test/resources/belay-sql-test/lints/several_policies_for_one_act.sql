-- Permissive policies add up, so a second one for the same role and act opens more than it says.
select p.polrelid::regclass || ' ' || act.letter || ' ' || role.oid::regrole
from pg_policy p
cross join lateral unnest(p.polroles) as role (oid)
cross join lateral unnest(case p.polcmd when '*' then array['r', 'a', 'w', 'd'] else array[p.polcmd::text] end) as act (letter)
where p.polpermissive
group by p.polrelid, act.letter, role.oid
having count(*) > 1
