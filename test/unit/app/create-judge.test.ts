import { expect, test } from "vitest";
import { createJudge } from "../../../src/app/app.ts";
import { judgeSettings } from "../../../src/app/config-schema.ts";
import { licenceInput } from "../../support/judge-input.ts";

const FOLDER = "test/fixtures/judge/nli";
const ENDPOINT = { baseUrl: "http://127.0.0.1:1/v1", model: "tiny", apiKey: "sk-secret" };
const nameOf = async (settings: unknown): Promise<string> => {
  const judge = await createJudge(judgeSettings.parse(settings));
  await judge.close?.();
  return judge.name;
};

test("without any setting our own reader reads", async () => {
  const judge = await createJudge();
  expect(judge.name).toMatch(/^embedded\//);
  const found = await judge.read(licenceInput({ text: "Halden said nothing." }), new AbortController().signal);
  expect(found).toMatchObject({ alert: "none", readings: [] });
  await judge.close?.();
});

test("the engine and the second opinion are those that are configured", async () => {
  expect(await nameOf({ engine: "rules" })).toBe("rules/1");
  expect(await nameOf({ engine: "nli", folder: FOLDER })).toBe("nli/1:nli");
  expect(await nameOf({ engine: "nli", folder: FOLDER, endpoint: ENDPOINT })).toBe("cascade/1:nli/1:nli+endpoint/1:tiny");
});

test("a folder that is not there is told before anything is read", async () => {
  await expect(createJudge(judgeSettings.parse({ engine: "nli", folder: "none" }))).rejects.toThrow(/none\/config\.json cannot be read/);
});
