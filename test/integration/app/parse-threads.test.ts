import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, test } from "vitest";
import { createParseThreads } from "../../../src/app/parse-threads.ts";
import { NotAFeedError, NotAnArticleError } from "../../../src/parse/errors.ts";
import { cpuMs, processCpuMs } from "../../support/cpu-time.ts";

const SENTENCE = "The port authority said on Friday that the licence stays exclusive until the end of 2031, as the contract had foreseen. ";
const page = (body: string) => ({
  bytes: new TextEncoder().encode(`<!doctype html><html><head><title>Quay</title></head><body>${body}</body></html>`),
  contentType: "text/html; charset=utf-8",
  url: "https://quay.example/1",
  now: new Date("2026-02-28T00:00:00Z"),
});
const ARTICLE = page(`<article><h1>Licence stays</h1>${`<p>${SENTENCE}</p>`.repeat(8)}</article>`);

describe("parser threads", () => {
  let readers: ReturnType<typeof createParseThreads>;
  afterEach(() => readers.close());

  test("read pages as the main thread would, and say what is no article", async () => {
    readers = createParseThreads({ threads: 1 });
    expect(await readers.extractArticle(ARTICLE)).toMatchObject({ title: "Quay", text: expect.stringContaining("exclusive") });
    const refusal = await readers.extractArticle(page("<div id=root></div>")).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(NotAnArticleError);
  });

  test("that are slow to start are waited for, not started anew, and the operator hears of it once", async () => {
    const heard: (string | null)[] = [];
    readers = createParseThreads({ threads: 1, startMs: 5, onSlowStart: (line) => heard.push(line) });
    await expect(readers.extractArticle(ARTICLE)).rejects.toThrow("has not started within 0.005 s and is waited for");
    let title: string | null = null;
    for (let tries = 0; title === null && tries < 5000; tries += 1)
      title = await readers.extractArticle(ARTICLE).then(
        (article) => article.title,
        () => null,
      );
    expect(title).toBe("Quay");
    expect(heard).toEqual([expect.stringContaining("too little of its processors"), null]);
  });

  test("that are still starting hold up no end", async () => {
    readers = createParseThreads({ threads: 1, startMs: 1 });
    await expect(readers.extractArticle(ARTICLE)).rejects.toThrow("has not started");
    const began = performance.now();
    await readers.close();
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test("that are in the middle of a page are ended at once", async () => {
    readers = createParseThreads({ threads: 1 });
    await readers.extractArticle(ARTICLE);
    const reading = readers.extractArticle(page(`<p>${SENTENCE}</p>`.repeat(19_000))).catch((error: unknown) => error);
    const began = performance.now();
    await readers.close();
    expect(performance.now() - began).toBeLessThan(1500);
    expect(String(await reading)).toContain("the thread ended");
  });

  test("read large feeds, and say what is no feed", async () => {
    readers = createParseThreads({ threads: 1 });
    const items = Array.from({ length: 3000 }, (_, index) => `<item><title>t${index}</title><description>${SENTENCE}</description></item>`);
    const bytes = new TextEncoder().encode(`<rss version="2.0"><channel>${items.join("")}</channel></rss>`);
    expect((await readers.parseFeed({ bytes, contentType: "text/xml", url: null })).entries).toHaveLength(3000);
    const other = new TextEncoder().encode("no feed ".repeat(50_000));
    const refusal = await readers.parseFeed({ bytes: other, contentType: "text/xml", url: null }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(NotAFeedError);
  });

  const feedOf = (items: string) => ({
    bytes: new TextEncoder().encode(`<rss version="2.0"><channel>${items}</channel></rss>`).subarray(0, 64 * 1024),
    contentType: "text/xml",
    url: null,
  });

  test("are not waited for by a small feed, and what is no feed is said of small ones too", async () => {
    readers = createParseThreads({ threads: 1, startMs: 1 });
    expect((await readers.parseFeed(feedOf("<item><title>t</title></item>"))).entries).toHaveLength(1);
    const other = { ...feedOf(""), bytes: new TextEncoder().encode("no feed") };
    await expect(readers.parseFeed(other)).rejects.toBeInstanceOf(NotAFeedError);
  });

  test.each([
    "<item/>",
    "<item><title>a</title></item>",
    "<title><",
    "<item><description>«</description></item>",
    "；",
    "<b>",
    "&",
    "<!--",
  ])("need not read 64 KB filled with %s, which takes the main thread a moment", async (unit) => {
    readers = createParseThreads({ threads: 1, startMs: 1 });
    const before = cpuMs();
    await readers.parseFeed(feedOf(unit.repeat(64 * 1024))).catch((error: unknown) => expect(error).toBeInstanceOf(NotAFeedError));
    expect(cpuMs() - before).toBeLessThan(2000);
  });

  test("are stopped where a page takes too long, and the next page is read by another", async () => {
    readers = createParseThreads({ threads: 1 });
    await readers.extractArticle(ARTICLE);
    const hurried = createParseThreads({ threads: 1, deadlineMs: 1 });
    await expect(hurried.extractArticle(page(`<p>${SENTENCE.repeat(5000)}</p>`))).rejects.toThrow(
      "reading https://quay.example/1 took longer than 0.001 s and was stopped",
    );
    await hurried.close();
    expect((await readers.extractArticle(ARTICLE)).title).toBe("Quay");
  });

  test("are not stopped where the machine leaves them little of a processor", { timeout: 180_000 }, async () => {
    const long = page(`<article>${`<p>${SENTENCE}</p>`.repeat(3000)}</article>`);
    readers = createParseThreads({ threads: 1 });
    await readers.extractArticle(ARTICLE);
    const before = processCpuMs();
    await readers.extractArticle(long);
    const deadlineMs = 3 * (processCpuMs() - before);
    const patient = createParseThreads({ threads: 1, deadlineMs });
    await patient.extractArticle(ARTICLE);
    const busy = Array.from({ length: 10 * availableParallelism() }, () => new Worker("for (;;);", { eval: true }));
    try {
      await Promise.all(busy.map((one) => once(one, "online")));
      const began = performance.now();
      expect((await patient.extractArticle(long)).title).toBe("Quay");
      expect(performance.now() - began).toBeGreaterThan(deadlineMs);
    } finally {
      await Promise.all(busy.map((one) => one.terminate()));
      await patient.close();
    }
  });

  test("die of a document that needs too much memory, instead of the process", async () => {
    readers = createParseThreads({ threads: 1, memoryMb: 96, deadlineMs: 60_000 });
    const item = `<item><description><![CDATA[${`<p>${SENTENCE}</p>`.repeat(100)}]]></description></item>`;
    const bytes = new TextEncoder().encode(`<rss version="2.0"><channel>${item.repeat(4000)}</channel></rss>`);
    await expect(readers.parseFeed({ bytes, contentType: "text/xml", url: "https://quay.example/feed" })).rejects.toThrow(
      /^reading https:\/\/quay\.example\/feed failed: .*memory/,
    );
  });

  test.each([
    ["2,000 nested boxes", `${"<div>".repeat(2000)}${SENTENCE}${"</div>".repeat(2000)}`],
    ["20,000 nested boxes", "<div>".repeat(20_000)],
    ["5,000 unclosed tags", "<p><b><i>".repeat(5000)],
    ["50,000 paragraphs", `<p>${SENTENCE}</p>`.repeat(50_000)],
    ["19,000 paragraphs, which the caps let through", `<p>${SENTENCE}</p>`.repeat(19_000)],
  ])("answer within the deadline, while the main thread goes on: %s", async (_, body) => {
    readers = createParseThreads({ threads: 1 });
    await readers.extractArticle(ARTICLE);
    let longest = 0;
    let last = performance.now();
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 10);
    const start = performance.now();
    await readers.extractArticle(page(body)).catch((error: unknown) => expect(String(error)).toContain("https://quay.example/1"));
    clearInterval(beat);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(longest).toBeLessThan(2500);
  });
});
