import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from "node:net";
import { onTestFinished } from "vitest";
import type { FetchAnswer, Fetcher } from "../../../src/fetch/fetcher.ts";
import { createHttpFetcher, type HttpFetcherOptions } from "../../../src/fetch/http.ts";

export type Seen = { readonly path: string; readonly host: string; readonly headers: IncomingHttpHeaders; readonly at: number };
export type Answering = (request: Seen, response: ServerResponse) => void;
export type Loopback = {
  readonly port: number;
  readonly seen: readonly Seen[];
  readonly connections: () => number;
  readonly open: () => number;
  readonly url: (path: string, host?: string) => string;
};

/** A real server on a free port of 127.0.0.1 that lasts as long as the test. */
export async function serve(answering: Answering, tls?: { key: string; cert: string }): Promise<Loopback> {
  const seen: Seen[] = [];
  const listener: Parameters<typeof createServer>[1] = (request, response) => {
    const one = { path: request.url ?? "", host: request.headers.host ?? "", headers: request.headers, at: performance.now() };
    seen.push(one);
    answering(one, response);
  };
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  return await listening(server, seen, tls === undefined ? "http" : "https");
}

/** A server that answers every connection with raw bytes; null leaves it hanging. */
export async function serveRaw(bytes: string | null): Promise<Loopback> {
  const server = createTcpServer((socket) => {
    socket.on("error", () => {});
    socket.resume();
    if (bytes !== null) socket.once("data", () => socket.end(bytes, "latin1"));
  });
  return await listening(server, [], "http");
}

async function listening(server: TcpServer, seen: Seen[], scheme: string): Promise<Loopback> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const url = (path: string, host = "127.0.0.1") => `${scheme}://${host}:${port}${path}`;
  return { port, seen, connections: () => connections, open: () => sockets.size, url };
}

export const USER_AGENT = "Clausewatch/0.1 (+https://clausewatch.example; mailto:ops@clausewatch.example)";

/** A fetcher that may reach loopback and spaces nothing, closed when the test ends. */
export function fetcherWith(options: Partial<HttpFetcherOptions> = {}): Fetcher {
  const fetcher = createHttpFetcher({
    userAgent: USER_AGENT,
    now: () => new Date(),
    allowPrivateNetworks: ["127.0.0.0/8"],
    perHost: { concurrency: 2, spacingMs: 0 },
    ...options,
  });
  onTestFinished(() => fetcher.close());
  return fetcher;
}

/** The fetcher's connections all lead to this server, so that any host name can be used. */
export const towards = (server: Loopback) => ({ connectTo: { host: "127.0.0.1", port: server.port } });

export const getFeed = (fetcher: Fetcher, url: string): Promise<FetchAnswer> =>
  fetcher.fetch({ url, kind: "feed" }, new AbortController().signal);
export const getPage = (fetcher: Fetcher, url: string): Promise<FetchAnswer> =>
  fetcher.fetch({ url, kind: "page" }, new AbortController().signal);

/** An answer without its body and headers, for comparing. */
export const gist = (answer: FetchAnswer): string =>
  answer.outcome === "failed"
    ? `failed ${answer.failure}: ${answer.message}`
    : answer.outcome === "refused"
      ? `refused ${answer.status}: ${answer.message}`
      : `${answer.outcome} ${answer.status}`;
