import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { createMetrics } from "../../../src/app/metrics.ts";
import { buildArchive, NOW } from "../../support/builders.ts";
import { ROOT } from "../../support/daemon.ts";

const read = (file: string) => readFileSync(join(ROOT, "docs/deploy", file), "utf8");

test("the Grafana board asks only for metrics that there are", async () => {
  const text = await createMetrics({ archive: buildArchive(), now: () => NOW }).text();
  const known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  const asked = [...read("grafana.json").matchAll(/\b((?:clausewatch|process|nodejs)_\w+)/g)].map(([, name = ""]) =>
    name.replace(/_bucket$/, ""),
  );
  expect(asked.length).toBeGreaterThan(15);
  for (const name of asked) expect([name, known.has(name)]).toEqual([name, true]);
});

test("the compose file starts workers that exist, with Redis", () => {
  const { services } = parse(read("compose.yaml"), { merge: true });
  expect(Object.keys(services)).toEqual(["redis", "archivist", "fetcher", "judge"]);
  for (const name of ["archivist", "fetcher", "judge"]) expect(read("compose.yaml")).toContain(`workers/${name}.ts`);
});
