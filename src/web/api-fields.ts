import { z } from "@hono/zod-openapi";

// What more than one answer of the API has.

export const date = z.string().describe("ISO 8601, UTC; a day, or an instant");
export const maybeDate = date.nullable();
export const next = z.string().nullable().describe("Give it as `after` to have the next part; null at the end");
export const verdict = z.enum(["reaffirms", "contradicts", "changes", "rumoured_change"]);
export const level = z.enum(["none", "rumour", "contradicts", "changes"]);
