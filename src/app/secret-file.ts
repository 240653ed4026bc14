import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { makeDataFolder } from "../archive/data-folder.ts";
import { UsageError } from "../domain/errors.ts";

/** A random key kept in the data directory, made on first use and readable by its owner only. Throws UsageError where it cannot be kept. */
export function keepSecret(dataDir: string, name: string): string {
  const file = resolve(dataDir, `${name}.key`);
  makeDataFolder(dataDir);
  try {
    // "wx" makes it once, also where two processes start together.
    writeFileSync(file, `${randomBytes(32).toString("base64url")}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
      throw new UsageError(
        `${file}: ${(error as Error).message}; the data directory must be writable, since this key signs sessions of the pages or links in mails`,
      );
    }
  }
  const key = readFileSync(file, "utf8").trim();
  if (key.length < 32)
    throw new UsageError(
      `${file} holds no key of 32 characters or more; remove it, and a new one is made (what it has signed so far, sessions or links in mails, ends)`,
    );
  return key;
}

/** Secrets that a file holds, one a line; none where there is no file. Throws UsageError where it cannot be read. */
export function readSecrets(file: string | undefined): string[] {
  if (file === undefined) return [];
  try {
    const secrets = readFileSync(file, "utf8")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "");
    if (secrets.length > 0) return secrets;
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}; it is named as a secretFile in the configuration`);
  }
  throw new UsageError(`${file} is empty; it is named as a secretFile and should hold a secret on each line`);
}
