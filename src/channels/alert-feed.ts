import { sha256 } from "../domain/ids.ts";
import { type AtomEntry, atomDocument, newestOf } from "./atom.ts";
import type { AlertMessage } from "./channel.ts";
import { renderBody } from "./email-html.ts";
import { evidenceLink } from "./evidence-link.ts";
import { levelInWords, revisionInWords, severityMark, shownMessage } from "./message.ts";
import { renderText } from "./message-text.ts";

/** An alert at its newest revision. Dates are ISO 8601 in UTC: when it opened, and when that revision was raised. */
export type FeedAlert = { readonly message: AlertMessage; readonly openedAt: string; readonly updatedAt: string };

export type FeedOf = {
  readonly title: string;
  /** Where the pages are reached, without a slash at the end. */
  readonly publicUrl: string;
  /** Where this feed is, under publicUrl: "/alerts.atom". */
  readonly path: string;
  /** A domain of yours, for ids that never change (RFC 4151); keep it when the pages move. */
  readonly authority: string;
  /** Newest first or not; the feed sorts. */
  readonly alerts: readonly FeedAlert[];
};

/** A document with its validators: the same alerts make the same bytes, and so the same ETag. */
export type FeedDocument = { readonly contentType: string; readonly body: string; readonly etag: string; readonly lastModified: string };

/** Never changes, whatever becomes of the alert: tag:authority,day it opened:id. */
const idOf = (authority: string, { message, openedAt }: FeedAlert): string => `tag:${authority},${openedAt.slice(0, 10)}:${message.alert}`;

const newestFirst = (alerts: readonly FeedAlert[]): FeedAlert[] =>
  alerts.toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt) || a.message.alert.localeCompare(b.message.alert));

const updatedOf = (alerts: readonly FeedAlert[]): string => new Date(newestOf(alerts.map(({ updatedAt }) => updatedAt))).toISOString();

function documentOf(contentType: string, body: string, alerts: readonly FeedAlert[]): FeedDocument {
  return { contentType, body, etag: `"${sha256(body).slice(0, 32)}"`, lastModified: new Date(updatedOf(alerts)).toUTCString() };
}

const titleOf = (message: AlertMessage): string => {
  const shown = shownMessage(message);
  return `${severityMark(shown.severity)} ${shown.headline || levelInWords(shown.level)}`;
};
const summaryOf = (message: AlertMessage): string => {
  const { kind, update } = shownMessage(message);
  return `${revisionInWords(kind)}. ${update}`.trim();
};

/** An alert as both feeds show it, and where its page is. */
const viewOf = ({ message }: FeedAlert, publicUrl: string) => ({
  ...{ message, shown: shownMessage(message) },
  page: evidenceLink(publicUrl, message.alert) ?? publicUrl,
});

/** Alerts as Atom (RFC 4287), one entry each with its newest revision. */
export function atomOf({ title, publicUrl, path, authority, alerts }: FeedOf): FeedDocument {
  const entry = (one: FeedAlert): AtomEntry => {
    const { message, shown, page } = viewOf(one, publicUrl);
    return {
      ...{
        id: idOf(authority, one),
        title: titleOf(message),
        summary: summaryOf(message),
        content: renderBody(message, { evidence: page }),
      },
      ...{ published: new Date(one.openedAt).toISOString(), updated: new Date(one.updatedAt).toISOString() },
      links: [
        { rel: "alternate", type: "text/html", href: page },
        ...(shown.link === null ? [] : [{ rel: "related" as const, href: shown.link }]),
      ],
      categories: [
        { term: shown.watch.id, label: shown.watch.subject },
        { term: shown.level, label: levelInWords(shown.level) },
        { term: shown.severity },
      ],
    };
  };
  const body = atomDocument({
    ...{ id: `tag:${authority},2026:clausewatch${path}`, title, updated: updatedOf(alerts), entries: newestFirst(alerts).map(entry) },
    links: [
      { rel: "self", type: "application/atom+xml", href: `${publicUrl}${path}` },
      { rel: "alternate", type: "text/html", href: `${publicUrl}/alerts` },
    ],
  });
  return documentOf("application/atom+xml; charset=utf-8", body, alerts);
}

/** The same alerts as JSON Feed 1.1 (jsonfeed.org/version/1.1), under the same ids. */
export function jsonFeedOf({ title, publicUrl, path, authority, alerts }: FeedOf): FeedDocument {
  const item = (one: FeedAlert) => {
    const { message, shown, page } = viewOf(one, publicUrl);
    return {
      id: idOf(authority, one),
      url: page,
      ...(shown.link === null ? {} : { external_url: shown.link }),
      title: titleOf(message),
      summary: summaryOf(message),
      content_html: renderBody(message, { evidence: page }).markup,
      content_text: renderText(message, { evidence: page }),
      date_published: new Date(one.openedAt).toISOString(),
      date_modified: new Date(one.updatedAt).toISOString(),
      tags: [shown.watch.id, shown.level, shown.severity],
      _clausewatch: { alert: shown.alert, revision: shown.revision, kind: shown.kind, status: shown.status },
    };
  };
  const feed = {
    ...{ version: "https://jsonfeed.org/version/1.1", title, home_page_url: `${publicUrl}/alerts`, feed_url: `${publicUrl}${path}` },
    ...{ language: "en", authors: [{ name: "Clausewatch" }], items: newestFirst(alerts).map(item) },
  };
  return documentOf("application/feed+json; charset=utf-8", JSON.stringify(feed, null, 1), alerts);
}

/** Whether a client holds this document already, so that 304 is the answer (RFC 9110 §13.1: If-None-Match goes before If-Modified-Since). */
export function isHeld(
  document: Pick<FeedDocument, "etag" | "lastModified">,
  {
    ifNoneMatch,
    ifModifiedSince,
  }: { readonly ifNoneMatch?: string | null | undefined; readonly ifModifiedSince?: string | null | undefined },
): boolean {
  if (ifNoneMatch) {
    const held = ifNoneMatch.split(",").map((one) => one.trim().replace(/^W\//, ""));
    return held.includes("*") || held.includes(document.etag);
  }
  return ifModifiedSince ? Date.parse(ifModifiedSince) >= Date.parse(document.lastModified) : false;
}
