import { type ScaleTime, scaleBand, scaleLinear, scaleUtc } from "d3-scale";
import { area, curveStepAfter, line as path, stack, stackOffsetDiverging } from "d3-shape";
import { type Html, html, NOTHING } from "./html.ts";
import { plural, verdictOf } from "./words.ts";

// Pictures as SVG, drawn by the server. Colours come from the stylesheet by class, so that they follow light and dark; every picture says in its
// title and description what it shows, and the pages that carry one have the same figures as text.

type DayCount = { readonly day: string; readonly verdict: string; readonly readings: number };
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** Verdicts above the axis, then those below it. */
const ABOVE = ["reaffirms"] as const;
const BELOW = ["rumoured_change", "contradicts", "changes"] as const;
const VERDICTS = [...ABOVE, ...BELOW];
type Week = { readonly start: number } & Record<(typeof VERDICTS)[number], number>;

/** The Monday, 0:00 UTC, of the week of a day. */
const mondayOf = (day: string): number => {
  const ms = Date.parse(`${day.slice(0, 10)}T00:00:00Z`);
  return ms - ((new Date(ms).getUTCDay() + 6) % 7) * DAY_MS;
};

/** Counts per week from the first to the last of the weeks shown, empty ones included; at most `most` weeks, the latest. */
export function weeksOf(days: readonly DayCount[], until: Date, most: number): Week[] {
  const dated = days.filter((one) => !Number.isNaN(Date.parse(one.day)));
  const last = mondayOf(until.toISOString());
  const first = Math.max(Math.min(last, ...dated.map((one) => mondayOf(one.day))), last - (most - 1) * WEEK_MS);
  const weeks: Week[] = [];
  for (let start = first; start <= last; start += WEEK_MS)
    weeks.push({ start, reaffirms: 0, rumoured_change: 0, contradicts: 0, changes: 0 });
  for (const { day, verdict, readings } of dated) {
    const week = weeks[(mondayOf(day) - first) / WEEK_MS];
    if (week !== undefined && verdict in week) week[verdict as (typeof VERDICTS)[number]] += readings;
  }
  return weeks;
}

const total = (weeks: readonly Week[], verdict: (typeof VERDICTS)[number]): number => weeks.reduce((sum, week) => sum + week[verdict], 0);
const inWords = (weeks: readonly Week[]): string =>
  VERDICTS.filter((verdict) => total(weeks, verdict) > 0)
    .map((verdict) => `${total(weeks, verdict)} ${verdictOf(verdict)}`)
    .join(", ") || "no reading";

