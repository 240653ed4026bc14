import type { EditNote } from "../../domain/edit.ts";
import type { Evidence } from "../../relate/relate.ts";
import { keyOf, PAGE_ROWS, type Part, partOf, type Reads, rows } from "./sql.ts";

export type StoryRow = {
  readonly id: string;
  readonly title: string | null;
  readonly openedAt: string;
  readonly lastArticleAt: string;
  readonly redirectTo: string | null;
};
export type StoryCounts = { readonly articles: number; readonly outlets: number; readonly origins: number };
export type StoryMember = {
  readonly id: string;
  readonly title: string | null;
  readonly domain: string;
  readonly published: string | null;
  readonly seen: string;
  readonly family: string;
  readonly variant: string;
  readonly origin: string;
  readonly copyOf: string | null;
  readonly copyKind: string | null;
  readonly containment: number | null;
  readonly edits: readonly EditNote[];
  readonly evidence: readonly Evidence[];
};
/** Articles of one story that are shown as a tree, the earliest first. */
export const MEMBERS = 200;

export const storyOf = (archive: Reads, id: string): StoryRow | undefined =>
  rows<StoryRow>(
    archive,
    `SELECT id, substr(title, 1, 1000) AS title, opened_at AS openedAt, last_article_at AS lastArticleAt, redirect_to AS redirectTo FROM stories WHERE id = ?`,
    id,
  )[0];

export const countsOf = (archive: Reads, id: string): StoryCounts =>
  rows<StoryCounts>(
    archive,
    `SELECT count(*) AS articles, count(DISTINCT a.source_domain) AS outlets, count(DISTINCT r.origin_id) AS origins
       FROM relations r JOIN articles a ON a.id = r.article_id WHERE r.story_id = ?`,
    id,
  )[0] ?? { articles: 0, outlets: 0, origins: 0 };

export function membersOf(archive: Reads, story: string): StoryMember[] {
  const found = rows<Omit<StoryMember, "edits" | "evidence"> & { edits: string; evidence: string }>(
    archive,
    `SELECT a.id, substr(a.title, 1, 1000) AS title, a.source_domain AS domain, a.published, coalesce(a.published, a.first_seen_at) AS seen,
            r.family_id AS family, r.variant_id AS variant, r.origin_id AS origin, r.copy_of AS copyOf, r.copy_kind AS copyKind, r.containment,
            r.edits, r.evidence
       FROM relations r JOIN articles a ON a.id = r.article_id WHERE r.story_id = ? ORDER BY seen, a.id LIMIT ?`,
    ...[story, MEMBERS],
  );
  return found.map((row) => ({ ...row, edits: JSON.parse(row.edits), evidence: JSON.parse(row.evidence) }));
}

/** Stories, the one that grew last first. */
export function stories(archive: Reads, after?: string): Part<StoryRow & StoryCounts> {
  const [date = null, id = null] = keyOf(after, 2) ?? [null, null];
  const found = rows<StoryRow>(
    archive,
    `SELECT id, substr(title, 1, 1000) AS title, opened_at AS openedAt, last_article_at AS lastArticleAt, redirect_to AS redirectTo FROM stories
      WHERE redirect_to IS NULL AND (? IS NULL OR (last_article_at, id) < (?, ?)) ORDER BY last_article_at DESC, id DESC LIMIT ?`,
    ...[date, date, id, PAGE_ROWS + 1],
  );
  const part = partOf(found, (row) => [row.lastArticleAt, row.id]);
  return { ...part, items: part.items.map((row) => ({ ...row, ...countsOf(archive, row.id) })) };
}

export const alertsOfStory = (archive: Reads, story: string) =>
  rows<{ id: string; headline: string; level: string; status: string }>(
    archive,
    `SELECT al.id, al.headline, al.level, al.status FROM alert_stories s JOIN alerts al ON al.id = s.alert_id WHERE s.story_id = ? ORDER BY al.opened_at LIMIT 20`,
    story,
  );
