import { Parser } from "htmlparser2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEmailChannel } from "../../../src/channels/email.ts";
import { createSlackChannel } from "../../../src/channels/slack.ts";
import { parseFeed } from "../../../src/parse/feed.ts";
import { blockKitProblems } from "../../support/block-kit-limits.ts";
import { buildHostileArchive, HOSTILE } from "../../support/hostile-articles.ts";
import { mailProblems, RECIPIENT } from "../../support/mail-problems.ts";
import { at, buildPages, signIn } from "../../support/pages.ts";
import { type RecordingSlack, type RecordingSmtp, startRecordingSlack, startRecordingSmtp } from "../../support/recording-servers.ts";
import { sampleAttempt } from "../../support/sample-message.ts";

/** The elements that our pages are made of. */
const ELEMENTS = new Set(
  [
    "html head meta title link body a header nav ul ol li main h1 h2 h3 p strong span section article aside div dl dt dd",
    "q bdi time form input label button select option textarea details summary mark sup del ins blockquote figure figcaption code",
    "table thead tbody tr th td br svg g path rect circle line text",
  ].flatMap((line) => line.split(" ")),
);
/** Attributes of ours; what begins with "on", carries style or another document is none. */
const ATTRIBUTES = new Set(
  [
    "lang charset name content rel href type title class id role tabindex datetime dir scope method action value required maxlength rows",
    "autocomplete width height viewbox d x y x1 x2 y1 y2 cx cy r text-anchor hidden open selected checked",
  ].flatMap((line) => line.split(" ")),
);
/** Where our pages lead: to one another, and to the article's own address. */
const LEADS = /^(\/(?![/\\])|#|https:\/\/(gazette|courier)\.example\/|\/\/$)/;
const STEERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u;

/** What a page holds that is not ours, element by element. */
function strangeIn(page: string): string[] {
  const strange: string[] = [];
  let sheets = 0;
  const parser = new Parser({
    onopentag(tag, attributes) {
      if (!ELEMENTS.has(tag)) strange.push(`<${tag}>`);
      if (tag === "link" && attributes["rel"] === "stylesheet") sheets += 1;
      if (tag === "meta" && attributes["http-equiv"] !== undefined) strange.push("<meta http-equiv>");
      for (const [name, value] of Object.entries(attributes)) {
        if (!ATTRIBUTES.has(name) && !name.startsWith("aria-")) strange.push(`<${tag} ${name.slice(0, 40)}>`);
        if ((name === "href" || name === "action") && !LEADS.test(value)) strange.push(`<${tag} ${name}="${value.slice(0, 80)}">`);
      }
    },
    oncomment: () => strange.push("a comment"),
    oncdatastart: () => strange.push("a CDATA section"),
  });
  parser.end(page);
  if (sheets !== 1) strange.push(`${sheets} stylesheets`);
  if (STEERS.test(page)) strange.push("a character that steers a display");
  return strange;
}

/** A page of five megabytes is an attack on whoever opens it. */
const LARGEST_PAGE = 1_500_000;

let slack: RecordingSlack;
let smtp: RecordingSmtp;
beforeAll(async () => {
  [slack, smtp] = [await startRecordingSlack(), await startRecordingSmtp({})];
});
afterAll(async () => {
  await Promise.all([slack.close(), smtp.close()]);
});

// By name alone: the runner prints what a case is given, and five megabytes keep it busy for minutes.
describe.each(HOSTILE.map(({ name }) => name))("an article with %s", (name) => {
  test("is text on every page and in every feed, in the mail and in Slack", async () => {
    const text = HOSTILE.find((one) => one.name === name)?.text ?? "";
    const { archive, pages, message, article } = await buildHostileArchive(text);
    const app = buildPages(archive);
    const cookie = await signIn(app, text.trim().slice(0, 40));
    for (const path of pages) {
      const answer = await app.request(at(path), { headers: { cookie } });
      const page = await answer.text();
      expect([path, answer.status === 200 || path.startsWith("/search"), strangeIn(page)]).toEqual([path, true, []]);
      expect([path, page.length < LARGEST_PAGE]).toEqual([path, true]);
      expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    }
    for (const path of ["/alerts.atom", "/alerts.json"]) {
      const answer = await app.request(at(path), { headers: { cookie } });
      const contentType = answer.headers.get("content-type");
      const { entries } = await parseFeed({ bytes: Buffer.from(await answer.arrayBuffer()), contentType, url: `https://x.example${path}` });
      expect([path, entries.length]).toEqual([path, 1]);
    }
    const answered = (await (await app.request(at(`/api/articles/${article}`))).json()) as { title: string; readings: unknown[] };
    expect([answered.title.length <= 1000, answered.readings.length]).toEqual([true, 1]);

    const [gone, never] = [new AbortController().signal, sampleAttempt()];
    const posted = slack.posts.length;
    await createSlackChannel({ name: "slack", webhookUrl: slack.url }).send(message, never, gone);
    expect(blockKitProblems(slack.posts[posted]?.body ?? "")).toEqual([]);
    const mail = createEmailChannel({
      name: "email",
      smtp: { host: smtp.host, port: smtp.port, secure: false },
      from: "Clausewatch <alerts@watch.example>",
      to: [RECIPIENT],
    });
    await mail.send(message, never, gone);
    await mail.close();
    expect(mailProblems(smtp.mails.at(-1) as never)).toEqual([]);
    archive.close();
  });
});

test("there are forty of them, and what one of them would do is seen where it is not escaped", () => {
  expect(HOSTILE.length).toBe(40);
  const page = (text: string) =>
    `<!doctype html><html><head><link rel="stylesheet" href="/style.css"></head><body><p>${text}</p></body></html>`;
  expect(strangeIn(page("harmless"))).toEqual([]);
  const harmless = HOSTILE.filter(({ text }) => strangeIn(page(text.slice(0, 10_000))).length === 0).map(({ name }) => name);
  // Text in any markup, and what needs an attribute around it; the browser's own test holds these against a real page.
  expect(harmless.length).toBeLessThan(20);
});
