import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { gunzipSync } from "node:zlib";
import { parseHTML } from "linkedom";
import Parser from "rss-parser";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { DemoArticle } from "../../src/cli/demo-coverage.ts";
import { bodyLines } from "../../src/cli/demo-markup.ts";
import { type DemoSite, startDemoSite } from "../../src/cli/demo-site.ts";

const ACTS = new URL("../../config/demo/coverage/", import.meta.url);
const LAST_ACT = 4;

type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer };

let site: DemoSite;
beforeEach(async () => {
  site = await startDemoSite({ acts: ACTS });
});
afterEach(() => site.close());

function get(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  const { host, pathname, search } = new URL(url);
  return new Promise((resolve, reject) => {
    httpRequest({ host: "127.0.0.1", port: site.port, path: pathname + search, headers: { host, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
    })
      .on("error", reject)
      .end();
  });
}

type Item = { readonly url: string; readonly title: string; readonly published: string; readonly html: string | null };

async function itemsOf(url: string): Promise<Item[]> {
  const text = (await get(url)).body.toString();
  if (text.startsWith("{")) {
    const items: { url: string; title: string; date_published: string }[] = JSON.parse(text).items;
    return items.map((item) => ({ url: item.url, title: item.title, published: item.date_published, html: null }));
  }
  const feed = await new Parser({ defaultRSS: 2 }).parseString(text);
  return feed.items.map((item) => ({
    url: item.link ?? "",
    title: item.title ?? "",
    published: item.isoDate ?? String(item["dc:date"]),
    html: item["content:encoded"] ?? null,
  }));
}

const squeezed = (text: string): string => text.replace(/\s+/g, " ");
const documentOf = (html: string) => parseHTML(html).document;
const article = (kind: string): DemoArticle => {
  const found = site.articles.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`no article of the kind "${kind}"`);
  return found;
};
const pageOn = async (template: DemoArticle["template"]) => {
  const found = site.articles.find((one) => one.template === template && one.act === 1);
  if (found === undefined) throw new Error(`no article on the template ${template}`);
  return { found, answer: await get(found.url) };
};

describe("the demo site's feeds", () => {
  it("list, act by act, exactly the articles that name them, with their titles and dates", async () => {
    for (let act = 1; act <= LAST_ACT; act++) {
      site.showAct(act);
      for (const feed of site.feeds) {
        const expected = site.articles.filter((one) => one.act <= act && one.feeds.includes(feed.id));
        const items = await itemsOf(feed.url);
        expect(items.map(({ url, title }) => ({ url, title }))).toEqual(expected.map(({ url, title }) => ({ url, title })));
        expect(items.map((item) => Date.parse(item.published))).toEqual(expected.map((one) => Date.parse(one.published)));
      }
    }
  });

  it("lead to pages that hold the whole text of the article", async () => {
    site.showAct(LAST_ACT);
    const listed = new Set<string>();
    for (const feed of site.feeds) for (const item of await itemsOf(feed.url)) listed.add(item.url);
    expect([...listed].sort()).toEqual(site.articles.map((one) => one.url).sort());
    for (const one of site.articles) {
      const answer = await get(one.url);
      expect(answer.status, one.url).toBe(200);
      const text = one.template === "markdown" ? answer.body.toString() : documentOf(answer.body.toString()).body.textContent;
      const lines = one.template === "markdown" ? [one.body.trim()] : bodyLines(one.body);
      for (const line of lines) expect(squeezed(text)).toContain(squeezed(line));
    }
  });

  it("carry the whole text where an article says so, and only there", async () => {
    site.showAct(LAST_ACT);
    let carried = 0;
    for (const feed of site.feeds.filter((one) => one.format === "rss")) {
      for (const item of await itemsOf(feed.url)) {
        const one = site.articles.find((candidate) => candidate.url === item.url);
        expect(item.html !== null, item.url).toBe(one?.fullText);
        if (item.html === null || one === undefined) continue;
        carried++;
        const text = documentOf(`<html><body>${item.html}</body></html>`).body.textContent;
        for (const line of bodyLines(one.body)) expect(text).toContain(line);
      }
    }
    expect(carried).toBe(site.articles.filter((one) => one.fullText).length);
  });
});

