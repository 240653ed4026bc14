import { daysNamed } from "./days.ts";
import { type Fingerprint, fingerprintOf } from "./fingerprint.ts";
import { nameCounts } from "./names.ts";
import { labelOf, ownerOf, plainName } from "./owner.ts";
import { type Marks, marksOf } from "./provenance.ts";
import type { RelateInput } from "./relate.ts";
import { type Reporting, reportingOf } from "./reporting.ts";
import { bridgeOf, languageOf, newsWords, subjectOf, type Terms, termsOf } from "./terms.ts";
import { forgetWords, type ReadText, readAnew, readText } from "./text.ts";

/** News words that a text needs to be copied or a copy: shorter ones (empty pages, paywall stubs, one-liners) are alike by chance. */
const MIN_COPY_WORDS = 30;

/** Sentences at the opening in which a text says what day it is about. */
const OPENING = 5;
const OPENING_MAX = 4000;

/** All that is compared about an article, derived from it alone. The read text is not kept: it weighs ten times the article. */
export type Profile = {
  /** How many words the text has. */
  readonly words: number;
  /** Names in the text, with how often they stand there. */
  readonly names: ReadonlyMap<string, number>;
  readonly fingerprint: Fingerprint;
  readonly terms: Terms;
  /** Names and figures, for comparing with texts in other languages. */
  readonly bridge: Terms;
  readonly language: string;
  /** Days named in the headline and the opening, as days since 1970. */
  readonly days: readonly number[];
  readonly subject: string | null;
  readonly marks: Marks;
  readonly reporting: Reporting;
  readonly owner: string;
  /** Names under which others may speak of its publisher, folded. */
  readonly outlets: ReadonlySet<string>;
  readonly copyable: boolean;
};

function openingOf(title: string | null, { text, sentences }: ReadText): string {
  const [first, last] = [sentences[0], sentences[Math.min(OPENING, sentences.length) - 1]];
  return `${title ?? ""}\n${text.slice(first?.start ?? 0, last?.end ?? 0)}`.slice(0, OPENING_MAX);
}

/** `text` is the article's, of the same length, with what belongs to its page and not to it left blank. */
export function profileOf(input: RelateInput, text: string = input.text): Profile {
  forgetWords();
  const read = readText(text);
  const title = readAnew(input.title ?? "");
  const names = nameCounts(read);
  const news = newsWords(read);
  const owner = ownerOf(input.source.domain || input.url);
  return {
    words: read.words.length,
    names,
    fingerprint: fingerprintOf(read),
    terms: termsOf(title, news, read.vocabulary),
    bridge: bridgeOf(names, title, news, read.vocabulary),
    language: languageOf(input.language, news),
    days: daysNamed(openingOf(input.title, read), Date.parse(input.published ?? input.seenAt)),
    subject: subjectOf(names),
    marks: marksOf(input, read),
    reporting: reportingOf(read),
    owner,
    outlets: new Set([labelOf(owner), plainName(input.source.name ?? "")].filter((name) => name.length > 1)),
    copyable: read.complete && news.words.length >= MIN_COPY_WORDS,
  };
}
