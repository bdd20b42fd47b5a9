/** Stands between a client and a server and counts round trips: messages that had to wait for no other's answer count once. */
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface CountingProxy {
  /** The URL of the database through the proxy. */
  readonly url: string;
  /** Since the last time it was asked. */
  taken(): number;
  close(): Promise<void>;
}

/** @param url of a database over a unix socket, as tests' servers have it */
export async function countingProxy(url: string): Promise<CountingProxy> {
  const folder = mkdtempSync(join(tmpdir(), "counted-"));
  const target = `${new URL(url).searchParams.get("host")}/.s.PGSQL.5432`;
  const sockets = new Set<Socket>();
  let trips = 0;
  const server = createServer((client) => {
    const upstream = connect(target);
    for (const socket of [client, upstream]) sockets.add(socket.on("error", () => {}));
    // A query, or the end of what is answered together; and the answer's end.
    let waiting = 0;
    const asked = messages("SQ", true);
    const answered = messages("Z", false);
    client.on("data", (bytes) => {
      const count = asked(bytes);
      if (waiting === 0 && count > 0) trips += 1;
      waiting += count;
      upstream.write(bytes);
    });
    upstream.on("data", (bytes) => {
      waiting = Math.max(0, waiting - answered(bytes));
      client.write(bytes);
    });
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(join(folder, ".s.PGSQL.5432"), resolve));
  const through = new URL(url);
  through.searchParams.set("host", folder);
  return {
    url: through.href,
    taken: () => {
      const taken = trips;
      trips = 0;
      return taken;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Counts messages of some types in a stream of them; the first of a client has no type. */
function messages(types: string, hasStartup: boolean): (bytes: Buffer) => number {
  let rest = Buffer.alloc(0);
  let isFirst = hasStartup;
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    let count = 0;
    for (;;) {
      const header = isFirst ? 0 : 1;
      if (rest.length < header + 4) return count;
      const length = header + rest.readInt32BE(header);
      if (rest.length < length) return count;
      if (!isFirst && types.includes(String.fromCharCode(rest[0]!))) count += 1;
      isFirst = false;
      rest = rest.subarray(length);
    }
  };
}
