// A process that writes articles, snapshots and readings into an archive until it is killed: `node test/support/write-load.ts FILE`.
import { openArchive } from "../../src/archive/archive.ts";
import { packBody } from "../../src/archive/snapshots.ts";
import { type ArticleId, articleIdOf, sha256 } from "../../src/domain/ids.ts";

const archive = openArchive(process.argv[2] ?? "");
const versions = archive.query("SELECT id, watch_id, term_id FROM term_versions WHERE superseded_at IS NULL LIMIT 8");
/** Milliseconds between two writes, so that a machine with two cores has one for whoever reads. */
const PAUSE_MS = Number(process.argv[3] ?? 0);
for (let n = 0; ; n += 1) {
  const at = new Date().toISOString();
  const url = `https://load.example/${process.pid}/${n}`;
  const text = `Report ${n}. The harbour said that nothing has changed. ${"Ships sail on. ".repeat(40)}`;
  archive.transaction(() => {
    const meta = { url, finalUrl: url, status: 200, contentType: "text/html", headers: {}, fetchedAt: at };
    const snapshot = archive.snapshots.record({
      ...meta,
      sha256: sha256(text),
      bytes: text.length,
      bodyZstdBase64: packBody(Buffer.from(text)),
    });
    const id: ArticleId = articleIdOf(url);
    const plain = { author: null, modified: null, canonicalUrl: null, siteName: "Load", links: [] };
    const article = { ...plain, title: `Report ${n}`, text, published: at, language: "en" };
    archive.articles.record({ ...article, id, url, source: { name: "Load", domain: "load.example", kind: null }, snapshot }, at);
    const version = versions[n % Math.max(1, versions.length)];
    if (version === undefined) return;
    const key = { article: id, revision: 1, watch: version["watch_id"] as never };
    const reading = { term: version["term_id"] as never, verdict: "reaffirms" as const, confidence: 0.9, judge: "load" };
    const quote = {
      quote: "nothing has changed",
      field: "text" as const,
      start: text.indexOf("nothing"),
      end: text.indexOf("nothing") + 19,
    };
    const assessment = { alert: "none" as const, needsReview: false, readings: [{ ...reading, ...quote }], reason: "load", evidence: null };
    archive.readings.record(
      key,
      { ...assessment, judge: "load", inheritedFrom: null },
      new Map([[reading.term, Number(version["id"])]]),
      at,
    );
    archive.readings.decided(key, "no alert", null);
  });
  if (n === 0) console.log("writing");
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
