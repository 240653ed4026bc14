import { type Archive, openArchive } from "../archive/archive.ts";
import { holdArchive } from "../archive/database.ts";
import { createSyncRegister } from "../stages/sync-register.ts";
import type { Config } from "./config.ts";

/** An archive that no other process opens meanwhile. */
export type OwnedArchive = {
  readonly archive: Archive;
  /** Closes it and lets others have it. */
  readonly letGo: () => void;
};

/** Opens the archive as its only owner and takes the configuration over into it. Throws, and owns nothing, where either cannot be done. */
export function ownArchive(
  { archiveFile, watches, feeds }: Pick<Config, "archiveFile" | "watches" | "feeds">,
  now: () => Date,
): OwnedArchive {
  const release = holdArchive(archiveFile);
  let archive: Archive | undefined;
  const letGo = () => {
    archive?.close();
    release();
  };
  try {
    archive = openArchive(archiveFile);
    createSyncRegister({ archive, now })({ watches, feeds });
    return { archive, letGo };
  } catch (error) {
    letGo();
    throw error;
  }
}
