import type { Context } from "hono";
import type { Mount } from "../app/mount.ts";
import type { Archive } from "../archive/archive.ts";
import type { DeliverySettings } from "../stages/revise-alert.ts";
import type { Access } from "./access.ts";
import type { HealthDeps } from "./health.ts";
import { html } from "./html.ts";
import { layout, type Page } from "./layout.ts";

export type PageDeps = {
  readonly archive: Archive;
  readonly access: Access;
  readonly now: () => Date;
  readonly onError: (error: unknown) => void;
  /** Where the pages are reached from outside, where that is configured. */
  readonly publicUrl: string | null;
  /** How what a person decides is told to those who were told of the alert. */
  readonly delivery: DeliverySettings;
  /** See health.ts. */
  readonly waiting: HealthDeps["waiting"];
  readonly mounts: readonly Mount[];
  /** What a Prometheus reads, where this process counts something. */
  readonly metrics: (() => Promise<{ readonly type: string; readonly body: string }>) | null;
};

/** Answers with a page in its frame. */
export const show = (c: Context, access: Access, page: Page, status: 200 | 400 | 401 | 403 | 404 | 409 | 429 | 500 = 200) =>
  c.html(String(layout(page, access.reader(c))), status, { "cache-control": "private, no-cache" });

export const notFound = (what: string): Page => ({
  title: "Not found",
  path: "",
  main: html`<h1>Not found</h1><p>${what}</p><p><a href="/">What is on record</a>, or <a href="/search">search</a>.</p>`,
});
