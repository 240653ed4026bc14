import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AlertMessage } from "../../../src/channels/channel.ts";
import { createEmailChannel } from "../../../src/channels/email.ts";
import { PermanentError, TransientError } from "../../../src/domain/errors.ts";
import type { AlertId, WatchId } from "../../../src/domain/ids.ts";
import { readUnsubscribeToken } from "../../../src/domain/unsubscribe.ts";
import { type Behaviour, channelContract } from "../../contract/channel.contract.ts";
import { mailProblems, RECIPIENT } from "../../support/mail-problems.ts";
import { type ReceivedMail, type RecordingSmtp, type SmtpAnswer, startRecordingSmtp, unusedPort } from "../../support/recording-servers.ts";
import { hostileMessage, sampleAttempt, sampleMessage, sampleTerm } from "../../support/sample-message.ts";

const LOGIN = { user: "clausewatch", password: "correct-horse-battery" };
const KEY = "a key of this test, long enough";
channelContract("email", async () => {
  const smtp = await startRecordingSmtp({ login: LOGIN });
  const answers: Record<Exclude<Behaviour, "absent">, SmtpAnswer> = {
    accepts: "accept",
    "refuses for now": { code: 451, message: `greylisted, ${LOGIN.password}`, at: "rcpt" },
    "refuses for good": { code: 550, message: `no such user, ${LOGIN.password}`, at: "rcpt" },
    hung: "hang",
  };
  return {
    async channel(behaviour, timeoutMs) {
      if (behaviour !== "absent") smtp.answer(answers[behaviour]);
      const port = behaviour === "absent" ? await unusedPort() : smtp.port;
      return createEmailChannel({
        name: "email",
        smtp: { host: smtp.host, port, secure: false, ...LOGIN },
        from: "Clausewatch <alerts@watch.example>",
        to: [RECIPIENT],
        timeouts: { connectMs: timeoutMs, socketMs: timeoutMs },
      });
    },
    accepted: async () => smtp.mails.map((mail) => mail.email.text ?? ""),
    problems: async () => smtp.mails.flatMap(mailProblems),
    secrets: [LOGIN.password],
    close: smtp.close,
  };
});

