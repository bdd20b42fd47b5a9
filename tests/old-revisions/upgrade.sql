BEGIN;

-- upgrade base -> 01abcdef0001, Old words: policies

CREATE TABLE public.limbeck_version (
    version_num varchar(32) NOT NULL CONSTRAINT limbeck_version_pkc PRIMARY KEY
);

CREATE TABLE public.orders (
  order_id integer NOT NULL,
  owner text,
  total integer,
  CONSTRAINT orders_pkey PRIMARY KEY (order_id)
);

CREATE POLICY own ON public.orders TO app, "Clerk" USING (owner = current_user);

CREATE POLICY writes ON public.orders AS RESTRICTIVE FOR INSERT WITH CHECK (total > '`0`'::text::integer);

COMMENT ON POLICY writes ON public.orders IS 'positive';

CREATE POLICY "all" ON public.orders;

ALTER POLICY own ON public.orders TO PUBLIC USING (owner = session_user);

ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.orders FORCE ROW LEVEL SECURITY;

INSERT INTO public.limbeck_version (version_num) VALUES ('01abcdef0001');

COMMIT;

BEGIN;

-- upgrade 01abcdef0001 -> 02abcdef0002, Old words: triggers

CREATE TABLE public.stock (
  stock_id integer NOT NULL,
  amount integer,
  CONSTRAINT stock_pkey PRIMARY KEY (stock_id)
);

CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;

CREATE TRIGGER note BEFORE INSERT OR UPDATE OF amount ON public.stock FOR EACH ROW EXECUTE FUNCTION note();

CREATE CONSTRAINT TRIGGER late AFTER DELETE ON public.stock DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (old.amount > 0) EXECUTE FUNCTION public.note('x');

ALTER TABLE public.stock ENABLE ALWAYS TRIGGER late;

COMMENT ON TRIGGER late ON public.stock IS 'late';

CREATE TRIGGER whole AFTER UPDATE ON public.stock REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION public.note();

ALTER TABLE public.stock DISABLE TRIGGER note;

UPDATE public.limbeck_version SET version_num = '02abcdef0002' WHERE version_num = '01abcdef0001';

COMMIT;

BEGIN;

-- upgrade 02abcdef0002 -> 03abcdef0003, Old words: grants

CREATE TABLE public.ledger (
  ledger_id integer NOT NULL,
  CONSTRAINT ledger_pkey PRIMARY KEY (ledger_id)
);

GRANT SELECT ON TABLE public.ledger TO app;

GRANT INSERT (ledger_id), SELECT ON TABLE public.ledger TO "Clerk" WITH GRANT OPTION;

REVOKE GRANT OPTION FOR SELECT ON TABLE public.ledger FROM "Clerk";

GRANT USAGE ON SCHEMA public TO PUBLIC;

ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public REVOKE SELECT ON TABLES FROM app;

ALTER DEFAULT PRIVILEGES FOR ROLE owner GRANT EXECUTE ON FUNCTIONS TO app;

UPDATE public.limbeck_version SET version_num = '03abcdef0003' WHERE version_num = '02abcdef0002';

COMMIT;

BEGIN;

-- upgrade 03abcdef0003 -> 04abcdef0004, Old words: domains

CREATE DOMAIN public.email AS text CONSTRAINT email_format CHECK (VALUE ~ '@');

ALTER DOMAIN public.email ADD CONSTRAINT "at most" CHECK (length(VALUE) < 99) NOT VALID;

COMMENT ON CONSTRAINT "at most" ON DOMAIN public.email IS 'old ones';

CREATE DOMAIN public.cents AS numeric(12, 2) DEFAULT 0 NOT NULL;

COMMENT ON DOMAIN public.cents IS 'money';

CREATE DOMAIN public.label AS varchar(20)[] COLLATE pg_catalog."C";

ALTER DOMAIN public.cents SET DEFAULT 1;

ALTER DOMAIN public.cents DROP NOT NULL;

ALTER DOMAIN public.cents ADD CONSTRAINT positive CHECK (VALUE >= 0) NOT VALID;

UPDATE public.limbeck_version SET version_num = '04abcdef0004' WHERE version_num = '03abcdef0003';

COMMIT;

BEGIN;

-- upgrade 04abcdef0004 -> 05abcdef0005, Old words: indexes

CREATE TABLE public.people (
  person_id integer NOT NULL,
  name text,
  "Age" integer,
  CONSTRAINT people_pkey PRIMARY KEY (person_id)
);

CREATE UNIQUE INDEX people_name ON public.people (name) INCLUDE ("Age") WHERE (name IS NOT NULL);

CREATE INDEX people_lower ON public.people ((lower(name)), "Age" DESC NULLS LAST) WITH (fillfactor = 70);

COMMENT ON INDEX public.people_lower IS 'search';

CREATE UNIQUE INDEX people_pattern ON public.people USING btree (name COLLATE pg_catalog."C" pg_catalog.text_pattern_ops) NULLS NOT DISTINCT;

COMMIT;

CREATE INDEX CONCURRENTLY IF NOT EXISTS people_later ON public.people ("Age");