describe("the demo site's answers", () => {
  it("a conditional request for a feed is answered 304 until an act brings something new", async () => {
    for (const feed of site.feeds) {
      site.showAct(2);
      const first = await get(feed.url);
      const byTag = { "if-none-match": String(first.headers.etag) };
      const byDate = { "if-modified-since": String(first.headers["last-modified"]) };
      const again = await get(feed.url, byTag);
      expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, first.headers.etag]);
      expect((await get(feed.url, byDate)).status).toBe(304);

      site.showAct(3);
      const news = site.articles.some((one) => one.act === 3 && one.feeds.includes(feed.id)) ? 200 : 304;
      expect((await get(feed.url, byTag)).status, feed.id).toBe(news);
      expect((await get(feed.url, byDate)).status, feed.id).toBe(news);
    }
  });

  it("a tag that differs wins over a date that would have said unchanged", async () => {
    const [feed] = site.feeds;
    const headers = { "if-none-match": 'W/"other"', "if-modified-since": new Date().toUTCString() };
    expect((await get(feed?.url ?? "", headers)).status).toBe(200);
  });

  it("pages stay the same when the next act opens", async () => {
    const before = await Promise.all(site.articles.filter((one) => one.act === 1).map((one) => get(one.url)));
    site.showAct(LAST_ACT);
    const after = await Promise.all(site.articles.filter((one) => one.act === 1).map((one) => get(one.url)));
    expect(after.map((one) => one.headers.etag)).toEqual(before.map((one) => one.headers.etag));
  });

  it("a body is packed for those who accept gzip, and is the same body", async () => {
    const { url } = article("rewrite");
    const [plain, packed] = [await get(url), await get(url, { "accept-encoding": "br, gzip" })];
    expect(plain.headers["content-encoding"]).toBeUndefined();
    expect(packed.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(packed.body).equals(plain.body)).toBe(true);
  });

  it("an article of a later act, an unknown page and an unknown host are not found, and the count says so", async () => {
    const later = article("rumour").url;
    expect((await get(later)).status).toBe(404);
    expect((await get("http://openai.example/no-such-page")).status).toBe(404);
    expect((await get("http://elsewhere.example/robots.txt")).status).toBe(404);
    site.showAct(2);
    expect((await get(`${later}?utm_source=mail`)).status).toBe(200);
    expect((await get("http://openai.example/robots.txt")).body.toString()).toBe("User-agent: *\nAllow: /\n");
    expect(site.requests()).toEqual({ 200: 2, 404: 3 });
  });

  it("a port that is taken is named in the error", async () => {
    await expect(startDemoSite({ acts: ACTS, port: site.port })).rejects.toThrow(`127.0.0.1:${site.port}`);
  });
});

describe("the demo site's templates", () => {
  it("every HTML page declares its own address and one heading with its title", async () => {
    site.showAct(LAST_ACT);
    for (const one of site.articles.filter((candidate) => candidate.template !== "markdown")) {
      const document = documentOf((await get(one.url)).body.toString());
      expect(document.querySelector("link[rel=canonical]")?.getAttribute("href")).toBe(one.url);
      expect([...document.querySelectorAll("h1")].map((heading) => heading.textContent)).toEqual([one.title]);
    }
  });

  it.each([
    ["corporate", 'meta[property="article:published_time"]', "content"],
    ["portal", 'meta[name="date"]', "content"],
    ["weblog", 'time[itemprop="datePublished"]', "datetime"],
  ] as const)("the %s page gives its date in %s", async (template, selector, attribute) => {
    const { found, answer } = await pageOn(template);
    expect(documentOf(answer.body.toString()).querySelector(selector)?.getAttribute(attribute)).toBe(found.published);
  });

  it("the newspaper page gives its title, date and author as JSON-LD", async () => {
    const { found, answer } = await pageOn("newspaper");
    const script = documentOf(answer.body.toString()).querySelector('script[type="application/ld+json"]');
    expect(JSON.parse(script?.textContent ?? "")).toMatchObject({
      "@type": "NewsArticle",
      headline: found.title,
      datePublished: found.published,
      author: { name: found.author },
    });
  });

  it("the Markdown page is served as Markdown, and its front matter names the statement as its original", async () => {
    const { found, answer } = await pageOn("markdown");
    expect(answer.headers["content-type"]).toBe("text/markdown; charset=utf-8");
    const [, head = ""] = answer.body.toString().split("---\n");
    expect(parse(head)).toMatchObject({
      title: found.title,
      canonical_url: article("statement, as a party published it").url,
      date: found.published,
    });
  });

  it("a page has the furniture that its article asks for", async () => {
    const html = (await get(article("verbatim copy among site furniture").url)).body.toString();
    for (const part of ["main-menu", "cookie-banner", "ad-slot", "newsletter-signup", "related-articles", 'class="comment"'])
      expect(html).toContain(part);
    expect((await get(article("short summary").url)).body.toString()).not.toMatch(
      /cookie-banner|ad-slot|newsletter-signup|related-articles|comment/,
    );
  });
});
