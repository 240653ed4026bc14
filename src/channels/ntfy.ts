import { PermanentError, TransientError, UsageError } from "../domain/errors.ts";
import type { AlertMessage, Attempt, Channel } from "./channel.ts";
import { evidenceLink } from "./evidence-link.ts";
import { type Answer, post } from "./http-post.ts";
import {
  labelsOf,
  levelInWords,
  notesOf,
  revisionInWords,
  type ShownMessage,
  shownMessage,
  shownNote,
  sourceInWords,
  spreadInWords,
  truncate,
  verdictInWords,
  wholeTerms,
} from "./message.ts";
import { renderNote } from "./message-text.ts";
import { type News, newsSince } from "./news.ts";

// docs.ntfy.sh/publish

const TIMEOUT_MS = 15_000;
/** A longer message would be turned into an attachment. */
const MESSAGE_MAX_BYTES = 4096;
const TITLE_MAX = 200;

/** 5 overrides a phone's do-not-disturb, 4 makes noise, 3 is the default, 2 is silent. */
const PRIORITIES: Readonly<Record<AlertMessage["severity"], string>> = { critical: "5", high: "4", medium: "3", low: "2" };
/** Shown as emoji before the title (docs.ntfy.sh/emojis). */
const TAGS: Readonly<Record<AlertMessage["level"], string>> = {
  changes: "rotating_light",
  contradicts: "warning",
  rumour: "speech_balloon",
};

export type NtfyOptions = {
  name: string;
  /** https://ntfy.sh or a server of your own. */
  server: string;
  /** Each is a recipient. On an open server who knows the topic can read it. */
  topics: readonly string[];
  /** A secret: an access token, tk_… */
  token?: string | undefined;
  publicUrl?: string | undefined;
  timeoutMs?: number | undefined;
};

