import { parentPort } from "node:worker_threads";
import { NotAFeedError, NotAnArticleError } from "../parse/errors.ts";
import { parseFeed } from "../parse/feed.ts";
import type { FeedBytes } from "../parse/read-feed.ts";

type ArticleReader = typeof import("../parse/article.ts");
export type PageBytes = Parameters<ArticleReader["extractArticle"]>[0];
export type ParseTask =
  | { readonly kind: "feed"; readonly input: FeedBytes }
  | { readonly kind: "page"; readonly input: PageBytes }
  /** Comes before the first page: what reads pages takes a second to load, and many a thread reads feeds alone. */
  | { readonly kind: "load-pages" };
/** Errors cross to another thread without their class, so what is expected says what it is. */
export type ParseAnswer =
  | { readonly outcome: "read"; readonly value: unknown }
  | { readonly outcome: "not-a-feed" | "not-an-article" | "crashed"; readonly message: string };

let articles: ArticleReader | undefined;

async function perform(task: ParseTask): Promise<unknown> {
  if (task.kind === "feed") return parseFeed(task.input);
  articles ??= await import("../parse/article.ts");
  return task.kind === "page" ? articles.extractArticle(task.input) : null;
}

async function answer(task: ParseTask): Promise<ParseAnswer> {
  try {
    return { outcome: "read", value: await perform(task) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const outcome = error instanceof NotAFeedError ? "not-a-feed" : error instanceof NotAnArticleError ? "not-an-article" : "crashed";
    return { outcome, message };
  }
}

/** What a thread of `createParseThreads` runs: one task at a time, after it has said that it is loaded. */
parentPort?.on("message", async (task: ParseTask) => parentPort?.postMessage(await answer(task)));
parentPort?.postMessage("loaded");
