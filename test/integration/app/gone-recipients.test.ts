import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { createChannels } from "../../../src/app/app.ts";
import { loadConfig } from "../../../src/app/config.ts";
import { diagnose } from "../../../src/app/doctor.ts";
import { explainAlert } from "../../../src/app/explain.ts";
import { resendDelivery } from "../../../src/app/resend.ts";
import type { Archive } from "../../../src/archive/archive.ts";
import type { AlertId, DeliveryId } from "../../../src/domain/ids.ts";
import { createDeliverAlert } from "../../../src/stages/deliver-alert.ts";
import { AT_ONCE } from "../../../src/stages/revise-alert.ts";
import { buildArchive, NOW, watchDefinition } from "../../support/builders.ts";
import { readText } from "../../support/read-one.ts";
import { type RecordingSlack, startRecordingSlack } from "../../support/recording-servers.ts";

const ENDED = "Borealis no longer has the exclusive use of berth four in the Port of Lindau, the port said.";
const ends = ["exclusive-berth", "changes", "no longer has the exclusive use of berth four"] as const;
const SECRET = `whsec_${Buffer.from("a".repeat(32)).toString("base64")}`;

/** Everything between starts of the daemon: a configuration, an archive on disk, and a far side that answers as told. */
describe("a far side that is gone for good", () => {
  let [folder, config]: [string, string] = ["", ""];
  let [far, moved]: [RecordingSlack, RecordingSlack] = [null as never, null as never];
  let archive: Archive;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "clausewatch-gone-"));
    config = join(folder, "clausewatch.yaml");
    writeFileSync(join(folder, "watch.yaml"), stringify({ ...watchDefinition, feeds: [] }));
    [far, moved] = [await startRecordingSlack(), await startRecordingSlack()];
    archive = buildArchive({ path: join(folder, "archive.sqlite"), now: () => NOW });
  });
  afterEach(async () => {
    archive.close();
    await Promise.all([far.close(), moved.close()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const configure = (channels: object) =>
    writeFileSync(
      config,
      stringify({
        dataDir: folder,
        watches: ["watch.yaml"],
        feeds: [],
        judge: { engine: "rules" },
        fetch: { allowPrivateNetworks: ["127.0.0.0/8"] },
        channels,
      }),
    );
  const toWebhook = (url: string) => configure({ webhook: { endpoints: [{ name: "desk", url, secrets: [SECRET] }] } });

  /** Starts anew, as a daemon does, and sends everything that is listed. */
  async function deliverAll(): Promise<string[]> {
    const channels = createChannels(loadConfig(config, {}), () => {});
    const deliver = createDeliverAlert({ archive, channels, delivery: AT_ONCE, now: () => NOW, random: () => 0 });
    const outcomes: string[] = [];
    for (const row of archive.jobs.due("deliver-alert", NOW.toISOString(), NOW.toISOString(), 99)) {
      const { delivery } = row.subject as { delivery: DeliveryId };
      outcomes.push((await deliver({ job: row.id, delivery }, new AbortController().signal)).outcome);
    }
    for (const channel of channels.values()) await channel.close();
    return outcomes;
  }
  const alertNamed = async (name: string, channel: string, recipient: string): Promise<AlertId> => {
    const where = { story: `sto_${name}`, to: new Map([[channel, [recipient]]]), delivery: AT_ONCE };
    await readText(archive, `https://${name}.example/1`, ENDED, [ends], where);
    const [{ id } = { id: "" }] = archive.query("SELECT id FROM alerts WHERE story_id = ?", `sto_${name}`);
    return id as AlertId;
  };
  const watching = (channel: string) => {
    archive.close();
    archive = buildArchive({ path: join(folder, "archive.sqlite"), watch: { alerts: { to: [channel], minimum: "rumoured_change" } } });
  };

  test("is a webhook that answered 410: it is asked no more, also after a restart, and doctor and explain say so", async () => {
    watching("webhook");
    toWebhook(far.url);
    far.answer({ status: 410 }, {});
    await alertNamed("one", "webhook", "desk");
    expect(await deliverAll()).toEqual(["gave-up"]);
    const later = await alertNamed("two", "webhook", "desk");
    expect(await deliverAll()).toEqual(["gave-up"]);
    expect(far.posts).toHaveLength(1);

    const checks = await diagnose(config, {}, { now: () => NOW });
    expect(checks.find(({ what }) => what === "recipient desk of webhook")).toMatchObject({
      state: "failed",
      said: expect.stringMatching(/gone since 2026-03-01T12:00:00.000Z: .*answered 410 Gone.*new address.*alerts resend/),
    });
    expect(JSON.stringify(checks)).not.toContain(far.secret);
    expect(explainAlert(archive, later)?.lines.join("\n")).toMatch(
      /webhook to desk: given up \(.*answered 410 Gone, so nothing more is sent there/,
    );
    // The operator hears of the endpoint, and of each message that nobody got.
    expect(archive.notices.list().map(({ kind }) => kind)).toEqual(["delivery-dead", "delivery-dead"]);
  });

  test("and has moved is sent to at its new address, without being told to", async () => {
    watching("webhook");
    toWebhook(far.url);
    far.answer({ status: 410 });
    await alertNamed("one", "webhook", "desk");
    await deliverAll();
    toWebhook(moved.url);
    await alertNamed("two", "webhook", "desk");
    expect(await deliverAll()).toEqual(["sent"]);
    expect([far.posts.length, moved.posts.length]).toEqual([1, 1]);
    expect(archive.outbox.closed()).toEqual([]);
  });

  test("and is there again is asked once a person has a message sent again", async () => {
    watching("webhook");
    toWebhook(far.url);
    far.answer({ status: 410 }, {});
    await alertNamed("one", "webhook", "desk");
    await deliverAll();
    const [dead] = archive.outbox.dead();
    archive.transaction(() => resendDelivery(archive, dead?.id ?? "", NOW.toISOString()));
    expect(await deliverAll()).toEqual(["sent"]);
    await alertNamed("two", "webhook", "desk");
    expect(await deliverAll()).toEqual(["sent"]);
    expect(far.posts).toHaveLength(3);
  });

  test.each([
    { status: 403, word: "invalid_token", helps: "create a new incoming webhook" },
    { status: 404, word: "no_service", helps: "create a new incoming webhook" },
    { status: 404, word: "no_active_hooks", helps: "create a new incoming webhook" },
    { status: 410, word: "channel_is_archived", helps: "unarchive the channel" },
    { status: 404, word: "channel_not_found", helps: "check the channel's id" },
    { status: 403, word: "action_prohibited", helps: "ask a workspace admin" },
    { status: 404, word: "team_disabled", helps: "ask the workspace's owner" },
  ])(
    "is a Slack that answers $status $word: given up at once, said in doctor and explain, and sent by resend once it is mended",
    async (one) => {
      watching("slack");
      configure({ slack: { webhookUrl: far.url } });
      far.answer({ status: one.status, body: one.word }, {});
      const alert = await alertNamed("one", "slack", "incoming webhook");
      expect(await deliverAll()).toEqual(["gave-up"]);
      expect(await deliverAll()).toEqual([]);
      const said = `Slack answered ${one.status} ${one.word}; ${one.helps}`;
      expect((await diagnose(config, {}, { now: () => NOW })).find(({ what }) => what.startsWith("delivery "))).toMatchObject({
        state: "failed",
        said: expect.stringContaining(said),
      });
      expect(explainAlert(archive, alert)?.lines.join("\n")).toContain(said);
      archive.transaction(() => resendDelivery(archive, archive.outbox.dead()[0]?.id ?? "", NOW.toISOString()));
      expect(await deliverAll()).toEqual(["sent"]);
    },
  );
});
