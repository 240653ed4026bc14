import type { Archive } from "../archive/archive.ts";
import type { ArticleRow } from "../archive/articles.ts";
import type { AlertMessage } from "../channels/channel.ts";
import type { EditNote } from "../domain/edit.ts";
import { type AlertId, type ArticleId, articleIdOf, type EntryId, type StoryId, type WatchId } from "../domain/ids.ts";
import type { Evidence } from "../relate/relate.ts";
import { canonicalUrl } from "../relate/url.ts";

/** The whole path of one article, as data and as lines for a person. */
export type Explanation = { readonly url: string; readonly data: Record<string, unknown>; readonly lines: readonly string[] };

/** Why an article alerted or did not, by its address; null where nothing is known of it. */
export function explainUrl(archive: Archive, url: string): Explanation | null {
  const row = archive.articles.findByUrl(url) ?? (URL.canParse(url) ? archive.articles.find(articleIdOf(canonicalUrl(url))) : undefined);
  if (row !== undefined) return explainArticle(archive, row);
  const entries = archive.articles.entriesByUrl(url);
  if (entries.length === 0) return null;
  const lines = entries.map(
    (entry) =>
      `listed by ${entry.feedId ?? "the register"} since ${entry.firstSeenAt}; no article: ${entry.outcome ?? pending(archive, entry.id as EntryId)}`,
  );
  return { url, data: { entries }, lines };
}

/** Every article that an alert counts; null where there is no such alert. */
export function explainAlert(archive: Archive, id: AlertId): { readonly alert: unknown; readonly articles: readonly Explanation[] } | null {
  const alert = archive.alerts.find(id);
  if (alert === undefined) return null;
  const articles = archive.readings
    .pathsInto(id)
    .flatMap((article) => archive.articles.find(article) ?? [])
    .map((row) => explainArticle(archive, row));
  return { alert, articles };
}

function pending(archive: Archive, entry: EntryId): string {
  const job = archive.jobs.find(`fetch-page/${entry}`);
  return job === undefined ? "it was not fetched" : `to be fetched ${job.dueAt}${job.lastError === null ? "" : ` (${job.lastError})`}`;
}

function explainArticle(archive: Archive, row: ArticleRow): Explanation {
  const id = row.id as ArticleId;
  const entries = archive.articles.entriesOf(id);
  const relation = archive.stories.relationOf(id);
  const assessments = archive.readings.assessmentsOf(id);
  const lines = [
    `${row.title ?? "(no headline)"}`,
    `  ${row.url}`,
    `  article   ${row.id}, revision ${row.revision}, ${row.sourceDomain}, published ${row.published ?? "without a date"}, language ${row.language ?? "unknown"}`,
    ...entries.map(
      ({ entry }) =>
        `  entry     ${entry.id}, listed by ${entry.feedId ?? "the register (source of a term)"} since ${entry.firstSeenAt}${entry.outcome === null ? "" : `; ${entry.outcome}`}`,
    ),
    `  snapshot  ${row.snapshotId ?? "none: read from the feed itself"}`,
  ];
  if (relation === undefined) lines.push("  story     not related yet");
  else {
    const { articles, outlets, origins } = archive.stories.spread(relation.storyId as StoryId);
    lines.push(
      `  story     ${relation.storyId}: ${articles} article(s), ${outlets} outlet(s), ${origins} origin(s); family ${relation.familyId}, variant ${relation.variantId}, origin ${relation.originId}`,
    );
    if (relation.copyOf !== null) {
      const parent = archive.articles.find(relation.copyOf as ArticleId);
      lines.push(
        `  copy      ${relation.copyKind} of ${parent?.url ?? relation.copyOf}, ${Math.round((relation.containment ?? 0) * 100)} % of its text`,
      );
      for (const edit of relation.edits as EditNote[])
        lines.push(`            edit (${edit.kind}): “${edit.removed}” became “${edit.added}” in “${edit.after}”`);
    }
    for (const one of relation.evidence as Evidence[]) lines.push(`  because   ${one.kind} ${one.weight.toFixed(2)}: ${one.detail}`);
  }
  const watches = assessments.map((assessment) => {
    const watch = assessment.watchId as WatchId;
    const readings = archive.readings.readingsOf({ article: id, revision: assessment.revision, watch });
    const inherited = assessment.inheritedFrom === null ? "" : `, readings of ${assessment.inheritedFrom} taken over`;
    lines.push(
      `  watch     ${watch}: ${assessment.alert}${assessment.needsReview ? ", needs review" : ""}, read ${assessment.readAt} by ${assessment.judge}${inherited}`,
    );
    for (const reading of readings)
      lines.push(
        `    ${reading.verdict.padEnd(15)} ${reading.termId} (${reading.confidence.toFixed(2)}): “${reading.quote}” [${reading.field} ${reading.start}-${reading.end}]`,
      );
    lines.push(`    decision  ${assessment.decision ?? "not decided yet"}`);
    const alert = assessment.alertId as AlertId | null;
    const deliveries = alert === null ? [] : archive.alerts.deliveriesOf(alert);
    if (alert !== null) {
      lines.push(`    alert     ${alert}`);
      for (const revision of archive.alerts.revisions(alert))
        lines.push(`      ${revision.revision}. ${revision.kind} ${revision.raisedAt}: ${(revision.message as AlertMessage).headline}`);
      for (const one of deliveries)
        lines.push(
          `      ${one.channel} to ${one.recipient}, revision ${one.revision}: ${one.state}, ${one.attempts} attempt(s)${one.lastError === null ? "" : `, ${one.lastError}`}`,
        );
    }
    return { ...assessment, readings, deliveries };
  });
  if (assessments.length === 0) lines.push("  watch     not read yet, or by no watch");
  const { text: _, ...article } = row;
  return { url: row.url, data: { article, entries: entries.map(({ entry }) => entry), relation: relation ?? null, watches }, lines };
}
