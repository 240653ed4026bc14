import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { watchId } from "./ids.ts";

/** Whom a link in a mail takes off what. */
const subscription = z.strictObject({ watch: watchId, channel: z.string().min(1), recipient: z.string().min(1) });
export type Subscription = z.infer<typeof subscription>;

/** Path of the page that answers the links: a GET asks, a POST unsubscribes (RFC 8058: scanners follow links). */
export const UNSUBSCRIBE_PATH = "/unsubscribe";

const signatureOf = (payload: string, key: string): string =>
  createHmac("sha256", key).update(`unsubscribe ${payload}`).digest("base64url");

/** A token that names a subscription and cannot be made without the key. It does not run out: people unsubscribe from old mails. */
export function unsubscribeToken({ watch, channel, recipient }: Subscription, key: string): string {
  const payload = Buffer.from(JSON.stringify({ watch, channel, recipient })).toString("base64url");
  return `${payload}.${signatureOf(payload, key)}`;
}

/** The subscription that a token names; null where the token is not ours, whole and unchanged. */
export function readUnsubscribeToken(token: string, key: string): Subscription | null {
  const [payload = "", signature = "", ...more] = token.split(".");
  const [given, right] = [Buffer.from(signature), Buffer.from(signatureOf(payload, key))];
  if (more.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) return null;
  return subscription.safeParse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8"))).data ?? null;
}

/** The link of a mail. `publicUrl` is where the pages are reached from outside. */
export const unsubscribeLink = (publicUrl: string, token: string): string =>
  `${publicUrl.replace(/\/+$/, "")}${UNSUBSCRIBE_PATH}?token=${encodeURIComponent(token)}`;
