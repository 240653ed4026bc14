// The arrows of docs/architecture.md. An adapter is a file in an adapter folder that is not the folder's port.
const ADAPTERS = "^src/(judge|channels|queue|fetch)/";
const PORTS = "^src/(judge/judge|channels/channel|queue/queue|queue/jobs|fetch/fetcher)\\.ts$";
// What words and figures mean is the same for whoever reads them.
const LANGUAGE = "^src/judge/(cues|quantities)\\.ts$";
const IO =
  "^(node:)?(fs|net|tls|http|https|http2|dns|dgram|child_process|timers)(/|$)|node_modules/(undici|better-sqlite3|ioredis|bullmq|nodemailer|pino)/";
const OUTER = "^(workers/|src/(app|cli|web)/)";

// With TypeScript 7, which has no API yet, dependency-cruiser finds no module in a .ts file and passes whatever is in it.
if (Number.parseInt(require("typescript/package.json").version, 10) >= 7) {
  throw new Error("dependency-cruiser 18 cannot read .ts files with TypeScript 7: install typescript 6");
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    {
      name: "domain-is-pure",
      comment: "the domain imports zod and its own folder only",
      severity: "error",
      from: { path: "^src/domain/" },
      to: { pathNot: "^src/domain/|node_modules/zod/|^(node:)?crypto$" },
    },
    {
      name: "parse-and-relate-are-pure",
      severity: "error",
      from: { path: "^src/(parse|relate)/" },
      to: { path: "^(src|workers)/", pathNot: "^src/(domain|parse|relate)/" },
    },
    { name: "parse-and-relate-do-no-io", severity: "error", from: { path: "^src/(parse|relate)/" }, to: { path: IO } },
    {
      name: "archive-knows-the-domain-only",
      severity: "error",
      from: { path: "^src/archive/" },
      to: { path: "^(src|workers)/", pathNot: "^src/(domain|archive)/" },
    },
    {
      name: "adapters-know-ports-and-domain",
      severity: "error",
      from: { path: ADAPTERS },
      to: { path: "^(src|workers)/", pathNot: "^src/(domain|judge|channels|queue|fetch)/" },
    },
    {
      name: "stages-name-no-adapter",
      severity: "error",
      from: { path: "^src/stages/" },
      to: { path: ADAPTERS, pathNot: `${PORTS}|${LANGUAGE}` },
    },
    {
      name: "app-ts-alone-names-adapters",
      severity: "error",
      from: { path: "^src/app/", pathNot: "^src/app/app\\.ts$" },
      to: { path: ADAPTERS, pathNot: PORTS },
    },
    { name: "nothing-reaches-outwards", severity: "error", from: { path: "^src/(?!app|cli|web)" }, to: { path: OUTER } },
    { name: "app-knows-no-entry", severity: "error", from: { path: "^src/app/" }, to: { path: "^(workers/|src/(cli|web)/)" } },
    {
      name: "workers-see-the-app-only",
      comment: "and what is attached to it",
      severity: "error",
      from: { path: "^workers/" },
      to: { path: "^src/", pathNot: "^src/(app/|web/attach)" },
    },
    { name: "pages-and-commands-apart", severity: "error", from: { path: "^src/web/" }, to: { path: "^(workers/|src/cli/)" } },
    {
      name: "no-dev-dependency",
      severity: "error",
      from: { path: "^(src|workers)/" },
      to: { dependencyTypes: ["npm-dev"], pathNot: "@slack/types" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { extensions: [".ts", ".mjs", ".js", ".json"] },
  },
};
