import type { Hono } from "hono";
import type { Archive } from "../../src/archive/archive.ts";
import { AT_ONCE } from "../../src/stages/revise-alert.ts";
import { createAccess, hostsOf } from "../../src/web/access.ts";
import { NOTHING } from "../../src/web/html.ts";
import { alertPage } from "../../src/web/page-alert.ts";
import { createPages } from "../../src/web/pages.ts";
import { alertOf, revisionsOf, voicesOf } from "../../src/web/queries/alert.ts";
import type { PageDeps } from "../../src/web/show.ts";
import { NOW } from "./builders.ts";

export const PASSWORD = "correct horse battery";

type Settings = { sessionKey?: string; password?: string | null; proxyHeader?: string | null; openReading?: boolean; now?: () => Date };

/** The pages over an archive, asked without a socket between. What fails inside fails the test. */
export function buildPages(archive: Archive, settings: Settings = {}, parts: Partial<PageDeps> = {}): Hono {
  const { sessionKey = "a key of the tests", password = PASSWORD, proxyHeader = null, openReading = true, now = () => NOW } = settings;
  const access = createAccess({
    password,
    proxyHeader,
    openReading,
    hosts: hostsOf("127.0.0.1", undefined),
    isSecure: false,
    sessionKey,
    now,
  });
  return createPages({
    ...{ archive, access, now, delivery: AT_ONCE, waiting: null, mounts: [], metrics: null, publicUrl: null, ...parts },
    onError: (error) => {
      throw error;
    },
  });
}

export const at = (path: string): string => `http://127.0.0.1${path}`;

/** The cookie of somebody who signed in. */
export async function signIn(app: Hono, name = "Ada", password = PASSWORD): Promise<string> {
  const answer = await app.request(at("/login"), { method: "POST", body: new URLSearchParams({ name, password, to: "/" }) });
  return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
}

/** The token that the forms of a page carry. */
export const csrfIn = (page: string): string => /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? "";

/** What the page of an alert shows, as HTML. */
export function alertPageOf(archive: Archive, id: string): string {
  const alert = alertOf(archive, id);
  if (alert === undefined) throw new Error(`there is no alert ${id}`);
  const parts = { alert, revisions: revisionsOf(archive, id), voices: voicesOf(archive, id), deliveries: [], actions: NOTHING };
  return `${alertPage(parts).main}`;
}