/** Bars of reaffirmations above the line and of disputes below it. */
function bars(
  weeks: readonly Week[],
  box: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number },
) {
  const x = scaleBand<number>()
    .domain(weeks.map((week) => week.start))
    .range([box.left, box.right])
    .paddingInner(0.25);
  const series = stack<Week, (typeof VERDICTS)[number]>()
    .keys(VERDICTS)
    .value((week, verdict) => (verdict === "reaffirms" ? week[verdict] : -week[verdict]))
    .offset(stackOffsetDiverging)(weeks);
  const ends = series.flatMap((one) => one.flatMap((point) => [point[0], point[1]]));
  const y = scaleLinear()
    .domain([Math.min(0, ...ends), Math.max(1, ...ends)])
    .range([box.bottom, box.top]);
  const rects = series.flatMap((one) =>
    one.flatMap((point) => {
      const height = Math.abs(y(point[0]) - y(point[1]));
      if (height === 0) return [];
      const top = Math.min(y(point[0]), y(point[1]));
      return html`<rect class="bar ${one.key}" x="${round(x(point.data.start) ?? 0)}" y="${round(top)}" width="${round(Math.max(1.5, x.bandwidth()))}" height="${round(height)}"/>`;
    }),
  );
  return { x, y, rects };
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** A term's last year, small enough to stand in a row. */
export function sparkline(days: readonly DayCount[], until: Date): Html {
  const [width, height] = [180, 40];
  const weeks = weeksOf(days, until, 52);
  const { rects, y } = bars(weeks, { left: 0, right: width, top: 2, bottom: height - 2 });
  const label = `Readings by week since ${new Date(weeks[0]?.start ?? 0).toISOString().slice(0, 10)}: ${inWords(weeks)}`;
  return html`<svg class="spark" role="img" aria-label="${label}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<line class="axis" x1="0" x2="${width}" y1="${round(y(0))}" y2="${round(y(0))}"/>${rects}</svg>`;
}

/** The dates below a picture, each with its line through it. */
function ticksOf(time: ScaleTime<number, number>, { top, bottom }: { readonly top: number; readonly bottom: number }): Html[] {
  const format = time.tickFormat(8);
  return time.ticks(8).map((at) => {
    const x = round(time(at));
    return html`<g class="tick"><line x1="${x}" x2="${x}" y1="${top}" y2="${bottom}"/><text x="${x}" y="${bottom + 18}" text-anchor="middle">${format(at)}</text></g>`;
  });
}

type Mark = { readonly at: string; readonly text: string };

/** A term's readings over weeks, with the days on which the register moved. */
export function timeline(days: readonly DayCount[], marks: readonly Mark[], until: Date): Html {
  const [width, height] = [920, 220];
  const box = { left: 40, right: width - 12, top: 24, bottom: height - 28 };
  const weeks = weeksOf([...days, ...marks.map((mark) => ({ day: mark.at, verdict: "", readings: 0 }))], until, 104);
  const { rects, y } = bars(weeks, box);
  const [from, to] = [weeks[0]?.start ?? 0, (weeks.at(-1)?.start ?? 0) + WEEK_MS];
  const time = scaleUtc().domain([from, to]).range([box.left, box.right]);
  const counts = y
    .ticks(4)
    .filter(Number.isInteger)
    .map(
      (n) =>
        html`<g class="count"><line x1="${box.left}" x2="${box.right}" y1="${round(y(n))}" y2="${round(y(n))}"/><text x="${box.left - 6}" y="${round(y(n)) + 4}" text-anchor="end">${Math.abs(n)}</text></g>`,
    );
  const moves = marks.map(({ at, text }) => {
    const x = round(Math.max(box.left, time(Date.parse(at))));
    return html`<g class="move"><line x1="${x}" x2="${x}" y1="${box.top - 8}" y2="${box.bottom}"/><text x="${x + 4}" y="${box.top - 8}">${text}</text></g>`;
  });
  return html`<svg class="chart" role="img" aria-label="Readings by week, reaffirmations above the line and disputes below it: ${inWords(weeks)}" viewBox="0 0 ${width} ${height}">
${counts}${ticksOf(time, box)}<line class="axis" x1="${box.left}" x2="${box.right}" y1="${round(y(0))}" y2="${round(y(0))}"/>${rects}${moves}</svg>`;
}

/** What the colours of the bars mean. */
export const legend = (): Html =>
  html`<ul class="legend">${VERDICTS.map((verdict) => html`<li><span class="swatch ${verdict}"></span>${verdictOf(verdict)}</li>`)}</ul>`;

type Seen = { readonly at: string; readonly outlet: string; readonly isCopy: boolean };

/** How a story spread: outlets that carry it, counted up over time, and every article as a dot, copies hollow. */
export function spread(articles: readonly Seen[]): Html {
  const dated = articles.filter((one) => !Number.isNaN(Date.parse(one.at))).sort((a, b) => a.at.localeCompare(b.at));
  const [first, last] = [dated[0], dated.at(-1)];
  if (first === undefined || last === undefined || dated.length < 2) return NOTHING;
  const [width, height] = [920, 200];
  const box = { left: 40, right: width - 16, top: 16, bottom: height - 28 };
  const HOUR_MS = 3_600_000;
  const from = Date.parse(first.at) - HOUR_MS;
  const to = Math.max(Date.parse(last.at) + HOUR_MS, from + 6 * HOUR_MS);
  const outlets = new Set<string>();
  const points = dated.map((one) => ({ ...one, time: Date.parse(one.at), count: outlets.add(one.outlet).size }));
  const x = scaleUtc().domain([from, to]).range([box.left, box.right]);
  const y = scaleLinear()
    .domain([0, Math.max(2, outlets.size)])
    .range([box.bottom, box.top]);
  const steps = [{ time: from, count: 0 }, ...points, { time: to, count: outlets.size }];
  const filled = area<(typeof steps)[number]>()
    .x((p) => x(p.time))
    .y0(y(0))
    .y1((p) => y(p.count))
    .curve(curveStepAfter)
    .digits(1)(steps);
  const edge = path<(typeof steps)[number]>()
    .x((p) => x(p.time))
    .y((p) => y(p.count))
    .curve(curveStepAfter)
    .digits(1)(steps);
  const counts = y
    .ticks(4)
    .filter(Number.isInteger)
    .map((n) => html`<text class="label" x="${box.left - 8}" y="${round(y(n)) + 4}" text-anchor="end">${n}</text>`);
  const dots = points.map(
    (p) => html`<circle class="${p.isCopy ? "dot copy" : "dot"}" cx="${round(x(p.time))}" cy="${round(y(p.count))}" r="4"/>`,
  );
  const label = `${plural(outlets.size, "outlet")} carried ${plural(dated.length, "article")} between ${first.at.slice(0, 16)} and ${last.at.slice(0, 16)} UTC; ${plural(points.filter((p) => p.isCopy).length, "copy", "copies")}`;
  return html`<figure><svg class="chart spread" role="img" aria-label="${label}" viewBox="0 0 ${width} ${height}">
${ticksOf(x, box)}${counts}<path class="area" d="${filled}"/><path class="edge" d="${edge}"/>${dots}</svg>
<figcaption>Outlets that carry the story, counted up over time (UTC). A filled dot is an article, a hollow one a copy.</figcaption></figure>`;
}
