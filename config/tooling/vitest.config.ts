import { defineConfig } from "vitest/config";

const root = new URL("../..", import.meta.url).pathname;
const project = (name: string, testTimeout: number, extra: object = {}) => ({
  root,
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout, hookTimeout: testTimeout, env: { TZ: "America/New_York" }, ...extra },
});

export default defineConfig({
  root,
  test: {
    // The machine's time zone must never matter, so tests run far from UTC.
    projects: [
      project("unit", 10_000),
      project("integration", 30_000),
      project("e2e", 120_000, { fileParallelism: false }),
    ],
  },
});
