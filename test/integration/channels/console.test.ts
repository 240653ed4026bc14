import { expect, it } from "vitest";
import { createConsoleChannel } from "../../../src/channels/console.ts";
import { channelContract } from "../../contract/channel.contract.ts";
import { sampleAttempt, sampleMessage } from "../../support/sample-message.ts";

/** A terminal obeys control characters, and reads on in the direction that an override sets. */
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;
const NO_FAR_SIDE = "writing to the own terminal has no far side that refuses or hangs";

channelContract(
  "console",
  async () => {
    const written: string[] = [];
    return {
      channel: async () => createConsoleChannel({ name: "console", write: (text) => written.push(text), colour: false }),
      accepted: async () => written,
      problems: async () => written.filter((text) => STEERING.test(text) || !text.isWellFormed() || text.length > 60_000),
      secrets: [],
      close: async () => {},
    };
  },
  {
    "refused for now": NO_FAR_SIDE,
    "refused for good": NO_FAR_SIDE,
    absent: NO_FAR_SIDE,
    hung: NO_FAR_SIDE,
    "stopped meanwhile": NO_FAR_SIDE,
    secrets: NO_FAR_SIDE,
    "probe of nobody": NO_FAR_SIDE,
  },
);

it("a colour terminal shows the removed words struck and the added words bold", async () => {
  const written: string[] = [];
  const channel = createConsoleChannel({ name: "console", write: (text) => written.push(text), colour: true });
  await channel.send(sampleMessage(), sampleAttempt(), new AbortController().signal);
  expect(written.join("")).toContain("Larkfield Ferries is \u001b[9;31mthe exclusive\u001b[0m user");
  expect(written.join("")).toContain("Larkfield Ferries is \u001b[1;32ma non-exclusive\u001b[0m user");
});
