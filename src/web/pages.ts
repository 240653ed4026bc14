import { readFileSync } from "node:fs";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { etag } from "hono/etag";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";
import { addActing } from "./acting.ts";
import { addAlertFeeds } from "./alert-feeds.ts";
import { createApi } from "./api.ts";
import { addHealth } from "./health.ts";
import { html } from "./html.ts";
import { addLogin } from "./login.ts";
import { addReading } from "./reading.ts";
import { notFound, type PageDeps, show } from "./show.ts";

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");
/** No form is larger, in bytes. */
const MAX_BODY = 64 * 1024;

/** Every page, as one application that answers requests; nothing in it listens. */
export function createPages(deps: PageDeps): Hono {
  const { access, onError, mounts, metrics } = deps;
  const app = new Hono();
  const files = { "/style.css": ["text/css; charset=utf-8", read("style.css")], "/icon.svg": ["image/svg+xml", read("icon.svg")] } as const;
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      referrerPolicy: "same-origin",
      crossOriginOpenerPolicy: "same-origin",
    }),
  );
  app.use(etag());
  for (const { path, maxBody, handle } of mounts) app.all(`${path}*`, bodyLimit({ maxSize: maxBody }), (c) => handle(c.req.raw));
  app.use(bodyLimit({ maxSize: MAX_BODY }));
  addHealth(app, deps);
  for (const [path, [type, body]] of Object.entries(files))
    app.get(path, (c) => c.body(body, 200, { "content-type": type, "cache-control": "no-cache" }));
  addLogin(app, access);
  app.use(access.guardReading);
  if (metrics !== null)
    app.get("/metrics", async (c) => {
      const { type, body } = await metrics();
      return c.body(body, 200, { "content-type": type });
    });
  app.route("/api", createApi(deps));
  addAlertFeeds(app, deps);
  addReading(app, deps);
  addActing(app, deps);
  app.notFound((c) => show(c, access, notFound("There is no such page."), 404));
  app.onError((error, c) => {
    // Hono's own refusals: a body that is too large, a form that is none.
    if (error instanceof HTTPException) return error.getResponse();
    onError(error);
    return show(
      c,
      access,
      { title: "Something failed", path: "", main: html`<h1>Something failed</h1><p>The page could not be made; the log says why.</p>` },
      500,
    );
  });
  return app;
}
