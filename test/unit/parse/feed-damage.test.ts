import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NotAFeedError } from "../../../src/parse/errors.ts";
import { parseFeed } from "../../../src/parse/feed.ts";
import { cpuMs } from "../../support/cpu-time.ts";

const read = (text: string | Uint8Array, contentType: string | null = null) =>
  parseFeed({ bytes: typeof text === "string" ? new TextEncoder().encode(text) : text, contentType, url: "https://damaged.example/feed" });
const item = (title: string, rest = "") => `<item><title>${title}</title><link>https://damaged.example/${title}</link>${rest}</item>`;
const rss = (inner: string, prologue = "") =>
  `<?xml version="1.0"?>${prologue}<rss version="2.0"><channel><title>T</title>${inner}</channel></rss>`;
const titles = async (text: string) => (await read(text)).entries.map(({ title }) => title);
const timed = async <T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> => {
  const start = cpuMs();
  const result = await work();
  return { result, ms: cpuMs() - start };
};

describe("a damaged feed", () => {
  test("that breaks off keeps its whole items and leaves the cut one for the next poll", async () => {
    const whole = rss(item("one") + item("two") + item("three", "<description>The licence is no longer exclusive</description>"));
    expect(await titles(whole.slice(0, whole.indexOf("longer")))).toEqual(["one", "two"]);
  });

  const jsonItem = (title: string) =>
    JSON.stringify({ id: title, url: `https://damaged.example/${title}`, title, content_text: `A "}]" of ${title}`, tags: ["[", "{"] });
  const json = (...items: string[]) =>
    `{"version":"https://jsonfeed.org/version/1.1","title":"T","authors":[{"name":"items"}],"items":[${items.join(",\n")}],"language":"en"}`;
  test("in JSON that breaks off keeps its whole items, wherever it is cut", async () => {
    const whole = json(jsonItem("one"), jsonItem("two"), jsonItem("three"));
    const ends = ["one", "two", "three"].map((title) => whole.indexOf(jsonItem(title)) + jsonItem(title).length);
    for (let length = whole.indexOf('"items":[') + '"items":['.length; length < whole.length; length += 1)
      expect(await titles(whole.slice(0, length))).toEqual(["one", "two", "three"].slice(0, ends.filter((end) => end <= length).length));
    await expect(read(whole.slice(0, whole.indexOf('"items"')))).rejects.toThrow("cut off");
  });
  test("in JSON with bare line ends in its texts, or with something behind its end, is read", async () => {
    expect((await read(json('{"id":"a","title":"one\ntwo"}'))).entries[0]?.title).toBe("one two");
    expect(await titles(`${json(jsonItem("a"))}<script>1</script>`)).toEqual(["a"]);
  });

  test("that is one Atom entry without a feed is a feed of one, cut off it is none, and other documents' entries are none", async () => {
    const entry = (namespace: string) =>
      `<entry ${namespace}><id>urn:a</id><title>Alone</title><link href="/a"/><summary>Word.</summary></entry>`;
    const atom = 'xmlns="http://www.w3.org/2005/Atom"';
    expect((await read(`<?xml version="1.0"?><!-- one -->${entry(atom)}`)).entries).toMatchObject([
      { title: "Alone", url: "https://damaged.example/a", summary: "Word." },
    ]);
    expect(
      await titles(
        entry(atom)
          .replace(/<(\/?)/g, "<$1a:")
          .replace("xmlns", "xmlns:a"),
      ),
    ).toEqual(["Alone"]);
    expect(await titles(entry(atom).replace("</entry>", ""))).toEqual([]);
    for (const other of [entry(""), entry('xmlns="https://words.example/"'), `<words>${entry(atom)}</words>`])
      await expect(read(other)).rejects.toBeInstanceOf(NotAFeedError);
  });

  test.each([
    ["has bare ampersands", rss(item("AT&T & more") + item("b", "<comments>https://x.example/?a=1&b=2</comments>")), ["AT&T & more", "b"]],
    ["uses HTML's entity names", rss(item("a&nbsp;b&rsquo;s &eacute;t&eacute; &nosuch;")), ["a b’s été &nosuch;"]],
    ["refers to characters that XML forbids", rss(item("a&#0;&#11;&#xFFFE;&#146;b")), ["a’b"]],
    ["holds control characters", rss(item("a\u0000\u0001\u0008b\u0092s")), ["ab’s"]],
    [
      "starts with a PHP warning",
      `<br />\n<b>Warning</b>: Undefined index in <b>/srv/x.php</b> on line <b>3</b><br />\n${rss(item("a"))}`,
      ["a"],
    ],
    ["starts with blank lines and a mark", `\uFEFF\n\n ${rss(item("a"))}`, ["a"]],
    ["ends with a script", `${rss(item("a"))}\n<!-- cached --><script>x</script>`, ["a"]],
    ["mistypes the end of a title", rss(`<item><title>a</titel><link>https://damaged.example/a</link></item>${item("b")}`), ["a", "b"]],
    ["leaves a tag of its body open", rss(`<item><title>a</title><description><p>x</description></item>${item("b")}`), ["a", "b"]],
    ["forgets the end of an item", rss(`<item><title>a</title>${item("b")}`), ["a", "b"]],
    ["never declares its prefixes", rss(item("a", "<foo:bar>1</foo:bar><dc:creator>M</dc:creator>")), ["a"]],
    [
      "names elements after JavaScript's innards",
      rss(`<item><__proto__><x>1</x></__proto__><constructor>y</constructor><title>a</title></item>`),
      ["a"],
    ],
    [
      "has comments before its root that name one",
      `<!-- <rss> --><feed xmlns="http://www.w3.org/2005/Atom"><entry><title>a</title></entry></feed>`,
      ["a"],
    ],
  ])("that %s is read", async (_, text, expected) => expect(await titles(text)).toEqual(expected));
});

