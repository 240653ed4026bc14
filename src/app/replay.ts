import { type Archive, openArchive } from "../archive/archive.ts";
import type { RecordedMove } from "../archive/register.ts";
import type { Article, ArticleLine } from "../domain/article.ts";
import { type AlertId, type ArticleId, feedId } from "../domain/ids.ts";
import { plausible } from "../domain/schedule.ts";
import { versionsOf } from "../domain/term.ts";
import type { AlertLevel } from "../domain/verdict.ts";
import type { Watch } from "../domain/watch.ts";
import type { Judge } from "../judge/judge.ts";
import { NO_OPERATOR } from "../stages/look-after.ts";
import type { Raised } from "../stages/raise-alert.ts";
import { recordArticle } from "../stages/record-article.ts";
import { AT_ONCE } from "../stages/revise-alert.ts";
import { createSyncRegister } from "../stages/sync-register.ts";
import { createLocalQueue, createRelater } from "./app.ts";
import { startArchivist } from "./archivist.ts";
import type { StageEvent } from "./events.ts";
import { serveJudge } from "./remote-workers.ts";
import { beforeMoves, repeatMove } from "./replay-moves.ts";

export type ReplayEvent =
  | {
      readonly type: "article";
      readonly id: string;
      readonly story: string;
      readonly family: string;
      readonly copyOf: string | null;
      readonly variant: string;
      readonly origin: string;
      readonly updated?: true;
    }
  | {
      readonly type: "alert";
      readonly alert: string;
      readonly revision: number;
      /** What made this revision: opened, corroborated, raised, widened, confirmed, denied, edited, withdrawn, resolved. */
      readonly kind: string;
      readonly watch: string;
      readonly headline: string;
      readonly term: string | null;
      readonly verdict: string;
      /** Every term that the alert moves; `term` and `verdict` are the strongest of them. */
      readonly terms: readonly { readonly term: string; readonly verdict: string }[];
      readonly story: string;
      readonly origins: number;
      readonly articles: readonly string[];
    };

const FEED = feedId.parse("replay");
const FOREVER_MS = 365 * 86_400_000;
/** Stands in for the address of an article that has none. */
const addressOf = (line: Pick<ArticleLine, "url" | "id" | "source">): string =>
  URL.canParse(line.url ?? "") ? (line.url as string) : `https://${line.source.domain || "unknown.invalid"}/${encodeURIComponent(line.id)}`;

/**
 * Runs the whole pipeline over articles in order of publication (those without a date come last, as they stand), on a throw-away archive with
 * nothing sent. The clock is the articles' own, so that the same input gives the same output on any day. The register moves when it moved:
 * what came before a move was recorded is read against what was on record then.
 */
export async function replay(
  watch: Watch,
  definition: unknown,
  lines: readonly ReplayLine[],
  judge: Judge,
  emit: (event: ReplayEvent) => void,
  moves: readonly RecordedMove[] = [],
): Promise<void> {
  const archive = openArchive(":memory:");
  // What states no date cannot be shown to be history: it counts as seen after everything dated, and after the newest term held.
  const dated = lines.flatMap((line) => seenAt(line)?.getTime() ?? []);
  const newest = Math.max(...dated, ...watch.terms.flatMap(versionsOf).map((version) => Date.parse(version.validFrom)));
  let clock = new Date(Math.min(newest, ...dated));
  const now = () => clock;
  const failures: unknown[] = [];
  const queue = createLocalQueue({ onError: (_, error) => failures.push(error) });
  const inputIds = new Map<ArticleId, string>();
  const nameOf = (id: string | null) => (id === null ? null : (inputIds.get(id as ArticleId) ?? id));
  const withoutSources: Watch = { ...beforeMoves(watch, moves), feeds: [FEED] };
  createSyncRegister({ archive, now })({
    watches: [{ watch: withoutSources, definition: { ...(definition as object), feeds: [FEED] }, feeds: [FEED] }],
    feeds: [{ id: FEED, url: "https://replay.invalid/", everyMs: FOREVER_MS }],
  });
  // Nothing is polled or fetched in a replay: the articles are given.
  for (const { id } of archive.jobs.pendingOf(["poll-feed", "fetch-page"])) archive.jobs.done(id);

  const onEvent = (event: StageEvent): void => {
    if (event.job === "relate-article" && event.result.outcome === "related") {
      for (const updated of event.result.updated) emit({ ...articleEvent(archive, updated, nameOf), updated: true });
      emit(articleEvent(archive, event.result.article, nameOf));
    }
    if (event.job === "raise-alert" && "message" in event.result)
      for (const raised of [event.result, ...event.result.elsewhere]) emit(alertEvent(archive, raised, nameOf));
  };
  await serveJudge({ queue, judge });
  const archivist = await startArchivist({
    archive,
    queue,
    relater: createRelater(),
    channels: new Map(),
    delivery: AT_ONCE,
    operator: NO_OPERATOR,
    now,
    random: () => 0,
    sweepMs: 60_000,
    onEvent,
    onError: (error) => failures.push(error),
  });
  const waiting = moves.toSorted((a, b) => a.at.localeCompare(b.at));
  try {
    for (const line of inOrder(lines)) {
      // What states no date was seen after what stands before it.
      const seen = seenAt(line) ?? new Date(Math.max(newest, clock.getTime()) + 1000);
      if (seen > clock) clock = seen;
      while (waiting[0] !== undefined && waiting[0].at <= clock.toISOString()) repeatMove(archive, watch, waiting.shift() as RecordedMove);
      const { article, state } = put(archive, line, clock.toISOString());
      inputIds.set(article, line.id);
      archivist.wake();
      while (archive.jobs.busy(clock.toISOString()) && failures.length === 0) await new Promise(setImmediate);
      if (failures.length > 0) throw failures[0];
      // The same article given twice stands where it stood.
      if (state === "known") emit(articleEvent(archive, article, nameOf));
    }
  } finally {
    await archivist.stop();
    await queue.close(1000);
    archive.close();
  }
}

