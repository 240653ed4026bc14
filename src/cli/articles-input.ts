import { createReadStream, existsSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { type ArticleLine, articleLine } from "../domain/article.ts";
import { UsageError } from "../domain/errors.ts";

/** Articles as JSON Lines, one after the other. A line that is no article ends the reading with its number and what is wrong. */
export async function* readArticles(input: Readable, name: string): AsyncGenerator<ArticleLine> {
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    const text = number === 1 ? line.replace(/^\uFEFF/, "") : line;
    if (text.trim() !== "") yield parseLine(text, `${name}:${number}`);
  }
}

function parseLine(line: string, where: string): ArticleLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new UsageError(
      `${where}: is not JSON (${(error as Error).message}); give one article a line, e.g. {"id":"a1","title":"…","text":"…","url":"https://…","published":"2026-03-01","source":{"domain":"example.org"}}`,
    );
  }
  const parsed = articleLine.safeParse(value);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(
      (issue) => `${issue.path.join(".") || "the line"}: ${issue.message.replace(/^Invalid input: /, "")}`,
    );
    throw new UsageError(`${where}: is not an article: ${wrong.join("; ")}`);
  }
  return parsed.data;
}

/** The named file, or stdin for "-". */
export function openInput(file: string): Readable {
  if (file === "-") return process.stdin;
  if (!existsSync(file)) throw new UsageError(`${file}: there is no such file`);
  return createReadStream(file);
}
