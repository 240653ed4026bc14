import type { Archive } from "../archive/archive.ts";
import { UsageError } from "../domain/errors.ts";
import type { TermId, WatchId } from "../domain/ids.ts";

/** The watch that a person named, or the only one there is. */
export function oneWatch(archive: Archive, named: string | undefined): WatchId {
  const ids = archive.register.watches().map((watch) => watch.id);
  if (named === undefined && ids.length === 1 && ids[0] !== undefined) return ids[0];
  const found = ids.find((id) => id === named);
  if (found === undefined)
    throw new UsageError(
      `${named === undefined ? "there are several watches" : `there is no watch ${named}`}; give --watch with one of: ${ids.join(", ") || "(none yet)"}`,
    );
  return found;
}

/** A term that the register knows, or a usage error that lists those it has. */
export function termIn(archive: Archive, watch: WatchId, term: string): TermId {
  const known = [...new Set(archive.register.versions(watch).map((version) => version.termId))];
  if (!known.includes(term)) throw new UsageError(`${watch} has no term ${term}; it has ${known.join(", ")}`);
  return term as TermId;
}
