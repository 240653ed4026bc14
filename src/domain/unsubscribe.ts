import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { type WatchId, watchId } from "./ids.ts";

const who = { channel: z.string().min(1), recipient: z.string().min(1) };
/** Whom a link in a mail takes off what: off every watch that the mail speaks of. Mails of before digests had a way out name one. */
const leaving = z.union([
  z.strictObject({ watches: z.array(watchId).min(1), ...who }),
  z.strictObject({ watch: watchId, ...who }).transform(({ watch, ...rest }) => ({ watches: [watch], ...rest })),
]);
export type Leaving = { readonly watches: readonly WatchId[]; readonly channel: string; readonly recipient: string };

/** Path of the page that answers the links: a GET asks, a POST unsubscribes (RFC 8058: scanners follow links). */
export const UNSUBSCRIBE_PATH = "/unsubscribe";

const signatureOf = (payload: string, key: string): string =>
  createHmac("sha256", key).update(`unsubscribe ${payload}`).digest("base64url");

/** A token that says who leaves what and cannot be made without the key. It does not run out: people unsubscribe from old mails. */
export function unsubscribeToken({ watches, channel, recipient }: Leaving, key: string): string {
  const payload = Buffer.from(JSON.stringify({ watches, channel, recipient })).toString("base64url");
  return `${payload}.${signatureOf(payload, key)}`;
}

/** Who leaves what, as a token says; null where the token is not ours, whole and unchanged. */
export function readUnsubscribeToken(token: string, key: string): Leaving | null {
  const [payload = "", signature = "", ...more] = token.split(".");
  const [given, right] = [Buffer.from(signature), Buffer.from(signatureOf(payload, key))];
  if (more.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) return null;
  return leaving.safeParse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8"))).data ?? null;
}

/** The link of a mail. `publicUrl` is where the pages are reached from outside. */
export const unsubscribeLink = (publicUrl: string, token: string): string =>
  `${publicUrl.replace(/\/+$/, "")}${UNSUBSCRIBE_PATH}?token=${encodeURIComponent(token)}`;
