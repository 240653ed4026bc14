import type { NoticeRow } from "../archive/notices.ts";
import type { AlertMessage, Note } from "../channels/channel.ts";
import { labelsOf } from "../domain/verdict.ts";

/** An operator's notice as a message. Pure. */
export const composeNotice = (notice: Pick<NoticeRow, "kind" | "subject" | "text" | "lastAt">): Note => ({
  purpose: "notice",
  watches: [],
  title: `Clausewatch: ${notice.kind.replaceAll("-", " ")}, ${notice.subject}`,
  lines: [notice.text, `Since ${notice.lastAt}. clausewatch doctor says how everything is.`],
  at: notice.lastAt,
});

/** What `notify test` sends: a person who did not ask for it must not take it for an alert. Pure. */
export const composeTest = (now: Date): Note => ({
  purpose: "test",
  watches: [],
  title: "Clausewatch: a test message",
  lines: ["Somebody asked with clausewatch notify test whether messages reach you here. They do; nothing else has happened."],
  at: now.toISOString(),
});

const inLine = (label: string): string => label.charAt(0).toLowerCase() + label.slice(1);

/** Several alerts in one message: for each its newest headline, and every revision that the recipient has not seen. Pure. */
export function composeDigest(messages: readonly AlertMessage[], now: Date): Note {
  const byAlert = [...Map.groupBy(messages, (message) => message.alert).values()];
  const lines = byAlert.flatMap((revisions) => {
    const newest = revisions.at(-1);
    if (newest === undefined) return [];
    const told = new Set<string>();
    const isNew = (text: string): boolean => told.size < told.add(text).size;
    return [
      newest.headline,
      `Severity ${newest.severityInWords || newest.severity}.`,
      ...revisions.flatMap((one) => [
        `${one.raisedAt.slice(0, 16).replace("T", " ")}  ${one.kind}: ${one.update}`,
        ...one.terms.flatMap((term) => {
          const { record, report } = labelsOf(term.verdict, term.from);
          return [`  ${term.id} ${inLine(record)}: ${term.was}`, `  ${term.id} ${inLine(report)}: ${term.now}`].filter(isNew);
        }),
        ...(one.terms.length === 0 && one.evidence !== null ? [`  “${one.evidence.text}”`] : []),
        `  ${one.source.name}, ${one.article.url}`,
      ]),
      `  alert ${newest.alert}`,
      "",
    ];
  });
  const count = byAlert.length === 1 ? "1 alert" : `${byAlert.length} alerts`;
  const watches = [...new Set(messages.map((message) => message.watch.id))];
  return { purpose: "digest", watches, title: `Clausewatch digest: ${count}`, lines, at: now.toISOString() };
}
