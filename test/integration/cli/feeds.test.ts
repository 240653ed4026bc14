import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { feedIdFor, readOpml, withFeeds, writeOpml } from "../../../src/app/opml.ts";
import { openArchive } from "../../../src/archive/archive.ts";
import { UsageError } from "../../../src/domain/errors.ts";
import { feedId } from "../../../src/domain/ids.ts";
import { createSyncRegister } from "../../../src/stages/sync-register.ts";
import { runHere } from "../../support/run-here.ts";
import { type Answering, type Loopback, serve } from "../fetch/loopback.ts";

let folder: string;
const configFile = () => join(folder, "clausewatch.yaml");
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "clausewatch-feeds-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function configure(settings: object): void {
  writeFileSync(configFile(), `# kept\n${stringify({ dataDir: join(folder, "data"), watches: [], ...settings })}`);
}

async function feeds(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { code, stdout, stderr } = await runHere(configFile(), ["feeds", ...args]);
  return { code, out: stdout, err: stderr };
}

const RSS = `<rss version="2.0"><channel><title>Harbour News</title><item><title>a</title><guid>1</guid><pubDate>Fri, 06 Mar 2026 09:30:00 GMT</pubDate></item></channel></rss>`;
const ATOM = `<feed xmlns="http://www.w3.org/2005/Atom"><title>Notices</title><id>x</id><updated>2026-03-06T09:30:00Z</updated></feed>`;

describe("clausewatch feeds discover", () => {
  /** A site of pages by path; what is not there answers 404. Every host name leads to it. */
  async function site(pages: Readonly<Record<string, string | Answering>>): Promise<Loopback> {
    const server = await serve((request, response) => {
      const page = pages[request.path];
      if (typeof page === "function") page(request, response);
      else if (page === undefined) response.writeHead(404).end();
      else response.writeHead(200, { "content-type": page.startsWith("<html") ? "text/html; charset=utf-8" : "application/xml" }).end(page);
    });
    const perHost = { concurrency: 2, spacing: "1ms" };
    configure({
      feeds: [],
      fetch: { connectTo: `127.0.0.1:${server.port}`, allowPrivateNetworks: ["127.0.0.0/8"], timeout: "2s", perHost },
    });
    return server;
  }
  async function discover(
    url = "http://harbour.example/news/",
  ): Promise<{ code: number; feeds: { url: string; how: string }[]; tried: string[] }> {
    const { code, out } = await feeds("discover", url, "--json");
    const { feeds: found, tried } = JSON.parse(out);
    return { code, feeds: found, tried };
  }
  const named = (...links: string[]) => `<html><head>${links.join("")}</head><body>News</body></html>`;
  const link = (href: string, type = "application/rss+xml") => `<link rel="alternate" type="${type}" href="${href}">`;

  test("finds what a page names, whatever way the address is written, and reads each before it shows it", async () => {
    const base = '<base href="/news/">';
    const page = named(
      base,
      link("rss.xml"),
      link("/atom", "Application/Atom+XML"),
      link("//harbour.example/rss.xml"),
      link("gone.xml"),
      '<link rel=stylesheet href="x.css">',
    );
    await site({ "/news/": page, "/news/rss.xml": RSS, "/atom": ATOM, "/rss.xml": RSS });
    const { code, feeds: found, tried } = await discover();
    expect(code).toBe(0);
    expect(found).toEqual([
      {
        url: "http://harbour.example/news/rss.xml",
        title: "Harbour News",
        format: "rss",
        entries: 1,
        newest: "2026-03-06T09:30:00.000Z",
        how: "named",
      },
      { url: "http://harbour.example/atom", title: "Notices", format: "atom", entries: 0, newest: null, how: "named" },
      expect.objectContaining({ url: "http://harbour.example/rss.xml" }),
    ]);
    expect(tried).toContain("GET http://harbour.example/news/gone.xml: refused with 404 Not Found");
    const { out } = await feeds("discover", "http://harbour.example/news/");
    expect(out).toMatch(
      /^address +title +format +entries +newest +how\nhttp:\/\/harbour\.example\/news\/rss\.xml +Harbour News +rss +1 +2026-03-06 +named\n/,
    );
  });

  test("says so where the address is a feed itself, at its place after redirects", async () => {
    await site({ "/news/": (_, response) => response.writeHead(301, { location: "/feed.xml" }).end(), "/feed.xml": RSS });
    expect((await discover()).feeds).toMatchObject([{ url: "http://harbour.example/feed.xml", how: "itself" }]);
  });

  test("looks in the usual places of the page and then of the site, and stops at the first feed", async () => {
    const server = await site({ "/news/": named(), "/feed": named(), "/atom.xml": ATOM, "/index.xml": RSS });
    expect((await discover()).feeds).toMatchObject([{ url: "http://harbour.example/atom.xml", how: "guessed" }]);
    const paths = server.seen.map((seen) => seen.path);
    expect(paths).toContain("/news/feed");
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).not.toContain("/index.xml");
  });

  test("finds nothing on a page without feeds: exit code 1 and what was tried, a line each", async () => {
    await site({ "/news/": named() });
    const { code, feeds: found, tried } = await discover();
    expect([code, found]).toEqual([1, []]);
    expect(tried.length).toBeGreaterThan(5);
    const { code: shown, err } = await feeds("discover", "http://harbour.example/news/");
    expect(shown).toBe(1);
    expect(err).toContain("no feed found at http://harbour.example/news/; tried\n");
  });

  test.each([
    ["names a thousand feeds", named(...Array.from({ length: 1000 }, (_, n) => link(`/gone-${n}`)))],
    [
      "names what is no address, or none to follow",
      named(
        link("javascript:alert(1)"),
        link("http://"),
        link("file:///etc/passwd"),
        link("data:text/xml,<rss/>"),
        link("http://user:secret@harbour.example/feed"),
      ),
    ],
    ["never ends its tags", `<html><head>${"<link rel=alternate <".repeat(20_000)}`],
    ["is nested without end", `<html>${"<div>".repeat(100_000)}`],
    [
      "names addresses within the network",
      named(link("http://10.0.0.1/feed"), link("http://[::ffff:10.0.0.1]/feed"), link("http://169.254.169.254/feed")),
    ],
  ])("a page that %s costs a bounded number of requests, and gives nothing that is no feed", async (_, page) => {
    const server = await site({ "/news/": page });
    const { feeds: found } = await discover();
    expect(found).toEqual([]);
    expect(server.seen.length).toBeLessThan(30);
    expect(server.seen.filter(({ path }) => path.includes("passwd") || path.includes("secret"))).toEqual([]);
  });

  test("what is no address is a usage error", async () => {
    configure({ feeds: [] });
    expect(await feeds("discover", "http://")).toMatchObject({ code: 2 });
  });
});

