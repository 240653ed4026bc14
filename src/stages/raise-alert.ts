import type { AlertRow } from "../archive/alerts.ts";
import type { Archive } from "../archive/archive.ts";
import type { ArticleRow } from "../archive/articles.ts";
import type { AssessmentRow, Move, ReadingRow } from "../archive/readings.ts";
import type { TermVersionRow } from "../archive/register.ts";
import type { AlertMessage } from "../channels/channel.ts";
import { type AlertStatus, decideRaise, isLive, type RevisionKind } from "../domain/alert.ts";
import { claimsOf, saidOf } from "../domain/claim.ts";
import { type AlertId, type ArticleId, alertIdOf, type DeliveryId, type StoryId, type TermId, type WatchId } from "../domain/ids.ts";
import type { Assessment } from "../domain/reading.ts";
import { severityOf } from "../domain/severity.ts";
import { rankOf, type SourceRank } from "../domain/source.ts";
import { type AlertLevel, reaches, strongest } from "../domain/verdict.ts";
import { ranksOf, type Watch } from "../domain/watch.ts";
import type { JobPayload } from "../queue/jobs.ts";
import { composeMessage, historyOf, readMessage } from "./compose-message.ts";
import { departing, disputes, findAlert } from "./find-alert.ts";
import { gather } from "./gather.ts";
import { moveByParty } from "./move-register.ts";
import { denialsOf, editOf, type Heard, lostOf, movesOf, onRecordOf, saidBeforeOf, turnsDown, voiceOf } from "./raise-case.ts";
import { addresseesFor, type DeliverySettings, type Recipients, writeRevision } from "./revise-alert.ts";
import { standingTerms } from "./standing-terms.ts";

type Deps = {
  readonly archive: Archive;
  readonly recipients: Recipients;
  readonly delivery: DeliverySettings;
  readonly now: () => Date;
};

export type Raised = {
  readonly outcome: RevisionKind;
  readonly alert: AlertId;
  readonly revision: number;
  readonly message: AlertMessage;
  readonly deliveries: readonly DeliveryId[];
  /** The alerts of other stories that the article denies as well. */
  readonly elsewhere: readonly Raised[];
};

export type RaiseOutcome =
  | Raised
  | {
      readonly outcome: "held";
      readonly domain: string;
      readonly article: ArticleId;
      readonly watch: WatchId;
      readonly level: AlertLevel;
      readonly needsReview: boolean;
      readonly rule: string;
    }
  | { readonly outcome: "nothing-to-do" };

type RankOfRow = (one: Pick<ArticleRow, "sourceName" | "sourceDomain" | "sourceKind">) => SourceRank;
type Context = {
  readonly watch: Watch;
  readonly article: ArticleRow;
  readonly story: StoryId;
  readonly origin: string;
  readonly key: { readonly article: ArticleId; readonly revision: number; readonly watch: WatchId };
  readonly assessment: AssessmentRow;
  readonly level: AlertLevel;
  readonly readings: readonly ReadingRow[];
  readonly onRecord: string | null;
  readonly byParty: boolean;
  readonly rankOfRow: RankOfRow;
  /** The alert follows another story: all that the article says to it is that its terms hold. */
  readonly isElsewhere: boolean;
};

/** What an article did to one alert, or that it did nothing, with the rule either way. */
type Act = {
  readonly rule: string;
  /** The alert that the article belongs to from now on. */
  readonly alert: AlertId | null;
  readonly counts: boolean;
  readonly raised: Raised | null;
};

/**
 * readings → alert and its pending deliveries, one article after the other; an article that does not alert leaves the rule that held it. Those that
 * come together share a commit, which need not be waited for: whatever is sent of it is first noted as being sent, and that note is.
 */
