// A loaded archive, the same for the same seed: `node test/support/generate-archive.ts FILE [articles] [watches]`. Its rows are consistent
// (quotes stand in their articles, links of the hash chain hold), its words are made up.
import { existsSync } from "node:fs";
import type { Statement } from "better-sqlite3";
import { type OpenDatabase, openDatabase } from "../../src/archive/database.ts";
import { packBody } from "../../src/archive/snapshots.ts";
import {
  type ArticleId,
  alertIdOf,
  articleIdOf,
  deliveryIdOf,
  entryIdOf,
  feedId,
  sha256,
  snapshotIdOf,
  storyIdOf,
  watchId,
} from "../../src/domain/ids.ts";
import { randomFrom } from "./random.ts";
import { sampleMessage, sampleTerm } from "./sample-message.ts";

export type Size = { readonly articles: number; readonly watches: number; readonly until: Date; readonly seed: number };
const DAY_MS = 86_400_000;
const [DAYS, TERMS, DOMAINS, FEEDS_PER_WATCH, WORDS, WORDS_PER_ARTICLE] = [365, 8, 400, 3, 6000, 190];
/** Of a hundred articles, so many are about their watch; the rest are silent. */
const ON_SUBJECT = 30;
/** Every so many articles one arrives half a year after it was published, as when a feed that is new to us lists what is old. */
const [LATE_EVERY, LATE_MS] = [200, 180 * DAY_MS];
/** The newest story is a big one. */
const BIG_STORY = 2000;

/** Makes an archive at a path that has none yet. */
export function generateArchive(path: string, size: Size): void {
  if (path !== ":memory:" && existsSync(path)) throw new Error(`${path} is there already; give a path that is not`);
  const { sqlite } = openDatabase(path);
  // It is one transaction: nothing has to survive a power cut, and indexes on hashes are written all over the place.
  for (const setting of ["synchronous = OFF", "cache_size = -1000000"]) sqlite.pragma(setting);
  fillGenerated(sqlite, size);
  sqlite.pragma("wal_checkpoint(TRUNCATE)");
  sqlite.close();
}

