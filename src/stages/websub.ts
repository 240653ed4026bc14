import { randomBytes } from "node:crypto";
import type { Archive } from "../archive/archive.ts";
import type { FeedRow } from "../archive/feeds.ts";
import type { SubscriptionRow } from "../archive/subscriptions.ts";
import { messageOf } from "../domain/errors.ts";
import type { ParsedFeed } from "../domain/extract.ts";
import type { FeedId } from "../domain/ids.ts";
import type { Wishes } from "../domain/polling.ts";
import { isSigned } from "../domain/websub.ts";
import { recordEntries } from "./record-entries.ts";

const HOUR_MS = 3_600_000;
/** What we ask for, and what we believe at most. */
const LEASE_MS = 10 * 24 * HOUR_MS;
const LONGEST_LEASE_MS = 30 * 24 * HOUR_MS;
/** A lease is renewed when so much of it is over. */
const RENEW_AFTER = 0.8;
/** A hub that did not verify us, or said no, is asked again after so long. */
const AGAIN_MS = 6 * HOUR_MS;

type Deps = {
  readonly archive: Archive;
  readonly postForm: (
    url: string,
    form: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ) => Promise<{ status: number; text: string }>;
  readonly parseFeed: (document: { bytes: Uint8Array; contentType: string | null; url: string }) => Promise<ParsedFeed>;
  /** Where hubs reach us, ending in a slash; the token comes behind it. */
  readonly callback: string;
  readonly now: () => Date;
};

/** The subscriber of W3C WebSub: it asks hubs for the feeds that name one, proves that it asked, and takes what they push, signed alone. */
export function createWebsub({ archive, postForm, parseFeed, callback, now }: Deps) {
  /** Whether a feed's hub has to be asked, for the first time or again. */
  function isDue(known: SubscriptionRow | undefined, wanted: { hub: string; topic: string }): boolean {
    if (known === undefined || known.hub !== wanted.hub || known.topic !== wanted.topic) return true;
    const asked = Date.parse(known.requestedAt);
    const sinceMs = now().getTime() - asked;
    if (known.state !== "active" || known.leaseUntil === null) return sinceMs >= AGAIN_MS;
    return sinceMs >= RENEW_AFTER * (Date.parse(known.leaseUntil) - asked);
  }

  async function ask(feed: FeedRow, { hub, topic }: { hub: string; topic: string }, signal: AbortSignal): Promise<void> {
    const id = feed.id as FeedId;
    const known = archive.subscriptions.of(id);
    const same = known?.hub === hub && known.topic === topic ? known : undefined;
    const token = same?.token ?? randomBytes(24).toString("base64url");
    const secret = same?.secret ?? randomBytes(32).toString("hex");
    // A lease that still runs goes on while it is renewed.
    const kept = { state: same?.state === "active" ? "active" : "pending", leaseUntil: same?.leaseUntil ?? null };
    archive.subscriptions.put({ feedId: id, hub, topic, token, secret, requestedAt: now().toISOString(), ...kept });
    const form = {
      ...{ "hub.mode": "subscribe", "hub.topic": topic, "hub.callback": `${callback}${token}`, "hub.secret": secret },
      "hub.lease_seconds": String(LEASE_MS / 1000),
    };
    try {
      const { status, text } = await postForm(hub, form, signal);
      if (status < 200 || status > 299) throw new Error(`POST ${hub}: refused with ${status}: ${text.replace(/\s+/g, " ").slice(0, 200)}`);
    } catch (error) {
      signal.throwIfAborted();
      // The feed is polled as before, so nothing is lost; the operator sees why it is not pushed.
      archive.subscriptions.update(id, { lastError: messageOf(error) });
      archive.notices.put(
        {
          kind: "subscription-failing",
          subject: id,
          episode: hub,
          text: `The hub of the feed ${id} took no subscription; it is polled as before. ${messageOf(error)}`,
        },
        now().toISOString(),
      );
    }
  }

  const notFound = () => new Response("not found\n", { status: 404 });

  /** A hub asks whether we asked (§5.3). Only what was asked for is confirmed. */
  function verify(row: SubscriptionRow, query: URLSearchParams): Response {
    const feed = row.feedId as FeedId;
    const mode = query.get("hub.mode");
    if (query.get("hub.topic") !== row.topic) return notFound();
    if (mode === "denied") {
      archive.subscriptions.update(feed, {
        state: "denied",
        lastError: `denied: ${(query.get("hub.reason") ?? "no reason given").slice(0, 200)}`,
      });
      return new Response("", { status: 200 });
    }
    const challenge = query.get("hub.challenge");
    if (mode !== "subscribe" || challenge === null || challenge.length > 1000) return notFound();
    const seconds = Number(query.get("hub.lease_seconds") ?? LEASE_MS / 1000);
    const leaseMs = Math.min(LONGEST_LEASE_MS, Math.max(HOUR_MS, Number.isFinite(seconds) ? seconds * 1000 : LEASE_MS));
    archive.subscriptions.update(feed, { state: "active", leaseUntil: new Date(now().getTime() + leaseMs).toISOString(), lastError: null });
    return new Response(challenge, {
      status: 200,
      headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
    });
  }

  /** A hub pushes (§7). What is not signed with our secret is dropped, and the answer does not say so (§8). */
  async function take(row: SubscriptionRow, request: Request): Promise<Response> {
    const taken = new Response("", { status: 202 });
    const feed = archive.feeds.find(row.feedId as FeedId);
    const bytes = new Uint8Array(await request.arrayBuffer());
    const at = now().toISOString();
    if (!isSigned(request.headers.get("x-hub-signature"), bytes, row.secret)) {
      archive.subscriptions.update(row.feedId as FeedId, { lastError: `${at}: a push without a good signature was dropped` });
      return taken;
    }
    if (feed === undefined || feed.removedAt !== null || feed.stoppedAt !== null) return new Response("gone\n", { status: 410 });
    try {
      const parsed = await parseFeed({ bytes, contentType: request.headers.get("content-type"), url: row.topic });
      archive.transaction(() => {
        const { added } = recordEntries(archive, feed, parsed.entries, now());
        archive.subscriptions.update(row.feedId as FeedId, { lastPushAt: at, lastError: null });
        if (added > 0) archive.feeds.recordPoll(row.feedId as FeedId, { lastFreshAt: at });
      });
    } catch (error) {
      archive.subscriptions.update(row.feedId as FeedId, { lastError: `${at}: a push could not be read: ${messageOf(error)}` });
    }
    return taken;
  }

  return {
    /** Asks every hub whose turn it is, one after the other. */
    async renew(signal: AbortSignal): Promise<void> {
      for (const { feed } of archive.feeds.list()) {
        const { hub = null, topic = null } = (feed.wishes as Wishes | null) ?? {};
        if (hub === null || topic === null || feed.stoppedAt !== null) continue;
        if (isDue(archive.subscriptions.of(feed.id as FeedId), { hub, topic })) await ask(feed, { hub, topic }, signal);
      }
    },
    /** Answers whoever calls the callback. */
    async handle(request: Request): Promise<Response> {
      const url = new URL(request.url);
      const row = archive.subscriptions.byToken(url.pathname.split("/").at(-1) ?? "");
      if (row === undefined) return notFound();
      if (request.method === "GET") return verify(row, url.searchParams);
      return request.method === "POST" ? take(row, request) : new Response("", { status: 405 });
    },
  };
}
