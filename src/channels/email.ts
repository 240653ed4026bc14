import { createTransport, type SendMailOptions } from "nodemailer";
import { mayHaveArrived, PermanentError, TransientError } from "../domain/errors.ts";
import { type AlertId, sha256, type WatchId } from "../domain/ids.ts";
import { unsubscribeLink, unsubscribeToken } from "../domain/unsubscribe.ts";
import { untilAborted } from "../fetch/until-aborted.ts";
import type { AlertMessage, Channel } from "./channel.ts";
import { renderHtml, renderNoteHtml } from "./email-html.ts";
import { evidenceLink } from "./evidence-link.ts";
import { clean, shownMessage, shownNote, truncate } from "./message.ts";
import { renderNote, renderText } from "./message-text.ts";

/** `connectMs` covers DNS, connecting, greeting and STARTTLS; `socketMs` is the longest silence after that. */
const TIMEOUTS = { connectMs: 10_000, socketMs: 20_000 } as const;
/** Of a server's answer quoted in an error. */
const MAX_ANSWER = 200;
/** Readable in a list of mails; a longer header would only be folded. */
const MAX_SUBJECT = 200;
/** What a server answers to a sender that did not log in (RFC 4954 §6). */
const AUTHENTICATION_REQUIRED = 530;

export type EmailOptions = {
  name: string;
  smtp: { host: string; port: number; secure: boolean; user?: string | undefined; password?: string | undefined };
  /** An address, or a name with an address: Clausewatch <alerts@example.org>. */
  from: string;
  to: readonly string[];
  /** Domain of Message-ID and List-Id; that of `from` where left out. */
  listDomain?: string | undefined;
  /** Where the pages are reached from outside: links the evidence, and answers who unsubscribes. */
  publicUrl?: string | undefined;
  /** Signs the links that unsubscribe, and the address that takes mails which ask for it (that of `from` where left out). */
  unsubscribe?: { key: string; mailto?: string | undefined } | undefined;
  timeouts?: { connectMs: number; socketMs: number } | undefined;
};

/** Message-IDs that stay the same whenever a mail is made again, so that a repeat is recognised and threads hold (RFC 5322 §3.6.4). */
function threadOf(message: AlertMessage, recipient: string, domain: string): { messageId: string; references: string[] } {
  const mailId = (alert: AlertId, revision: number): string => `<${alert}.${revision}.${sha256(recipient).slice(0, 12)}@${domain}>`;
  // No mail has this id; a reference to it is what the alerts of one term share.
  const topic = `<${message.watch.id}.${message.terms[0]?.id ?? "agreement"}@${domain}>`;
  const first = mailId(message.alert, 1);
  return { messageId: mailId(message.alert, message.revision), references: message.revision > 1 ? [topic, first] : [topic] };
}

/** The bare address of "Name <address>". */
const addressOf = (from: string): string => /<([^<>]+)>/.exec(from)?.[1] ?? from;

const isThisMachine = (host: string): boolean => host === "localhost" || host === "::1" || /^127\./.test(host);

