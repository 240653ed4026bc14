import { readdir, readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import { PermanentError } from "../domain/errors.ts";
import { feedId } from "../domain/ids.ts";

const frontMatter = z.strictObject({
  act: z.int().min(1),
  kind: z.string().describe("What a person should see in it, e.g. truncated copy"),
  host: z.string(),
  path: z.string().startsWith("/"),
  outlet: z.string(),
  template: z.enum(["corporate", "newspaper", "portal", "weblog", "markdown"]),
  title: z.string(),
  author: z.string().nullable(),
  published: z.iso.datetime({ offset: true }),
  feeds: z.array(feedId).min(1),
  fullText: z.boolean().default(false).describe("The RSS feed that lists it carries the whole text"),
  furniture: z.array(z.enum(["menu", "cookies", "ads", "newsletter", "related", "comments"])).default([]),
  comments: z.array(z.strictObject({ by: z.string(), text: z.string() })).default([]),
  canonical: z.url().optional().describe("The address that the page declares as its original; its own where absent"),
  tags: z.array(z.string()).default([]),
});

const demoFeed = z.strictObject({ id: feedId, url: z.url(), format: z.enum(["rss", "atom", "rdf", "json"]), title: z.string() });
export type DemoFeed = z.infer<typeof demoFeed>;

export type DemoArticle = z.infer<typeof frontMatter> & { readonly url: string; readonly body: string };
export type DemoCoverage = { readonly feeds: readonly DemoFeed[]; readonly articles: readonly DemoArticle[] };

function checked<T>(file: URL, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new PermanentError(`${file.pathname} cannot be used for the demo: ${z.prettifyError(result.error)}`);
}

async function readArticle(file: URL): Promise<DemoArticle> {
  const [, head, body] = /^---\n(.*?)\n---\n(.+)$/s.exec(await readFile(file, "utf8")) ?? [];
  if (head === undefined || body === undefined)
    throw new PermanentError(`${file.pathname} has no front matter between two lines of ---; add it above the text`);
  const meta = checked(file, frontMatter, parse(head));
  return { ...meta, url: `http://${meta.host}${meta.path}`, body };
}

/** Reads `feeds.yaml` and every Markdown article of a folder (its URL ends in a slash); the articles come newest first. */
export async function readCoverage(folder: URL): Promise<DemoCoverage> {
  const feedsFile = new URL("feeds.yaml", folder);
  const feeds = checked(feedsFile, z.array(demoFeed), parse(await readFile(feedsFile, "utf8")));
  const names = (await readdir(folder)).filter((name) => name.endsWith(".md"));
  const articles = await Promise.all(names.map((name) => readArticle(new URL(name, folder))));
  return { feeds, articles: articles.sort((a, b) => Date.parse(b.published) - Date.parse(a.published)) };
}
