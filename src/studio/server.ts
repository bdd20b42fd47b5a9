/**
 * The local server. It listens on 127.0.0.1 only, answers nothing without its token, reads only, and refuses to be
 * reached under another name, so that no page elsewhere can ask it through a browser.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { randomBytes, timingSafeEqual } from "node:crypto";
import type { StudioSource } from "../erd/model-history.ts";
import { isLimbeckError } from "../util/errors.ts";
import { PortInUseError } from "./errors.ts";
import { studioHistory, studioModel } from "./history.ts";
import { renderPage } from "./page.ts";
import type { StudioHistory, StudioModel } from "./page-data.ts";

export interface StudioOptions {
  /** Any free one where absent. */
  readonly port?: number;
}

export interface Studio {
  /** With its token: whoever has it can read the data model. */
  readonly url: string;
  readonly port: number;
  /** The history is replayed; rejects where it can't be. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/**
 * Serves a project's data model and its history.
 *
 *     const studio = await startStudio(studioSource(project));
 *     console.log(studio.url);
 *
 * @throws PortInUseError
 */
export async function startStudio(source: StudioSource, options: StudioOptions = {}): Promise<Studio> {
  const token = randomBytes(24).toString("base64url");
  const handler = new Handler(source, token);
  const server = createServer((request, response) => void handler.answer(request, response));
  const port = await listen(server, options.port ?? 0);
  handler.port = port;
  return {
    url: `http://127.0.0.1:${port}/${token}/`,
    port,
    ready: handler.ready,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((done, fail) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      fail(error.code === "EADDRINUSE" || error.code === "EACCES" ? new PortInUseError(port) : error),
    );
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      done(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

interface Reply {
  readonly type: "text/html" | "application/json" | "text/plain";
  readonly body: string;
  readonly status?: number;
  readonly policy?: string;
}

const notFound: Reply = { type: "text/plain", body: "Not found\n", status: 404 };

class Handler {
  readonly #source: StudioSource;
  readonly #token: string;
  readonly #known: ReadonlySet<string>;
  readonly #history: Promise<StudioHistory>;
  readonly #model: Promise<StudioModel | undefined>;
  #text: string | undefined;
  #done = 0;
  #problem: string | undefined;
  port = 0;

  constructor(source: StudioSource, token: string) {
    this.#source = source;
    this.#token = token;
    this.#known = new Set(source.nodes.map((node) => node.id));
    // The page itself goes out first, then the newest state: replaying keeps this thread busy.
    this.#model = new Promise<void>((go) => setTimeout(go, 50)).then(() => studioModel(source));
    const modelDone = this.#model.then(
      () => {},
      () => {},
    );
    this.#history = modelDone.then(() =>
      studioHistory(source, (done) => {
        this.#done = done;
      }),
    );
    this.#history.then(
      (history) => {
        this.#text = JSON.stringify(history);
      },
      (error: unknown) => {
        this.#problem = isLimbeckError(error) ? error.message : "The revisions could not be replayed.";
      },
    );
  }

  get ready(): Promise<void> {
    return this.#history.then(() => {});
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let reply: Reply;
    try {
      reply = await this.#reply(request);
    } catch {
      reply = { type: "text/plain", body: "This could not be read.\n", status: 500 };
    }
    response.writeHead(reply.status ?? 200, {
      "Content-Type": `${reply.type}; charset=utf-8`,
      "Content-Security-Policy": `${reply.policy ?? "default-src 'none'"}; frame-ancestors 'none'`,
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
      "Cross-Origin-Resource-Policy": "same-origin",
      "Cross-Origin-Opener-Policy": "same-origin",
    });
    response.end(request.method === "HEAD" ? undefined : reply.body);
  }

  async #reply(request: IncomingMessage): Promise<Reply> {
    // A name that resolves to this machine must not open the door to pages of that name.
    const host = request.headers.host;
    if (host !== `127.0.0.1:${this.port}` && host !== `localhost:${this.port}`)
      return { ...notFound, status: 403, body: "Forbidden\n" };
    if (request.method !== "GET" && request.method !== "HEAD")
      return { ...notFound, status: 405, body: "This server only reads.\n" };
    const [, token = "", ...rest] = new URL(request.url ?? "/", "http://127.0.0.1").pathname.split("/");
    if (!sameText(token, this.#token))
      return { ...notFound, status: 403, body: "The address is not complete: open the one that limbeck printed.\n" };
    return this.#resource(rest.join("/"));
  }

  async #resource(path: string): Promise<Reply> {
    const json = (value: unknown): Reply => ({ type: "application/json", body: JSON.stringify(value) });
    const source = this.#source;
    if (path === "") {
      const { html, policy } = await renderPage({ title: source.title, nodes: source.nodes, live: true });
      return { type: "text/html", body: html, policy };
    }
    if (path === "progress.json") {
      return json({
        done: this.#done,
        total: source.nodes.length,
        ready: this.#text !== undefined,
        problem: this.#problem,
      });
    }
    if (path === "history.json")
      return this.#text === undefined ? notFound : { type: "application/json", body: this.#text };
    if (path === "environments.json") return json(await source.environments());
    if (path === "model.json") {
      const model = await this.#model;
      return model === undefined ? notFound : json(model);
    }
    const id = /^revision\/(.+)\.json$/.exec(path)?.[1];
    const known = id === undefined ? undefined : decodeURIComponent(id);
    return known !== undefined && this.#known.has(known) ? json(await source.details(known)) : notFound;
  }
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
