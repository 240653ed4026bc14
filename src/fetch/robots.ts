import type { Failure } from "./failure.ts";
import { parseRobotsRules } from "./robots-rules.ts";

/** RFC 9309 §2.5: parse at least so much, in bytes. The rest is ignored. */
export const ROBOTS_MAX_BYTES = 500 * 1024;
/** RFC 9309 §2.4: not used for longer than 24 hours, in milliseconds. */
const FRESH_MS = 24 * 3600 * 1000;
/** After a robots.txt that could not be read its host is left alone for 30 minutes, in milliseconds. */
const UNREACHABLE_MS = 30 * 60 * 1000;
const MOST_ORIGINS = 1000;

/** What a robots.txt answered: its rules (empty where there is none, so that all is allowed), or why it could not be read. */
export type RobotsAnswer =
  | { readonly outcome: "rules"; readonly bytes: Uint8Array }
  | ({ readonly outcome: "unreachable" } & Failure)
  /** Not asked because the host is on hold; nothing is remembered. */
  | { readonly outcome: "held" };

export interface Robots {
  /** Null when the page may be fetched, else why not. */
  objection(url: URL): Promise<Failure | null>;
}

/** `read` fetches one robots.txt and ends by itself. `userAgent`: its first word up to a slash is the product token. */
export type RobotsDeps = { readonly read: (url: URL) => Promise<RobotsAnswer>; readonly userAgent: string; readonly now: () => Date };

type Verdict = { readonly until: number; readonly check: (url: URL) => Failure | null };

/** Asks robots.txt (RFC 9309) once per origin and remembers it; pages asked for at the same time share one request. */
export function createRobots({ read, userAgent, now }: RobotsDeps): Robots {
  const [productToken = ""] = userAgent.split("/", 1);
  const verdicts = new Map<string, Promise<Verdict>>();

  async function learn(origin: string): Promise<Verdict> {
    const url = new URL("/robots.txt", origin);
    const answer = await read(url);
    if (answer.outcome === "held") {
      return { until: 0, check: () => ({ failure: "robots", detail: `not fetched, since ${url.href} cannot be asked now` }) };
    }
    if (answer.outcome === "unreachable") {
      const { failure, detail } = answer;
      const until = now().getTime() + UNREACHABLE_MS;
      return { until, check: () => ({ failure, detail: `not fetched, since ${url.href} could not be read: ${detail}` }) };
    }
    const isAllowed = parseRobotsRules(readable(answer.bytes), productToken);
    const check = (page: URL): Failure | null =>
      isAllowed(page.pathname + page.search) ? null : { failure: "robots", detail: `${url.href} asks robots not to fetch it` };
    return { until: now().getTime() + FRESH_MS, check };
  }

  return {
    async objection(url) {
      let known = verdicts.get(url.origin);
      if (known !== undefined && (await known).until <= now().getTime()) {
        // Whoever comes first replaces it; the others find the new one.
        if (verdicts.get(url.origin) === known) verdicts.delete(url.origin);
        known = verdicts.get(url.origin);
      }
      if (known === undefined) {
        known = learn(url.origin);
        known.catch(() => verdicts.delete(url.origin));
        verdicts.set(url.origin, known);
        const [oldest] = verdicts.keys();
        if (verdicts.size > MOST_ORIGINS && oldest !== undefined) verdicts.delete(oldest);
      }
      return (await known).check(url);
    },
  };
}

/** The text up to the limit, without the line that the limit cut. */
function readable(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  return bytes.length < ROBOTS_MAX_BYTES ? text : text.slice(0, text.lastIndexOf("\n") + 1);
}