/** A header takes ASCII only; ntfy decodes RFC 2047. */
const headerText = (text: string): string => (/^[\x20-\x7e]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString("base64")}?=`);

/** Text of at most so many bytes of UTF-8. */
function cutToBytes(text: string, max: number): string {
  for (let room = text.length; ; room = Math.floor((room * max) / (Buffer.byteLength(text.slice(0, room)) + 3)) - 1) {
    const cut = truncate(text, Math.max(1, room));
    if (Buffer.byteLength(cut) <= max) return cut;
  }
}

/** A phone shows the first lines: what happened, then was and now of the first term, then who says so. */
function pushText(message: AlertMessage, { mayRepeat, told }: Pick<Attempt, "mayRepeat" | "told">): string {
  const shown = shownMessage(message);
  const news = newsSince(shown, told);
  if (news !== null) return pushUpdate(shown, news, mayRepeat);
  const [term, ...others] = wholeTerms(shown);
  const quote = term?.quote.text ?? shown.evidence?.text;
  const more = [...others.map(({ id }) => id), ...shown.termsLeftOut];
  return [
    `${levelInWords(shown.level)}. ${revisionInWords(shown.kind)}.`,
    ...(shown.kind === "opened" || shown.update === "" ? [] : [shown.update]),
    ...notesOf(shown, mayRepeat),
    "",
    ...(term === undefined
      ? []
      : [`${term.id}: ${verdictInWords(term.verdict)}`, `${labelsOf(term.verdict, term.from).record}: ${term.was}`]),
    ...(term === undefined || term.now === "" || term.now === quote ? [] : [`${labelsOf(term.verdict, term.from).report}: ${term.now}`]),
    ...(quote === undefined ? [] : [`»${quote}«`]),
    ...(more.length === 0 ? [] : [`Also moved: ${more.join(", ")}`]),
    "",
    `${shown.article.title}. ${sourceInWords(shown)}`,
    spreadInWords(shown),
    `Severity ${shown.severityInWords}`,
    `Settle: ${shown.settle}`,
    shown.alert,
  ].join("\n");
}

function refused(far: string, { status, body, retryAfterMs }: Answer): TransientError | PermanentError {
  // ntfy's own number for what is wrong, and nothing else of the answer.
  const code = /"code":(\d{5})\b/.exec(body)?.[1];
  const said = `${far} answered ${status}${code === undefined ? "" : ` (${code})`}`;
  if (status === 429 || status >= 500) return new TransientError(`${said}; trying again later`, { retryAfterMs });
  const isLogin = status === 401 || status === 403;
  return new PermanentError(
    `${said}; ${isLogin ? "check the token, and that it may publish to the topic" : "check the server's address and the topic"}`,
  );
}

/** What is new to who has an earlier revision. */
function pushUpdate(shown: ShownMessage, { facts, between, terms, again, hasArticle, settle }: News, mayRepeat: boolean): string {
  const quotes = [
    ...terms.flatMap((term) => [
      `${term.id}: ${verdictInWords(term.verdict)}`,
      `${labelsOf(term.verdict, term.from).record}: ${term.was}`,
      `»${term.quote.text}«`,
    ]),
    ...again.flatMap((term) => [`${term.id}: ${verdictInWords(term.verdict)}`, `»${term.quote.text}«`]),
  ];
  return [
    `${levelInWords(shown.level)}. ${revisionInWords(shown.kind)}.`,
    ...(shown.update === "" ? [] : [shown.update]),
    ...facts,
    ...notesOf(shown, mayRepeat),
    ...between.map((step) => `${step.revision}. ${step.update}`),
    ...(quotes.length === 0 ? [] : ["", ...quotes]),
    ...(hasArticle ? ["", `${shown.article.title}. ${sourceInWords(shown)}`] : []),
    ...(settle === null ? [] : [`Settle: ${settle}`]),
    shown.alert,
  ].join("\n");
}

/** Publishes to topics of an ntfy server. 429, 5xx and network trouble are transient, other refusals permanent. */
export function createNtfyChannel({ name, server, topics, token, publicUrl, timeoutMs = TIMEOUT_MS }: NtfyOptions): Channel {
  if (!URL.canParse(server)) throw new UsageError(`channels.${name}.server is not a URL such as https://ntfy.sh`);
  const base = server.replace(/\/+$/, "");

  async function hand(text: string, headers: Record<string, string>, { recipient }: Attempt, signal: AbortSignal): Promise<null> {
    const far = `channel ${name}: the ntfy server ${new URL(base).host}`;
    const answer = await post(
      {
        ...{ far, url: `${base}/${encodeURIComponent(recipient)}`, timeoutMs, body: cutToBytes(text, MESSAGE_MAX_BYTES) },
        headers: {
          ...headers,
          "content-type": "text/plain; charset=utf-8",
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
      },
      signal,
    );
    if (answer.accepted) return null;
    throw refused(far, answer);
  }

  return {
    name,
    recipients: topics,
    send(message, attempt, signal) {
      const shown = shownMessage(message);
      const click = evidenceLink(publicUrl, message.alert) ?? shown.link;
      const headers = {
        Title: headerText(truncate(shown.headline || levelInWords(shown.level), TITLE_MAX)),
        Priority: PRIORITIES[shown.severity],
        Tags: TAGS[shown.level],
        ...(click === null ? {} : { Click: click }),
      };
      return hand(pushText(message, attempt), headers, attempt, signal);
    },
    async sendNote(note, attempt, signal) {
      await hand(renderNote(note, attempt), { Title: headerText(truncate(shownNote(note).title, TITLE_MAX)) }, attempt, signal);
    },
    async probe(signal) {
      const far = `channel ${name}: the ntfy server ${new URL(base).host}`;
      const get = (path: string, headers: Record<string, string>) =>
        post({ far, method: "GET", url: `${base}/v1/${path}`, headers, timeoutMs }, signal);
      const health = await get("health", {});
      if (!health.accepted) throw refused(far, health);
      // A server without accounts answers 404.
      const account = token === undefined ? null : await get("account", { authorization: `Bearer ${token}` });
      if (account?.status === 401) throw refused(far, account);
      return `${new URL(base).host} answers${token === undefined ? "" : " and knows the token"}`;
    },
    close: async () => {},
  };
}
