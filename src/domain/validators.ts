import type { Validators } from "./extract.ts";

type Answered = {
  readonly outcome: "fetched" | "unchanged";
  readonly finalUrl: string;
  readonly headers: Readonly<Record<string, string>>;
};

/**
 * What to ask with next time: of a document its own validators, whole, a missing one missing. A 304 leaves those in force that it does
 * not carry itself (RFC 9111 §4.3.4). They belong to the address that gave them.
 */
export function validatorsAfter({ outcome, finalUrl, headers }: Answered, before: Validators | null): Validators {
  const kept = outcome === "unchanged" && before?.url === finalUrl ? before : null;
  const { etag = kept?.etag ?? null, "last-modified": lastModified = kept?.lastModified ?? null } = headers;
  return { etag, lastModified, url: finalUrl };
}
