import type { ArticleId } from "../../../src/domain/ids.ts";
import type { Related, RelateInput, Relater, Relation } from "../../../src/relate/relate.ts";
import { createRelater } from "../../../src/relate/relater.ts";

/** An article for the relater; whatever is not given is empty or the same for all. */
export function anArticle(
  given: Partial<Omit<RelateInput, "id">> & { readonly id: string; readonly text: string; readonly domain?: string },
): RelateInput {
  const { domain = `${given.id}.example`, id, ...rest } = given;
  return {
    url: `https://${domain}/news/${id}`,
    canonicalUrl: null,
    title: null,
    published: null,
    links: [],
    language: "en",
    seenAt: "2027-05-20T12:00:00Z",
    source: { name: null, domain, kind: null },
    ...rest,
    id: id as ArticleId,
  };
}

/** Another outlet's article that begins as `original`: the same headline, date and text, at an address of its own. */
export const retold = (
  original: RelateInput,
  given: Partial<Omit<RelateInput, "id">> & { readonly id: string; readonly domain?: string },
) => anArticle({ title: original.title, text: original.text, published: original.published, ...given });

const RELEASE_URL = "https://newsroom.kestrelrail.example/2027/05/11/kestrel-rail-and-orrin-data-on-the-future-of-their-ticketing-licence";

/** A statement that is declared as the original by the page that carries it. */
export const release = anArticle({
  id: "release",
  published: "2027-05-11T08:30:00Z",
  title: "Kestrel Rail and Orrin Data confirm ticketing licence",
  text: `---
title: "Kestrel Rail and Orrin Data confirm ticketing licence"
canonical_url: "${RELEASE_URL}"
date: 2027-05-11
---

# Kestrel Rail and Orrin Data confirm ticketing licence

Kestrel Rail and Orrin Data have built timetables and ticketing together since 2021. Following the purchase of a stake in Orrin Data by Baltra Capital this morning, both companies wish to be clear about what stays as it is.

Orrin Data remains the exclusive processor of Kestrel Rail season tickets in all eleven counties. Fares bought through resellers, Baltra included, are settled on the Orrin platform as well.

- **Fees**: The commission of 3.4 percent is unchanged, and it covers sales made abroad.
- **Licence**: Kestrel Rail keeps its licence to the Orrin seat map through 2033.
- **New routes**: Orrin Data may sell unrelated software to other railways, as the contract of November 2026 always foresaw.

The definition of a delayed train, and the way in which refunds follow from it, have not been touched.

For background, see [the contract of last autumn](https://newsroom.kestrelrail.example/2026/11/04/a-new-contract-for-ticketing-on-kestrel-lines).

This post appeared first on "Kestrel Newsroom". [Read the entire article here](${RELEASE_URL})`,
});

/** A rewrite that names the original by its headline, nine days late. */
export const lateRewrite = anArticle({
  id: "late-rewrite",
  published: "2027-05-20",
  title: "Season tickets stay with Orrin as a new investor arrives",
  text: `Season tickets stay with Orrin as a new investor arrives

Original: Kestrel Rail and Orrin Data on the future of their ticketing licence View original →

Rail May 20, 2027 By Desk 2 min read 14 views Source

Does the arrival of Baltra Capital loosen the grip that Orrin Data has on Kestrel's season tickets? In the statement of May 11, 2027 the railway and its supplier answer with a plain no.

What matters to passengers is who settles a fare. Orrin goes on doing that alone in every county, whoever the reseller is, and the railway pays the same commission for it as before. Its right to use the seat map runs on as well.

Orrin on its side may offer other software to competing railways. That freedom had been written into the contract last autumn, so analysts of the sector need not read it as a first crack.

Share:

Comments (0)

© 2027 Desk. All rights reserved.`,
});

/** A brief that names the publication it is from. */
export const brief = anArticle({
  id: "brief",
  published: "2027-05-11",
  text: `Kestrel Rail says its agreement with Orrin Data stands: season tickets exclusive to Orrin, commission the same, seat map licensed on, refunds untouched.
The two put out a joint statement after Baltra Capital bought into Orrin Data. It clears up doubts rather than changing anything.
What it means
Resellers should plan no migration. Orrin keeps processing every season ticket on the Kestrel network, those sold by Baltra too.Commission income stays predictable for both sides.
Related Coverage:
- Coastal line gets battery trains two years early
From the Official Kestrel Newsroom`,
});

/** A rewrite with the wrong weekday that names an earlier document. */
export const wrongWeekday = anArticle({
  id: "wrong-weekday",
  published: "2027-05-12",
  text: `
Now loading...
Kestrel Rail on Friday stood by its ticketing supplier Orrin Data and said that the entry of the investor Baltra Capital leaves their contract alone.
The railway pointed to a document of November 2026 titled A New Contract for Ticketing on Kestrel Lines, whose terms it called still in force.
Nobody but Orrin processes the season tickets of the railway, in any county. A reseller such as Baltra hands its fares to the platform of Orrin for settlement.
The commission has not moved, foreign sales included, and the seat map remains at the railway's disposal until 2033.
When a train counts as delayed, and what a passenger gets back, is decided as it was before.
Orrin is free to look for business with other railways next to this contract, and Kestrel has welcomed that.`,
});

