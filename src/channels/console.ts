import { TransientError } from "../domain/errors.ts";
import type { Channel } from "./channel.ts";
import { renderNote, renderText, type TextStyle } from "./message-text.ts";

const ansi = (code: string) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;
const COLOURS: TextStyle = { strong: ansi("1"), quoted: ansi("7"), removed: ansi("9;31"), added: ansi("1;32") };

/** Writes each message as a block of text; `write` takes what the terminal or log file gets. */
export function createConsoleChannel(options: { name: string; write: (text: string) => void; colour: boolean }): Channel {
  return {
    name: options.name,
    recipients: ["console"],
    async send(message, attempt, signal) {
      if (signal.aborted) throw new TransientError(`${options.name}: stopped before the message was written`);
      const text = renderText(message, { mayRepeat: attempt.mayRepeat, told: attempt.told, ...(options.colour ? { style: COLOURS } : {}) });
      options.write(`${text}\n`);
      return null;
    },
    async sendNote(note, attempt, signal) {
      if (signal.aborted) throw new TransientError(`${options.name}: stopped before the message was written`);
      options.write(`${renderNote(note, attempt)}\n`);
    },
    probe: async () => "prints where the daemon runs",
    close: async () => {},
  };
}
