import type { AlertStatus, RevisionKind } from "../domain/alert.ts";
import type { Claim } from "../domain/claim.ts";
import type { AlertId, DeliveryId, StoryId, TermId, WatchId } from "../domain/ids.ts";
import type { Severity } from "../domain/severity.ts";
import type { SourceRank } from "../domain/source.ts";
import type { AlertLevel, SpokenVerdict } from "../domain/verdict.ts";

/** One term as the message shows it: the recorded statement, and what the article says now in its own words (empty where it gives none). */
export type MessageTerm = {
  readonly id: TermId;
  readonly verdict: SpokenVerdict;
  readonly was: string;
  readonly wasSource: string | null;
  readonly now: string;
  /** The day, in words, from which what is reported holds, where it is still to come; absent in messages of before it was kept. */
  readonly from?: string | null;
  /** The quote in its context: up to a sentence or so on each side, empty where there is none. */
  readonly quote: { readonly before: string; readonly text: string; readonly after: string };
  readonly confidence: number;
};

/** A term that an earlier article of the alert moves and the newest one does not speak of, with who says so. */
export type StandingTerm = MessageTerm & { readonly source: { readonly name: string; readonly rank: SourceRank }; readonly url: string };

/** One term of an alert as it stands, or with null the agreement as a whole: only what is said of that term counts for it. */
export type MovedTerm = Omit<Claim, "term" | "inWords"> & {
  readonly id: TermId | null;
  /** Somebody said since that the term holds, and no party has said otherwise. */
  readonly denied: boolean;
};

export type { AlertStatus, RevisionKind } from "../domain/alert.ts";
export type { Severity } from "../domain/severity.ts";

/** One earlier revision, as a line. */
export type MessageStep = {
  readonly revision: number;
  readonly kind: RevisionKind;
  readonly at: string;
  readonly update: string;
  /** The article behind it; null for what a person or the register did. */
  readonly url: string | null;
};

/** Everything a channel may show about one revision of an alert; channels look nothing up. Dates are ISO 8601 in UTC. */
export type AlertMessage = {
  readonly alert: AlertId;
  readonly revision: number;
  readonly kind: RevisionKind;
  readonly watch: { readonly id: WatchId; readonly subject: string };
  readonly level: Exclude<AlertLevel, "none">;
  readonly severity: Severity;
  /** The severity with its sum, in words: verdict, who says so, how many independent origins. */
  readonly severityInWords: string;
  readonly status: AlertStatus;
  readonly needsReview: boolean;
  /** One line that says what happened: subject, level and term. */
  readonly headline: string;
  /** The headline of the first revision, by which the thread is called for good: mail programs break a thread whose subject changes. */
  readonly thread: string;
  /** What this revision adds, in one sentence: who corroborates, what was edited, who acknowledged it and why. */
  readonly update: string;
  /** The revisions before this one, oldest first, so that a recipient who was told less still has the whole. */
  readonly history: readonly MessageStep[];
  /** The words that alerted, and what stands in their place since the article was edited (empty where nothing does); null where none were. */
  readonly edit: { readonly before: string; readonly after: string } | null;
  /** Terms that the article moves, strongest first, then those whose move it denies; empty where it reports a change without a readable term. */
  readonly terms: readonly MessageTerm[];
  /** What else the alert rests on: terms that its other articles move. */
  readonly standing: readonly StandingTerm[];
  /** Every term that moved, the gravest first, with its own state; empty in messages of before it was kept. */
  readonly moved: readonly MovedTerm[];
  /** The sentence behind an alert without a term. */
  readonly evidence: { readonly before: string; readonly text: string; readonly after: string } | null;
  readonly article: { readonly title: string; readonly url: string; readonly published: string | null };
  /** Why the article's page could not be read, so that all of this rests on the feed's summary; null where it was, or a feed carried the whole. */
  readonly unread: string | null;
  readonly source: { readonly name: string; readonly domain: string; readonly rank: SourceRank };
  readonly story: { readonly id: StoryId; readonly title: string };
  /** Of the gravest of the terms that moved. */
  readonly origins: number;
  readonly outlets: number;
  /** What would settle it, in a sentence. */
  readonly settle: string;
  readonly reason: string;
  readonly raisedAt: string;
};

/**
 * One attempt to hand a message to one recipient. `attempt` counts from 1; `mayRepeat` is true when an earlier attempt ended without an
 * answer; `place` is what sending an earlier revision of the alert to this recipient answered; `told` is the newest revision that this
 * recipient has, so that the message says what is new to them; null for who was told nothing yet.
 */
export type Attempt = {
  readonly delivery: DeliveryId;
  readonly recipient: string;
  readonly attempt: number;
  readonly mayRepeat: boolean;
  readonly place: string | null;
  readonly told: AlertMessage | null;
};

/** A plain message outside any thread: an operator's notice, a digest of several alerts, or a test. Lines are plain text; channels escape them. */
export type Note = {
  readonly purpose: "notice" | "digest" | "test";
  /** The watches that it speaks of, which its recipient may leave; none for what only an operator is sent. */
  readonly watches: readonly WatchId[];
  readonly title: string;
  readonly lines: readonly string[];
  readonly at: string;
};

/**
 * PORT: hands one message to one recipient. Resolves once the far side has accepted it, with the place where the alert's thread lies there
 * or null where later revisions need none; throws TransientError or PermanentError (`gone` where nothing more is to be sent there), secrets left
 * out.
 */
export interface Channel {
  readonly name: string;
  /** Who gets each message; a delivery row is made for each. */
  readonly recipients: readonly string[];
  /** A hash of where a recipient lies, by which one that has moved is told from one that is gone. */
  addressOf?(recipient: string): string | null;
  send(message: AlertMessage, attempt: Attempt, signal: AbortSignal): Promise<string | null>;
  /** The same for a note, which has no thread. */
  sendNote(note: Note, attempt: Attempt, signal: AbortSignal): Promise<void>;
  /** Asks the far side whether it would take a message, and sends nobody one. Resolves with what it said, in words; throws as `send` does. */
  probe(signal: AbortSignal): Promise<string>;
  close(): Promise<void>;
}
