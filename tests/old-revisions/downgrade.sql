BEGIN;

-- downgrade 20abcdef0020 -> 19abcdef0019, Old words: subscriptions

SELECT 2;

UPDATE public.limbeck_version SET version_num = '19abcdef0019' WHERE version_num = '20abcdef0020';

COMMIT;

BEGIN;

-- downgrade 19abcdef0019 -> 18abcdef0018, Old words: tables

DROP TABLE IF EXISTS public.notes CASCADE;

UPDATE public.limbeck_version SET version_num = '18abcdef0018' WHERE version_num = '19abcdef0019';

COMMIT;

BEGIN;

-- downgrade 18abcdef0018 -> 17abcdef0017, Old words: extensions

DROP EXTENSION pg_trgm CASCADE;

UPDATE public.limbeck_version SET version_num = '17abcdef0017' WHERE version_num = '18abcdef0018';

COMMIT;

BEGIN;

-- downgrade 17abcdef0017 -> 16abcdef0016, Old words: rows

DELETE FROM lands;

DROP TABLE public.lands;

UPDATE public.limbeck_version SET version_num = '16abcdef0016' WHERE version_num = '17abcdef0017';

COMMIT;

BEGIN;

-- downgrade 16abcdef0016 -> 15abcdef0015, Old words: owners

ALTER TABLE public.desks OWNER TO owner;

DROP TABLE public.desks;

UPDATE public.limbeck_version SET version_num = '15abcdef0015' WHERE version_num = '16abcdef0016';

COMMIT;

BEGIN;

-- downgrade 15abcdef0015 -> 14abcdef0014, Old words: definitions

DROP COLLATION public.simple;

DROP PUBLICATION feed;

DROP RULE quiet ON public.pairs;

DROP STATISTICS public.pairs_stat;

DROP TABLE public.pairs;

UPDATE public.limbeck_version SET version_num = '14abcdef0014' WHERE version_num = '15abcdef0015';

COMMIT;

BEGIN;

-- downgrade 14abcdef0014 -> 13abcdef0013, Old words: partitions

ALTER TABLE public.logs DETACH PARTITION public.logs_1;

DROP TABLE public.logs_1;

DROP TABLE public.logs;

UPDATE public.limbeck_version SET version_num = '13abcdef0013' WHERE version_num = '14abcdef0014';

COMMIT;

BEGIN;

-- downgrade 13abcdef0013 -> 12abcdef0012, Old words: types

ALTER TYPE public.place RENAME TO address;

DROP TYPE public.money_range;

DROP TYPE public.address;

UPDATE public.limbeck_version SET version_num = '12abcdef0012' WHERE version_num = '13abcdef0013';

COMMIT;

BEGIN;

-- downgrade 12abcdef0012 -> 11abcdef0011, Old words: routines

DROP PROCEDURE public.work();

DROP FUNCTION public.one() CASCADE;

UPDATE public.limbeck_version SET version_num = '11abcdef0011' WHERE version_num = '12abcdef0012';

COMMIT;

BEGIN;

-- downgrade 11abcdef0011 -> 10abcdef0010, Old words: views

DROP MATERIALIZED VIEW public.prices;

DROP VIEW public.cheap;

DROP TABLE public.items;

UPDATE public.limbeck_version SET version_num = '10abcdef0010' WHERE version_num = '11abcdef0011';

COMMIT;

BEGIN;

-- downgrade 10abcdef0010 -> 09abcdef0009, Old words: sequences

DROP SEQUENCE IF EXISTS public.numbers;

UPDATE public.limbeck_version SET version_num = '09abcdef0009' WHERE version_num = '10abcdef0010';

COMMIT;

BEGIN;

-- downgrade 09abcdef0009 -> 08abcdef0008, Old words: schemas

COMMENT ON TABLE shop.counters IS NULL;

ALTER TABLE shop.counters RENAME TO tills;

DROP TABLE shop.tills;

DROP SCHEMA shop;

UPDATE public.limbeck_version SET version_num = '08abcdef0008' WHERE version_num = '09abcdef0009';

COMMIT;

BEGIN;

