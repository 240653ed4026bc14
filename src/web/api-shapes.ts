import { z } from "@hono/zod-openapi";
import { date, level, maybeDate, next, verdict } from "./api-fields.ts";

// What the API answers, as schemas that describe it and that the tests hold every answer against. Dates are ISO 8601 in UTC.

export * from "./api-coverage.ts";

export const problem = z.strictObject({ error: z.string() }).openapi("Problem");

export const term = z
  .strictObject({
    watch: z.string(),
    term: z.string(),
    statement: z.string(),
    validFrom: date,
    recordedAt: date,
    source: z.string().nullable(),
    state: z.enum(["holds", "disputed", "changed"]).describe("holds: nothing that counts says otherwise"),
    lastReaffirmed: maybeDate,
    reaffirmed: z.int().describe("Articles that reaffirm the version on record, other than its source"),
    disputed: z.int(),
    rumoured: z.int(),
    origins: z.int().describe("Independent origins of what the state rests on"),
    days: z.array(z.strictObject({ day: date, verdict, readings: z.int() })).describe("Readings by day of publication, every version"),
  })
  .openapi("Term");
export const watches = z
  .strictObject({
    items: z.array(z.strictObject({ id: z.string(), subject: z.string(), openAlerts: z.int(), terms: z.array(term) })),
    next,
  })
  .openapi("Watches");

export const version = z
  .strictObject({
    id: z.int(),
    statement: z.string(),
    validFrom: date,
    validTo: maybeDate,
    recordedAt: date,
    supersededAt: maybeDate,
    source: z.string().nullable(),
    quote: z.string().nullable(),
    articleId: z.string().nullable(),
  })
  .openapi("Version");
export const history = z.strictObject({ watch: z.string(), term: z.string(), versions: z.array(version) }).openapi("History");
export const asOf = z
  .strictObject({ on: date, known: maybeDate, version: version.nullable().describe("null where nothing was on record") })
  .openapi("AsOf");

export const readings = z
  .strictObject({
    items: z.array(
      z.strictObject({
        id: z.int(),
        verdict,
        confidence: z.number(),
        quote: z.string().describe("Verbatim, the first 2,000 characters"),
        field: z.enum(["title", "text"]),
        start: z.int().describe("In UTF-16 code units of the field"),
        judge: z.string(),
        article: z.string(),
        revision: z.int(),
        title: z.string().nullable(),
        url: z.string(),
        domain: z.string(),
        published: maybeDate,
        seen: date,
        isCurrent: z.int().describe("1 where the article's newest revision says so"),
        copyOf: z.string().nullable(),
      }),
    ),
    next,
  })
  .openapi("Readings");

const alertFields = {
  id: z.string(),
  watch: z.string(),
  story: z.string(),
  level,
  status: z.string(),
  severity: z.string(),
  owner: z.string().nullable(),
  snoozedUntil: maybeDate,
  headline: z.string(),
  revision: z.int(),
  openedAt: date,
  updatedAt: date,
};
export const alerts = z.strictObject({ items: z.array(z.strictObject(alertFields)), next }).openapi("Alerts");
const delivery = z.strictObject({
  id: z.string(),
  alert: z.string().nullable(),
  revision: z.int().nullable(),
  headline: z.string(),
  channel: z.string(),
  recipient: z.string(),
  state: z.string(),
  attempts: z.int(),
  error: z.string().nullable(),
  createdAt: date,
  sentAt: maybeDate,
  nextTryAt: maybeDate,
  heldUntil: maybeDate,
});
export const alert = z
  .strictObject({
    ...alertFields,
    revisions: z.array(
      z.strictObject({
        revision: z.int(),
        kind: z.string(),
        level,
        article: z.string(),
        raisedAt: date,
        person: z.string().nullable().describe("null for what coverage did"),
        message: z.looseObject({}).describe("Exactly as the channels were given it"),
      }),
    ),
    voices: z
      .array(
        z.strictObject({
          id: z.string(),
          title: z.string().nullable(),
          domain: z.string(),
          source: z.string().nullable(),
          published: maybeDate,
          level,
          origin: z.string().nullable(),
          copyOf: z.string().nullable(),
          decision: z.string().nullable().describe("What was made of it: what it added, or why it was held"),
        }),
      )
      .describe("Articles that the alert counts, by origin; at level none those that deny it, or no longer say so"),
    deliveries: z.array(delivery),
  })
  .openapi("Alert");
export const deliveries = z.strictObject({ items: z.array(delivery), next }).openapi("Deliveries");
