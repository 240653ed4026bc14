/** One answer of a web server: when we had it, and what its headers Date and Age said. */
export type Answered = { readonly host: string; readonly at: string; readonly date: string | null; readonly age: string | null };

/**
 * How far our clock is ahead of the web servers' (negative: behind), in milliseconds; null where nobody said. A page from a cache carries an
 * old Date, which makes our clock look ahead and never behind, so that of each host the smallest difference counts, and of all hosts the median.
 */
export function clockSkew(answers: readonly Answered[]): number | null {
  const hosts = new Map<string, number>();
  for (const { host, at, date, age } of answers) {
    const skew = Date.parse(at) - Date.parse(date ?? "") - 1000 * (Number(age ?? 0) || 0);
    if (!Number.isNaN(skew)) hosts.set(host, Math.min(skew, hosts.get(host) ?? Number.POSITIVE_INFINITY));
  }
  const sorted = [...hosts.values()].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
