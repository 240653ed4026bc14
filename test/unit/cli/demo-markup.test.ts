import { expect, it } from "vitest";
import { bodyLines, bodyMarkup, markup, scriptJson } from "../../../src/cli/demo-markup.ts";

it("text that enters a template is escaped once, markup is not escaped again", () => {
  const title = markup`<b title="${`"A" & 'B'`}">${"1 < 2 $& \\n"}</b>`;
  expect(markup`<p>${title}</p>`.markup).toBe('<p><b title="&quot;A&quot; &amp; &#39;B&#39;">1 &lt; 2 $&amp; \\n</b></p>');
});

it("no text can end the script element that holds it as JSON", () => {
  const json = scriptJson({ headline: "</script><script>" }).markup;
  expect(json).not.toContain("<");
  expect(JSON.parse(json)).toEqual({ headline: "</script><script>" });
});

it("an article's blocks become markup, and the same blocks become plain lines", () => {
  const body = "Open **wide** & [read](http://a.example/?b=1&c=2) on.\n\n## Why\n\n- **One**: 1\n- two\n";
  expect(markup`${bodyMarkup(body)}`.markup).toBe(
    '<p>Open <strong>wide</strong> &amp; <a href="http://a.example/?b=1&amp;c=2">read</a> on.</p>\n<h2>Why</h2>\n<ul><li><strong>One</strong>: 1</li><li>two</li></ul>\n',
  );
  expect(bodyLines(body)).toEqual(["Open wide & read on.", "Why", "One: 1", "two"]);
});
