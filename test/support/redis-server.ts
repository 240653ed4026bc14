import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const START_MS = 10_000;

/** Why tests that need Redis cannot run here; null where they can. */
export const redisMissing: string | null = spawnSync("redis-server", ["--version"]).error
  ? "redis-server is not installed: apt-get install redis-server"
  : null;

export type RedisServer = {
  readonly url: string;
  readonly port: number;
  /** SIGKILL: nothing is saved, so a server started again on the same port is empty. */
  stop(): Promise<void>;
  /** SIGSTOP and SIGCONT: connected, and answering nothing. */
  freeze(): void;
  thaw(): void;
};

type Options = { port?: number; password?: string };

/** A Redis of its own on a free loopback port, that keeps nothing on disk. Resolves when it answers PING. */
export async function startRedis({ port: wanted, password }: Options = {}): Promise<RedisServer> {
  const port = wanted ?? (await freePort());
  const directory = mkdtempSync(join(tmpdir(), "clausewatch-redis-"));
  const settings = ["--port", String(port), "--bind", "127.0.0.1", "--dir", directory, "--save", "", "--appendonly", "no"];
  const child = spawn("redis-server", [...settings, ...(password === undefined ? [] : ["--requirepass", password])], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const killWithUs = () => void child.kill("SIGKILL");
  process.once("exit", killWithUs);
  const stop = async () => {
    process.off("exit", killWithUs);
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await answersPing(child, port);
  } catch (error) {
    await stop();
    throw error;
  }
  const login = password === undefined ? "" : `:${encodeURIComponent(password)}@`;
  const url = `redis://${login}127.0.0.1:${port}/0`;
  return { url, port, stop, freeze: () => void child.kill("SIGSTOP"), thaw: () => void child.kill("SIGCONT") };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

async function answersPing(child: ChildProcess, port: number): Promise<void> {
  let output = "";
  child.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    output += chunk;
  });
  const until = Date.now() + START_MS;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`redis-server ended with code ${child.exitCode}:\n${output}`);
    if (await ping(port)) return;
    await sleep(20);
  }
  throw new Error(`redis-server did not answer PING on port ${port} within ${START_MS} ms:\n${output}`);
}

/** Any answer will do: one that wants a password says -NOAUTH. */
function ping(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    socket.setTimeout(500, () => socket.destroy());
    socket.once("data", (answer) => {
      resolve(/^\+PONG|^-NOAUTH/.test(String(answer)));
      socket.destroy();
    });
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
  });
}
