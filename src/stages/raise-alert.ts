import type { Archive } from "../archive/archive.ts";
import type { AlertMessage } from "../channels/channel.ts";
import { decideRaise, type RevisionKind } from "../domain/alert.ts";
import { type AlertId, type ArticleId, alertIdOf, type DeliveryId, type StoryId, type WatchId } from "../domain/ids.ts";
import type { Assessment } from "../domain/reading.ts";
import { rankOf } from "../domain/source.ts";
import { type AlertLevel, isStronger, reaches } from "../domain/verdict.ts";
import { ranksOf } from "../domain/watch.ts";
import type { JobPayload } from "../queue/jobs.ts";
import { composeMessage } from "./compose-message.ts";

type Deps = {
  readonly archive: Archive;
  /** Who gets the messages of a channel, by the channel's name; a name that is not configured has none. */
  readonly recipients: ReadonlyMap<string, readonly string[]>;
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

/** readings → alert and its pending deliveries, in one transaction; an article that does not alert leaves the rule that held it. */
export function createRaiseAlert({ archive, recipients, now }: Deps) {
  return async function raiseAlert(job: JobPayload<"raise-alert">): Promise<RaiseOutcome> {
    return archive.transaction(() => {
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
      // An edited article that is related elsewhere now stays in the thread in which it was told.
      const open = archive.alerts.findIn(watchId, story) ?? archive.alerts.thatCounts(watchId, articleId);
      const ranks = ranksOf(watch);
      const isParty = (domain: string) => rankOf({ name: null, domain, kind: null }, ranks) === "party";
      const voices = open === undefined ? [] : archive.readings.voices(watchId, open.id as AlertId);
      const decision = decideRaise({
        level,
        needsReview: assessment.needsReview,
        minimum: watch.alerts.minimum,
        reason: assessment.reason,
        byParty: isParty(article.sourceDomain),
        origin: relation.originId,
        open:
          open === undefined
            ? null
            : {
                level: open.level as AlertLevel,
                origins: new Set(voices.map((voice) => voice.origin)),
                saidByParty: voices.some((voice) => isParty(voice.domain)),
              },
      });
      const counts = level !== "none" && reaches(level, watch.alerts.minimum);
      if (decision.raise === null || level === "none") {
        archive.readings.decided(key, decision.rule, counts && open !== undefined ? (open.id as AlertId) : null);
        return {
          outcome: "held",
          article: articleId,
          domain: article.sourceDomain,
          watch: watchId,
          level,
          needsReview: assessment.needsReview,
          rule: decision.rule,
        };
      }
      const at = now().toISOString();
      const alert = (open?.id ?? alertIdOf(watchId, articleId)) as AlertId;
      const step = (open?.revision ?? 0) + 1;
      const standing = open !== undefined && isStronger(open.level as AlertLevel, level) ? (open.level as typeof level) : level;
      const all = [...voices, { origin: relation.originId, domain: article.sourceDomain }];
      const message = composeMessage({
        alert,
        revision: step,
        kind: decision.raise,
        level: standing,
        watch,
        article,
        assessment: {
          needsReview: assessment.needsReview,
          reason: assessment.reason,
          evidence: assessment.evidence as Assessment["evidence"],
        },
        readings: archive.readings.readingsOf(key),
        versions: archive.register.versions(watchId),
        story: { id: story, title: archive.stories.find(story)?.title ?? article.title ?? article.url },
        origins: new Set(all.map((voice) => voice.origin)).size,
        outlets: new Set(all.map((voice) => voice.domain)).size,
        at,
      });
      const to = watch.alerts.to.flatMap((channel) =>
        (recipients.get(channel) ?? []).flatMap((recipient) =>
          archive.optOuts.has({ watch: watchId, channel, recipient }) ? [] : [{ channel, recipient }],
        ),
      );
      const draft = {
        alert,
        revision: step,
        kind: decision.raise,
        level: standing,
        article: articleId,
        headline: message.headline,
        message,
      };
      const deliveries = archive.alerts.revise(watchId, story, draft, to, at);
      for (const delivery of deliveries) archive.jobs.add("deliver-alert", { delivery }, at);
      archive.readings.decided(key, decision.rule, alert);
      return { outcome: decision.raise, alert, revision: step, message, deliveries };
    });
  };
}
