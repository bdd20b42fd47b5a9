// One contestant of bench/orm-small.mjs in this process: waits for lines `step times`, answers with times as JSON.
import { createInterface } from "node:readline";
import { models } from "./orm-models.mjs";
import { openPeer } from "./orm-peers.mjs";
import { customerOf, dateOf } from "./orm-work.mjs";

const [name, url, folder] = process.argv.slice(2);

async function floor() {
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({ connectionString: url });
  await pool.query("select 1");
  const one = async (sql, values) => (await pool.query(sql, values)).rows;
  return {
    small: {
      get: (id) => one("select * from orders where order_id = $1", [id]),
      async page(first) {
        const sql = `select o.*, c.first_name, c.last_name, c.email_address, p.product_id, p.product_count
          from (select * from orders order by order_id limit 20 offset $1) o
          join customers c using (customer_id) left join order_products p using (order_id) order by order_id`;
        const found = new Map();
        for (const row of await one(sql, [first])) {
          const order = found.get(row.order_id) ?? { orderId: row.order_id, orderDate: row.order_date, products: [] };
          found.set(row.order_id, order);
          order.customer ??= { customerId: row.customer_id, firstName: row.first_name, lastName: row.last_name };
          if (row.product_id !== null) order.products.push({ productId: row.product_id, count: row.product_count });
        }
        return [...found.values()];
      },
      insert: (i) => one("insert into orders (customer_id) values ($1) returning *", [customerOf(i)]),
      async change(id, i) {
        const [order] = await one("select * from orders where order_id = $1", [id]);
        await one("update orders set order_date = $2 where order_id = $1", [order.order_id, dateOf(i)]);
      },
      count: (id) => one("select count(*) from orders where customer_id = $1", [id]),
      parents: () => one("select o.*, c.* from orders o join customers c using (customer_id) limit 100"),
    },
    close: () => pool.end(),
  };
}

async function session() {
  const { createEngine, Session } = await import("../dist/public/orm.js");
  const { Order, commerce } = models(await import("../dist/public/limbeck.js"));
  const engine = await createEngine(url);
  await engine.query("select 1");
  const open = () => new Session(engine, commerce);
  return {
    small: {
      get: (id) => open().get(Order, id),
      page: (first) =>
        open()
          .select(Order)
          .orderBy("orderId")
          .limit(20)
          .offset(first)
          .with({ customer: "joined", products: "joined" })
          .all(),
      async insert(i) {
        const s = open();
        s.add(new Order({ customerId: customerOf(i) }));
        await s.commit();
        await s.close();
      },
      async change(id, i) {
        const s = open();
        const order = await s.get(Order, id);
        order.orderDate = dateOf(i);
        await s.commit();
        await s.close();
      },
      count: (id) => open().select(Order).where("customerId", "=", id).count(),
      parents: () => open().select(Order).limit(100).with({ customer: "joined" }).all(),
    },
    close: () => engine.close(),
  };
}

const own = { "raw pg": floor, session };
const contestant = await (own[name]?.() ?? openPeer(name, folder, { url, orders: 0 }));
const { small } = contestant;

const steps = {
  get: (i) => small.get((i % 900) + 1),
  page: (i) => small.page((i * 20) % 800),
  insert: (i) => small.insert(i),
  change: (i) => small.change((i % 900) + 1, i),
  count: (i) => small.count((i % 900) + 1),
  parents: () => small.parents(),
};

let counter = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const [step, times] = line.split(" ");
  const work = steps[step];
  const start = performance.now();
  const cpu = process.cpuUsage();
  for (let n = 0; n < Number(times); n += 1) await work((counter += 1));
  const used = process.cpuUsage(cpu);
  console.log(JSON.stringify({ ms: performance.now() - start, cpu: (used.user + used.system) / 1000 }));
}
await contestant.close();
process.exit(0);
