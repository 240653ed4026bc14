import { hash } from "node:crypto";
import { z } from "zod";

const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "is not a lower-case id such as ms-openai (letters, digits and hyphens)");

export const watchId = slug.brand<"watch">();
export const termId = slug.brand<"term">();
export const feedId = slug.brand<"feed">();
export const entryId = z.string().brand<"entry">();
export const snapshotId = z.string().brand<"snapshot">();
export const articleId = z.string().brand<"article">();
export const storyId = z.string().brand<"story">();
export const familyId = z.string().brand<"family">();
export const variantId = z.string().brand<"variant">();
export const originId = z.string().brand<"origin">();
export const alertId = z.string().brand<"alert">();
export const deliveryId = z.string().brand<"delivery">();

export type WatchId = z.infer<typeof watchId>;
export type TermId = z.infer<typeof termId>;
export type FeedId = z.infer<typeof feedId>;
export type EntryId = z.infer<typeof entryId>;
export type SnapshotId = z.infer<typeof snapshotId>;
export type ArticleId = z.infer<typeof articleId>;
export type StoryId = z.infer<typeof storyId>;
export type FamilyId = z.infer<typeof familyId>;
export type VariantId = z.infer<typeof variantId>;
export type OriginId = z.infer<typeof originId>;
export type AlertId = z.infer<typeof alertId>;
export type DeliveryId = z.infer<typeof deliveryId>;

/** SHA-256 of a text (as UTF-8) or of bytes, as 64 hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return hash("sha256", content);
}

/** An id derived from what it identifies, so that doing the work twice names the same row: `art_` and 16 hexadecimal digits. */
function derived(prefix: string, ...parts: readonly string[]): string {
  return `${prefix}_${sha256(parts.join("\n")).slice(0, 16)}`;
}

export const entryIdOf = (feed: FeedId | null, key: string) => derived("ent", feed ?? "register", key) as EntryId;
export const snapshotIdOf = (url: string, bodyHash: string) => derived("snp", url, bodyHash) as SnapshotId;
/** An article is identified by its canonical address, or by its feed and guid where it has none. */
export const articleIdOf = (identity: string) => derived("art", identity) as ArticleId;
export const storyIdOf = (first: ArticleId) => derived("sto", first) as StoryId;
export const familyIdOf = (root: ArticleId) => derived("fam", root) as FamilyId;
export const variantIdOf = (first: ArticleId) => derived("var", first) as VariantId;
export const originIdOf = (root: string) => derived("ori", root) as OriginId;
/** An alert is named for the article that opened it: stories may merge, what was said first stays. */
export const alertIdOf = (watch: WatchId, opener: ArticleId) => derived("alr", watch, opener) as AlertId;
export const deliveryIdOf = (alert: AlertId | string, revision: number, channel: string, recipient: string) =>
  derived("dlv", alert, String(revision), channel, recipient) as DeliveryId;
/** One notice per kind, subject and episode. */
export const noticeIdOf = (kind: string, subject: string, episode: string): string => derived("ntc", kind, subject, episode);
