/** Stands between a client and a server and cuts the connection at a COMMIT, before the server gets it or after its reply. */
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Cut {
  /** Which COMMIT, counted from one over all connections. */
  readonly commit: number;
  readonly at: "request" | "reply";
  /** Refuses every connection after the cut, as a server that is gone does. */
  readonly forGood?: boolean;
}

export interface CuttingProxy {
  /** The URL of the database through the proxy. */
  readonly url: string;
  close(): Promise<void>;
}

/** @param url of a database over a unix socket, as tests' servers have it */
export async function cuttingProxy(url: string, cut: Cut): Promise<CuttingProxy> {
  const folder = mkdtempSync(join(tmpdir(), "cut-"));
  const target = `${new URL(url).searchParams.get("host")}/.s.PGSQL.5432`;
  const sockets = new Set<Socket>();
  let commits = 0;
  const server = createServer((client) => {
    if (cut.forGood === true && commits >= cut.commit) return client.destroy();
    const upstream = connect(target);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {});
    }
    const end = () => [client, upstream].forEach((socket) => socket.destroy());
    let isLast = false;
    client.on("data", (bytes) => {
      if (bytes.includes("COMMIT") && ++commits === cut.commit) {
        if (cut.at === "request") return end();
        isLast = true;
      }
      return upstream.write(bytes);
    });
    upstream.on("data", (bytes) => (isLast ? end() : client.write(bytes)));
    client.on("close", end);
    upstream.on("close", end);
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(join(folder, ".s.PGSQL.5432"), resolve));
  const through = new URL(url);
  through.searchParams.set("host", folder);
  return {
    url: through.href,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
