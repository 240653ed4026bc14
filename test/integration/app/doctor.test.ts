import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { type Check, type DoctorDeps, diagnose } from "../../../src/app/doctor.ts";
import { packBody } from "../../../src/archive/snapshots.ts";
import { sha256 } from "../../../src/domain/ids.ts";
import { createEmbeddedJudge, READER_FOLDER } from "../../../src/judge/embedded.ts";
import { buildArchive, watchDefinition } from "../../support/builders.ts";
import { startLoopbackSlack } from "../../support/loopback-slack.ts";
import { startRecordingSlack, startRecordingSmtp, unusedPort } from "../../support/recording-servers.ts";
import { redisMissing, startRedis } from "../../support/redis-server.ts";

const NOW = new Date("2026-03-02T12:00:00Z");
const MIB = 1024 * 1024;

let folder: string;
const archiveFile = () => join(folder, "data/archive.sqlite");
const closers: (() => unknown)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "clausewatch-doctor-"));
  mkdirSync(join(folder, "watches"));
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  rmSync(folder, { recursive: true });
});

/** What the doctor says of a configuration, whose judge is the rules unless it says otherwise. */
async function seen(config: object = {}, watch: object = {}, deps: Partial<DoctorDeps> = {}): Promise<Check[]> {
  const feeds = [{ id: "gazette", url: "https://gazette.example/feed" }];
  const whole = { dataDir: join(folder, "data"), feeds, judge: { engine: "rules" }, ...config };
  writeFileSync(join(folder, "clausewatch.yaml"), stringify(whole));
  writeFileSync(join(folder, "watches/harbour.yaml"), stringify({ ...watchDefinition, ...watch }));
  return diagnose(join(folder, "clausewatch.yaml"), {}, { now: () => NOW, freeBytes: () => 50 * 1024 * MIB, ...deps });
}
const about = (checks: readonly Check[], what: string): Check | undefined => checks.find((one) => one.what === what);
/** A page that was fetched at an instant, from a server that says another. */
function putPage(url: string, fetchedAt: string, headers: Record<string, string> = {}): void {
  const archive = buildArchive({ path: archiveFile() });
  const bytes = Buffer.from(url);
  const draft = { url, finalUrl: url, status: 200, contentType: "text/html", headers, fetchedAt, sha256: sha256(bytes) };
  archive.transaction(() => archive.snapshots.record({ ...draft, bytes: bytes.length, bodyZstdBase64: packBody(bytes) }));
  archive.close();
}

