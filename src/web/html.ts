import { html as tagged } from "hono/html";
import { running } from "./words.ts";

/** A piece of a page: text that went through the tag below, so that whatever was put into it is escaped. */
export type Html = ReturnType<typeof String> & { readonly isEscaped: true };
type Value = string | number | null | undefined | false | Html | readonly Value[];

const seen = (value: Value): Value => {
  if (Array.isArray(value)) return value.map(seen);
  return typeof value === "string" ? running(value) : (value as Value);
};

/**
 * Hono's tagged template, which escapes every value that is not Html itself, for values that are there already (no promises, no objects);
 * no text on a page steers what shows it. A value in an attribute stands in double quotes, always.
 */
export const html = (strings: TemplateStringsArray, ...values: Value[]): Html => tagged(strings, ...values.map(seen)) as unknown as Html;

export const NOTHING: Html = html``;
