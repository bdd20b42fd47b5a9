/**
 * Random graphs on a hierarchy with natural and composite keys, self-references and links, many of them unloaded: what
 * a user believes, objects and database agree after every flush. LIMBECK_SOAK as in random-graphs.test.ts.
 */
import { array, assert, asyncProperty, constantFrom, nat, tuple, type Arbitrary } from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Club, clubs, Firm, Note, Party, Person, Region, Site } from "../../tests/support/clubs.ts";
import { storeOf, type Store } from "../../tests/support/commerce.ts";
import { describeServers } from "../../tests/support/databases.ts";
import type { Collection } from "../model/collection.ts";
import type { Session } from "./session.ts";

const soak = process.env["LIMBECK_SOAK"];
const sequences = soak === "1" ? 100_000 : Number(soak ?? 200);

type Thing = Region | Site | Party | Note | Club;

const classes = { Region, Site, Party, Person, Firm, Note, Club };
type Kind = keyof typeof classes;

/** A reference, the collection at its other end, and what becomes of the child that is let go. */
interface Relation {
  readonly child: new (...args: never[]) => Thing;
  readonly ref: string;
  readonly parent: new (...args: never[]) => Thing;
  readonly list: string;
  readonly owned: boolean;
}

const relations: readonly Relation[] = [
  { child: Site, ref: "region", parent: Region, list: "sites", owned: true },
  { child: Note, ref: "firm", parent: Firm, list: "notes", owned: true },
  { child: Party, ref: "parent", parent: Party, list: "children", owned: false },
  { child: Party, ref: "home", parent: Site, list: "guests", owned: false },
  { child: Person, ref: "employer", parent: Firm, list: "staff", owned: false },
];

const links = [
  { one: Party, ones: "clubs", other: Club, others: "members" },
  { one: Party, ones: "friends", other: Party, others: "admirers" },
] as const;

interface Believed {
  readonly kinds: Map<number, Kind>;
  readonly labels: Map<number, string>;
  /** `no ref` to the number of the parent. */
  readonly refs: Map<string, number>;
  /** `index of links, one, other`. */
  readonly links: Set<string>;
}

class World {
  session: Session<typeof clubs.declarations>;
  belief: Believed = { kinds: new Map(), labels: new Map(), refs: new Map(), links: new Set() };
  committed = structuredClone(this.belief);
  readonly objects = new Map<number, Thing>();
  saved: { savepoint: { rollback(): Promise<void>; commit(): Promise<void> }; belief: Believed }[] = [];
  next = 1;

  constructor(session: World["session"]) {
    this.session = session;
  }

  numbers(kind: abstract new (...args: never[]) => Thing): number[] {
    return [...this.belief.kinds].filter(([, name]) => isA(name, kind)).map(([no]) => no);
  }

  members(no: number): Record<string, unknown> {
    return this.objects.get(no) as unknown as Record<string, unknown>;
  }

  list(no: number, name: string): Collection<Thing> {
    return this.members(no)[name] as Collection<Thing>;
  }

  /** With all that goes along. */
  forget(no: number): void {
    const { belief } = this;
    const kind = belief.kinds.get(no);
    if (kind === undefined) return;
    belief.kinds.delete(no);
    belief.labels.delete(no);
    for (const { ref } of relations) belief.refs.delete(`${no} ${ref}`);
    for (const { ref, owned } of relations) {
      for (const [key, parent] of Array.from(belief.refs)) {
        const [child, name] = key.split(" ") as [string, string];
        if (parent !== no || name !== ref) continue;
        if (owned) this.forget(Number(child));
        else belief.refs.delete(key);
      }
    }
    for (const link of Array.from(belief.links)) {
      if (link.split(" ").slice(1).map(Number).includes(no)) belief.links.delete(link);
    }
  }
}

const isA = (kind: Kind, wanted: abstract new (...args: never[]) => Thing): boolean =>
  classes[kind] === wanted || classes[kind].prototype instanceof wanted;

const pick = <T>(all: readonly T[], seed: number): T | undefined => all[seed % Math.max(1, all.length)];
const kinds = Object.keys(classes) as Kind[];

