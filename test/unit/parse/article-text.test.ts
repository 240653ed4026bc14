import { describe, expect, test } from "vitest";
import { extractArticle } from "../../../src/parse/article.ts";
import { splitFrontMatter } from "../../../src/parse/front-matter.ts";
import { readMarkdown } from "../../../src/parse/markdown.ts";
import { cpuMs } from "../../support/cpu-time.ts";

const now = new Date("2026-03-01T00:00:00Z");
const extract = (text: string, contentType: string | null) =>
  extractArticle({ bytes: new TextEncoder().encode(text), contentType, url: "https://digest.example/posts/lease.md", now });

const BODY = "The lessor confirmed that the lease of the stadium remains exclusive. The club may still sell naming rights to others.";
const MATTER = `---
layout: post
title: "Stadium lease: what stays"
author: "p.lind"
canonical_url: "https://lessor.example/news/lease"
feed_name: "Lessor News"
date: 2026-02-27 13:53:42 +01:00
lang: en
tags: ["lease", "stadium"]
---`;

describe("extractArticle on text documents", () => {
  test.each(["text/markdown; charset=utf-8", "text/plain", null])("reads front matter and Markdown served as %s", (contentType) => {
    const article = extract(
      `${MATTER}\n\n# Stadium lease: what stays\n\n${BODY} See [the notice](/notice "Notice").\n\n## Terms\n\n- **Rent** is *unchanged*\n- until 2031\n\n<!--end-->\n`,
      contentType,
    );
    expect(article).toEqual({
      title: "Stadium lease: what stays",
      text: `${BODY} See the notice.\n\nTerms\n\nRent is unchanged\nuntil 2031`,
      author: "p.lind",
      published: "2026-02-27T12:53:42.000Z",
      modified: null,
      language: "en",
      canonicalUrl: "https://lessor.example/news/lease",
      siteName: "Lessor News",
      links: ["https://digest.example/notice"],
    });
  });

  test("takes a short first line for the title where nothing else names one", () => {
    expect(extract(`Stadium lease stays exclusive\n\n${BODY}\n`, "text/plain")).toMatchObject({
      title: "Stadium lease stays exclusive",
      text: BODY,
    });
  });

  test("has no title where the text starts with a paragraph, and drops lines that pages leave behind", () => {
    expect(extract(`\nNow loading...\n${BODY}\n${BODY}\nComments (0)\n`, "text/plain")).toMatchObject({
      title: null,
      text: `${BODY}\n\n${BODY}`,
    });
  });

  test("reads HTML that is labelled as plain text", () => {
    expect(extract(`<!doctype html><html><body><article><p>${BODY}</p></article></body></html>`, "text/plain").text).toBe(BODY);
  });

  test.each([
    ["in a preformatted block", `<pre>${MATTER}\n\n${BODY}\n\n${BODY}</pre>`],
    ["folded into a paragraph", `<p>${MATTER.replaceAll("\n", " ")}</p><p>${BODY}</p><p>${BODY}</p>`],
  ])("reads front matter that an HTML page shows %s", (_, body) => {
    const html = `<!doctype html><html><head><title>lease.md</title></head><body><article>${body}</article></body></html>`;
    expect(extract(html, "text/html")).toMatchObject({
      title: "Stadium lease: what stays",
      text: `${BODY}\n\n${BODY}`,
      author: "p.lind",
      published: "2026-02-27T12:53:42.000Z",
      canonicalUrl: "https://lessor.example/news/lease",
      siteName: "Lessor News",
    });
  });
});

describe("splitFrontMatter", () => {
  test("reads a header that is nearly YAML line by line", () => {
    expect(splitFrontMatter(`---\ntitle: Lease: what stays\nauthor: 'P. Lind'\nodd: [unclosed\n---\nbody`)).toMatchObject({
      matter: { title: "Lease: what stays", author: "P. Lind" },
      body: "body",
    });
  });

  test("refuses an address that is not http", () => {
    expect(splitFrontMatter("---\ntitle: x\ncanonical: javascript:alert(1)\n---\nbody").matter?.canonicalUrl).toBeNull();
  });

  test.each([
    ["a rule between paragraphs", "First words.\n\n---\n\nSecond words."],
    ["a rule at the top", "---\n\nJust words here, and no header.\n\n---\n\nMore"],
    ["no end", "---\ntitle: x\n"],
  ])("leaves a text with %s whole", (_, text) => expect(splitFrontMatter(text)).toEqual({ matter: null, body: text }));

  test("is not slowed down by a header made to hurt", () => {
    const start = cpuMs();
    for (const flood of ["[".repeat(16_000), "a: &a [*a, *a]\n".repeat(900), "a: ".repeat(5000), "x: >\n".repeat(3000), " ".repeat(16_000)])
      splitFrontMatter(`---\ntitle: x\n${flood}\n---\nbody`);
    expect(cpuMs() - start).toBeLessThan(2000);
  }, 60_000);
});

describe("readMarkdown", () => {
  const text = (markdown: string) => readMarkdown(markdown, null).text;
  test.each([
    [
      "joins lines that were wrapped by hand",
      "The agreement stays in force until the end of\nthe decade, and neither side may leave it early\nor sell its part.",
      "The agreement stays in force until the end of the decade, and neither side may leave it early or sell its part.",
    ],
    [
      "keeps long lines as paragraphs",
      `${"a long line ".repeat(12)}\nA heading line\n${"b long line ".repeat(12)}`,
      `${"a long line ".repeat(12).trim()}\n\nA heading line\n\n${"b long line ".repeat(12).trim()}`,
    ],
    ["keeps stars and underscores that mark nothing", "snake_case_name and 2*3*4 stay", "snake_case_name and 2*3*4 stay"],
    ["drops images and keeps the words of links", "![logo](x.png)Read [the *terms*](https://t.example/a) now", "Read the terms now"],
    ["drops inline HTML and keeps lone brackets", "Rent <b>rose</b> by < 5 % &amp; more", "Rent rose by < 5 % & more"],
    ["reads tables row by row", "| Term | Value |\n|---|---|\n| Rent | 5 % |", "Term Value\nRent 5 %"],
    ["drops quote marks, fences and rules", "> quoted words\n\n***\n\n```\ncode\n```", "quoted words\n\ncode"],
  ])("%s", (_, markdown, expected) => expect(text(markdown)).toBe(expected));

  test("is not slowed down by marks that never close", () => {
    const start = cpuMs();
    for (const mark of ["[", "![", "*", "_", "`", "<", "<!--", "](", "> ", "**a"]) text(mark.repeat(50_000));
    expect(cpuMs() - start).toBeLessThan(4000);
  });
});
