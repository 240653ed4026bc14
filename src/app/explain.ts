import type { Archive } from "../archive/archive.ts";
import type { ArticleRow } from "../archive/articles.ts";
import type { EditNote } from "../domain/edit.ts";
import { type AlertId, type ArticleId, articleIdOf, type SnapshotId, type StoryId, type WatchId } from "../domain/ids.ts";
import { dayOf } from "../domain/term.ts";
import type { Evidence } from "../relate/relate.ts";
import { canonicalUrl } from "../relate/url.ts";
import { pendingLines, revisionLines, type ToldRevision, toldRevisions } from "./explain-delivery.ts";

/** The whole path of one article, as data and as lines for a person. */
export type Explanation = { readonly url: string; readonly data: Record<string, unknown>; readonly lines: readonly string[] };
/** One part of it. */
type Part = { readonly data: Record<string, unknown>; readonly lines: readonly string[] };

/** An alert that is told as a whole, with its articles as parts of it. */
type Told = { readonly alert: AlertId; readonly revisions: readonly ToldRevision[] };

const urlIn =
  (archive: Archive) =>
  (article: string): string =>
    archive.articles.find(article as ArticleId)?.url ?? article;

/** The article at an address, however a person writes that. */
export const articleAt = (archive: Archive, url: string): ArticleRow | undefined =>
  archive.articles.findByUrl(url) ?? (URL.canParse(url) ? archive.articles.find(articleIdOf(canonicalUrl(url))) : undefined);

/** Why an article alerted or did not, by its address; null where nothing is known of it. */
export function explainUrl(archive: Archive, url: string): Explanation | null {
  const row = articleAt(archive, url);
  if (row !== undefined) return explainArticle(archive, row);
  const entries = archive.entries.byUrl(url);
  if (entries.length === 0) return null;
  const lines = entries.flatMap((entry) => {
    const jobs = archive.jobs.about(entry.id);
    const why = entry.outcome ?? (jobs.length === 0 ? "it was not fetched" : "it is still to be fetched");
    return [
      `listed by ${entry.feedId ?? "the register"} since ${entry.firstSeenAt}; no article: ${why}`,
      ...pendingLines(jobs).map((line) => `  ${line}`),
    ];
  });
  return { url, data: { entries: entries.map((entry) => ({ ...entry, pending: archive.jobs.about(entry.id) })) }, lines };
}

/** How an alert grew and how it went out, and the path of every article that had a part in it; null where there is no such alert. */
export function explainAlert(archive: Archive, id: AlertId) {
  const alert = archive.alerts.find(id);
  if (alert === undefined) return null;
  const stories = archive.alerts.storiesOf(id);
  const revisions = toldRevisions(archive, id);
  const paths = archive.readings.pathsInto(id).flatMap((article) => archive.articles.find(article) ?? []);
  const articles = paths.map((row) => explainArticle(archive, row, { alert: id, revisions }));
  const lines = [
    alert.headline,
    `alert     ${id} of the watch ${alert.watchId}: ${alert.level}, severity ${alert.severity}, ${alert.status}`,
    `          open since ${alert.openedAt}, last changed ${alert.updatedAt}${alert.owner === null ? "" : `, looked after by ${alert.owner}`}${alert.snoozedUntil === null ? "" : `, put aside until ${alert.snoozedUntil}`}`,
    `stories   ${stories.map((one) => one.storyId).join(", ")}`,
    ...revisionLines(revisions, urlIn(archive)),
    ...articles.flatMap((one) => ["", ...one.lines]),
  ];
  return { alert, stories, revisions, articles, lines };
}

