import { DomHandler, Parser } from "htmlparser2";
import { beforeAll, describe, expect, test } from "vitest";
import { buildArchive } from "../../support/builders.ts";
import { HOSTILE } from "../../support/hostile-articles.ts";
import { at, buildPages, signIn } from "../../support/pages.ts";
import { readText } from "../../support/read-one.ts";
import { buildWebArchive, pagesOf } from "../../support/web-archive.ts";

type Node = { type: string; name?: string; attribs?: Record<string, string>; children?: Node[] };

/** Every element of a page as name and attribute names, as a browser without scripts would build it. */
function elementsOf(page: string): { tag: string; attributes: Record<string, string> }[] {
  const handler = new DomHandler();
  new Parser(handler, { decodeEntities: true }).end(page);
  const all: { tag: string; attributes: Record<string, string> }[] = [];
  const walk = (node: Node): void => {
    if (node.name !== undefined) all.push({ tag: node.name, attributes: node.attribs ?? {} });
    node.children?.forEach(walk);
  };
  (handler.dom as unknown as Node[]).forEach(walk);
  return all;
}
const shapeOf = (page: string): Set<string> =>
  new Set(elementsOf(page).flatMap(({ tag, attributes }) => [tag, ...Object.keys(attributes).map((name) => `${tag} ${name}`)]));

const ALLOWED_MORE = new Set([
  "details",
  "summary",
  "svg",
  "br",
  "sup",
  "blockquote",
  "del",
  "ins",
  "mark",
  "nav",
  "ul",
  "li",
  "a",
  "span",
  "p",
  "time",
  "bdi",
]);
const ordinary = new Set<string>();

beforeAll(async () => {
  const harmless = await buildWebArchive();
  const app = buildPages(harmless.archive);
  const cookie = await signIn(app);
  for (const path of pagesOf(harmless))
    for (const one of shapeOf(await (await app.request(at(path), { headers: { cookie } })).text())) ordinary.add(one);
}, 30_000);

// By name alone: the runner prints what it is given, and five megabytes keep it busy for minutes.
describe.each(HOSTILE.map(({ name }) => name))("an article with %s", (name) => {
  const text = HOSTILE.find((one) => one.name === name)?.text ?? "";
  test("is text on every page, and nothing else", async () => {
    const archive = buildArchive();
    const body = `${text.slice(0, 300_000)}\n\nFrom June other lines may use berth four as well. ${text.slice(0, 300_000)}`;
    const quote = body.slice(0, Math.min(text.length, 400)).trim() || "From June";
    const { article, raised } = await readText(archive, "https://gazette.example/hostile", body, [["exclusive-berth", "changes", quote]], {
      story: "sto_hostile",
      change: { title: text, author: text.slice(0, 1000), siteName: text.slice(0, 1000) },
    });
    if (!("alert" in raised)) throw new Error(JSON.stringify(raised));
    const app = buildPages(archive);
    const cookie = await signIn(app, text.slice(0, 40).trim() || "x");
    const where = { article, alert: raised.alert, story: "sto_hostile", watch: "harbour-deal", term: "exclusive-berth" };
    for (const path of [...pagesOf(where), `/search?q=${encodeURIComponent(text.slice(0, 200).toWellFormed())}`]) {
      const page = await (await app.request(at(path), { headers: { cookie } })).text();
      expect([path, page.length < 1_500_000]).toEqual([path, true]);
      const strange = [...shapeOf(page)].filter((one) => !ordinary.has(one) && !ALLOWED_MORE.has(one.split(" ")[0] ?? ""));
      expect([path, strange]).toEqual([path, []]);
      for (const { tag, attributes } of elementsOf(page)) {
        expect([
          "script",
          "iframe",
          "object",
          "embed",
          "style",
          "base",
          "img",
          "template",
          "math",
          "foreignobject",
          "animate",
        ]).not.toContain(tag);
        for (const [name, value] of Object.entries(attributes)) {
          expect(name).not.toMatch(/^on|^style$|^formaction$|^srcdoc$/i);
          if (name === "href" || name === "action") expect(value).toMatch(/^(\/(?!\/)|#|https?:\/\/gazette\.example\/)/);
        }
      }
      expect(page).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u0000\u0007\u001b]/u);
    }
    archive.close();
  });
});

test("there are forty of them", () => expect(HOSTILE.length).toBe(40));
