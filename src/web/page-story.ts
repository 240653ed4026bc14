import { spread } from "./charts.ts";
import { type Html, html, NOTHING } from "./html.ts";
import type { Page } from "./layout.ts";
import { alertLines, articleLink, badge, empty, onDay, pager, when } from "./parts.ts";
import type { Part } from "./queries/sql.ts";
import { MEMBERS, type StoryCounts, type StoryMember, type StoryRow } from "./queries/story.ts";
import { line, plural, titleOf } from "./words.ts";

export type StoryView = {
  readonly story: StoryRow;
  readonly counts: StoryCounts;
  readonly members: readonly StoryMember[];
  readonly alerts: readonly { readonly id: string; readonly headline: string; readonly level: string; readonly status: string }[];
};
/** Levels of copies of copies that are drawn inside each other; deeper ones stand at the last. */
const MAX_DEPTH = 8;

const percent = (share: number | null): string => `${Math.round((share ?? 0) * 100)} %`;

/** Articles in the words of the evidence, by the outlets that readers know them by. */
type Named = (detail: string) => string;
const namedBy = (members: readonly StoryMember[]): Named => {
  const outlets = new Map(members.map(({ id, domain }) => [id, domain]));
  return (detail) => detail.replace(/\bart_\w+/g, (id) => outlets.get(id) ?? id);
};

const strongest = (member: StoryMember, named: Named): string => {
  const [first] = [...member.evidence].sort((a, b) => b.weight - a.weight);
  return first === undefined ? "" : `: ${line(named(first.detail), 110)}`;
};

/** Why an article stands where it stands. */
function because(member: StoryMember, named: Named): Html {
  const edge =
    member.copyOf === null
      ? NOTHING
      : html`<li>${member.copyKind} copy: ${percent(member.containment)} of its text stands in the article above</li>`;
  const edits = member.edits
    .slice(0, 6)
    .map(
      (edit) =>
        html`<li>edited (${edit.kind}): <del>${line(edit.removed, 200) || "nothing"}</del> became <ins>${line(edit.added, 200) || "nothing"}</ins></li>`,
    );
  const evidence = member.evidence
    .slice(0, 6)
    .map((one) => html`<li>${one.kind}: ${line(named(one.detail), 300)} <span class="quiet">weight ${one.weight.toFixed(2)}</span></li>`);
  if (member.copyOf === null && edits.length === 0 && evidence.length === 0) return NOTHING;
  return html`<details><summary>Why it stands here${strongest(member, named)}</summary><ul class="because">${edge}${edits}${evidence}</ul></details>`;
}

function tree(members: readonly StoryMember[]): Html {
  const known = new Set(members.map((member) => member.id));
  const children = Map.groupBy(members, (member) => (member.copyOf !== null && known.has(member.copyOf) ? member.copyOf : ""));
  const drawn = new Set<string>();
  const named = namedBy(members);
  const branch = (parent: string, depth: number): Html => {
    const own = (children.get(parent) ?? []).filter((member) => !drawn.has(member.id));
    for (const member of own) drawn.add(member.id);
    if (own.length === 0) return NOTHING;
    return html`<ul class="tree">${own.map(
      (
        member,
      ) => html`<li><p><strong>${member.domain}</strong> ${articleLink(member)} ${when(member.published)} ${member.copyKind === null ? NOTHING : badge("copy", `${member.copyKind} copy`)}</p>
${because(member, named)}${depth < MAX_DEPTH ? branch(member.id, depth + 1) : NOTHING}</li>`,
    )}</ul>`;
  };
  return branch("", 0);
}

/** Texts of one family that do not say the same. */
function variants(members: readonly StoryMember[]): Html {
  const families = [...Map.groupBy(members, (member) => member.family).values()]
    .map((family) => [...Map.groupBy(family, (member) => member.variant).values()])
    .filter((family) => family.length > 1);
  if (families.length === 0) return NOTHING;
  return html`<section aria-labelledby="variants"><h2 id="variants">Variants</h2><p class="sum">Copies of one text that do not say the same: an edit touches a number, a name, a negation or the like.</p>
${families.map(
  (family) =>
    html`<ol class="thread">${family.map((variant) => {
      const [first] = variant;
      return first === undefined
        ? NOTHING
        : html`<li>${articleLink(first)} <span class="quiet">${first.domain}, ${plural(variant.length, "article")} say this</span>${first.edits.slice(0, 4).map((edit) => html`<p><del>${line(edit.before, 400)}</del> <ins>${line(edit.after, 400)}</ins></p>`)}</li>`;
    })}</ol>`,
)}</section>`;
}

/** One story: how it spread, who copied whom and why that is believed, and where copies differ. */
export function storyPage({ story, counts, members, alerts }: StoryView): Page {
  const left = counts.articles - members.length;
  return {
    title: titleOf(story.title),
    path: "/stories",
    main: html`<nav class="crumbs" aria-label="You are here"><a href="/stories">Stories</a></nav>
<h1><bdi>${titleOf(story.title)}</bdi></h1>
<p class="sum"><strong>${plural(counts.articles, "article")}</strong> in <strong>${plural(counts.outlets, "outlet")}</strong> from <strong>${plural(counts.origins, "independent origin")}</strong>; first ${when(members[0]?.seen ?? story.openedAt)}</p>
${alertLines(alerts)}
${spread(members.map((member) => ({ at: member.seen, outlet: member.domain, isCopy: member.copyOf !== null })))}
<section aria-labelledby="tree"><h2 id="tree">Who copied whom</h2>${tree(members)}${left > 0 ? html`<p class="quiet">The earliest ${MEMBERS} are shown; ${plural(left, "article")} more carry the story.</p>` : NOTHING}</section>
${variants(members)}`,
  };
}

/** Stories, the one that grew last first. */
export function storiesPage(part: Part<StoryRow & StoryCounts>, isFirst: boolean): Page {
  const list = part.items.map(
    (story) => html`<li><p><a href="/stories/${story.id}"><bdi>${titleOf(story.title)}</bdi></a></p>
<p class="quiet">${plural(story.articles, "article")}, ${plural(story.outlets, "outlet")}, ${plural(story.origins, "origin")}; last article ${onDay(story.lastArticleAt)}</p></li>`,
  );
  return {
    title: "Stories",
    path: "/stories",
    main: html`<h1>Stories</h1>${part.items.length === 0 ? empty("No story yet.") : html`<ol class="thread">${list}</ol>`}${pager("/stories", part.next, isFirst)}`,
  };
}
