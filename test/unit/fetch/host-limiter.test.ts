import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createHostLimiter, type Turn } from "../../../src/fetch/host-limiter.ts";

const never = new AbortController().signal;
const limiterOf = (concurrency: number, spacingMs: number) => createHostLimiter({ concurrency, spacingMs, now: () => new Date() });
const release = (turn: Turn): void => (turn.hold === null ? turn.release() : undefined);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("the host limiter", () => {
  it("gives turns in the order of asking, at most so many at once", async () => {
    const limiter = limiterOf(1, 0);
    const order: string[] = [];
    const ask = async (name: string) => {
      const turn = await limiter.take("news.example", never);
      order.push(name);
      return turn;
    };
    const first = await ask("first");
    const others = [ask("second"), ask("third")];
    await vi.advanceTimersByTimeAsync(10_000);
    expect(order).toEqual(["first"]);
    release(first);
    release(first);
    await vi.advanceTimersByTimeAsync(0);
    expect(order).toEqual(["first", "second"]);
    release(await (others[0] as Promise<Turn>));
    await others[1];
    expect(order).toEqual(["first", "second", "third"]);
  });

  it("keeps the starts apart even when the requests before have ended", async () => {
    const limiter = limiterOf(2, 3000);
    release(await limiter.take("news.example", never));
    let second: Turn | null = null;
    void limiter.take("news.example", never).then((turn) => (second = turn));
    await vi.advanceTimersByTimeAsync(2999);
    expect(second).toBeNull();
    await vi.advanceTimersByTimeAsync(1);
    expect(second).not.toBeNull();
  });

  it("waits with the next request until the last one has gone out, and its spacing from then on", async () => {
    const limiter = limiterOf(2, 3000);
    const first = await limiter.take("news.example", never);
    const turns: Turn[] = [];
    for (let n = 0; n < 2; n += 1) void limiter.take("news.example", never).then((turn) => turns.push(turn));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(turns).toHaveLength(0);
    if (first.hold === null) first.sent();
    await vi.advanceTimersByTimeAsync(2999);
    expect(turns).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(turns).toHaveLength(1);
    // The second has not gone out when the first ends: the third waits for it all the same.
    release(first);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(turns).toHaveLength(1);
    release(turns[0] as Turn);
    await vi.advanceTimersByTimeAsync(3000);
    expect(turns).toHaveLength(2);
  });

  it("forgets who gives up waiting, and leaves no timer behind", async () => {
    const limiter = limiterOf(1, 3000);
    const giveUp = new AbortController();
    release(await limiter.take("news.example", never));
    const waiting = limiter.take("news.example", giveUp.signal);
    const rejected = expect(waiting).rejects.toBe("enough");
    giveUp.abort("enough");
    await rejected;
    expect(vi.getTimerCount()).toBe(0);
    await expect(limiter.take("news.example", giveUp.signal)).rejects.toBe("enough");
    const next = limiter.take("news.example", never);
    await vi.advanceTimersByTimeAsync(3000);
    expect((await next).hold).toBeNull();
  });

  it("answers those who already wait when a host asks for quiet", async () => {
    const limiter = limiterOf(1, 0);
    await limiter.take("news.example", never);
    const waiting = limiter.take("news.example", never);
    limiter.hold("news.example", 429, 60_000);
    expect(await waiting).toMatchObject({ hold: { status: 429 } });
    expect(limiter.held("other.example")).toBeNull();
  });

  it("a shorter hold does not end a longer one, and a hold ends by itself", () => {
    const limiter = limiterOf(1, 0);
    limiter.hold("news.example", 429, 60_000);
    limiter.hold("news.example", 503, 1000);
    limiter.hold("news.example", 503, 0);
    expect(limiter.held("news.example")).toEqual({ status: 429, until: Date.now() + 60_000 });
    vi.advanceTimersByTime(60_000);
    expect(limiter.held("news.example")).toBeNull();
  });

  it("remembers a hold however many other hosts come by", async () => {
    const limiter = limiterOf(1, 0);
    limiter.hold("news.example", 429, 60_000);
    for (let host = 0; host < 3000; host += 1) release(await limiter.take(`host-${host}.example`, never));
    expect(limiter.held("news.example")).toMatchObject({ status: 429 });
  });
});