describe("doctor", () => {
  test("finds nothing failed where nothing is wrong", async () => {
    buildArchive({ path: archiveFile() }).close();
    const checks = await seen();
    expect(checks.filter(({ state }) => state === "failed")).toEqual([]);
    expect(about(checks, "disk")).toEqual({ what: "disk", state: "ok", said: "51,200 MiB free" });
    expect(about(checks, "judge")).toMatchObject({ state: "ok", said: "rules/1" });
    expect(about(checks, "clock")).toMatchObject({ state: "ok" });
    expect(about(checks, "hash chain")).toMatchObject({ state: "ok", said: "no evidence yet" });
  });

  test.each([
    { ahead: 40, says: /40 minute\(s\) ahead of the web servers .*; let the machine keep time \(timedatectl/ },
    { ahead: -7, says: /7 minute\(s\) behind the web servers/ },
  ])("a clock that is $ahead minutes ahead of the web servers' is found, though one page came from a cache", async ({ ahead, says }) => {
    const told = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000).toUTCString();
    putPage("https://a.example/1", NOW.toISOString(), { date: told(ahead) });
    putPage("https://b.example/1", NOW.toISOString(), { date: told(ahead) });
    putPage("https://c.example/1", NOW.toISOString(), { date: told(ahead + 600) });
    putPage("https://d.example/1", NOW.toISOString(), { date: told(ahead + 60), age: "3600" });
    expect(about(await seen(), "clock")).toMatchObject({ state: "failed", said: expect.stringMatching(says) });
  });

  test("a clock that was set back is found by what the archive holds of the future", async () => {
    putPage("https://a.example/1", "2026-03-09T12:00:00.000Z");
    const said = expect.stringMatching(/holds what was fetched at 2026-03-09T12:00:00.000Z; let the machine keep time/);
    expect(about(await seen(), "clock")).toMatchObject({ state: "failed", said });
  });

  test.each([
    { free: 50 * MIB, state: "failed", says: /^50 MiB free, so that the archive can soon not be written; make room/ },
    { free: 500 * MIB, state: "warning", says: /^500 MiB free; make room, shorten retention/ },
    { free: 2000 * MIB, state: "warning", says: /less than the archive itself, which a backup beside it or clausewatch vacuum needs/ },
  ])("a disk with $free bytes left is said as: $state", async ({ free, state, says }) => {
    buildArchive({ path: archiveFile() }).close();
    // A hole in the file takes no room.
    if (free === 2000 * MIB) truncateSync(archiveFile(), 3000 * MIB);
    expect(about(await seen({}, {}, { freeBytes: () => free }), "disk")).toMatchObject({ state, said: expect.stringMatching(says) });
  });

  test("a reading that was changed behind the archive's back breaks the chain", async () => {
    putPage("https://a.example/1", NOW.toISOString());
    expect(about(await seen(), "hash chain")).toMatchObject({
      state: "ok",
      said: expect.stringMatching(/^1 link\(s\), of which the newest 1 hold/),
    });
    const sqlite = new Sqlite(archiveFile());
    sqlite.exec("DROP TRIGGER snapshots_never_change; UPDATE snapshots SET final_url = 'https://b.example/'");
    sqlite.close();
    const said = expect.stringMatching(/^snapshots \S+: it is not as it was written; run clausewatch verify/);
    expect(about(await seen(), "hash chain")).toMatchObject({ state: "failed", said });
  });

  test("feeds that were stopped and feeds that fail say what to do", async () => {
    buildArchive({ path: archiveFile() }).close();
    const sqlite = new Sqlite(archiveFile());
    sqlite.exec("UPDATE feeds SET stopped_at = '2026-03-01T00:00:00Z', last_error = 'the server says that it is gone for good (410)'");
    const stopped = about(await seen(), "feed gazette");
    expect(stopped?.said).toMatch(
      /^is polled no more since 2026-03-01T00:00:00Z: .*\(410\); correct its address .* clausewatch feeds resume gazette$/,
    );
    sqlite.exec("UPDATE feeds SET stopped_at = NULL, failures = 3, last_error = 'no answer'");
    sqlite.close();
    expect(about(await seen(), "feed gazette")?.said).toMatch(/^failed 3 time\(s\) in a row: no answer; it is asked again at /);
  });

  test("a watch without feeds, one that tells nobody, and a feed that nobody reads are named", async () => {
    const checks = await seen({}, { feeds: [], alerts: { to: [] } });
    const said = checks.filter(({ state }) => state === "warning").map((one) => `${one.what}: ${one.said}`);
    expect(said).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^watch harbour-deal: reads no feed, so that it can never alert; name some under feeds: in .*harbour.yaml/),
        expect.stringMatching(/^watch harbour-deal: tells nobody, since alerts.to is empty/),
        expect.stringMatching(/^feed gazette: is read by no watch; name it under feeds: of a watch/),
      ]),
    );
  });

  test("a model that is missing, and one that cannot be loaded, are found before anything is read", async () => {
    const [empty, broken] = [join(folder, "empty"), join(folder, "broken")];
    mkdirSync(empty);
    cpSync(READER_FOLDER, broken, { recursive: true });
    writeFileSync(join(broken, "model.onnx"), "version https://git-lfs.github.com/spec/v1");
    for (const reader of [empty, broken]) {
      const checks = await seen({ judge: {} }, {}, { openJudge: () => createEmbeddedJudge({ folder: reader }) });
      const said = expect.stringMatching(
        /^the shipped model cannot be opened, so that rules read alone and nothing alerts: .*; run npm ci/s,
      );
      expect(about(checks, "judge")).toMatchObject({ state: "failed", said });
    }
    const own = await seen({ judge: { engine: "nli", folder: join(folder, "none") } });
    expect(about(own, "judge")?.said).toMatch(/none\/config.json cannot be read.*check judge.folder/);
  });

  test("a judge's endpoint that is away, that refuses the key, or that has no such model says what helps", async () => {
    let answer: [number, string] = [401, "no sk-secret"];
    const server = createServer((_, response) => void response.writeHead(answer[0]).end(answer[1]));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closers.push(() => server.close());
    const check = async (port: number) => {
      const endpoint = { baseUrl: `http://127.0.0.1:${port}/v1`, model: "tiny", apiKey: "sk-secret" };
      const found = about(await seen({ judge: { engine: "rules", endpoint } }), "judge endpoint");
      return `${found?.state}: ${found?.said}`;
    };
    const { port } = server.address() as AddressInfo;
    expect(await check(port)).toMatch(/^failed: 127.0.0.1:\d+ answered 401; check CLAUSEWATCH_LLM_API_KEY and what it may use$/);
    answer = [200, JSON.stringify({ data: [{ id: "large" }] })];
    expect(await check(port)).toMatch(/^failed: .* has no model tiny; load it there, or set judge.endpoint.model to one of large$/);
    answer = [200, JSON.stringify({ data: [{ id: "tiny:latest" }] })];
    expect(await check(port)).toMatch(/^ok: .* has tiny$/);
    expect(await check(await unusedPort())).toMatch(/^failed: .* cannot be reached; start the server of judge.endpoint/);
  });
});

