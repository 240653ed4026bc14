import { describe, expect, test } from "vitest";
import { renderHtml } from "../../../src/channels/email-html.ts";
import { renderText } from "../../../src/channels/message-text.ts";
import { slackPayload, slackUpdate } from "../../../src/channels/slack-blocks.ts";
import type { AlertId } from "../../../src/domain/ids.ts";
import type { RaiseOutcome } from "../../../src/stages/raise-alert.ts";
import { buildArchive } from "../../support/builders.ts";
import { alertPageOf } from "../../support/pages.ts";
import { found, messageIn, onDay, readOne, readText, WATCH } from "../../support/read-one.ts";

const TERMS = [
  { id: "mediation", statement: "Disputes go to the tenancy board before any court.", validFrom: "2026-02-27" },
  { id: "own-use", statement: "Nobody gives notice for own use within five years.", validFrom: "2026-02-27" },
];
const compact = (alerts?: object) => buildArchive({ watch: { terms: TERMS, ...(alerts === undefined ? {} : { alerts }) } });
const ENDS = "Disputes no longer go to the tenancy board, the court registry confirmed.";
const HOLDS = "Disputes go to the tenancy board before any court, and that stays so.";
const OWN_USE = "Notice for own use is open after two years.";
const BOTH = `${OWN_USE} ${HOLDS}`;
const ends = ["mediation", "changes", "no longer go to the tenancy board"] as const;
const holds = ["mediation", "reaffirms", "go to the tenancy board before any court"] as const;
const moves = ["own-use", "changes", "own use is open after two years"] as const;
const talk = ["own-use", "rumoured_change", "own use is open after two years"] as const;
const ruleOf = (raised: RaiseOutcome) => (raised.outcome === "held" ? raised.rule : "");
const open = async (archive: ReturnType<typeof compact>) =>
  messageIn((await readText(archive, "https://gazette.example/ends", ENDS, [ends], onDay(0))).raised);

