import { z } from "zod";
import type { Score } from "./score.ts";

/** What a judge may not fall below; for false alarms, what it may not exceed. */
export const floors = z.strictObject({
  alertF1: z.number().min(0).max(1),
  movedF1: z.number().min(0).max(1),
  exactClass: z.number().min(0).max(1),
  falseAlarmsPer1000: z.number().min(0),
});
export type Floors = z.infer<typeof floors>;

/** Says which figures fell, with both values; none is a pass. A figure that was not measured has fallen. */
export function fallen(score: Score, least: Floors): string[] {
  const rows: readonly (readonly [string, number | null, number, "least" | "most"])[] = [
    ["alert F1", score.alert.f1, least.alertF1, "least"],
    ["moved F1", score.moved.f1, least.movedF1, "least"],
    ["exact alert class", score.exactClass, least.exactClass, "least"],
    ["false alarms per 1,000 silent pairs", score.falseAlarms?.per1000 ?? null, least.falseAlarmsPer1000, "most"],
  ];
  return rows.flatMap(([name, value, bound, side]) => {
    if (value === null) return [`${name} could not be measured on these cases; the bound is ${bound}`];
    if (side === "least" ? value >= bound : value <= bound) return [];
    return [`${name} is ${value.toFixed(4)}, at ${side} ${bound} is due`];
  });
}
