import type { Context } from "hono";
import { alertActions } from "./alert-actions.ts";
import { alertPage, tellingOf } from "./page-alert.ts";
import { alertOf, deliveriesOf, revisionsOf, voicesOf } from "./queries/alert.ts";
import { notFound, type PageDeps, show } from "./show.ts";
import { line } from "./words.ts";

/** The page of an alert; with `refused` it says why a form was not taken. */
export function showAlert(
  c: Context,
  { archive, access }: Pick<PageDeps, "archive" | "access">,
  id: string,
  refused: string | null = null,
) {
  const alert = alertOf(archive, id);
  const revisions = alert === undefined ? [] : revisionsOf(archive, id);
  const newest = revisions.at(-1);
  if (alert === undefined || newest === undefined) return show(c, access, notFound(`There is no alert ${line(id, 80)}.`), 404);
  const telling = tellingOf(revisions) ?? newest;
  const actions = alertActions(alert, telling.message, access.reader(c), refused);
  const found = { alert, revisions, voices: voicesOf(archive, id), deliveries: deliveriesOf(archive, id) };
  return show(c, access, alertPage({ ...found, actions }), refused === null ? 200 : 409);
}
