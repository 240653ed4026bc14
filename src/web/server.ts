import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { WebSettings } from "../app/config-schema.ts";
import { isLoopback, parseListen } from "../app/listen.ts";
import type { Archive } from "../archive/archive.ts";
import { PermanentError } from "../domain/errors.ts";
import { createAccess, hostsOf } from "./access.ts";
import { createPages } from "./pages.ts";
import type { PageDeps } from "./show.ts";

export type Served = { readonly url: string; close(): Promise<void> };
type Options = {
  readonly web: WebSettings;
  readonly archive: Archive;
  readonly now: () => Date;
  readonly onError: (error: unknown) => void;
  readonly delivery: PageDeps["delivery"];
  /** See access.ts. */
  readonly sessionKey: string;
  /** What only the daemon's own process has; see health.ts. */
  readonly waiting?: PageDeps["waiting"];
  readonly mounts?: PageDeps["mounts"];
  readonly metrics?: PageDeps["metrics"];
  /** Let everybody on this machine read although there is a password: it is asked for before anything is changed. */
  readonly openReading?: boolean;
};

/** Serves the pages until closed. Throws PermanentError where the address cannot be had. */
export async function servePages({
  web,
  archive,
  now,
  onError,
  delivery,
  openReading,
  sessionKey,
  waiting = null,
  mounts = [],
  metrics = null,
}: Options): Promise<Served> {
  const { host, port } = parseListen(web.listen) ?? { host: "127.0.0.1", port: 8480 };
  const closed = web.password !== undefined || web.proxyHeader !== undefined;
  const access = createAccess({
    password: web.password ?? null,
    proxyHeader: web.proxyHeader ?? null,
    openReading: isLoopback(host) && (openReading ?? !closed),
    hosts: hostsOf(host, web.publicUrl),
    isSecure: web.publicUrl?.startsWith("https:") === true,
    sessionKey,
    now,
  });
  const publicUrl = web.publicUrl ?? null;
  const app = createPages({ publicUrl, archive, access, now, onError, delivery, waiting, mounts, metrics });
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        new PermanentError(`the pages cannot be served at ${web.listen}: ${error.message}; free the port, or set web.listen to another`, {
          cause: error,
        }),
      ),
    );
    server.listen(port, host, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}
