import { alertLevel } from "../../src/domain/verdict.ts";
import { type Case, isMove, type LabelledSentence } from "./cases.ts";
import { decisive, type Outcome } from "./score.ts";

type Side = { readonly alert: string; readonly moved: readonly string[]; readonly quote: string | null };
export type WrongArticle = {
  readonly id: string;
  readonly title: string | null;
  readonly expected: Side;
  readonly got: Side & { readonly confidence: number | null; readonly needsReview: boolean; readonly reason: string };
  /** Levels between the alert that was due and the one that was raised, 0 to 3; 0 where only the terms differ. */
  readonly off: number;
};

const levels = alertLevel.options;

/** The sentence whose label decides what the article was expected to mean, where sentences are labelled. */
function labelledQuote({ sentences, labels, input: { article } }: Case): string | null {
  const strength = ({ labels: said }: LabelledSentence) =>
    Math.max(0, ...[...said].filter(([term, value]) => isMove(value) && labels.get(term) === value).map(([, value]) => order(value)));
  const order = (value: string) => ["rumoured_change", "contradicts", "changes"].indexOf(value) + 1;
  const best = (sentences ?? []).reduce<LabelledSentence | null>(
    (found, sentence) => (strength(sentence) > (found === null ? 0 : strength(found)) ? sentence : found),
    null,
  );
  return best === null ? null : (best.field === "title" ? (article.title ?? "") : article.text).slice(best.start, best.end);
}

/** Every article whose alert or whose moved terms are wrong, worst first: by how far the alert is off, then unflagged before flagged, then the surest. */
export function wrongArticles(outcomes: readonly Outcome[]): WrongArticle[] {
  const wrong = outcomes.flatMap(({ one, found }): WrongArticle[] => {
    const due = [...one.labels].filter(([, value]) => isMove(value)).map(([term, value]) => `${term} ${value}`);
    const moving = found.readings.filter((reading) => isMove(reading.verdict));
    const raised = moving.map((reading) => `${reading.term} ${reading.verdict}`);
    const terms = (list: readonly string[]) => [...new Set(list.map((item) => item.split(" ")[0]))].sort().join(" ");
    if (found.alert === one.alert && terms(due) === terms(raised)) return [];
    // Where nothing was raised, what the judge made of the terms that moved shows best why.
    const dueTerms = found.readings.filter(({ term }) => isMove(one.labels.get(term) ?? "silent"));
    const reading = decisive(moving) ?? decisive(dueTerms);
    const evidence = reading ?? found.evidence;
    return [
      {
        id: one.id,
        title: one.input.article.title,
        expected: { alert: one.alert, moved: due, quote: labelledQuote(one) },
        got: {
          alert: found.alert,
          moved: raised,
          quote: evidence?.quote ?? null,
          confidence: reading?.confidence ?? null,
          needsReview: found.needsReview,
          reason: found.reason,
        },
        off: Math.abs(levels.indexOf(one.alert) - levels.indexOf(found.alert)),
      },
    ];
  });
  return wrong.sort(
    (a, b) => b.off - a.off || Number(a.got.needsReview) - Number(b.got.needsReview) || (b.got.confidence ?? 0) - (a.got.confidence ?? 0),
  );
}
