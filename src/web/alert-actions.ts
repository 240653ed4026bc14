import type { AlertMessage } from "../channels/channel.ts";
import { wholeTerms } from "../channels/message.ts";
import { type AlertStatus, isLive } from "../domain/alert.ts";
import { type Html, html, NOTHING } from "./html.ts";
import type { Reader } from "./layout.ts";
import type { AlertRow } from "./queries/alert.ts";
import { line } from "./words.ts";

const SNOOZES = [
  { hours: 8, name: "8 hours" },
  { hours: 24, name: "a day" },
  { hours: 72, name: "three days" },
  { hours: 168, name: "a week" },
] as const;

/** The forms for what a person may do with an alert; for anybody else, how to become one who may. */
export function alertActions(alert: AlertRow, message: AlertMessage, reader: Reader, refused: string | null): Html {
  const problem = refused === null ? NOTHING : html`<p class="error" role="alert">${refused}</p>`;
  const head = html`<h2 id="decide">What you make of it</h2>${problem}`;
  const frame = (body: Html): Html => html`<section aria-labelledby="decide">${head}${body}</section>`;
  if (!isLive(alert.status as AlertStatus)) return frame(html`<p class="sum">It is ${alert.status}; nothing is left to decide.</p>`);
  if (reader.csrf === null)
    return frame(
      reader.canSignIn
        ? html`<p><a href="/login?to=/alerts/${alert.id}%23decide">Sign in</a> to acknowledge, snooze or dismiss it, or to confirm the change.</p>`
        : html`<p class="sum">These pages are for reading. Set <code>web.password</code> to decide here, or use <code>clausewatch alerts ack ${alert.id}</code> and <code>clausewatch terms confirm</code>.</p>`,
    );
  const hidden = html`<input type="hidden" name="csrf" value="${reader.csrf}">`;
  const form = (act: string, body: Html): Html => html`<form method="post" action="/alerts/${alert.id}/${act}">${hidden}${body}</form>`;
  const moved = wholeTerms(message).filter((term) => term.verdict !== "reaffirms");
  const confirm = moved.map((term) =>
    form(
      "confirm",
      html`<h3>Confirm the change of ${term.id}</h3><input type="hidden" name="term" value="${term.id}">
<label>The term from now on, in plain words <textarea name="statement" rows="4" maxlength="2000">${line(term.now, 1000)}</textarea></label>
<label>Holds from <input type="date" name="from" value="${(message.article.published ?? message.raisedAt).slice(0, 10)}" required></label>
<label class="check"><input type="checkbox" name="ended" value="1"> It ends, and nothing takes its place</label>
<button>Move the register</button>`,
    ),
  );
  return frame(html`<div class="acts">
${alert.status === "acknowledged" ? NOTHING : form("ack", html`<h3>Acknowledge</h3><p class="quiet">You look after it; it is not told again until there is news.</p><label>Note, if any <input name="note" maxlength="500"></label><button>Acknowledge</button>`)}
${form("snooze", html`<h3>Snooze</h3><p class="quiet">Only a stronger report or a party's own word comes through.</p><label>For <select name="hours">${SNOOZES.map(({ hours, name }) => html`<option value="${hours}">${name}</option>`)}</select></label><button>Snooze</button>`)}
${form("dismiss", html`<h3>Dismiss</h3><p class="quiet">It is no alert; what it counts disputes nothing.</p><label>Why it is none <input name="reason" required maxlength="500"></label><button>Dismiss</button>`)}
</div><div class="acts">${confirm}</div>`);
}
