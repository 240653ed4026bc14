import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { VERSION } from "../app/version.ts";
import { UsageError } from "../domain/errors.ts";
import * as shapes from "./api-shapes.ts";
import * as alerts from "./queries/alert.ts";
import * as articles from "./queries/article.ts";
import * as feeds from "./queries/feeds.ts";
import { overview } from "./queries/overview.ts";
import { search } from "./queries/search.ts";
import { keyOf } from "./queries/sql.ts";
import * as stories from "./queries/story.ts";
import * as terms from "./queries/term.ts";
import type { PageDeps } from "./show.ts";

// The read API. Each route stands beside what answers it; the examples are those of the archive that the tests build.

const after = z.string().max(500).optional().openapi({ description: "The `next` of the part before" });
const idOf = (name: string, example: string) =>
  z
    .string()
    .max(100)
    .openapi({ param: { name, in: "path" }, example });
const day = (example: string) => z.iso.date().openapi({ example });
const watchTerm = z.object({ watch: idOf("watch", "harbour-deal"), term: idOf("term", "exclusive-berth") });

const json = <T extends z.ZodType>(schema: T, description: string) => ({ content: { "application/json": { schema } }, description });
const notFound = json(shapes.problem, "There is no such thing");
const badRequest = json(shapes.problem, "The request is not as described");

const get = <P extends string, Q extends z.ZodObject, K extends z.ZodObject, S extends z.ZodType>(
  path: P,
  summary: string,
  parts: { query: Q; params: K; answer: S },
) =>
  createRoute({
    method: "get",
    path,
    summary,
    request: { query: parts.query, params: parts.params },
    responses: { 200: json(parts.answer, summary), 400: badRequest, 404: notFound },
  });
const none = z.object({});

