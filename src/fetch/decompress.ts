import { type Duplex, type Readable, Transform, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

/** Nobody compresses twice in earnest; each layer multiplies what a bomb can do. */
const MOST_LAYERS = 2;

const DECODERS: ReadonlyMap<string, () => Duplex> = new Map<string, () => Duplex>([
  ["gzip", createGunzip],
  ["x-gzip", createGunzip],
  ["deflate", createInflate],
  ["br", createBrotliDecompress],
]);

/** `maxBytes` holds on the wire and decoded, each. `onOverflow`: give up, or keep what came before the limit. */
export type BodyLimit = { readonly maxBytes: number; readonly onOverflow: "fail" | "cut" };
export type DecodedBody =
  | { readonly outcome: "read"; readonly bytes: Uint8Array }
  | { readonly outcome: "too-large"; readonly decoded: boolean }
  | { readonly outcome: "undecodable"; readonly detail: string };

class OverflowError extends Error {
  override readonly name = "OverflowError";
  readonly decoded: boolean;
  constructor(decoded: boolean) {
    super("the body is larger than its limit");
    this.decoded = decoded;
  }
}

/**
 * Reads a body while decoding its Content-Encoding (gzip, deflate, br) and stops the transfer at the limit. A body that ends early or
 * does not decode yields nothing. Errors of the body itself (network, abort) are thrown. The body is destroyed in every case.
 */
export async function decompress(body: Readable, contentEncoding: string | undefined, limit: BodyLimit): Promise<DecodedBody> {
  const layers = (contentEncoding ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && name !== "identity");
  const decoders = layers.flatMap((name) => DECODERS.get(name)?.() ?? []).reverse();
  const chunks: Uint8Array[] = [];
  try {
    if (decoders.length < layers.length || layers.length > MOST_LAYERS) {
      body.on("error", () => {}).destroy();
      return { outcome: "undecodable", detail: `answered in the encoding ${JSON.stringify(contentEncoding)}, which was not asked for` };
    }
    const decoding = decoders.length === 0 ? [] : [countWire(limit.maxBytes), ...decoders];
    await pipeline([body, ...decoding, collect(chunks, limit.maxBytes)]);
  } catch (error) {
    if (error instanceof OverflowError) {
      if (limit.onOverflow === "fail") return { outcome: "too-large", decoded: error.decoded && decoders.length > 0 };
    } else if (isDecoderError(error)) {
      return { outcome: "undecodable", detail: `sent a body that does not decode as ${layers.join(", ")} (${error.message})` };
    } else throw error;
  }
  return { outcome: "read", bytes: Buffer.concat(chunks) };
}

function countWire(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new OverflowError(false));
      else done(null, chunk);
    },
  });
}

function collect(chunks: Uint8Array[], maxBytes: number): Writable {
  let left = maxBytes;
  return new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      chunks.push(chunk.subarray(0, left));
      left -= chunk.length;
      done(left < 0 ? new OverflowError(true) : null);
    },
  });
}

/** zlib names its errors Z_..., brotli ERR_BROTLI... or, after its own names, ERR__ERROR_.... */
function isDecoderError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && /^(Z_|ERR__ERROR|ERR_BROTLI|ERR_ZLIB|ERR_PADDING)/.test(String(error.code));
}
