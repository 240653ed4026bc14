import type { Mount } from "../app/mount.ts";
import type { Archive } from "../archive/archive.ts";
import { readUnsubscribeToken, UNSUBSCRIBE_PATH } from "../domain/unsubscribe.ts";
import { type Html, html } from "./html.ts";
import { head } from "./layout.ts";

type Deps = { readonly archive: Archive /** What the links in mails were signed with. */; readonly key: string; readonly now: () => Date };

/** A page without menu or account: whoever opens a link in a mail need not know these pages. */
const page = (title: string, main: Html): string =>
  String(html`<!doctype html>
<html lang="en">
${head(title, html`<meta name="robots" content="noindex">`)}
<body><main id="main"><h1>${title}</h1>${main}</main></body>
</html>
`);

const answer = (status: number, title: string, main: Html): Response =>
  new Response(page(title, main), {
    status,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", "referrer-policy": "no-referrer" },
  });

/**
 * Takes a recipient off the watches of a mail by the link in it. The token is the leave to do it, so nobody signs in. A GET only asks, since
 * scanners follow links; a POST does it, be it from the page's button or from a mail program (RFC 8058).
 */
export function createUnsubscribeMount({ archive, key, now }: Deps): Mount {
  return {
    path: UNSUBSCRIBE_PATH,
    maxBody: 4096,
    async handle(request) {
      const token = new URL(request.url).searchParams.get("token") ?? "";
      const known = readUnsubscribeToken(token, key);
      if (known === null) {
        return answer(
          404,
          "This link is not whole",
          html`<p>Copy it from the mail once more, or answer the mail and ask to be taken off.</p>`,
        );
      }
      const { recipient, channel, watches } = known;
      const subject = watches.map((watch) => archive.register.watch(watch)?.subject ?? watch).join(", ");
      if (request.method === "POST") {
        archive.transaction(() => {
          for (const watch of watches) archive.optOuts.add({ watch, channel, recipient }, now().toISOString());
        });
        return answer(200, "Done", html`<p>${recipient} gets no more mails about ${subject}.</p>`);
      }
      if (request.method !== "GET" && request.method !== "HEAD")
        return new Response(null, { status: 405, headers: { allow: "GET, HEAD, POST" } });
      const form = html`<form method="post" action="${UNSUBSCRIBE_PATH}?token=${token}"><button>Stop these mails</button></form>`;
      return answer(200, "Stop these mails?", html`<p>${recipient} gets mails about ${subject}.</p>${form}`);
    },
  };
}