/** A commentary with quotations of the statement. */
export const commentary = anArticle({
  id: "commentary",
  published: "2027-05-11",
  text: `Nobody issues a joint statement to say that all is well unless somebody had begun to doubt it. Kestrel Rail and Orrin Data did just that within hours of Baltra Capital buying into the ticketing firm.
The statement, published on the Official Kestrel Newsroom, insists that "Orrin Data remains the exclusive processor of Kestrel Rail season tickets" and leaves little room for a second reading.
Look at the part about resellers. Even fares sold by Baltra "are settled on the Orrin platform as well", so the investor cannot quietly build a rival till.
The money is the quieter story. A commission that covers sales abroad is worth more each summer, and the railway has just told the market that the rate stays where it is.
Why say it now? Because season ticket holders are voters in eleven counties, and refunds for delays are what they ask about first. The companies leave that definition alone too.
My reading: the contract of last autumn foresaw a day like this one, and both sides want it known that the lawyers did their work.`,
});

export const fiveTellings: readonly RelateInput[] = [release, lateRewrite, brief, wrongWeekday, commentary];

/** Weeks later the same parties change the same contract, told by one of them and by three outlets. */
export const amendment: readonly RelateInput[] = [
  anArticle({
    id: "amendment",
    domain: "kestrelrail.example",
    published: "2027-07-13",
    title: "Kestrel Rail opens season ticket processing",
    text: `Kestrel Rail and Orrin Data have amended their ticketing contract. From September, Kestrel Rail may place season tickets with any processor, and the licence of Orrin Data becomes non-exclusive. The commission falls to 2.1 percent and ends in 2030. The seat map stays licensed through 2033. Both companies thank their teams for months of careful talks and will keep working on timetables.`,
  }),
  anArticle({
    id: "amendment-wire",
    published: "2027-07-13",
    title: "Railway ends Orrin's hold on season tickets",
    text: `Orrin Data is losing its sole right to process the season tickets of Kestrel Rail. An amended ticketing contract that the two announced on Tuesday lets the railway choose any processor from September. Orrin's commission drops from 3.4 to 2.1 percent and stops in 2030. The railway's licence to the seat map runs on.`,
  }),
  anArticle({
    id: "amendment-trade",
    published: "2027-07-14",
    title: "Kestrel amends contract: other processors may bid for season tickets",
    text: `Other processors may bid for the season tickets of Kestrel Rail from September, after the railway and Orrin Data amended the ticketing contract. The licence is non-exclusive now, and the commission for Orrin sinks to 2.1 percent until it ends in 2030.`,
  }),
  anArticle({
    id: "amendment-blog",
    published: "2027-07-15",
    title: "What the amended Kestrel contract means for Orrin",
    text: `Now that Kestrel Rail may take its season tickets to any processor, Orrin Data has to win business that it used to own. The amended contract cuts the commission to 2.1 percent and ends it in 2030. Orrin keeps the non-exclusive licence and the seat map stays with the railway.`,
  }),
];

const PARTITIONS = ["story", "family", "variant", "origin"] as const;
type Partition = (typeof PARTITIONS)[number];

/** What the relater has said last about each article. */
export function relateAll(
  articles: readonly RelateInput[],
  relater: Relater = createRelater(),
): ReadonlyMap<string, Relation> & { readonly merged: Related["merged"] } {
  const relations = new Map<string, Relation>();
  const merged: { from: Relation["story"]; to: Relation["story"] }[] = [];
  for (const article of articles) {
    const answer = relater.relate(article);
    for (const relation of [...answer.updated, answer.relation]) relations.set(relation.article, relation);
    merged.push(...answer.merged);
  }
  return Object.assign(relations, { merged });
}

export function groupsBy(relations: ReadonlyMap<string, Relation>, level: Partition): string[] {
  const groups = new Map<string, string[]>();
  for (const [id, relation] of [...relations].sort(([a], [b]) => (a < b ? -1 : 1)))
    groups.set(relation[level], [...(groups.get(relation[level]) ?? []), id]);
  return [...groups.values()].map((ids) => ids.join(" + ")).sort();
}

/** Everything that must not depend on the order of arrival: the partitions without their names, and the copy edges. */
export function shapeOf(relations: ReadonlyMap<string, Relation>): unknown {
  const copies = [...relations].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, { copy, evidence }]) => ({ id, copy, evidence }));
  return { ...Object.fromEntries(PARTITIONS.map((level) => [level, groupsBy(relations, level)])), copies };
}

export function ordersOf<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((one, i) => ordersOf([...list.slice(0, i), ...list.slice(i + 1)]).map((rest) => [one, ...rest]));
}

/** A paper's text about something else, long enough to be copied. */
export const harbour = anArticle({
  id: "harbour",
  published: "2027-05-11T06:00:00Z",
  title: "Harbour of Sollum dredged two metres deeper",
  text: `Dredgers finished their work in the harbour of Sollum on Monday. The channel is two metres deeper than it was in 2019, and ships of 14,000 containers can reach the eastern quay at every tide. The port authority paid 62 million euros for it, a tenth less than planned. Fishermen had feared for the cod nursery behind the breakwater; biologists will count there each spring until 2032. A second crane is to follow before winter, although the order has not been signed.`,
});

export const orchard = anArticle({
  id: "orchard",
  published: "2027-05-11T07:00:00Z",
  title: "Frost takes half of the Vellin cherry harvest",
  text: `Two nights of frost have destroyed about half of the cherry blossom around Vellin, the growers' union said. Helicopters that pushed warm air down on the orchards could not save the lower valley. The union expects 4,800 tonnes this summer after 9,700 last year. Insurance covers hail and not frost, and the regional council will debate emergency loans on Thursday. Growers on the southern slopes, where trees flower later, came away almost unharmed and may gain from higher prices.`,
});
