// One contestant of bench/orm.mjs in this process; prints its times as JSON.
import { pathToFileURL } from "node:url";
import { models } from "./orm-models.mjs";
import { openPeer } from "./orm-peers.mjs";
import { customerOf, dateOf, productsOf, runSteps } from "./orm-work.mjs";

const [name, url, orders] = [process.argv[2], process.argv[3], Number(process.argv[4])];
const dist = process.env.LIMBECK_BENCH_DIST;
const load = (path) =>
  import(dist === undefined ? `../dist/public/${path}.js` : pathToFileURL(`${dist}/public/${path}.js`));

async function floor() {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  let ids;
  return {
    async insert() {
      await client.query("begin");
      const customers = Array.from({ length: orders }, (_, i) => customerOf(i));
      const text = "insert into orders(customer_id) select unnest($1::int[]) returning order_id";
      ids = (await client.query({ text, values: [customers], rowMode: "array" })).rows.map((row) => row[0]);
      const [o, p, n] = [[], [], []];
      for (let i = 0; i < orders; i++) {
        for (const product of productsOf(i)) {
          o.push(ids[i]);
          p.push(product);
          n.push(2);
        }
      }
      await client.query("insert into order_products select * from unnest($1::int[], $2::int[], $3::int[])", [o, p, n]);
      await client.query("commit");
      return ids.length;
    },
    async load() {
      const found = (await client.query("select * from orders")).rows;
      const products = new Map((await client.query("select * from products")).rows.map((row) => [row.product_id, row]));
      const byId = new Map(found.map((order) => [order.order_id, ((order.products = []), order)]));
      for (const line of (await client.query("select * from order_products")).rows) {
        line.product = products.get(line.product_id);
        byId.get(line.order_id).products.push(line);
      }
      return found.reduce((sum, order) => sum + order.products.length, 0);
    },
    async update() {
      const text =
        "update orders o set order_date = v.d from unnest($1::int[], $2::timestamptz[]) v(id, d) where o.order_id = v.id";
      return (await client.query(text, [ids, ids.map((_, i) => dateOf(i))])).rowCount;
    },
    async remove() {
      const all = Array.from({ length: 1000 }, (_, i) => i + 1);
      return (await client.query("delete from customers where customer_id = any($1)", [all])).rowCount;
    },
    close: () => client.end(),
  };
}

async function session() {
  const limbeck = await load("limbeck");
  const { createEngine, Session } = await load("orm");
  const { Customer, Order, OrderProduct, commerce } = models(limbeck);
  const engine = await createEngine(url);
  await engine.query("select 1");
  const open = () => new Session(engine, commerce);
  let updating;
  return {
    async insert() {
      const s = open();
      for (let i = 0; i < orders; i++) {
        const products = productsOf(i).map((productId) => new OrderProduct({ productId, productCount: 2 }));
        s.add(new Order({ customerId: customerOf(i), products }));
      }
      await s.commit();
      return orders;
    },
    async load() {
      const found = await open()
        .select(Order)
        .with({ products: { product: true } })
        .all();
      return found.reduce((sum, order) => sum + order.products.length, 0);
    },
    async prepareUpdate() {
      updating = open();
      const loaded = await updating.select(Order).all();
      loaded.forEach((order, i) => (order.orderDate = dateOf(i)));
      return loaded;
    },
    async update(loaded) {
      await updating.commit();
      return loaded.length;
    },
    async remove() {
      const removing = open();
      const customers = await removing.select(Customer).all();
      removing.delete(...customers);
      await removing.commit();
      return customers.length;
    },
    async close(result, loaded) {
      result.read = reading(loaded);
      result.get = await getting(updating, Order, loaded);
      await engine.close();
    },
  };
}

/** A property of an object of a model against a property of a plain one. */
function reading(objects) {
  const plain = objects.map((order) => ({
    orderId: order.orderId,
    customerId: order.customerId,
    orderDate: order.orderDate,
  }));
  const sum = (list) => {
    let total = 0;
    for (let round = 0; round < 200; round++) for (const object of list) total += object.customerId;
    return total;
  };
  const sumOfModels = new Function(`return ${sum}`)();
  for (let warm = 0; warm < 5; warm++) {
    sum(plain);
    sumOfModels(objects);
  }
  const time = (work, list) => {
    const start = performance.now();
    work(list);
    return performance.now() - start;
  };
  const ratios = Array.from({ length: 9 }, () => time(sumOfModels, objects) / time(sum, plain)).toSorted(
    (a, b) => a - b,
  );
  return { ratio: ratios[4] };
}

/** Processor time of `get()` for objects that the session has. */
async function getting(s, Order, objects) {
  const ids = objects.map((order) => order.orderId);
  for (const id of ids) await s.get(Order, id);
  const before = process.cpuUsage();
  for (let round = 0; round < 5; round++) for (const id of ids) await s.get(Order, id);
  const { user, system } = process.cpuUsage(before);
  return { ns: ((user + system) * 1000) / (ids.length * 5) };
}

const own = { floor, session }[name];
const contestant = own === undefined ? await openPeer(name, process.argv[5], { url, orders }) : await own();
const result = await runSteps(contestant, orders);
result.memory = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(JSON.stringify(result));
process.exit(0);