/** Mails each recipient over SMTP. 4xx answers and network trouble are transient; 5xx answers and refused credentials are permanent. */
export function createEmailChannel({
  name,
  smtp,
  from,
  to,
  listDomain,
  publicUrl,
  unsubscribe,
  timeouts = TIMEOUTS,
}: EmailOptions): Channel {
  const domain = listDomain ?? /@([\w.-]+)/.exec(from)?.[1] ?? "clausewatch.invalid";
  const server = `${smtp.host}:${smtp.port}`;
  const transport = createTransport({
    host: smtp.host,
    port: smtp.port,
    secure: smtp.secure,
    ...(smtp.user === undefined ? {} : { auth: { user: smtp.user, pass: smtp.password ?? "" } }),
    // A password leaves this machine encrypted or not at all.
    requireTLS: smtp.user !== undefined && !smtp.secure && !isThisMachine(smtp.host),
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.connectMs,
    dnsTimeout: timeouts.connectMs,
    socketTimeout: timeouts.socketMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  const withoutPassword = (text: string): string => (smtp.password ? text.replaceAll(smtp.password, "…") : text);

  /** Nodemailer's error and its cause are not passed on: a server may repeat in its answer what it was sent. */
  function explained(error: unknown, what: string): TransientError | PermanentError {
    const { code, originalCode, responseCode, response, permanent, message } = error as SmtpError;
    const answer = truncate(withoutPassword(clean(response ?? message)), MAX_ANSWER);
    const tried = `channel ${name}: ${what} by ${server} failed`;
    if (code === "EAUTH" || responseCode === AUTHENTICATION_REQUIRED) {
      if (permanent === false) return new TransientError(`${tried}: logging in answered ${responseCode}; trying again later`);
      return new PermanentError(`${tried}: the server refused the login (${responseCode ?? code}); check smtp.user and smtp.password`);
    }
    if (permanent && code === "ETLS") {
      return new PermanentError(
        `${tried}: the server offers no STARTTLS and the password is not sent unencrypted; use its TLS port with smtp.secure`,
      );
    }
    if (permanent) return new PermanentError(`${tried}: ${answer}; check the addresses and what the server allows`);
    // Without an answer, these two mean that the mail was refused before it went out.
    if (responseCode === undefined && (code === "EENVELOPE" || code === "EMESSAGE")) {
      return new PermanentError(`${tried}: ${answer}; check the addresses in the configuration`);
    }
    const trouble = responseCode === undefined ? (originalCode ?? code ?? "network error") : answer;
    const unanswered = responseCode === undefined && mayHaveArrived(originalCode ?? code);
    return new TransientError(`${tried}: ${trouble}; check that the server is up and its address, port and TLS are right`, { unanswered });
  }

  /** How a recipient leaves the watches of a mail: by one click where the pages are reached over https (RFC 8058), by a mail to a person everywhere. */
  function waysOut(watches: readonly WatchId[], recipient: string): { link: string | null; headers: Record<string, string> } {
    if (unsubscribe === undefined || watches.length === 0) return { link: null, headers: {} };
    const token = unsubscribeToken({ watches, channel: name, recipient }, unsubscribe.key);
    const link = publicUrl === undefined ? null : unsubscribeLink(publicUrl, token);
    const mailto = `mailto:${unsubscribe.mailto ?? addressOf(from)}?subject=${encodeURIComponent(`unsubscribe ${watches.join(" ")}`)}`;
    return {
      link,
      headers: {
        "List-Unsubscribe": [...(link === null ? [] : [link]), mailto].map((one) => `<${one}>`).join(", "),
        ...(link?.startsWith("https:") ? { "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" } : {}),
      },
    };
  }

  async function deliver(mail: SendMailOptions, recipient: string, signal: AbortSignal): Promise<void> {
    try {
      await transport.sendMail({ ...mail, from, to: recipient, signal } as SendMailOptions);
    } catch (error) {
      if (signal.aborted)
        throw new TransientError(`channel ${name}: stopped before ${server} had accepted the mail to ${recipient}`, { unanswered: true });
      throw explained(error, `mail to ${recipient}`);
    }
  }

  return {
    name,
    recipients: to,
    async sendNote(note, { delivery, recipient, mayRepeat }, signal) {
      const out = waysOut(note.watches, recipient);
      const mail = {
        subject: truncate(shownNote(note).title, MAX_SUBJECT),
        text: renderNote(note, { mayRepeat, unsubscribe: out.link }),
        html: renderNoteHtml(note, { mayRepeat, unsubscribe: out.link }),
        messageId: `<${delivery}@${domain}>`,
        list: { id: `${note.purpose}.clausewatch.${domain}` },
        headers: { "Auto-Submitted": "auto-generated", ...out.headers },
      };
      await deliver(mail, recipient, signal);
    },
    async send(message, attempt, signal) {
      const { recipient, mayRepeat, told } = attempt;
      const { thread } = shownMessage(message);
      const { messageId, references } = threadOf(message, recipient, domain);
      const out = waysOut([message.watch.id], recipient);
      const view = { mayRepeat, told, evidence: evidenceLink(publicUrl, message.alert), unsubscribe: out.link };
      const mail = {
        subject: truncate(told === null ? thread : `Re: ${thread}`, MAX_SUBJECT),
        text: renderText(message, view),
        html: renderHtml(message, view),
        messageId,
        references,
        inReplyTo: references.at(-1),
        list: { id: `${message.watch.id}.clausewatch.${domain}` },
        headers: { "Auto-Submitted": "auto-generated", "X-Clausewatch-Alert": message.alert, ...out.headers },
      };
      await deliver(mail, recipient, signal);
      return null;
    },
    /** Greets, encrypts and logs in, and goes no further. */
    async probe(signal) {
      try {
        await untilAborted(transport.verify(), signal);
      } catch (error) {
        if (signal.aborted) throw new TransientError(`channel ${name}: ${server} gave no answer in time; check that the server is up`);
        throw explained(error, "logging in");
      }
      return `${server} ${smtp.user === undefined ? "answers" : "takes the login"}`;
    },
    close: async () => transport.close(),
  };
}

/** What nodemailer adds to its errors; `permanent` is set where the server answered, false for 4xx and 503. */
type SmtpError = {
  readonly code?: string;
  readonly originalCode?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly permanent?: boolean;
  readonly message: string;
};