export function createRaiseAlert({ archive, recipients, delivery, now }: Deps) {
  function raiseAlert(job: JobPayload<"raise-alert">): RaiseOutcome {
    const { article: articleId, revision, watch: watchId } = job;
    archive.jobs.done(job.job);
    const key = { article: articleId, revision, watch: watchId };
    const assessment = archive.readings.assessment(key);
    const article = archive.articles.find(articleId);
    const watch = archive.register.watch(watchId);
    const relation = archive.stories.relationOf(articleId);
    if (assessment === undefined || assessment.decision !== null || article === undefined || watch === null || relation === undefined) {
      return { outcome: "nothing-to-do" };
    }
    const level = assessment.alert as AlertLevel;
    const readings = archive.readings.readingsOf(key);
    const ranks = ranksOf(watch);
    const rankOfRow: RankOfRow = (one) => rankOf({ name: one.sourceName, domain: one.sourceDomain, kind: one.sourceKind }, ranks);
    const byParty = rankOfRow(article) === "party";
    const found = findAlert(archive, { watch: watchId, relation, article, level, readings });
    const onRecord = onRecordOf(archive, { watch: watchId, level, readings, follows: found, now: now() });
    const open = found?.status === "resolved" ? undefined : found;
    const context: Context = {
      ...{ watch, article, story: relation.storyId as StoryId, origin: relation.originId, key, assessment, level, readings },
      ...{ onRecord, byParty, rankOfRow, isElsewhere: false },
    };
    const own = act(open, context);
    const held = readings.filter((one) => one.verdict === "reaffirms" && (byParty || turnsDown(one, article)));
    const others = archive.alerts
      .live(watchId)
      .filter((alert) => alert.id !== own.alert && alert.id !== open?.id && disputes(archive, alert, held))
      .map((alert) => act(alert, { ...context, level: "none", readings: held, onRecord: null, isElsewhere: true }));
    const denied = others.filter((one) => one.raised !== null);
    const first = own.raised ?? denied[0]?.raised ?? null;
    const rule = (first === own.raised ? [own, ...denied] : denied).map((one) => one.rule).join("; ");
    // What it moves and the alert does not count, as what the register has already, makes it no voice of another.
    archive.readings.decided(key, rule, own.alert ?? (level === "none" ? (first?.alert ?? null) : null));
    if (own.raised !== null && own.counts && byParty) moveByParty({ archive, delivery, now }, watch, own.raised.alert, article, readings);
    if (first !== null) return { ...first, elsewhere: denied.flatMap(({ raised }) => (raised === null || raised === first ? [] : raised)) };
    return {
      ...{ outcome: "held", article: articleId, domain: article.sourceDomain, watch: watchId, level },
      ...{ needsReview: assessment.needsReview, rule: own.rule },
    };
  }

  function act(open: AlertRow | undefined, context: Context): Act {
    const { watch, article, story, origin, key, assessment, level, readings, onRecord, byParty, rankOfRow, isElsewhere } = context;
    const moves = open === undefined ? [] : archive.readings.moves(open.id as AlertId);
    const heard = open === undefined ? [] : heardBy(archive, open, moves, rankOfRow);
    const before = open === undefined || isElsewhere ? null : saidBeforeOf(archive, open.id as AlertId, key, article);
    const who = { origin, outlet: article.sourceDomain, rank: rankOfRow(article), needsReview: assessment.needsReview };
    const edited = before === null ? [] : [{ ...who, level: before.said.level, departs: before.moved }];
    const others = heard.filter((one) => one.article !== article.id);
    const { minimum } = watch.alerts;
    const voices = heard.map((one) => voiceOf(one, minimum));
    const deniers = open === undefined ? [] : archive.alerts.deniersOf(open.id as AlertId);
    const own = movesOf(archive, { watch, level, readings, heard: [...heard, ...edited], now: now() });
    const denies = open === undefined ? [] : denialsOf(archive, { alert: open, readings, article, voices, deniers });
    const decision = decideRaise({
      level,
      needsReview: assessment.needsReview,
      minimum,
      reason: assessment.reason,
      byParty,
      isCopy: assessment.inheritedFrom !== null,
      origin,
      onRecord,
      moves: own,
      // In another story only a party's word stands against what is told as fact.
      denies: isElsewhere && !byParty ? denies.filter(({ term }) => saidOf(voices, term)?.level === "rumour") : denies,
      before: before?.said ?? null,
      gone: article.goneAt !== null,
      open: (open?.status as AlertStatus | undefined) ?? null,
    });
    const counts = level !== "none" && reaches(level, minimum) && onRecord === null;
    if (decision.raise === null) {
      const joins = open !== undefined && (counts || before !== null || decision.denies.length > 0);
      return { rule: decision.rule, alert: joins ? (open.id as AlertId) : null, counts, raised: null };
    }
    const kind = decision.raise;
    const at = now().toISOString();
    const alert = (open?.id ?? alertIdOf(watch.id, key.article)) as AlertId;
    const standing = [...others, ...(counts ? [{ ...who, level, departs: departing(readings) }] : [])];
    const claims = claimsOf(standing.map((one) => voiceOf(one, minimum)));
    const stands = strongest(claims.map((claim) => claim.level));
    // An alert that is taken back is still called by what it said.
    const standingLevel = (stands === "none" ? (open?.level ?? level) : stands) as Exclude<AlertLevel, "none">;
    const severity = claims[0] ?? severityOf({ level: standingLevel, rank: who.rank, origins: 0, needsReview: false });
    const status = statusAfter(kind, (open?.status ?? "open") as AlertStatus, standing.length);
    const earlier = open === undefined ? [] : archive.alerts.revisions(alert);
    const moving = kind === "denied" && !counts ? [] : departing(readings);
    const denying = readings.filter((one) => one.verdict === "reaffirms" && decision.denies.includes(one.termId));
    const spoken = [...moving, ...denying];
    const message = composeMessage({
      ...{ alert, revision: (open?.revision ?? 0) + 1, kind, status, level: standingLevel, severity, claims, watch, article },
      assessment: { ...assessment, evidence: assessment.evidence as Assessment["evidence"] },
      ...{ readings: spoken, versions: versionsRead(archive, spoken) },
      standing: standingTerms(archive, watch, moves, { article, terms: moving.map((one) => one.termId as TermId) }, at),
      ...{ about: decision.terms, denies: decision.denies },
      further: open === undefined ? [] : own.filter((move) => move.isFurther).map((move) => move.term),
      lost: lostOf(before, claims),
      denied: deniers.map((one) => one.term),
      story: { id: story, title: archive.stories.find(story)?.title ?? article.title ?? article.url },
      ...{ history: historyOf(earlier), thread: earlier[0] === undefined ? null : readMessage(earlier[0].message).headline },
      edit: kind === "edited" || kind === "withdrawn" ? editOf(before, readings, article) : null,
      unread: unreadOf(archive, article),
      at,
    });
    const draft = {
      ...{ alert, revision: message.revision, kind, level: standingLevel, severity: severity.severity, status, article: key.article },
      ...{ headline: message.headline, message, rule: decision.rule, person: null, note: null },
    };
    const to = addresseesFor(archive, watch, draft, recipients, delivery, now());
    // A denial that lies in another story does not make the alert follow that story.
    const follows = isElsewhere && open !== undefined ? (open.storyId as StoryId) : story;
    const deliveries = writeRevision(archive, watch, follows, draft, to, at);
    if (open?.status === "snoozed" && status === "open") archive.alerts.answered(alert, { owner: open.owner, snoozedUntil: null });
    const joins = counts || level === "none" || before !== null;
    return {
      rule: decision.rule,
      counts,
      alert: joins ? alert : null,
      raised: { outcome: kind, alert, revision: message.revision, message, deliveries, elsewhere: [] },
    };
  }

  return gather((jobs: readonly JobPayload<"raise-alert">[]) => archive.repeatableEach(jobs, raiseAlert));
}

