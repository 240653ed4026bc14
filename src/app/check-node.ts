// better-sqlite3 crashes an older Node with a segmentation fault, so the version is checked before anything else is loaded.
const NEEDED = 24;

const major = Number(process.versions.node.split(".")[0]);
if (major < NEEDED) {
  console.error(
    `clausewatch needs Node ${NEEDED} or later and this is ${process.version}; start it with npm (npm start, npx clausewatch), which puts the bundled Node first`,
  );
  process.exit(1);
}
