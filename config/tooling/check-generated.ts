// `npm run generated`: what is generated and committed must be what its source gives today. `npm run generated -- --write` brings the
// JSON Schemas and the archive's diagram up to date; a migration wants a name, so it is made with `npm run db:generate -- --name add_story_language`.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { jsonSchemas } from "../../src/app/json-schemas.ts";
import { withEntityDiagram } from "./entity-diagram.ts";

const SCHEMAS = "config/schema";
const MIGRATIONS = "migrations";
const ARCHIVE_PAGE = "docs/archive.md";
const DRIZZLE_KIT_MS = 60_000;

function drizzleKit(...settings: string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, ["node_modules/drizzle-kit/bin.cjs", ...settings], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    timeout: DRIZZLE_KIT_MS,
  });
  return `${stdout}${stderr}`;
}

/** Generates into a copy. drizzle-kit exits with 0 whatever happens, so what it says decides. */
function staleMigrations(): string[] {
  const directory = mkdtempSync(join(tmpdir(), "clausewatch-migrations-"));
  try {
    cpSync(MIGRATIONS, directory, { recursive: true });
    // It prefixes the path with ./, so an absolute one is not found.
    const out = relative(".", directory);
    const settings = ["--dialect", "sqlite", "--out", out];
    const problems: string[] = [];
    const checked = drizzleKit("check", ...settings);
    if (!checked.includes("Everything's fine")) problems.push(`${MIGRATIONS}: drizzle-kit check says:\n${checked}`);
    const generated = drizzleKit("generate", ...settings, "--schema", "./src/archive/schema.ts");
    const added = readdirSync(directory).filter((file) => !readdirSync(MIGRATIONS).includes(file));
    if (added.length > 0) {
      problems.push(`${MIGRATIONS}: src/archive/schema.ts says more than the migrations; run npm run db:generate -- --name what_it_does`);
    } else if (!generated.includes("No schema changes")) {
      problems.push(`${MIGRATIONS}: drizzle-kit generate says:\n${generated}`);
    }
    return problems;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const text = (schema: object) => `${JSON.stringify(schema, null, 2)}\n`;

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function staleSchemas(): string[] {
  return Object.entries(jsonSchemas())
    .filter(([file, schema]) => readOrNull(join(SCHEMAS, file)) !== text(schema))
    .map(([file]) => `${SCHEMAS}/${file} is not what src/app/json-schemas.ts gives; run npm run generated -- --write`);
}

function staleDiagram(): string[] {
  const page = readFileSync(ARCHIVE_PAGE, "utf8");
  return withEntityDiagram(page) === page
    ? []
    : [`${ARCHIVE_PAGE}: the diagram is not that of the schema; run npm run generated -- --write`];
}

if (process.argv.includes("--write")) {
  writeFileSync(ARCHIVE_PAGE, withEntityDiagram(readFileSync(ARCHIVE_PAGE, "utf8")));
  mkdirSync(SCHEMAS, { recursive: true });
  for (const [file, schema] of Object.entries(jsonSchemas())) writeFileSync(join(SCHEMAS, file), text(schema));
}
const stale = [...staleMigrations(), ...staleSchemas(), ...staleDiagram()];
for (const problem of stale) console.error(problem);
console.log(stale.length === 0 ? "generated files are current" : `${stale.length} generated files are out of date`);
process.exitCode = stale.length === 0 ? 0 : 1;
