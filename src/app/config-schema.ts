import { z } from "zod";
import { duration } from "../domain/duration.ts";
import { route } from "../domain/hold.ts";
import { feedConfig } from "../domain/watch.ts";
import type { DeliverySettings } from "../stages/revise-alert.ts";
import { channelSettings } from "./channel-settings.ts";
import { isLoopback, parseListen } from "./listen.ts";

const MIB = 1024 * 1024;
/** How far back texts are needed, in milliseconds: what the relater remembers after a restart, and some days more. */
const REMEMBERED_MS = 100 * 86_400_000;
const age = z.union([z.literal("forever").transform(() => null), duration], "is not a length of time such as 365d, or forever");

/** What reads articles. `clausewatch assess` and `replay`, which need no configuration, take the defaults. */
export const judgeSettings = z
  .strictObject({
    engine: z
      .enum(["embedded", "rules", "nli"])
      .default("embedded")
      .describe("embedded: the shipped engine; rules: word tables alone; nli: a model of your own in judge.folder"),
    folder: z
      .string()
      .min(1)
      .optional()
      .describe("For nli: model.onnx, config.json, tokenizer.json and tokenizer_config.json, relative to the working directory"),
    endpoint: z
      .strictObject({
        baseUrl: z
          .url({ protocol: /^https?$/, error: "is not a URL such as http://127.0.0.1:11434/v1" })
          .refine((url) => !/\/\/[^/]*@/.test(url), "must not carry a user name or password; set CLAUSEWATCH_LLM_API_KEY")
          .describe("Of an OpenAI-compatible chat endpoint, up to and without /chat/completions"),
        model: z.string().min(1),
        apiKey: z
          .string()
          .min(1)
          .optional()
          .describe("Better given as CLAUSEWATCH_LLM_API_KEY or CLAUSEWATCH_LLM_API_KEY_FILE; local servers need none"),
        timeout: duration.prefault("20s").describe("A whole consultation, retries included"),
        maxTokensPerDay: z.int().positive().default(500_000).describe("Per process and UTC day; past it the engine's answer stands alone"),
      })
      .optional()
      .describe("A second opinion where the engine is in doubt or sees an alarm; it is sent single sentences of the article"),
  })
  .refine(({ engine, folder }) => engine !== "nli" || folder !== undefined, {
    path: ["folder"],
    error: "is missing; judge.engine nli needs the folder of an ONNX model",
  });
export type JudgeSettings = z.infer<typeof judgeSettings>;

/** The pages. Beyond this machine they need somebody who says who may see them. */
export const webSettings = z
  .strictObject({
    listen: z
      .string()
      .refine((text) => parseListen(text) !== null, "is not host:port such as 127.0.0.1:8480")
      .default("127.0.0.1:8480")
      .describe("Where the pages are served; anything but this machine needs web.password or web.proxyHeader"),
    password: z
      .string()
      .min(12, "is too short for a password; give at least 12 characters")
      .optional()
      .describe("Signs people in; with it every page needs it. Better given as CLAUSEWATCH_WEB_PASSWORD or CLAUSEWATCH_WEB_PASSWORD_FILE"),
    proxyHeader: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]*$/, "is not a header's name such as X-Forwarded-User")
      .optional()
      .describe("The header in which a proxy in front names who is signed in; nobody else may reach web.listen then"),
    publicUrl: z
      .url({ protocol: /^https?$/, error: "is not a URL such as https://clausewatch.example.org" })
      .optional()
      .describe("The address under which people reach the pages, where it is another than web.listen"),
  })
  .refine(
    ({ listen, password, proxyHeader }) => {
      const address = parseListen(listen);
      return address === null || isLoopback(address.host) || password !== undefined || proxyHeader !== undefined;
    },
    {
      path: ["listen"],
      error:
        "reaches beyond this machine; set web.password (CLAUSEWATCH_WEB_PASSWORD), name the proxy's header in web.proxyHeader, or listen on 127.0.0.1",
    },
  );
export type WebSettings = z.infer<typeof webSettings>;

