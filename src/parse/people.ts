import type { Person } from "./feed-document.ts";
import { plainLine } from "./html-text.ts";

const person = (name: string, email: string | null, url: string | null = null): Person | null => {
  const plain = plainLine(name) || null;
  return plain === null && email === null && url === null ? null : { name: plain, email, url };
};

const MAIL = /^[^\s@<>()]+@[^\s@<>()]+$/;

/** Somebody as RSS writes people: `mail (Name)`, `Name (mail)`, `Name <mail>`, a name or an address alone. */
export function personFrom(text: string): Person | null {
  const folded = text.replace(/^\s*mailto:/i, "").trim();
  if (folded.length > 500) return person(folded.slice(0, 500), null);
  const [, before = "", within = ""] = /^"?([^<>()"]*?)"?\s*[(<]([^()<>]*)[)>]$/.exec(folded) ?? [];
  if (MAIL.test(before.trim()) && !MAIL.test(within)) return person(within, before.trim());
  if (MAIL.test(within.trim()) && before.trim() !== "") return person(before, within.trim());
  return MAIL.test(folded) ? person("", folded) : person(folded, null);
}

export const personOf = (name: string, email: string, url: string | null): Person | null => {
  const whole = person(name, MAIL.test(email.trim()) ? email.trim() : null, url);
  return whole === null || email !== "" ? whole : { ...(personFrom(name) ?? whole), url };
};

/** What to call somebody on one line. */
export const nameOfPerson = ({ name, email }: Person): string | null => name ?? email;
