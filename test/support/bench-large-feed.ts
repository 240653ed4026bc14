// What reading a large feed costs, beside rss-parser's parseString in the same run, and of which parts it consists:
//   node --expose-gc test/support/bench-large-feed.ts [items]
// 4,000 items of 3 KB are 12.5 MB: a text of three paragraphs with links in CDATA and an escaped description. Milliseconds of CPU with all
// threads (collecting garbage has some), the median of rounds in turns. rss-parser hands markup over as it came; ours sanitises it.
import RssParser from "rss-parser";
import { openBytes } from "../../src/parse/decode.ts";
import { readMarkup } from "../../src/parse/markup.ts";
import { readFeed } from "../../src/parse/read-feed.ts";
import { readWithRssParser } from "../../src/parse/rss-parser.ts";
import { documentOf } from "../../src/parse/xml-feed.ts";
import { processCpuMs } from "./cpu-time.ts";
import { createInvented } from "./invented.ts";
import { randomFrom } from "./random.ts";

const ITEMS = Number(process.argv[2] ?? 4000);
const ROUNDS = 7;
const MOST = 5000;
const TYPE = "application/rss+xml; charset=utf-8";

const { topic, body } = createInvented(randomFrom(5).next);
const texts = Array.from({ length: 50 }, () => body(topic(), 24).join(" "));
const textOf = (n: number, length: number): string => (texts[n % texts.length] ?? "").slice(0, length);

function item(n: number): string {
  const paragraphs = [0, 1, 2].map(
    (k) => `<p>${textOf(n + k, 800)} <a href="https://news.example/t/${n}?a=1&amp;b=2">link</a> &#8217;s</p>`,
  );
  return `<item><title>Berth ${n} &#8212; “let”</title><link>https://news.example/${n}</link><guid isPermaLink="false">urn:${n}</guid><dc:creator>A. Writer</dc:creator><pubDate>Fri, 06 Mar 2026 13:53:00 +0000</pubDate><category>Port</category><description>&lt;p&gt;${textOf(n, 250)}&lt;/p&gt;</description><content:encoded><![CDATA[${paragraphs.join("\n")}]]></content:encoded></item>`;
}
const open = `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>News</title>`;
const bytes = Buffer.from(`${open}${Array.from({ length: ITEMS }, (_, n) => item(n)).join("\n")}</channel></rss>`);

const spent = new Map<string, number[]>();
async function timed<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  globalThis.gc?.();
  const before = processCpuMs();
  const result = await work();
  spent.set(what, [...(spent.get(what) ?? []), processCpuMs() - before]);
  return result;
}

for (let round = 0; round < ROUNDS; round += 1) {
  await timed("rss-parser, parseString", () => new RssParser().parseString(bytes.toString("utf8")));
  const feed = await timed("ours, readFeed", () => readFeed({ bytes, contentType: TYPE, url: null }));
  if (feed.entries.length !== Math.min(ITEMS, MOST)) throw new Error(`${feed.entries.length} entries were read`);
  const { text, decode } = openBytes(bytes, TYPE);
  const reading = await timed("  XML, by way of rss-parser", () => readWithRssParser(text, decode, null, MOST));
  if (reading === null) throw new Error("no feed");
  await timed("  fields and texts", () => documentOf(reading));
  const html = reading.entries.flatMap((one) => ["content:encoded", "description"].map((name) => one[name]?.[0]?._ ?? ""));
  await timed("    of which sanitising, with plain text", () => html.reduce((sum, one) => sum + readMarkup(one, null).html.length, 0));
}
console.log(`${(bytes.length / 1e6).toFixed(1)} MB, ${ITEMS} items`);
for (const [what, all] of spent) {
  const sorted = all.toSorted((a, b) => a - b);
  console.log(`${what.padEnd(42)} ${(sorted[ROUNDS >> 1] ?? 0).toFixed(0)} ms (best ${(sorted[0] ?? 0).toFixed(0)})`);
}