/** config/clausewatch.yaml. Every default stands here and nowhere else. */
export const configSchema = z.strictObject({
  dataDir: z.string().min(1).default("data").describe("Where the archive lies, relative to the working directory (CLAUSEWATCH_DATA_DIR)"),
  watches: z.array(z.string().min(1)).default(["watches/*.yaml"]).describe("Watch files, relative to this file; * stands for any name"),
  feeds: z.array(feedConfig).default([]).describe("Feeds that watches name by id"),
  polling: z
    .strictObject({
      every: duration.prefault("60m").describe("How often a feed is polled that says nothing of its own"),
      floor: duration.prefault("5m").describe("No feed may be asked more often than this"),
      slowest: duration
        .prefault("4h")
        .describe("How far the interval of a feed without its own every is stretched while it brings nothing"),
      withoutValidators: duration.prefault("1d").describe("How often a feed without its own every is asked whose server cannot answer 304"),
    })
    .prefault({}),
  fetch: z
    .strictObject({
      contact: z.string().min(3).optional().describe("A page or mail address that the User-Agent names, so that publishers can reach you"),
      timeout: duration.prefault("20s").describe("A whole request, from connecting to the last byte"),
      maxFeedBytes: z
        .int()
        .positive()
        .default(15 * MIB),
      maxPageBytes: z
        .int()
        .positive()
        .default(3 * MIB),
      allowPrivateNetworks: z
        .array(z.union([z.cidrv4(), z.cidrv6()], "is not a network such as 127.0.0.0/8 (one address: 127.0.0.1/32)"))
        .default([])
        .describe("Networks that are not public and may be fetched from all the same"),
      connectTo: z
        .string()
        .regex(/^[^:\s]+:\d+$/, "is not host:port")
        .optional()
        .describe("Connect here whatever host a URL names (for demos and tests)"),
      robots: z
        .boolean()
        .default(true)
        .describe("Ask robots.txt before fetching an article page; feeds are asked for by you and never need it"),
      perHost: z
        .strictObject({
          concurrency: z.int().min(1).max(8).default(2),
          spacing: duration.prefault("2s"),
          looksPerHour: z
            .int()
            .min(0)
            .default(30)
            .describe("How many article pages of one host are looked at again for silent edits in an hour; 0 for none"),
        })
        .prefault({})
        .describe("Requests in flight to one host, and the time between two"),
    })
    .prefault({}),
  queue: z
    .strictObject({
      redisUrl: z
        .url({ protocol: /^rediss?$/, error: "is not a redis:// address" })
        .optional()
        .describe("Set it (or REDIS_URL) to spread the work over several processes"),
      prefix: z
        .string()
        .regex(/^[a-z0-9-]+$/)
        .default("clausewatch"),
    })
    .prefault({}),
  channels: channelSettings.prefault({}),
  delivery: z
    .strictObject({
      wait: duration.prefault("0s").describe("A new alert waits so long for other reports to join its first message"),
      interval: duration.prefault("5m").describe("Updates that only add a voice go to one recipient at most so often"),
      repeat: duration.optional().describe("Tell an alert that nobody has answered again, so often"),
      routes: z.array(route).default([]).describe("What single channels or recipients want: minimum level, quiet hours, a digest"),
    })
    .prefault({}),
  operator: z
    .strictObject({
      to: z.array(z.string().min(1)).default([]).describe("Channels that hear of trouble with the machinery: feeds, queue, judge, silence"),
      silence: duration.prefault("3d").describe("A watch that has read nothing for so long is told as a trouble"),
      stuck: duration.prefault("15m").describe("Work that is due and not done for so long is told as a trouble"),
    })
    .prefault({}),
  judge: judgeSettings.prefault({}),
  web: webSettings.optional().describe("Serves the pages, the JSON API and the feed of alerts; left out, nothing listens"),
  websub: z
    .strictObject({
      publicUrl: z
        .url({ protocol: /^https?$/, error: "is not a URL such as https://monitor.example/" })
        .describe("Where hubs reach the pages of this daemon from outside"),
    })
    .optional()
    .describe("Lets hubs push feeds that name one (WebSub); needs web, which serves the callback under /websub/"),
  retention: z
    .strictObject({
      pages: age.prefault("365d").describe("Bytes of pages that are older thin out, evidence left aside; forever keeps all"),
      texts: age
        .refine(
          (ms) => ms === null || ms >= REMEMBERED_MS,
          "must be at least 100d: stories of the last 90 days are put together from texts",
        )
        .prefault("forever")
        .describe("The same for texts of articles and what feeds listed"),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
      format: z.enum(["auto", "text", "json"]).default("auto").describe("auto: text on a terminal, JSON elsewhere"),
    })
    .prefault({}),
  drain: duration.prefault("10s").describe("How long SIGTERM waits for work in hand"),
  sweep: duration.prefault("1s").describe("How often due work is looked for"),
});
export type ConfigFile = z.infer<typeof configSchema>;

/** As the stages take them. */
export const deliverySettings = ({ delivery }: Pick<ConfigFile, "delivery">): DeliverySettings => ({
  ...delivery,
  repeat: delivery.repeat ?? null,
});

/** Settings that the environment may give, each also as NAME_FILE. */
export const ENVIRONMENT: readonly { readonly name: string; readonly path: readonly string[] }[] = [
  { name: "CLAUSEWATCH_DATA_DIR", path: ["dataDir"] },
  { name: "CLAUSEWATCH_SLACK_WEBHOOK_URL", path: ["channels", "slack", "webhookUrl"] },
  { name: "CLAUSEWATCH_SLACK_TOKEN", path: ["channels", "slack", "token"] },
  { name: "CLAUSEWATCH_NTFY_TOKEN", path: ["channels", "ntfy", "token"] },
  { name: "CLAUSEWATCH_SMTP_PASSWORD", path: ["channels", "email", "smtp", "password"] },
  { name: "CLAUSEWATCH_LLM_API_KEY", path: ["judge", "endpoint", "apiKey"] },
  { name: "CLAUSEWATCH_WEB_PASSWORD", path: ["web", "password"] },
  { name: "REDIS_URL", path: ["queue", "redisUrl"] },
  { name: "LOG_LEVEL", path: ["log", "level"] },
  { name: "LOG_FORMAT", path: ["log", "format"] },
];

/** Paths whose values are never printed. */
export const SECRETS: ReadonlySet<string> = new Set([
  "channels.slack.webhookUrl",
  "channels.slack.token",
  "channels.webhook.endpoints",
  "channels.ntfy.token",
  "channels.email.smtp.password",
  "judge.endpoint.apiKey",
  "web.password",
  "queue.redisUrl",
]);
