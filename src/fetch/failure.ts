import { errors } from "undici";
import type { FetchFailure } from "./fetcher.ts";
import { BlockedAddressError } from "./guarded-connector.ts";

/** Why a request got no usable answer; `detail` completes the sentence "GET url: ...". */
export type Failure = { readonly failure: FetchFailure; readonly detail: string };

const DNS = /^(ENOTFOUND|ENODATA|ESERVFAIL|EAI_)/;
const BROKEN = /^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/;
const CONNECT = /^(ECONN|EHOST|ENET|EADDR|EACCES|EPERM)/;
const TLS = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/;
const PROTOCOL = /^(UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_CONTENT_LENGTH|UND_ERR_INFO)/;

/** Names what a request died of; null for an error that no server causes. */
export function failureOf(error: unknown): Failure | null {
  if (error instanceof BlockedAddressError) return { failure: "blocked", detail: error.message };
  if (error instanceof errors.HTTPParserError) return notHttp(error);
  if (!(error instanceof Error) || !("code" in error)) return null;
  const code = String(error.code);
  if (DNS.test(code))
    return { failure: "dns", detail: `the host name has no address (${code}); check its spelling and this machine's DNS` };
  if (TLS.test(code)) return { failure: "tls", detail: `no trusted TLS connection (${code}: ${firstLine(error.message)})` };
  if (BROKEN.test(code)) return { failure: "connect", detail: `the connection broke before the answer was complete (${code})` };
  if (code === "ETIMEDOUT" || code === "UND_ERR_CONNECT_TIMEOUT")
    return { failure: "timeout", detail: "the host did not accept a connection in time" };
  if (CONNECT.test(code)) return { failure: "connect", detail: `no connection (${code})` };
  return PROTOCOL.test(code) ? notHttp(error) : null;
}

const notHttp = (error: Error): Failure => ({ failure: "protocol", detail: `the answer is not valid HTTP (${firstLine(error.message)})` });

const firstLine = (text: string): string => text.split("\n", 1)[0]?.slice(0, 200) ?? "";

/** A number of bytes or of milliseconds as an operator reads it: 15 MiB, 500 KiB, 20 s. */
export const formatBytes = (bytes: number): string =>
  bytes >= 2 ** 20 ? `${+(bytes / 2 ** 20).toFixed(1)} MiB` : bytes >= 2 ** 10 ? `${+(bytes / 2 ** 10).toFixed(1)} KiB` : `${bytes} bytes`;
export const formatMs = (ms: number): string => (ms >= 1000 ? `${+(ms / 1000).toFixed(1)} s` : `${ms} ms`);
