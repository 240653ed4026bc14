import { type Fingerprint, fingerprintOf } from "./fingerprint.ts";
import { nameCounts } from "./names.ts";
import { labelOf, ownerOf, plainName } from "./owner.ts";
import { type Marks, marksOf } from "./provenance.ts";
import type { RelateInput } from "./relate.ts";
import { type Reporting, reportingOf } from "./reporting.ts";
import { newsTokens, subjectOf, type Terms, termsOf } from "./terms.ts";
import { readText } from "./text.ts";

/** News words that a text needs to be copied or a copy: shorter ones (empty pages, paywall stubs, one-liners) are alike by chance. */
const MIN_COPY_WORDS = 30;

/** All that is compared about an article, derived from it alone. The read text is not kept: it weighs ten times the article. */
export type Profile = {
  /** How many words the text has. */
  readonly words: number;
  /** Names in the text, with how often they stand there. */
  readonly names: ReadonlyMap<string, number>;
  readonly fingerprint: Fingerprint;
  readonly terms: Terms;
  readonly subject: string | null;
  readonly marks: Marks;
  readonly reporting: Reporting;
  readonly owner: string;
  /** Names under which others may speak of its publisher, folded. */
  readonly outlets: ReadonlySet<string>;
  readonly copyable: boolean;
};

export function profileOf(input: RelateInput): Profile {
  const read = readText(input.text);
  const title = readText(input.title ?? "").forms;
  const names = nameCounts(read);
  const news = newsTokens(read);
  const owner = ownerOf(input.source.domain || input.url);
  return {
    words: read.forms.length,
    names,
    fingerprint: fingerprintOf(read),
    terms: termsOf(title, news),
    subject: subjectOf(names),
    marks: marksOf(input, read),
    reporting: reportingOf(read),
    owner,
    outlets: new Set([labelOf(owner), plainName(input.source.name ?? "")].filter((name) => name.length > 1)),
    copyable: read.complete && news.length >= MIN_COPY_WORDS,
  };
}
