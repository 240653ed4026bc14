import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { decodeBytes } from "../../../src/parse/decode.ts";

const xml = (text: string, encoding: string) => `<?xml version="1.0" encoding="${encoding}"?><rss><title>${text}</title></rss>`;
const as = (text: string, encoding: string, addBOM = false) => new Uint8Array(iconv.encode(text, encoding, { addBOM }));

describe("decodeBytes", () => {
  test.each([
    ["utf-8", "Größe – “unchanged”"],
    ["windows-1252", "“no longer” – €5"],
    ["iso-8859-2", "Łódź"],
    ["iso-8859-15", "€ œuvre"],
    ["koi8-r", "Договор"],
    ["gb2312", "独家许可"],
    ["big5", "獨家授權"],
    ["shift_jis", "独占ライセンス"],
    ["euc-jp", "独占ライセンス"],
    ["euc-kr", "독점"],
    ["tis-620", "สัญญา"],
  ])("reads %s by the document's own declaration, and by the charset of HTTP alone", (encoding, text) => {
    expect(decodeBytes(as(xml(text, encoding), encoding), "application/xml").text).toContain(text);
    expect(decodeBytes(as(`<rss><title>${text}</title></rss>`, encoding), `application/xml; charset="${encoding}"`).text).toContain(text);
  });

  test.each(["utf-8", "utf-16le", "utf-16be", "utf-32le", "utf-32be"])("reads %s by its byte order mark and drops the mark", (encoding) => {
    const { text, encoding: found } = decodeBytes(as("<rss>–</rss>", encoding, true), "text/xml; charset=iso-8859-1");
    expect({ text, found }).toEqual({ text: "<rss>–</rss>", found: encoding });
  });

  test("reads UTF-16 without a mark by the shape of its first characters", () => {
    expect(decodeBytes(as(xml("Zürich", "utf-16"), "utf-16le"), null).text).toContain("Zürich");
  });

  test("reads iso-2022-jp, which is ASCII on the wire", () => {
    const bytes = Buffer.concat([
      Buffer.from(`<?xml version="1.0" encoding="iso-2022-jp"?><t>`),
      Buffer.from([0x1b, 0x24, 0x42, 0x46, 0x7c, 0x1b, 0x28, 0x42]),
      Buffer.from("</t>"),
    ]);
    expect(decodeBytes(bytes, null).text).toContain("<t>日</t>");
  });

  test("takes an HTML page's meta element at its word", () => {
    expect(
      decodeBytes(
        as(`<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>Срок</p>`, "windows-1251"),
        "text/html",
      ).text,
    ).toContain("Срок");
  });

  test("believes valid UTF-8 over a label that says Latin-1", () => {
    expect(decodeBytes(Buffer.from(xml("naïve – “x”", "iso-8859-1")), "text/xml; charset=iso-8859-1").text).toContain("naïve – “x”");
  });

  test("falls back to windows-1252 where UTF-8 is promised and the bytes are not", () => {
    expect(decodeBytes(as(xml("it’s 5 € – café", "utf-8"), "windows-1252"), "text/xml; charset=utf-8")).toMatchObject({
      text: expect.stringContaining("it’s 5 € – café"),
      encoding: "windows-1252",
    });
  });

  test("keeps UTF-8 where one byte in a long text is broken", () => {
    const bytes = Buffer.concat([
      Buffer.from("Vertrag über Größe und Maß, Prüfung, Änderung, Öffnung, für, müßte, äöü"),
      Buffer.from([0xff]),
    ]);
    expect(decodeBytes(bytes, null)).toMatchObject({ text: expect.stringContaining("über Größe"), encoding: "utf-8" });
  });

  test("survives a label that nobody knows, and one that JavaScript knows too well", () => {
    expect(decodeBytes(Buffer.from("plain"), "text/html; charset=klingon").text).toBe("plain");
    expect(decodeBytes(Buffer.from("plain"), "text/html; charset=constructor").text).toBe("plain");
  });
});
