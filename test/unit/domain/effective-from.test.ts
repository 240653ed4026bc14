import { expect, test } from "vitest";
import { effectiveFrom } from "../../../src/domain/effective-from.ts";

const NOW = "2026-11-29T09:00:00Z";
const FEE = "Borealis pays 12 million euros a year.";
const UNTIL = "The lease runs until 30 September 2034.";

test.each([
  ["From 1 March 2027 Borealis pays 14 million euros.", FEE, "1 March 2027"],
  ["Borealis will pay 14 million euros as of March 1, 2027, the port said.", FEE, "1 March 2027"],
  ["The fee rises to 14 million euros on 1st Jan. 2027.", FEE, "1 January 2027"],
  ["The fee rises to 14 million euros in January 2027.", FEE, "January 2027"],
  ["The fee, effective from 2027-05-01, is 14 million euros.", FEE, "1 May 2027"],
  ["The new fee takes effect on 2 September 2027.", FEE, "2 September 2027"],
  ["Starting in 2028, the fee is 14 million euros.", FEE, "2028"],
  // The day is the value that moves.
  ["The lease now ends on 30 September 2036.", UNTIL, null],
  ["The lease now runs until 30 September 2036.", UNTIL, null],
  ["From 1 March 2027 the lease has no end.", UNTIL, "1 March 2027"],
  // It holds already, or the words name no day.
  ["From 1 March 2026 Borealis pays 14 million euros.", FEE, null],
  ["The fee went up from 12 to 14 million euros.", FEE, null],
  ["The fee goes up to 2,027 euros.", FEE, null],
  ["The fee was raised by 2027.", FEE, null],
])("%s (on record: %s): %s", (quote, statement, day) => {
  expect(effectiveFrom(quote, statement, NOW)).toBe(day);
});
