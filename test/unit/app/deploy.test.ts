import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
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

test("every label that the Grafana board groups or filters by is one of the metric's own", () => {
  // The names of labels stand in lists of strings; the rest of the strings there do no harm.
  const source = readFileSync(join(ROOT, "src/app/metrics.ts"), "utf8");
  const labels = new Set([...source.matchAll(/"([a-z_]+)"/g)].map(([, name]) => name));
  const named = [...read("grafana.json").matchAll(/by \(([\w, ]+)\)|\{\{(\w+)\}\}/g)].flatMap(([, by, legend]) =>
    (by ?? legend ?? "").split(/, */),
  );
  expect(named.length).toBeGreaterThan(5);
  for (const name of named) expect([name, name === "le" || labels.has(name)]).toEqual([name, true]);
});

type Service = {
  command?: string[];
  image?: string;
  user?: string;
  volumes?: string[];
  environment?: Record<string, string>;
  read_only?: boolean;
};

test("the compose file starts workers that exist, with Redis, and gives the archive to the archivist alone", () => {
  const { services, volumes } = parse(read("compose.yaml"), { merge: true }) as { services: Record<string, Service>; volumes: object };
  expect(Object.keys(services)).toEqual(["redis", "archivist", "fetcher", "judge"]);
  const { redis, ...workers } = services;
  expect(redis?.command?.join(" ")).toContain("--maxmemory-policy noeviction");
  for (const [name, { command = [], environment, read_only: readOnly, volumes: mounted = [] }] of Object.entries(workers)) {
    expect([name, command]).toEqual([name, ["node", `workers/${name}.ts`]]);
    expect(existsSync(join(ROOT, command[1] ?? ""))).toBe(true);
    expect(environment).toEqual({ REDIS_URL: "redis://redis:6379" });
    expect([name, readOnly, mounted.includes("archive:/data")]).toEqual([name, true, name === "archivist"]);
    for (const mount of mounted.filter((one) => one.startsWith(".")))
      expect(existsSync(join(ROOT, "docs/deploy", mount.split(":")[0] ?? ""))).toBe(true);
  }
  expect(Object.keys(volumes)).toEqual(["archive"]);
});

test("the Dockerfile copies what is there, starts what is there, and not as root", () => {
  const lines = read("Dockerfile").split("\n");
  const copied = lines.filter((line) => /^COPY (?!--from)/.test(line)).flatMap((line) => line.split(" ").slice(1, -1));
  for (const path of copied) expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
  // What the program needs at run time lies in folders that the image has.
  for (const folder of ["src", "workers", "migrations", "models", "config"]) expect(copied).toContain(folder);
  const started = [...read("Dockerfile").matchAll(/"node", "([^"]+\.ts)"/g)].map(([, file = ""]) => file);
  expect(started).toEqual(["src/cli/main.ts", "workers/all.ts"]);
  for (const file of started) expect(existsSync(join(ROOT, file))).toBe(true);
  expect(lines.findLast((line) => line.startsWith("USER "))).toMatch(/^USER [1-9]\d*:[1-9]\d*$/);
});

const systemdMissing = spawnSync("systemd-analyze", ["--version"]).error === undefined ? null : "systemd is not installed";

test.skipIf(systemdMissing !== null)("the systemd unit is one that systemd understands, and leaves little exposed", () => {
  const folder = mkdtempSync(join(tmpdir(), "clausewatch-unit-"));
  try {
    const unit = join(folder, "clausewatch.service");
    writeFileSync(unit, read("clausewatch.service").replaceAll("/opt/clausewatch", ROOT.replace(/\/$/, "")));
    const analyze = (...args: string[]) => spawnSync("systemd-analyze", args, { encoding: "utf8" });
    const { status, stderr } = analyze("verify", unit);
    expect([status, stderr]).toEqual([0, ""]);
    const [, exposure = ""] = /Overall exposure level .*: ([\d.]+)/.exec(analyze("security", "--offline=true", unit).stdout) ?? [];
    expect(Number(exposure)).toBeLessThanOrEqual(2);
    expect(exposure).not.toBe("");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
