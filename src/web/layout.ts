import { type Html, html, NOTHING } from "./html.ts";

/** Who looks at the page, as far as its frame is concerned. */
export type Reader = {
  /** The name of whoever is signed in. */
  readonly name: string | null;
  /** Signing in is possible: a password is set. */
  readonly canSignIn: boolean;
  /** Signing out is possible: the session is ours, not a proxy's. */
  readonly csrf: string | null;
};

const MENU = [
  { href: "/", name: "Register" },
  { href: "/alerts", name: "Alerts" },
  { href: "/stories", name: "Stories" },
  { href: "/search", name: "Search" },
  { href: "/feeds", name: "Feeds" },
  { href: "/deliveries", name: "Deliveries" },
] as const;

export type Page = { readonly title: string; readonly path: string; readonly main: Html };

function account({ name, canSignIn, csrf }: Reader, path: string): Html {
  if (name === null) return canSignIn ? html`<a class="account" href="/login?to=${encodeURIComponent(path)}">Sign in</a>` : NOTHING;
  if (csrf === null || !canSignIn) return html`<span class="account">${name}</span>`;
  return html`<form class="account" method="post" action="/logout"><input type="hidden" name="csrf" value="${csrf}"><button class="plain">Sign out</button></form>`;
}

/** What a browser needs to know of any page of ours. */
export const head = (title: string, more: Html): Html => html`<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Clausewatch</title>
<link rel="stylesheet" href="/style.css">
${more}
</head>`;

const LINKS = html`<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="alternate" type="application/atom+xml" title="Alerts" href="/alerts.atom">`;

/** The frame around every page. */
export function layout({ title, path, main }: Page, reader: Reader): Html {
  const here = MENU.find(({ href }) => (href === "/" ? path === "/" || path.startsWith("/watches") : path.startsWith(href)))?.href;
  const items = MENU.map(
    ({ href, name }) => html`<li><a href="${href}"${href === here ? html` aria-current="page"` : NOTHING}>${name}</a></li>`,
  );
  return html`<!doctype html>
<html lang="en">
${head(title, LINKS)}
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top">
<a class="brand" href="/">Clausewatch</a>
<nav aria-label="Main"><ul>${items}</ul></nav>
${account(reader, path)}
</header>
<main id="main" tabindex="-1">
${main}
</main>
</body>
</html>
`;
}
