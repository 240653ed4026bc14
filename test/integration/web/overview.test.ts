import { expect, test } from "vitest";
import { watch as watchSchema } from "../../../src/domain/watch.ts";
import { createSyncRegister } from "../../../src/stages/sync-register.ts";
import { overview } from "../../../src/web/queries/overview.ts";
import { buildArchive, NOW, watchDefinition } from "../../support/builders.ts";
import { at, buildPages } from "../../support/pages.ts";
import { buildWebArchive } from "../../support/web-archive.ts";

function withWatches(ids: readonly string[]) {
  const archive = buildArchive();
  const definitions = ids.map((id) => ({ ...watchDefinition, id, subject: `Agreement ${id}`, feeds: [] }));
  const watches = definitions.map((definition) => ({ watch: watchSchema.parse(definition), definition, feeds: [] }));
  createSyncRegister({ archive, now: () => NOW })({ watches, feeds: [] });
  return archive;
}

test("of many watches the register shows some with their terms, and names every one with a page of its own", async () => {
  const ids = Array.from({ length: 23 }, (_, n) => `deal-${String(n).padStart(2, "0")}`);
  const app = buildPages(withWatches(ids));
  const page = async (path: string) => {
    const answer = await app.request(at(path));
    return [answer.status, await answer.text()] as const;
  };
  const [, register] = await page("/");
  expect(register.match(/<section /g)).toHaveLength(20);
  for (const id of ids) expect(register).toContain(`<a href="/watches/${id}">Agreement ${id}</a>`);
  const [status, own] = await page("/watches/deal-22");
  expect([status, own.match(/<section /g)?.length]).toEqual([200, 1]);
  expect(own).toContain("Agreement deal-22");
  expect((await page("/watches/none"))[0]).toBe(404);
  expect((await page("/watches/deal-22/terms/fee"))[1]).toContain('<a href="/watches/deal-22">Agreement deal-22</a>');
});

test("watches with many readings stand on fewer to a page, one at least, and a walk over the pages misses none", async () => {
  const { archive } = await buildWebArchive();
  const definitions = ["harbour-deal", "lock-deal", "quay-deal"].map((id) => ({ ...watchDefinition, id }));
  const watches = definitions.map((definition) => ({ watch: watchSchema.parse(definition), definition, feeds: [] }));
  createSyncRegister({ archive, now: () => NOW })({ watches, feeds: [] });
  const shown = (after: string | null, readings: number) => overview(archive, "2026-03-02", after, readings).items.map(({ id }) => id);
  expect(shown(null, 1)).toEqual(["harbour-deal"]);
  expect(shown("harbour-deal", 1)).toEqual(["lock-deal", "quay-deal"]);
  expect(shown(null, 100)).toEqual(["harbour-deal", "lock-deal", "quay-deal"]);
  expect(overview(archive, "2026-03-02", null, 1).next).not.toBeNull();
  expect(overview(archive, "2026-03-02", null, 100).next).toBeNull();
});
