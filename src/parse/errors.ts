/** The bytes are no feed. The message is one line for the operator: what came instead, and what helps. */
export class NotAFeedError extends Error {
  override readonly name = "NotAFeedError";
}

/** The bytes hold no article that can be read. The message is one line for the operator. */
export class NotAnArticleError extends Error {
  override readonly name = "NotAnArticleError";
}
