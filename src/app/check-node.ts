import module from "node:module";
import { fileURLToPath } from "node:url";

// better-sqlite3 crashes an older Node with a segmentation fault, so the version is checked before anything else is loaded.
const NEEDED = 24;

const major = Number(process.versions.node.split(".")[0]);
if (major < NEEDED) {
  console.error(
    `clausewatch needs Node ${NEEDED} or later and this is ${process.version}; start it with npm (npm start, npx clausewatch), which puts the bundled Node first`,
  );
  process.exit(1);
}

// drizzle-orm's package.json has 180 KB, and Node's loader reads it anew for each of its modules. Its CommonJS build, which is read once,
// loads in a third of the time and with 150 MB less.
module.registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier, specifier.startsWith("drizzle-orm") ? { ...context, conditions: ["node", "require"] } : context),
});

// What TypeScript and V8 make of the sources is kept from one start to the next: that saves a second, and in each thread the 50 MB of what
// strips the types. Where the folder cannot be written Node does without. Threads learn of it from the environment.
const { directory } = module.enableCompileCache(fileURLToPath(new URL("../../node_modules/.cache/compiled", import.meta.url)));
if (directory !== undefined) process.env["NODE_COMPILE_CACHE"] ??= directory;
