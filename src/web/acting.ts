import type { Context, Hono } from "hono";
import { z } from "zod";
import { proposeMove } from "../app/propose-move.ts";
import { resendDelivery } from "../app/resend.ts";
import { type AlertStatus, isLive } from "../domain/alert.ts";
import { UsageError } from "../domain/errors.ts";
import type { AlertId, TermId, WatchId } from "../domain/ids.ts";
import { type AlertAnswer, acknowledged, answerAlert, dismissed, snoozed } from "../stages/answer-alert.ts";
import { moveRegister } from "../stages/move-register.ts";
import { notFound, type PageDeps, show } from "./show.ts";
import { showAlert } from "./show-alert.ts";
import { line } from "./words.ts";

const HOUR_MS = 3_600_000;
const MAX_SNOOZE_HOURS = 24 * 30;

const field = (form: Record<string, unknown>, name: string, max = 2000): string => {
  const value = form[name];
  return typeof value === "string" ? value.trim().slice(0, max) : "";
};

/** The forms that change something: each from a person who was given it, each in one transaction, and then back to a page. */
export function addActing(app: Hono, { archive, access, now, delivery }: PageDeps): void {
  const deps = { archive, delivery, now };

  async function personWith(c: Context): Promise<{ name: string; form: Record<string, unknown> } | null> {
    const form = await c.req.parseBody();
    const person = access.mayAct(c, form["csrf"]);
    return person === null ? null : { name: person.name, form };
  }
  const refuse = (c: Context) =>
    show(c, access, { ...notFound("Sign in, open the page again and send the form from there."), title: "Not allowed" }, 403);

  /** Says something to an alert that still waits for an answer; a usage error goes back to its page. */
  const onAlert = (act: string, work: (id: AlertId, person: string, form: Record<string, unknown>) => string) =>
    app.post(`/alerts/:id/${act}`, async (c) => {
      const person = await personWith(c);
      if (person === null) return refuse(c);
      const id = c.req.param("id") as AlertId;
      if (archive.alerts.find(id) === undefined) return show(c, access, notFound(`There is no alert ${line(id, 80)}.`), 404);
      try {
        return c.redirect(
          archive.transaction(() => work(id, person.name, person.form)),
          303,
        );
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        return showAlert(c, { archive, access }, id, error.message);
      }
    });

  function found(id: AlertId) {
    const alert = archive.alerts.find(id);
    const watch = archive.register.watch((alert?.watchId ?? "") as WatchId);
    if (alert === undefined || watch === null) throw new UsageError(`the watch of the alert ${id} is not in the archive any more`);
    return { alert, watch };
  }
  function answer(id: AlertId, made: AlertAnswer): string {
    const { alert, watch } = found(id);
    if (!isLive(alert.status as AlertStatus)) throw new UsageError(`it is ${alert.status} already`);
    answerAlert(deps, watch, alert, made);
    return `/alerts/${id}`;
  }

  onAlert("ack", (id, person, form) => answer(id, acknowledged(person, field(form, "note", 500) || null)));
  onAlert("snooze", (id, person, form) => {
    const hours = Number(field(form, "hours", 5));
    if (!(hours >= 1 && hours <= MAX_SNOOZE_HOURS)) throw new UsageError("choose how long to put it aside");
    return answer(id, snoozed(person, new Date(now().getTime() + hours * HOUR_MS).toISOString(), null));
  });
  onAlert("dismiss", (id, person, form) => {
    const reason = field(form, "reason", 500);
    if (reason === "") throw new UsageError("say why it is none");
    return answer(id, dismissed(person, reason));
  });
  onAlert("confirm", (id, person, form) => {
    const { watch } = found(id);
    const term = field(form, "term", 100) as TermId;
    const [ended, statement, from] = [field(form, "ended", 1) === "1", field(form, "statement"), field(form, "from", 10)];
    if (!ended && statement === "") throw new UsageError("write the term as it reads from now on, or say that it ends");
    if (!z.iso.date().safeParse(from).success) throw new UsageError("give the day from which it holds");
    const given = { alert: id, from, ...(ended ? { ended } : { statement }) };
    const move = proposeMove(archive, watch, term, given, person, now());
    moveRegister(deps, watch, term, move, person);
    return `/watches/${watch.id}/terms/${term}`;
  });

  app.post("/deliveries/:id/resend", async (c) => {
    if ((await personWith(c)) === null) return refuse(c);
    try {
      archive.transaction(() => resendDelivery(archive, c.req.param("id"), now().toISOString()));
      return c.redirect("/deliveries?state=pending", 303);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return show(c, access, { ...notFound(error.message), title: "Not sent again" }, 409);
    }
  });
}
