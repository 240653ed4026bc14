import { VERSION } from "./version.ts";

/** Who we say we are: the program, its version, and where its operator can be reached. */
export const userAgentOf = (contact: string | undefined): string =>
  `Clausewatch/${VERSION}${contact === undefined ? "" : ` (+${contact})`}`;
