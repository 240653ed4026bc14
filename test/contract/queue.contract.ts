import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { PermanentError, TransientError } from "../../src/domain/errors.ts";
import type { ArticleId, DeliveryId, FeedId, WatchId } from "../../src/domain/ids.ts";
import type { JobName, JobPayload } from "../../src/queue/jobs.ts";
import type { Queue, QueueDeps } from "../../src/queue/queue.ts";

const PROCESS = new URL("../support/queue-process.ts", import.meta.url).pathname;
/** A worker that falls silent loses its jobs after one to two times as long, in ms. */
const LOCK_MS = 1000;

export type QueueStore = {
  /** A queue on this store; `space` parts one test from another, and two queues of one space share their jobs. */
  open(deps: QueueDeps & { space: string }): Queue;
  /** Arguments of test/support/queue-process.ts after the pace. */
  processArguments(space: string, lockMs: number): string[];
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
};

/** Why a case cannot hold for an adapter; a case that is not named holds. */
export type Lacks = { everything?: string | undefined; sharing?: string; outage?: string; redelivery?: string };

const delivery = (id: string): JobPayload<"deliver-alert"> => ({ job: `row-${id}`, delivery: id as DeliveryId });
const relation = (id: string): JobPayload<"relate-article"> => ({ job: `row-${id}`, article: id as ArticleId, revision: 1 });
const soon = (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 10 });
const unless = (reason: string | undefined, title: string, test: () => Promise<void>) =>
  reason === undefined ? it(title, test) : it.skip(`${title} (skipped: ${reason})`, test);

