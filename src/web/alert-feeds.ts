import type { Context, Hono } from "hono";
import type { Archive } from "../archive/archive.ts";
import { atomOf, type FeedAlert, type FeedDocument, type FeedOf, isHeld, jsonFeedOf } from "../channels/alert-feed.ts";
import type { AlertId } from "../domain/ids.ts";
import { readMessage } from "../stages/compose-message.ts";

/** Alerts in a feed, the newest changes of them. */
const LISTED = 50;

function newest(archive: Archive): FeedAlert[] {
  return archive.alerts.list(null, LISTED).flatMap((alert) => {
    const row = archive.alerts.revision(alert.id as AlertId, alert.revision);
    return row === undefined ? [] : [{ message: readMessage(row.message), openedAt: alert.openedAt, updatedAt: row.raisedAt }];
  });
}

/** /alerts.atom and /alerts.json: every alert at its newest revision, answered 304 to whoever holds it already. */
export function addAlertFeeds(app: Hono, { archive, publicUrl }: { archive: Archive; publicUrl: string | null }): void {
  const made = new Map<string, { readonly of: string; readonly document: FeedDocument }>();
  /** Feed readers ask far more often than alerts move. */
  function documentOf(base: string, path: string, make: (feed: FeedOf) => FeedDocument): FeedDocument {
    const of = JSON.stringify([base, archive.alerts.list(null, LISTED).map(({ id, revision }) => [id, revision])]);
    const known = made.get(path);
    if (known?.of === of) return known.document;
    const document = make({
      title: "Clausewatch alerts",
      publicUrl: base,
      authority: new URL(base).hostname,
      path,
      alerts: newest(archive),
    });
    made.set(path, { of, document });
    return document;
  }
  const serve = (path: string, make: (feed: FeedOf) => FeedDocument) => (c: Context) => {
    const base = (publicUrl ?? new URL(c.req.url).origin).replace(/\/+$/, "");
    const document = documentOf(base, path, make);
    const headers = { etag: document.etag, "last-modified": document.lastModified, "cache-control": "private, no-cache" };
    const held = isHeld(document, { ifNoneMatch: c.req.header("if-none-match"), ifModifiedSince: c.req.header("if-modified-since") });
    return held ? c.body(null, 304, headers) : c.body(document.body, 200, { ...headers, "content-type": document.contentType });
  };
  app.get("/alerts.atom", serve("/alerts.atom", atomOf));
  app.get("/alerts.json", serve("/alerts.json", jsonFeedOf));
}
