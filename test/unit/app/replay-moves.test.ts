import { describe, expect, test } from "vitest";
import { replayArchive } from "../../../src/app/replay.ts";
import type { Archive } from "../../../src/archive/archive.ts";
import type { TermId } from "../../../src/domain/ids.ts";
import { type Watch, watch as watchSchema } from "../../../src/domain/watch.ts";
import type { Judge } from "../../../src/judge/judge.ts";
import { moveRegister } from "../../../src/stages/move-register.ts";
import { AT_ONCE } from "../../../src/stages/revise-alert.ts";
import { buildArchive, buildWatch, NOW, watchDefinition } from "../../support/builders.ts";
import { found, readText, WATCH } from "../../support/read-one.ts";

const ENDED = "Borealis no longer has the exclusive use of berth four in the Port of Lindau, the port said.";
const HOLDS = "Borealis keeps the exclusive use of berth four, the port said on Monday in answer to reports.";
const SHARED = "Borealis shares berth four in the Port of Lindau with other lines.";
const TERM = "exclusive-berth" as TermId;
const ends = [TERM, "changes", "no longer has the exclusive use of berth four"] as const;
const keeps = "keeps the exclusive use of berth four";
const days = (n: number) => new Date(NOW.getTime() + n * 86_400_000);
const at = (n: number) => ({ now: days(n), change: { published: days(n).toISOString() } });

/** Reads these two texts as a person would: what holds depends on the version that it is given. */
const judge: Judge = {
  name: "test/1",
  read: async ({ article: { text }, terms }) => {
    const statement = terms.find((one) => one.id === TERM)?.statement ?? "";
    if (text === ENDED) return found(text, statement === SHARED ? [TERM, "reaffirms", ends[2]] : ends);
    return found(text, [TERM, statement === SHARED ? "contradicts" : "reaffirms", keeps]);
  },
};
const replayed = (archive: Archive, watch: Watch = buildWatch(), definition: object = watchDefinition) =>
  replayArchive(archive, watch, definition, "2026-01-01", judge);

/** A change is reported and confirmed by a person; later somebody reports the old term, which contradicts the new version. */
async function buildMoved(): Promise<Archive> {
  const archive = buildArchive();
  await readText(archive, "https://gazette.example/a", ENDED, [ends], at(1));
  const move = { source: "https://lindau.example/notice", quote: "is shared", article: null, snapshot: null, by: "person" as const };
  archive.transaction(() =>
    moveRegister(
      { archive, delivery: AT_ONCE, now: () => days(3) },
      buildWatch(),
      TERM,
      { validFrom: "2026-03-02", statement: SHARED, note: "confirmed by Ada", ...move },
      "Ada",
    ),
  );
  await readText(archive, "https://paper.example/b", HOLDS, [[TERM, "contradicts", keeps]], { ...at(5), story: "sto_2" });
  expect(archive.alerts.counts().alerts).toBe(2);
  return archive;
}

describe("a replay over an archive whose register was moved", () => {
  test("reads what came after the move against the new version, and what came before it against the old one", async () => {
    expect(await replayed(await buildMoved())).toEqual({ articles: 2, same: 2, appear: [], vanish: [] });
  });

  test("does so also once the new version was written into the watch file", async () => {
    const [berth, fee] = watchDefinition.terms;
    const versions = [
      { statement: berth?.statement, validFrom: "2026-02-27", validTo: "2026-03-02" },
      { statement: SHARED, validFrom: "2026-03-02" },
    ];
    const definition = { ...watchDefinition, terms: [{ id: TERM, versions }, fee] };
    const archive = await buildMoved();
    expect(await replayed(archive, watchSchema.parse(definition), definition)).toEqual({ articles: 2, same: 2, appear: [], vanish: [] });
  });

  test("knows a term that a person ended, and lists no work to be sent", async () => {
    const archive = buildArchive();
    await readText(archive, "https://gazette.example/a", ENDED, [ends], at(1));
    const end = { validFrom: "2026-03-02", statement: null, source: null, quote: null, article: null, snapshot: null };
    const deps = { archive, delivery: AT_ONCE, now: () => days(3) };
    archive.transaction(() => moveRegister(deps, buildWatch(), TERM, { ...end, by: "person", note: "Ada" }, "Ada"));
    expect(archive.register.moves(WATCH)).toEqual([{ at: days(3).toISOString(), term: TERM, move: { ...end, by: "person", note: "Ada" } }]);
    const before = archive.query("SELECT (SELECT count(*) FROM jobs) jobs, (SELECT count(*) FROM deliveries) deliveries");
    expect(await replayed(archive)).toMatchObject({ same: 1, appear: [], vanish: [] });
    expect(archive.query("SELECT (SELECT count(*) FROM jobs) jobs, (SELECT count(*) FROM deliveries) deliveries")).toEqual(before);
  });
});
