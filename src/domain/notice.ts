/** What an operator hears about the machinery: never about the news. */
export type NoticeKind =
  | "feed-failing"
  | "feed-still-failing"
  | "feed-recovered"
  | "feed-stopped"
  | "feed-moved"
  | "subscription-failing"
  | (string & {});

/** One notice. `episode` tells apart several troubles of one subject: the instant at which this one began. `text` is one plain sentence. */
export type Notice = { readonly kind: NoticeKind; readonly subject: string; readonly episode: string; readonly text: string };