describe("the email channel", () => {
  let smtp: RecordingSmtp;
  beforeEach(async () => {
    smtp = await startRecordingSmtp();
  });
  afterEach(() => smtp.close());

  const channel = (over: { password?: string; socketMs?: number; publicUrl?: string; mailto?: string } = {}) =>
    createEmailChannel({
      name: "mail",
      smtp: {
        host: smtp.host,
        port: smtp.port,
        secure: false,
        ...(over.password === undefined ? {} : { user: LOGIN.user, password: over.password }),
      },
      from: "Clausewatch <alerts@watch.example>",
      to: [RECIPIENT, "legal@newsroom.example"],
      publicUrl: over.publicUrl,
      unsubscribe: { key: KEY, mailto: over.mailto },
      timeouts: { connectMs: 5000, socketMs: over.socketMs ?? 5000 },
    });
  const send = (message = sampleMessage(), recipient = RECIPIENT, by = channel(), attempt = {}) =>
    by.send(message, sampleAttempt({ recipient, ...attempt }), new AbortController().signal);
  const update = (over: Partial<AlertMessage>) => send(sampleMessage(over), RECIPIENT, channel(), { told: sampleMessage() });
  const headersOf = (mail: ReceivedMail | undefined) =>
    Object.fromEntries((mail?.email.headers ?? []).map(({ key, value }) => [key, value]));

  it("later mails of a thread keep its subject behind one Re:, whatever became of the alert, since mail programs thread by it", async () => {
    await send();
    await update({ revision: 2, kind: "withdrawn", headline: "It is withdrawn", thread: sampleMessage().headline });
    await update({ revision: 3, kind: "confirmed", headline: "It is confirmed", thread: sampleMessage().headline });
    const subject = sampleMessage().headline;
    expect(smtp.mails.map((mail) => mail.email.subject)).toEqual([subject, `Re: ${subject}`, `Re: ${subject}`]);
    expect(smtp.mails[1]?.email.text).toContain("It is withdrawn");
  });

  it("a mail carries text and HTML, the headline as its subject, and the headers that filters need", async () => {
    await send();
    const [mail] = smtp.mails;
    expect(mail?.email.subject).toBe(sampleMessage().headline);
    expect(headersOf(mail)).toMatchObject({
      "auto-submitted": "auto-generated",
      "x-clausewatch-alert": "alr_5b1d0c9a3e7f2468",
      "list-id": "<brandholm-berth.clausewatch.watch.example>",
    });
    expect(mail?.raw).toMatch(/Content-Type: multipart\/alternative/);
    expect(mail?.email.html).toMatch(/<del [^>]*>the exclusive<\/del>/);
    expect(mail?.email.html).toMatch(/<ins [^>]*>a non-exclusive<\/ins>/);
    expect(mail?.email.html).toMatch(/<blockquote[^>]*>.*<strong>Larkfield keeps the night berth/);
  });

  it("each recipient gets a mail of their own, and the same mail made again keeps its Message-ID", async () => {
    await send();
    await send();
    await send(sampleMessage(), "legal@newsroom.example");
    const ids = smtp.mails.map((mail) => mail.email.messageId);
    expect(smtp.mails.map((mail) => mail.to)).toEqual([[RECIPIENT], [RECIPIENT], ["legal@newsroom.example"]]);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).not.toBe(ids[2]);
  });

  it("a second revision answers the alert's first mail, and another alert of the same term shares the thread", async () => {
    await send();
    await send(sampleMessage({ revision: 2, kind: "corroborated" }));
    await send(sampleMessage({ alert: "alr_ffff000011112222" as AlertId }));
    const [first, second, other] = smtp.mails.map(({ email }) => email);
    const topic = "<brandholm-berth.night-berth@watch.example>";
    expect([first?.references, first?.inReplyTo]).toEqual([topic, topic]);
    expect([second?.references, second?.inReplyTo]).toEqual([`${topic} ${first?.messageId}`, first?.messageId]);
    expect([other?.references, other?.inReplyTo]).toEqual([topic, topic]);
    expect(new Set([first?.messageId, second?.messageId, other?.messageId]).size).toBe(3);
  });

  it("a mail says how to leave the watch: one click over https, with a token that names the recipient, or a mail to a person", async () => {
    await send(sampleMessage(), RECIPIENT, channel({ publicUrl: "https://watch.example" }));
    const [mail] = smtp.mails;
    const headers = headersOf(mail);
    const [, link = "", mailto] = /^<(https:[^>]+)>, <(mailto:[^>]+)>$/.exec(headers["list-unsubscribe"] ?? "") ?? [];
    expect(headers["list-unsubscribe-post"]).toBe("List-Unsubscribe=One-Click");
    expect(mailto).toBe("mailto:alerts@watch.example?subject=unsubscribe%20brandholm-berth");
    const token = new URL(link).searchParams.get("token") ?? "";
    expect(readUnsubscribeToken(token, KEY)).toEqual({ watches: ["brandholm-berth"], channel: "mail", recipient: RECIPIENT });
    expect(mail?.email.html).toContain(`href="${link}"`);
    expect(mail?.email.text).toContain(link);
    expect(mailProblems(mail as ReceivedMail)).toEqual([]);
  });

  it("a digest says how to leave every watch in it, by one click too, and a notice to the operator has no way out", async () => {
    const note = (purpose: "digest" | "notice", ...watches: string[]) =>
      channel({ publicUrl: "https://watch.example" }).sendNote(
        {
          purpose,
          watches: watches as WatchId[],
          title: "Clausewatch digest: 2 alerts",
          lines: ["<b>one</b> & two", "Lindau News, https://lindau.example/a?b=1&c=2"],
          at: "2026-03-12T18:00:00Z",
        },
        sampleAttempt({ recipient: RECIPIENT }),
        AbortSignal.timeout(5000),
      );
    await note("digest", "brandholm-berth", "larkfield-fuel");
    await note("notice");
    const [digest, notice] = smtp.mails.map((mail) => headersOf(mail));
    const link = /^<(https:[^>]+)>, <mailto:alerts@watch.example\?subject=unsubscribe%20brandholm-berth%20larkfield-fuel>$/.exec(
      digest?.["list-unsubscribe"] ?? "",
    )?.[1];
    expect(digest?.["list-unsubscribe-post"]).toBe("List-Unsubscribe=One-Click");
    expect(readUnsubscribeToken(new URL(link ?? "").searchParams.get("token") ?? "", KEY)?.watches).toEqual([
      "brandholm-berth",
      "larkfield-fuel",
    ]);
    const { text, html } = smtp.mails[0]?.email ?? {};
    expect(text).toContain(`Stop mails about what is in this one: ${link}`);
    expect(html).toContain(`href="${link}"`);
    expect(html).toContain("&lt;b&gt;one&lt;/b&gt; &amp; two");
    expect(html).toContain('<a href="https://lindau.example/a?b=1&amp;c=2"');
    expect(mailProblems(smtp.mails[0] as ReceivedMail)).toEqual([]);
    expect([notice?.["list-unsubscribe"], notice?.["list-unsubscribe-post"]]).toEqual([undefined, undefined]);
  });

  it("one click is not promised where the pages are not reached over https", async () => {
    await send(sampleMessage(), RECIPIENT, channel({ publicUrl: "http://10.0.0.5:8480", mailto: "desk-admin@watch.example" }));
    await send();
    for (const mail of smtp.mails) expect(headersOf(mail)["list-unsubscribe-post"]).toBeUndefined();
    expect(headersOf(smtp.mails[0])["list-unsubscribe"]).toContain("mailto:desk-admin@watch.example?");
    expect(headersOf(smtp.mails[1])["list-unsubscribe"]).toMatch(/^<mailto:[^>]+>$/);
  });

  it("a mail to who was told nothing begins a thread, tells the whole at whatever revision, and what came before below", async () => {
    const history = [
      {
        revision: 1,
        kind: "opened" as const,
        at: "2026-03-12T09:41:07Z",
        update: "Harbour Courier says so first.",
        url: "https://a.example/1",
      },
    ];
    const edit = { before: "no longer has it to itself", after: "keeps it to itself" };
    // Recipients who ask for more are told late.
    await send(sampleMessage({ revision: 2, kind: "withdrawn", update: "Harbour Courier took it back.", history, edit }));
    const { html = "", text = "" } = smtp.mails[0]?.email ?? {};
    expect(smtp.mails[0]?.email.subject).toBe(sampleMessage().headline);
    for (const part of [html, text]) {
      const places = [
        "Retraction",
        "Harbour Courier took it back.",
        "no longer has it to itself",
        "keeps it to itself",
        "Harbour Courier says so first.",
      ].map((words) => part.indexOf(words));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(places[0]).toBeGreaterThan(-1);
    }
    expect(html).toMatch(/<del [^>]*>no longer has it to itself<\/del>/);
    expect(html).toMatch(/<ins [^>]*>keeps it to itself<\/ins>/);
  });

  it("a later mail says what is new, in both parts, and not again what the first one said", async () => {
    await send();
    await update({ revision: 2, kind: "corroborated", update: "Ferry Weekly says the same.", origins: 3, outlets: 7 });
    const { html = "", text = "" } = smtp.mails[1]?.email ?? {};
    const { was } = sampleTerm();
    for (const part of [html, text]) {
      const news = ["Ferry Weekly says the same.", "Now 3 independent origins, 7 outlets (before: 2 independent origins, 5 outlets)"];
      for (const words of news) expect(part).toContain(words);
      for (const words of [was, sampleMessage().settle]) expect(part.replace(/<[^>]+>/g, "")).not.toContain(words);
    }
    expect(smtp.mails[0]?.email.text).toContain("Was:");
    expect(smtp.mails[1]?.email.subject).toBe(`Re: ${sampleMessage().headline}`);
  });

  it("where the article's own words are what it says now, the quote carries the marks and is not told twice", async () => {
    const term = sampleTerm();
    const words = "Larkfield Ferries is a non-exclusive user of the night berth at Brandholm until 30 June 2029.";
    await send(sampleMessage({ terms: [{ ...term, now: words, quote: { ...term.quote, text: words } }] }));
    const html = smtp.mails[0]?.email.html ?? "";
    expect(html).toMatch(/<blockquote.*<ins [^>]*>a non-exclusive<\/ins>.*<\/blockquote>/s);
    expect(html.match(/a non-exclusive/g)).toHaveLength(1);
  });

  it("the evidence is linked in both parts where the pages have an address", async () => {
    await send(sampleMessage(), RECIPIENT, channel({ publicUrl: "https://watch.example/" }));
    const { html, text } = smtp.mails[0]?.email ?? {};
    for (const part of [html, text]) expect(part).toContain("https://watch.example/alerts/alr_5b1d0c9a3e7f2468");
  });

  it("line breaks in a title start no header and no second recipient", async () => {
    await send(hostileMessage());
    const [mail] = smtp.mails;
    expect(Object.keys(headersOf(mail)).sort()).toEqual([
      "auto-submitted",
      "content-type",
      "date",
      "from",
      "in-reply-to",
      "list-id",
      "list-unsubscribe",
      "message-id",
      "mime-version",
      "references",
      "subject",
      "to",
      "x-clausewatch-alert",
    ]);
    expect(mail?.to).toEqual([RECIPIENT]);
  });

  it.each<{ circumstance: string; answer: SmtpAnswer; kind: typeof TransientError | typeof PermanentError; says: RegExp }>([
    {
      circumstance: "450 for the recipient",
      answer: { code: 450, message: "mailbox busy", at: "rcpt" },
      kind: TransientError,
      says: /450 mailbox busy/,
    },
    {
      circumstance: "452 after the data",
      answer: { code: 452, message: "disk full", at: "data" },
      kind: TransientError,
      says: /452 disk full/,
    },
    {
      circumstance: "550 for the recipient",
      answer: { code: 550, message: "no such user", at: "rcpt" },
      kind: PermanentError,
      says: /550 no such user; check/,
    },
    {
      circumstance: "554 after the data",
      answer: { code: 554, message: "looks like spam", at: "data" },
      kind: PermanentError,
      says: /554 looks like spam/,
    },
    { circumstance: "a mail that is taken and never answered", answer: "silence", kind: TransientError, says: /ETIMEDOUT/ },
  ])("$circumstance becomes the right kind of error and says what happened", async ({ answer, kind, says }) => {
    smtp.answer(answer);
    const error = await send(sampleMessage(), RECIPIENT, channel({ socketMs: 300 })).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(kind);
    expect((error as Error).message).toMatch(says);
    expect((error as Error).message).toContain(`mail to ${RECIPIENT} by ${smtp.host}:${smtp.port}`);
  });

  it("a wrong password is permanent, points at the credentials, and stays secret though the server repeats it", async () => {
    await smtp.close();
    smtp = await startRecordingSmtp({ login: LOGIN });
    const error = await send(sampleMessage(), RECIPIENT, channel({ password: "wrong-horse" })).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PermanentError);
    expect((error as Error).message).toMatch(/refused the login \(535\); check smtp\.user and smtp\.password/);
    const probing = channel({ password: "wrong-horse" }).probe(new AbortController().signal);
    await expect(probing).rejects.toThrow(/logging in by .* the server refused the login \(535\)/);
    expect(JSON.stringify([error, (error as Error).stack])).not.toContain("wrong-horse");
    await send(sampleMessage(), RECIPIENT, channel({ password: LOGIN.password }));
    expect(smtp.mails).toHaveLength(1);
  });

  it("a password is not sent unencrypted to another machine", async () => {
    await smtp.close();
    smtp = await startRecordingSmtp({ login: LOGIN });
    // 0.0.0.0 reaches this machine, yet is not one of its loopback names.
    const remote = createEmailChannel({
      name: "mail",
      smtp: { host: "0.0.0.0", port: smtp.port, secure: false, ...LOGIN },
      from: "alerts@watch.example",
      to: [RECIPIENT],
    });
    const error = await send(sampleMessage(), RECIPIENT, remote).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PermanentError);
    expect((error as Error).message).toMatch(/offers no STARTTLS and the password is not sent unencrypted/);
    expect(smtp.mails).toEqual([]);
  });

  it("a recipient that is no address is permanent, since no retry can help", async () => {
    await expect(send(sampleMessage(), "not an address")).rejects.toBeInstanceOf(PermanentError);
  });
});
