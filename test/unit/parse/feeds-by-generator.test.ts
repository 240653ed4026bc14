import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parsedFeedOf } from "../../../src/parse/feed.ts";
import { readFeed } from "../../../src/parse/read-feed.ts";

// One document for each of the programs and sites that write most of what is polled, in the shape that it gives its feeds: odd spacing,
// namespaces, doubled fields and tracking included. All of the content is invented.

type Expected = {
  readonly feed: object;
  readonly entry: object;
  readonly text: string | null;
  readonly has?: RegExp;
  readonly lacks?: RegExp;
};
const HOUR = 3_600_000;
const HUB = "http://pubsubhubbub.appspot.com/";

const CASES: Readonly<Record<string, Expected>> = {
  "wordpress.xml": {
    feed: { title: "Harbour Gazette", link: "https://gazette.example/", language: "en-US", minIntervalMs: HOUR },
    entry: {
      ...{ key: "https://gazette.example/?p=4711", title: "Port & city: berth four isn’t shared", author: "Mara Lind" },
      ...{ url: "https://gazette.example/2026/03/06/berth-four/", published: "2026-03-06T10:58:41.000Z", categories: ["Port & Trade"] },
      summary:
        "Both sides said on Friday that the berth stays with Borealis. […]\n\nThe post Port & city appeared first on Harbour Gazette.",
    },
    text: "Both sides said on Friday that the berth stays with Borealis until 2034.\n\nThe fee is €12 million a year.",
    has: /src="https:\/\/feeds\.example\/wp-content\/uploads\/berth\.jpg"/,
    lacks: /onerror/,
  },
  "blogger.xml": {
    feed: { title: "Quay Notes", link: "https://quay-notes.example/", hub: HUB, self: "https://www.blogger.com/feeds/8123/posts/default" },
    entry: {
      ...{
        key: "tag:blogger.com,1999:blog-8123.post-99",
        url: "https://quay-notes.example/2026/03/berth-four-again.html",
        author: "Ole Brandt",
      },
      ...{ published: "2026-03-06T10:30:00.000Z", updated: "2026-03-06T10:31:07.000Z", categories: ["berths"] },
    },
    text: "Borealis keeps the berth & pays for it.",
  },
  "substack.xml": {
    feed: { title: "The Tide Table", language: "en" },
    entry: { url: "https://tidetable.example/p/who-holds-berth-four", author: "Ida Holm", summary: "A short answer" },
    text: "Borealis does, until 2034.",
    lacks: /form|input|data-attrs/,
  },
  "medium.xml": {
    feed: {
      title: "Stories by Jon Falk on Medium",
      hub: "http://medium.superfeedr.example/",
      self: "https://medium.example/@jonfalk/feed",
    },
    entry: {
      ...{ key: "https://medium.example/p/0a1b2c3d", author: "Jon Falk", categories: ["ports", "shipping"] },
      ...{ published: "2026-03-06T13:05:55.000Z", updated: "2026-03-06T13:05:55.000Z" },
    },
    text: "Twelve million a year\n\nThat is what Borealis pays.",
  },
  "youtube.xml": {
    feed: { title: "Port of Lindau", link: "https://www.youtube.example/channel/UC1" },
    entry: {
      ...{
        key: "yt:video:abc",
        url: "https://www.youtube.example/watch?v=abc",
        author: "Port of Lindau",
        published: "2026-03-05T17:00:11.000Z",
      },
      summary: "The meeting of Thursday.\n\n0:00 Opening\n4:10 Berth four",
    },
    text: null,
  },
  "reddit.xml": {
    feed: { title: "ports", link: "https://www.reddit.example/r/ports/" },
    entry: { key: "t3_1abcd", title: "Berth four & Borealis?", author: "/u/pilot_boat", published: "2026-03-06T14:11:30.000Z" },
    text: "Heard that Borealis shares berth four now. Anyone?\n\nsubmitted by /u/pilot_boat",
    lacks: /SC_OFF/,
  },
  "github-releases.xml": {
    feed: { title: "Release notes from berths", language: "en-US" },
    entry: {
      title: "v2.1.0",
      author: "holm",
      published: "2026-03-06T09:12:13.000Z",
      url: "https://github.example/port/berths/releases/tag/v2.1.0",
    },
    text: "Changes\n\nLeases carry an end #9",
  },
  "drupal.xml": {
    feed: { title: "Port Authority", link: "https://port.example/" },
    entry: {
      key: "815 at https://port.example",
      author: "press office",
      published: "2026-03-06T07:15:00.000Z",
      summary: expect.stringMatching(/The lease is unchanged\.$/),
    },
    text: null,
  },
  "ghost.xml": {
    feed: { title: "Lee Side", minIntervalMs: HOUR },
    entry: { key: "65e8a1b2c3d4", author: "Pia Storm", summary: "The grain pier goes.", published: "2026-03-05T21:30:00.000Z" },
    text: "The grain pier goes before winter.",
    lacks: /script|kg-card/,
  },
  "hugo.xml": {
    feed: { title: "Log on Pilot Log", language: "en-gb", self: "https://pilot.example/log/index.xml" },
    entry: { key: "https://pilot.example/log/fog/", url: "https://pilot.example/log/fog/", summary: "No ship moved before ten." },
    text: null,
  },
  "jekyll.xml": {
    feed: { title: "Chart Room", link: "https://chart.example/" },
    entry: {
      title: "Depths & berths",
      author: "Knut Ravn",
      published: "2026-03-06T09:30:00.000Z",
      categories: ["charts"],
      summary: "See the map of berth four.",
    },
    text: "See the map of berth four.",
    has: /href="https:\/\/chart\.example\/maps\/four\.html"/,
  },
  "podcast.xml": {
    feed: { title: "Harbour Hour", link: "https://hour.example/" },
    entry: {
      key: "hour-41",
      title: "#41 Berth four",
      url: "https://hour.example/41",
      published: "2026-03-04T10:00:00.000Z",
      summary: "Who holds it, and why.",
    },
    text: "Who holds it, and why.",
  },
  "mastodon.xml": {
    feed: { title: "Port of Lindau" },
    entry: {
      url: "https://social.example/@port/1141",
      title: null,
      summary: "Berth four stays with @borealis.\nNo change. #port",
      categories: ["port"],
    },
    text: null,
  },
  "arxiv.xml": {
    feed: { title: "cs.PT updates on arXiv.example", skipDays: [0, 6] },
    entry: {
      title: "On the Price of Berths for $n < 5$ Ships",
      author: "A. Quist, B. Rosén",
      published: "2026-03-06T05:00:00.000Z",
      summary: expect.stringContaining("for $n < 5$ ships."),
    },
    text: null,
  },
  "sec-edgar.xml": {
    feed: { title: "BOREALIS LÍNEAS S.A. (0000123456)" },
    entry: {
      ...{ key: "urn:tag:sec.example,2008:accession-number=0000123456-26-000012", title: "8-K - Current report" },
      ...{
        published: "2026-03-06T21:30:22.000Z",
        summary: expect.stringMatching(/Size: 205 KB\nItem 1\.01: Entry into a Material Definitive Agreement$/),
      },
    },
    text: expect.stringContaining("items 1.01 and 9.01") as unknown as string,
  },
  "gov-uk.xml": {
    feed: { title: "Ports authority - News and communications", language: "en-GB" },
    entry: {
      url: "https://www.gov.example/government/news/berth-four",
      published: "2026-03-06T09:30:00.000Z",
      summary: "The competition authority leaves the lease as it is.",
    },
    text: null,
  },
  "newsroom-ttl.xml": {
    feed: { title: "Coast News", minIntervalMs: HOUR / 4 },
    entry: {
      key: "https://www.coast.example/news/articles/c0x1#0",
      title: "Shipping line 'not sharing' berth, port says",
      url: "https://www.coast.example/news/articles/c0x1?at_medium=RSS&at_campaign=rss",
    },
    text: null,
  },
  "aggregator-source.xml": {
    feed: { title: '"berth four" - News', link: "https://news.search.example/search?q=%22berth+four%22&hl=en" },
    entry: { key: "CBMi0A", title: "Berth four: what we know - Harbour Gazette", summary: "Berth four: what we know Harbour Gazette" },
    text: null,
  },
  "link-forum.xml": {
    feed: { title: "Port Hacker" },
    entry: {
      key: "https://port.example/lease.pdf",
      url: "https://port.example/lease.pdf",
      published: "2026-03-06T07:08:09.000Z",
      summary: "Comments",
    },
    text: null,
  },
  "discourse.xml": {
    feed: { title: "Pilots - Latest topics" },
    entry: { key: "pilots.example-topic-77", author: "@holm", summary: "Is it?\n\n3 posts - 2 participants\n\nRead full topic" },
    text: null,
  },
  "shop-blog.xml": {
    feed: { title: "Rope & Sail - News", language: "en-DE" },
    entry: { author: "Sam Ro", published: "2026-03-05T17:00:00.000Z", title: "We are open" },
    text: "At the quay, daily.\n\nMore",
  },
  "feedburner.xml": {
    feed: { title: "Old Salt", hub: HUB, self: "http://feeds.burner.example/OldSalt" },
    entry: { key: "tag:oldsalt.example,2026:/ropes", published: "2026-03-06T03:00:00.000Z", summary: "Hemp or steel?", author: "Old Salt" },
    text: null,
  },
  "journal.rdf": {
    feed: { title: "Journal of Ports", language: "en" },
    entry: { title: "Leases in closed basins", author: "Ana Sol, Bo Ek", published: "2026-03-06T00:00:00.000Z" },
    text: "Journal of Ports, Published online: 06 March 2026; doi:10.1/s4-1\n\nLeases last longer in closed basins.",
  },
  "press-wire.xml": {
    feed: { title: "WireNews - Shipping" },
    entry: {
      published: "2026-03-06T12:00:00.000Z",
      categories: ["Oslo:BOR"],
      summary: "LINDAU, March 06, 2026 (WIRE) -- Borealis ASA and the Port of Lindau today reaffirmed the lease.",
    },
    text: null,
  },
  "microblog.json": {
    feed: { title: "Tove", format: "json", hub: "https://hub.example/" },
    entry: {
      key: "http://tove.example/2026/03/06/a.html",
      url: "https://tove.example/2026/03/06/a.html",
      title: null,
      author: "Tove Ek",
      published: "2026-03-06T13:22:10.000Z",
    },
    text: "Saw berth four empty. Map",
    has: /href="https:\/\/tove\.example\/map"/,
  },
};

test.each(Object.entries(CASES))("a feed as it comes from %s is read whole", async (name, { feed, entry, text, has, lacks }) => {
  const bytes = readFileSync(new URL(`../../fixtures/generators/${name}`, import.meta.url));
  const document = await readFeed({ bytes, contentType: null, url: `https://feeds.example/${name}` });
  const parsed = parsedFeedOf(document);
  const { contentHtml, article: _, ...first } = parsed.entries[0] ?? {};
  expect(parsed.entries).toHaveLength(1);
  expect(parsed).toMatchObject(feed);
  expect(first).toMatchObject(entry);
  expect(document.entries[0]?.content?.text ?? null).toEqual(text);
  if (has !== undefined) expect(contentHtml).toMatch(has);
  if (lacks !== undefined) expect(contentHtml).not.toMatch(lacks);
});
