import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { isLoopback } from "../app/listen.ts";
import type { Reader } from "./layout.ts";

const COOKIE = "clausewatch_session";
const DAY_MS = 86_400_000;
/** How long a session lasts, in milliseconds. */
const SESSION_MS = 7 * DAY_MS;
/** Wrong passwords before everybody waits, and for how long, in milliseconds: guessing takes longer than anybody lives. */
const GUESSES = 5;
const PAUSE_MS = 60_000;
const MAX_NAME = 60;

export type AccessOptions = {
  /** What signs a person in; null where nobody can. */
  readonly password: string | null;
  /** The header in which a proxy in front names who is signed in there; null where there is none. */
  readonly proxyHeader: string | null;
  /** Whether pages may be read without signing in. */
  readonly openReading: boolean;
  /** Names by which the pages may be asked for while reading is open; an address that another site made point here is none of them. */
  readonly hosts: ReadonlySet<string>;
  readonly isSecure: boolean;
  /** What signs sessions; the same as before a restart, or everybody signs in anew. */
  readonly sessionKey: string;
  readonly now: () => Date;
};
type Person = { readonly name: string; readonly csrf: string };

const sameText = (a: string, b: string): boolean => {
  const [left, right] = [a, b].map((text) => createHash("sha256").update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
};

/** Who may read and who may act: a signed session cookie of ours, a header of a proxy in front, or a password with each request of a program. */
export function createAccess({ password, proxyHeader, openReading, hosts, isSecure, sessionKey, now }: AccessOptions) {
  // With the password in it, so that a new password ends every session that the old one began.
  const key = createHash("sha256")
    .update(JSON.stringify([sessionKey, password]))
    .digest();
  const sign = (text: string): string => createHmac("sha256", key).update(text).digest("base64url");
  let [wrong, pausedUntil] = [0, 0];

  /** True, false, or "wait" after too many wrong ones. */
  function tryPassword(given: string): boolean | "wait" {
    if (password === null) return false;
    if (now().getTime() < pausedUntil) return "wait";
    if (sameText(given, password)) {
      wrong = 0;
      return true;
    }
    wrong += 1;
    if (wrong >= GUESSES) [wrong, pausedUntil] = [0, now().getTime() + PAUSE_MS];
    return false;
  }

  function ofSession(c: Context): Person | null {
    const cookie = getCookie(c, COOKIE);
    const [payload, signature] = cookie?.split(".") ?? [];
    if (payload === undefined || signature === undefined || !sameText(signature, sign(`session ${payload}`))) return null;
    const { name, until } = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as { name: string; until: number };
    return until < now().getTime() ? null : { name, csrf: sign(`form ${payload}`) };
  }

  function ofProxy(c: Context): Person | null {
    const name = proxyHeader === null ? undefined : c.req.header(proxyHeader);
    return name === undefined || name.trim() === "" ? null : { name: name.trim().slice(0, MAX_NAME), csrf: sign(`form proxy ${name}`) };
  }

  const whoIs = (c: Context): Person | null => ofProxy(c) ?? ofSession(c);

  /** A program's password, for reading only: a browser may send it along without being asked. */
  function ofProgram(c: Context): boolean | "wait" {
    const [, scheme, value = ""] = /^(\w+) (.*)$/.exec(c.req.header("authorization") ?? "") ?? [];
    if (scheme === "Bearer") return tryPassword(value);
    if (scheme !== "Basic") return false;
    return tryPassword(
      Buffer.from(value, "base64")
        .toString("utf8")
        .replace(/^[^:]*:/, ""),
    );
  }

  const refuseHost = (c: Context): boolean => openReading && !hosts.has(new URL(c.req.url).hostname.toLowerCase());

  return {
    whoIs,
    /** What the frame of a page says of its reader. */
    reader(c: Context): Reader {
      const person = whoIs(c);
      return { name: person?.name ?? null, canSignIn: password !== null && ofProxy(c) === null, csrf: person?.csrf ?? null };
    },
    /** Lets nobody read who may not. */
    guardReading: (async (c, next) => {
      if (refuseHost(c))
        return c.text(`These pages do not answer under this name; set web.publicUrl to the address they are asked for.\n`, 421);
      if (openReading || whoIs(c) !== null) return next();
      const program = ofProgram(c);
      if (program === true) return next();
      if (program === "wait") return c.text("Too many wrong passwords; try again in a minute.\n", 429, { "retry-after": "60" });
      const { pathname, search } = new URL(c.req.url);
      const isPage = c.req.method === "GET" && (c.req.header("accept") ?? "").includes("text/html");
      if (isPage && password !== null) return c.redirect(`/login?to=${encodeURIComponent(pathname + search)}`, 303);
      return c.text("Sign in first.\n", 401, password === null ? {} : { "www-authenticate": 'Basic realm="Clausewatch"' });
    }) satisfies MiddlewareHandler,
    /** Signs a person in; "wait" after too many wrong passwords. */
    signIn(c: Context, given: { readonly name: string; readonly password: string }): boolean | "wait" {
      const outcome = tryPassword(given.password);
      if (outcome !== true) return outcome;
      const until = now().getTime() + SESSION_MS;
      const session = { name: given.name.trim().slice(0, MAX_NAME), until, salt: randomBytes(9).toString("base64url") };
      const payload = Buffer.from(JSON.stringify(session)).toString("base64url");
      const settings = { httpOnly: true, sameSite: "Lax", path: "/", secure: isSecure, maxAge: SESSION_MS / 1000 } as const;
      setCookie(c, COOKIE, `${payload}.${sign(`session ${payload}`)}`, settings);
      return true;
    },
    signOut: (c: Context): void => void deleteCookie(c, COOKIE, { path: "/" }),
    /** The person behind a form that this person was given; null for anything else, wherever it was sent from. */
    mayAct(c: Context, token: unknown): Person | null {
      const person = whoIs(c);
      const site = c.req.header("sec-fetch-site");
      if (person === null || (site !== undefined && site !== "same-origin")) return null;
      return typeof token === "string" && sameText(token, person.csrf) ? person : null;
    },
  };
}
export type Access = ReturnType<typeof createAccess>;

/** Host names under which pages on a loopback address are asked for, and those of the address that the operator gave them. */
export function hostsOf(host: string, publicUrl: string | undefined): Set<string> {
  const names = new Set(isLoopback(host) ? ["localhost", "127.0.0.1", "[::1]"] : []);
  names.add(host.includes(":") ? `[${host}]` : host);
  if (publicUrl !== undefined) names.add(new URL(publicUrl).hostname.toLowerCase());
  return names;
}
