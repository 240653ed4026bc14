// Makes docs/images/slack-message.png, email.png and email-update.png: the Slack message from its Block Kit JSON, the mails from their HTML part,
// all drawn by a headless Chromium (Debian: apt-get install chromium fonts-lato fonts-noto-color-emoji).
//   npm run pictures          CHROMIUM=/path/to/chromium names another one
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import type { AlertMessage } from "../../src/channels/channel.ts";
import { renderHtml } from "../../src/channels/email-html.ts";
import { evidenceLink } from "../../src/channels/evidence-link.ts";
import { slackPayload, slackUpdate } from "../../src/channels/slack-blocks.ts";
import { drawThread } from "./block-kit-html.ts";
import { ROOT } from "./daemon.ts";
import { sampleMessage, sampleTerm } from "./sample-message.ts";

const FOLDER = join(ROOT, "docs/images");
const MAX_BYTES = 200_000;
const PAGES = "https://clausewatch.newsroom.example";

/** The fictitious agreement of the tests: first a newspaper, then a party. */
const first: AlertMessage = sampleMessage();
const second: AlertMessage = sampleMessage({
  revision: 2,
  headline: "Larkfield Ferries and the port of Brandholm: change reported (night-berth)",
  kind: "confirmed",
  severity: "critical",
  severityInWords: "critical: a party to the agreement itself reports a change as fact; 3 independent origins",
  update: "Port of Brandholm, a party to the agreement, says so itself.",
  history: [{ revision: 1, kind: "opened", at: first.raisedAt, update: "Harbour Courier says so first.", url: first.article.url }],
  terms: [
    sampleTerm({
      now: "Larkfield Ferries is a non-exclusive user of the night berth at Brandholm until 30 June 2029.",
      quote: {
        before: "The port and the company have amended the agreement of 2021.",
        text: "Larkfield Ferries is a non-exclusive user of the night berth at Brandholm until 30 June 2029.",
        after: "All other terms stand.",
      },
      confidence: 0.97,
    }),
  ],
  article: {
    title: "Notice 14/2026: night berth",
    url: "https://port.brandholm.example/notices/2026-14",
    published: "2026-03-12T14:00:00Z",
  },
  source: { name: "Port of Brandholm", domain: "port.brandholm.example", rank: "party" },
  origins: 3,
  outlets: 7,
  settle: "Compare the notice with the recorded term, then confirm the new version in the register.",
  reason: "The port states the new wording as its own; the recorded one is no longer exclusive.",
  raisedAt: "2026-03-12T14:06:31.000Z",
});
const evidence = evidenceLink(PAGES, first.alert);
const view = { mayRepeat: false, evidence };

async function take(page: Page, html: string, name: string): Promise<void> {
  await page.setContent(html, { waitUntil: "load" });
  const path = join(FOLDER, name);
  await page.screenshot({ path, fullPage: true });
  const { size } = statSync(path);
  console.log(`${name}: ${size} bytes`);
  if (size > MAX_BYTES) throw new Error(`${name} is larger than ${MAX_BYTES} bytes`);
}

mkdirSync(FOLDER, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
try {
  const page = await browser.newPage({ viewport: { width: 760, height: 400 }, deviceScaleFactor: 1 });
  const replies = [{ payload: slackUpdate(second, { ...view, told: first, inThread: true }), time: "2:06 PM" }];
  await take(page, drawThread({ channel: "deals", parent: slackPayload(second, view), replies, time: "9:41 AM" }), "slack-message.png");
  const unsubscribe = `${PAGES}/unsubscribe?token=…`;
  await take(page, renderHtml(first, { ...view, unsubscribe }), "email.png");
  await take(page, renderHtml(second, { ...view, unsubscribe, told: first }), "email-update.png");
} finally {
  await browser.close();
}
