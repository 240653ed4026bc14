/**
 * A path that somebody else's machine calls, served where the pages are and beside their guards: whoever mounts it checks who asks. The first
 * mount whose path begins the request's is asked.
 */
export type Mount = {
  /** Begins with a slash, such as /websub/. */
  readonly path: string;
  /** The largest body it takes, in bytes. */
  readonly maxBody: number;
  readonly handle: (request: Request) => Promise<Response>;
};