describe("what is no feed", () => {
  test.each([
    [
      "an HTML page",
      "<!DOCTYPE html><html><head><title>Sign in &amp; read</title></head><body><p>x</body></html>",
      /got an HTML page titled "Sign in & read"; look for its feed link/,
    ],
    [
      "an HTML page that names its feed",
      `<html><head><title>Home</title><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head></html>`,
      /it names https:\/\/damaged\.example\/rss\.xml as its feed/,
    ],
    [
      "an XHTML page that shows a piece of a feed",
      `<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?><html><head><title>How to</title></head><body><rss></rss></body></html>`,
      /an HTML page titled "How to"/,
    ],
    ["nothing", "", /empty body/],
    ["blank lines", " \n\n ", /empty body/],
    ["a JSON error", `{"error":"rate limited"}`, /JSON that is no feed/],
    ["the head of a JSON feed", `{"version":"https://jsonfeed.org/version/1.1","title":"T","ite`, /JSON that is no feed \(.*cut off\)/],
    ["other XML", `<?xml version="1.0"?><!-- map --><urlset><url/></urlset>`, /XML document whose root is <urlset>/],
    ["comments without end", "<!---->".repeat(5000), /text that is no feed/],
    ["words", "Service unavailable", /text that is no feed \(it starts "Service unavailable"\)/],
    ["gzip left packed", new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0]), /gzip data that was not unpacked/],
    ["a PDF", "%PDF-1.7 …", /a PDF document/],
  ])("is named: %s", async (_, bytes, message) => {
    const error = await read(bytes).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotAFeedError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).toMatch(/^expected a feed at https:\/\/damaged\.example\/feed but got [^\n]+$/);
  });
});

describe("a hostile feed", () => {
  const laughs = `<!DOCTYPE x [<!ENTITY l "lol">${Array.from({ length: 9 }, (_, level) => `<!ENTITY l${level + 1} "${`&l${level || ""};`.repeat(10)}">`).join("")}]>`;

  test.each([
    ["floods a description with unclosed tags", rss(item("a", `<description><![CDATA[x${"<p".repeat(20_000)}]]></description>`)), 1, 200],
    ["floods a title with open brackets", rss(`<item><title><![CDATA[${"<".repeat(100_000)}]]></title></item>`), 1, 500],
    [
      "floods a body with comments that never end",
      rss(item("a", `<description><![CDATA[${"<!--".repeat(50_000)}]]></description>`)),
      1,
      500,
    ],
    ["multiplies entities", rss(item("a", "<description>&l9;</description>"), laughs), 1, 200],
    [
      "carries a hundred thousand attributes",
      rss(item("a", `<x ${Array.from({ length: 100_000 }, (_, index) => `a${index}="1"`).join(" ")}/>`)),
      1,
      2000,
    ],
    ["nests without end", rss(item("whole") + item("a", `<description>${"<b>".repeat(100_000)}</description>`)), 1, 500],
    ["nests without end inside a body", rss(item("a", `<description><![CDATA[${"<b>".repeat(100_000)}]]></description>`)), 1, 500],
  ])("that %s costs little", async (_, text, entries, limitMs) => {
    const { result, ms } = await timed(() => read(text));
    expect(result.entries).toHaveLength(entries);
    expect(ms).toBeLessThan(limitMs);
    expect(JSON.stringify(result).length).toBeLessThan(1_000_000);
  });

  test("does not make the reader open a file", async () => {
    const [entry] = (
      await read(rss(item("a", "<description>&file;</description>"), `<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/hostname">]>`))
    ).entries;
    expect(entry?.summary).toBe("&file;");
  });

  test("leaves no script in what is kept", async () => {
    const body =
      `<p onclick="x()" style="a">Text <a href="java&#10;script:alert(1)">a</a> <a href="/ok">b</a><img src="data:text/html,x" onerror=y><script>s()</script>` +
      `<svg onload=z><a xlink:href="javascript:q">c</a></svg><iframe src="https://f.example"></iframe><form action="https://f.example">word</form>`;
    const [entry] = (await read(rss(`<item><title>a</title><content:encoded><![CDATA[${body}]]></content:encoded></item>`))).entries;
    expect(entry?.contentHtml).toBe(`<p>Text <a>a</a> <a href="https://damaged.example/ok">b</a><img></p>word`);
  });

  test("any bytes at all give a feed or a refusal, and soon", async () => {
    const pieces = fc.constantFrom(
      "<rss>",
      "<channel>",
      "<item>",
      "</item>",
      "<title>",
      "]]>",
      "<![CDATA[",
      "<!--",
      "&",
      "&amp;",
      "&#x",
      "<feed",
      ' xmlns:a="',
      "<entry>",
      "<?xml",
      "{",
      '"items":[',
      "\u0000",
      "é",
      ">",
      "/",
    );
    const soup = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 60 }).map((parts) => new TextEncoder().encode(parts.join("")));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.uint8Array({ maxLength: 300 }), soup),
        fc.constantFrom(null, "text/xml", "application/json; charset=utf-16"),
        async (bytes, type) => {
          const { result, ms } = await timed(() => read(bytes, type).catch((error: unknown) => error));
          if (result instanceof Error) expect(result).toBeInstanceOf(NotAFeedError);
          expect(ms).toBeLessThan(1000);
        },
      ),
      { numRuns: 300 },
    );
  });
});
