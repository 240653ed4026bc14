import type { Archive } from "../archive/archive.ts";
import type { JobRow } from "../archive/jobs.ts";
import { backoffMs } from "../domain/schedule.ts";
import { JOBS, type JobName } from "../queue/jobs.ts";

type Deps = { readonly archive: Pick<Archive, "jobs">; readonly now: () => Date; readonly random: () => number };

/**
 * Work that failed is listed again by its kind's policy, or given up after the last attempt. Answers when it is tried next, null where it
 * was given up; `askedMs` is how long the far side asked to wait.
 */
export function tryAgain(
  { archive, now, random }: Deps,
  job: Pick<JobRow, "id" | "name" | "attempts">,
  error: string,
  askedMs = 0,
): string | null {
  const policy = JOBS[job.name as JobName];
  const attempts = job.attempts + 1;
  if (attempts >= policy.attempts) {
    archive.jobs.dead(job.id, attempts, error);
    return null;
  }
  const nextTryAt = new Date(now().getTime() + backoffMs(policy, attempts, random(), askedMs)).toISOString();
  archive.jobs.again(job.id, nextTryAt, { attempts, error });
  return nextTryAt;
}