describe("doctor on channels", () => {
  const channels = async (settings: object) => {
    const checks = await seen(
      { channels: settings, fetch: { allowPrivateNetworks: ["127.0.0.0/8"] } },
      { alerts: { to: Object.keys(settings) } },
    );
    return Object.fromEntries(
      checks.filter(({ what }) => what.startsWith("channel ")).map((one) => [one.what.slice(8), `${one.state}: ${one.said}`]),
    );
  };
  const endpoint = (url: string, secret = `whsec_${Buffer.from("a".repeat(32)).toString("base64")}`) => ({
    endpoints: [{ name: "desk", url, secrets: [secret] }],
  });
  const email = (port: number) => ({ smtp: { host: "127.0.0.1", port }, from: "alerts@watch.example", to: ["me@desk.example"] });

  test("channels that work are asked without a message being sent to anybody or a key being made", async () => {
    const [slack, smtp, far] = await Promise.all([startLoopbackSlack(), startRecordingSmtp(), startRecordingSlack()]);
    closers.push(slack.close, smtp.close, far.close);
    const settings = {
      slack: { webhookUrl: slack.webhookUrl },
      email: email(smtp.port),
      webhook: endpoint(far.url),
      ntfy: { server: new URL(far.url).origin, topics: ["deals"] },
    };
    expect(Object.values(await channels(settings))).toEqual([
      "ok: Slack knows the webhook",
      `ok: 127.0.0.1:${smtp.port} answers`,
      "ok: desk answers",
      `ok: ${new URL(far.url).host} answers`,
    ]);
    expect(readdirSync(join(folder, "data"))).toEqual([]);
    expect([slack.messages, smtp.mails, far.posts.filter(({ accepted }) => accepted)]).toEqual([[], [], []]);
  });

  test("channels that nobody answers, or that are set up wrongly, each say what helps and hide no other", async () => {
    const slack = await startLoopbackSlack();
    closers.push(slack.close);
    const nobody = await unusedPort();
    const found = await channels({
      slack: { token: slack.token, channels: ["C0GONE"], apiUrl: slack.apiUrl },
      email: email(nobody),
      webhook: endpoint("https://desk.example/", "whsec_c2hvcnQ="),
      ntfy: { server: `http://127.0.0.1:${nobody}`, topics: ["deals"] },
    });
    expect(found).toEqual({
      slack: expect.stringMatching(/^failed: Slack answered 200 channel_not_found for C0GONE; check the channel's id/),
      email: expect.stringMatching(/^failed: logging in by 127.0.0.1:\d+ failed: ECONNREFUSED; check that the server is up/),
      webhook: expect.stringMatching(/^failed: .*the endpoint desk: a secret is not whsec_ .*openssl rand/),
      ntfy: expect.stringMatching(/^failed: the ntfy server .* could not be reached \(ECONNREFUSED\); check the network/),
    });
    expect(JSON.stringify(found)).not.toContain(slack.token);
  });

  test("a channel that nobody is told by is a warning", async () => {
    const smtp = await startRecordingSmtp();
    closers.push(smtp.close);
    const checks = await seen({ channels: { email: email(smtp.port) } }, { alerts: { to: ["console"] } });
    expect(about(checks, "channel email")).toMatchObject({
      state: "warning",
      said: expect.stringContaining("nobody is told by it; name it in alerts.to"),
    });
  });

  test("a Redis that nobody answers is a failure", async () => {
    const checks = await seen({ queue: { redisUrl: `redis://127.0.0.1:${await unusedPort()}` } });
    expect(about(checks, "redis")).toMatchObject({
      state: "failed",
      said: expect.stringMatching(/ECONNREFUSED.*Start Redis, or unset REDIS_URL/s),
    });
  });

  test.skipIf(redisMissing !== null)("a Redis that wants another password, and one that may throw work away, are told apart", async () => {
    const redis = await startRedis({ password: "open-sesame" });
    closers.push(redis.stop);
    const at = (password: string) => ({ queue: { redisUrl: `redis://:${password}@127.0.0.1:${redis.port}` } });
    expect(about(await seen(at("wrong-word")), "redis")).toMatchObject({ state: "failed", said: expect.stringMatching(/WRONGPASS/) });
    expect(about(await seen(at("open-sesame")), "redis")).toMatchObject({ state: "ok" });
    const client = new Redis(at("open-sesame").queue.redisUrl);
    await client.config("SET", "maxmemory-policy", "allkeys-lru");
    client.disconnect();
    const said = "maxmemory-policy is allkeys-lru, so that Redis may throw work away; set it to noeviction";
    expect(about(await seen(at("open-sesame")), "redis")).toEqual({ what: "redis", state: "warning", said });
  });
});
