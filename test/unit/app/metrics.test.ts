import { describe, expect, test } from "vitest";
import type { StageEvent } from "../../../src/app/events.ts";
import { createMetrics } from "../../../src/app/metrics.ts";
import { feedId } from "../../../src/domain/ids.ts";
import { buildArchive, NOW } from "../../support/builders.ts";

const later = (seconds: number) => () => new Date(NOW.getTime() + seconds * 1000);
const sample = (text: string, name: string) =>
  text
    .split("\n")
    .find((line) => line.startsWith(`${name} `))
    ?.slice(name.length + 1);

describe("metrics", () => {
  test("count what came of jobs, in seconds, under the application's prefix", async () => {
    const metrics = createMetrics({ archive: null, now: () => NOW });
    const feed = feedId.parse("gazette");
    const polled: StageEvent = {
      job: "record-poll",
      result: { outcome: "entries", feed, listed: 9, fresh: 3, nextPollAt: "x", notices: [] },
    };
    metrics.event(polled, 0.25);
    metrics.event(
      { job: "record-poll", result: { outcome: "error", feed, message: "no answer", failures: 1, nextPollAt: "x", notices: [] } },
      0.25,
    );
    metrics.event(
      { job: "deliver-alert", result: { outcome: "sent", delivery: "d", channel: "slack", recipient: "r", headline: "h" } as never },
      1,
    );
    metrics.worked("poll-feed", 2);
    const text = await metrics.text();
    expect(sample(text, 'clausewatch_feed_polls_total{result="entries"}')).toBe("1");
    expect(sample(text, 'clausewatch_feed_polls_total{result="error"}')).toBe("1");
    expect(sample(text, 'clausewatch_items_total{outcome="listed"}')).toBe("3");
    expect(sample(text, 'clausewatch_deliveries_total{channel="slack",result="sent"}')).toBe("1");
    expect(sample(text, "clausewatch_feed_poll_duration_seconds_sum")).toBe("2");
    expect(sample(text, 'clausewatch_job_duration_seconds_count{job="record-poll"}')).toBe("2");
    expect(text).toContain("clausewatch_build_info{version=");
    expect(text).toContain("process_cpu_seconds_total");
  });

  test("tell how the archive stands at the moment that they are asked", async () => {
    const archive = buildArchive();
    const metrics = createMetrics({ archive, now: later(90) });
    expect(sample(await metrics.text(), "clausewatch_oldest_due_job_seconds")).toBe("90");
    archive.feeds.recordPoll(feedId.parse("gazette"), { failures: 2, lastSuccessAt: NOW.toISOString() });
    archive.jobs.done("poll-feed/gazette");
    const text = await metrics.text();
    expect(sample(text, 'clausewatch_feeds{state="failing"}')).toBe("1");
    expect(sample(text, "clausewatch_feed_last_success_timestamp_seconds")).toBe(String(NOW.getTime() / 1000));
    expect(sample(text, "clausewatch_delivery_queue_depth")).toBe("0");
    expect(sample(text, "clausewatch_oldest_due_job_seconds")).toBe("0");
    expect(text).not.toContain('clausewatch_queue_jobs{queue="poll-feed"');
  });

  test("no label holds an address", async () => {
    const text = await createMetrics({ archive: buildArchive(), now: () => NOW }).text();
    expect(text).not.toMatch(/https?:\/\//);
  });
});
