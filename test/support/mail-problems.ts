import type { ReceivedMail } from "./recording-servers.ts";

const ALLOWED_TAGS = /^(html|head|meta|title|body|div|p|h1|h2|strong|span|table|tbody|tr|th|td|br|blockquote|del|ins|a)$/;

/** Who gets the mails of the tests. */
export const RECIPIENT = "desk@newsroom.example";

/** What a mail must never carry, whatever the article said. */
export function mailProblems(mail: ReceivedMail): string[] {
  const html = mail.email.html ?? "";
  const head = mail.raw.slice(0, mail.raw.indexOf("\r\n\r\n"));
  const tags = [...html.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, tag = ""]) => tag.toLowerCase());
  return [
    ...tags.filter((tag) => !ALLOWED_TAGS.test(tag)).map((tag) => `tag ${tag}`),
    ...[...html.matchAll(/<[^>]*\s(on\w+|src|srcset|background)\s*=/gi)].map(([tag]) => `attribute in ${tag}`),
    ...[...html.matchAll(/href="([^"]*)"/g)].filter(([, href = ""]) => !/^https?:/.test(href)).map(([, href]) => `link to ${href}`),
    ...(/url\(|@import/i.test(html) ? ["an external asset"] : []),
    ...(/^(bcc|cc):/im.test(head) ? ["an injected header"] : []),
    ...(mail.to.join() === RECIPIENT ? [] : [`envelope to ${mail.to.join()}`]),
    ...(head.split("\r\n").some((line) => line.length > 998) ? ["a header line above 998 characters"] : []),
    ...(mail.raw.length > 300_000 ? [`${mail.raw.length} bytes`] : []),
  ];
}
