import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readMarkup } from "../../../src/parse/markup.ts";
import { walkTidyHtml } from "../../../src/parse/tidy-html.ts";

const silent = { open: () => {}, text: () => {}, close: () => {} };
const isTidy = (html: string): boolean => walkTidyHtml(html, silent);

/** An element that is not kept and parts no words, behind everything: what it stands behind is read by the parser that is ready for anything. */
const UNTIDY = "<x></x>";

const NAMES = "p a b em span div h2 ul ol li blockquote pre figure table td script svg br img hr title font P".split(" ");
const ATTRIBUTES = [
  ...["", ' href="https://a.example/?x=1&amp;y=2"', ' href="/b"', ' href="java&#115;cript:x"', ' src="i.png" alt="q &lt; r" alt="s"'],
  ...[
    " onclick=x",
    ' class="c"',
    "\n title='t'",
    " hidden",
    ' lang="de"\tdir="ltr"',
    " href=u",
    ' title="a>b"',
    ' title="a<b"',
    ' data-src="u"',
  ],
];
const name = fc.constantFrom(...NAMES);
const piece = fc.oneof(
  fc.constantFrom(
    "words ",
    " ",
    "\n\n",
    "a &amp; b",
    "&#8217;s",
    "&nbsp;",
    "&#146;",
    "5 > 4",
    "a < b",
    "&lt;p>",
    "\u00ad",
    "<!-- c -->",
    "<!---->",
    "<!-- a -- b -->",
  ),
  fc.constantFrom("<!-- wp:paragraph -->", "</p>", "</a>", "</br>", "<br/>", "<br />", "<p/>", "<![CDATA[x]]>", "<?x?>", "\u0001"),
  fc.tuple(name, fc.constantFrom(...ATTRIBUTES)).map(([tag, attributes]) => `<${tag}${attributes}>`),
  name.map((tag) => `</${tag}>`),
);
const { nested } = fc.letrec<{ nested: string }>((tie) => ({
  nested: fc
    .tuple(name, fc.constantFrom(...ATTRIBUTES), fc.array(fc.oneof({ depthSize: "small" }, piece, tie("nested")), { maxLength: 4 }))
    .map(([tag, attributes, inner]) => `<${tag}${attributes}>${inner.join("")}</${tag}>`),
}));
const html = fc
  .array(fc.oneof({ weight: 3, arbitrary: nested }, { weight: 1, arbitrary: piece }), { maxLength: 6 })
  .map((parts) => parts.join(""));

describe("tidy HTML", () => {
  test("is read as the parser reads it that is ready for anything", () => {
    let tidy = 0;
    fc.assert(
      fc.property(html, (source) => {
        if (!isTidy(source)) return;
        tidy += 1;
        expect(readMarkup(source, "https://site.example/d/")).toEqual(readMarkup(source + UNTIDY, "https://site.example/d/"));
      }),
      { numRuns: 20_000 },
    );
    expect(isTidy(`<p>a</p>${UNTIDY}`)).toBe(false);
    expect(tidy).toBeGreaterThan(500);
  });

  test.each([
    `<p>One <a href="https://a.example/" rel="nofollow">two</a> &#8230;</p>\n<ul><li>three<br/>four</li></ul>`,
    `<!-- wp:paragraph {"align":"left"} -->\n<p class="x">One</p>\n<!-- /wp:paragraph -->`,
    `<div><figure><img src="/a.jpg" alt=""><figcaption>q</figcaption></figure><p>r</p></div>`,
    "words alone",
    "",
  ])("is what publishers mostly write: %j", (source) => expect(isTidy(source)).toBe(true));

  test.each([
    "<p>a<p>b",
    "<a>a<a>b</a></a>",
    "<p><div>a</div></p>",
    "a < b",
    "<P>a</P>",
    "<p onclick=x>a</p>",
    "<script>a</script>",
    "<b><i>a</b></i>",
    "<p",
    "a</p>",
    '<p title="a>b">c</p',
  ])("is not %j", (source) => expect(isTidy(source)).toBe(false));
});
