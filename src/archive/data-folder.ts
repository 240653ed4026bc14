import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { messageOf, UsageError } from "../domain/errors.ts";

/** Makes the data directory where it is not there yet. Throws UsageError where there cannot be one. */
export function makeDataFolder(folder: string): void {
  try {
    make(folder);
  } catch (error) {
    throw new UsageError(
      `dataDir: ${folder} cannot be the data directory (${messageOf(error)}); set dataDir in the configuration, or CLAUSEWATCH_DATA_DIR, to a directory that can be written`,
      { cause: error },
    );
  }
}

/** One directory at a time: Node's own recursive way never ends below /proc, where none can be made. */
function make(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return;
  if (found !== undefined) throw new Error("it is a file");
  make(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process was faster.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