const steps = {
  async create(w: World, a: number, b: number, c: number) {
    const kind = pick(kinds, a)!;
    const owner = relations.find(({ child, owned }) => owned && isA(kind, child));
    const parent = owner === undefined ? undefined : pick(w.numbers(owner.parent), b);
    if (owner !== undefined && parent === undefined) return;
    const no = w.next++;
    const label = `${kind} ${no}`;
    const own = kind === "Region" ? { code: `r${no}` } : kind === "Site" ? { nr: no } : {};
    const made = new (classes[kind] as new (values: object) => Thing)({ ...own, no, label });
    w.objects.set(no, made);
    w.belief.kinds.set(no, kind);
    w.belief.labels.set(no, label);
    if (owner !== undefined) {
      w.belief.refs.set(`${no} ${owner.ref}`, parent!);
      if (c % 2 === 0) w.list(parent!, owner.list).add(made);
      else w.members(no)[owner.ref] = w.objects.get(parent!);
    }
    w.session.add(made);
  },
  async refer(w: World, a: number, b: number, c: number) {
    const { child, ref, parent, list } = pick(relations, a)!;
    const no = pick(w.numbers(child), b);
    // From later ones to earlier ones, so that no rows go in circles.
    const to = pick(
      w.numbers(parent).filter((other) => no !== undefined && other < no),
      c,
    );
    if (no === undefined || to === undefined) return;
    if (b % 2 === 0) w.list(to, list).add(w.objects.get(no)!);
    else w.members(no)[ref] = w.objects.get(to);
    w.belief.refs.set(`${no} ${ref}`, to);
  },
  async letGo(w: World, a: number, b: number) {
    const key = pick([...w.belief.refs.keys()], a);
    if (key === undefined) return;
    const [child, ref] = key.split(" ") as [string, string];
    const relation = relations.find((each) => each.ref === ref)!;
    const no = Number(child);
    if (b % 2 === 0) w.list(w.belief.refs.get(key)!, relation.list).remove(w.objects.get(no)!);
    else w.members(no)[ref] = null;
    if (relation.owned) w.forget(no);
    else w.belief.refs.delete(key);
  },
  async link(w: World, a: number, b: number, c: number) {
    const index = a % links.length;
    const { one, ones, other, others } = links[index]!;
    const from = pick(w.numbers(one), b);
    const to = pick(w.numbers(other), c);
    if (from === undefined || to === undefined) return;
    const key = `${index} ${from} ${to}`;
    const [list, item] = a % 4 < 2 ? [w.list(from, ones), to] : [w.list(to, others), from];
    if (w.belief.links.delete(key)) list.remove(w.objects.get(item)!);
    else {
      list.add(w.objects.get(item)!);
      w.belief.links.add(key);
    }
  },
  async relabel(w: World, a: number, b: number) {
    const no = pick([...w.belief.kinds.keys()], a);
    if (no === undefined) return;
    w.objects.get(no)!.label = `l${b}`;
    w.belief.labels.set(no, `l${b}`);
  },
  async rekey(w: World, a: number, b: number) {
    const no = pick([...w.numbers(Region), ...w.numbers(Site)], a);
    if (no === undefined) return;
    const object = w.objects.get(no)!;
    if (object instanceof Region) object.code = `r${no}.${b}`;
    else if (object instanceof Site) object.nr = no + 100 * (b % 3);
  },
  async remove(w: World, a: number) {
    // Deleting what was never written only takes it out of the session.
    await w.session.flush();
    const no = pick([...w.belief.kinds.keys()], a);
    if (no === undefined) return;
    w.session.delete(w.objects.get(no)!);
    w.forget(no);
  },
  /** Nothing but the row itself is known afterwards. */
  async unload(w: World, a: number) {
    await w.session.flush();
    const no = pick([...w.belief.kinds.keys()], a);
    if (no !== undefined) w.session.expire(w.objects.get(no)!);
    if (no !== undefined && a % 2 === 0) await w.session.refresh(w.objects.get(no)!);
  },
  /** Other objects for the same rows, with nothing loaded. */
  async reopen(w: World) {
    await steps.commit(w);
    w.session.clear();
    for (const model of [Region, Site, Party, Note, Club]) {
      for (const object of await w.session.select(model as typeof Club).all()) w.objects.set(object.no, object);
    }
  },
  async flush(w: World) {
    await w.session.flush();
  },
  async savepoint(w: World) {
    if (w.saved.length > 2) return;
    w.saved.push({ savepoint: await w.session.beginNested(), belief: structuredClone(w.belief) });
  },
  async release(w: World) {
    await w.saved.pop()?.savepoint.commit();
  },
  async undo(w: World) {
    const last = w.saved.pop();
    await last?.savepoint.rollback();
    w.belief = last?.belief ?? w.belief;
  },
  async commit(w: World) {
    w.saved = [];
    await w.session.commit();
    w.committed = structuredClone(w.belief);
  },
  async rollback(w: World) {
    w.saved = [];
    await w.session.rollback();
    w.belief = structuredClone(w.committed);
  },
};

