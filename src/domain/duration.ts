import { z } from "zod";

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const NOT_A_DURATION = "is not a length of time such as 30s, 15m, 1h or 2d";

/** A length of time such as 30s, 15m, 1h or 2d, read into milliseconds. */
export const duration = z
  .string(NOT_A_DURATION)
  .regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, NOT_A_DURATION)
  .transform((text) => {
    const [, amount = "0", unit = "ms"] = /^([\d.]+)(\D+)$/.exec(text) ?? [];
    return Math.round(Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS]);
  });
