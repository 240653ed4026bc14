import { describe, expect, it } from "vitest";
import { termId } from "../../../src/domain/ids.ts";
import type { AlertLevel, SpokenVerdict } from "../../../src/domain/verdict.ts";
import { createRulesJudge } from "../../../src/judge/rules.ts";
import { type LicenceTerm, licenceInput } from "../../support/judge-input.ts";

const read = (article: { title?: string | null; text: string }) =>
  createRulesJudge().read(licenceInput(article), new AbortController().signal);

/** `kept`: the term is not said to move; whether the sentence restates it is another matter. */
type Case = readonly [LicenceTerm, SpokenVerdict | "kept", string];

const PHENOMENA: readonly (readonly [string, readonly Case[]])[] = [
  [
    "negation that belongs to another thing than the term",
    [
      ["games", "reaffirms", "Halden may still develop video games and merchandise, each side going to other partners without the other."],
      ["games", "reaffirms", "Halden can develop video games and merchandise with other partners without asking Brightcast."],
      ["fee", "reaffirms", "Brightcast pays Halden no less than 120 million euros a year for the licence."],
      [
        "archive",
        "reaffirms",
        "Brightcast would not comment on speculation, and said that the film archive of Halden was hosted on Coldvault.",
      ],
      ["archive", "reaffirms", "The film archive of Halden was still hosted on Coldvault, Brightcast said."],
    ],
  ],
  [
    "verbs of change that tell none",
    [
      ["sole-home", "kept", "The exclusive streaming rights of Brightcast to Halden films extend to shorts and trailers."],
      ["fee", "reaffirms", "The licence fee of 120 million euros that Brightcast pays Halden a year falls under Danish law."],
      ["window", "reaffirms", "New films of Halden start with 45 days in cinemas."],
      ["archive", "kept", "Interest in the film archive of Halden rose, Brightcast said."],
      [
        "games",
        "reaffirms",
        "The licence allows Halden to develop video games and merchandise with other partners independently of Brightcast.",
      ],
    ],
  ],
  [
    "words that tell that all goes on",
    [
      ["sole-home", "reaffirms", "The exclusive streaming rights of Brightcast to Halden films are as they were."],
      ["edits", "reaffirms", "The rules for cutting films and the approval process of Halden are the same as ever."],
      ["archive", "reaffirms", "Coldvault goes on hosting the film archive of Halden."],
      ["fee", "reaffirms", "Brightcast's yearly licence fee to Halden is what it was."],
    ],
  ],
  [
    "what is exclusive and who holds it",
    [
      ["sole-home", "kept", "The right of Brightcast to stream films from Halden's FILM is exclusive, as agreed."],
      ["sole-home", "kept", "Brightcast's Streaming License to Halden films is exclusive."],
      ["sole-home", "contradicts", "Halden's partner Pellucid is the sole streaming home of its films in Europe."],
    ],
  ],
  [
    "a change told as fact with a permission, a date or a becoming",
    [
      ["sole-home", "changes", "Halden may now stream its films on any service; Brightcast is no longer its exclusive streaming home."],
      ["sole-home", "changes", "From today the streaming licence of Brightcast to Halden films is non-exclusive."],
      ["sole-home", "changes", "The streaming licence of Brightcast to Halden films becomes non-exclusive."],
      ["sole-home", "contradicts", "The streaming licence of Brightcast to Halden films is non-exclusive."],
      ["fee", "changes", "Brightcast has stopped paying Halden a yearly licence fee."],
      ["archive", "changes", "Until now the film archive of Halden was to be hosted on Coldvault."],
      ["sole-home", "changes", "Brightcast loses the exclusive streaming rights that it had held to Halden films."],
    ],
  ],
  [
    "a term that goes on with a proviso it did not have",
    [
      ["archive", "changes", "The film archive of Halden will be hosted on Coldvault first, unless Brightcast objects."],
      ["fee", "changes", "Brightcast will keep paying Halden a licence fee each year, now under a cap."],
    ],
  ],
  [
    "a sentence that shares the nouns of a term and says something else of them",
    [
      ["games", "changes", "The video games and merchandise of Halden give way to a single theme park, Brightcast said."],
      ["archive", "changes", "The film archive of Halden on Coldvault will move behind the walls of a museum."],
      ["archive", "changes", "Brightcast confirms the end of the film archive of Halden on Coldvault."],
      ["sole-home", "changes", "Halden announces the end of the exclusive streaming rights of Brightcast to its films."],
      ["fee", "changes", "The yearly licence fee of Brightcast to Halden comes to an end."],
      ["fee", "changes", "The yearly licence fee of Brightcast to Halden is over after ten years."],
      ["archive", "reaffirms", "Coldvault hosts the film archive of Halden."],
    ],
  ],
  [
    "a requirement told as nobody doing without",
    [["window", "kept", "No one may stream new films of Halden without 45 days in cinemas, Brightcast said."]],
  ],
  ["a name in a compound", [["archive", "contradicts", "Visitors to Halden see the Glacierbox-hosted film archive."]]],
];

