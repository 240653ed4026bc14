import { z } from "zod";
import type { ArticleId } from "./ids.ts";
import type { Source } from "./source.ts";
import { isoDate } from "./term.ts";

/** An article as the pipeline carries it. Dates are ISO 8601 in UTC; `canonicalUrl` is what the page declares, which is a claim, not proof. */
export type Article = {
  readonly id: ArticleId;
  readonly revision: number;
  readonly url: string;
  readonly canonicalUrl: string | null;
  readonly title: string | null;
  readonly text: string;
  readonly author: string | null;
  readonly published: string | null;
  readonly language: string | null;
  readonly source: Source;
  /** Addresses that the body links to, absolute. */
  readonly links: readonly string[];
};

/** One line of articles as JSON Lines, in and out. */
export const articleLine = z.object({
  id: z.string().min(1),
  title: z.string().nullish(),
  text: z.string(),
  url: z.string().nullish(),
  published: isoDate.nullish(),
  language: z.string().nullish(),
  source: z.object({ name: z.string().nullish(), domain: z.string(), kind: z.string().nullish() }),
});
export type ArticleLine = z.infer<typeof articleLine>;
