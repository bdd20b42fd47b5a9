/** Stands between clients and a server and shares one connection between their transactions, as PgBouncer does. */
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TransactionPooler {
  /** The URL of the database through the pooler. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * @param url of a database over a unix socket, as tests' servers have it
 * @param mode whether each client keeps a connection of its own, or all share one
 */
export async function pooler(url: string, mode: "session" | "transaction"): Promise<TransactionPooler> {
  const folder = mkdtempSync(join(tmpdir(), "pool-"));
  const target = `${new URL(url).searchParams.get("host")}/.s.PGSQL.5432`;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on("error", () => {});
  };
  let shared: Promise<ServerConnection> | undefined;
  const server = createServer((client) => {
    keep(client).once("data", async (startup) => {
      const open = (): Promise<ServerConnection> => logIn(keep(connect(target)), startup);
      const upstream = await (mode === "session" ? open() : (shared ??= open()));
      client.write(upstream.greeting);
      client.on("data", (bytes) => {
        // The client's goodbye is no business of the server's.
        if (bytes[0] === "X".charCodeAt(0)) return client.end();
        upstream.client = client;
        return upstream.socket.write(bytes);
      });
    });
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

interface ServerConnection {
  readonly socket: Socket;
  /** What the server said when the session began, with another process in it. */
  readonly greeting: Buffer;
  /** Whom answers are for. */
  client: Socket | undefined;
}

async function logIn(socket: Socket, startup: Buffer): Promise<ServerConnection> {
  socket.write(startup);
  const greeting = await new Promise<Buffer>((resolve) => socket.once("data", resolve));
  hideProcess(greeting);
  const connection: ServerConnection = { socket, greeting, client: undefined };
  socket.on("data", (bytes) => connection.client?.write(bytes));
  return connection;
}

/** In the BackendKeyData message (manual, 55.7). */
function hideProcess(greeting: Buffer): void {
  for (let at = 0; at < greeting.length; at += 1 + greeting.readInt32BE(at + 1))
    if (greeting[at] === "K".charCodeAt(0)) greeting.writeInt32BE(7, at + 5);
}