/** `within`: how alerts went out is told there. */
function explainArticle(archive: Archive, row: ArticleRow, within: Told | null = null): Explanation {
  const id = row.id as ArticleId;
  const entries = archive.entries.of(id).map(({ entry }) => entry);
  const assessments = archive.readings.assessmentsOf(id);
  const snapshot = row.snapshotId === null ? null : (archive.snapshots.find(row.snapshotId as SnapshotId) ?? null);
  const before = archive.articles.revisionsOf(id);
  const pending = [id, ...entries.map((entry) => entry.id), ...new Set(entries.flatMap((entry) => entry.url ?? []))].flatMap((thing) =>
    archive.jobs.about(thing),
  );
  const relation = explainRelation(archive, id);
  const watches = assessments.map((assessment) => explainAssessment(archive, id, assessment, within));
  const lines = [
    `${row.title ?? "(no headline)"}`,
    `  ${row.url}`,
    `  article   ${row.id}, revision ${row.revision} of ${row.revisedAt}, ${row.sourceDomain}, published ${row.published ?? "without a date"}, language ${row.language ?? "unknown"}`,
    ...before.map((one) => `  before    revision ${one.revision} of ${one.recordedAt}: ${one.title ?? "(no headline)"}`),
    ...entries.map(
      (entry) =>
        `  entry     ${entry.id}, listed by ${entry.feedId ?? "the register (source of a term)"} since ${entry.firstSeenAt}${entry.outcome === null ? "" : `; ${entry.outcome}`}`,
    ),
    snapshot === null
      ? "  snapshot  none: read from the feed itself"
      : `  snapshot  ${snapshot.id}, fetched ${snapshot.fetchedAt} from ${snapshot.finalUrl}, status ${snapshot.status}, SHA-256 ${snapshot.sha256}`,
    ...relation.lines,
    ...watches.flatMap((one) => one.lines),
    ...(assessments.length === 0 ? [`  watch     ${pending.length === 0 ? "read by none" : "not read yet"}`] : []),
    ...pendingLines(pending).map((line) => `  ${line}`),
  ];
  const { text: _, ...article } = row;
  const revisions = before.map(({ text: __, ...one }) => one);
  const data = { article, revisions, entries, snapshot, ...relation.data, watches: watches.map((one) => one.data), pending };
  return { url: row.url, data, lines };
}

/** The story an article belongs to, the copies on either side of it, and what both rest on. */
function explainRelation(archive: Archive, id: ArticleId): Part {
  const relation = archive.stories.relationOf(id);
  if (relation === undefined) return { data: { relation: null, copies: [] }, lines: ["  story     not related yet"] };
  const { articles, outlets, origins } = archive.stories.spread(relation.storyId as StoryId);
  const urlOf = urlIn(archive);
  const copies = archive.stories.copiesOf(id);
  const share = (of: number | null) => `${Math.round((of ?? 0) * 100)} % of its text`;
  const lines = [
    `  story     ${relation.storyId}: ${articles} article(s), ${outlets} outlet(s), ${origins} origin(s); family ${relation.familyId}, variant ${relation.variantId}, origin ${relation.originId}`,
    ...(relation.copyOf === null ? [] : [`  copy      ${relation.copyKind} of ${urlOf(relation.copyOf)}, ${share(relation.containment)}`]),
    ...(relation.edits as EditNote[]).map(
      (edit) => `            edit (${edit.kind}): “${edit.removed}” became “${edit.added}” in “${edit.after}”`,
    ),
    ...copies.map((one) => `  copied    ${one.copyKind} by ${urlOf(one.articleId)}, ${share(one.containment)}`),
    ...(relation.evidence as Evidence[]).map((one) => `  because   ${one.kind} ${one.weight.toFixed(2)}: ${one.detail}`),
  ];
  return { data: { relation, copies }, lines };
}

type AssessmentRow = ReturnType<Archive["readings"]["assessmentsOf"]>[number];

/** What one revision of an article means for one watch: readings with quote, judge and the version read against, and the rule that decided. */
function explainAssessment(archive: Archive, id: ArticleId, assessment: AssessmentRow, within: Told | null): Part {
  const watch = assessment.watchId as WatchId;
  const readings = archive.readings.readingsOf({ article: id, revision: assessment.revision, watch });
  const alert = assessment.alertId as AlertId | null;
  const revisions = alert === null ? [] : alert === within?.alert ? within.revisions : toldRevisions(archive, alert);
  const inherited = assessment.inheritedFrom === null ? "" : `, readings of ${assessment.inheritedFrom} taken over`;
  const against = (version: number) => {
    const row = archive.register.versionById(version);
    return row === undefined ? "" : ` against the version from ${dayOf(row.validFrom)}, recorded ${row.recordedAt}`;
  };
  const lines = [
    `  watch     ${watch}, revision ${assessment.revision}: ${assessment.alert}${assessment.needsReview ? ", needs review" : ""}, read ${assessment.readAt} by ${assessment.judge}${inherited}`,
    ...readings.flatMap((reading) => [
      `    ${reading.verdict.padEnd(15)} ${reading.termId} (${reading.confidence.toFixed(2)}): “${reading.quote}” [${reading.field} ${reading.start}-${reading.end}]`,
      `                    by ${reading.judge}${against(reading.termVersionId)}`,
    ]),
    `    because   ${assessment.reason}`,
    `    decision  ${assessment.decision ?? "not decided yet"}`,
    ...(alert === null ? [] : [`    alert     ${alert}`]),
    ...(within === null ? revisionLines(revisions, urlIn(archive)).map((line) => `      ${line}`) : []),
  ];
  return { data: { ...assessment, readings, revisions, deliveries: revisions.flatMap((one) => one.deliveries) }, lines };
}
