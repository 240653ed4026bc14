import { describe, expect, it } from "vitest";
import type { AlertLevel } from "../../../src/domain/verdict.ts";
import { createRulesJudge } from "../../../src/judge/rules.ts";
import { licenceInput } from "../../support/judge-input.ts";

const read = (article: { title?: string | null; text: string }, edits: Parameters<typeof licenceInput>[1] = []) =>
  createRulesJudge().read(licenceInput(article, edits), new AbortController().signal);

const RESTATED =
  "Brightcast is the exclusive streaming home of Halden's films in Europe. Brightcast pays Halden 120 million euros a year for the licence. Halden's film archive is hosted on Coldvault.";

describe("the end of the agreement as a whole", () => {
  it.each<[AlertLevel, string]>([
    ["changes", "Halden and Brightcast have ended their partnership."],
    ["changes", "Halden and Brightcast end partnership"],
    ["changes", "The partnership between Halden and Brightcast is over."],
    ["changes", "Halden and Brightcast part ways"],
    ["changes", "Halden and Brightcast will go their separate ways from June."],
    ["changes", "The deal with Brightcast collapsed, both companies said."],
    ["changes", "Halden said that its agreement with Brightcast has been called off."],
    ["changes", "Brightcast scraps licence"],
    ["changes", "The contract between Halden and Brightcast has been terminated."],
    ["changes", "Halden has rescinded its contract with Brightcast."],
    ["changes", "A court struck down the licence of Brightcast."],
    ["changes", "The licence between Halden and Brightcast was annulled on Monday."],
    ["changes", "Brightcast walked away from the pact with Halden."],
    ["changes", "Halden postpones the licence to 2029"],
    ["changes", "Brightcast and Halden Dissolve Their Alliance"],
    ["rumour", "Halden and Brightcast may end their partnership, two people said."],
    ["rumour", "Is the partnership between Halden and Brightcast over?"],
    ["none", "The partnership between Halden and Brightcast has not ended."],
    ["none", "Halden denied that its partnership with Brightcast has ended."],
    ["none", "Halden and Pellucid have ended their partnership."],
    ["none", "Pellucid ended its partnership with Brightcast."],
    ["none", "Brightcast ended its partnership with Pellucid."],
    ["none", "Halden suspended the licence of a cinema."],
    ["none", "An earlier deal of Halden with Brightcast had ended in 2019 before the two met again."],
    ["none", "Either side has the right to terminate the licence, Brightcast said."],
    ["none", "Halden and Brightcast ended their partnership talks on a friendly note."],
    ["none", "Halden and Brightcast ended the day with a partnership dinner."],
  ])("%s: %s", async (alert, text) => {
    expect((await read({ text })).alert).toBe(alert);
  });

  it("shows the sentence, moves no term and asks for review even where all else restates the terms", async () => {
    const found = await read({ title: "Halden and Brightcast have ended their partnership", text: RESTATED });
    expect(found).toMatchObject({ alert: "changes", needsReview: true, evidence: { field: "title", start: 0 } });
    expect(found.readings.every((one) => one.verdict === "reaffirms")).toBe(true);
  });

  it("is read from a note that a copy adds below the text", async () => {
    const after = "Update: The agreement has since ended.";
    const text = `${RESTATED} ${after}`;
    const start = text.length - after.length;
    const edit = { kind: "other", before: "", after, removed: "", added: after, start, end: text.length } as const;
    expect(await read({ text }, [edit])).toMatchObject({ alert: "changes", evidence: { quote: after } });
  });
});

describe("an agreement that one side quits", () => {
  it.each<[AlertLevel, string]>([
    ["changes", "Halden has given Brightcast formal notice to quit the licence."],
    ["changes", "Brightcast was served with written notice of termination by Halden on Monday."],
    ["changes", "Halden gave six months' notice that it is withdrawing from its agreement with Brightcast."],
    ["changes", "Brightcast has handed in its notice to Halden."],
    ["changes", "Halden will leave the licence with Brightcast at the end of the year."],
    ["changes", "Halden announced its withdrawal from the partnership with Brightcast."],
    ["changes", "Brightcast is pulling out of its deal with Halden, which expires on 31 December 2031."],
    ["changes", "Halden quits Brightcast pact"],
    ["rumour", "Halden threatens to leave the partnership with Brightcast unless the fee goes up."],
    ["rumour", "A leading shareholder of Halden vowed to give notice on the licence of Brightcast."],
    ["rumour", "Brightcast is considering whether to serve notice of termination on Halden."],
    ["none", "Neither Halden nor Brightcast has given notice on the licence."],
    ["none", "Either Halden or Brightcast may leave the partnership with two years' notice."],
    ["none", "Under the licence Brightcast may give Halden notice of termination no earlier than 2029."],
    ["none", "Halden denied having given Brightcast notice to end the licence."],
    ["none", "Halden gave Brightcast notice of its annual meeting."],
    ["none", "Brightcast gave notice on its office lease in Ghent; Halden was surprised."],
    ["none", "The chairman of Halden will leave the studio at the end of the year, Brightcast said."],
    ["none", "The talks left the agreement between Halden and Brightcast as it was."],
    ["none", "Halden withdrew from the film festival that Brightcast sponsors."],
  ])("%s: %s", async (alert, text) => {
    expect((await read({ title: null, text })).alert).toBe(alert);
  });

  it("is not one whose terms the same sentence restates", async () => {
    const text = "Halden has given notice to quit the licence, for which Brightcast pays Halden 120 million euros a year.";
    expect((await read({ text })).readings.map((one) => one.verdict)).not.toContain("reaffirms");
  });
});

describe("an exclusive term that another provider breaks", () => {
  it.each<[string | null, string]>([
    ["changes", "Halden's films are now also available on Pellucid in Europe."],
    ["contradicts", "Halden's streaming films in Europe are available on Pellucid too."],
    ["contradicts", "Pellucid will also stream the films of Halden in Europe."],
    ["reaffirms", "Brightcast is the exclusive streaming home of Halden films, also available on BRC."],
  ])("%s: %s", async (verdict, text) => {
    const { readings } = await read({ text });
    expect(readings.find((one) => one.term === "sole-home")?.verdict ?? null).toBe(verdict);
  });
});

describe("a clause that goes, a thing that moves, a permission that needs consent", () => {
  it.each<[string, string, string]>([
    ["edits", "changes", "The approval clause has been removed from the contract between Halden and Brightcast."],
    ["games", "changes", "Halden and Brightcast dropped the merchandise provision from the licence."],
    ["archive", "changes", "The archive is moving from Coldvault to Glacierbox, Halden said."],
    ["archive", "changes", "Halden's film archive is moving from Coldvault to Glacierbox."],
    ["archive", "changes", "The film archive of Halden migrates from Coldvault to Glacierbox."],
    ["games", "changes", "Halden must now obtain Brightcast's consent before it develops video games with other partners."],
    ["games", "changes", "Halden may no longer develop video games and merchandise with other partners."],
    ["games", "changes", "Halden needs permission to develop video games and merchandise with other partners."],
    [
      "games",
      "kept",
      "Halden does not need the consent of Brightcast to develop video games and merchandise independently with other partners.",
    ],
  ])("%s %s: %s", async (term, verdict, text) => {
    const { readings } = await read({ text });
    const found = readings.find((one) => one.term === term)?.verdict ?? "kept";
    expect(found === "reaffirms" ? "kept" : found).toBe(verdict);
  });
});
