// The tables, a file for each family. Dates are ISO 8601 in UTC, as text. Booleans are 0 or 1. Lists and objects are JSON text, readable with ->>.

export * from "./schema/alerts.ts";
export * from "./schema/articles.ts";
export * from "./schema/deliveries.ts";
export * from "./schema/evidence.ts";
export * from "./schema/feeds.ts";
export * from "./schema/jobs.ts";
export * from "./schema/readings.ts";
export * from "./schema/register.ts";
export * from "./schema/segments.ts";
