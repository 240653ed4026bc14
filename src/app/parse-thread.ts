import { parentPort } from "node:worker_threads";
import { extractArticle } from "../parse/article.ts";
import { NotAFeedError, NotAnArticleError } from "../parse/errors.ts";
import { parseFeed } from "../parse/feed.ts";
import type { FeedBytes } from "../parse/read-feed.ts";

export type PageBytes = Parameters<typeof extractArticle>[0];
export type ParseTask = { readonly kind: "feed"; readonly input: FeedBytes } | { readonly kind: "page"; readonly input: PageBytes };
/** Errors cross to another thread without their class, so what is expected says what it is. */
export type ParseAnswer =
  | { readonly outcome: "read"; readonly value: unknown }
  | { readonly outcome: "not-a-feed" | "not-an-article" | "crashed"; readonly message: string };

async function answer({ kind, input }: ParseTask): Promise<ParseAnswer> {
  try {
    return { outcome: "read", value: kind === "feed" ? await parseFeed(input) : extractArticle(input) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const outcome = error instanceof NotAFeedError ? "not-a-feed" : error instanceof NotAnArticleError ? "not-an-article" : "crashed";
    return { outcome, message };
  }
}

/** What a thread of `createParseThreads` runs: one task at a time, after it has said that it is loaded. */
parentPort?.on("message", async (task: ParseTask) => parentPort?.postMessage(await answer(task)));
parentPort?.postMessage("loaded");
