import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { AXE, CHROMIUM, openBrowser } from "../support/browser.ts";
import { archiveIn, ROOT, until, useDemo, writeDemoConfig } from "../support/daemon.ts";

// A person's walk through the pages of a daemon that has seen the demo's coverage. PICTURES=1 writes docs/images anew.

const PASSWORD = "a newsroom's password";
const PICTURES = process.env["PICTURES"] === "1" ? join(ROOT, "docs/images") : null;
const MINUTES = 60_000;

describe.skipIf(CHROMIUM === null)("a person at the pages (skipped where there is no Chromium: apt-get install chromium)", () => {
  const demo = useDemo();
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  /** A daemon that has read everything, with its pages. */
  async function daemonWithPages(): Promise<string> {
    const file = writeDemoConfig(demo.folder(), { sitePort: demo.site().port });
    const config = { ...parse(readFileSync(file, "utf8")), web: { listen: "127.0.0.1:0", password: PASSWORD } };
    writeFileSync(file, stringify(config));
    const daemon = demo.worker("all", file);
    await until("the pages are up", () => /pages at http/.test(daemon.output()), 3 * MINUTES).catch((error) => {
      throw new Error(`${error}: ${daemon.output().slice(-2000)}`);
    });
    for (const act of demo.acts()) {
      demo.site().showAct(act);
      await until(`act ${act} is read`, () => demo.isSettled(archiveIn(demo.folder()), act), 5 * MINUTES);
    }
    return /pages at (http:\/\/[^"\s]+)\//.exec(daemon.output())?.[1] ?? "";
  }

  /** What axe-core finds serious or critical. */
  async function seriousIn(page: Page): Promise<string[]> {
    await page.evaluate(AXE);
    const found = (await page.evaluate("axe.run()")) as { violations: { id: string; impact: string; nodes: { html: string }[] }[] };
    return found.violations.filter((one) => ["serious", "critical"].includes(one.impact)).map((one) => `${one.id}: ${one.nodes[0]?.html}`);
  }

  async function look(page: Page, name: string): Promise<void> {
    expect(await seriousIn(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await seriousIn(page)).toEqual([]);
    if (PICTURES !== null && name === "register") await picture(page, `${name}-dark`);
    await page.emulateMedia({ colorScheme: "light" });
    if (PICTURES !== null) await picture(page, name);
  }
  async function picture(page: Page, name: string): Promise<void> {
    mkdirSync(PICTURES ?? "", { recursive: true });
    const file = join(PICTURES ?? "", `${name}.png`);
    // The first screenful, so that a page of text stays a small file.
    await page.screenshot({ path: file, clip: { x: 0, y: 0, width: 1200, height: 680 } });
    expect(readFileSync(file).length).toBeLessThan(200 * 1024);
  }

  test(
    "goes from the register over term, alert and evidence to a confirmed change, and the register shows the new value; then from a search to a story",
    async () => {
      const base = await daemonWithPages();
      const context = await browser.newContext({ viewport: { width: 1200, height: 1000 }, javaScriptEnabled: true });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      page.on("console", (message) => message.type() === "error" && errors.push(message.text()));

      await page.goto(`${base}/`);
      await page.getByLabel("Your name").fill("Ada Lind");
      await page.getByLabel("Password").fill(PASSWORD);
      await look(page, "sign-in");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("heading", { name: "What is on record" }).waitFor();
      await look(page, "register");

      await page.getByRole("link", { name: "azure-stateless-api" }).click();
      await page.getByRole("heading", { name: "azure-stateless-api" }).waitFor();
      expect(await page.getByText("change reported").first().isVisible()).toBe(true);
      await look(page, "term");
      const term = page.url();

      await page
        .getByRole("link", { name: /change reported/ })
        .first()
        .click();
      await page.getByRole("heading", { name: "What was, and what is said now" }).waitFor();
      expect(await page.locator(".wasnow dd").count()).toBeGreaterThan(1);
      await look(page, "alert");
      const alert = page.url();

      await page.locator("ol.origins a").first().click();
      await page.getByRole("heading", { name: "What it says about the terms" }).waitFor();
      expect(await page.locator(".article mark").count()).toBeGreaterThan(0);
      await look(page, "article");

      await page.goto(alert);
      const form = page.locator("form", { hasText: "Confirm the change of azure-stateless-api" });
      const statement = "Any cloud may serve APIs to OpenAI's models; Azure is one of several providers.";
      await form.getByLabel(/in plain words/).fill(statement);
      await form.scrollIntoViewIfNeeded();
      await look(page, "confirm");
      await form.getByRole("button", { name: "Move the register" }).click();
      await page.waitForURL(term);
      expect(await page.getByText(statement).first().isVisible()).toBe(true);
      await page.goto(`${base}/`);
      expect(await page.locator("li.term", { hasText: "azure-stateless-api" }).textContent()).toContain(statement);
      expect(await page.locator("li.term", { hasText: "azure-stateless-api" }).locator(".badge").textContent()).toBe("holds");

      await page.getByRole("link", { name: "Search" }).click();
      await page.getByLabel("Words").fill("joint statement partnership");
      await page.keyboard.press("Enter");
      await page.getByRole("link", { name: "A joint statement from Microsoft and OpenAI" }).first().waitFor();
      await look(page, "search");
      await page.getByRole("link", { name: "A joint statement from Microsoft and OpenAI" }).first().click();
      await page.locator("aside dl a").first().click();
      await page.getByRole("heading", { name: "Who copied whom" }).waitFor();
      expect(await page.locator("ul.tree ul.tree li").count()).toBeGreaterThan(2);
      await look(page, "story");
      for (const [name, heading] of [
        ["Feeds", "Feeds"],
        ["Deliveries", "Deliveries"],
        ["Stories", "Stories"],
        ["Alerts", "Alerts"],
      ] as const) {
        await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name }).click();
        await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
        await look(page, name.toLowerCase());
      }
      await page.setViewportSize({ width: 360, height: 800 });
      for (const path of ["/", new URL(term).pathname, new URL(alert).pathname]) {
        await page.goto(`${base}${path}`);
        expect([path, await page.evaluate("document.documentElement.scrollWidth <= innerWidth")]).toEqual([path, true]);
      }
      expect(errors).toEqual([]);
      await context.close();
    },
    12 * MINUTES,
  );
});
