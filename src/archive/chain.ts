import type Sqlite from "better-sqlite3";
import { sha256 } from "../domain/ids.ts";

/** Tables whose rows are evidence: what names a row, and the columns that must stay as they were written. */
const CHAINED = {
  snapshots: { key: ["id"], columns: ["id", "url", "final_url", "status", "content_type", "headers", "fetched_at", "sha256"] },
  readings: {
    key: ["article_id", "revision", "watch_id", "term_id"],
    // A real number prints differently from one SQLite to the next.
    columns: ["verdict", "printf('%.6f', confidence)", "quote", "field", "start", '"end"', "judge", "read_at"],
  },
  alert_revisions: {
    key: ["alert_id", "revision"],
    columns: ["kind", "level", "article_id", "message", "raised_at", "rule", "person", "note"],
  },
} as const;
export type Chained = keyof typeof CHAINED;
const TABLES = Object.keys(CHAINED) as Chained[];

const keyOf = (table: Chained, row = ""): string => CHAINED[table].key.map((column) => `${row}${column}`).join(" || '/' || ");
/** The rows of a table as the chain sees them. */
const rowsOf = (table: Chained): string =>
  `SELECT rowid AS at, ${keyOf(table)} AS key, sha256(json_array(${CHAINED[table].columns.join(", ")})) AS row_hash FROM ${table}`;
const append = (kind: Chained, key: string, rowHash: string, from: string): string => `
  INSERT INTO chain (kind, key, row_hash, hash)
  SELECT '${kind}', ${key}, ${rowHash}, sha256(json_array((SELECT hash FROM chain ORDER BY seq DESC LIMIT 1), '${kind}', ${key}, ${rowHash}))${from}`;
const appendRow = (table: Chained, rowid: string): string =>
  append(table, "key", "row_hash", ` FROM (${rowsOf(table)} WHERE rowid = ${rowid})`);

/** The SQL of the triggers that write the chain in the transaction of the row itself, whoever writes it. */
export const chainTriggers = (): string =>
  [
    ...TABLES.map((table) => `CREATE TRIGGER chain_${table} AFTER INSERT ON ${table} BEGIN ${appendRow(table, "new.rowid")};\nEND;`),
    // What was read may be taken back and read again; the chain remembers that it was.
    `CREATE TRIGGER chain_readings_taken_back AFTER DELETE ON readings BEGIN ${append("readings", keyOf("readings", "old."), "NULL", "")};\nEND;`,
  ].join("\n");

/** Teaches a connection the one function that the triggers need; a program without it cannot write evidence. */
export function teachSha256(sqlite: Sqlite.Database): void {
  sqlite.function("sha256", { deterministic: true }, (text: unknown) => sha256(String(text)));
}

/** An archive that is older than the chain: what it holds is linked as it stands, once. */
export function startChain(sqlite: Sqlite.Database): void {
  if (sqlite.prepare("SELECT 1 FROM chain LIMIT 1").get() !== undefined) return;
  for (const table of TABLES) {
    const link = sqlite.prepare(appendRow(table, "?"));
    for (const rowid of sqlite.prepare(`SELECT rowid FROM ${table} ORDER BY rowid`).pluck().all()) link.run(rowid);
  }
}

export type ChainHead = { readonly seq: number; readonly hash: string };
export type ChainFault = { readonly table: string; readonly row: string; readonly said: string };
export type ChainReport = {
  readonly head: ChainHead | null;
  readonly links: number;
  /** Rows of each table that stand as they were written. */
  readonly sound: Readonly<Record<Chained, number>>;
  /** Readings that the program itself took back, to read the article again. */
  readonly takenBack: number;
  readonly faults: readonly ChainFault[];
};

type Link = { seq: number; kind: string; key: string; row_hash: string | null; hash: string };

export const headOf = (sqlite: Sqlite.Database): ChainHead | null =>
  (sqlite.prepare("SELECT seq, hash FROM chain ORDER BY seq DESC LIMIT 1").get() as ChainHead | undefined) ?? null;

/** Walks the chain and holds every chained row against it. Reads one state of the archive, whatever is being written. */
export function verifyChain(sqlite: Sqlite.Database, expected: ChainHead | null = null): ChainReport {
  return sqlite.transaction(() => verify(sqlite, expected))();
}