/** Fills an empty archive. */
export function fillGenerated(sqlite: OpenDatabase["sqlite"], { articles, watches, until, seed }: Size): void {
  const random = randomFrom(seed).next;
  const below = (n: number) => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const syllables = ["ba", "co", "di", "fe", "gu", "la", "mo", "ne", "pri", "ro", "sta", "tu", "ver", "xi", "zo"];
  const words = Array.from(
    { length: WORDS },
    (_, n) => `${pick(syllables)}${pick(syllables)}${n % 7 === 0 ? pick(syllables) : ""}${pick(["n", "r", "s", "t", ""])}`,
  );
  // Few words are common and most are rare, as in any language.
  const word = () => words[Math.floor(WORDS * random() ** 3)] as string;
  const sentence = (length: number) => `${Array.from({ length }, word).join(" ")}.`;
  const statements = new Map<string, Statement<unknown[]>>();
  const insert = (table: string, row: Record<string, string | number | null | Buffer>): number => {
    const columns = Object.keys(row);
    const key = `${table} ${columns}`;
    const known =
      statements.get(key) ??
      sqlite.prepare(`INSERT INTO ${table} (${columns.map((one) => `"${one}"`)}) VALUES (${columns.map(() => "?")})`);
    statements.set(key, known);
    return Number(known.run(...Object.values(row)).lastInsertRowid);
  };
  const [findBody, growStory, growAlert] = [
    "SELECT 1 FROM bodies WHERE sha256 = ?",
    "UPDATE stories SET last_article_at = ? WHERE id = ?",
    "UPDATE alerts SET revision = ?, updated_at = ? WHERE id = ?",
  ].map((sql) => sqlite.prepare(sql)) as [Statement, Statement, Statement];
  const start = until.getTime() - DAYS * DAY_MS;
  const iso = (time: number) => new Date(time).toISOString();
  const domains = Array.from({ length: DOMAINS }, (_, n) => `${pick(words)}-${n}.example`);
  type Term = { id: string; version: number; statement: string };
  const subjects = Array.from({ length: watches }, (_, n) => ({
    id: watchId.parse(`watch-${n + 1}`),
    terms: [] as Term[],
    feeds: [] as string[],
  }));

  const begin = () => {
    for (const { id, terms, feeds } of subjects) {
      const definition = { id, subject: `Agreement ${id}`, parties: [{ name: `Party of ${id}` }], terms: [] as object[], feeds };
      for (let n = 1; n <= TERMS; n += 1) terms.push({ id: `term-${n}`, version: 0, statement: sentence(14) });
      definition.terms = terms.map((term) => ({ id: term.id, statement: term.statement, validFrom: iso(start).slice(0, 10) }));
      insert("watches", { id, subject: definition.subject, definition: JSON.stringify(definition), updated_at: iso(start) });
      for (const term of terms) {
        const version = { watch_id: id, term_id: term.id, statement: term.statement, valid_from: iso(start).slice(0, 10) };
        insert("term_versions", { ...version, statement: sentence(12), recorded_at: iso(start), superseded_at: iso(start + DAY_MS) });
        term.version = insert("term_versions", {
          ...version,
          recorded_at: iso(start + DAY_MS),
          source: "https://party.example/",
          quote: term.statement,
        });
      }
      for (let n = 1; n <= FEEDS_PER_WATCH; n += 1) {
        const feed = feedId.parse(`${id}-feed-${n}`);
        feeds.push(feed);
        const failures = below(20) === 0 ? 1 + below(5) : 0;
        const state = {
          last_polled_at: iso(until.getTime()),
          last_success_at: iso(until.getTime()),
          last_outcome: failures > 0 ? "timeout" : "unchanged",
        };
        insert("feeds", {
          id: feed,
          url: `https://${pick(domains)}/feed`,
          every_ms: 900_000,
          poll_job: `poll-feed/${feed}`,
          added_at: iso(start),
          failures,
          ...state,
        });
        insert("watch_feeds", { watch_id: id, feed_id: feed });
        const job = {
          name: "poll-feed",
          subject: JSON.stringify({ feed }),
          state: "pending",
          due_at: iso(until.getTime() + 60_000),
          created_at: iso(start),
        };
        insert("jobs", { id: `poll-feed/${feed}`, ...job, last_error: failures > 0 ? "no answer" : null });
      }
    }
  };

  type Story = {
    id: string;
    left: number;
    watch: (typeof subjects)[number];
    first: ArticleId;
    text: string;
    alert: string | null;
    revision: number;
  };
  let story: Story | null = null;
  const put = (n: number) => {
    const time = start + ((n + random()) / articles) * DAYS * DAY_MS;
    const at = iso(time);
    const domain = pick(domains);
    const url = `https://${domain}/${n}/${word()}-${word()}`;
    const id = articleIdOf(url);
    const fresh: boolean = story === null || story.left === 0;
    if (story === null || story.left === 0) {
      const size = n === articles - BIG_STORY ? BIG_STORY : 1 + Math.floor(random() ** 3 * 24);
      story = { id: storyIdOf(id), left: size, watch: pick(subjects), first: id, text: "", alert: null, revision: 0 };
      insert("stories", { id: story.id, title: sentence(7), opened_at: at, last_article_at: at });
    }
    const { watch, first } = story;
    story.left -= 1;
    const isCopy: boolean = !fresh && below(10) < 6;
    const about = below(100) < ON_SUBJECT;
    const terms = about ? watch.terms.filter(() => below(TERMS) < 3) : [];
    const said = terms.map((term) => ({ term, quote: `${term.statement.slice(0, -1)} ${word()} ${word()}` }));
    const text = isCopy
      ? story.text
      : [sentence(WORDS_PER_ARTICLE / 2), ...said.map(({ quote }) => `${quote}.`), sentence(WORDS_PER_ARTICLE / 2)].join("\n\n");
    if (fresh) story.text = text;
    const title = sentence(8);
    const hash = sha256(text);
    const snapshot = snapshotIdOf(url, hash);
    if (findBody.get(hash) === undefined)
      insert("bodies", {
        sha256: hash,
        bytes: Buffer.byteLength(text),
        encoding: "zstd",
        body: Buffer.from(packBody(Buffer.from(text)), "base64"),
      });
    insert("snapshots", {
      id: snapshot,
      url,
      final_url: url,
      status: 200,
      content_type: "text/html",
      headers: "{}",
      fetched_at: at,
      sha256: hash,
    });
    insert("articles", {
      id,
      revision: 1,
      url,
      title,
      text,
      published: n % LATE_EVERY === LATE_EVERY - 1 ? iso(time - LATE_MS) : at,
      language: "en",
      source_name: domain,
      source_domain: domain,
      links: "[]",
      content_hash: sha256(`${title}\n\n${text}`),
      snapshot_id: snapshot,
      first_seen_at: at,
      revised_at: at,
    });
    const feed = feedId.parse(pick(watch.feeds));
    insert("entries", {
      id: entryIdOf(feed, url),
      feed_id: feed,
      key: url,
      url,
      title,
      published: at,
      content_hash: hash,
      first_seen_at: at,
      last_changed_at: at,
      article_id: id,
    });
    const copy = isCopy ? { copy_of: first, copy_kind: "verbatim", containment: 0.99 } : {};
    const family = isCopy ? first : id;
    insert("relations", {
      article_id: id,
      revision: 1,
      story_id: story.id,
      family_id: `fam_${family}`,
      variant_id: `var_${family}`,
      origin_id: `ori_${family}`,
      ...copy,
      edits: "[]",
      evidence: "[]",
      related_at: at,
    });
    growStory.run(at, story.id);

    const readings = said.flatMap(({ term, quote }) => {
      const start = text.indexOf(quote);
      const roll = below(100);
      return start < 0
        ? []
        : [
            {
              term,
              quote,
              start,
              verdict: roll < 85 ? "reaffirms" : roll < 91 ? "rumoured_change" : roll < 96 ? "contradicts" : "changes",
            },
          ];
    });
    const level = readings.some((one) => one.verdict === "changes")
      ? "changes"
      : readings.some((one) => one.verdict === "contradicts")
        ? "contradicts"
        : "none";
    if (level !== "none" && story.revision < 5) {
      const alert = story.alert ?? alertIdOf(watch.id, first);
      story.alert = alert;
      story.revision += 1;
      const headline = `${watch.id}: ${level} reported (${readings[0]?.term.id})`;
      const status = below(10) < 8 && time < until.getTime() - 7 * DAY_MS ? "confirmed" : "open";
      if (story.revision === 1)
        insert("alerts", {
          id: alert,
          watch_id: watch.id,
          story_id: story.id,
          level,
          status,
          headline,
          revision: 1,
          opened_at: at,
          updated_at: at,
        });
      else growAlert.run(story.revision, at, alert);
      const message = sampleMessage({
        ...{ alert: alert as never, revision: story.revision, headline, raisedAt: at, level: level as "changes" },
        watch: { id: watch.id, subject: `Agreement ${watch.id}` },
        terms: readings.map(({ term, quote, verdict }) =>
          sampleTerm({ id: term.id as never, verdict: verdict as "changes", was: term.statement, now: quote }),
        ),
        article: { title, url, published: at },
        source: { name: domain, domain, rank: "press" },
        story: { id: storyIdOf(first), title },
      });
      insert("alert_revisions", {
        alert_id: alert,
        revision: story.revision,
        kind: story.revision === 1 ? "opened" : "corroborated",
        level,
        article_id: id,
        message: JSON.stringify(message),
        raised_at: at,
      });
      for (const channel of ["console", "email"]) {
        const row = {
          id: deliveryIdOf(alert as never, story.revision, channel, "desk"),
          alert_id: alert,
          revision: story.revision,
          channel,
          recipient: "desk",
        };
        insert("deliveries", { ...row, state: below(200) === 0 ? "dead" : "sent", attempts: 1, created_at: at, sent_at: at });
      }
    }
    const assessed = {
      article_id: id,
      revision: 1,
      watch_id: watch.id,
      alert: level,
      needs_review: below(20) === 0 ? 1 : 0,
      judge: "generated",
      read_at: at,
    };
    insert("assessments", {
      ...assessed,
      reason: "generated",
      decision: level === "none" ? "no alert: generated" : "held",
      alert_id: level === "none" ? null : story.alert,
    });
    for (const { term, quote, start, verdict } of readings)
      insert("readings", {
        article_id: id,
        revision: 1,
        watch_id: watch.id,
        term_id: term.id,
        term_version_id: term.version,
        verdict,
        confidence: 0.5 + random() / 2,
        quote,
        field: "text",
        start,
        end: start + quote.length,
        judge: "generated",
        read_at: at,
      });
  };

  sqlite.transaction(() => {
    begin();
    for (let n = 0; n < articles; n += 1) put(n);
  })();
  sqlite.exec("ANALYZE");
}

const [, script, path, articles = "100000", watches = "20"] = process.argv;
if (script?.endsWith("generate-archive.ts") === true) {
  if (path === undefined) throw new Error("usage: node test/support/generate-archive.ts FILE [articles] [watches]");
  const began = performance.now();
  generateArchive(path, { articles: Number(articles), watches: Number(watches), until: new Date("2026-11-28T12:00:00Z"), seed: 7 });
  console.log(`${path}: ${articles} articles, ${watches} watches, in ${((performance.now() - began) / 1000).toFixed(0)} s`);
}