describe("an article that moves one term and denies the move of another", () => {
  test("tells both in one revision, each with its quote, in every form of the message", async () => {
    const archive = compact();
    const first = await open(archive);
    const second = messageIn((await readText(archive, "https://paper.example/both", BOTH, [moves, holds], onDay(1))).raised);
    expect(second).toMatchObject({ kind: "widened", revision: 2 });
    expect(second.headline).toMatch(/: change reported is denied \(mediation\); change reported \(own-use\)$/);
    expect(second.update).toBe("The Gazette speaks of a further term: change reported (own-use). It also says that mediation still holds.");
    expect(second.moved).toMatchObject([
      { id: "own-use", denied: false, origins: 1 },
      { id: "mediation", denied: true, origins: 1 },
    ]);
    expect(second.terms).toMatchObject([
      { id: "own-use", verdict: "changes" },
      { id: "mediation", verdict: "reaffirms", now: holds[2] },
    ]);
    const view = { mayRepeat: false, evidence: null };
    const forms = {
      text: renderText(second),
      "text to who knows": renderText(second, { told: first }),
      slack: JSON.stringify(slackPayload(second, view).blocks),
      "slack reply": JSON.stringify(slackUpdate(second, { ...view, told: first, inThread: true }).blocks),
      mail: renderHtml(second, view),
      "mail to who knows": renderHtml(second, { ...view, told: first }),
      page: alertPageOf(archive, second.alert),
    };
    for (const [form, text] of Object.entries(forms)) {
      for (const part of [moves[2], holds[2], "It also says that mediation still holds."]) expect(text, form).toContain(part);
      expect(text, form).toMatch(/reaffirm/i);
    }
    // Whoever asks who said otherwise finds the paper.
    const denials = forms.page.slice(forms.page.indexOf("Denials, and what was taken back"));
    expect(denials).toMatch(/paper\.example.*denied: it is reported that mediation still holds/s);
    expect(archive.alerts.deniersOf(second.alert as AlertId)).toEqual([{ origin: "https://paper.example/both", term: "mediation" }]);
  });

  test("is a denial to nobody a second time, while a further origin's denial is told and the term stays denied", async () => {
    const archive = compact();
    await open(archive);
    await readText(archive, "https://paper.example/both", BOTH, [moves, holds], onDay(1));
    const same = { ...onDay(2), origin: "https://paper.example/both" };
    expect(ruleOf((await readText(archive, "https://paper.example/again", HOLDS, [holds], same)).raised)).toBe(
      "held: this denial has been counted",
    );
    const more = messageIn((await readText(archive, "https://journal.example/own", OWN_USE, [moves], onDay(2))).raised);
    expect(more.headline).toMatch(/change reported \(own-use\); change reported, denied \(mediation\)$/);
    expect((await readText(archive, "https://post.example/holds", HOLDS, [holds], onDay(3))).raised.outcome).toBe("denied");
  });

  test("is told as a denial where it is only one more voice for the other term, and not kept waiting as a voice is", async () => {
    const archive = compact();
    await readText(archive, "https://gazette.example/two", `${ENDS} ${OWN_USE}`, [ends, moves], onDay(0));
    const delivery = { wait: 0, interval: 86_400_000, repeat: null, routes: [] };
    const { raised } = await readText(archive, "https://paper.example/both", BOTH, [moves, holds], { ...onDay(1 / 24), delivery });
    const message = messageIn(raised);
    expect(message.kind).toBe("denied");
    expect(message.update).toBe("The Gazette says that mediation still holds. It says the same of own-use (2 independent origins now).");
    expect(archive.alerts.deliveriesOf(message.alert).filter((row) => row.revision === 2)).toMatchObject([
      { heldUntil: null },
      { heldUntil: null },
    ]);
  });

  test("is told where the rest of it is known already", async () => {
    const archive = compact();
    await readText(archive, "https://gazette.example/two", `${ENDS} ${OWN_USE}`, [ends, moves], { ...onDay(0), origin: "agency" });
    const { raised } = await readText(archive, "https://paper.example/both", BOTH, [moves, holds], { ...onDay(1), origin: "agency" });
    expect(messageIn(raised)).toMatchObject({ kind: "denied", update: "The Gazette says that mediation still holds." });
  });

  test("is told where the watch does not ask for the rest of it, which makes it no voice", async () => {
    const archive = compact({ to: ["console"], minimum: "changes" });
    await open(archive);
    const { raised } = await readText(archive, "https://paper.example/both", BOTH, [talk, holds], onDay(1));
    const message = messageIn(raised);
    expect(message).toMatchObject({ kind: "denied", terms: [{ id: "mediation", verdict: "reaffirms" }] });
    expect(message.moved.map(({ id }) => id)).toEqual(["mediation"]);
    expect(archive.readings.countedBy(message.alert)).toHaveLength(1);
  });

  test("tells what moves and keeps its denial for review where the reading is uncertain", async () => {
    const archive = compact();
    await open(archive);
    const unsure = { ...found(BOTH, moves, holds), needsReview: true };
    const { now, change } = onDay(1);
    const { raised, article } = await readOne(archive, "https://paper.example/both", unsure, {
      ...{ now, change: { ...change, title: "Own use", text: BOTH } },
    });
    const message = messageIn(raised);
    expect(message).toMatchObject({ kind: "widened", terms: [{ id: "own-use" }] });
    expect(message.moved.every(({ denied }) => !denied)).toBe(true);
    expect(archive.readings.assessment({ article, revision: 1, watch: WATCH })?.decision).toMatch(
      /^widened: .*; held for review: that mediation still holds/,
    );
  });

  test("may come to do so by an edit", async () => {
    const archive = compact();
    await open(archive);
    await readText(archive, "https://paper.example/both", OWN_USE, [moves], onDay(1));
    const { raised } = await readText(archive, "https://paper.example/both", BOTH, [moves, holds], onDay(2));
    expect(messageIn(raised)).toMatchObject({ kind: "denied", update: "The Gazette says that mediation still holds." });
  });

  test("takes back what it said itself, and denies it where others still say so", async () => {
    const archive = compact();
    await open(archive);
    await readText(archive, "https://paper.example/both", `${ENDS} ${OWN_USE}`, [ends, moves], onDay(1));
    const { raised } = await readText(archive, "https://paper.example/both", BOTH, [talk, holds], onDay(2));
    const message = messageIn(raised);
    expect(message.kind).toBe("edited");
    expect(message.update).toBe("The Gazette edited the article that this alert quotes. It also says that mediation still holds.");
    expect(message.moved).toMatchObject([{ id: "mediation", origins: 1, denied: true }, { id: "own-use" }]);
  });
});

test("a term that nobody says has moved any more is denied by nobody", async () => {
  const archive = compact();
  await open(archive);
  await readText(archive, "https://journal.example/own", OWN_USE, [moves], onDay(1));
  await readText(archive, "https://gazette.example/ends", "The town hall was painted blue.", [], onDay(2));
  const { raised } = await readText(archive, "https://post.example/holds", HOLDS, [holds], onDay(3));
  expect(ruleOf(raised)).toBe("no alert: departs from nothing");
});
