import type { AlertId } from "../domain/ids.ts";
import { linkOf } from "./message.ts";

/** Where a person reads an alert's whole evidence: its page under the pages' public address, null where none is configured. */
export function evidenceLink(publicUrl: string | undefined, alert: AlertId): string | null {
  return publicUrl === undefined ? null : linkOf(`${publicUrl.replace(/\/+$/, "")}/alerts/${alert}`);
}
