import type { Archive } from "../archive/archive.ts";
import type { Channel } from "../channels/channel.ts";
import { messageOf } from "../domain/errors.ts";
import { POLLING_RULES, type PollingRules } from "../domain/polling.ts";
import { storageLine, storageTrouble } from "../domain/storage-trouble.ts";
import { JOBS, type JobPayload } from "../queue/jobs.ts";
import type { Queue } from "../queue/queue.ts";
import type { Relater } from "../relate/relate.ts";
import { createDeliverAlert } from "../stages/deliver-alert.ts";
import { createInheritReadings } from "../stages/inherit-readings.ts";
import { createLookAfter, createTellOperator, type OperatorSettings } from "../stages/look-after.ts";
import { LOOKS_PER_HOUR } from "../stages/plan-look.ts";
import { createRaiseAlert } from "../stages/raise-alert.ts";
import { createRecordPage } from "../stages/record-page.ts";
import { createRecordPoll } from "../stages/record-poll.ts";
import { createRecordReadings } from "../stages/record-readings.ts";
import { createRelateArticle, restoreRelater } from "../stages/relate-article.ts";
import type { DeliverySettings } from "../stages/revise-alert.ts";
import { createSweep } from "../stages/sweep.ts";
import { tryAgain } from "../stages/try-again.ts";
import type { StageEvent } from "./events.ts";

const DAY_MS = 86_400_000;
/** How far back the relater remembers after a restart: its own window and room for late copies, in milliseconds. */
const REMEMBER_MS = 90 * DAY_MS;
/** How often reminders, ends of snoozes and troubles of the machinery are looked for, in milliseconds. */
const LOOK_AFTER_MS = 60_000;
/** A busy daemon looks for work this often, in milliseconds: each look costs as much as a poll, and what it finds together is written together. */
const BETWEEN_LOOKS_MS = 50;

type Deps = {
  readonly archive: Archive;
  readonly queue: Queue;
  readonly relater: Relater;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly delivery: DeliverySettings;
  readonly operator: OperatorSettings;
  readonly now: () => Date;
  readonly random: () => number;
  readonly sweepMs: number;
  /** How often feeds without an interval of their own are polled, and how many pages of a host are looked at again in an hour. */
  readonly polling?: PollingRules | undefined;
  readonly looksPerHour?: number | undefined;
  /** Milliseconds between two requests to one host. */
  readonly hostSpacingMs?: number | undefined;
  /** The beginning of a round that takes each feed once. */
  readonly roundBegan?: Date | undefined;
  /** `ms` is how long the job took. */
  readonly onEvent: (event: StageEvent, ms: number) => void;
  readonly onError: (error: unknown) => void;
  /** The archive cannot be written, in a line for the operator; null once it can be again. */
  readonly onStorage?: (line: string | null) => void;
};

/** The one owner of the archive: hands out work, records answers, relates, raises and delivers. */
export async function startArchivist(deps: Deps) {
  const { archive, queue, relater, channels, delivery, operator, now, random, onEvent, onError } = deps;
  const recipients = new Map([...channels].map(([name, channel]) => [name, channel.recipients] as const));
  restoreRelater(archive, relater, { since: new Date(now().getTime() - REMEMBER_MS).toISOString(), shelved: false });
  // Whatever was in hand when the last process ended is in nobody's hand now.
  archive.jobs.giveBackAll();

  const sweep = createSweep({ archive, queue, now, hostSpacingMs: deps.hostSpacingMs ?? 0, roundBegan: deps.roundBegan });
  let [sweeping, stopped, sweptAt, sweptMs] = [Promise.resolve(), false, now(), Number.NEGATIVE_INFINITY];
  let wanted: NodeJS.Timeout | undefined;
  async function look(): Promise<void> {
    wanted = undefined;
    if (stopped || unwritable) return;
    sweptMs = performance.now();
    await sweep();
    sweptAt = now();
  }
  /** Looks for work: at once where that was not done just now. Many calls make one look. */
  const wake = (): void => {
    if (stopped) return;
    wanted ??= setTimeout(
      () => {
        sweeping = sweeping.then(look).catch(unlessStorage);
      },
      Math.max(0, sweptMs + BETWEEN_LOOKS_MS - performance.now()),
    );
  };

  /** While the archive cannot be written nothing is handed out, and nothing counts as an attempt: it is said once, and tried at every look. */
  let unwritable = false;
  const isStorage = (error: unknown): boolean => {
    const trouble = storageTrouble(error);
    if (trouble !== null && !unwritable) {
      unwritable = true;
      deps.onStorage?.(storageLine(archive.path, trouble));
    }
    return trouble !== null;
  };
  const unlessStorage = (error: unknown): void => {
    if (!isStorage(error)) onError(error);
  };
  /** Work whose answer could not be written is in nobody's hand: giving it back is the write that shows whether there is room again. */
  function tryToWrite(): void {
    archive.jobs.giveBackAll();
    unwritable = false;
    deps.onStorage?.(null);
  }

  type Archivist = StageEvent["job"];
  type Result<N extends Archivist> = Extract<StageEvent, { job: N }>["result"];
  const serve = <N extends Archivist>(name: N, stage: (payload: JobPayload<N>, signal: AbortSignal) => Promise<Result<N>>): Promise<void> =>
    queue.serve(
      name,
      async (payload, signal) => {
        const began = performance.now();
        try {
          const result = await stage(payload, signal);
          onEvent({ job: name, result } as StageEvent, performance.now() - began);
        } catch (error) {
          if (isStorage(error)) return;
          recordFailure(payload.job, error);
          throw error;
        } finally {
          wake();
        }
      },
      { concurrency: JOBS[name].concurrency },
    );

  /** A surprise: the work is tried again later and in the end given up, visibly. */
  function recordFailure(job: string, error: unknown): void {
    const row = archive.jobs.find(job);
    if (row !== undefined) tryAgain({ archive, now, random }, row, messageOf(error));
  }

  const stage = { archive, now, random };
  const { polling = POLLING_RULES, looksPerHour = LOOKS_PER_HOUR } = deps;
  await serve("record-poll", createRecordPoll({ ...stage, polling }));
  await serve("record-page", createRecordPage({ ...stage, looksPerHour }));
  await serve("relate-article", createRelateArticle({ archive, relater, now }));
  await serve("inherit-readings", createInheritReadings({ archive, now }));
  await serve("record-readings", createRecordReadings(stage));
  await serve("raise-alert", createRaiseAlert({ archive, recipients, delivery, now }));
  await serve("deliver-alert", createDeliverAlert({ archive, channels, delivery, now, random }));
  const tellOperator = createTellOperator({ archive, operator, recipients, now });
  const lookAfter = createLookAfter({ archive, delivery, operator, now });
  let lookedAt = now().getTime();
  const timer = setInterval(() => {
    try {
      if (unwritable) tryToWrite();
      if (now().getTime() - lookedAt >= LOOK_AFTER_MS) {
        lookedAt = now().getTime();
        lookAfter();
      }
      tellOperator();
    } catch (error) {
      unlessStorage(error);
    }
    wake();
  }, deps.sweepMs);
  wake();

  return {
    wake,
    /** When due work was last looked for with success: while the archive and the queue answer, not long ago. */
    sweptAt: () => sweptAt,
    /** Hands out nothing more; call it before the queue is closed. */
    async stop(): Promise<void> {
      stopped = true;
      clearInterval(timer);
      clearTimeout(wanted);
      await sweeping;
    },
  };
}