BEGIN;

ALTER INDEX public.people_lower SET (fillfactor = 80);

ALTER INDEX public.people_pattern RENAME TO people_like;

UPDATE public.limbeck_version SET version_num = '05abcdef0005' WHERE version_num = '04abcdef0004';

COMMIT;

BEGIN;

-- upgrade 05abcdef0005 -> 06abcdef0006, Old words: columns

CREATE TABLE public.parts (
  part_id integer NOT NULL,
  CONSTRAINT parts_pkey PRIMARY KEY (part_id)
);

ALTER TABLE public.parts ADD COLUMN label text DEFAULT 'x' NOT NULL;

ALTER TABLE public.parts ADD COLUMN shelf integer;

ALTER TABLE public.parts ADD CONSTRAINT parts_shelf_fkey FOREIGN KEY (shelf) REFERENCES public.parts (part_id);

ALTER TABLE public.parts ALTER COLUMN label DROP DEFAULT;

ALTER TABLE public.parts ALTER COLUMN label TYPE character varying(40), ALTER COLUMN label DROP NOT NULL;

ALTER TABLE public.parts ALTER COLUMN label TYPE text USING label::text, ALTER COLUMN label SET STORAGE EXTERNAL, ALTER COLUMN label SET COMPRESSION pglz, ALTER COLUMN label SET STATISTICS 500, ALTER COLUMN label SET (n_distinct = -0.5);

ALTER TABLE public.parts ALTER COLUMN part_id ADD GENERATED ALWAYS AS IDENTITY;

SELECT pg_catalog.setval('public.parts_part_id_seq', max(part_id)) FROM public.parts HAVING max(part_id) >= 1;

ALTER TABLE public.parts RENAME COLUMN shelf TO rack;

UPDATE public.limbeck_version SET version_num = '06abcdef0006' WHERE version_num = '05abcdef0005';

COMMIT;

BEGIN;

-- upgrade 06abcdef0006 -> 07abcdef0007, Old words: constraints

CREATE TABLE public.boxes (
  box_id integer NOT NULL,
  parent_id integer,
  size integer
);

ALTER TABLE public.boxes ADD CONSTRAINT boxes_pkey PRIMARY KEY (box_id);

ALTER TABLE public.boxes ADD CONSTRAINT boxes_size_key UNIQUE (size) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE public.boxes ADD CONSTRAINT boxes_parent_fkey FOREIGN KEY (parent_id) REFERENCES public.boxes (box_id) ON DELETE SET NULL NOT VALID;

ALTER TABLE public.boxes ADD CONSTRAINT boxes_size_check CHECK (size > 0) NOT VALID;

ALTER TABLE public.boxes ADD CONSTRAINT boxes_excl EXCLUDE USING btree (size WITH =);

ALTER TABLE public.boxes VALIDATE CONSTRAINT boxes_size_check;

ALTER TABLE public.boxes RENAME CONSTRAINT boxes_excl TO boxes_once;

UPDATE public.limbeck_version SET version_num = '07abcdef0007' WHERE version_num = '06abcdef0006';

COMMIT;

BEGIN;

-- upgrade 07abcdef0007 -> 08abcdef0008, Old words: enums

CREATE TYPE public.mood AS ENUM ('sad', 'happy');

COMMENT ON TYPE public.mood IS 'how';

COMMIT;

ALTER TYPE public.mood ADD VALUE IF NOT EXISTS 'fine' BEFORE 'happy';

BEGIN;

ALTER TYPE public.mood RENAME VALUE 'fine' TO 'all right';

UPDATE public.limbeck_version SET version_num = '08abcdef0008' WHERE version_num = '07abcdef0007';

COMMIT;

BEGIN;

-- upgrade 08abcdef0008 -> 09abcdef0009, Old words: schemas

CREATE SCHEMA shop;

COMMENT ON SCHEMA shop IS 'sells';

CREATE TABLE shop.tills (
  till_id integer NOT NULL,
  CONSTRAINT tills_pkey PRIMARY KEY (till_id)
);

COMMENT ON TABLE shop.tills IS 'all';

ALTER TABLE shop.tills RENAME TO counters;

COMMENT ON TABLE shop.counters IS 'each';

COMMENT ON COLUMN shop.counters.till_id IS 'number';

COMMENT ON SCHEMA shop IS NULL;

UPDATE public.limbeck_version SET version_num = '09abcdef0009' WHERE version_num = '08abcdef0008';

COMMIT;

BEGIN;

-- upgrade 09abcdef0009 -> 10abcdef0010, Old words: sequences

CREATE SEQUENCE public.numbers INCREMENT BY 2 START WITH 5 CACHE 3 CYCLE;

ALTER SEQUENCE public.numbers INCREMENT BY 1;

UPDATE public.limbeck_version SET version_num = '10abcdef0010' WHERE version_num = '09abcdef0009';

COMMIT;

BEGIN;

-- upgrade 10abcdef0010 -> 11abcdef0011, Old words: views