/** The JSON API behind the pages, with its description at /openapi.json. */
export function createApi({ archive, now }: Pick<PageDeps, "archive" | "now">): OpenAPIHono {
  const api = new OpenAPIHono({
    defaultHook: (result, c) =>
      result.success
        ? undefined
        : c.json({ error: result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ") }, 400),
  });
  const today = () => now().toISOString().slice(0, 10);

  api.openapi(
    get("/watches", "Every watch with its terms, and how coverage stands to each", {
      query: z.object({ after }),
      params: none,
      answer: shapes.watches,
    }),
    (c) => {
      const [key = null] = keyOf(c.req.valid("query").after, 1) ?? [];
      return c.json(overview(archive, today(), key === null ? null : String(key)) as z.infer<typeof shapes.watches>, 200);
    },
  );

  api.openapi(
    get("/watches/{watch}/terms/{term}", "Every version of a term, on both time axes", {
      query: none,
      params: watchTerm,
      answer: shapes.history,
    }),
    (c) => {
      const { watch, term } = c.req.valid("param");
      const versions = terms.versionsOf(archive, watch, term);
      return versions.length === 0 ? c.json({ error: `${watch} has no term ${term}` }, 404) : c.json({ watch, term, versions }, 200);
    },
  );

  const onKnown = z.object({ on: day("2026-03-01"), known: day("2026-03-03").optional() });
  api.openapi(
    get("/watches/{watch}/terms/{term}/as-of", "What was held true on a day, as it was known at the end of another", {
      query: onKnown,
      params: watchTerm,
      answer: shapes.asOf,
    }),
    (c) => {
      const { watch, term } = c.req.valid("param");
      const { on, known } = c.req.valid("query");
      const versions = terms.versionsOf(archive, watch, term);
      if (versions.length === 0) return c.json({ error: `${watch} has no term ${term}` }, 404);
      const knownAt = known === undefined ? null : `${known}T23:59:59.999Z`;
      return c.json({ on, known: knownAt, version: terms.versionAsOf(versions, on, knownAt) }, 200);
    },
  );

  const narrowed = z.object({ verdict: z.enum(["reaffirms", "contradicts", "changes", "rumoured_change"]).optional(), after });
  api.openapi(
    get("/watches/{watch}/terms/{term}/readings", "What articles say about a term, newest first", {
      query: narrowed,
      params: watchTerm,
      answer: shapes.readings,
    }),
    (c) => {
      const { watch, term } = c.req.valid("param");
      return c.json(terms.readingsOf(archive, watch, term, c.req.valid("query")) as z.infer<typeof shapes.readings>, 200);
    },
  );

  const ofAlerts = z.object({
    status: z.string().max(30).optional().openapi({ example: "open" }),
    watch: z.string().max(100).optional(),
    after,
  });
  api.openapi(get("/alerts", "Alerts, newest first", { query: ofAlerts, params: none, answer: shapes.alerts }), (c) => {
    const { status, watch, after: key } = c.req.valid("query");
    return c.json(alerts.alertsOf(archive, status ?? null, key, watch ?? null) as z.infer<typeof shapes.alerts>, 200);
  });

  api.openapi(
    get("/alerts/{id}", "One alert with its revisions, who says so, and its deliveries", {
      query: none,
      params: z.object({ id: idOf("id", "alr_ca2b3f69633627db") }),
      answer: shapes.alert,
    }),
    (c) => {
      const { id } = c.req.valid("param");
      const alert = alerts.alertOf(archive, id);
      if (alert === undefined) return c.json({ error: `there is no alert ${id}` }, 404);
      const parts = {
        revisions: alerts.revisionsOf(archive, id),
        voices: alerts.voicesOf(archive, id),
        deliveries: alerts.deliveriesOf(archive, id),
      };
      return c.json({ ...alert, ...parts } as unknown as z.infer<typeof shapes.alert>, 200);
    },
  );

  api.openapi(
    get("/stories", "Stories, the one that grew last first", { query: z.object({ after }), params: none, answer: shapes.stories }),
    (c) => c.json(stories.stories(archive, c.req.valid("query").after) as z.infer<typeof shapes.stories>, 200),
  );

  api.openapi(
    get("/stories/{id}", "One story: its articles, who copied whom, and why that is believed", {
      query: none,
      params: z.object({ id: idOf("id", "sto_shared") }),
      answer: shapes.story,
    }),
    (c) => {
      const { id } = c.req.valid("param");
      const story = stories.storyOf(archive, id);
      if (story === undefined) return c.json({ error: `there is no story ${id}` }, 404);
      return c.json(
        { ...story, ...stories.countsOf(archive, id), members: stories.membersOf(archive, id) } as unknown as z.infer<typeof shapes.story>,
        200,
      );
    },
  );

  api.openapi(
    get("/articles/{id}", "One article: its text, what was read in it, and what came of that", {
      query: none,
      params: z.object({ id: idOf("id", "art_6b99f086795bdee0") }),
      answer: shapes.article,
    }),
    (c) => {
      const { id } = c.req.valid("param");
      const article = articles.articleOf(archive, id);
      if (article === undefined) return c.json({ error: `there is no article ${id}` }, 404);
      const relation = articles.relationOf(archive, id);
      const read = { readings: articles.readingsIn(archive, id, article.revision), assessments: articles.assessmentsOf(archive, id) };
      return c.json(
        { ...article, ...read, story: relation?.story ?? null, copyOf: relation?.copyOf ?? null } as z.infer<typeof shapes.article>,
        200,
      );
    },
  );

  const words = z.object({
    q: z
      .string()
      .min(1)
      .max(300)
      .openapi({ example: "berth", description: "Words and fields, as on the command line: verdict:changes after:2026-04-01" }),
    order: z.enum(["newest", "best"]).optional(),
    after,
  });
  const finds = { query: words, params: none, answer: shapes.found };
  api.openapi(get("/search", "Articles by their words, or readings by term, verdict or quote", finds), (c) => {
    const { q, order, after: key } = c.req.valid("query");
    try {
      const { hits, next } = search(archive, q, order ?? "newest", key);
      return c.json({ items: hits, next } as z.infer<typeof shapes.found>, 200);
    } catch (error) {
      if (error instanceof UsageError) return c.json({ error: error.message }, 400);
      throw error;
    }
  });

  const ofFeeds = z.object({ failing: z.enum(["0", "1"]).optional(), after });
  api.openapi(get("/feeds", "Feeds by id, with their health", { query: ofFeeds, params: none, answer: shapes.feeds }), (c) => {
    const { failing, after: key } = c.req.valid("query");
    return c.json(feeds.feeds(archive, failing === "1", key) as z.infer<typeof shapes.feeds>, 200);
  });

  const ofDeliveries = z.object({ state: z.string().max(30).optional().openapi({ example: "pending" }), after });
  api.openapi(get("/deliveries", "The outbox, newest first", { query: ofDeliveries, params: none, answer: shapes.deliveries }), (c) => {
    const { state, after: key } = c.req.valid("query");
    return c.json(alerts.deliveries(archive, state ?? null, key) as z.infer<typeof shapes.deliveries>, 200);
  });

  api.doc31("/openapi.json", {
    openapi: "3.1.0",
    info: {
      title: "Clausewatch",
      version: VERSION,
      description: "The archive behind the pages, for reading. Where pages need a password, send it as `Authorization: Bearer`.",
    },
    servers: [{ url: "/api" }],
  });
  api.all("*", (c) => c.json({ error: "there is no such address; /api/openapi.json lists those there are" }, 404));
  return api;
}