describe("OPML", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  test("is read from any depth of folders, in any writing of its attributes, each feed once", () => {
    const text = `\uFEFF<?xml version="1.0" encoding="utf-8"?>
<opml version="1.0"><head><title>x</title></head><body>
  <outline text="News"><outline text="Ports &amp; quays"><outline type="rss" text="H&#228;fen" xmlUrl="https://a.example/feed?x=1&amp;y=2" htmlUrl="https://a.example"/></outline>
  <outline title="B" TEXT="b" XMLURL=" https://b.example/feed "/></outline>
  <outline text="again" xmlUrl="https://a.example/feed?x=1&y=2"/>
  <outline text="no feed"/><outline text="mail" xmlUrl="mailto:x@y.example"/><outline text="s" xmlUrl="https://u:p@c.example/"/>
</body></opml>`;
    expect(readOpml(bytes(text))).toEqual([
      { url: "https://a.example/feed?x=1&y=2", title: "Häfen" },
      { url: "https://b.example/feed", title: "B" },
    ]);
  });

  test("that breaks off keeps its whole outlines, and hostile XML is neither expanded nor followed", () => {
    const broken = '<opml><body><outline xmlUrl="https://a.example/"/><outline text="x" xmlUrl="https://b.exa';
    expect(readOpml(bytes(broken)).map(({ url }) => url)).toEqual(["https://a.example/"]);
    const lol = `<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 20 }, (_, n) => `<!ENTITY a${n} "${`&a${n - 1};`.repeat(10)}">`).join("")}<!ENTITY x SYSTEM "file:///etc/passwd">]>`;
    const [feed] = readOpml(bytes(`${lol}<opml><body><outline text="&a19;&x;" xmlUrl="https://a.example/"/></body></opml>`));
    expect(feed?.title).toBe("&a19;&x;");
    const deep = `<opml>${"<outline>".repeat(50_000)}<outline xmlUrl="https://a.example/"/>`;
    expect(readOpml(bytes(deep))).toHaveLength(1);
    const many = `<opml>${Array.from({ length: 30_000 }, (_, n) => `<outline xmlUrl="https://a.example/${n}"/>`).join("")}</opml>`;
    expect(readOpml(bytes(many))).toHaveLength(20_000);
    for (const text of ["", "<html><outline xmlUrl='https://a.example/'/></html>", "{}"])
      expect(() => readOpml(bytes(text))).toThrow(UsageError);
  });

  test("that was written is read back whole, whatever the titles", () => {
    const outline = fc.record({
      url: fc.webUrl({ withQueryParameters: true }).map((url) => new URL(url).href),
      title: fc.string({ minLength: 1, unit: "binary" }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(outline, { selector: (one) => one.url, maxLength: 8 }), (outlines) => {
        const back = readOpml(bytes(writeOpml(outlines, new Date(0))));
        expect(back.map(({ url }) => url).sort()).toEqual(outlines.map(({ url }) => url).sort());
      }),
      { numRuns: 100 },
    );
    const plain = [{ url: "https://a.example/?a=1&b=2", title: 'Ports & "quays" <b>' }];
    expect(readOpml(bytes(writeOpml(plain, new Date(0))))).toEqual(plain);
  });

  test("gives every feed an id that no other has", () => {
    const taken = new Set<string>();
    for (const title of ["Häfen & Quays", "hafen quays", "新闻", "新闻", null])
      taken.add(feedIdFor({ url: "https://www.a.example/feed", title }, taken));
    expect([...taken]).toEqual(["ha-fen-quays", "hafen-quays", "a-example-feed", "a-example-feed-2", "a-example-feed-3"]);
    for (const id of taken) expect(feedId.safeParse(id).success).toBe(true);
  });

  test("is imported once: the second time everything is there already, and the rest of the configuration stands as it stood", async () => {
    configure({ feeds: [{ id: "gazette", url: "https://gazette.example/feed" }] });
    const file = join(folder, "in.opml");
    writeFileSync(
      file,
      writeOpml(
        [
          { url: "https://gazette.example/feed", title: "G" },
          { url: "https://quay.example/feed", title: "Quay" },
        ],
        new Date(0),
      ),
    );
    expect(JSON.parse((await feeds("import", file, "--dry-run", "--json")).out)).toMatchObject({ written: false, known: 1 });
    expect(parse(readFileSync(configFile(), "utf8")).feeds).toHaveLength(1);
    expect((await feeds("import", file)).out).toContain("quay  https://quay.example/feed\nadded 1 feed(s) to ");
    const text = readFileSync(configFile(), "utf8");
    expect(text).toContain("# kept\n");
    expect(parse(text).feeds).toEqual([
      { id: "gazette", url: "https://gazette.example/feed" },
      { id: "quay", url: "https://quay.example/feed" },
    ]);
    expect(JSON.parse((await feeds("import", file, "--json")).out)).toMatchObject({ added: [], known: 2 });
    expect(readFileSync(configFile(), "utf8")).toBe(text);
    expect(
      readOpml(bytes((await feeds("export")).out))
        .map(({ url }) => url)
        .sort(),
    ).toEqual(["https://gazette.example/feed", "https://quay.example/feed"]);
    expect((await feeds("import", join(folder, "none.opml"))).code).toBe(2);
  });

  test("is added to a configuration that has no feeds, or an empty list of them", () => {
    for (const yaml of ["a: 1\n", "a: 1\nfeeds: []\n"])
      expect(parse(withFeeds(yaml, [{ id: "q", url: "https://q.example/" }]))).toEqual({
        a: 1,
        feeds: [{ id: "q", url: "https://q.example/" }],
      });
    expect(() => withFeeds("- 1\n", [])).toThrow(UsageError);
  });
});

