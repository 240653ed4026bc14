import type { Context, Hono } from "hono";
import { ALERT_STATUSES } from "../domain/alert.ts";
import { UsageError } from "../domain/errors.ts";
import { html, NOTHING } from "./html.ts";
import { alertsPage } from "./page-alert.ts";
import { articlePage } from "./page-article.ts";
import { DELIVERY_STATES, deliveriesPage } from "./page-deliveries.ts";
import { feedsPage } from "./page-feeds.ts";
import { overviewPage, watchPage } from "./page-overview.ts";
import { searchPage } from "./page-search.ts";
import { storiesPage, storyPage } from "./page-story.ts";
import { termPage, VERDICTS } from "./page-term.ts";
import * as alerts from "./queries/alert.ts";
import * as articles from "./queries/article.ts";
import * as feeds from "./queries/feeds.ts";
import { overview, termsOfWatch, watchLines, watchOf } from "./queries/overview.ts";
import { search } from "./queries/search.ts";
import { keyOf } from "./queries/sql.ts";
import * as stories from "./queries/story.ts";
import * as terms from "./queries/term.ts";
import { notFound, type PageDeps, show } from "./show.ts";
import { showAlert } from "./show-alert.ts";
import { line } from "./words.ts";

const dayIn = (value: string | undefined): string | null =>
  value !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : null;
/** One of the values that a list may be narrowed to. */
const oneOf = <T extends string>(value: string | undefined, known: readonly T[]): T | null => known.find((one) => one === value) ?? null;
const isFirst = (c: Context): boolean => (c.req.query("after") ?? "") === "";

/** The pages that only read. */
export function addReading(app: Hono, { archive, access, now }: PageDeps): void {
  const today = () => now().toISOString().slice(0, 10);

  app.get("/", (c) => {
    const [after] = keyOf(c.req.query("after"), 1) ?? [null];
    const part = overview(archive, today(), after === null ? null : String(after));
    return show(c, access, overviewPage(part, watchLines(archive), now(), after === null));
  });

  app.get("/watches/:watch", (c) => {
    const { watch } = c.req.param();
    const found = watchOf(archive, watch, today());
    return found === undefined
      ? show(c, access, notFound(`${line(watch, 80)} is not watched.`), 404)
      : show(c, access, watchPage(found, now()));
  });

  app.get("/watches/:watch/terms/:term", (c) => {
    const { watch, term } = c.req.param();
    const versions = terms.versionsOf(archive, watch, term);
    const known = archive.query("SELECT id, subject FROM watches WHERE id = ?", watch)[0];
    if (versions.length === 0 || known === undefined)
      return show(c, access, notFound(`${line(watch, 80)} has no term ${line(term, 80)}.`), 404);
    const chosen = oneOf(c.req.query("verdict"), VERDICTS);
    const on = dayIn(c.req.query("on"));
    const knownDay = dayIn(c.req.query("known"));
    const knownAt = knownDay === null ? null : `${knownDay}T23:59:59.999Z`;
    const view = {
      watch: { id: watch, subject: String(known["subject"]) },
      ...{ term, versions, verdict: chosen, isFirst: isFirst(c), alerts: terms.alertsAbout(archive, watch, term) },
      now: termsOfWatch(archive, watch, today(), term)[0] ?? null,
      asOf: on === null ? null : { on, known: knownAt, version: terms.versionAsOf(versions, on, knownAt) },
      days: terms.daysOf(archive, watch, term),
      readings: terms.readingsOf(archive, watch, term, { verdict: chosen ?? undefined, after: c.req.query("after") }),
    };
    return show(c, access, termPage(view, now()));
  });

  app.get("/alerts", (c) => {
    const asked = c.req.query("status") ?? "open";
    const [status, watch] = [oneOf(asked, ALERT_STATUSES), c.req.query("watch") || null];
    const part = alerts.alertsOf(archive, status, c.req.query("after"), watch);
    return show(c, access, alertsPage(part, { status, watch }, ALERT_STATUSES, isFirst(c)));
  });

  app.get("/alerts/:id", (c) => showAlert(c, { archive, access }, c.req.param("id")));

  app.get("/stories", (c) => show(c, access, storiesPage(stories.stories(archive, c.req.query("after")), isFirst(c))));

  app.get("/stories/:id", (c) => {
    const id = c.req.param("id");
    const story = stories.storyOf(archive, id);
    if (story === undefined) return show(c, access, notFound(`There is no story ${line(id, 80)}.`), 404);
    if (story.redirectTo !== null) return c.redirect(`/stories/${story.redirectTo}`, 301);
    const view = {
      story,
      counts: stories.countsOf(archive, id),
      members: stories.membersOf(archive, id),
      alerts: stories.alertsOfStory(archive, id),
    };
    return show(c, access, storyPage(view));
  });

  app.get("/articles/:id", (c) => {
    const id = c.req.param("id");
    const article = articles.articleOf(archive, id);
    if (article === undefined) return show(c, access, notFound(`There is no article ${line(id, 80)}.`), 404);
    const readings = articles.readingsIn(archive, id, article.revision);
    const view = { article, readings, assessments: articles.assessmentsOf(archive, id), earlier: articles.earlierOf(archive, id) };
    const place = { entries: articles.entriesOf(archive, id), relation: articles.relationOf(archive, id) ?? null };
    return show(c, access, articlePage({ ...view, ...place }));
  });

  app.get("/search", (c) => {
    const words = (c.req.query("q") ?? "").slice(0, 300).trim();
    const order = c.req.query("order") === "best" ? "best" : "newest";
    const nothing = { words, order, hits: [], next: null, isFirst: true } as const;
    if (words === "") return show(c, access, searchPage({ ...nothing, problem: null }));
    try {
      const found = search(archive, words, order, c.req.query("after"));
      return show(c, access, searchPage({ words, order, ...found, isFirst: isFirst(c), problem: null }));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return show(c, access, searchPage({ ...nothing, problem: error.message }), 400);
    }
  });

  app.get("/feeds", (c) => {
    const failing = c.req.query("failing") === "1";
    return show(
      c,
      access,
      feedsPage(feeds.feeds(archive, failing, c.req.query("after")), feeds.feedCounts(archive), failing, now(), isFirst(c)),
    );
  });

  app.get("/deliveries", (c) => {
    const { csrf } = access.reader(c);
    const resend = csrf === null ? NOTHING : html`<input type="hidden" name="csrf" value="${csrf}">`;
    const state = oneOf(c.req.query("state"), DELIVERY_STATES);
    return show(c, access, deliveriesPage(alerts.deliveries(archive, state, c.req.query("after")), state, resend, isFirst(c)));
  });
}
