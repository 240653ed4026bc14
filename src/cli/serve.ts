import { randomBytes } from "node:crypto";
import type { Config } from "../app/config.ts";
import { deliverySettings, webSettings } from "../app/config-schema.ts";
import type { Archive } from "../archive/archive.ts";
import { messageOf, UsageError } from "../domain/errors.ts";
import { type Served, servePages } from "../web/server.ts";

/**
 * Serves the pages with what the configuration says. Where it names nobody who may act, a password is made for this run and printed: whoever
 * reads this terminal may act, and everybody on this machine may read.
 */
export async function serveFor(
  archive: Archive,
  config: Pick<Config, "web"> & Parameters<typeof deliverySettings>[0],
  listen: string | undefined,
): Promise<Served> {
  const configured = config.web;
  const given = configured ?? {};
  const hasOwner = configured?.password !== undefined || configured?.proxyHeader !== undefined;
  const password = hasOwner ? {} : { password: randomBytes(9).toString("base64url") };
  const checked = webSettings.safeParse({ ...given, ...password, ...(listen === undefined ? {} : { listen }) });
  if (!checked.success) throw new UsageError(`--listen ${listen ?? ""} ${checked.error.issues.map((issue) => issue.message).join("; ")}`);
  const onError = (error: unknown) => console.error(`a page could not be made: ${messageOf(error)}`);
  const served = await servePages({
    web: checked.data,
    delivery: deliverySettings(config),
    archive,
    now: () => new Date(),
    onError,
    openReading: !hasOwner,
    // For this run, like the password.
    sessionKey: randomBytes(32).toString("base64url"),
  });
  console.log(
    `Pages at ${served.url}${"password" in password ? `  To acknowledge, dismiss or confirm, sign in with ${password.password}` : ""}`,
  );
  return served;
}

export async function servePagesUntilSignal(
  archive: Archive,
  config: Parameters<typeof serveFor>[1],
  listen: string | undefined,
): Promise<void> {
  const served = await serveFor(archive, config, listen);
  await new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
  await served.close();
}
