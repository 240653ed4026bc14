import { html as tagged } from "hono/html";

/** A piece of a page: text that went through the tag below, so that whatever was put into it is escaped. */
export type Html = ReturnType<typeof String> & { readonly isEscaped: true };
type Value = string | number | null | undefined | false | Html | readonly Value[];

// Characters that turn the reading direction of what follows, and controls that no text needs.
const UNSEEN = /[\u202a-\u202e\u2066-\u2069\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;
const seen = (value: Value): Value => {
  if (Array.isArray(value)) return value.map(seen);
  return typeof value === "string" ? value.replace(UNSEEN, "") : (value as Value);
};

/**
 * Hono's tagged template, which escapes every value that is not Html itself, for values that are there already (no promises, no objects).
 * A value in an attribute stands in double quotes, always.
 */
export const html = (strings: TemplateStringsArray, ...values: Value[]): Html => tagged(strings, ...values.map(seen)) as unknown as Html;

export const NOTHING: Html = html``;
