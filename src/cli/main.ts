import "../app/check-node.ts";

// A reader that has seen enough (| head -1) closes the pipe: that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

const { run } = await import("./program.ts");

process.exitCode = await run(process.argv);
