import { PermanentError } from "../domain/errors.ts";
import { JOBS, type JobName, type JobPayload } from "./jobs.ts";

const MAX_ISSUES = 5;

/** The payload as the job table reads it. Throws PermanentError that names the job and the fields, never their values. */
export function checkPayload<N extends JobName>(name: N, payload: unknown): JobPayload<N> {
  const read = JOBS[name].payload.safeParse(payload);
  if (read.success) return read.data as JobPayload<N>;
  const issues = read.error.issues.slice(0, MAX_ISSUES).map((issue) => `${issue.path.join(".") || "payload"}: ${issue.message}`);
  throw new PermanentError(`job ${name}: its payload does not fit the job table (src/queue/jobs.ts): ${issues.join("; ")}`);
}