type Step = readonly [name: keyof typeof steps, a: number, b: number, c: number];
const names = Object.keys(steps) as (keyof typeof steps)[];
// What changes the graph comes more often than what ends something.
const often = ["create", "refer", "letGo", "link", "relabel", "rekey"] as const;
const step = tuple(constantFrom(...names, ...often, ...often), nat(50), nat(50), nat(50)) as Arbitrary<Step>;
const beginning: readonly Step[] = kinds.map((_, index) => ["create", index, 0, index] as const);

const numberOf = (object: unknown): number | null => (object as Thing | null)?.no ?? null;
const byNumber = (a: number, b: number): number => a - b;

describeServers("random hierarchies", (target) => {
  let store: Store<typeof clubs>;
  beforeAll(async () => {
    store = await storeOf(target, clubs);
  });
  afterAll(() => store.drop());
  const empty = () => store.execute("TRUNCATE regions, sites, parties, firms, notes, clubs, memberships, friendships");
  beforeEach(empty);

  /** What memory says, all relationships of it. */
  async function inMemory(w: World): Promise<unknown> {
    const found: unknown[] = [];
    for (const [no, kind] of [...w.belief.kinds].sort(([a], [b]) => a - b)) {
      const object = w.objects.get(no)!;
      await w.session.refresh(object);
      const refs = relations.filter(({ child }) => isA(kind, child)).map(({ ref }) => ref);
      const lists = relations.filter(({ parent }) => isA(kind, parent)).map(({ list }) => list);
      for (const { one, ones, other, others } of links) {
        if (isA(kind, one)) lists.push(ones);
        if (isA(kind, other)) lists.push(others);
      }
      await object.load(...([...refs, ...lists] as never[]));
      const there = (item: Thing): boolean => w.session.stateOf(item) === "persistent";
      const listed = lists.map((list) => [
        list,
        w
          .list(no, list)
          .filter(there)
          .map(numberOf)
          .sort(byNumber as never),
      ]);
      found.push([no, object.label, refs.map((ref) => numberOf(w.members(no)[ref])), Object.fromEntries(listed)]);
    }
    return found;
  }

  function asBelieved({ kinds: of, labels, refs, links: linked }: Believed): unknown {
    const pairs = [...linked].map((link) => link.split(" ").map(Number) as [number, number, number]);
    return [...of]
      .sort(([a], [b]) => a - b)
      .map(([no, kind]) => {
        const lists: Record<string, number[]> = {};
        for (const { ref, parent, list } of relations) {
          if (!isA(kind, parent)) continue;
          const children = [...refs].filter(([key, to]) => to === no && key.endsWith(` ${ref}`));
          lists[list] = children.map(([key]) => Number(key.split(" ")[0])).sort(byNumber);
        }
        links.forEach(({ one, ones, other, others }, index) => {
          const here = pairs.filter(([at]) => at === index);
          if (isA(kind, one))
            lists[ones] = here
              .filter((pair) => pair[1] === no)
              .map((pair) => pair[2])
              .sort(byNumber);
          if (isA(kind, other))
            lists[others] = here
              .filter((pair) => pair[2] === no)
              .map((pair) => pair[1])
              .sort(byNumber);
        });
        const own = relations.filter(({ child }) => isA(kind, child));
        return [no, labels.get(no), own.map(({ ref }) => refs.get(`${no} ${ref}`) ?? null), lists];
      });
  }

  /** The rows as the session's transaction sees them, in the belief's numbers. */
  async function inDatabase(w: World): Promise<unknown> {
    const connection = await w.session.connection();
    const { rows } = await connection.query<{ kind: string; no: number; label: string; refs: (number | null)[] }>(
      `SELECT 'Region' AS kind, no, label, '{}'::int[] AS refs FROM regions
       UNION ALL SELECT 'Site', s.no, s.label, ARRAY[r.no] FROM sites s JOIN regions r ON r.code = s.region_code
       UNION ALL SELECT 'Note', n.no, n.label, ARRAY[f.no] FROM notes n JOIN parties f ON f.id = n.firm_id
       UNION ALL SELECT 'Club', no, label, '{}' FROM clubs
       UNION ALL SELECT initcap(p.kind), p.no, p.label,
         ARRAY[u.no, s.no] || CASE p.kind WHEN 'person' THEN ARRAY[e.no] ELSE '{}' END
         FROM parties p LEFT JOIN parties u ON u.id = p.parent_id LEFT JOIN parties e ON e.id = p.employer_id
         LEFT JOIN sites s ON (s.region_code, s.nr) = (p.home_region, p.home_nr)
       UNION ALL SELECT 'link 0', a.no, '', ARRAY[c.no] FROM memberships JOIN parties a ON a.id = party_id JOIN clubs c ON c.id = club_id
       UNION ALL SELECT 'link 1', a.no, '', ARRAY[b.no] FROM friendships JOIN parties a ON a.id = from_id JOIN parties b ON b.id = to_id
       UNION ALL SELECT 'firms', count(*), '', '{}' FROM firms`,
    );
    return rows.map(({ kind, no, label, refs }) => JSON.stringify([kind, Number(no), label, refs])).sort();
  }

  function asStored(w: World): unknown {
    const { kinds: of, labels, refs, links: linked } = w.belief;
    const rows: unknown[] = [...of].map(([no, kind]) => {
      const own = relations.filter(({ child }) => isA(kind, child));
      return [kind, no, labels.get(no), own.map(({ ref }) => refs.get(`${no} ${ref}`) ?? null)];
    });
    for (const link of linked) {
      const [index, one, other] = link.split(" ").map(Number);
      rows.push([`link ${index}`, one, "", [other]]);
    }
    rows.push(["firms", w.numbers(Firm).length, "", []]);
    return rows.map((row) => JSON.stringify(row)).sort();
  }

  async function agree(w: World, alsoMemory: boolean): Promise<void> {
    await w.session.flush();
    expect(await inDatabase(w)).toEqual(asStored(w));
    if (alsoMemory) expect(await inMemory(w)).toEqual(asBelieved(w.belief));
  }

  test("a key that changes moves before new rows refer to it, and rows two steps below follow in memory", async () => {
    await using session = store.session();
    const region = new Region({ code: "it", no: 1 });
    const site = new Site({ nr: 1, no: 2, region });
    const guest = new Party({ no: 3, home: site });
    session.add(region, site, guest);
    await session.flush();
    region.code = "IT";
    region.sites.add(new Site({ nr: 2, no: 4, guests: [new Person({ no: 5 })] }));
    await session.flush();
    expect([site.regionCode, guest.homeRegion]).toEqual(["IT", "IT"]);
    session.expire(site, "guests");
    await site.load("guests");
    expect([...site.guests]).toEqual([guest]);
  });

  test("a row that turns to one whose key changes in the same flush gets the new key", async () => {
    await using session = store.session();
    const region = new Region({ code: "es", no: 11 });
    const site = new Site({ nr: 1, no: 12, region });
    const firm = new Firm({ no: 13 });
    session.add(region, site, firm);
    await session.flush();
    region.code = "ES";
    site.guests.add(firm);
    session.add(new Region({ code: "pt", no: 14 }));
    await session.flush();
    session.expire(firm);
    await session.refresh(firm);
    expect([firm.homeRegion, firm.homeNr]).toEqual(["ES", 1]);
  });

  test("a new object that lost its owner is not written, and what refers to it refers to nothing", async () => {
    await using session = store.session();
    const region = new Region({ code: "de", no: 21 });
    const site = new Site({ nr: 1, no: 22, region });
    const guest = new Party({ no: 23, home: site });
    session.add(region, site, guest);
    region.sites.remove(site);
    await session.flush();
    expect([session.stateOf(site), session.stateOf(guest), guest.home]).toEqual(["transient", "persistent", null]);
    const other = new Site({ nr: 2, no: 24, guests: [guest] });
    region.sites.add(other);
    region.sites.remove(other);
    region.sites.add(other);
    await session.flush();
    expect([session.stateOf(other), guest.home]).toEqual(["persistent", other]);
  });

  test("a rollback brings a key back that followed another one, in objects that were changed as well", async () => {
    await using session = store.session();
    const region = new Region({ code: "gr", no: 31 });
    const site = new Site({ nr: 1, no: 32, region });
    session.add(region, site);
    await session.commit();
    region.code = "GR";
    site.label = "changed";
    await session.flush();
    expect(site.regionCode).toBe("GR");
    region.sites.remove(site);
    region.code = "el";
    await session.flush();
    await session.rollback();
    expect([region.code, site.regionCode, site.label]).toEqual(["gr", "gr", ""]);
    await session.refresh(site);
  });

  test("memory, database and belief agree, whatever was loaded", { timeout: 3_600_000 }, async () => {
    await assert(
      asyncProperty(array(step, { minLength: 3, maxLength: 25 }), async (sequence) => {
        const w = new World(store.session());
        try {
          for (const [name, a, b, c] of [...beginning, ...sequence]) {
            await steps[name](w, a, b, c);
            // Reading everything leaves nothing unloaded for the steps that follow.
            if (["flush", "commit", "rollback", "undo", "release"].includes(name)) await agree(w, a % 3 === 0);
          }
          await agree(w, true);
        } finally {
          await w.session.close();
          await empty();
        }
      }),
      { numRuns: Math.ceil(sequences / 3), endOnFailure: false },
    );
  });
});
