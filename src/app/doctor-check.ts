/** One thing that was looked at. What is not "ok" says what is wrong, and behind a semicolon what to do. */
export type Check = { readonly what: string; readonly state: "ok" | "warning" | "failed"; readonly said: string };

type Make = (what: string, said: string) => Check;
export const ok: Make = (what, said) => ({ what, state: "ok", said });
export const warning: Make = (what, said) => ({ what, state: "warning", said });
export const failed: Make = (what, said) => ({ what, state: "failed", said });
