import type { Archive } from "../archive/archive.ts";
import type { ArticleRow } from "../archive/articles.ts";
import type { Move } from "../archive/readings.ts";
import type { StandingTerm } from "../channels/channel.ts";
import type { ArticleId, TermId } from "../domain/ids.ts";
import { strongestRank } from "../domain/severity.ts";
import { rankOf, type SourceRank } from "../domain/source.ts";
import { levelOf, strongest, type Verdict } from "../domain/verdict.ts";
import { ranksOf, type Watch } from "../domain/watch.ts";
import { messageTerm } from "./compose-message.ts";

type Own = { readonly article: ArticleRow; readonly terms: readonly TermId[] };

const levelOfMove = ({ reading }: Move) => levelOf(reading.verdict as Verdict);

/**
 * What an alert rests on besides one article: the terms that its other articles move, each in the words of its strongest source, of several
 * such in those that say most, of several such in those that said so first. A term that the article moves itself is among them where
 * somebody of a stronger rank moves it.
 */
export function standingTerms(archive: Archive, watch: Watch, moves: readonly Move[], own: Own, at: string): StandingTerm[] {
  const ranks = ranksOf(watch);
  const rankOfMove = (one: Move): SourceRank => rankOf(one, ranks);
  const ownRank = rankOf({ name: own.article.sourceName, domain: own.article.sourceDomain, kind: own.article.sourceKind }, ranks);
  const others = moves.filter(({ reading }) => reading.articleId !== own.article.id);
  return [...Map.groupBy(others, ({ reading }) => reading.termId as TermId)].flatMap(([term, all]) => {
    const rank = strongestRank(all.map(rankOfMove));
    if (own.terms.includes(term) && strongestRank([rank, ownRank]) === ownRank) return [];
    const ranked = all.filter((one) => rankOfMove(one) === rank);
    const level = strongest(ranked.map(levelOfMove));
    const best = ranked.find((one) => levelOfMove(one) === level);
    const article = best && archive.articles.find(best.reading.articleId as ArticleId);
    if (best === undefined || article === undefined) return [];
    const version = archive.register.versionById(best.reading.termVersionId);
    return [{ ...messageTerm(best.reading, version, article, at), source: { name: best.name ?? best.domain, rank }, url: best.url }];
  });
}