/** What every adapter of the queue port promises. */
export function queueContract(adapter: string, start: () => Promise<QueueStore>, lacks: Lacks): void {
  const absent = lacks.everything === undefined ? "" : ` (skipped: ${lacks.everything})`;
  describe.skipIf(absent !== "")(`${adapter} queue${absent}`, () => {
    const opened: Queue[] = [];
    const children: ChildProcess[] = [];
    let store: QueueStore;
    let space: string;
    let tests = 0;
    let errors: { name: JobName | null; error: unknown }[];

    function open(): Queue {
      const queue = store.open({ space, onError: (name, error) => errors.push({ name, error }) });
      opened.push(queue);
      return queue;
    }

    /** A process that serves deliver-alert, once it has taken the job that it added itself. */
    async function startProcess(pace: "quick" | "endless"): Promise<ChildProcess> {
      const child = spawn(process.execPath, [PROCESS, adapter, pace, ...store.processArguments(space, LOCK_MS)], {
        stdio: ["pipe", "pipe", "inherit"],
      });
      children.push(child);
      let output = "";
      child.stdout?.on("data", (chunk) => {
        output += chunk;
      });
      await soon(() => expect(output).toContain("took dlv_child"));
      return child;
    }

    beforeAll(async () => {
      store = await start();
    });
    afterAll(() => store.stop());
    beforeEach(() => {
      tests += 1;
      space = `test-${process.pid}-${tests}`;
      errors = [];
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((queue) => queue.close(0)));
      for (const child of children.splice(0)) child.kill("SIGKILL");
    });

    it("handles a job once, with the payload that was added", async () => {
      const queue = open();
      const taken: unknown[] = [];
      await queue.serve("poll-feed", async (payload) => void taken.push(payload), { concurrency: 4 });
      const url = "https://wire.example/rss";
      const payload = { job: "row-1", feed: "wire" as FeedId, url, validators: { etag: 'W/"ä"', lastModified: null, url }, sha256: null };
      await queue.add("poll-feed", payload);
      await soon(() => expect(taken).toHaveLength(1));
      await sleep(50);
      expect(taken).toEqual([payload]);
      expect(errors).toEqual([]);
    });

    it("carries a payload of five megabytes unharmed", async () => {
      const queue = open();
      const text = "Ein Satz über „Verträge“ 🖋.\n\n".repeat(170_000);
      const payload: JobPayload<"read-article"> = {
        job: "row-big",
        article: "art_big" as ArticleId,
        revision: 1,
        watch: "w" as WatchId,
        input: {
          article: { title: null, text, published: null, language: "de", source: { name: null, domain: "a.example", rank: "press" } },
          watch: { subject: "A subject", parties: [] },
          terms: [],
          edits: [],
        },
      };
      const taken: unknown[] = [];
      await queue.serve("read-article", async (got) => void taken.push(got), { concurrency: 1 });
      await queue.add("read-article", payload);
      await soon(() => expect(taken).toHaveLength(1));
      expect(taken).toEqual([payload]);
    });

    it("handles the jobs that were added before anybody served them", async () => {
      const queue = open();
      for (const id of ["a", "b", "c"]) await queue.add("deliver-alert", delivery(id));
      await sleep(20);
      const taken: string[] = [];
      await queue.serve("deliver-alert", async (payload) => void taken.push(payload.delivery), { concurrency: 1 });
      await soon(() => expect(taken.toSorted()).toEqual(["a", "b", "c"]));
    });

    it("never works on more jobs at a time than it was allowed, and uses all it was allowed", async () => {
      const queue = open();
      let running = 0;
      let most = 0;
      let done = 0;
      const handler = async () => {
        running += 1;
        most = Math.max(most, running);
        await sleep(15);
        running -= 1;
        done += 1;
      };
      await queue.serve("deliver-alert", handler, { concurrency: 3 });
      await Promise.all(Array.from({ length: 24 }, (_, at) => queue.add("deliver-alert", delivery(String(at)))));
      await soon(() => expect(done).toBe(24));
      expect(most).toBe(3);
    });

    it("handles five hundred jobs, each once", async () => {
      const queue = open();
      const taken: string[] = [];
      await queue.serve("deliver-alert", async (payload) => void taken.push(payload.delivery), { concurrency: 8 });
      const ids = Array.from({ length: 500 }, (_, at) => `d${at}`);
      await Promise.all(ids.map((id) => queue.add("deliver-alert", delivery(id))));
      await soon(() => expect(taken.length).toBeGreaterThanOrEqual(500));
      expect(taken.toSorted()).toEqual(ids.toSorted());
      expect(errors).toEqual([]);
    });

    it("reports a handler that throws and goes on with the next job, without trying the first again", async () => {
      const queue = open();
      const taken: string[] = [];
      const handler = async (payload: JobPayload<"deliver-alert">) => {
        taken.push(payload.delivery);
        if (payload.delivery === "bad") throw new Error("the channel fell over");
      };
      await queue.serve("deliver-alert", handler, { concurrency: 1 });
      await queue.add("deliver-alert", delivery("bad"));
      await queue.add("deliver-alert", delivery("good"));
      await soon(() => expect(taken).toEqual(["bad", "good"]));
      await sleep(100);
      expect(taken).toEqual(["bad", "good"]);
      expect(errors).toEqual([{ name: "deliver-alert", error: new Error("the channel fell over") }]);
    });

    it("refuses a payload that does not fit the job table, naming the job and the field", async () => {
      const queue = open();
      const wrong = { job: "row-1", delivery: 7 } as unknown as JobPayload<"deliver-alert">;
      const refused = queue.add("deliver-alert", wrong);
      await expect(refused).rejects.toThrow(PermanentError);
      await expect(refused).rejects.toThrow(/^job deliver-alert: .*delivery: .*expected string/);
      expect((await queue.waiting())["deliver-alert"]).toBe(0);
    });

    it("keeps the jobs of two names apart", async () => {
      const queue = open();
      const taken: string[] = [];
      await queue.serve("deliver-alert", async (payload) => void taken.push(`deliver ${payload.delivery}`), { concurrency: 2 });
      await queue.serve("relate-article", async (payload) => void taken.push(`relate ${payload.article}`), { concurrency: 2 });
      await Promise.all([queue.add("relate-article", relation("x")), queue.add("deliver-alert", delivery("y"))]);
      await soon(() => expect(taken).toHaveLength(2));
      expect(taken.toSorted()).toEqual(["deliver y", "relate x"]);
    });

    it("refuses to serve a name twice", async () => {
      const queue = open();
      await queue.serve("deliver-alert", async () => undefined, { concurrency: 1 });
      await expect(queue.serve("deliver-alert", async () => undefined, { concurrency: 1 })).rejects.toThrow(/served already/);
    });

    it("counts what waits per name, without the jobs in hand", async () => {
      const queue = open();
      let letGo = () => {};
      const held = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      for (const id of ["a", "b", "c"]) await queue.add("deliver-alert", delivery(id));
      await queue.add("relate-article", relation("x"));
      expect(await queue.waiting()).toMatchObject({ "deliver-alert": 3, "relate-article": 1, "poll-feed": 0 });
      await queue.serve("deliver-alert", () => held, { concurrency: 1 });
      await vi.waitFor(async () => expect((await queue.waiting())["deliver-alert"]).toBe(2), { timeout: 5000 });
      letGo();
      await vi.waitFor(async () => expect((await queue.waiting())["deliver-alert"]).toBe(0), { timeout: 5000 });
    });

    it("waits for the job in hand when it closes, and takes no other", async () => {
      const queue = open();
      const events: string[] = [];
      const handler = async (payload: JobPayload<"deliver-alert">, signal: AbortSignal) => {
        events.push(`began ${payload.delivery}`);
        await sleep(200);
        events.push(`ended ${payload.delivery}${signal.aborted ? " aborted" : ""}`);
      };
      await queue.add("deliver-alert", delivery("first"));
      await queue.add("deliver-alert", delivery("second"));
      await queue.serve("deliver-alert", handler, { concurrency: 1 });
      await soon(() => expect(events).toEqual(["began first"]));
      await queue.close(10_000);
      expect(events).toEqual(["began first", "ended first"]);
      await sleep(50);
      expect(events).toHaveLength(2);
      expect(errors).toEqual([]);
    });

    it("lets a job in hand add the job that follows while it closes", async () => {
      const queue = open();
      let began = false;
      const handler = async () => {
        began = true;
        await sleep(100);
        await queue.add("relate-article", relation("next"));
      };
      await queue.serve("deliver-alert", handler, { concurrency: 1 });
      await queue.add("deliver-alert", delivery("first"));
      await soon(() => expect(began).toBe(true));
      await queue.close(10_000);
      expect(errors).toEqual([]);
    });

    it("aborts the job in hand when it does not end in the time that closing allows", async () => {
      const queue = open();
      let signal: AbortSignal | undefined;
      const handler = async (_: unknown, given: AbortSignal) => {
        signal = given;
        await sleep(60_000, undefined, { signal: given });
      };
      await queue.serve("deliver-alert", handler, { concurrency: 1 });
      await queue.add("deliver-alert", delivery("long"));
      await soon(() => expect(signal).toBeDefined());
      const began = Date.now();
      await queue.close(150);
      expect(Date.now() - began).toBeGreaterThanOrEqual(145);
      expect(Date.now() - began).toBeLessThan(1500);
      expect(signal?.aborted).toBe(true);
    });

    it("leaves a job behind that ignores being aborted", async () => {
      const queue = open();
      let began = false;
      const handler = () => {
        began = true;
        return new Promise<void>(() => undefined);
      };
      await queue.serve("deliver-alert", handler, { concurrency: 1 });
      await queue.add("deliver-alert", delivery("deaf"));
      await soon(() => expect(began).toBe(true));
      const closing = Date.now();
      await queue.close(100);
      expect(Date.now() - closing).toBeLessThan(3500);
    });

    it("refuses a job after it has closed", async () => {
      const queue = open();
      await queue.close(0);
      await queue.close(0);
      await expect(queue.add("deliver-alert", delivery("late"))).rejects.toThrow(TransientError);
    });

    it("keeps its process alive while it serves, and lets it end by itself once closed", async () => {
      const child = await startProcess("quick");
      await sleep(300);
      expect(child.exitCode).toBeNull();
      child.stdin?.end();
      expect(await once(child, "exit")).toEqual([0, null]);
    });

    unless(lacks.sharing, "shares the jobs of a name among those who serve it", async () => {
      const taken: string[] = [];
      const by = { one: 0, two: 0 };
      const [one, two, adder] = [open(), open(), open()];
      for (const [who, queue] of [["one", one] as const, ["two", two] as const]) {
        const handler = async (payload: JobPayload<"deliver-alert">) => {
          by[who] += 1;
          taken.push(payload.delivery);
          await sleep(5);
        };
        await queue.serve("deliver-alert", handler, { concurrency: 2 });
      }
      const ids = Array.from({ length: 60 }, (_, at) => `d${at}`);
      await Promise.all(ids.map((id) => adder.add("deliver-alert", delivery(id))));
      await soon(() => expect(taken.length).toBeGreaterThanOrEqual(60));
      expect(taken.toSorted()).toEqual(ids.toSorted());
      expect(Math.min(by.one, by.two)).toBeGreaterThan(5);
    });

    unless(lacks.outage, "refuses jobs while the store is away, tells of it once, and works again when it is back", async () => {
      const queue = open();
      const taken: string[] = [];
      await queue.serve("deliver-alert", async (payload) => void taken.push(payload.delivery), { concurrency: 2 });
      await queue.add("deliver-alert", delivery("before"));
      await soon(() => expect(taken).toEqual(["before"]));
      await store.kill();
      const began = Date.now();
      await expect(queue.add("deliver-alert", delivery("meanwhile"))).rejects.toThrow(TransientError);
      await expect(queue.waiting()).rejects.toThrow(TransientError);
      expect(Date.now() - began).toBeLessThan(4500);
      await sleep(1500);
      await store.restart();
      await vi.waitFor(() => queue.add("deliver-alert", delivery("after")), { timeout: 5000 });
      await soon(() => expect(taken).toEqual(["before", "after"]));
      expect(errors.filter(({ name }) => name === null)).toMatchObject([{ error: { name: "TransientError" } }]);
    });

    unless(lacks.outage, "closes, and lets its process end, while the store is away", async () => {
      const child = await startProcess("quick");
      await store.kill();
      await sleep(300);
      child.stdin?.end();
      expect(await once(child, "exit")).toEqual([0, null]);
      await store.restart();
    });

    unless(lacks.redelivery, "hands the job of a killed process to another", async () => {
      const child = await startProcess("endless");
      child.kill("SIGKILL");
      const queue = open();
      const taken: string[] = [];
      const began = Date.now();
      await queue.serve("deliver-alert", async (payload) => void taken.push(payload.delivery), { concurrency: 1 });
      await soon(() => expect(taken).toEqual(["dlv_child"]));
      expect(Date.now() - began).toBeLessThan(5 * LOCK_MS);
    });
  });
}