/** What a revision makes of an alert's status: news reopens what was closed or put aside, and an alert without any voice is taken back. */
function statusAfter(kind: RevisionKind, status: AlertStatus, voices: number): AlertStatus {
  if (voices === 0 && (kind === "withdrawn" || kind === "edited")) return "withdrawn";
  if (kind === "raised" || kind === "widened" || kind === "confirmed" || !isLive(status)) return "open";
  return status;
}

type Counted = Heard & { readonly article: string };

/** The articles that an alert counts, each with what it departs from. */
function heardBy(archive: Archive, { id }: Pick<AlertRow, "id">, moves: readonly Move[], rankOfRow: RankOfRow): Counted[] {
  const byArticle = Map.groupBy(moves, ({ reading }) => reading.articleId);
  return archive.readings.voices(id as AlertId).map(({ article, origin, name, domain, kind, level, needsReview }) => ({
    ...{ article, origin, outlet: domain, level, needsReview },
    rank: rankOfRow({ sourceName: name, sourceDomain: domain, sourceKind: kind }),
    departs: (byArticle.get(article) ?? []).map(({ reading }) => reading),
  }));
}

/** Why the page of an article could not be read, where its feed's summary was read in its place. */
function unreadOf(archive: Archive, { id, snapshotId, url }: ArticleRow): string | null {
  if (snapshotId !== null) return null;
  const why = archive.entries.of(id as ArticleId).find(({ entry }) => entry.outcome !== null)?.entry.outcome ?? null;
  return why === null ? null : why.replace(`${url}: `, "");
}

function versionsRead(archive: Archive, readings: readonly { termVersionId: number }[]): TermVersionRow[] {
  return [...new Set(readings.map((one) => one.termVersionId))].flatMap((id) => archive.register.versionById(id) ?? []);
}
