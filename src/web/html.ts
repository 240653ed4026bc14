import { html as tagged } from "hono/html";

/** A piece of a page: text that went through the tag below, so that whatever was put into it is escaped. */
export type Html = ReturnType<typeof String> & { readonly isEscaped: true };
type Value = string | number | null | undefined | false | Html | readonly Value[];

/**
 * Hono's tagged template, which escapes every value that is not Html itself, for values that are there already (no promises, no objects).
 * A value in an attribute stands in double quotes, always.
 */
export const html = (strings: TemplateStringsArray, ...values: Value[]): Html => tagged(strings, ...values) as unknown as Html;

export const NOTHING: Html = html``;
