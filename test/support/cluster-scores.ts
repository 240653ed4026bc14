const countOf = (labels: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const one of labels) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
};
const pairs = (n: number): number => (n * (n - 1)) / 2;
const sum = (list: Iterable<number>): number => [...list].reduce((total, one) => total + one, 0);
const both = (a: readonly string[], b: readonly string[]): Map<string, number> => countOf(a.map((one, i) => JSON.stringify([one, b[i]])));

/** Hubert and Arabie's adjusted Rand index of two labellings of the same things: 1 where they agree, about 0 where they agree by chance. */
export function adjustedRand(truth: readonly string[], found: readonly string[]): number {
  const together = sum([...both(truth, found).values()].map(pairs));
  const [a, b] = [sum([...countOf(truth).values()].map(pairs)), sum([...countOf(found).values()].map(pairs))];
  const chance = (a * b) / pairs(truth.length);
  const most = (a + b) / 2;
  return most === chance ? 1 : (together - chance) / (most - chance);
}

/** Bagga and Baldwin's B³: precision and recall of each thing's cluster, averaged over the things. */
export function bCubed(truth: readonly string[], found: readonly string[]): { precision: number; recall: number; f1: number } {
  const [shared, labels, clusters] = [both(truth, found), countOf(truth), countOf(found)];
  let [precision, recall] = [0, 0];
  truth.forEach((one, i) => {
    const cluster = found[i] ?? "";
    const n = shared.get(JSON.stringify([one, cluster])) ?? 0;
    precision += n / (clusters.get(cluster) ?? 1) / truth.length;
    recall += n / (labels.get(one) ?? 1) / truth.length;
  });
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}
