import { type DestinationStream, type Logger, pino } from "pino";

export type { Logger } from "pino";

const LEVELS: Readonly<Record<number, string>> = { 20: "debug", 30: "info ", 40: "warn ", 50: "ERROR" };

/** Logs go to stderr, one line an event: JSON for machines, or text for a person at a terminal. */
export function createLogger(
  options: { readonly level: string; readonly format: "auto" | "text" | "json" },
  stderr: NodeJS.WriteStream = process.stderr,
): Logger {
  const text = options.format === "text" || (options.format === "auto" && stderr.isTTY === true);
  const destination: DestinationStream = { write: (line) => void stderr.write(text ? asText(line) : line) };
  return pino({ level: options.level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}

function asText(line: string): string {
  const { level, time, msg, ...fields } = JSON.parse(line) as { level: number; time: string; msg?: string } & Record<string, unknown>;
  const rest = Object.entries(fields).map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  return `${time.slice(11, 19)} ${LEVELS[level] ?? level} ${[msg ?? "", ...rest].join("  ").trim()}\n`;
}
