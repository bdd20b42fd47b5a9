/**
 * Runs once, in vitest's main process: starts a server when the first test asks for its version, shares it among all
 * workers, and stops every one at the end.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";
import { startServer, type TestServer } from "./servers.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where workers ask for servers; see `serverUrl` in databases.ts. */
    serverBroker: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const servers = new Map<number, Promise<TestServer>>();
  const broker = createServer((request, response) => {
    const version = Number(request.url?.slice(1));
    const server = servers.get(version) ?? startServer({ version });
    servers.set(version, server);
    server.then(
      ({ url }) => response.end(url),
      (error: Error) => response.writeHead(503).end(error.message),
    );
  });
  project.provide("serverBroker", await listen(broker));
  return async () => {
    broker.close();
    broker.closeAllConnections();
    const started = await Promise.allSettled(servers.values());
    await Promise.all(started.map((server) => (server.status === "fulfilled" ? server.value.stop() : undefined)));
  };
}

async function listen(broker: Server): Promise<string> {
  await new Promise<void>((resolve) => broker.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(broker.address() as AddressInfo).port}`;
}
