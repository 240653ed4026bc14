/** SQLite's codes for a disk that is full, a file that may not be written, and a disk that fails (sqlite.org/rescode.html). */
const STORAGE = /^SQLITE_(FULL|READONLY|IOERR|CANTOPEN)/;

/** What SQLite says where an error, or what caused it, is that the archive cannot be written; null for every other error. */
export function storageTrouble(error: unknown): string | null {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth += 1) {
    if ("code" in one && typeof one.code === "string" && STORAGE.test(one.code)) return one.message;
  }
  return null;
}

/** The one line that an operator reads. */
export const storageLine = (path: string, trouble: string): string =>
  `the archive ${path} cannot be written (${trouble}): make room on its disk or give back the right to write; nothing is lost, and work goes on by itself once it can be`;