CREATE TABLE public.items (
  item_id integer NOT NULL,
  price integer,
  CONSTRAINT items_pkey PRIMARY KEY (item_id)
);

CREATE VIEW public.cheap AS
SELECT item_id FROM items WHERE price < 10;

COMMENT ON VIEW public.cheap IS 'few';

CREATE MATERIALIZED VIEW public.prices AS
SELECT sum(price) AS total FROM items;

CREATE OR REPLACE VIEW public.cheap AS
SELECT item_id FROM items WHERE price < 5;

UPDATE public.limbeck_version SET version_num = '11abcdef0011' WHERE version_num = '10abcdef0010';

COMMIT;

BEGIN;

-- upgrade 11abcdef0011 -> 12abcdef0012, Old words: routines

CREATE FUNCTION public.one() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$;

CREATE PROCEDURE public.work() LANGUAGE sql AS $$ SELECT 1 $$;

CREATE OR REPLACE FUNCTION public.one() RETURNS integer LANGUAGE sql AS $$ SELECT 2 $$;

UPDATE public.limbeck_version SET version_num = '12abcdef0012' WHERE version_num = '11abcdef0011';

COMMIT;

BEGIN;

-- upgrade 12abcdef0012 -> 13abcdef0013, Old words: types

CREATE TYPE public.address AS (street text, number integer);

CREATE TYPE public.money_range AS RANGE (subtype = numeric);

ALTER TYPE public.address RENAME TO place;

UPDATE public.limbeck_version SET version_num = '13abcdef0013' WHERE version_num = '12abcdef0012';

COMMIT;

BEGIN;

-- upgrade 13abcdef0013 -> 14abcdef0014, Old words: partitions

CREATE TABLE public.logs (
  log_id integer NOT NULL
) PARTITION BY RANGE (log_id);

CREATE TABLE public.logs_1 (
  log_id integer NOT NULL
);

ALTER TABLE public.logs ATTACH PARTITION public.logs_1 FOR VALUES FROM (0) TO (100);

UPDATE public.limbeck_version SET version_num = '14abcdef0014' WHERE version_num = '13abcdef0013';

COMMIT;

BEGIN;

-- upgrade 14abcdef0014 -> 15abcdef0015, Old words: definitions

CREATE TABLE public.pairs (
  a integer,
  b integer
);

CREATE STATISTICS public.pairs_stat ON a, b FROM public.pairs;

CREATE RULE quiet AS ON DELETE TO public.pairs DO INSTEAD NOTHING;

CREATE PUBLICATION feed FOR TABLE public.pairs;

CREATE COLLATION public.simple (locale = 'C');

UPDATE public.limbeck_version SET version_num = '15abcdef0015' WHERE version_num = '14abcdef0014';

COMMIT;

BEGIN;

-- upgrade 15abcdef0015 -> 16abcdef0016, Old words: owners

CREATE TABLE public.desks (
  desk_id integer NOT NULL,
  CONSTRAINT desks_pkey PRIMARY KEY (desk_id)
);

ALTER TABLE public.desks OWNER TO app;

UPDATE public.limbeck_version SET version_num = '16abcdef0016' WHERE version_num = '15abcdef0015';

COMMIT;

BEGIN;

-- upgrade 16abcdef0016 -> 17abcdef0017, Old words: rows

CREATE TABLE public.lands (
  land_id bigint NOT NULL,
  name text,
  CONSTRAINT lands_pkey PRIMARY KEY (land_id)
);

INSERT INTO lands (land_id, name) VALUES
  (1, 'A'),
  (2, NULL);

UPDATE lands SET name = 'B' WHERE land_id = 2;

UPDATE public.limbeck_version SET version_num = '17abcdef0017' WHERE version_num = '16abcdef0016';

COMMIT;

BEGIN;

-- upgrade 17abcdef0017 -> 18abcdef0018, Old words: extensions

CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;

UPDATE public.limbeck_version SET version_num = '18abcdef0018' WHERE version_num = '17abcdef0017';

COMMIT;

BEGIN;

-- upgrade 18abcdef0018 -> 19abcdef0019, Old words: tables

CREATE TABLE public.notes (
  note_id integer GENERATED ALWAYS AS IDENTITY (START WITH 10) NOT NULL,
  body text DEFAULT '' NOT NULL,
  at timestamp with time zone DEFAULT now(),
  CONSTRAINT notes_pkey PRIMARY KEY (note_id),
  CONSTRAINT notes_body_at_key UNIQUE (body, at),
  CONSTRAINT notes_body_check CHECK (body <> 'x')
) WITH (fillfactor = 80);

CREATE INDEX notes_at ON public.notes (at DESC);

ALTER TABLE public.notes SET (fillfactor = 90);

UPDATE public.limbeck_version SET version_num = '19abcdef0019' WHERE version_num = '18abcdef0018';

COMMIT;

BEGIN;

-- upgrade 19abcdef0019 -> 20abcdef0020, Old words: subscriptions

SELECT 1;

UPDATE public.limbeck_version SET version_num = '20abcdef0020' WHERE version_num = '19abcdef0019';

COMMIT;
