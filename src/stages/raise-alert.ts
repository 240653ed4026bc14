import type { Archive } from "../archive/archive.ts";
import type { ArticleRow } from "../archive/articles.ts";
import type { TermVersionRow } from "../archive/register.ts";
import type { AlertMessage } from "../channels/channel.ts";
import { type AlertStatus, decideRaise, isLive, type RevisionKind } from "../domain/alert.ts";
import { type AlertId, type ArticleId, alertIdOf, type DeliveryId, type StoryId, type TermId, type WatchId } from "../domain/ids.ts";
import type { Assessment } from "../domain/reading.ts";
import { severityOf, strongestRank } from "../domain/severity.ts";
import { rankOf } from "../domain/source.ts";
import { type AlertLevel, reaches, strongest } from "../domain/verdict.ts";
import { ranksOf } from "../domain/watch.ts";
import type { JobPayload } from "../queue/jobs.ts";
import { composeMessage, historyOf, readMessage } from "./compose-message.ts";
import { gather } from "./gather.ts";
import { moveByParty } from "./move-register.ts";
import { denialOf, departing, disputedOf, editOf, findOpen, furtherTerms, onRecordOf, saidBeforeOf } from "./raise-case.ts";
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
 * come together share a commit, which is waited for until the disk has it.
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
    const voices = open === undefined ? [] : archive.readings.voices(open.id as AlertId);
    const others = voices.filter((voice) => voice.article !== articleId);
    const before = open === undefined ? null : saidBeforeOf(archive, open.id as AlertId, key, article);
    const moves = open === undefined ? [] : archive.readings.moves(open.id as AlertId);
    const said = [...moves.map((one) => one.reading), ...(before?.moved ?? [])];
    const further = open === undefined ? [] : furtherTerms(archive, { watch, readings, said, now: now() });
    const decision = decideRaise({
      level,
      needsReview: assessment.needsReview,
      minimum: watch.alerts.minimum,
      reason: assessment.reason,
      byParty,
      isCopy: assessment.inheritedFrom !== null,
      origin: relation.originId,
      onRecord,
      further,
      denies: open !== undefined && denialOf(archive, open, readings, article),
      before: before?.said ?? null,
      gone: article.goneAt !== null,
      open:
        open === undefined
          ? null
          : {
              level: open.level as AlertLevel,
              status: open.status as AlertStatus,
              origins: new Set(voices.map((voice) => voice.origin)),
              deniers: new Set(archive.alerts.deniersOf(open.id as AlertId)),
              saidByParty: voices.some((voice) => rankOf({ name: voice.name, domain: voice.domain, kind: voice.kind }, ranks) === "party"),
            },
    });
    const counts = level !== "none" && reaches(level, watch.alerts.minimum) && onRecord === null;
    if (decision.raise === null) {
      archive.readings.decided(key, decision.rule, open !== undefined && (counts || before !== null) ? (open.id as AlertId) : null);
      return {
        ...{ outcome: "held", article: articleId, domain: article.sourceDomain, watch: watchId, level },
        ...{ needsReview: assessment.needsReview, rule: decision.rule },
      };
    }
    const kind = decision.raise;
    const at = now().toISOString();
    const alert = (open?.id ?? alertIdOf(watchId, articleId)) as AlertId;
    const own = {
      ...{ article: articleId, origin: relation.originId, level, needsReview: assessment.needsReview },
      ...{ name: article.sourceName, domain: article.sourceDomain, kind: article.sourceKind },
    };
    const standing = counts ? [...others, own] : others;
    const stands = strongest(standing.map((voice) => voice.level));
    // An alert that is taken back is still called by what it said.
    const standingLevel = (stands === "none" ? (open?.level ?? level) : stands) as Exclude<AlertLevel, "none">;
    const origins = new Set(standing.map((voice) => voice.origin)).size;
    const severity = severityOf({
      level: standingLevel,
      rank: strongestRank((standing.length > 0 ? standing : [own]).map((voice) => rankOf(voice, ranks))),
      origins,
      needsReview: standing.length > 0 && standing.every((voice) => voice.needsReview),
    });
    const status = statusAfter(kind, (open?.status ?? "open") as AlertStatus, standing.length);
    const earlier = open === undefined ? [] : archive.alerts.revisions(alert);
    const moving = departing(readings);
    const spoken = kind === "denied" ? disputedOf(archive, alert, readings) : moving;
    const message = composeMessage({
      ...{ alert, revision: (open?.revision ?? 0) + 1, kind, status, level: standingLevel, severity, watch, article },
      assessment: { ...assessment, evidence: assessment.evidence as Assessment["evidence"] },
      ...{ readings: spoken, versions: versionsRead(archive, spoken) },
      standing: standingTerms(archive, watch, moves, { article, terms: moving.map((one) => one.termId as TermId) }),
      further,
      saidByParty: standing.some((voice) => rankOf(voice, ranks) === "party"),
      story: { id: story, title: archive.stories.find(story)?.title ?? article.title ?? article.url },
      origins,
      outlets: new Set(standing.map((voice) => voice.domain)).size,
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
    archive.readings.decided(key, decision.rule, alert);
    if (byParty && counts) moveByParty({ archive, delivery, now }, watch, alert, article, readings);
    return { outcome: kind, alert, revision: message.revision, message, deliveries };
  }

  return gather((jobs: readonly JobPayload<"raise-alert">[]) => archive.transactionEach(jobs, raiseAlert));
}

/** What a revision makes of an alert's status: news reopens what was closed or put aside, and an alert without any voice is taken back. */
function statusAfter(kind: RevisionKind, status: AlertStatus, voices: number): AlertStatus {
  if (voices === 0 && (kind === "withdrawn" || kind === "edited")) return "withdrawn";
  if (kind === "raised" || kind === "widened" || kind === "confirmed" || !isLive(status)) return "open";
  return status;
}

function versionsRead(archive: Archive, readings: readonly { termVersionId: number }[]): TermVersionRow[] {
  return [...new Set(readings.map((one) => one.termVersionId))].flatMap((id) => archive.register.versionById(id) ?? []);
}