-- downgrade 08abcdef0008 -> 07abcdef0007, Old words: enums

ALTER TYPE public.mood RENAME VALUE 'all right' TO 'fine';

DROP TYPE public.mood;

UPDATE public.limbeck_version SET version_num = '07abcdef0007' WHERE version_num = '08abcdef0008';

COMMIT;

BEGIN;

-- downgrade 07abcdef0007 -> 06abcdef0006, Old words: constraints

ALTER TABLE public.boxes DROP CONSTRAINT boxes_once;

ALTER TABLE public.boxes DROP CONSTRAINT boxes_size_check;

ALTER TABLE public.boxes DROP CONSTRAINT boxes_parent_fkey;

ALTER TABLE public.boxes DROP CONSTRAINT boxes_size_key;

ALTER TABLE public.boxes DROP CONSTRAINT boxes_pkey;

DROP TABLE public.boxes;

UPDATE public.limbeck_version SET version_num = '06abcdef0006' WHERE version_num = '07abcdef0007';

COMMIT;

BEGIN;

-- downgrade 06abcdef0006 -> 05abcdef0005, Old words: columns

ALTER TABLE public.parts RENAME COLUMN rack TO shelf;

ALTER TABLE public.parts ALTER COLUMN part_id DROP IDENTITY;

ALTER TABLE public.parts DROP COLUMN shelf;

ALTER TABLE public.parts DROP COLUMN label;

DROP TABLE public.parts;

UPDATE public.limbeck_version SET version_num = '05abcdef0005' WHERE version_num = '06abcdef0006';

COMMIT;

-- downgrade 05abcdef0005 -> 04abcdef0004, Old words: indexes

DROP INDEX CONCURRENTLY public.people_later;

BEGIN;

DROP INDEX public.people_like;

DROP INDEX public.people_lower;

DROP INDEX public.people_name;

DROP TABLE public.people;

UPDATE public.limbeck_version SET version_num = '04abcdef0004' WHERE version_num = '05abcdef0005';

COMMIT;

BEGIN;

-- downgrade 04abcdef0004 -> 03abcdef0003, Old words: domains

ALTER DOMAIN public.cents DROP CONSTRAINT positive;

DROP DOMAIN public.label;

DROP DOMAIN public.cents CASCADE;

DROP DOMAIN public.email;

UPDATE public.limbeck_version SET version_num = '03abcdef0003' WHERE version_num = '04abcdef0004';

COMMIT;

BEGIN;

-- downgrade 03abcdef0003 -> 02abcdef0002, Old words: grants

ALTER DEFAULT PRIVILEGES FOR ROLE owner REVOKE EXECUTE ON FUNCTIONS FROM app;

REVOKE INSERT (ledger_id) ON TABLE public.ledger FROM "Clerk";

REVOKE SELECT ON TABLE public.ledger FROM app;

DROP TABLE public.ledger;

UPDATE public.limbeck_version SET version_num = '02abcdef0002' WHERE version_num = '03abcdef0003';

COMMIT;

BEGIN;

-- downgrade 02abcdef0002 -> 01abcdef0001, Old words: triggers

ALTER TABLE public.stock ENABLE TRIGGER note;

DROP TRIGGER whole ON public.stock;

DROP TRIGGER IF EXISTS late ON public.stock CASCADE;

DROP TRIGGER note ON public.stock;

DROP FUNCTION public.note();

DROP TABLE public.stock;

UPDATE public.limbeck_version SET version_num = '01abcdef0001' WHERE version_num = '02abcdef0002';

COMMIT;

BEGIN;

-- downgrade 01abcdef0001 -> base, Old words: policies

ALTER TABLE public.orders DISABLE ROW LEVEL SECURITY;

ALTER TABLE public.orders NO FORCE ROW LEVEL SECURITY;

ALTER POLICY own ON public.orders TO app USING (owner = current_user);

DROP POLICY IF EXISTS "all" ON public.orders;

DROP POLICY writes ON public.orders;

DROP POLICY own ON public.orders;

DROP TABLE public.orders;

DELETE FROM public.limbeck_version WHERE version_num = '01abcdef0001';

COMMIT;
