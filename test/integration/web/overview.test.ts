import { expect, test } from "vitest";
import { watch as watchSchema } from "../../../src/domain/watch.ts";
import { createSyncRegister } from "../../../src/stages/sync-register.ts";
import { buildArchive, NOW, watchDefinition } from "../../support/builders.ts";
import { at, buildPages } from "../../support/pages.ts";

test("of many watches the register shows some with their terms, and every other by name with a page of its own", async () => {
  const archive = buildArchive();
  const definitions = ["a", "b", "c", "d", "e"].map((id) => ({ ...watchDefinition, id, subject: `Agreement ${id}`, feeds: [] }));
  const watches = definitions.map((definition) => ({ watch: watchSchema.parse(definition), definition, feeds: [] }));
  createSyncRegister({ archive, now: () => NOW })({ watches, feeds: [] });
  const app = buildPages(archive);
  const page = async (path: string) => {
    const answer = await app.request(at(path));
    return [answer.status, await answer.text()] as const;
  };
  const [, register] = await page("/");
  expect(register.match(/<section /g)).toHaveLength(2);
  for (const { id, subject } of definitions) expect(register).toContain(`<a href="/watches/${id}">${subject}</a>`);
  const [status, own] = await page("/watches/e");
  expect([status, own.match(/<section /g)?.length]).toEqual([200, 1]);
  expect(own).toContain("Agreement e");
  expect((await page("/watches/none"))[0]).toBe(404);
  expect((await page("/watches/e/terms/fee"))[1]).toContain('<a href="/watches/e">Agreement e</a>');
});
