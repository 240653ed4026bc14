import { Readable } from "node:stream";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decompress } from "../../../src/fetch/decompress.ts";

const ENCODERS = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync } as const;
const encodings = fc.constantFrom(...(Object.keys(ENCODERS) as (keyof typeof ENCODERS)[]));
const inChunks = (bytes: Uint8Array, size: number) =>
  Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    })(),
    { objectMode: false },
  );
const LIMIT = { maxBytes: 2000, onOverflow: "fail" } as const;

describe("decompress", () => {
  it("gives back what was compressed, in whatever chunks it comes", async () => {
    await fc.assert(
      fc.asyncProperty(encodings, fc.uint8Array({ maxLength: 1500 }), fc.integer({ min: 1, max: 300 }), async (encoding, bytes, size) => {
        const read = await decompress(inChunks(ENCODERS[encoding](bytes), size), encoding, LIMIT);
        expect(read).toEqual({ outcome: "read", bytes: Buffer.from(bytes) });
      }),
    );
  });

  it("hands over no part of a body that was cut anywhere", async () => {
    await fc.assert(
      fc.asyncProperty(
        encodings,
        fc.uint8Array({ minLength: 1, maxLength: 500 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (encoding, bytes, where) => {
          const whole = ENCODERS[encoding](bytes);
          const cut = whole.subarray(0, 1 + Math.floor(where * (whole.length - 2)));
          expect((await decompress(inChunks(cut, 64), encoding, LIMIT)).outcome).toBe("undecodable");
        },
      ),
    );
  });

  it("answers within its limit to any bytes at all, and never throws for them", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("gzip", "deflate", "br", "gzip, br", "zstd", ""),
        fc.uint8Array({ maxLength: 3000 }),
        async (encoding, bytes) => {
          const read = await decompress(inChunks(bytes, 100), encoding, LIMIT);
          if (read.outcome === "read") expect(read.bytes.length).toBeLessThanOrEqual(LIMIT.maxBytes);
        },
      ),
    );
  });

  it.each([
    { what: "plain", encoding: undefined, body: Buffer.alloc(2001), decoded: false },
    { what: "compressed", encoding: "gzip", body: gzipSync(Buffer.alloc(2001)), decoded: true },
    {
      what: "compressed and large on the wire",
      encoding: "gzip",
      body: Buffer.concat(Array(200).fill(gzipSync(Buffer.alloc(0)))),
      decoded: false,
    },
  ])("a $what body past the limit is too large", async ({ encoding, body, decoded }) => {
    const source = inChunks(body, 500);
    expect(await decompress(source, encoding, LIMIT)).toEqual({ outcome: "too-large", decoded });
    expect(source.destroyed).toBe(true);
  });

  it("keeps exactly what fits when told to cut", async () => {
    const body = gzipSync(Buffer.from("0123456789".repeat(1000)));
    const read = await decompress(inChunks(body, 10), "gzip", { maxBytes: 1005, onOverflow: "cut" });
    expect(read.outcome === "read" && Buffer.from(read.bytes).toString()).toBe(`${"0123456789".repeat(100)}01234`);
  });

  it("passes on what the connection died of", async () => {
    const source = new Readable({
      read() {
        this.destroy(new Error("gone"));
      },
    });
    await expect(decompress(source, "gzip", LIMIT)).rejects.toThrow("gone");
  });
});