/** An article of the archive is read in the order in which it was, whatever its date. */
type ReplayLine = ArticleLine & { readonly seenAt?: string };
const seenAt = (line: ReplayLine): Date | null => (line.seenAt === undefined ? publishedOf(line) : new Date(line.seenAt));

/** When a line was published; null where it says nothing, or nothing that could be so. */
function publishedOf({ published }: ArticleLine): Date | null {
  const date = plausible(published ?? null, new Date());
  return date === null ? null : new Date(date);
}

function inOrder(lines: readonly ReplayLine[]): ReplayLine[] {
  const time = (line: ReplayLine) => seenAt(line)?.getTime() ?? Number.POSITIVE_INFINITY;
  return lines.toSorted((a, b) => (time(a) === time(b) ? 0 : time(a) - time(b)));
}

function put(archive: Archive, line: ArticleLine, at: string): ReturnType<typeof recordArticle> {
  return archive.transaction(() => {
    const [url, title, published] = [addressOf(line), line.title ?? null, publishedOf(line)?.toISOString() ?? null];
    const { id } = archive.entries.record(FEED, { key: line.id, url, title, published, summary: null, contentHtml: null }, at);
    const source: Article["source"] = { name: line.source.name ?? null, domain: line.source.domain, kind: line.source.kind ?? null };
    const blank = { author: null, modified: null, canonicalUrl: null, links: [] };
    const article = { ...blank, title, text: line.text, published, language: line.language ?? null, siteName: source.name };
    return recordArticle(archive, id, { url, article, source, snapshot: null }, at);
  });
}

function articleEvent(
  archive: Archive,
  id: ArticleId,
  nameOf: (id: string | null) => string | null,
): Extract<ReplayEvent, { type: "article" }> {
  const row = archive.stories.relationOf(id);
  if (row === undefined) throw new Error(`${id} was related and has no relation`);
  const { storyId: story, familyId: family, variantId: variant, originId: origin } = row;
  return { type: "article", id: nameOf(id) ?? id, story, family, copyOf: nameOf(row.copyOf), variant, origin };
}

function alertEvent(archive: Archive, { message, alert, revision }: Raised, nameOf: (id: string | null) => string | null): ReplayEvent {
  const terms = message.terms
    .filter((one) => one.verdict !== "reaffirms")
    .map(({ id, verdict }) => ({ term: id as string, verdict: verdict as string }));
  const articles = archive.readings.countedBy(alert).map((id) => nameOf(id) ?? id);
  const { term, verdict } = terms[0] ?? { term: null, verdict: verdictOf(message.level) };
  const { headline } = message;
  return {
    type: "alert",
    alert,
    revision,
    kind: message.kind,
    watch: message.watch.id,
    headline,
    term,
    verdict,
    terms,
    story: message.story.id,
    origins: message.origins,
    articles,
  };
}

const verdictOf = (level: Exclude<AlertLevel, "none">): string => (level === "rumour" ? "rumoured_change" : level);

export type FoundAlert = { readonly level: string; readonly headline: string; readonly articles: readonly string[] };

/**
 * Runs today's rules over the archive's own articles since a day and sets the alerts that come of it beside those on record. Nothing is
 * written. Two alerts are the same when they count an article in common.
 */
export async function replayArchive(archive: Archive, watch: Watch, definition: unknown, since: string, judge: Judge) {
  const rows = archive.articles.all().filter((row) => (row.published ?? row.firstSeenAt) >= since);
  const lines = rows.map((row): ReplayLine => {
    const { id, title, text, url, language, sourceName: name, sourceDomain: domain, sourceKind: kind } = row;
    const published = row.published ?? row.firstSeenAt;
    return { id, title, text, url, published, language, source: { name, domain, kind }, seenAt: row.firstSeenAt };
  });
  const replayed = new Map<string, FoundAlert>();
  const noteAlert = (event: ReplayEvent): void => {
    if (event.type === "alert") replayed.set(event.alert, { level: event.verdict, headline: event.headline, articles: event.articles });
  };
  await replay(watch, definition, lines, judge, noteAlert, archive.register.moves(watch.id));
  const given = new Set<string>(rows.map((row) => row.id));
  const recorded = archive.alerts
    .list(null, Number.MAX_SAFE_INTEGER)
    .filter((alert) => alert.watchId === watch.id)
    .map((alert): FoundAlert => {
      const articles = archive.readings.countedBy(alert.id as AlertId).filter((id) => given.has(id));
      return { level: alert.level, headline: alert.headline, articles };
    })
    .filter((alert) => alert.articles.length > 0);
  const shares = (one: FoundAlert) => (other: FoundAlert) => one.articles.some((id) => other.articles.includes(id));
  const now = [...replayed.values()];
  const urls = new Map<string, string>(rows.map((row) => [row.id, row.url]));
  const shown = (alert: FoundAlert) => ({ ...alert, articles: alert.articles.map((id) => urls.get(id) ?? id) });
  return {
    articles: rows.length,
    same: recorded.filter((one) => now.some(shares(one))).length,
    appear: now.filter((one) => !recorded.some(shares(one))).map(shown),
    vanish: recorded.filter((one) => !now.some(shares(one))).map(shown),
  };
}
