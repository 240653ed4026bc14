import { beforeAll, describe, expect, test } from "vitest";
import * as shapes from "../../../src/web/api-shapes.ts";
import { at, buildPages } from "../../support/pages.ts";
import { buildWebArchive, type WebArchive } from "../../support/web-archive.ts";

type Parameter = { name: string; in: string; required?: boolean; example?: string; schema?: { example?: string } };
type Operation = {
  summary: string;
  parameters?: Parameter[];
  responses: Record<string, { content?: Record<string, { schema: { $ref?: string } }> }>;
};
type Document = { openapi: string; paths: Record<string, { get: Operation }>; components: { schemas: Record<string, unknown> } };

let built: WebArchive;
let get: (path: string) => Promise<{ status: number; body: unknown }>;
let document: Document;
beforeAll(async () => {
  built = await buildWebArchive();
  const app = buildPages(built.archive);
  get = async (path) => {
    const answer = await app.request(at(`/api${path}`));
    return { status: answer.status, body: await answer.json() };
  };
  document = (await get("/openapi.json")).body as Document;
}, 30_000);

/** The schema by the name under which the document lists it. */
const SHAPES = {
  ...{
    Watches: shapes.watches,
    History: shapes.history,
    AsOf: shapes.asOf,
    Readings: shapes.readings,
    Alerts: shapes.alerts,
    Alert: shapes.alert,
  },
  ...{
    Stories: shapes.stories,
    Story: shapes.story,
    Article: shapes.article,
    Feeds: shapes.feeds,
    Deliveries: shapes.deliveries,
    Found: shapes.found,
  },
} as const;

/** The address that a route's examples make. */
function exampleOf(path: string, { parameters = [] }: Operation): string {
  const value = (one: Parameter) => one.example ?? one.schema?.example ?? "";
  const filled = parameters.filter((one) => one.in === "path").reduce((text, one) => text.replace(`{${one.name}}`, value(one)), path);
  const query = new URLSearchParams();
  for (const one of parameters) if (one.in === "query" && value(one) !== "") query.set(one.name, value(one));
  return query.size === 0 ? filled : `${filled}?${query}`;
}

describe("the API's description", () => {
  test("names twelve addresses, each with a summary and a named answer", () => {
    expect(document.openapi).toBe("3.1.0");
    expect(Object.keys(document.paths)).toHaveLength(12);
    for (const { get: operation } of Object.values(document.paths)) {
      expect(operation.summary.length).toBeGreaterThan(10);
      expect(operation.responses["200"]?.content?.["application/json"]?.schema.$ref).toMatch(/^#\/components\/schemas\//);
    }
  });

  test("gives examples that answer as described", async () => {
    for (const [path, { get: operation }] of Object.entries(document.paths)) {
      const example = exampleOf(path, operation);
      const { status, body } = await get(example);
      expect([example, status, status === 200 ? "" : body]).toEqual([example, 200, ""]);
      const name = operation.responses["200"]?.content?.["application/json"]?.schema.$ref?.split("/").at(-1) as keyof typeof SHAPES;
      expect([example, SHAPES[name]?.safeParse(body).error?.issues]).toEqual([example, undefined]);
    }
  });

  test("is written with the ids of the archive that the tests build", () => {
    const text = JSON.stringify(document);
    for (const id of [built.article, built.alert, built.story, built.watch, built.term])
      expect([id, text.includes(id)]).toEqual([id, true]);
  });
});

describe("the API", () => {
  test("answers what cannot be with 400 and a reason, and what is not there with 404", async () => {
    expect(await get("/watches/harbour-deal/terms/exclusive-berth/as-of?on=yesterday")).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/^on: /) },
    });
    expect(await get("/search?q=%22")).toMatchObject({ status: 400 });
    for (const path of ["/alerts/alr_none", "/stories/sto_none", "/articles/art_none", "/watches/harbour-deal/terms/none", "/none"])
      expect([path, (await get(path)).status]).toEqual([path, 404]);
  });
  test("tells what the pages tell: the change is reported, the term's state follows", async () => {
    const { body } = await get("/watches");
    const term = shapes.watches.parse(body).items[0]?.terms.find((one) => one.term === "exclusive-berth");
    expect(term).toMatchObject({ state: "changed", disputed: 1, reaffirmed: 1, origins: 1 });
  });
  test("takes a key that is none for the beginning", async () => {
    expect(await get("/alerts?after=nonsense")).toEqual(await get("/alerts"));
  });
});

test("an alert whose message was written before a field existed still has its page", async () => {
  const { archive, alert } = await buildWebArchive();
  const [row] = archive.query("SELECT message FROM alert_revisions WHERE alert_id = ?", alert) as { message: string }[];
  const { headline, terms, watch, article, source, story, origins, outlets, settle, reason, evidence } = JSON.parse(row?.message ?? "{}");
  const old = { alert, revision: 2, kind: "corroborated", level: "changes", raisedAt: "2026-03-01T12:00:00.000Z", needsReview: false };
  const message = JSON.stringify({ ...old, headline, terms, watch, article, source, story, origins, outlets, settle, reason, evidence });
  archive.query(
    "INSERT INTO alert_revisions (alert_id, revision, kind, level, article_id, message, raised_at) SELECT alert_id, 2, 'corroborated', level, article_id, ?, raised_at FROM alert_revisions WHERE alert_id = ? RETURNING 1",
    ...[message, alert],
  );
  expect((await buildPages(archive).request(at(`/alerts/${alert}`))).status).toBe(200);
});
