import { readFileSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";

/** One thing that is wrong in a file, for the person who wrote it. `line` counts from 1. */
export type Problem = { readonly file: string; readonly line: number | null; readonly message: string };

export const problemText = ({ file, line, message }: Problem): string => `${file}${line === null ? "" : `:${line}`}: ${message}`;

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;
export type YamlFile = { readonly file: string; readonly value: unknown; readonly lineOf: (path: Path) => number | null };

/** Reads a YAML file; syntax errors come back as problems with their line. */
export function readYaml(file: string): { readonly document: YamlFile | null; readonly problems: readonly Problem[] } {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === "ENOENT" ? "there is no such file" : (error as Error).message;
    return { document: null, problems: [{ file, line: null, message: why }] };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    // What follows the first error is mostly its echo.
    const [error] = document.errors;
    const line = error === undefined ? null : lines.linePos(error.pos[0]).line;
    return {
      document: null,
      problems: [{ file, line, message: `is not YAML: ${error?.message}; look at indentation, quotes and brackets up to this line` }],
    };
  }
  const lineOf = (path: Path): number | null => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return lines.linePos(node.range[0]).line;
    }
    return null;
  };
  return { document: { file, value: document.toJS(), lineOf }, problems: [] };
}

/** Checks a value against its schema; every problem names the key, the line, and for an unknown key the nearest known one. */
export function check<S extends z.ZodType>(
  schema: S,
  document: YamlFile,
  secrets: ReadonlySet<string> = new Set(),
): { readonly value: z.infer<S> | null; readonly problems: readonly Problem[] } {
  const parsed = schema.safeParse(document.value, { reportInput: true });
  if (parsed.success) return { value: parsed.data, problems: [] };
  const issues = parsed.error.issues.flatMap((issue) => flatten(issue));
  // A misspelt key that has to be there would be told twice: as unknown, and as missing.
  const meant = new Set(
    issues.flatMap((issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => [...issue.path, nearest(key, knownKeys(schema, issue.path))].join("."))
        : [],
    ),
  );
  const told = issues.filter((issue) => issue.input !== undefined || !meant.has(issue.path.join(".")));
  return { value: null, problems: told.flatMap((issue) => describe(issue, schema, document, secrets)) };
}

/** How far a branch of a union is from what was written: another type altogether, then keys that are unknown or missing, then wrong values. */
function distance(branch: readonly Issue[]): number {
  const weights = branch.map((one) => {
    if (one.code === "unrecognized_keys") return one.keys.length;
    if (one.code !== "invalid_type") return 0.01;
    return one.path.length === 0 ? 100 : one.input === undefined ? 1 : 0.01;
  });
  return weights.reduce((sum, weight) => sum + weight, 0);
}

/** In a union the nearest branch is the one that was meant. */
function flatten(issue: Issue, above: Path = []): Issue[] {
  const path = [...above, ...issue.path];
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [{ ...issue, path } as Issue];
  const [meant = []] = issue.errors.filter((branch) => branch.length > 0).toSorted((a, b) => distance(a) - distance(b));
  // A value that fits no branch as a whole is told in the union's own words.
  if (meant.every((one) => one.path.length === 0 && one.code !== "unrecognized_keys")) return [{ ...issue, path } as Issue];
  return meant.flatMap((one) => flatten(one, path));
}

function describe(issue: Issue, schema: z.ZodType, { file, lineOf }: YamlFile, secrets: ReadonlySet<string>): Problem[] {
  const at = issue.path.join(".") || "the file";
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(schema, issue.path);
    return issue.keys.map((key) => {
      const near = nearest(key, known);
      const help = near === null ? `known keys are ${known.join(", ")}` : `did you mean ${near}?`;
      return { file, line: lineOf([...issue.path, key]), message: `${[...issue.path, key].join(".")} is not a known key; ${help}` };
    });
  }
  const missing = issue.code === "invalid_type" && issue.input === undefined;
  const said = missing ? "is missing" : issue.message.replace(/^Invalid input: /, "").replace(/^Invalid option: /, "");
  // What a rule over several keys was given is the whole section, secrets included.
  const isSection = issue.code === "custom" && typeof issue.input === "object";
  const shown =
    missing || isSection || issue.input === undefined || holdsSecret(at, secrets)
      ? ""
      : ` (it is ${JSON.stringify(issue.input)?.replace(LOGIN, "//…@").slice(0, 80)})`;
  return [{ file, line: lineOf(issue.path), message: `${at}${said.startsWith("is ") ? " " : ": "}${said}${shown}` }];
}

/** A login inside an address. */
const LOGIN = /\/\/[^/@\s"]+@/g;
/** A value written one level too high may hold the secret whole. */
const holdsSecret = (at: string, secrets: ReadonlySet<string>): boolean =>
  [...secrets].some((secret) => secret === at || secret.startsWith(`${at}.`) || at.startsWith(`${secret}.`));

type JsonSchema = {
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  additionalProperties?: JsonSchema | boolean;
};

/** The keys that the schema allows at a path. */
function knownKeys(schema: z.ZodType, path: Path): string[] {
  let nodes: JsonSchema[] = [z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema];
  for (const step of path) {
    nodes = nodes
      .flatMap(alternatives)
      .flatMap((node) => (typeof step === "number" ? (node.items ?? []) : (node.properties?.[String(step)] ?? [])));
  }
  return [...new Set(nodes.flatMap(alternatives).flatMap((node) => Object.keys(node.properties ?? {})))];
}

const alternatives = (node: JsonSchema): JsonSchema[] => (node.anyOf === undefined ? [node] : node.anyOf.flatMap(alternatives));

/** The known key that takes the fewest edits, if it is near enough to be meant. */
function nearest(key: string, known: readonly string[]): string | null {
  const ranked = known
    .map((one) => ({ one, distance: editDistance(key.toLowerCase(), one.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(2, Math.floor(key.length / 3)) ? best.one : null;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
