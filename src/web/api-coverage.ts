import { z } from "@hono/zod-openapi";
import { date, level, maybeDate, next, verdict } from "./api-fields.ts";

// Coverage as the API answers it: stories, articles, the feeds they came from, and what a search finds.

const storyFields = {
  id: z.string(),
  title: z.string().nullable(),
  openedAt: date,
  lastArticleAt: date,
  redirectTo: z.string().nullable(),
};
const counts = { articles: z.int(), outlets: z.int(), origins: z.int() };
export const stories = z.strictObject({ items: z.array(z.strictObject({ ...storyFields, ...counts })), next }).openapi("Stories");
export const story = z
  .strictObject({
    ...storyFields,
    ...counts,
    members: z.array(
      z.strictObject({
        id: z.string(),
        title: z.string().nullable(),
        domain: z.string(),
        published: maybeDate,
        seen: date,
        family: z.string(),
        variant: z.string(),
        origin: z.string(),
        copyOf: z.string().nullable(),
        copyKind: z.string().nullable(),
        containment: z.number().nullable(),
        edits: z.array(z.looseObject({ kind: z.string(), before: z.string(), after: z.string() })),
        evidence: z.array(z.looseObject({ kind: z.string(), weight: z.number(), detail: z.string() })),
      }),
    ),
  })
  .openapi("Story");

export const article = z
  .strictObject({
    id: z.string(),
    revision: z.int(),
    url: z.string(),
    title: z.string().nullable(),
    text: z.string().describe("The first 100,000 characters"),
    length: z.int(),
    author: z.string().nullable(),
    published: maybeDate,
    language: z.string().nullable(),
    domain: z.string(),
    source: z.string().nullable(),
    snapshot: z.string().nullable(),
    firstSeenAt: date,
    revisedAt: date,
    readings: z.array(
      z.strictObject({
        watch: z.string(),
        term: z.string(),
        verdict,
        confidence: z.number(),
        quote: z.string(),
        field: z.enum(["title", "text"]),
        start: z.int(),
        end: z.int(),
        judge: z.string(),
      }),
    ),
    assessments: z.array(
      z.strictObject({
        watch: z.string(),
        revision: z.int(),
        level,
        needsReview: z.int(),
        reason: z.string(),
        decision: z.string().nullable(),
        alert: z.string().nullable(),
        judge: z.string(),
        readAt: date,
        inheritedFrom: z.string().nullable(),
      }),
    ),
    story: z.string().nullable(),
    copyOf: z.string().nullable(),
  })
  .openapi("Article");

export const feeds = z
  .strictObject({
    items: z.array(
      z.strictObject({
        id: z.string(),
        url: z.string(),
        title: z.string().nullable(),
        everyMs: z.int(),
        outcome: z.string().nullable(),
        failures: z.int(),
        error: z.string().nullable(),
        lastPolledAt: maybeDate,
        lastSuccessAt: maybeDate,
        nextPollAt: maybeDate,
        entries: z.int(),
        newestEntryAt: maybeDate,
      }),
    ),
    next,
  })
  .openapi("Feeds");
export const found = z
  .strictObject({
    items: z.array(
      z.strictObject({
        id: z.string(),
        url: z.string(),
        title: z.string().nullable(),
        published: maybeDate,
        domain: z.string(),
        story: z.string().nullable(),
        snippet: z.string().describe("The words that were found stand in square brackets"),
        watch: z.string().nullable(),
        term: z.string().nullable(),
        verdict: verdict.nullable(),
        quote: z.string().nullable(),
      }),
    ),
    next,
  })
  .openapi("Found");
