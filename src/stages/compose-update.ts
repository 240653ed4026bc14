import type { ArticleRow } from "../archive/articles.ts";
import type { MovedTerm } from "../channels/channel.ts";
import type { AlertStatus, RevisionKind } from "../domain/alert.ts";
import type { Claim } from "../domain/claim.ts";
import { listed, statesInWords, termInWords } from "./compose-headline.ts";

/** What an article did to an alert. */
export type Happened = {
  readonly kind: RevisionKind;
  readonly status: AlertStatus;
  readonly article: ArticleRow;
  /** The terms that this revision moves, and those whose move it denies. */
  readonly about: readonly Claim["term"][];
  readonly denies: readonly Claim["term"][];
  /** Terms that the alert did not name before. */
  readonly further: readonly Claim["term"][];
  /** What the article said before and nobody says any more. */
  readonly lost: readonly Claim["term"][];
};

const originsInWords = (count: number): string => `${count} independent origin${count === 1 ? "" : "s"}`;

/** What a revision adds, in a sentence or two. */
export function updateOf(name: string, happened: Happened, moved: readonly MovedTerm[]): string {
  const { kind, denies } = happened;
  const said = saidInWords(name, happened, moved);
  return kind === "denied" || denies.length === 0 ? said : `${said} It also says that ${holdInWords(denies)}.`;
}

/** "fee and night-berth still hold" */
const holdInWords = (terms: readonly Claim["term"][]): string =>
  `${listed(terms.map(termInWords))} still hold${terms.length > 1 ? "" : "s"}`;

function saidInWords(name: string, happened: Happened, moved: readonly MovedTerm[]): string {
  const { kind, about, further, denies } = happened;
  const alone = moved.length < 2;
  const on = moved.filter((one) => about.includes(one.id));
  const same = listed(on.map((one) => `${termInWords(one.id)} (${originsInWords(one.origins)} now)`));
  const news = moved.filter((one) => further.includes(one.id));
  const of = alone || on.length === 0 ? "" : ` of ${listed(on.map((one) => termInWords(one.id)))}`;
  const more = kind === "widened" || news.length === 0 ? "" : ` It also speaks of ${furtherInWords(news)}.`;
  switch (kind) {
    case "opened":
      return `${name} says so first.`;
    case "corroborated":
      return alone ? `${name} says the same: ${originsInWords(moved[0]?.origins ?? 1)} now.` : `${name} says the same of ${same}.${more}`;
    case "raised":
      return `${name} says it more strongly: ${statesInWords(on)}.${more}`;
    case "widened":
      return `${name} speaks of ${furtherInWords(news)}.`;
    case "confirmed":
      return `${name}, a party to the agreement, says so itself${of}.${more}`;
    case "denied":
      return `${name} says that ${alone ? "the term still holds" : holdInWords(denies)}.${on.length > 0 ? ` It says the same of ${same}.` : ""}`;
    case "edited":
      return `${name} edited the article that this alert quotes.`;
    case "withdrawn":
      return withdrawnInWords(name, happened, moved);
    default:
      return "";
  }
}

/** "a further term: change reported (fee)" */
const furtherInWords = (news: readonly MovedTerm[]): string =>
  `${news.length > 1 ? "further terms" : "a further term"}: ${statesInWords(news)}`;

function withdrawnInWords(name: string, { article, lost, status }: Happened, moved: readonly MovedTerm[]): string {
  const what = article.goneAt === null ? `${name} no longer says so` : `The page of ${name} is gone`;
  const [first] = moved;
  if (first === undefined) return `${what}; nobody is left who says so${status === "withdrawn" ? ", and the alert is taken back" : ""}.`;
  if (lost.length > 0)
    return `${what}; nobody is left who says so of ${listed(lost.map(termInWords))}, and what is said of ${listed(moved.map((one) => termInWords(one.id)))} stands.`;
  if (moved.length > 1) return `${what}; others still say all of it.`;
  return `${what}; ${originsInWords(first.origins)} still say${first.origins === 1 ? "s" : ""} so.`;
}
