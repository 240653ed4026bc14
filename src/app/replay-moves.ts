import type { Archive } from "../archive/archive.ts";
import type { RecordedMove } from "../archive/register.ts";
import { dayOf, type Term, type TermVersion, versionsOf } from "../domain/term.ts";
import type { Watch } from "../domain/watch.ts";
import { moveRegister } from "../stages/move-register.ts";
import { AT_ONCE } from "../stages/revise-alert.ts";

/** A watch as its file would read without what the moves brought: somebody may have written the new versions into it since. */
export function beforeMoves(watch: Watch, moves: readonly RecordedMove[]): Watch {
  const terms = watch.terms.map((term): Term => {
    const days = new Set(moves.filter((one) => one.term === term.id).map((one) => dayOf(one.move.validFrom)));
    const kept = versionsOf(term).filter((version) => !days.has(dayOf(version.validFrom)));
    if (days.size === 0 || kept.length === 0) return term;
    const open = ({ validTo, ...version }: TermVersion): TermVersion =>
      validTo === undefined || days.has(dayOf(validTo)) ? version : { ...version, validTo };
    return { id: term.id, versions: kept.map(open) };
  });
  return { ...watch, terms };
}

/** Moves the register as it was moved, unless what was just read has moved it already. */
export function repeatMove(archive: Archive, watch: Watch, { at, term, move }: RecordedMove): void {
  const standing = archive.register.versions(watch.id).filter((version) => version.termId === term);
  const isMoved = standing.some(({ validFrom, statement }) => validFrom === move.validFrom && statement === move.statement);
  if (isMoved || standing.length === 0) return;
  // What it rests on lies in the other archive.
  const alone = { ...move, article: null, snapshot: null };
  archive.transaction(() => moveRegister({ archive, delivery: AT_ONCE, now: () => new Date(at) }, watch, term, alone, null));
}