describe.each(PHENOMENA)("%s", (_phenomenon, cases) => {
  it.each(cases)("of %s gives %s: %s", async (term, verdict, text) => {
    const { readings } = await read({ text });
    const found = readings.find((one) => one.term === term)?.verdict;
    if (verdict === "kept") expect([undefined, "reaffirms"]).toContain(found);
    else expect(found).toBe(verdict);
  });
});

/** What a cup organiser and a broadcaster agreed on. Every term shares words with the sentences below that say another thing. */
const CUP_TERMS = [
  ["highlights", "Highlights remain free to watch on public television."],
  ["deal", "The deal with Vistavision runs until June 2031."],
  ["rights", "Vistavision holds the exclusive rights to show the matches of the Sund Cup."],
  ["kiosks", "Vistavision is the exclusive seller of refreshments in the stadium kiosks of the Sund Cup."],
] as const;

const readCup = (text: string) =>
  createRulesJudge().read(
    {
      ...licenceInput({ text }),
      watch: {
        subject: "Sund Cup on Vistavision",
        parties: ["Sund Cup", "Vistavision"].map((name) => ({ name, aliases: [], domains: [] })),
      },
      terms: CUP_TERMS.map(([id, statement]) => ({ id: termId.parse(id), statement, validFrom: "2026-03-02" })),
    },
    new AbortController().signal,
  );

describe("a term that shares its nouns with another statement", () => {
  it.each<[(typeof CUP_TERMS)[number][0], SpokenVerdict | null, string]>([
    ["highlights", "changes", "Sund Cup highlights on public television will move behind a paywall."],
    ["highlights", "changes", "The free highlights of the Sund Cup on public television make way for a paid channel."],
    ["highlights", null, "The Sund Cup confirmed that highlights on public television drew many to the grounds."],
    ["highlights", "reaffirms", "To watch Sund Cup highlights on public television is free."],
    ["deal", null, "Vistavision confirms the end of its exclusivity."],
    ["rights", "changes", "Vistavision confirms the end of its exclusivity over matches of the Sund Cup."],
    ["deal", "reaffirms", "The deal of the Sund Cup with Vistavision comes to an end in June 2031."],
    ["deal", "changes", "The deal of the Sund Cup with Vistavision is over."],
  ])("is read by what is said: of %s %s: %s", async (term, verdict, text) => {
    const { readings } = await readCup(text);
    expect(readings.find((one) => one.term === term)?.verdict ?? null).toBe(verdict);
  });
});

describe("the evidence for a change that several sentences tell", () => {
  it.each([
    "Vistavision will no longer be the exclusive seller of refreshments in the kiosks.",
    "The exclusive stadium kiosks of Vistavision, which sell refreshments, become non-exclusive.",
  ])("is the sentence that is most about the term: %s", async (own) => {
    const lead = "SUNDHAVN, May 4 (Agency) - The Sund Cup has ended the exclusive rights of Vistavision to show matches in the stadium.";
    const { readings } = await readCup(`${lead} Nobody was surprised. ${own}`);
    const evidence = Object.fromEntries(readings.map((one) => [one.term, one.quote]));
    expect(evidence).toMatchObject({ rights: lead.slice(lead.indexOf("The Sund")), kiosks: own });
  });
});

describe("a headline that ends an exclusive position", () => {
  it.each<[AlertLevel, string]>([
    ["changes", "Halden and Brightcast amend pact, ending Brightcast's streaming exclusivity"],
    ["changes", "Brightcast gives up streaming monopoly on Halden films"],
    ["rumour", "Brightcast may give up streaming monopoly on Halden films, sources say"],
    ["none", "Halden's streaming pact with Brightcast stays exclusive"],
  ])("alerts %s: %s", async (alert, title) => {
    expect(await read({ title, text: "The two spoke to reporters on Monday." })).toMatchObject({ alert });
  });
});
