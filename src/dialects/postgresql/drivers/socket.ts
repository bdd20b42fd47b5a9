/**
 * Opens the socket that a session runs on: unix or TCP, with TLS as sslmode asks, within a time limit. Done here rather
 * than left to the client library so that every failure is known by its errno, `prefer` can go on without TLS on the
 * same socket, and waiting can be aborted.
 */
import { readFileSync } from "node:fs";
import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions } from "node:tls";
import { CancelledError, ConnectionError, InvalidUrlError } from "../../../driver/errors.ts";
import { describeAddress, isSocketFolder, type ServerAddress } from "./server-url.ts";

export interface OpenSocketOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/**
 * A connected socket, encrypted where asked for, ready for the startup message.
 *
 * @throws ConnectionError (unreachable, timeout, tls), CancelledError
 */
export async function openSocket(address: ServerAddress, options: OpenSocketOptions): Promise<Socket> {
  const local = isSocketFolder(address.host);
  const socket = local ? connect(socketPath(address)) : connect(address.port, address.host);
  const guard = guardSocket(socket, address, options);
  try {
    await guard.until("connect");
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 30_000);
    if (local || address.sslMode === "disable" || address.sslMode === "allow") return socket;
    return await guard.race(negotiateTls(socket, address));
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    guard.release();
  }
}

export function socketPath(address: ServerAddress): string {
  const folder = address.host.startsWith("@") ? `\0${address.host.slice(1)}` : address.host;
  return `${folder}/.s.PGSQL.${address.port}`;
}

/** Turns the ways in which opening can fail into our errors. */
function guardSocket(socket: Socket, address: ServerAddress, options: OpenSocketOptions) {
  const where = describeAddress(address);
  let fail: (error: Error) => void = () => {};
  const failure = new Promise<never>((_resolve, reject) => (fail = reject));
  // It may be rejected while nobody waits for it.
  failure.catch(() => {});
  const timer = setTimeout(() => fail(timedOut(where, options.timeoutMs)), options.timeoutMs);
  const onAbort = () => fail(new CancelledError("connection", options.signal?.reason));
  const onError = (error: NodeJS.ErrnoException) => fail(unreachable(where, error));
  const onClose = () => fail(unreachable(where, undefined));
  if (options.signal?.aborted) onAbort();
  options.signal?.addEventListener("abort", onAbort, { once: true });
  socket.once("error", onError).once("close", onClose);
  const race = <T>(work: Promise<T>): Promise<T> => Promise.race([work, failure]);
  return {
    race,
    until: (event: string) => race(new Promise<void>((resolve) => socket.once(event, () => resolve()))),
    release: () => {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", onAbort);
      socket.off("close", onClose);
      // Between two owners an error must not be an uncaught one.
      socket.on("error", () => {});
    },
  };
}

function timedOut(where: string, timeoutMs: number): ConnectionError {
  return new ConnectionError({ kind: "timeout", where, message: `no answer from ${where} within ${timeoutMs} ms` });
}

function unreachable(where: string, error: NodeJS.ErrnoException | undefined): ConnectionError {
  const code = error?.code;
  const reason = code === undefined ? "the connection was closed" : code;
  return new ConnectionError({ kind: "unreachable", where, message: `can't reach ${where}: ${reason}`, errno: code });
}

async function negotiateTls(socket: Socket, address: ServerAddress): Promise<Socket> {
  socket.write(sslRequest);
  const answer = await new Promise<Buffer>((resolve) => socket.once("data", resolve));
  const where = describeAddress(address);
  // Exactly one byte: anything after it was not sent by the server we encrypt with (CVE-2021-23222).
  if (answer.length === 1 && answer[0] === 0x53) return encrypt(socket, address);
  if (answer.length === 1 && answer[0] === 0x4e && address.sslMode === "prefer") return socket;
  throw new ConnectionError({
    kind: "tls",
    where,
    message: `${where} does not offer TLS, and sslmode is ${address.sslMode}`,
  });
}

async function encrypt(socket: Socket, address: ServerAddress): Promise<Socket> {
  const where = describeAddress(address);
  const encrypted = connectTls({ socket, ...tlsOptions(address) });
  return new Promise((resolve, reject) => {
    encrypted.once("secureConnect", () => resolve(encrypted));
    encrypted.once("error", (error: NodeJS.ErrnoException) => {
      const message = `TLS with ${where} failed: ${error.code ?? "handshake"}`;
      reject(new ConnectionError({ kind: "tls", where, message, errno: error.code }));
    });
  });
}

/** As libpq: `require` and `prefer` encrypt without checking who answers, unless a root certificate is named. */
function tlsOptions(address: ServerAddress): ConnectionOptions {
  const checks = address.sslMode.startsWith("verify") || address.sslRootCert !== undefined;
  const options: ConnectionOptions = {
    host: address.host,
    ...(isIP(address.host) === 0 ? { servername: address.host } : {}),
    rejectUnauthorized: checks,
    ca: readPem(address.sslRootCert === "system" ? undefined : address.sslRootCert, "sslrootcert"),
    cert: readPem(address.sslCert, "sslcert"),
    key: readPem(address.sslKey, "sslkey"),
  };
  return checks && address.sslMode !== "verify-full" ? { ...options, checkServerIdentity: () => undefined } : options;
}

function readPem(path: string | undefined, parameter: string): Buffer | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch {
    throw new InvalidUrlError(`the file that ${parameter} names can't be read`);
  }
}
