#!/usr/bin/env node
// The installed command: finds a Node that can run the program (24 or later), the project's own where the machine's is older.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
const bundled = fileURLToPath(new URL("../../node_modules/node/bin/node", import.meta.url));
if (Number(process.versions.node.split(".")[0]) >= 24) await import(main);
else if (existsSync(bundled)) process.exitCode = spawnSync(bundled, [main, ...process.argv.slice(2)], { stdio: "inherit" }).status ?? 1;
else {
  console.error(`clausewatch needs Node 24 or later, this is ${process.version}, and ${bundled} is not there; run npm ci first`);
  process.exitCode = 1;
}