const faultOf = (link: Link, said: string): ChainFault => ({
  table: "chain",
  row: String(link.seq),
  said: `${said} (it stands for ${link.kind} ${link.key})`,
});
/** Whether a link follows from the one before it. */
function* brokenAt(link: Link, before: Link | null): Generator<ChainFault> {
  const { seq, kind, key, row_hash: rowHash, hash } = link;
  if (seq !== (before?.seq ?? 0) + 1) yield faultOf(link, `the link before it is missing: ${before?.seq ?? 0} is followed by ${seq}`);
  if (hash !== sha256(JSON.stringify([before?.hash ?? null, kind, key, rowHash])))
    yield faultOf(link, "its hash does not follow from the link before it");
}
const differs = (table: Chained, key: string, was: string | null | undefined): ChainFault => ({
  table,
  row: key,
  said: was === undefined || was === null ? "it was slipped in: no link stands for it" : "it is not as it was written",
});

/**
 * Looks at the newest links alone, and at the newest rows of each table: what they cost does not grow with the chain. Rows that were
 * deleted, and anything older, are for verifyChain.
 */
export function verifyTail(sqlite: Sqlite.Database, links: number): ChainFault[] {
  return sqlite.transaction(() => {
    const newest = sqlite.prepare("SELECT seq, kind, key, row_hash, hash FROM chain ORDER BY seq DESC LIMIT ?").all(links + 1) as Link[];
    // One link more was asked for, which the first of the others has to follow from.
    let before = newest[links] ?? null;
    const faults: ChainFault[] = [];
    for (const link of newest.slice(0, links).toReversed()) {
      faults.push(...brokenAt(link, before));
      before = link;
    }
    const recorded = sqlite.prepare("SELECT row_hash FROM chain WHERE kind = ? AND key = ? ORDER BY seq DESC LIMIT 1").pluck();
    for (const table of TABLES)
      for (const { key, row_hash: hash } of sqlite.prepare(`${rowsOf(table)} ORDER BY rowid DESC LIMIT ?`).all(links) as {
        key: string;
        row_hash: string;
      }[]) {
        const was = recorded.get(table, key) as string | null | undefined;
        if (was !== hash) faults.push(differs(table, key, was));
      }
    return faults;
  })();
}

function verify(sqlite: Sqlite.Database, expected: ChainHead | null): ChainReport {
  const faults: ChainFault[] = [];
  const recorded = new Map<Chained, Map<string, string>>(TABLES.map((table) => [table, new Map()]));
  let [before, takenBack, links]: [Link | null, number, number] = [null, 0, 0];
  let seen = expected === null;
  for (const link of sqlite.prepare("SELECT seq, kind, key, row_hash, hash FROM chain ORDER BY seq").iterate() as Iterable<Link>) {
    const { seq, kind, key, row_hash: rowHash, hash } = link;
    const fault = (said: string) => faults.push(faultOf(link, said));
    faults.push(...brokenAt(link, before));
    if (expected?.seq === seq) {
      seen = true;
      if (expected.hash !== hash) fault("its hash is not the one that was noted");
    }
    const rows = recorded.get(kind as Chained);
    if (rowHash === null) {
      takenBack += rows?.delete(key) === true ? 1 : 0;
    } else if (rows === undefined) fault("it stands for a table that is not chained");
    else rows.set(key, rowHash);
    [before, links] = [link, links + 1];
  }
  if (!seen) faults.push({ table: "chain", row: String(expected?.seq), said: "the link that was noted is not there: the chain was cut" });
  const sound = { snapshots: 0, readings: 0, alert_revisions: 0 };
  for (const [table, rows] of recorded) {
    for (const { key, row_hash: hash } of sqlite.prepare(rowsOf(table)).iterate() as Iterable<{ key: string; row_hash: string }>) {
      const was = rows.get(key);
      rows.delete(key);
      if (was === hash) sound[table] += 1;
      else faults.push(differs(table, key, was));
    }
    for (const key of rows.keys()) faults.push({ table, row: key, said: "it was deleted" });
  }
  return { head: before === null ? null : { seq: before.seq, hash: before.hash }, links, sound, takenBack, faults };
}
