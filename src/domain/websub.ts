import { createHmac, timingSafeEqual } from "node:crypto";

/** The hub that pushes a feed, and the address it knows the feed by. */
export type HubLink = { readonly hub: string; readonly topic: string };

const httpUrl = (text: string | null | undefined, base: string): string | null => {
  const url = text == null ? null : URL.parse(text, base);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === "" ? url.href : null;
};

/** Where a feed says that it is pushed from (WebSub §4): Link headers first, then the document. Null unless hub and topic are both stated. */
export function hubOf(
  link: string | undefined,
  feed: { readonly hub: string | null; readonly self: string | null },
  url: string,
): HubLink | null {
  const stated = (rel: string): string | null => {
    for (const [, target = "", parameters = ""] of (link ?? "").slice(0, 8192).matchAll(/<([^<>]*)>([^,<]*)/g)) {
      const rels = /;\s*rel\s*=\s*"?([^";]*)"?/i.exec(parameters)?.[1]?.toLowerCase().split(/\s+/) ?? [];
      if (rels.includes(rel)) return target;
    }
    return null;
  };
  const hub = httpUrl(stated("hub") ?? feed.hub, url);
  const topic = httpUrl(stated("self") ?? feed.self, url);
  return hub === null || topic === null ? null : { hub, topic };
}

/** sha1 is not among them: whoever can be made to collide can be made to lie. */
const METHODS: ReadonlySet<string> = new Set(["sha256", "sha384", "sha512"]);

/** Whether X-Hub-Signature (`method=hex`) was made over exactly these bytes with the secret; compared in constant time. False for none. */
export function isSigned(header: string | null, body: Uint8Array, secret: string): boolean {
  const [, method = "", hex = ""] = /^\s*([a-z0-9]+)=([0-9a-f]+)\s*$/i.exec(header ?? "") ?? [];
  if (!METHODS.has(method.toLowerCase())) return false;
  const expected = createHmac(method.toLowerCase(), secret).update(body).digest();
  const given = Buffer.from(hex, "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
