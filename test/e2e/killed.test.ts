import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { archiveIn, look, until, useDemo, writeDemoConfig } from "../support/daemon.ts";
import { type RecordingSlack, type RecordingSmtp, startRecordingSlack, startRecordingSmtp } from "../support/recording-servers.ts";

const demo = useDemo();

describe("a daemon that is killed", () => {
  let slack: RecordingSlack;
  let mail: RecordingSmtp;
  beforeEach(async () => {
    [slack, mail] = [await startRecordingSlack(), await startRecordingSmtp()];
  });
  afterEach(async () => {
    await slack.close();
    await mail.close();
  });

  test("at any point, again and again, loses nothing and alerts nobody twice", async () => {
    const file = archiveIn(demo.folder());
    const config = writeDemoConfig(demo.folder(), {
      sitePort: demo.site().port,
      slackUrl: slack.url,
      smtp: { host: mail.host, port: mail.port },
    });
    let kills = 0;
    for (const act of demo.acts()) {
      demo.site().showAct(act);
      // From before the archive is open to after everything is sent: start-up takes about 700 ms here.
      for (const lifeMs of [400, 1000, 1600]) {
        const daemon = demo.worker("all", config);
        await sleep(lifeMs);
        await daemon.stop("SIGKILL");
        kills += 1;
      }
    }
    const daemon = demo.worker("all", config);
    await until("everything read and sent", () => demo.isSettled(file, demo.acts().at(-1) ?? 0), 60_000);
    await daemon.stop();

    const sent = look(file, (archive) => ({
      alerts: archive.query("SELECT id FROM alerts").length,
      revisions: archive.query("SELECT count(*) n FROM alert_revisions")[0]?.["n"] as number,
      states: archive.query("SELECT DISTINCT state FROM deliveries"),
      integrity: archive.query("PRAGMA integrity_check"),
    }));
    expect(kills).toBe(3 * (demo.acts().at(-1) ?? 0));
    expect(sent).toMatchObject({ alerts: 1, states: [{ state: "sent" }], integrity: [{ integrity_check: "ok" }] });
    // At least once is the promise: a kill between the far side's "ok" and our note of it may repeat a message, and the repeat says so.
    const posts = slack.posts.filter((post) => !/You\s+may\s+have\s+this\s+already/.test(post.body));
    expect(posts).toHaveLength(sent.revisions);
    const mails = mail.mails.filter((one) => !/You\s+may\s+have\s+this\s+already/.test(one.email.text ?? ""));
    expect(new Set(mails.map((one) => `${one.to} ${one.email.messageId}`)).size).toBe(mails.length);
    expect(mails).toHaveLength(2 * sent.revisions);
  });
});
