import type { QuoteSpan } from "../domain/reading.ts";
import type { JudgeInput, JudgeOutput } from "./judge.ts";

/**
 * What came of asking somebody who may not answer. `why` is for a person, to be said after "did not answer: "; `cause` is for a program.
 * busy: it was slow or failed just before and is left alone for a while.
 */
export type Consultation =
  | { readonly outcome: "answered"; readonly assessment: JudgeOutput }
  | {
      readonly outcome: "unanswered";
      readonly cause: "budget" | "slow" | "unreachable" | "refused" | "bad-answer" | "busy" | "crashed";
      readonly why: string;
    };

/** Gives a second opinion. It answers with a value whatever goes wrong, and throws only when `signal` calls it off. */
export interface Consultant {
  /** Engine and version: stored with every reading of its own. */
  readonly name: string;
  /** `spans`: the sentences that the first opinion rests on; they are looked at whatever else is. */
  consult(input: JudgeInput, spans: readonly QuoteSpan[], signal: AbortSignal): Promise<Consultation>;
  close?(): Promise<void>;
}
