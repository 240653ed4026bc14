import { describe, expect, test } from "vitest";
import { shownMessage, spreadInWords, wholeTerms } from "../../../src/channels/message.ts";
import { newsSince } from "../../../src/channels/news.ts";
import type { AlertId } from "../../../src/domain/ids.ts";
import { buildArchive } from "../../support/builders.ts";
import { alertPageOf } from "../../support/pages.ts";
import { found, messageIn, onDay, readOne, readText } from "../../support/read-one.ts";

const TERMS = [
  { id: "rent-cap", statement: "Landlords raise the rent by no more than three per cent a year.", validFrom: "2026-02-27" },
  { id: "mediation", statement: "Disputes go to the tenancy board before any court.", validFrom: "2026-02-27" },
  { id: "own-use", statement: "Nobody gives notice for own use within five years.", validFrom: "2026-02-27" },
];
const compact = () => buildArchive({ watch: { terms: TERMS } });
const CAP = "The City of Lindau is considering a rent cap of five per cent, people at the town hall say.";
const BOARD = "Disputes no longer go to the tenancy board, the court registry confirmed.";
const BOARD_HOLDS = "Disputes go to the tenancy board before any court, and that stays so, the board said.";
const OWN_USE = "The parties amended the compact: notice for own use is open after two years.";
const cap = ["rent-cap", "rumoured_change", "is considering a rent cap of five per cent"] as const;
const board = ["mediation", "changes", "no longer go to the tenancy board"] as const;
const boardTalk = ["mediation", "rumoured_change", "no longer go to the tenancy board"] as const;
const boardHolds = ["mediation", "reaffirms", "go to the tenancy board before any court"] as const;
const ownUse = ["own-use", "changes", "notice for own use is open after two years"] as const;

describe("several terms of one agreement in one story", () => {
  test("the first report on one term adds no voice to a rumour of another, and makes it no stronger", async () => {
    const archive = compact();
    const first = messageIn((await readText(archive, "https://gazette.example/cap", CAP, [cap])).raised);
    const second = messageIn((await readText(archive, "https://paper.example/board", BOARD, [board])).raised);
    expect(first).toMatchObject({ kind: "opened", level: "rumour", severity: "low" });
    expect(second).toMatchObject({ kind: "widened", origins: 1, severity: "medium" });
    expect(second.update).toBe("The Gazette speaks of a further term: change reported (mediation).");
    expect(second.severityInWords).toBe("medium: the press reports a change as fact; 1 independent origin (mediation)");
    expect(second.headline).toMatch(/: change reported \(mediation\); rumour of a change \(rent-cap\)$/);
    expect(newsSince(shownMessage(second), first)?.facts).toEqual([
      "Further: mediation, change reported, 1 independent origin, 1 outlet",
      "Severity medium (before: low)",
    ]);
  });

  test("a party's amendment of a third term confirms neither of the two, and each keeps its own state", async () => {
    const archive = compact();
    await readText(archive, "https://gazette.example/cap", CAP, [cap]);
    await readText(archive, "https://paper.example/board", BOARD, [board]);
    await readText(archive, "https://journal.example/board", BOARD, [board]);
    const { raised } = await readText(archive, "https://lindau.example/amended", OWN_USE, [ownUse]);
    const message = messageIn(raised);
    expect(message).toMatchObject({ kind: "widened", severity: "critical", origins: 1 });
    expect(message.update).toBe("The Gazette speaks of a further term: change reported by a party (own-use).");
    expect(message.headline).toMatch(
      /: change reported by a party \(own-use\); change reported \(mediation\); rumour of a change \(rent-cap\)$/,
    );
    expect(message.moved).toMatchObject([
      { id: "own-use", level: "changes", byParty: true, origins: 1, severity: "critical" },
      { id: "mediation", level: "changes", byParty: false, origins: 2, severity: "high" },
      { id: "rent-cap", level: "rumour", byParty: false, origins: 1, severity: "low" },
    ]);
    expect(spreadInWords(message)).toBe(
      "own-use: 1 independent origin, 1 outlet; mediation: 2 independent origins, 2 outlets; rent-cap: 1 independent origin, 1 outlet",
    );
    expect(new Set(wholeTerms(message).map(({ id }) => id))).toEqual(new Set(["own-use", "mediation", "rent-cap"]));
    const page = alertPageOf(archive, message.alert);
    for (const { id } of TERMS) expect(page).toContain(`aria-label="${id}"`);
    // The party may still confirm what others report.
    const confirms = messageIn((await readText(archive, "https://lindau.example/board", BOARD, [board])).raised);
    expect(confirms.kind).toBe("confirmed");
    expect(confirms.update).toBe("The Gazette, a party to the agreement, says so itself of mediation.");
  });

  test("an origin that is counted for one term is still one more for another", async () => {
    const archive = compact();
    await readText(archive, "https://gazette.example/cap", CAP, [cap]);
    await readText(archive, "https://paper.example/board", BOARD, [board]);
    const { raised } = await readText(archive, "https://gazette.example/board", BOARD, [board], { origin: "https://gazette.example/cap" });
    const message = messageIn(raised);
    expect(message).toMatchObject({ kind: "corroborated", severity: "high" });
    expect(message.update).toBe("The Gazette says the same of mediation (2 independent origins now).");
  });

  test("a report of an amendment without a term supports any term, and names none", async () => {
    const archive = compact();
    await readText(archive, "https://gazette.example/cap", CAP, [cap]);
    const text = "The compact was amended on Friday, the paper has learned.";
    const whole = {
      ...found(text),
      alert: "changes" as const,
      evidence: { quote: text, field: "text" as const, start: 0, end: text.length },
    };
    const { raised } = await readOne(archive, "https://paper.example/amended", whole, { change: { title: "Rent compact", text } });
    const message = messageIn(raised);
    expect(message.kind).toBe("raised");
    expect(message.headline).toMatch(/: change reported \(the agreement\); rumour of a change \(rent-cap\)$/);
    expect(message.moved.find(({ id }) => id === "rent-cap")).toMatchObject({ level: "rumour", origins: 2 });
  });

  test("a term that is no longer said by anybody leaves the others as they are", async () => {
    const archive = compact();
    await readText(archive, "https://gazette.example/cap", CAP, [cap]);
    await readText(archive, "https://paper.example/board", BOARD, [board]);
    const { raised } = await readText(archive, "https://paper.example/board", "The town hall was painted blue this week.", []);
    const message = messageIn(raised);
    expect(message).toMatchObject({ kind: "withdrawn", status: "open", level: "rumour", severity: "low" });
    expect(message.update).toBe(
      "The Gazette no longer says so; nobody is left who says so of mediation, and what is said of rent-cap stands.",
    );
    expect(message.headline).toMatch(/is withdrawn \(mediation\); rumour of a change \(rent-cap\)$/);
  });
});

