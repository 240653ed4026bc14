import { z } from "zod";
import { watch } from "../domain/watch.ts";
import { configSchema } from "./config-schema.ts";

/** The JSON Schemas that editors use, by file name under config/schema/. */
export function jsonSchemas(): Record<string, object> {
  const published = (schema: z.ZodType, title: string) => ({ title, ...z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) });
  return {
    "clausewatch.schema.json": published(configSchema, "Clausewatch configuration"),
    "watch.schema.json": published(watch, "Clausewatch watch"),
  };
}
