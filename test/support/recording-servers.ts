import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";

/** Answers are used one after the other; the last one stays. */
class Script<Answer> {
  #answers: Answer[];
  constructor(first: Answer) {
    this.#answers = [first];
  }
  set(answers: readonly Answer[]): void {
    if (answers.length === 0) throw new Error("say at least one answer");
    this.#answers = [...answers];
  }
  next(): Answer {
    return (this.#answers.length > 1 ? this.#answers.shift() : this.#answers[0]) as Answer;
  }
}

/**
 * "hang" takes the request and never answers; "reset" cuts the connection. `delayMs` is waited before the answer; an `unfinished`
 * answer comes without its end.
 */
export type SlackAnswer =
  | { status?: number; body?: string; headers?: Record<string, string>; delayMs?: number; unfinished?: boolean }
  | "hang"
  | "reset";
/** A post that says something and was answered 2xx is `accepted`. */
export type SlackPost = { method: string; path: string; headers: IncomingHttpHeaders; body: string; accepted: boolean };

/** A server on the loopback that stands for Slack's incoming webhooks: keeps what it gets, answers as told. */
export type RecordingSlack = {
  /** Carries a secret path, as Slack's do. */
  readonly url: string;
  readonly secret: string;
  /** Every request in order of arrival, refused ones too. */
  readonly posts: readonly SlackPost[];
  answer(...answers: SlackAnswer[]): void;
  close(): Promise<void>;
};

/** With `likeSlack` a post without text is refused, as by Slack's own webhooks. */
export async function startRecordingSlack({ likeSlack = false } = {}): Promise<RecordingSlack> {
  const secret = "B0SECRETb0secretB0SECRET";
  const posts: SlackPost[] = [];
  const script = new Script<SlackAnswer>({});
  const server = createServer(async (request, response) => {
    const answer = script.next();
    let body = "";
    request.setEncoding("utf8");
    for await (const chunk of request) body += chunk;
    const refusesEmpty = likeSlack && typeof answer === "object" && (answer.status ?? 200) === 200 && body === "{}";
    if (refusesEmpty) return void response.writeHead(400).end("no_text");
    const status = typeof answer === "object" ? (answer.status ?? 200) : 0;
    const [method = "", path = ""] = [request.method, request.url];
    posts.push({ method, path, headers: request.headers, body, accepted: method === "POST" && status >= 200 && status < 300 });
    if (answer === "hang") return;
    if (answer === "reset") return void request.socket.destroy();
    await sleep(answer.delayMs ?? 0);
    response.writeHead(status, answer.headers).write(answer.body ?? (status < 300 ? "ok" : "no"));
    if (!answer.unfinished) response.end();
  });
  return {
    url: `http://127.0.0.1:${await listen(server)}/services/T0000/${secret}`,
    secret,
    posts,
    answer: (...answers) => script.set(answers),
    close: () => closed(server),
  };
}

/** A refusal with its SMTP code, given to RCPT or after DATA; "hang" greets nobody; "silence" greets and then swallows the mail. */
export type SmtpAnswer = "accept" | { code: number; message: string; at: "rcpt" | "data" } | "hang" | "silence";
/** A mail that was accepted: its envelope, its bytes and what a mail program reads from them. */
export type ReceivedMail = { from: string; to: readonly string[]; raw: string; email: Email };

/** A mail server on the loopback: keeps the mails it accepted, answers as told, one answer a connection. */
export type RecordingSmtp = {
  readonly host: string;
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  /** Connections that came, refused ones too. */
  readonly connections: number;
  answer(...answers: SmtpAnswer[]): void;
  close(): Promise<void>;
};

/** With `login`, only who knows it may send. */
export async function startRecordingSmtp(options: { login?: { user: string; password: string } } = {}): Promise<RecordingSmtp> {
  const mails: ReceivedMail[] = [];
  const script = new Script<SmtpAnswer>("accept");
  const answers = new Map<string, SmtpAnswer>();
  const refusal = (session: string, at: "rcpt" | "data"): Error | null => {
    const answer = answers.get(session);
    return typeof answer === "object" && answer.at === at ? Object.assign(new Error(answer.message), { responseCode: answer.code }) : null;
  };
  const server = new SMTPServer({
    authOptional: options.login === undefined,
    allowInsecureAuth: true,
    disabledCommands: options.login === undefined ? ["AUTH", "STARTTLS"] : ["STARTTLS"],
    disableReverseLookup: true,
    closeTimeout: 100,
    onConnect(session, callback) {
      const answer = script.next();
      answers.set(session.id, answer);
      if (answer !== "hang") callback();
    },
    onAuth(auth, _session, callback) {
      const right = auth.username === options.login?.user && auth.password === options.login?.password;
      if (right) callback(null, { user: auth.username });
      else callback(Object.assign(new Error(`no login for ${auth.username} with ${auth.password}`), { responseCode: 535 }));
    },
    onRcptTo: (_address, session, callback) => callback(refusal(session.id, "rcpt")),
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", async () => {
        const refused = refusal(session.id, "data");
        if (answers.get(session.id) === "silence") return;
        if (refused !== null) return callback(refused);
        const raw = Buffer.concat(chunks);
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: raw.toString("utf8"),
          email: await PostalMime.parse(raw),
        });
        callback();
      });
    },
  });
  // A client that goes away in the middle is part of the tests.
  server.on("error", () => {});
  return {
    host: "127.0.0.1",
    port: await listen(server.server as unknown as Server),
    mails,
    get connections() {
      return answers.size;
    },
    answer: (...next) => script.set(next),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** A port of the loopback on which nobody listens. */
export async function unusedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await closed(server);
  return port;
}

async function listen(server: Pick<Server, "listen" | "once" | "address">): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return (server.address() as AddressInfo).port;
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
