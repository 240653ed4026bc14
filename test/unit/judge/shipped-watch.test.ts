import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { versionsOf } from "../../../src/domain/term.ts";
import { watch as watchSchema } from "../../../src/domain/watch.ts";
import { createRulesJudge } from "../../../src/judge/rules.ts";

const watch = watchSchema.parse(parse(readFileSync(new URL("../../../config/watches/microsoft-openai.yaml", import.meta.url), "utf8")));

const read = (text: string) =>
  createRulesJudge().read(
    {
      article: {
        title: null,
        text,
        published: "2026-03-02",
        language: "en",
        source: { name: null, domain: "gazette.example", rank: "press" },
      },
      watch,
      terms: watch.terms.flatMap((term) => versionsOf(term).map((version) => ({ ...version, id: term.id }))),
      edits: [],
    },
    new AbortController().signal,
  );

/** A telling of the joint statement in this project's own words: every term is in it, none is moved. */
const TELLING = `---
title: "Microsoft and OpenAI: our deal stands"
tags: ["Amazon", "exclusive", "non-exclusive"]
---

# Microsoft and OpenAI: our deal stands

Microsoft and OpenAI said on Friday that fresh money and new allies change nothing in what they agreed. The partnership of Microsoft and OpenAI remains strong and central to both, they wrote.

- **Rights**: Microsoft keeps its exclusive licence to the intellectual property in OpenAI models and products.
- **Money**: the revenue share between the companies is unchanged, revenue from OpenAI's work with other clouds included.
- **Interfaces**: Azure remains the exclusive cloud provider of stateless APIs for OpenAI models. Even where OpenAI works with a third party such as Amazon, stateless API calls are hosted on Azure.
- **Products**: OpenAI's first-party products, Frontier too, will continue to be hosted on Azure.
- **AGI**: the definition of AGI in the contract and the process for determining it remain unchanged.

OpenAI can commit to additional compute elsewhere, for example through Stargate. Both may pursue new opportunities independently; collaborations such as the one with Amazon were contemplated from the start.

Shares of Microsoft rose 2 percent. Analysts had asked whether Azure was losing ground.`;

describe("the shipped watch and a telling of the statement it was taken from", () => {
  it("raises no alert and finds all eight terms reaffirmed", async () => {
    const found = await read(TELLING);
    expect(found).toMatchObject({ alert: "none", evidence: null });
    expect(found.readings.map((one) => [one.term, one.verdict])).toEqual(watch.terms.map((term) => [term.id, "reaffirms"]));
  });

  it.each<[string, string, string]>([
    ["azure-stateless-api", "Azure remains the exclusive", "Azure remains the non-exclusive"],
    ["azure-stateless-api", "Azure remains the exclusive", "Azure is no longer the exclusive"],
    ["azure-stateless-api", "Azure remains the exclusive", "Google Cloud remains the exclusive"],
    ["azure-stateless-api", "API calls are hosted on Azure", "API calls are hosted on Amazon"],
    ["azure-stateless-api", "API calls are hosted on Azure", "API calls are hosted on Google Cloud"],
    ["ip-license", "keeps its exclusive licence", "keeps its non-exclusive licence"],
    ["ip-license", "keeps its exclusive licence", "no longer has its exclusive licence"],
    ["ip-license", "keeps its exclusive licence", "loses its exclusive licence"],
    ["first-party-hosting", "will continue to be hosted on Azure", "will no longer be hosted on Azure"],
    ["first-party-hosting", "hosted on Azure.\n- **AGI", "hosted on Amazon.\n- **AGI"],
    ["revenue-share", "companies is unchanged", "companies is changed"],
    ["revenue-share", "companies is unchanged", "companies has ended"],
    ["agi-definition", "it remain unchanged", "it are changed"],
    ["agi-definition", "it remain unchanged", "it no longer remain unchanged"],
    ["extra-compute", "OpenAI can commit", "OpenAI cannot commit"],
    ["independent-opportunities", "Both may pursue", "Both may not pursue"],
    ["partnership-central", "OpenAI remains strong and central", "OpenAI is no longer strong and central"],
  ])("alerts on %s when “%s” becomes “%s”", async (term, before, after) => {
    expect(TELLING).toContain(before);
    const found = await read(TELLING.replace(before, after));
    expect(["contradicts", "changes"]).toContain(found.alert);
    expect(found.readings.filter((one) => one.verdict !== "reaffirms").map((one) => one.term)).toEqual([term]);
  });

  it("keeps quiet about offers of the opposite scope, which the terms leave open", async () => {
    expect(await read("OpenAI runs its stateful APIs on Amazon, and Microsoft has no objection.")).toMatchObject({ alert: "none" });
  });
});
