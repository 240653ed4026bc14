import { z } from "zod";
import { duration } from "./duration.ts";
import { feedId, watchId } from "./ids.ts";
import { sourceRank } from "./source.ts";
import { term } from "./term.ts";
import { minimumVerdict } from "./verdict.ts";

const domains = z.array(z.string().regex(/^[^/\s:]+$/, "is not a domain such as reuters.com")).default([]);

/** One side of the agreement, with the other words that newsrooms use for it. */
export const party = z.strictObject({
  name: z.string().min(1),
  aliases: z.array(z.string().min(1)).default([]),
  domains: domains.describe("The party's own sites; they rank as party"),
});
export type Party = z.infer<typeof party>;

/** A login in an address would stand in logs and listings. */
const carriesNoLogin = (url: string): boolean => !URL.canParse(url) || (new URL(url).username === "" && new URL(url).password === "");

export const feedConfig = z.strictObject({
  id: feedId,
  url: z
    .url({ protocol: /^https?$/, error: "is not an http or https address" })
    .refine(carriesNoLogin, "must not carry a user name or password: it would stand in logs"),
  every: duration.optional().describe("How often to poll, e.g. 15m; the server's own wishes can make it slower"),
});

/** A subject that somebody monitors: one YAML file. */
export const watch = z.strictObject({
  id: watchId,
  subject: z.string().min(3),
  parties: z.array(party).min(1, "needs at least one party"),
  terms: z.array(term).min(1, "needs at least one term"),
  feeds: z.array(z.union([feedId, feedConfig])).default([]),
  sources: z.partialRecord(sourceRank, domains).default({}).describe("Rank by domain suffix; anything else is press"),
  register: z
    .strictObject({
      movedBy: z
        .enum(["person", "party"])
        .default("person")
        .describe("person: only `terms confirm` moves the register; party: so does a change that a party states on its own page"),
    })
    .prefault({}),
  alerts: z
    .strictObject({
      to: z.array(z.string().min(1)).default(["console"]).describe("Names of channels in clausewatch.yaml"),
      minimum: minimumVerdict.default("rumoured_change"),
    })
    .prefault({}),
});
export type Watch = z.infer<typeof watch>;

/** Ranks with the parties' own domains added, so that they need not be written twice. */
export function ranksOf(value: Watch): Watch["sources"] {
  return { ...value.sources, party: [...(value.sources.party ?? []), ...value.parties.flatMap((one) => one.domains)] };
}
