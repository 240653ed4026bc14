import { defineConfig } from "vitest/config";

const root = new URL("../..", import.meta.url).pathname;
const project = (name: string, testTimeout: number) => ({
  root,
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout, hookTimeout: testTimeout, env: { TZ: "America/New_York" } },
});

export default defineConfig({
  root,
  test: {
    // Many tests wait on processes and servers of their own: two files at a time even on two cores, where the default is one.
    maxWorkers: 2,
    // The machine's time zone must never matter, so tests run far from UTC.
    projects: [project("unit", 30_000), project("integration", 30_000), project("e2e", 120_000)],
  },
});
