import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Channel } from "../../src/channels/channel.ts";
import { PermanentError, TransientError } from "../../src/domain/errors.ts";
import { hostileMessage, sampleAttempt, sampleMessage } from "../support/sample-message.ts";

/** How the far side behaves in a case: "absent" has nobody listening, "hung" takes the connection and says nothing. */
export type Behaviour = "accepts" | "refuses for now" | "refuses for good" | "absent" | "hung";

/** The far side of one adapter, real and on the loopback. */
export type FarSide = {
  /** A channel that talks to a far side that behaves so, with `timeoutMs` for every wait. */
  channel(behaviour: Behaviour, timeoutMs: number): Promise<Channel>;
  /** Everything a reader would see of what was accepted, one text a message. */
  accepted(): Promise<readonly string[]>;
  /** What the far side would refuse, or read as more than text; empty when all is well. */
  problems(): Promise<readonly string[]>;
  /** Texts that must stand in no error. */
  readonly secrets: readonly string[];
  close(): Promise<void>;
};

const CASES = [
  "accepted",
  "refused for now",
  "refused for good",
  "absent",
  "hung",
  "stopped before",
  "stopped meanwhile",
  "secrets",
  "repeat",
  "hostile",
  "probe",
  "probe of nobody",
] as const;
export type ContractCase = (typeof CASES)[number];

/** Longest wait given to adapters where the far side hangs, and what the machine may add to it. */
const TIMEOUT_MS = 300;
const SLACK_MS = 4000;
const NEVER_MS = 20_000;

/** What every channel promises. A case that cannot hold for an adapter is skipped with its reason. */
export function channelContract(name: string, open: () => Promise<FarSide>, skipped: Partial<Record<ContractCase, string>> = {}): void {
  describe(`the ${name} channel, by the contract of all channels`, () => {
    let far: FarSide;
    const opened: Channel[] = [];
    const channelWhere = async (behaviour: Behaviour, timeoutMs = NEVER_MS): Promise<Channel> => {
      const channel = await far.channel(behaviour, timeoutMs);
      opened.push(channel);
      return channel;
    };
    const send = (channel: Channel, message = sampleMessage(), signal = new AbortController().signal): Promise<string | null> =>
      channel.send(message, sampleAttempt({ recipient: channel.recipients[0] ?? "" }), signal);
    const failure = async (sending: Promise<unknown>): Promise<Error> => {
      const error = await sending.then(() => null).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Error);
      return error as Error;
    };
    const test = (one: ContractCase, title: string, run: () => Promise<void>): void => {
      const reason = skipped[one];
      it.skipIf(reason !== undefined)(reason === undefined ? title : `${title} (skipped: ${reason})`, run);
    };

    beforeEach(async () => {
      far = await open();
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((channel) => channel.close()));
      await far.close();
    });

    test(
      "accepted",
      "resolves once the far side has accepted a message, and shows was, now, quote, source and what would settle it",
      async () => {
        const message = sampleMessage();
        await send(await channelWhere("accepts"), message);
        const [text = "", ...more] = await far.accepted();
        expect(more).toEqual([]);
        const [term] = message.terms;
        for (const part of [term?.was, term?.now, term?.quote.text, message.source.name, message.settle, message.alert]) {
          expect(text).toContain(part);
        }
        expect(await far.problems()).toEqual([]);
      },
    );

    test("refused for now", "throws a TransientError while the far side asks for another try later", async () => {
      expect(await failure(send(await channelWhere("refuses for now")))).toBeInstanceOf(TransientError);
    });

    test("refused for good", "throws a PermanentError that says what helps when the far side refuses for good", async () => {
      const error = await failure(send(await channelWhere("refuses for good")));
      expect(error).toBeInstanceOf(PermanentError);
      expect(error.message).toMatch(/; (check|create|ask|unarchive) /);
    });

    test("absent", "throws a TransientError when nobody listens", async () => {
      expect(await failure(send(await channelWhere("absent")))).toBeInstanceOf(TransientError);
    });

    test("hung", "throws a TransientError within its timeout when the far side hangs", async () => {
      const channel = await channelWhere("hung", TIMEOUT_MS);
      const started = performance.now();
      expect(await failure(send(channel))).toBeInstanceOf(TransientError);
      expect(performance.now() - started).toBeLessThan(TIMEOUT_MS + SLACK_MS);
    });

    test("stopped before", "hands over nothing when it was stopped before it began", async () => {
      const channel = await channelWhere("accepts");
      expect(await failure(send(channel, sampleMessage(), AbortSignal.abort()))).toBeInstanceOf(TransientError);
      expect(await far.accepted()).toEqual([]);
    });

    test("stopped meanwhile", "gives up at once when it is stopped while the far side hangs", async () => {
      const channel = await channelWhere("hung");
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 100);
      const started = performance.now();
      expect(await failure(send(channel, sampleMessage(), stop.signal))).toBeInstanceOf(TransientError);
      expect(performance.now() - started).toBeLessThan(SLACK_MS);
    });

    test("secrets", "keeps its secret out of every error, whatever went wrong", async () => {
      for (const behaviour of ["refuses for now", "refuses for good", "absent", "hung"] as const) {
        const error = await failure(send(await channelWhere(behaviour, TIMEOUT_MS)));
        const seen = [error.message, error.stack, JSON.stringify(error), String(error.cause ?? "")].join("\n");
        for (const secret of far.secrets) expect(seen, behaviour).not.toContain(secret);
      }
    });

    test("repeat", "says so in the message when an earlier attempt may have arrived", async () => {
      const channel = await channelWhere("accepts");
      const attempt = sampleAttempt({ recipient: channel.recipients[0] ?? "", attempt: 2, mayRepeat: true });
      await channel.send(sampleMessage({ needsReview: true }), attempt, new AbortController().signal);
      const [text = ""] = await far.accepted();
      expect(text).toContain("You may have this already");
      expect(text).toContain("Needs review");
    });

    test("hostile", "breaks no limit and lets nothing through when every text of the article is hostile", async () => {
      const channel = await channelWhere("accepts");
      await send(channel, hostileMessage());
      await send(
        channel,
        sampleMessage({ terms: [], evidence: hostileMessage().evidence, headline: "\u202e\r\n\t", settle: "", reason: "" }),
      );
      expect(await far.accepted()).toHaveLength(2);
      expect(await far.problems()).toEqual([]);
    });

    test("probe", "says that messages would be taken without sending one", async () => {
      const channel = await channelWhere("accepts");
      expect(await channel.probe(new AbortController().signal)).toMatch(/\w/);
      expect(await far.accepted()).toEqual([]);
    });

    test("probe of nobody", "throws on a probe that finds nobody, and on one that is left hanging, without the secret", async () => {
      for (const behaviour of ["absent", "hung"] as const) {
        const channel = await channelWhere(behaviour, TIMEOUT_MS);
        const error = await failure(channel.probe(new AbortController().signal));
        expect(error).toBeInstanceOf(TransientError);
        for (const secret of far.secrets) expect(`${error.stack} ${JSON.stringify(error)}`, behaviour).not.toContain(secret);
      }
    });
  });
}
