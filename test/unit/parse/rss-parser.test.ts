import { describe, expect, test } from "vitest";
import { readWithRssParser } from "../../../src/parse/rss-parser.ts";
import { cpuMs } from "../../support/cpu-time.ts";

const asIs = (piece: string): string => piece;

describe("rss-parser with our reader beneath it", () => {
  test("takes a feed apart that its own reader refuses", async () => {
    const reading = await readWithRssParser("<rss><channel><title>AT&T</title><item><title>a & b</item><item><title>c", asIs, null, 10);
    expect(reading?.feed["title"]?.[0]?._).toBe("AT&T");
    expect(reading?.entries.map((entry) => entry["title"]?.[0]?._)).toEqual(["a & b"]);
  });

  test("runs no regular expression over descriptions, whose cost would grow with their square", async () => {
    const flood = `<rss version="2.0"><channel><item><description><![CDATA[x${"<p".repeat(100_000)}]]></description></item></channel></rss>`;
    const start = cpuMs();
    await readWithRssParser(flood, asIs, null, 10);
    expect(cpuMs() - start).toBeLessThan(500);
  });

  test("knows no feed in a page", async () => expect(await readWithRssParser("<html><body>x</body></html>", asIs, null, 10)).toBeNull());
});
