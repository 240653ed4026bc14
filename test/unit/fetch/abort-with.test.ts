import { expect, test } from "vitest";
import { abortWith } from "../../../src/fetch/abort-with.ts";

test("is aborted with the first of its signals, for that one's reason, at once where it was aborted before", () => {
  const [caller, closing] = [new AbortController(), new AbortController()];
  const { controller } = abortWith(caller.signal, closing.signal);
  closing.abort("closed");
  caller.abort("called off");
  expect([controller.signal.aborted, controller.signal.reason]).toEqual([true, "closed"]);
  expect(abortWith(caller.signal).controller.signal.reason).toBe("called off");
});

test("leaves a signal that lives longer as it was, however many were released from it", async () => {
  const warnings: string[] = [];
  const note = (warning: Error) => warnings.push(warning.name);
  process.on("warning", note);
  const closing = new AbortController();
  const released = Array.from({ length: 100 }, () => abortWith(closing.signal));
  for (const { release } of released) release();
  closing.abort("closed");
  await new Promise(setImmediate);
  process.off("warning", note);
  expect(released.some(({ controller }) => controller.signal.aborted)).toBe(false);
  expect(warnings).toEqual([]);
});
