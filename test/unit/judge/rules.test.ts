import { describe, expect, it } from "vitest";
import type { SpokenVerdict } from "../../../src/domain/verdict.ts";
import { createRulesJudge } from "../../../src/judge/rules.ts";
import { judgeContract } from "../../contract/judge.contract.ts";
import { type LicenceTerm, licenceInput } from "../../support/judge-input.ts";

judgeContract("the rules judge", createRulesJudge);

const read = (article: { title?: string | null; text: string; language?: string | null }) =>
  createRulesJudge().read(licenceInput(article), new AbortController().signal);

describe("one sentence, read by the rules", () => {
  it.each<[LicenceTerm, SpokenVerdict | null, string]>([
    ["sole-home", "changes", "Brightcast is no longer the exclusive streaming home of Halden films in Europe."],
    ["sole-home", "changes", "Halden ends Brightcast's monopoly on streaming its films."],
    ["sole-home", "changes", "Under the amended deal Brightcast gains a non-exclusive licence to stream the films of Halden."],
    ["sole-home", "changes", "Halden is now free to stream its films on any service it likes, Brightcast said."],
    ["sole-home", "contradicts", "Brightcast is not the exclusive streaming home of the films of Halden."],
    ["sole-home", "contradicts", "Pellucid is the exclusive streaming home of Halden films in Europe."],
    ["sole-home", "reaffirms", "Despite reports to the contrary, Brightcast remains the exclusive streaming home of Halden films."],
    ["sole-home", "reaffirms", "Halden denied that Brightcast had lost its exclusive streaming rights to its films."],
    [
      "sole-home",
      "rumoured_change",
      "Halden is in talks to end the streaming exclusivity of Brightcast, people familiar with the matter said.",
    ],
    ["sole-home", "rumoured_change", "Could Brightcast lose its exclusive streaming rights to Halden films?"],
    ["sole-home", null, "Pellucid had been the exclusive streaming home of Halden films from 2019 to 2024."],
    ["sole-home", null, "I think Halden should have ended the exclusive streaming deal with Brightcast."],
    ["fee", "contradicts", "Brightcast pays Halden 95 million euros a year for the licence."],
    ["fee", "changes", "Brightcast will pay Halden 95 million euros a year instead of 120 million euros."],
    ["fee", "reaffirms", "Brightcast pays Halden €120m a year, as agreed."],
    ["fee", "reaffirms", "The licence fee that Brightcast pays Halden is unchanged."],
    ["fee", "rumoured_change", "Brightcast wants to pay Halden only 95 million euros a year, sources said."],
    ["fee", null, "Brightcast reported a quarterly profit of 95 million euros."],
    ["window", "changes", "Halden and Brightcast cut the time that new films play in cinemas to 30 days."],
    ["window", "contradicts", "Brightcast: new films play in cinemas for 30 days before they stream."],
    ["window", "reaffirms", "Halden films still play in cinemas for 45 days."],
    ["expiry", "changes", "Halden and Brightcast extended the licence, which now expires on 31 December 2036."],
    ["expiry", "contradicts", "The Brightcast licence expires on 31 December 2029."],
    ["expiry", "reaffirms", "The Brightcast licence expires at the end of 2031."],
    ["games", "contradicts", "Halden cannot develop video games or merchandise with other partners."],
    ["games", "changes", "Halden may no longer develop video games with other partners."],
    ["games", "reaffirms", "Halden may develop games and merchandise with other partners, independently of Brightcast."],
    ["archive", "contradicts", "The film archive of Halden is hosted on Glacierbox."],
    ["archive", "reaffirms", "The film archive of Halden continues to be hosted on Coldvault."],
    ["archive", "changes", "The film archive of Halden will no longer be hosted on Coldvault."],
    ["edits", "changes", "The rules for cutting films and the approval process have changed, Halden said."],
    ["edits", "reaffirms", "Nothing in the announcement changes the approval process for cutting films, Halden said."],
    ["edits", "reaffirms", "The rules on cutting remain unchanged, Brightcast and Halden said."],
  ])("of %s it reads %s: %s", async (term, verdict, text) => {
    const { readings } = await read({ text });
    expect(readings.find((one) => one.term === term)?.verdict ?? null).toBe(verdict);
    expect(readings.filter((one) => one.term !== term && one.verdict !== "reaffirms")).toEqual([]);
  });
});

describe("a whole article, read by the rules", () => {
  it("alerts on a change even where background sentences restate the old term", async () => {
    const found = await read({
      title: "Brightcast loses exclusive streaming rights to Halden films",
      text: "Halden ended the exclusive streaming rights of Brightcast on Monday. Brightcast is the exclusive streaming home of Halden films in Europe under the licence signed in March. Shares fell.",
    });
    expect(found.alert).toBe("changes");
    expect(found.readings.find((one) => one.term === "sole-home")?.verdict).toBe("changes");
  });

  it("reads continuity of one term and change of another out of one sentence", async () => {
    const found = await read({
      text: "Brightcast's yearly licence fee to Halden is unchanged, but it is no longer the exclusive streaming home of the films.",
    });
    expect(found.readings.map((one) => [one.term, one.verdict])).toEqual([
      ["sole-home", "changes"],
      ["fee", "reaffirms"],
    ]);
  });

  it("lets a denial stand against the rumour it denies", async () => {
    const found = await read({
      text: "Halden might end the streaming exclusivity of Brightcast, a newsletter claimed. Halden denied that it would end the exclusive streaming deal with Brightcast.",
    });
    expect(found.alert).toBe("none");
  });

  it("alerts on the agreement, moves no term and asks for review when an amendment is reported without a readable term", async () => {
    const found = await read({
      title: "Halden and Brightcast have renegotiated their agreement",
      text: "The two gave no details on Monday.",
    });
    expect(found).toMatchObject({ alert: "changes", needsReview: true, readings: [], evidence: { field: "title", start: 0 } });
  });

  it("takes an amendment that is only talked about for a rumour", async () => {
    expect(await read({ text: "Halden and Brightcast could renegotiate their agreement." })).toMatchObject({
      alert: "rumour",
      readings: [],
    });
  });

  it("asks for review, and names the language, where it cannot read an article that names a party", async () => {
    const found = await read({
      text: "Halden und Brightcast haben am Montag in einer gemeinsamen Erklärung über ihre Zusammenarbeit gesprochen und weitere Gespräche vereinbart.",
    });
    expect(found).toMatchObject({ alert: "none", needsReview: true });
    expect(found.reason).toContain("German");
  });

  it("says in its reason which wording made it alert", async () => {
    const { reason } = await read({ text: "Brightcast is no longer the exclusive streaming home of Halden films." });
    expect(reason).toBe("sole-home is reported as changed (exclusivity ends)");
  });
});
