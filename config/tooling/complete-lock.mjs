// A registry mirror may lack the packages of foreign platforms (@biomejs/cli-darwin-arm64 and the like). `npm install` then leaves
// them out of the lock file and `npm ci` refuses that lock as out of sync, on every platform. This writes the missing entries as a
// full registry would, so run it after an `npm install` behind such a mirror: node config/tooling/complete-lock.mjs
import { readFileSync, writeFileSync } from "node:fs";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const names = () => Object.keys(lock.packages);
for (const [parent, meta] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(meta.optionalDependencies ?? {})) {
    if (names().some((path) => path.endsWith(`node_modules/${name}`))) continue;
    const [, os, cpu] = /(android|darwin|freebsd|linux|openbsd|win32)-?(arm64|arm|ia32|x64)/.exec(name) ?? [];
    if (os === undefined || cpu === undefined) throw new Error(`${parent} wants ${name}, and its platform cannot be read from its name`);
    const dev = meta.dev ? { dev: true } : {};
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu: [cpu],
      ...dev,
      optional: true,
      os: [os],
      ...(name.includes("musl") ? { libc: ["musl"] } : {}),
    };
    console.log(`added ${name}@${version}`);
  }
}
const root = lock.packages[""];
const sorted = Object.fromEntries(
  names()
    .filter((path) => path !== "")
    .sort()
    .map((path) => [path, lock.packages[path]]),
);
lock.packages = { "": root, ...sorted };
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
