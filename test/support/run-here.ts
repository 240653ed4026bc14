import { vi } from "vitest";
import { run } from "../../src/cli/program.ts";

/** Runs a command line in this process, which spares the start of another; what it prints is caught. */
export async function runHere(config: string, args: readonly string[]) {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation((text) => stdout.push(String(text)) > 0),
    vi.spyOn(process.stderr, "write").mockImplementation((text) => stderr.push(String(text)) > 0),
    vi.spyOn(console, "error").mockImplementation((text) => void stderr.push(`${text}\n`)),
  ];
  try {
    const code = await run(["node", "clausewatch", "--config", config, ...args]);
    return { code, stdout: stdout.join(""), stderr: stderr.join("") };
  } finally {
    process.exitCode = undefined;
    for (const spy of spies) spy.mockRestore();
  }
}
