import { z } from "zod";

const address = z.email("is not an email address");
const url = (error: string) => z.url({ protocol: /^https?$/, error });

const slackSettings = z
  .strictObject({
    token: z
      .string()
      .regex(/^xox[a-z]?[.-]/, "is not a Slack token; a bot's begins with xoxb-")
      .optional()
      .describe(
        "A bot token: real threads, and a message that is edited. Better given as CLAUSEWATCH_SLACK_TOKEN or CLAUSEWATCH_SLACK_TOKEN_FILE",
      ),
    channels: z
      .array(z.string().regex(/^(#[^\s,]{1,80}|[A-Z0-9]{3,20})$/, "is not a channel's id such as C0123ABCD, or a name such as #deals"))
      .min(1)
      .optional()
      .describe("With token: where to post; each is a recipient. An id also lets a repeat be recognised"),
    apiUrl: url("is not a URL such as https://slack-gov.com/api/")
      .optional()
      .describe("With token: another Slack than https://slack.com/api/"),
    webhookUrl: url("is not a URL; set CLAUSEWATCH_SLACK_WEBHOOK_URL or give one")
      .optional()
      .describe("An incoming webhook: one channel, no threads, no edits"),
  })
  .refine(({ token, webhookUrl }) => (token === undefined) !== (webhookUrl === undefined), {
    error: "needs token (with channels) or webhookUrl, and not both",
  })
  .refine(({ token, channels }) => token === undefined || channels !== undefined, {
    path: ["channels"],
    error: "is missing; channels.slack.token needs the channels to post to",
  });

const webhookEndpoint = z
  .strictObject({
    name: z.string().regex(/^[\w.-]{1,64}$/, "is not a name of letters, digits, dots and hyphens"),
    url: url("is not a URL").describe("Only public addresses, and networks in fetch.allowPrivateNetworks"),
    secrets: z
      .array(z.string().min(1))
      .default([])
      .describe("whsec_ and base64; the first signs, and while one is replaced the others too"),
    secretFile: z.string().min(1).optional().describe("A file that holds secrets instead, one a line"),
  })
  .refine(({ secrets, secretFile }) => secrets.length > 0 || secretFile !== undefined, { error: "needs secrets or secretFile" });

/** Where alerts go: the section channels: of config/clausewatch.yaml. */
export const channelSettings = z.strictObject({
  console: z.strictObject({}).prefault({}).describe("Prints alerts where the daemon runs"),
  slack: slackSettings.optional().describe("Slack, by a bot token (threads, edits) or an incoming webhook"),
  email: z
    .strictObject({
      smtp: z.strictObject({
        host: z.string().min(1),
        port: z.int().min(1).max(65535).default(587),
        secure: z.boolean().default(false).describe("TLS from the first byte (port 465); STARTTLS is used where the server offers it"),
        user: z.string().optional(),
        password: z.string().optional().describe("Better given as CLAUSEWATCH_SMTP_PASSWORD or CLAUSEWATCH_SMTP_PASSWORD_FILE"),
      }),
      from: z.string().min(3),
      to: z.array(address).min(1),
      unsubscribe: address
        .optional()
        .describe("Who gets the mails by which recipients unsubscribe; the sender where left out. With web.publicUrl one click does it"),
    })
    .optional(),
  webhook: z
    .strictObject({ endpoints: z.array(webhookEndpoint).min(1).describe("Each is a recipient, named by its name") })
    .optional()
    .describe("HTTP endpoints that get every message as a signed event, by the Standard Webhooks specification 1.0.0"),
  ntfy: z
    .strictObject({
      server: url("is not a URL such as https://ntfy.sh").default("https://ntfy.sh").describe("ntfy.sh, or a server of your own"),
      topics: z
        .array(z.string().regex(/^[-_A-Za-z0-9]{1,64}$/, "is not a topic of letters, digits, - and _"))
        .min(1)
        .describe("Each is a recipient; on an open server who knows a topic's name can read it"),
      token: z
        .string()
        .min(1)
        .optional()
        .describe("An access token; better given as CLAUSEWATCH_NTFY_TOKEN or CLAUSEWATCH_NTFY_TOKEN_FILE"),
    })
    .optional()
    .describe("Push messages to phones by ntfy"),
});
