// A process of its own that serves as many feeds as are asked for, by their addresses, and counts what it is asked: for the benches of polling.
// In its first cycle every feed is new; from then on a share of them has a new entry, which the rules judge reads, and all others have not changed.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { createInvented } from "./invented.ts";
import { randomFrom } from "./random.ts";

const LAST_MODIFIED = "Fri, 06 Mar 2026 09:00:00 GMT";

export type Tally = {
  requests: number;
  unconditional: number;
  notModified: number;
  /** Of bodies, as they went over the wire. */
  bytes: number;
  mostAtOnce: number;
  /** Between two requests to one host; null where no host was asked twice (Infinity does not cross to another process). */
  nearestMs: number | null;
  overLimit: number;
};

export type FeedServerOptions = {
  /** Feeds of each hundred that bring a new entry in every cycle after the first. */
  readonly changed: number;
  /** What each host allows. */
  readonly limit: { readonly concurrency: number; readonly spacingMs: number };
  /** Whether all new entries tell the same story, in the same words; else each tells its own. */
  readonly oneStory?: boolean;
  /** Whether a body is compressed for those who ask for it. */
  readonly gzip?: boolean;
};

export type FeedServer = {
  readonly port: number;
  tally(): Promise<Tally>;
  /** Begins the next cycle with a tally of its own; `back` begins the first anew. */
  next(back?: "back"): Promise<Tally>;
  stop(): void;
};

export async function startFeedServer(options: FeedServerOptions): Promise<FeedServer> {
  const server = fork(fileURLToPath(import.meta.url), [], { env: { ...process.env, FEED_SERVER: JSON.stringify(options) } });
  const [port] = await once(server, "message");
  return {
    port: port as number,
    tally: () => ask(server, "tally"),
    next: (back) => ask(server, back ?? "next"),
    stop: () => void server.kill(),
  };
}

async function ask(server: ChildProcess, what: string): Promise<Tally> {
  server.send(what);
  const [tally] = await once(server, "message");
  return tally as Tally;
}

const blank = (): Tally => ({
  ...{ requests: 0, unconditional: 0, notModified: 0, bytes: 0, mostAtOnce: 0, overLimit: 0 },
  nearestMs: null,
});

const item = (guid: string, text: string) =>
  `<item><guid isPermaLink="false">${guid}</guid><title>${guid}</title>${text}<category>${"c".repeat(1100)}</category></item>`;

const SAME = "The harbour board met, and the minutes were read out. ".repeat(8);

/** News in an invented language, always the same for one number. */
function ownNews(number: number): string {
  const invented = createInvented(randomFrom(number).next);
  return invented.body(invented.topic(), 5).join(" ");
}

/** 28 KB with 20 entries. Old ones have neither link nor text, so that nothing but polling is measured. */
function document(name: string, news: string | null): string {
  const entries = Array.from({ length: 20 }, (_, n) => item(`${name} ${n}`, ""));
  const told = `Berth four at Lindau was discussed by ${name.replaceAll("/", " ")} on Friday. ${news}`;
  if (news !== null) entries[0] = item(`${name} new`, `<description>${told}</description>`);
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>${name}</title><link>http://site.example/</link><description>d</description>${entries.join("")}</channel></rss>`;
}

function serve({ changed, limit, oneStory = false, gzip = false }: FeedServerOptions): void {
  let cycle = 1;
  let tally = blank();
  const hosts = new Map<string, { open: number; last: number }>();
  const server = createServer((request, response) => {
    const name = request.headers.host ?? "";
    const host = hosts.get(name) ?? { open: 0, last: Number.NEGATIVE_INFINITY };
    hosts.set(name, host);
    const at = performance.now();
    host.open += 1;
    const path = `${name}${request.url ?? ""}`;
    const number = Number(/(\d+)$/.exec(path)?.[1] ?? 0);
    const isChanged = cycle > 1 && number % 100 < changed;
    const etag = `"${number}-${isChanged ? cycle : 1}"`;
    tally.requests += 1;
    tally.mostAtOnce = Math.max(tally.mostAtOnce, host.open);
    if (Number.isFinite(host.last)) tally.nearestMs = Math.min(tally.nearestMs ?? Number.POSITIVE_INFINITY, at - host.last);
    // A twentieth for the jitter of two clocks.
    if (host.open > limit.concurrency || at - host.last < limit.spacingMs * 0.95) tally.overLimit += 1;
    host.last = at;
    const asked = request.headers["if-none-match"];
    if (asked === undefined && request.headers["if-modified-since"] === undefined) tally.unconditional += 1;
    const isKnown = asked === etag;
    const packs = gzip && /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
    const text = isKnown ? "" : document(path, isChanged ? (oneStory ? SAME : ownNews(number)) : null);
    const body = packs && !isKnown ? gzipSync(text) : Buffer.from(text);
    if (isKnown) tally.notModified += 1;
    tally.bytes += body.length;
    response.on("close", () => (host.open -= 1));
    const encoding = packs && !isKnown ? { "content-encoding": "gzip" } : {};
    const headers = { etag, "last-modified": LAST_MODIFIED, "content-type": "application/rss+xml", ...encoding };
    response.writeHead(isKnown ? 304 : 200, headers).end(body);
  });
  process.on("message", (message) => {
    if (message === "next" || message === "back") {
      cycle = message === "back" ? 1 : cycle + 1;
      tally = blank();
      hosts.clear();
    }
    process.send?.(tally);
  });
  server.listen(0, "0.0.0.0", () => process.send?.((server.address() as AddressInfo).port));
}

const asServer = process.env["FEED_SERVER"];
if (asServer !== undefined && process.send !== undefined) serve(JSON.parse(asServer) as FeedServerOptions);
