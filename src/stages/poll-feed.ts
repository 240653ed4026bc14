import type { ParsedFeed, PollAnswer } from "../domain/extract.ts";
import { sha256 } from "../domain/ids.ts";
import { validatorsAfter } from "../domain/validators.ts";
import type { Fetcher } from "../fetch/fetcher.ts";
import { NotAFeedError } from "../parse/errors.ts";
import type { FeedBytes } from "../parse/read-feed.ts";
import type { JobPayload } from "../queue/jobs.ts";

type Deps = {
  readonly fetcher: Pick<Fetcher, "fetch">;
  readonly parseFeed: (document: FeedBytes) => Promise<ParsedFeed>;
};

/** feed → what it answered. Runs in the fetcher: it opens no archive, and all it found goes back to the archivist. */
export function createPollFeed({ fetcher, parseFeed }: Deps) {
  return async function pollFeed(job: JobPayload<"poll-feed">, signal: AbortSignal): Promise<PollAnswer> {
    const answer = await fetcher.fetch({ url: job.url, kind: "feed", validators: job.validators }, signal);
    if (answer.outcome === "refused" || answer.outcome === "failed") return answer;
    const { finalUrl, permanent, headers } = answer;
    const answered = { finalUrl, permanent, validators: validatorsAfter(answer, job.validators), headers };
    if (answer.outcome === "unchanged") return { outcome: "unchanged", ...answered };
    const bodyHash = sha256(answer.body);
    if (bodyHash === job.sha256) return { outcome: "same", ...answered };
    try {
      const feed = await parseFeed({
        bytes: answer.body,
        url: finalUrl,
        contentType: headers["content-type"] ?? null,
        contentLocation: headers["content-location"] ?? null,
        contentLanguage: headers["content-language"] ?? null,
      });
      return { outcome: "entries", ...answered, sha256: bodyHash, feed };
    } catch (error) {
      if (!(error instanceof NotAFeedError)) throw error;
      // Its validators are the latest that the server gave, whatever it gave them for.
      return { outcome: "failed", failure: "not-a-feed", message: `GET ${job.url}: ${error.message}`, validators: answered.validators };
    }
  };
}
