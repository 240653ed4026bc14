import { describe, expect, test } from "vitest";
import { explainAlert, explainUrl } from "../../../src/app/explain.ts";
import { TransientError } from "../../../src/domain/errors.ts";
import { type DeliveryId, entryIdOf, type FeedId, sha256 } from "../../../src/domain/ids.ts";
import { createDeliverAlert } from "../../../src/stages/deliver-alert.ts";
import type { Raised } from "../../../src/stages/raise-alert.ts";
import { AT_ONCE } from "../../../src/stages/revise-alert.ts";
import { buildArchive, buildChannel, NOW, putArticle } from "../../support/builders.ts";
import { messageIn, readText, WATCH } from "../../support/read-one.ts";

const ENDED = "Borealis no longer has the exclusive use of berth four in the Port of Lindau, the port said.";
const ends = ["exclusive-berth", "changes", "no longer has the exclusive use of berth four"] as const;

// One test for each defect that was seen elsewhere and that belongs to reading, raising and delivering; those of feeds, pages and judges stand in
// others-defects-at-the-source.test.ts, and a few beside their code, with the defect in front of their title.
describe("defects of others, not ours", () => {
  test("headline-only edit missed: a new headline alone is a new revision", () => {
    const archive = buildArchive();
    const id = putArticle(archive, "https://gazette.example/a", { title: "Berth four stays exclusive" });
    putArticle(archive, "https://gazette.example/a", { title: "Berth four opens to all" });
    expect(archive.articles.find(id)).toMatchObject({ revision: 2, title: "Berth four opens to all" });
  });

  test("edit leaves changed_at untouched: what was edited since an instant can be asked for", () => {
    const archive = buildArchive();
    const later = new Date(NOW.getTime() + 3_600_000);
    putArticle(archive, "https://gazette.example/a");
    putArticle(
      archive,
      "https://gazette.example/a",
      { text: "The text was changed an hour later, and says something else about berth four." },
      undefined,
      later,
    );
    expect(archive.query("SELECT url FROM articles WHERE revised_at > ?", NOW.toISOString())).toEqual([
      { url: "https://gazette.example/a" },
    ]);
  });

  test("32-bit dedupe key: what tells contents apart is a SHA-256", () => {
    const archive = buildArchive();
    const id = putArticle(archive, "https://gazette.example/a");
    expect(archive.articles.find(id)?.contentHash).toMatch(/^[0-9a-f]{64}$/);
    expect(sha256("plumless")).not.toBe(sha256("buckeroo"));
    expect(entryIdOf("gazette" as FeedId, "plumless")).not.toBe(entryIdOf("gazette" as FeedId, "buckeroo"));
  });

  test("delivery error swallowed, retries dead: a channel that fails leaves the row pending, with its error and its next try", async () => {
    const archive = buildArchive();
    const { raised } = await readText(archive, "https://gazette.example/a", ENDED, [ends]);
    const delivery = (raised as Raised).deliveries[0] as DeliveryId;
    const refusing = buildChannel(async () => {
      throw new TransientError("the far side answered 500");
    });
    const deliver = createDeliverAlert({
      archive,
      channels: new Map([["console", refusing]]),
      delivery: AT_ONCE,
      now: () => NOW,
      random: () => 0,
    });
    await deliver({ job: `deliver-alert/${delivery}`, delivery }, new AbortController().signal);
    expect(archive.query("SELECT state, attempts, last_error, next_try_at FROM outbox WHERE id = ?", delivery)).toEqual([
      { state: "pending", attempts: 1, last_error: "the far side answered 500", next_try_at: "2026-03-01T12:00:05.000Z" },
    ]);
    expect(archive.outbox.attemptsOf(delivery)).toMatchObject([{ attempt: 1, outcome: "refused", error: "the far side answered 500" }]);
  });

  test("shared recipient list mutated: of two alerts everybody gets both", async () => {
    const archive = buildArchive();
    await readText(archive, "https://gazette.example/a", ENDED, [ends]);
    await readText(archive, "https://gazette.example/b", ENDED, [ends], { story: "sto_2" });
    expect(archive.query("SELECT recipient, count(DISTINCT alert_id) n FROM deliveries GROUP BY recipient ORDER BY recipient")).toEqual([
      { recipient: "me", n: 2 },
      { recipient: "you", n: 2 },
    ]);
  });

  test("suppressed change leaves no record: what is held below the minimum keeps its reading and its reason", async () => {
    const archive = buildArchive({ watch: { alerts: { to: ["console"], minimum: "changes" } } });
    const rumour = "Borealis may lose the exclusive use of berth four, people say.";
    await readText(archive, "https://gazette.example/a", rumour, [["exclusive-berth", "rumoured_change", "may lose the exclusive use"]]);
    expect(archive.query("SELECT level, decision FROM articles_without_alert")).toEqual([
      { level: "rumour", decision: "held: rumour, and this watch alerts from changes" },
    ]);
    expect(archive.query("SELECT verdict FROM readings")).toEqual([{ verdict: "rumoured_change" }]);
  });

  test("comparing versions fires alerts: looking at articles, alerts and the register sends nothing", async () => {
    const archive = buildArchive();
    const { raised } = await readText(archive, "https://gazette.example/a", ENDED, [ends]);
    const state = () =>
      archive.query(
        "SELECT (SELECT count(*) FROM alert_revisions) revisions, (SELECT count(*) FROM deliveries) deliveries, (SELECT count(*) FROM jobs) jobs",
      );
    const before = state();
    explainUrl(archive, "https://gazette.example/a");
    explainAlert(archive, messageIn(raised).alert);
    archive.register.versions(WATCH, NOW.toISOString());
    expect(state()).toEqual(before);
  });
});
