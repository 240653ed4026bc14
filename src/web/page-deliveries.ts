import { type Html, html, NOTHING } from "./html.ts";
import type { Page } from "./layout.ts";
import { badge, empty, pager, when } from "./parts.ts";
import type { DeliveryRow } from "./queries/alert.ts";
import type { Part } from "./queries/sql.ts";
import { line } from "./words.ts";

export const DELIVERY_STATES = ["pending", "sending", "sent", "folded", "dead"] as const;

/** `resend` are hidden fields of a form that sends a dead delivery again; nothing where nobody may. */
export function deliveryTable(rows: readonly DeliveryRow[], labelledBy: string, resend: Html): Html {
  if (rows.length === 0) return empty("Nothing was to be delivered.");
  const again = (row: DeliveryRow): Html =>
    row.state !== "dead" || resend === NOTHING
      ? NOTHING
      : html`<form method="post" action="/deliveries/${row.id}/resend">${resend}<button>Send again</button></form>`;
  return html`<div class="scroll" role="region" aria-labelledby="${labelledBy}" tabindex="0"><table><thead><tr><th scope="col">State</th><th scope="col">To</th><th scope="col">Alert</th><th scope="col">When</th><th scope="col">Attempts</th></tr></thead>
<tbody>${rows.map(
    (
      row,
    ) => html`<tr><td>${badge(row.state, row.state)}${again(row)}</td><td>${row.channel}<br><bdi class="quiet">${line(row.recipient, 120)}</bdi></td>
<td>${row.alert === null ? html`<bdi>${line(row.headline, 160)}</bdi> <span class="quiet">notice to the operator</span>` : html`<a href="/alerts/${row.alert}"><bdi>${line(row.headline, 120)}</bdi></a> <span class="quiet">revision ${row.revision}</span>`}</td>
<td>${row.sentAt === null ? html`listed ${when(row.createdAt)}${row.heldUntil === null || row.state !== "pending" ? NOTHING : html`<br>held until ${when(row.heldUntil)}`}` : html`sent ${when(row.sentAt)}`}${row.nextTryAt === null ? NOTHING : html`<br>next try ${when(row.nextTryAt)}`}</td>
<td>${row.attempts}${row.error === null ? NOTHING : html`<br><span class="error">${line(row.error, 300)}</span>`}</td></tr>`,
  )}</tbody></table></div>`;
}

/** The outbox and the dead letters. */
export function deliveriesPage(part: Part<DeliveryRow>, state: string | null, resend: Html, isFirst: boolean): Page {
  const filters = [null, ...DELIVERY_STATES].map(
    (one) =>
      html`<li><a href="/deliveries${one === null ? "" : `?state=${one}`}"${one === state ? html` aria-current="true"` : NOTHING}>${one ?? "all"}</a></li>`,
  );
  return {
    title: "Deliveries",
    path: "/deliveries",
    main: html`<h1 id="title">Deliveries</h1><nav aria-label="States"><ul class="filters">${filters}</ul></nav>
${part.items.length === 0 ? empty(state === null ? "Nothing was to be delivered yet." : `No delivery is ${state}.`) : deliveryTable(part.items, "title", resend)}
${pager(state === null ? "/deliveries" : `/deliveries?state=${state}`, part.next, isFirst)}`,
  };
}
