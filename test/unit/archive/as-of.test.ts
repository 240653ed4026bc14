import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { TermId, WatchId } from "../../../src/domain/ids.ts";
import { termsFor } from "../../../src/stages/judge-input.ts";
import { versionAsOf, versionsOf } from "../../../src/web/queries/term.ts";
import { buildArchive, watchDefinition } from "../../support/builders.ts";
import { ROOT } from "../../support/daemon.ts";
import { randomFrom } from "../../support/random.ts";

const WATCH = "harbour-deal" as WatchId;
const TERMS = ["exclusive-berth", "fee", "night-calls"] as const;
const [MINUTE_MS, DAY_MS] = [60_000, 86_400_000];
const [FIRST, DAYS, MOVES, QUESTIONS] = [Date.UTC(2025, 0, 1), 500, 200, 1000];
const day = (n: number): string => new Date(FIRST + n * DAY_MS).toISOString().slice(0, 10);

/** A move as a person would note it on a card: from that day on the term reads so, or it ends; written at that instant. */
type Card = { readonly term: string; readonly from: string; readonly statement: string | null; readonly at: string };

/** The naive answer: of the cards written by then that begin on or before the day, the one written last. */
const asTheCardsSay = (cards: readonly Card[], term: string, on: string, known: string): string | null =>
  cards.findLast((card) => card.term === term && card.at <= known && card.from <= on)?.statement ?? null;

/** The question as docs/archive.md puts it, with its two days left open. */
const documented = (
  /^Which terms stood on 1 March.*\n\n```sql\n([\s\S]*?)^```/m.exec(readFileSync(join(ROOT, "docs/archive.md"), "utf8"))?.[1] ?? ""
)
  .replaceAll("'2026-03-01'", "@on")
  .replaceAll("'2026-03-03T23:59:59Z'", "@known");

test("a history of 200 moves, asked for 1,000 pairs of days, answers as the cards do: by the register, on the pages and in documented SQL", () => {
  const random = randomFrom(20_260_228);
  const below = (n: number) => Math.floor(random.next() * n);
  const terms = TERMS.map((id) => ({ id, statement: `As first recorded: ${id} holds.`, validFrom: day(0) }));
  const archive = buildArchive({ watch: { ...watchDefinition, terms }, now: () => new Date(FIRST) });
  const cards: Card[] = terms.map(({ id, statement, validFrom }) => ({
    term: id,
    from: validFrom,
    statement,
    at: new Date(FIRST).toISOString(),
  }));
  // Written down over time; about days before, rarely the same day, sometimes long ago.
  const instants = Array.from({ length: MOVES }, () => FIRST + MINUTE_MS + below((DAYS * DAY_MS) / MINUTE_MS) * MINUTE_MS).sort(
    (a, b) => a - b,
  );
  for (const [n, instant] of instants.entries()) {
    const at = new Date(instant + n).toISOString();
    const today = Math.floor((instant - FIRST) / DAY_MS);
    const from = day(Math.max(0, today - below(random.next() < 0.3 ? DAYS : 20)));
    const statement = random.next() < 0.15 ? null : `Move ${n}: it reads so from ${from}.`;
    const term = random.pick(TERMS);
    const rest = { source: null, quote: null, article: null, snapshot: null, by: "person" as const, note: `move ${n}` };
    archive.transaction(() => archive.register.move(WATCH, term as TermId, { validFrom: from, statement, ...rest }, at));
    cards.push({ term, from, statement, at });
  }
  const histories = new Map(TERMS.map((term) => [term, versionsOf(archive, WATCH, term)]));
  let [answered, differing] = [0, 0];
  for (let n = 0; n < QUESTIONS; n += 1) {
    const [on, known] = [day(below(DAYS)), `${day(below(DAYS))}T23:59:59.999Z`];
    const expected = TERMS.map((term) => asTheCardsSay(cards, term, on, known));
    const register = termsFor(archive.register.versions(WATCH, known), on);
    const sql = archive.query(documented, { on, known });
    const of = (rows: readonly { readonly termId?: unknown; readonly term_id?: unknown; readonly statement?: unknown }[]) =>
      TERMS.map((term) => rows.find((row) => (row.termId ?? row.term_id) === term)?.statement ?? null);
    const pages = TERMS.map((term) => versionAsOf(histories.get(term) ?? [], on, known)?.statement ?? null);
    expect([on, known, of(register), of(sql), pages, sql.length]).toEqual([
      on,
      known,
      expected,
      expected,
      expected,
      expected.filter((one) => one !== null).length,
    ]);
    answered += expected.filter((one) => one !== null).length;
    differing += expected.filter((one, at) => one !== asTheCardsSay(cards, TERMS[at] ?? "", on, "9999")).length;
  }
  // Questions that answer themselves would prove nothing: many must find a version, and many another one than is known today.
  expect([answered > QUESTIONS, differing > QUESTIONS / 2]).toEqual([true, true]);
});
