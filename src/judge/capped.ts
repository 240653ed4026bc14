import type { Judge } from "./judge.ts";

/** A judge that stands in for a better one: what it finds is shown, and no more than a person's look comes of it. `why` is for that person. */
export function createCappedJudge({ judge, why }: { readonly judge: Judge; readonly why: string }): Judge {
  return {
    name: judge.name,
    async read(input, signal) {
      const found = await judge.read(input, signal);
      if (found.alert === "none") return found;
      return {
        ...found,
        alert: "none",
        needsReview: true,
        reason: `${found.reason}; no alert by these rules alone, and the reader cannot run: ${why}`,
      };
    },
    ...(judge.close === undefined ? {} : { close: judge.close }),
  };
}