describe("a denial", () => {
  test("that is held for review is told nobody, and stands on the alert's page", async () => {
    const archive = compact();
    const { raised: opened } = await readText(archive, "https://gazette.example/board", BOARD, [board], onDay(0));
    const { alert } = messageIn(opened);
    const text = "If disputes go to the tenancy board before any court, tenants would wait for months, a blogger muses.";
    const unsure = { ...found(text, ["mediation", "reaffirms", "disputes go to the tenancy board", 0.54]), needsReview: true };
    const { change, now } = onDay(1);
    const { raised } = await readOne(archive, "https://blog.example/if", unsure, { now, change: { ...change, title: "What if", text } });
    expect(raised).toMatchObject({ outcome: "held", rule: expect.stringMatching(/^held for review: that mediation still holds/) });
    expect(archive.alerts.revisions(alert as AlertId)).toHaveLength(1);
    const page = alertPageOf(archive, alert);
    expect(page).toContain("Denials, and what was taken back");
    expect(page).toContain("blog.example");
    expect(page).toContain("held for review: that mediation still holds");
    // The same origin is heard once it says so without doubt.
    const sure = await readText(archive, "https://blog.example/sure", BOARD_HOLDS, [boardHolds], {
      ...onDay(2),
      origin: "https://blog.example/if",
    });
    expect(sure.raised.outcome).toBe("denied");
  });

  test("of a term of which there is only a rumour speaks of a rumour, whatever is reported of other terms", async () => {
    const archive = compact();
    await readText(archive, "https://gazette.example/own", OWN_USE, [ownUse], onDay(0));
    await readText(archive, "https://paper.example/board", BOARD, [boardTalk], onDay(0));
    const { raised } = await readText(archive, "https://journal.example/holds", BOARD_HOLDS, [boardHolds], onDay(1));
    const message = messageIn(raised);
    expect(message.headline).toMatch(/: rumour of a change is denied \(mediation\); change reported \(own-use\)$/);
    expect(message.update).toBe("The Gazette says that mediation still holds.");
    expect(message.moved).toMatchObject([
      { id: "own-use", denied: false },
      { id: "mediation", denied: true },
    ]);
  });

  test("of one term by an origin that denied another is a denial of its own", async () => {
    const archive = compact();
    await readText(archive, "https://gazette.example/a", `${OWN_USE} ${BOARD}`, [ownUse, board], onDay(0));
    const one = { origin: "journal" };
    expect((await readText(archive, "https://journal.example/b", BOARD_HOLDS, [boardHolds], { ...onDay(1), ...one })).raised.outcome).toBe(
      "denied",
    );
    const own = "Nobody gives notice for own use within five years, as before, the board said.";
    const { raised } = await readText(
      archive,
      "https://journal.example/o",
      own,
      [["own-use", "reaffirms", "Nobody gives notice for own use"]],
      {
        ...onDay(2),
        ...one,
      },
    );
    expect(messageIn(raised).headline).toMatch(/: change reported is denied \(own-use\); change reported, denied \(mediation\)$/);
  });
});
