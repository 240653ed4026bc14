import { describe, expect, it } from "vitest";
import { NO_TROUBLE, noticesOfRecovery, noticesOfTrouble, reasonToStop, type Trouble, worsened } from "../../../src/domain/feed-trouble.ts";

const START = Date.parse("2026-03-01T00:00:00Z");
const HOUR = 3_600_000;
const at = (hours: number) => new Date(START + hours * HOUR).toISOString();
const timeout = { outcome: "failed", failure: "timeout", message: "no answer" } as const;
const status = (code: number) => ({ outcome: "refused", status: code, retryAfterMs: null, message: `refused with ${code}` }) as const;

/** Fails every `everyHours` and collects what the operator hears, with the hour. */
function play(failure: typeof timeout | ReturnType<typeof status>, everyHours: number, forHours: number) {
  const heard = new Map<string, number>();
  let trouble: Trouble = NO_TROUBLE;
  let stopped: number | null = null;
  for (let hour = 0; hour <= forHours && stopped === null; hour += everyHours) {
    const after = worsened(trouble, failure, at(hour));
    for (const { kind, episode } of noticesOfTrouble("gazette", trouble, after, failure.message, at(hour))) {
      if (!heard.has(`${kind} ${episode}`)) heard.set(`${kind} ${episode}`, hour);
    }
    if (reasonToStop(failure, after, at(hour)) !== null) stopped = hour;
    trouble = after;
  }
  return { heard: [...heard].map(([key, hour]) => `${hour} ${key.replace(at(0), "T")}`), stopped, trouble };
}

describe("what the operator hears of a feed that fails", () => {
  it("nothing of one timeout, since the next poll is likely to go well", () => {
    expect(play(timeout, 1, 0)).toMatchObject({ heard: [], trouble: { failures: 1, failingSince: at(0) } });
  });

  it("the second timeout in a row, then after three days, then weekly, each once", () => {
    expect(play(timeout, 6, 24 * 18)).toMatchObject({
      heard: ["6 feed-failing T", "72 feed-still-failing T +3d", "240 feed-still-failing T +10d", "408 feed-still-failing T +17d"],
      stopped: null,
    });
  });

  it("a missing feed at once, and after two weeks that it is stopped", () => {
    const { heard, stopped } = play(status(404), 24, 24 * 30);
    expect(heard[0]).toBe("0 feed-failing T");
    expect(stopped).toBe(24 * 14);
  });

  it("a feed that is gone for good at its first answer", () => {
    expect(play(status(410), 1, 10).stopped).toBe(0);
  });

  it("never that it is stopped for any trouble that may pass, however long it lasts", () => {
    for (const failure of [timeout, status(403), status(429), status(500), status(503)]) {
      expect(play(failure, 24, 24 * 365).stopped).toBeNull();
    }
  });

  it("its recovery, if they heard of the trouble, and nothing if they did not", () => {
    const { trouble } = play(timeout, 6, 24);
    expect(noticesOfRecovery("gazette", trouble, at(30))).toEqual([
      {
        kind: "feed-recovered",
        subject: "gazette",
        episode: at(0),
        text: "The feed gazette can be read again, after 5 failed poll(s) in 30 hour(s).",
      },
    ]);
    expect(noticesOfRecovery("gazette", play(timeout, 1, 0).trouble, at(1))).toEqual([]);
    expect(noticesOfRecovery("gazette", NO_TROUBLE, at(1))).toEqual([]);
  });
});
