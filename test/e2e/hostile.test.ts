import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderHtml } from "../../src/channels/email-html.ts";
import { CHROMIUM, openBrowser } from "../support/browser.ts";
import { buildHostileArchive, HOSTILE } from "../support/hostile-articles.ts";
import { at, buildPages, signIn } from "../support/pages.ts";

// What a browser makes of the worst of them. The pages' content security policy is taken away, and a mail has none: what is text must stay text without it.

const PICKED = /^(a script that ends another|an image without spaces|a foreign object|the end of a double|the end of the title)/;
/** Pages where texts stand in every kind of place: in elements, attributes, titles, pictures, forms. */
const LOOKED_AT = /^\/(articles|alerts|stories)\/|^\/search\?q=lines/;
const SECOND = 1000;

describe.skipIf(CHROMIUM === null)("a hostile article in a browser (skipped where there is no Chromium: apt-get install chromium)", () => {
  let browser: Browser;
  let page: Page;
  let html: string;
  const asked: string[] = [];
  beforeAll(async () => {
    browser = await openBrowser();
    page = await (await browser.newContext({ bypassCSP: true })).newPage();
    await page.route("**/*", (route) => {
      const url = route.request().url();
      if (url === at("/page")) return route.fulfill({ contentType: "text/html; charset=utf-8", body: html });
      if (![at("/style.css"), at("/icon.svg"), at("/favicon.ico")].includes(url)) asked.push(url);
      return route.abort();
    });
  }, 60 * SECOND);
  afterAll(() => browser.close());

  /** Opens a document with everything it would load noted and refused; answers what came to life. */
  async function livesIn(document: string): Promise<unknown> {
    html = document;
    asked.length = 0;
    await page.goto(at("/page"));
    // Focus, pointer and opening wake what waits for them.
    await page.evaluate(
      "document.querySelectorAll('details').forEach((one) => { one.open = true; }); for (const one of document.querySelectorAll('body *')) for (const name of ['mouseover', 'focus', 'toggle', 'error', 'load']) one.dispatchEvent(new Event(name));",
    );
    const found = await page.evaluate(
      "({ pwned: 'pwned' in window, strange: [...document.querySelectorAll('script, iframe, object, embed, base, img, style, template, math, animate, foreignObject, [onload], [onerror], [onfocus], [ontoggle], [onmouseover]')].map((one) => one.outerHTML) })",
    );
    return { ...(found as object), asked: [...asked] };
  }
  const NOTHING = { pwned: false, strange: [], asked: [] };

  test.each(HOSTILE.filter(({ name }) => PICKED.test(name)).map(({ name }) => name))(
    "%s does nothing on any page and in the mail",
    async (name) => {
      const text = HOSTILE.find((one) => one.name === name)?.text ?? "";
      const { archive, pages, message } = await buildHostileArchive(text);
      const app = buildPages(archive);
      const cookie = await signIn(app, text.slice(0, 40));
      for (const path of pages.filter((one) => LOOKED_AT.test(one))) {
        const made = await (await app.request(at(path), { headers: { cookie } })).text();
        expect([path, await livesIn(made)]).toEqual([path, NOTHING]);
      }
      expect(await livesIn(renderHtml(message))).toEqual(NOTHING);
      archive.close();
    },
    60 * SECOND,
  );

  test("a page that does not escape is seen to come to life", async () => {
    const alive = await livesIn('<p><img src="/x" onerror="pwned=1"></p>');
    expect(alive).toMatchObject({ pwned: true, asked: [at("/x")] });
  }, 60_000);
});
