import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createChannels } from "../../../src/app/app.ts";
import { loadConfig, readConfig } from "../../../src/app/config.ts";
import { problemText } from "../../../src/app/yaml-file.ts";
import { watchDefinition } from "../../support/builders.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "clausewatch-config-"));
  mkdirSync(join(folder, "watches"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const FEEDS = `feeds:\n  - { id: gazette, url: "https://gazette.example/feed", every: 15m }\n`;
const write = (config: string, watch: string = JSON.stringify(watchDefinition)): string => {
  writeFileSync(join(folder, "clausewatch.yaml"), config);
  writeFileSync(join(folder, "watches", "harbour.yaml"), watch);
  return join(folder, "clausewatch.yaml");
};
/** Problems as the operator sees them, without the folder. */
const problems = (file: string, env: Record<string, string> = {}) =>
  readConfig(file, env).problems.map((one) => problemText(one).replaceAll(`${folder}/`, ""));

describe("a good configuration", () => {
  test("is read with every default in place", () => {
    const config = loadConfig(write(FEEDS), {});
    expect(config.feeds).toEqual([{ id: "gazette", url: "https://gazette.example/feed", everyMs: 900_000, everyChosen: true }]);
    expect(config.watches.map((one) => [one.watch.id, one.feeds])).toEqual([["harbour-deal", ["gazette"]]]);
    expect([config.drain, config.polling.floor, config.queue.redisUrl]).toEqual([10_000, 300_000, undefined]);
  });

  test("takes secrets and places from the environment before the file", () => {
    const config = loadConfig(write(`${FEEDS}dataDir: here\nchannels: { slack: {} }\n`), {
      CLAUSEWATCH_DATA_DIR: join(folder, "there"),
      CLAUSEWATCH_SLACK_WEBHOOK_URL: "https://hooks.example/one",
      REDIS_URL: "redis://127.0.0.1:6379",
    });
    expect(config.archiveFile).toBe(join(folder, "there", "archive.sqlite"));
    expect(config.channels.slack?.webhookUrl).toBe("https://hooks.example/one");
    expect(config.queue.redisUrl).toBe("redis://127.0.0.1:6379");
  });

  test("takes a secret from the file that NAME_FILE points to", () => {
    writeFileSync(join(folder, "secret"), "https://hooks.example/two\n");
    const config = loadConfig(write(FEEDS), { CLAUSEWATCH_SLACK_WEBHOOK_URL_FILE: join(folder, "secret") });
    expect(config.channels.slack?.webhookUrl).toBe("https://hooks.example/two");
  });

  test("takes the key of a chat endpoint from the environment, and has an engine without any setting", () => {
    expect(loadConfig(write(FEEDS), {}).judge).toEqual({ engine: "embedded" });
    const config = loadConfig(write(`${FEEDS}judge: { endpoint: { baseUrl: "http://127.0.0.1/v1", model: m } }\n`), {
      CLAUSEWATCH_LLM_API_KEY: "sk-one",
    });
    expect(config.judge.endpoint).toEqual({
      ...{ baseUrl: "http://127.0.0.1/v1", model: "m", apiKey: "sk-one", timeout: 20_000, maxTokensPerDay: 500_000 },
    });
  });

  test("takes a Slack token with its channels, and tokens from the environment", () => {
    const file = write(`${FEEDS}channels: { slack: { channels: [C0123ABCD, "#deals"] }, ntfy: { topics: [deals] } }\n`);
    const config = loadConfig(file, { CLAUSEWATCH_SLACK_TOKEN: "xoxb-1-abc", CLAUSEWATCH_NTFY_TOKEN: "tk_abc" });
    expect(config.channels.slack).toEqual({ token: "xoxb-1-abc", channels: ["C0123ABCD", "#deals"] });
    expect(config.channels.ntfy).toEqual({ server: "https://ntfy.sh", topics: ["deals"], token: "tk_abc" });
  });

  test("makes every channel that it names, and signs the links of mails with a key of its own data directory", () => {
    writeFileSync(join(folder, "secret"), `whsec_${"a".repeat(44)}\nwhsec_${"b".repeat(44)}\n`);
    const config = loadConfig(
      write(
        `${FEEDS}dataDir: ${JSON.stringify(join(folder, "data"))}\nchannels:\n  slack: { token: xoxb-1-abc, channels: [C0123ABCD] }\n` +
          "  email: { smtp: { host: localhost }, from: alerts@a.example, to: [desk@a.example, legal@a.example] }\n" +
          `  webhook: { endpoints: [{ name: desk, url: "https://a.example/", secretFile: ${JSON.stringify(join(folder, "secret"))} }] }\n` +
          "  ntfy: { topics: [deals, desk] }\n",
      ),
      {},
    );
    const recipients = [...createChannels(config, () => {})].map(([name, channel]) => [name, channel.recipients]);
    expect(recipients).toEqual([
      ["console", ["console"]],
      ["slack", ["C0123ABCD"]],
      ["email", ["desk@a.example", "legal@a.example"]],
      ["webhook", ["desk"]],
      ["ntfy", ["deals", "desk"]],
    ]);
    const key = readFileSync(join(folder, "data", "unsubscribe.key"), "utf8");
    createChannels(config, () => {});
    expect(readFileSync(join(folder, "data", "unsubscribe.key"), "utf8")).toBe(key);
    expect(statSync(join(folder, "data", "unsubscribe.key")).mode & 0o077).toBe(0);
  });

  test.each([
    [
      "both ways into Slack",
      "slack: { webhookUrl: https://hooks.example/x, token: xoxb-1-secret, channels: [C0123ABCD] }",
      /and not both$/,
    ],
    ["a Slack token without channels", "slack: { token: xoxb-1-secret }", /channels\.slack\.channels is missing/],
    [
      "a Slack token that is none",
      "slack: { token: p4ssw0rd-secret, channels: [C0123ABCD] }",
      /channels\.slack\.token is not a Slack token/,
    ],
    [
      "an endpoint without a secret",
      'webhook: { endpoints: [{ name: desk, url: "https://a.example/secret" }] }',
      /needs secrets or secretFile$/,
    ],
    [
      "an endpoint whose address is none",
      "webhook: { endpoints: [{ name: desk, url: secret, secrets: [whsec_secret] }] }",
      /url is not a URL$/,
    ],
    ["a topic that is none", "ntfy: { topics: [a/b] }", /is not a topic of letters/],
  ])("refuses %s, and repeats no secret", (_, channels, says) => {
    const [problem = "", ...more] = problems(write(`${FEEDS}channels:\n  ${channels}\n`));
    expect(more).toEqual([]);
    expect(problem).toMatch(says);
    expect(problem).not.toContain("secret }");
    expect(problem.replace("needs secrets or secretFile", "")).not.toContain("secret");
  });

  test("takes feeds that a watch gives inline", () => {
    const watch = { ...watchDefinition, feeds: [{ id: "own", url: "https://own.example/rss" }] };
    expect(loadConfig(write("{}", JSON.stringify(watch)), {}).feeds.map((feed) => [feed.id, feed.everyMs])).toEqual([["own", 3_600_000]]);
  });
});

describe("a wrong configuration is told by file, line and key", () => {
  const cases: [string, string, string][] = [
    [
      "an unknown key, with the nearest known one",
      `${FEEDS}poling: {}\n`,
      "clausewatch.yaml:3: poling is not a known key; did you mean polling?",
    ],
    [
      "an unknown key deep inside",
      `${FEEDS}fetch:\n  perHost: { spaceing: 1s }\n`,
      "clausewatch.yaml:4: fetch.perHost.spaceing is not a known key; did you mean spacing?",
    ],
    [
      "a length of time without a unit",
      `${FEEDS}drain: 5\n`,
      "clausewatch.yaml:3: drain is not a length of time such as 30s, 15m, 1h or 2d (it is 5)",
    ],
    [
      "an address that is none",
      'feeds:\n  - { id: gazette, url: "gazette" }\n',
      'clausewatch.yaml:2: feeds.0.url is not an http or https address (it is "gazette")',
    ],
    [
      "a feed polled below the floor",
      'feeds:\n  - { id: gazette, url: "https://g.example/f", every: 1s }\n',
      "clausewatch.yaml:2: the feed gazette asks to be polled every 1 s, below polling.floor (300 s)",
    ],
    [
      "a missing key",
      `${FEEDS}channels:\n  email: { smtp: { host: h }, to: [a@b.example] }\n`,
      "clausewatch.yaml:4: channels.email.from is missing",
    ],
    [
      "an engine that lacks its folder, without a look at the key beside it",
      `${FEEDS}judge:\n  engine: nli\n  endpoint: { baseUrl: "http://127.0.0.1/v1", model: m, apiKey: SECRET }\n`,
      "clausewatch.yaml:4: judge.folder is missing; judge.engine nli needs the folder of an ONNX model",
    ],
    [
      "a second opinion without its model",
      `${FEEDS}judge:\n  endpoint: { baseUrl: "http://127.0.0.1/v1" }\n`,
      "clausewatch.yaml:4: judge.endpoint.model is missing",
    ],
    [
      "an endpoint whose address carries a password",
      `${FEEDS}judge:\n  endpoint: { baseUrl: "http://me:SECRET@127.0.0.1/v1", model: m }\n`,
      'clausewatch.yaml:4: judge.endpoint.baseUrl: must not carry a user name or password; set CLAUSEWATCH_LLM_API_KEY (it is "http://…@127.0.0.1/v1")',
    ],
    [
      "broken YAML",
      "feeds: [\n",
      "clausewatch.yaml:2: is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]; look at indentation, quotes and brackets up to this line",
    ],
  ];
  test.each(cases)("%s", (_, config, expected) => expect(problems(write(config))).toEqual([expected]));

  test("a secret is never repeated", () => {
    const found = problems(write(FEEDS), { CLAUSEWATCH_SLACK_WEBHOOK_URL: "hooks.example/T0/SECRET" });
    expect(found).toEqual(
      ["clausewatch.yaml: channels.slack.webhookUrl is not a URL; set CLAUSEWATCH_SLACK_WEBHOOK_URL or give one"].map((text) =>
        expect.stringContaining(text.slice(16)),
      ),
    );
    expect(found.join()).not.toContain("SECRET");
  });

  test("not even where it was written one level too high, or into a feed's address", () => {
    const found = problems(
      write(
        `feeds:\n  - { id: gazette, url: "https://me:SECRET@g.example/f" }\nchannels: { slack: "https://hooks.example/SECRET" }\nqueue: redis://u:SECRET@h\n`,
      ),
    );
    expect(found).toHaveLength(3);
    expect(found.join()).not.toContain("SECRET");
    expect(found[0]).toContain("must not carry a user name or password");
  });

  test("a secret's file that is empty or not there", () => {
    writeFileSync(join(folder, "empty"), "\n");
    const env = { CLAUSEWATCH_SLACK_WEBHOOK_URL_FILE: join(folder, "empty"), CLAUSEWATCH_SMTP_PASSWORD_FILE: join(folder, "none") };
    expect(problems(write(FEEDS), env)).toEqual([
      "CLAUSEWATCH_SLACK_WEBHOOK_URL_FILE: empty is empty",
      expect.stringMatching(/^CLAUSEWATCH_SMTP_PASSWORD_FILE: cannot be read: ENOENT/),
    ]);
  });

  test("a file that is not there", () => expect(problems(join(folder, "none.yaml"))).toEqual(["none.yaml: there is no such file"]));

  test("a watch that names a feed or channel that is not configured", () => {
    const found = problems(write(FEEDS, JSON.stringify({ ...watchDefinition, feeds: ["gazete"], alerts: { to: ["pager"] } })));
    expect(found).toEqual([
      "watches/harbour.yaml:1: feeds: gazete is not a feed of clausewatch.yaml; add it there or give { id, url } here",
      "watches/harbour.yaml:1: alerts.to: pager is not configured under channels: in the configuration; it has console",
    ]);
  });

  test("a watch with a term that is too short, an unknown key and a wrong date", () => {
    const watch =
      "id: w\nsubject: A deal\nparties: [{ name: A }]\nterms:\n  - id: t\n    statment: x\n    statement: short\n    validFrom: yesterday\n";
    expect(problems(write(FEEDS, watch)).sort()).toEqual([
      "watches/harbour.yaml:6: terms.0.statment is not a known key; did you mean statement?",
      'watches/harbour.yaml:7: terms.0.statement is too short to be a clause: write the term in plain words (it is "short")',
      'watches/harbour.yaml:8: terms.0.validFrom is not a date such as 2026-02-27 (it is "yesterday")',
    ]);
  });

  test("a misspelt key that has to be there is told once, and what is missing besides it too", () => {
    expect(problems(write("feeds:\n  - { id: gazette, ulr: https://gazette.example/rss }\n"))).toEqual([
      "clausewatch.yaml:2: feeds.0.ulr is not a known key; did you mean url?",
    ]);
    const watch = "id: w\nsubjct: A deal\nparties: [{ name: A }]\n";
    expect(problems(write(FEEDS, watch)).sort()).toEqual([
      "watches/harbour.yaml:1: terms is missing",
      "watches/harbour.yaml:2: subjct is not a known key; did you mean subject?",
    ]);
  });

  test("every problem is listed, not only the first", () => expect(problems(write("a: 1\nb: 2\nc: 3\n"))).toHaveLength(4));

  test("a watch id and a term id that stand twice", () => {
    writeFileSync(
      join(folder, "watches", "again.yaml"),
      JSON.stringify({ ...watchDefinition, terms: [watchDefinition.terms[0], watchDefinition.terms[0]] }),
    );
    expect(problems(write(FEEDS))).toEqual(
      [
        "watches/again.yaml:1: terms: the id exclusive-berth stands twice",
        "watches/harbour.yaml:1: id harbour-deal is taken by watches/again.yaml",
      ].map((text) => expect.stringContaining(text)),
    );
  });
});

test("what is wrong in every file is told in one run, names that stand nowhere among it", () => {
  const file = write(
    `poling: {}\n${FEEDS}channels: { console: {} }\noperator: { to: [pager] }\n`,
    `id: harbour\nsubject: A berth\nfeeds: [gazete]\nalerts: { to: [console, consol], minimum: rumour }\n`,
  );
  writeFileSync(
    join(folder, "watches", "quay.yaml"),
    JSON.stringify({ ...watchDefinition, id: "quay", alerts: { to: ["slack"] } }, null, 1),
  );
  const told = problems(file);
  expect(told).toEqual(
    expect.arrayContaining([
      "clausewatch.yaml:1: poling is not a known key; did you mean polling?",
      "clausewatch.yaml:5: operator.to: pager is not configured under channels: in the configuration; it has console",
      expect.stringMatching(/^watches\/harbour\.yaml:1: terms is missing/),
      "watches/harbour.yaml:3: feeds: gazete is not a feed of clausewatch.yaml; add it there or give { id, url } here",
      "watches/harbour.yaml:4: alerts.to: consol is not configured under channels: in the configuration; it has console",
      expect.stringMatching(/^watches\/harbour\.yaml:4: alerts\.minimum/),
      expect.stringMatching(/^watches\/quay\.yaml:\d+: alerts\.to: slack is not configured/),
    ]),
  );
  expect(told.map((one) => one.split(":")[0])).toEqual(told.map((one) => one.split(":")[0]).toSorted());
});
