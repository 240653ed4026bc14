import { constants, gunzipSync, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { eq, isNotNull } from "drizzle-orm";
import type { SnapshotDraft } from "../domain/extract.ts";
import { type SnapshotId, sha256, snapshotIdOf } from "../domain/ids.ts";
import { countRows, type Database } from "./database.ts";
import { bodies, snapshots } from "./schema.ts";

/** Pages are packed once and kept for years: 9 takes a few milliseconds a page more than the default of 3. */
const ZSTD_LEVEL = 9;

/** Packs a page's bytes for their way to the archive, where they lie as they came. */
export const packBody = (body: Uint8Array): string =>
  zstdCompressSync(body, { params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } }).toString("base64");

type Packed = { readonly encoding: string; readonly bytes: number; readonly body: Uint8Array };

/** The bytes as they came; throws where they cannot be had back, or would be more than was noted. */
function unpack({ encoding, bytes, body }: Packed): Buffer {
  if (bytes === 0) return Buffer.alloc(0);
  const options = { maxOutputLength: bytes };
  return encoding === "gzip" ? gunzipSync(body, options) : zstdDecompressSync(body, options);
}

export type BodyFault = { readonly sha256: string; readonly said: string };

/** What URLs answered, byte for byte. */
export function createSnapshots(db: Database) {
  return {
    /** Stores an answer; the same bytes from the same URL are one snapshot, the same bytes from anywhere are one body. */
    record(draft: SnapshotDraft): SnapshotId {
      const id = snapshotIdOf(draft.url, draft.sha256);
      const { bodyZstdBase64, bytes, ...meta } = draft;
      const body = { sha256: draft.sha256, bytes, encoding: "zstd", body: Buffer.from(bodyZstdBase64, "base64") };
      // A body that had thinned out and is answered again is kept again.
      const again = { encoding: body.encoding, body: body.body, droppedAt: null };
      db.insert(bodies)
        .values(body)
        .onConflictDoUpdate({ target: bodies.sha256, set: again, setWhere: isNotNull(bodies.droppedAt) })
        .run();
      db.insert(snapshots)
        .values({ id, ...meta })
        .onConflictDoNothing()
        .run();
      return id;
    },
    find: (id: SnapshotId) => db.select().from(snapshots).where(eq(snapshots.id, id)).get(),
    /** The bytes behind a snapshot; null where there is no such snapshot, or its body has thinned out. */
    bytesOf(id: SnapshotId): Buffer | null {
      const row = db
        .select({ encoding: bodies.encoding, bytes: bodies.bytes, body: bodies.body })
        .from(snapshots)
        .innerJoin(bodies, eq(bodies.sha256, snapshots.sha256))
        .where(eq(snapshots.id, id))
        .get();
      return row?.body == null ? null : unpack({ ...row, body: row.body });
    },
    /** Every body whose bytes are not those that its name promises. */
    *faults(): Generator<BodyFault> {
      for (const { sha256: name } of db.select({ sha256: bodies.sha256 }).from(bodies).all()) {
        const row = db.select().from(bodies).where(eq(bodies.sha256, name)).get();
        if (row?.body == null) {
          if (row?.droppedAt === null) yield { sha256: name, said: "its bytes were taken out" };
          continue;
        }
        try {
          if (sha256(unpack({ ...row, body: row.body })) !== name)
            yield { sha256: name, said: "its bytes are not those that were fetched" };
        } catch (error) {
          yield { sha256: name, said: `its bytes cannot be unpacked: ${(error as Error).message}` };
        }
      }
    },
    counts: () => ({ snapshots: countRows(db, snapshots), bodies: countRows(db, bodies) }),
  };
}
