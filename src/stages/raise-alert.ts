import type { AlertRow } from "../archive/alerts.ts";
import type { Archive } from "../archive/archive.ts";
import type { ArticleRow } from "../archive/articles.ts";
import type { Move } from "../archive/readings.ts";
import type { TermVersionRow } from "../archive/register.ts";
import type { AlertMessage } from "../channels/channel.ts";
import { type AlertStatus, decideRaise, isLive, type RevisionKind } from "../domain/alert.ts";
import { claimsOf } from "../domain/claim.ts";
import { type AlertId, type ArticleId, alertIdOf, type DeliveryId, type StoryId, type TermId, type WatchId } from "../domain/ids.ts";
import type { Assessment } from "../domain/reading.ts";
import { severityOf } from "../domain/severity.ts";
import { rankOf, type SourceRank } from "../domain/source.ts";
import { type AlertLevel, reaches, strongest } from "../domain/verdict.ts";
import { ranksOf } from "../domain/watch.ts";
import type { JobPayload } from "../queue/jobs.ts";
import { composeMessage, historyOf, readMessage } from "./compose-message.ts";
import { gather } from "./gather.ts";
import { moveByParty } from "./move-register.ts";
import { denialsOf, departing, editOf, findOpen, type Heard, lostOf, movesOf, onRecordOf, saidBeforeOf, voiceOf } from "./raise-case.ts";
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
    const story = relation.storyId as StoryId;
    const readings = archive.readings.readingsOf(key);
    const ranks = ranksOf(watch);
    const rankOfRow = (one: Pick<ArticleRow, "sourceName" | "sourceDomain" | "sourceKind">) =>
      rankOf({ name: one.sourceName, domain: one.sourceDomain, kind: one.sourceKind }, ranks);
    const byParty = rankOfRow(article) === "party";
    const found = findOpen(archive, { watch: watchId, story, article, level, readings, byParty });
    const onRecord = onRecordOf(archive, { watch: watchId, level, readings, follows: found, now: now() });
    const open = found?.status === "resolved" ? undefined : found;
    const moves = open === undefined ? [] : archive.readings.moves(open.id as AlertId);
    const heard = open === undefined ? [] : heardBy(archive, open, moves, rankOfRow);
    const before = open === undefined ? null : saidBeforeOf(archive, open.id as AlertId, key, article);
    const who = { origin: relation.originId, outlet: article.sourceDomain, rank: rankOfRow(article), needsReview: assessment.needsReview };
    const edited = before === null ? [] : [{ ...who, level: before.said.level, departs: before.moved }];
    const others = heard.filter((one) => one.article !== articleId);
    const { minimum } = watch.alerts;
    const voices = heard.map((one) => voiceOf(one, minimum));
    const deniers = open === undefined ? [] : archive.alerts.deniersOf(open.id as AlertId);
    const own = movesOf(archive, { watch, level, readings, heard: [...heard, ...edited], now: now() });
    const decision = decideRaise({
      level,
      needsReview: assessment.needsReview,
      minimum,
      reason: assessment.reason,
      byParty,
      isCopy: assessment.inheritedFrom !== null,
      origin: relation.originId,
      onRecord,
      moves: own,
      denies: open === undefined ? [] : denialsOf(archive, { alert: open, readings, article, voices, deniers }),
      before: before?.said ?? null,
      gone: article.goneAt !== null,
      open: (open?.status as AlertStatus | undefined) ?? null,
    });
    const counts = level !== "none" && reaches(level, minimum) && onRecord === null;
    if (decision.raise === null) {
      archive.readings.decided(
        key,
        decision.rule,
        open !== undefined && (counts || before !== null || decision.denies.length > 0) ? (open.id as AlertId) : null,
      );
      return {
        ...{ outcome: "held", article: articleId, domain: article.sourceDomain, watch: watchId, level },
        ...{ needsReview: assessment.needsReview, rule: decision.rule },
      };
    }
    const kind = decision.raise;
    const at = now().toISOString();
    const alert = (open?.id ?? alertIdOf(watchId, articleId)) as AlertId;
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
      standing: standingTerms(archive, watch, moves, { article, terms: moving.map((one) => one.termId as TermId) }),
      ...{ about: decision.terms, denies: decision.denies },
      further: open === undefined ? [] : own.filter((move) => move.isFurther).map((move) => move.term),
      lost: lostOf(before, claims),
      denied: deniers.map((one) => one.term),
      story: { id: story, title: archive.stories.find(story)?.title ?? article.title ?? article.url },
      ...{ history: historyOf(earlier), thread: earlier[0] === undefined ? null : readMessage(earlier[0].message).headline },
      edit: kind === "edited" || kind === "withdrawn" ? editOf(before, readings, article) : null,
      at,
    });
    const draft = {
      ...{ alert, revision: message.revision, kind, level: standingLevel, severity: severity.severity, status, article: articleId },
      ...{ headline: message.headline, message, rule: decision.rule, person: null, note: null },
    };
    const to = addresseesFor(archive, watch, draft, recipients, delivery, now());
    const deliveries = writeRevision(archive, watch, story, draft, to, at);
    if (open?.status === "snoozed" && status === "open") archive.alerts.answered(alert, { owner: open.owner, snoozedUntil: null });
    // What it moves and the alert does not count, as what the register has already, makes it no voice.
    archive.readings.decided(key, decision.rule, counts || level === "none" || before !== null ? alert : null);
    if (byParty && counts) moveByParty({ archive, delivery, now }, watch, alert, article, readings);
    return { outcome: kind, alert, revision: message.revision, message, deliveries };
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
function heardBy(
  archive: Archive,
  { id }: Pick<AlertRow, "id">,
  moves: readonly Move[],
  rankOfRow: (one: Pick<ArticleRow, "sourceName" | "sourceDomain" | "sourceKind">) => SourceRank,
): Counted[] {
  const byArticle = Map.groupBy(moves, ({ reading }) => reading.articleId);
  return archive.readings.voices(id as AlertId).map(({ article, origin, name, domain, kind, level, needsReview }) => ({
    ...{ article, origin, outlet: domain, level, needsReview },
    rank: rankOfRow({ sourceName: name, sourceDomain: domain, sourceKind: kind }),
    departs: (byArticle.get(article) ?? []).map(({ reading }) => reading),
  }));
}

function versionsRead(archive: Archive, readings: readonly { termVersionId: number }[]): TermVersionRow[] {
  return [...new Set(readings.map((one) => one.termVersionId))].flatMap((id) => archive.register.versionById(id) ?? []);
}
