import v8 from "node:v8";

// V8 takes memory where it can get it: left alone, a daemon that polls a thousand feeds holds 600 MB of which a third is in use. A process
// that runs for months beside others should not. Flags rather than options of node, so that it holds however the process is started; they
// reach its threads too.

/** What is old is collected once it has grown by so many per cent; V8 by itself lets it double and more. */
const GROWTH_PERCENT = 40;
/** Bytes of the young generation; V8 by itself lets it grow to 100 MB, and starts with one, which is too little for what a document leaves behind. */
const YOUNG_BYTES = 16e6;

const youngBytes = (): number => v8.getHeapSpaceStatistics().find((space) => space.space_name === "new_space")?.space_size ?? YOUNG_BYTES;

/** The young generation grows when much survives in it: so much is made to survive until it has the size, and from then on it stays there. */
function settleYoung(): void {
  v8.setFlagsFromString("--semi-space-growth-factor=2");
  let survivors: object[][] = [];
  for (let round = 0; youngBytes() < YOUNG_BYTES && round < 1000; round += 1) {
    if (survivors.length > 40) survivors = [];
    survivors.push(Array.from({ length: 1000 }, (_, n) => ({ n })));
  }
  v8.setFlagsFromString("--semi-space-growth-factor=1");
}

/** How often the young generation is looked at, in milliseconds. */
const LOOK_MS = 5000;

v8.setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
settleYoung();
// A collection of everything in a quiet moment makes it as small as it was at the start, from where it could not grow any more.
setInterval(() => {
  if (youngBytes() < YOUNG_BYTES) settleYoung();
}, LOOK_MS).unref();
