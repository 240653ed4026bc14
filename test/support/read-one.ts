import type { Archive } from "../../src/archive/archive.ts";
import type { ExtractedArticle } from "../../src/domain/extract.ts";
import type { ArticleId, TermId, WatchId } from "../../src/domain/ids.ts";
import type { Assessment, Reading } from "../../src/domain/reading.ts";
import { levelOf, strongest } from "../../src/domain/verdict.ts";
import type { Evidence } from "../../src/relate/relate.ts";
import { createRaiseAlert, type Raised, type RaiseOutcome } from "../../src/stages/raise-alert.ts";
import { createRecordReadings } from "../../src/stages/record-readings.ts";
import { AT_ONCE, type DeliverySettings } from "../../src/stages/revise-alert.ts";
import { NOW, putArticle } from "./builders.ts";

export const WATCH = "harbour-deal" as WatchId;

type Where = {
  readonly story?: string;
  readonly origin?: string;
  /** Why the article is in its story: it names the statement that all of it rests on, unless this says otherwise. */
  readonly evidence?: readonly Evidence[];
  readonly change?: Partial<ExtractedArticle>;
  readonly now?: Date;
  readonly to?: ReadonlyMap<string, readonly string[]>;
  readonly delivery?: DeliverySettings;
};

const SAME_STATEMENT: readonly Evidence[] = [
  { kind: "named-original", article: "art_statement" as ArticleId, weight: 1, detail: "names it as its original" },
];
/** All that joins an article to its story is that it reads like the rest of it. */
export const LIKE_WORDS: readonly Evidence[] = [{ kind: "text", article: "art_other" as ArticleId, weight: 0.3, detail: "likeness 0.30" }];

/** What a judge finds in a text: each verdict with the words it rests on, which have to stand there. */
export function found(
  text: string,
  ...said: readonly (readonly [term: string, verdict: Reading["verdict"], quote: string, confidence?: number])[]
): Assessment {
  const readings = said.map(([term, verdict, quote, confidence = 0.9]): Reading => {
    const start = text.indexOf(quote);
    if (start < 0) throw new Error(`“${quote}” does not stand in “${text}”`);
    return { term: term as TermId, verdict, confidence, quote, field: "text", start, end: start + quote.length, judge: "test/1" };
  });
  const alert = strongest(readings.map((one) => levelOf(one.verdict)));
  return { alert, needsReview: false, readings, reason: alert === "none" ? "departs from nothing" : "the words say so", evidence: null };
}

/** An article that is published, related and read, and what is raised of it. */
export async function readOne(archive: Archive, url: string, output: Assessment, where: Where = {}) {
  const {
    story = "sto_1",
    origin = url,
    evidence = SAME_STATEMENT,
    change = {},
    now = NOW,
    to = new Map([["console", ["me", "you"]]]),
    delivery = AT_ONCE,
  } = where;
  const at = now.toISOString();
  const article = putArticle(archive, url, change, undefined, now);
  const revision = archive.articles.find(article)?.revision ?? 1;
  archive.stories.open(story as never, "Berth four", at);
  archive.stories.put({ article, revision, story, family: url, variant: url, origin, copy: null, evidence } as never, at);
  const key = { article, revision, watch: WATCH };
  const job = archive.jobs.add("read-article", key, at);
  const payload = { job, ...key, answer: { outcome: "read", judge: "test/1", output } } as never;
  const deps = { archive, now: () => now, random: () => 0 };
  const recorded = await createRecordReadings(deps)(payload);
  const raise = createRaiseAlert({ archive, recipients: to, delivery, now: () => now });
  const raised: RaiseOutcome = await raise({ job: `raise-alert/${article}/${revision}/${WATCH}`, ...key });
  return { article, recorded, raised, again: () => createRecordReadings(deps)(payload) };
}

/** The same for a text, with what a judge finds in it. */
export function readText(archive: Archive, url: string, text: string, said: Parameters<typeof found>[1][], where: Where = {}) {
  return readOne(archive, url, found(text, ...said), { ...where, change: { title: "Berth four", text, ...where.change } });
}

export const messageIn = (outcome: RaiseOutcome): Raised["message"] => {
  if (!("message" in outcome)) throw new Error(`nothing was raised: ${JSON.stringify(outcome)}`);
  return outcome.message;
};

/** So many days after the rest: when an article is read, and is published. */
export const onDay = (days: number): Where & { readonly now: Date } => {
  const now = new Date(NOW.getTime() + days * 86_400_000);
  return { now, change: { published: now.toISOString() } };
};
