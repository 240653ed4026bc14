import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Tokenizer } from "@huggingface/tokenizers";
import { z } from "zod";
import { messageOf, PermanentError } from "../domain/errors.ts";
import { type OnnxOptions, openOnnxSession } from "./onnx-session.ts";
import type { OnnxEngine, Result } from "./onnx-thread.ts";
import { feedsOf, type Laid, type Window, windowsOf } from "./reader-input.ts";
import type { Calibration, Chances, ReaderAnswer } from "./weigh.ts";

/** models/reader/reader.json. */
const readerCard = z.strictObject({
  /** Changes with the weights: stored with every reading. */
  version: z.string().min(1),
  verdicts: z.tuple([
    z.literal("silent"),
    z.literal("reaffirms"),
    z.literal("changes"),
    z.literal("contradicts"),
    z.literal("rumoured_change"),
  ]),
  alerts: z.tuple([z.literal("none"), z.literal("rumour"), z.literal("contradicts"), z.literal("changes")]),
  calibration: z.strictObject({
    moved: z.array(z.number()),
    held: z.array(z.number()),
    alert: z.array(z.number()),
    alertFrom: z.number().min(0).max(1),
    doubtFrom: z.number().min(0).max(1),
    movedFrom: z.number().min(0).max(1),
    heldFrom: z.number().min(0).max(1),
  }),
});

/** The article in words, as the model is to see it. */
export type ReaderQuestion = {
  readonly terms: readonly string[];
  readonly parties: string;
  readonly date: string;
  readonly title: string;
  readonly sentences: readonly string[];
};

export type ReaderModel = {
  readonly version: string;
  readonly engine: OnnxEngine;
  readonly calibration: Calibration;
  read(question: ReaderQuestion, signal: AbortSignal): Promise<ReaderAnswer>;
  close(): Promise<void>;
};

/** Word pieces of sentences read of one article, from the top: reading takes time in proportion, and an ordinary article has a tenth of that. */
const MOST_PIECES = 3_000;
/** No part of an input is longer than this before it is cut into word pieces, in UTF-16 units. */
const LONGEST_TEXT = 1_000;

const SILENT: Chances = { silent: 1, reaffirms: 0, changes: 0, contradicts: 0, rumoured_change: 0 };

async function readJson(file: string): Promise<object> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as object;
  } catch (error) {
    throw new PermanentError(`${file} cannot be read (${messageOf(error)}); the shipped model lies in models/reader, git restores it`);
  }
}

/** A sentence that two windows share is read by the first of them, which has more above it; the headline by the first of all. */
function spread({ sentenceSpans, term, first }: Window, { data }: Result, into: Chances[][]): void {
  for (let row = first > 0 ? 2 : 0; row < sentenceSpans.length; row += 1) {
    const [silent = 1, reaffirms = 0, changes = 0, contradicts = 0, rumoured_change = 0] = data.subarray(row * 5, row * 5 + 5);
    const list = into[row === 0 ? 0 : first + row];
    if (list !== undefined) list[term] = { silent, reaffirms, changes, contradicts, rumoured_change };
  }
}

/** Opens the model in `folder` (model.onnx, reader.json, tokenizer.json, tokenizer_config.json). Throws PermanentError where it cannot be run. */
export async function openReaderModel({ folder, ...options }: Omit<OnnxOptions, "file"> & { folder: string }): Promise<ReaderModel> {
  const card = readerCard.safeParse(await readJson(join(folder, "reader.json")));
  if (!card.success) throw new PermanentError(`${join(folder, "reader.json")} is not the card of a reader: ${z.prettifyError(card.error)}`);
  const tokenizer = new Tokenizer(await readJson(join(folder, "tokenizer.json")), await readJson(join(folder, "tokenizer_config.json")));
  const session = await openOnnxSession({ ...options, file: join(folder, "model.onnx") });
  const pieces = (text: string): number[] => [...tokenizer.encode(text.slice(0, LONGEST_TEXT), { add_special_tokens: false }).ids];
  return {
    version: card.data.version,
    engine: session.engine,
    calibration: card.data.calibration,
    async read({ terms, parties, date, title, sentences }, signal) {
      const bodies: number[][] = [];
      for (let left = MOST_PIECES; bodies.length < sentences.length && left > 0; left -= (bodies.at(-1)?.length ?? 0) + 1) {
        bodies.push(pieces(sentences[bodies.length] ?? ""));
      }
      const laid: Laid = {
        terms: terms.map(pieces),
        parties: pieces(parties),
        date: pieces(date),
        title: pieces(title),
        sentences: bodies,
      };
      const found: Chances[][] = Array.from({ length: bodies.length + 1 }, () => terms.map(() => SILENT));
      const article = { rumour: 0, contradicts: 0, changes: 0 };
      const windows = windowsOf(laid).values();
      // One window at a time on each thread: activations are quantised over the whole input, so that a neighbour in a batch would alter the answer.
      const readOn = async () => {
        for (const window of windows) {
          signal.throwIfAborted();
          const { verdicts, alerts } = await session.run(feedsOf(window));
          if (verdicts === undefined || alerts === undefined)
            throw new PermanentError(`the model in ${folder} gives no verdicts and alerts`);
          spread(window, verdicts, found);
          const [, rumour = 0, contradicts = 0, changes = 0] = alerts.data;
          article.rumour = Math.max(article.rumour, rumour);
          article.contradicts = Math.max(article.contradicts, contradicts);
          article.changes = Math.max(article.changes, changes);
        }
      };
      await Promise.all(Array.from({ length: session.threads }, readOn));
      // What the model says of a headline that is not there means nothing.
      if (title === "") found[0]?.fill(SILENT);
      return { sentences: found, article };
    },
    close: () => session.close(),
  };
}
