// A TCP port in front of a server's socket that counts round trips (what is sent while no answer is awaited) and holds each
// message for some time, without letting one wait for another.
import { connect, createServer } from "node:net";

/** @returns `{ url, taken() }`: round trips since it was last asked */
export async function countingProxy(url, delayMs = 0) {
  const folder = new URL(url).searchParams.get("host");
  let trips = 0;
  const server = createServer((client) => {
    client.setNoDelay(true);
    const upstream =
      folder === null ? connect(new URL(url).port, new URL(url).hostname) : connect(`${folder}/.s.PGSQL.5432`);
    let waiting = 0;
    const [asked, answered] = [messages("SQ", true), messages("Z", false)];
    const later = (to, bytes) => (delayMs === 0 ? to.write(bytes) : setTimeout(() => to.write(bytes), delayMs));
    client.on("data", (bytes) => {
      const count = asked(bytes);
      if (waiting === 0 && count > 0) trips += 1;
      waiting += count;
      later(upstream, bytes);
    });
    upstream.on("data", (bytes) => {
      waiting = Math.max(0, waiting - answered(bytes));
      later(client, bytes);
    });
    client.on("close", () => upstream.destroy()).on("error", () => {});
    upstream.on("close", () => client.destroy()).on("error", () => {});
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const through = new URL(url);
  through.searchParams.delete("host");
  through.hostname = "127.0.0.1";
  through.port = String(server.address().port);
  // Encrypted messages can't be counted.
  through.searchParams.set("sslmode", "disable");
  const taken = () => {
    const count = trips;
    trips = 0;
    return count;
  };
  return { url: through.href, taken, close: () => server.close() };
}

/** Counts messages of some types in a stream of them; the first of a client has no type. */
function messages(types, hasStartup) {
  let rest = Buffer.alloc(0);
  let isFirst = hasStartup;
  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    let count = 0;
    for (;;) {
      const header = isFirst ? 0 : 1;
      if (rest.length < header + 4) return count;
      const length = header + rest.readInt32BE(header);
      if (rest.length < length) return count;
      if (!isFirst && types.includes(String.fromCharCode(rest[0]))) count += 1;
      isFirst = false;
      rest = rest.subarray(length);
    }
  };
}
