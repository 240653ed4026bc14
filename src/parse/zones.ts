/** The widest offset in use is +14:00; in minutes. */
const MAX_OFFSET = 14 * 60;

/** Zone names to minutes east of UTC. A name that several zones share means the one that newsrooms mean by it. */
const ZONES: Readonly<Record<string, number>> = {
  ...{ ast: -240, adt: -180, at: -240, est: -300, edt: -240, et: -300, cst: -360, cdt: -300, ct: -360, mst: -420, mdt: -360, mt: -420 },
  ...{ pst: -480, pdt: -420, pt: -480, akst: -540, akdt: -480, hst: -600, nst: -210, ndt: -150, brt: -180, art: -180 },
  ...{ wet: 0, west: 60, bst: 60, cet: 60, cest: 120, met: 60, mest: 120, mez: 60, mesz: 120, eet: 120, eest: 180, msk: 180, sast: 120 },
  ...{ ist: 330, pkt: 300, ict: 420, wib: 420, sgt: 480, hkt: 480, pht: 480, awst: 480, jst: 540, kst: 540, acst: 570, acdt: 630 },
  ...{ aest: 600, aedt: 660, nzst: 720, nzdt: 780 },
};

/** Minutes east of UTC in a city of the zone database, at a time that its clocks show; null where there is no such city. */
function offsetIn(city: string, shown: Date): number | null {
  try {
    const format = new Intl.DateTimeFormat("en", { timeZone: city, timeZoneName: "longOffset" });
    const nameAt = (at: number) => format.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value;
    const first = offsetOf(nameAt(shown.getTime()), shown) ?? 0;
    return offsetOf(nameAt(shown.getTime() - first * 60_000), shown);
  } catch {
    return null;
  }
}

/** Minutes east of UTC, at a time that clocks there show; null where the offset cannot be. A name that is not known counts as UTC (RFC 5322 §4.3). */
export function offsetOf(zone: string | undefined, shown: Date): number | null {
  if (/^(?!etc\/)[a-z]+\//i.test(zone ?? "")) return offsetIn(zone ?? "", shown);
  const text = (zone ?? "")
    .toLowerCase()
    .replace(/\s/g, "")
    .replace(/^(etc\/)?(gmt|utc|ut|z)?/, "");
  const numeric = /^([+-])(\d{1,2}?)(?::?(\d{2}))?$/.exec(text);
  if (numeric === null) return ZONES[text] ?? 0;
  const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0);
  if (minutes > MAX_OFFSET || Number(numeric[3] ?? 0) > 59) return null;
  return numeric[1] === "-" ? -minutes : minutes;
}
