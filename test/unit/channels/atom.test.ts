import fc from "fast-check";
import { expect, test } from "vitest";
import { type AtomEntry, atomDocument, newestOf } from "../../../src/channels/atom.ts";
import { html } from "../../../src/channels/html.ts";
import { parseFeed } from "../../../src/parse/feed.ts";

const AT = "2026-03-01T12:00:00.000Z";
const entry = (over: Partial<AtomEntry> = {}): AtomEntry => ({
  ...{ id: "tag:a.example,2026:1", title: "Fees", updated: AT, content: "Text" },
  links: [{ rel: "alternate", href: "https://g.example/?a=1&b=2" }],
  ...over,
});
const written = (...entries: AtomEntry[]) => atomDocument({ id: "tag:a.example,2026:all", title: "All", updated: AT, links: [], entries });
const read = (xml: string) => parseFeed({ bytes: Buffer.from(xml), contentType: "application/atom+xml", url: "https://g.example/" });

test("an Atom feed reads back as it was written, whatever the text holds", async () => {
  const xml = written(entry({ title: 'Fees & <b>"terms"</b>', content: "one\u0000 two \ud800 & ]]> three", summary: "in short" }));
  const feed = await read(xml);
  expect(feed).toMatchObject({ format: "atom", title: "All" });
  expect(feed.entries).toMatchObject([{ key: "tag:a.example,2026:1", url: "https://g.example/?a=1&b=2", updated: AT }]);
  expect(xml).toContain("one two \ufffd &amp; ]]&gt; three");
});

test("markup is carried as text of its own kind", async () => {
  const xml = written(entry({ content: html`<p>${"a & b"}</p>`, categories: [{ term: "changes", label: "change" }, { term: "high" }] }));
  expect(xml).toContain('<content type="html">&lt;p&gt;a &amp;amp; b&lt;/p&gt;</content>');
  expect((await read(xml)).entries[0]?.categories).toEqual(["change", "high"]);
});

test("whatever somebody wrote, each entry stays one", async () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("]]></title></entry><entry>", "<script>", "&#0;", "'\""));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(text, text), { maxLength: 4 }), async (texts) => {
      const entries = texts.map(([title, content], n) => entry({ id: `tag:a.example,2026:${n}`, title, content }));
      expect((await read(written(...entries))).entries.map(({ key }) => key)).toEqual(entries.map(({ id }) => id));
    }),
    { numRuns: 40 },
  );
});

test("a feed is as new as its newest entry, and one without entries as old as can be", () => {
  expect(newestOf([AT, "2026-04-01T00:00:00Z", AT])).toBe("2026-04-01T00:00:00Z");
  expect(newestOf([])).toBe("1970-01-01T00:00:00.000Z");
});
