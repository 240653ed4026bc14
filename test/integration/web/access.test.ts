import { describe, expect, test } from "vitest";
import { webSettings } from "../../../src/app/config-schema.ts";
import { buildArchive } from "../../support/builders.ts";
import { at, buildPages, csrfIn, PASSWORD, signIn } from "../../support/pages.ts";

const html = { accept: "text/html" };

describe("where the pages listen", () => {
  test.each(["127.0.0.1:8480", "localhost:8480", "[::1]:8480", "127.8.0.1:80"])("%s needs no password", (listen) => {
    expect(webSettings.safeParse({ listen }).success).toBe(true);
  });
  test.each(["0.0.0.0:8480", "[::]:8480", "192.168.1.4:8480", "news.example:80"])(
    "%s is refused without a password or a proxy's header, and taken with either",
    (listen) => {
      expect(webSettings.safeParse({ listen }).error?.issues[0]?.message).toMatch(/set web.password/);
      expect(webSettings.safeParse({ listen, password: "a long enough one" }).success).toBe(true);
      expect(webSettings.safeParse({ listen, proxyHeader: "X-Forwarded-User" }).success).toBe(true);
    },
  );
  test.each(["8480", "127.0.0.1", "127.0.0.1:99999", "http://127.0.0.1:80"])("%s is no address", (listen) => {
    expect(webSettings.safeParse({ listen }).success).toBe(false);
  });
});

describe("a reader who is not signed in", () => {
  const closed = buildPages(buildArchive(), { openReading: false });
  test("is sent to sign in from a page, and back to it afterwards", async () => {
    const answer = await closed.request(at("/alerts?status=all"), { headers: html });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/login?to=%2Falerts%3Fstatus%3Dall"]);
  });
  test("gets 401 as a program, and the page with the password in the request", async () => {
    expect((await closed.request(at("/alerts"))).status).toBe(401);
    const basic = `Basic ${Buffer.from(`reader:${PASSWORD}`).toString("base64")}`;
    expect((await closed.request(at("/alerts"), { headers: { authorization: basic } })).status).toBe(200);
    expect((await closed.request(at("/alerts"), { headers: { authorization: `Bearer ${PASSWORD}` } })).status).toBe(200);
    expect((await closed.request(at("/alerts"), { headers: { authorization: "Bearer guess" } })).status).toBe(401);
  });
  test("still gets the stylesheet and the form", async () => {
    expect((await closed.request(at("/style.css"))).status).toBe(200);
    expect((await closed.request(at("/login"), { headers: html })).status).toBe(200);
  });
});

describe("signing in", () => {
  test("gives a cookie that no script can read and no other site can send along, and that lets one read", async () => {
    const app = buildPages(buildArchive(), { openReading: false });
    const answer = await app.request(at("/login"), {
      method: "POST",
      body: new URLSearchParams({ name: "Ada", password: PASSWORD, to: "/feeds" }),
    });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/feeds"]);
    expect(answer.headers.get("set-cookie")).toMatch(/HttpOnly; SameSite=Lax/);
    const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
    expect((await app.request(at("/feeds"), { headers: { cookie } })).status).toBe(200);
  });
  test("a cookie that somebody changed is none", async () => {
    const app = buildPages(buildArchive(), { openReading: false });
    const cookie = await signIn(app);
    const [name = "", value = ""] = cookie.split(/=(.*)/);
    const [payload = "", signature = ""] = value.split(".");
    const forged = Buffer.from(Buffer.from(payload, "base64url").toString("utf8").replace("Ada", "Eve")).toString("base64url");
    expect((await app.request(at("/feeds"), { headers: { cookie: `${name}=${forged}.${signature}` } })).status).toBe(401);
    expect((await app.request(at("/feeds"), { headers: { cookie: `${name}=nonsense` } })).status).toBe(401);
  });
  test("a session ends after a week", async () => {
    let now = new Date("2026-03-01T12:00:00Z");
    const app = buildPages(buildArchive(), { openReading: false, now: () => now });
    const cookie = await signIn(app);
    now = new Date("2026-03-08T11:59:00Z");
    expect((await app.request(at("/feeds"), { headers: { cookie } })).status).toBe(200);
    now = new Date("2026-03-08T12:01:00Z");
    expect((await app.request(at("/feeds"), { headers: { cookie } })).status).toBe(401);
  });
  test("a session outlives a restart, and ends with its key or with the password that began it", async () => {
    const archive = buildArchive();
    const cookie = await signIn(buildPages(archive, { openReading: false }));
    const statusWith = async (change: object) =>
      (await buildPages(archive, { openReading: false, ...change }).request(at("/feeds"), { headers: { cookie } })).status;
    expect([
      await statusWith({}),
      await statusWith({ sessionKey: "another key" }),
      await statusWith({ password: "a new password" }),
    ]).toEqual([200, 401, 401]);
  });
  test("after five wrong passwords even the right one waits a minute", async () => {
    let now = new Date("2026-03-01T12:00:00Z");
    const app = buildPages(buildArchive(), { now: () => now });
    for (let guess = 0; guess < 5; guess++) expect(await signIn(app, "Eve", `guess number ${guess}`)).toBe("");
    expect(await signIn(app)).toBe("");
    now = new Date("2026-03-01T12:01:01Z");
    expect(await signIn(app)).not.toBe("");
  });
  test.each(["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nSet-Cookie: x=1"])(
    "never lands on %s",
    async (to) => {
      const app = buildPages(buildArchive());
      const answer = await app.request(at("/login"), {
        method: "POST",
        body: new URLSearchParams({ name: "Ada", password: PASSWORD, to }),
      });
      expect(answer.headers.get("location")).toBe("/");
    },
  );
});

describe("signing out", () => {
  test("works from a form that this person was given, and from nowhere else", async () => {
    const app = buildPages(buildArchive());
    const cookie = await signIn(app);
    const csrf = csrfIn(await (await app.request(at("/feeds"), { headers: { cookie } })).text());
    const post = (headers: Record<string, string>, token: string) =>
      app.request(at("/logout"), { method: "POST", headers: { cookie, ...headers }, body: new URLSearchParams({ csrf: token }) });
    expect((await post({}, "guess")).status).toBe(403);
    expect((await post({ "sec-fetch-site": "cross-site" }, csrf)).status).toBe(403);
    expect((await post({ "sec-fetch-site": "same-origin" }, csrf)).status).toBe(303);
  });
});

describe("a proxy in front", () => {
  const app = buildPages(buildArchive(), { openReading: false, password: null, proxyHeader: "X-Forwarded-User" });
  test("says who reads", async () => {
    const page = await app.request(at("/feeds"), { headers: { "x-forwarded-user": "ada@desk.example" } });
    expect([page.status, (await page.text()).includes("ada@desk.example")]).toEqual([200, true]);
  });
  test("that names nobody lets nobody in", async () => {
    expect((await app.request(at("/feeds"), { headers: { "x-forwarded-user": " ", ...html } })).status).toBe(401);
  });
});

describe("every answer", () => {
  test("forbids scripts, frames and everything from elsewhere", async () => {
    const { headers } = await buildPages(buildArchive()).request(at("/"));
    expect(headers.get("content-security-policy")).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });
  test("is refused under a name that another site made point here", async () => {
    expect((await buildPages(buildArchive()).request("http://evil.example/")).status).toBe(421);
    expect((await buildPages(buildArchive()).request("http://localhost/")).status).toBe(200);
  });
});