describe("clausewatch feeds resume", () => {
  test("lets a stopped feed be polled again at once, as if it had never failed, and names the feeds where there is no such one", async () => {
    configure({ feeds: [{ id: "gazette", url: "https://gazette.example/feed" }] });
    const open = () => openArchive(join(folder, "data", "archive.sqlite"));
    const gazette = feedId.parse("gazette");
    const before = open();
    createSyncRegister({ archive: before, now: () => new Date("2026-03-01T00:00:00Z") })({
      watches: [],
      feeds: [{ id: gazette, url: "https://gazette.example/feed", everyMs: 3_600_000 }],
    });
    before.feeds.recordPoll(gazette, {
      stoppedAt: "2026-03-02T00:00:00Z",
      failures: 9,
      failureWeight: 9,
      failingSince: "2026-03-01T00:00:00Z",
      lastError: "gone",
    });
    before.jobs.done("poll-feed/gazette");
    before.close();
    expect((await feeds("list")).out).toContain("stopped");
    expect(await feeds("resume", "gazette")).toEqual({ code: 0, out: "gazette is polled at the daemon's next look\n", err: "" });
    const after = open();
    expect(after.feeds.find(gazette)).toMatchObject({ stoppedAt: null, failures: 0, failureWeight: 0, failingSince: null });
    expect(after.jobs.due("poll-feed", new Date().toISOString(), "2026", 9)).toMatchObject([{ id: "poll-feed/gazette", attempts: 0 }]);
    after.close();
    expect(await feeds("resume", "gazete")).toMatchObject({
      code: 2,
      err: expect.stringContaining("there is no feed gazete; there are gazette"),
    });
  });
});
