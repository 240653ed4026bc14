import type { Archive } from "../archive/archive.ts";
import type { Validators } from "../domain/extract.ts";
import type { ArticleId, EntryId } from "../domain/ids.ts";
import { nextLook } from "../domain/polling.ts";

const HOUR_MS = 3_600_000;
/** How many hours a look may be put off for its host's sake before it is left out. */
const MOST_HOURS_OFF = 48;
/** Looks at pages of one host in an hour, where nobody says otherwise. */
export const LOOKS_PER_HOUR = 30;

export type Looked = {
  readonly url: string;
  readonly entry: EntryId;
  readonly article: ArticleId | null;
  readonly validators: Validators;
  readonly sha256: string;
  /** Milliseconds that the host asked to be left alone. */
  readonly askedMs?: number;
};

export type LookPlanner = (archive: Archive, looked: Looked) => void;

/** Writes down that a page was read, and lists the next look at it: ever later with age, sooner where a term is touched, within the host's budget. */
export function createPlanLook(deps: {
  readonly now: () => Date;
  readonly random: () => number;
  readonly looksPerHour: number;
}): LookPlanner {
  const { now, random, looksPerHour } = deps;

  /** The first instant from `at` on whose hour still has room for a look at the host. */
  function withinBudget(archive: Archive, host: string, at: Date): Date | null {
    for (let hour = 0, time = at; hour < MOST_HOURS_OFF; hour += 1) {
      const from = Math.floor(time.getTime() / HOUR_MS) * HOUR_MS;
      const planned = archive.pages.looksBetween(host, new Date(from).toISOString(), new Date(from + HOUR_MS).toISOString());
      if (planned < looksPerHour) return time;
      time = new Date(from + HOUR_MS + Math.round(random() * HOUR_MS));
    }
    return null;
  }

  return function planLook(archive, { url, entry, article, validators, sha256, askedMs = 0 }) {
    const at = now();
    const known = archive.pages.find(url);
    const firstReadAt = known?.firstReadAt ?? at.toISOString();
    const host = new URL(url).hostname;
    // Before its readings are there, at the first look, nobody knows whether it matters.
    const matters = article !== null && archive.readings.speaks(article);
    const wanted = looksPerHour === 0 ? null : nextLook(firstReadAt, at, matters, random());
    const earliest = new Date(at.getTime() + askedMs);
    const next = wanted === null ? null : withinBudget(archive, host, wanted > earliest ? wanted : earliest);
    const nextLookAt = next?.toISOString() ?? null;
    const looks = known === undefined ? 0 : known.looks + 1;
    archive.pages.put({
      url,
      entryId: entry,
      host,
      validators,
      bodySha256: sha256,
      firstReadAt,
      lastLookedAt: at.toISOString(),
      looks,
      nextLookAt,
      missingSince: null,
    });
    const job = archive.jobs.add("look-again", { page: url }, at.toISOString(), nextLookAt ?? at.toISOString());
    if (nextLookAt === null) archive.jobs.done(job);
    else archive.jobs.again(job, nextLookAt, null);
  };
}
