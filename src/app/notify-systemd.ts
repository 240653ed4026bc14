import { execFile } from "node:child_process";

/** What systemd is told (sd_notify(3)); nothing where the process was not started by systemd with Type=notify. */
export type ServiceManager = {
  ready(status: string): void;
  stopping(): void;
  /** Ends the watchdog's timer. */
  close(): void;
};

type Env = Readonly<Record<string, string | undefined>>;
type Deps = {
  readonly env: Env;
  readonly pid: number;
  /** Sends one datagram. Node has no AF_UNIX datagrams, so systemd's own tool carries it. */
  readonly send?: (state: readonly string[]) => void;
  /** False while the process lives but does no work; systemd then restarts it. */
  readonly isAlive: () => boolean;
};

const tellSystemd = (state: readonly string[]): void => {
  execFile("systemd-notify", [`--pid=${process.pid}`, ...state], () => undefined);
};

/** The watchdog is fed at half of the time that the unit allows, and only while work gets done. */
export function createServiceManager({ env, pid, send = tellSystemd, isAlive }: Deps): ServiceManager {
  const asked = env["NOTIFY_SOCKET"] !== undefined && env["NOTIFY_SOCKET"] !== "";
  const tell = (...state: string[]) => {
    if (asked) send(state);
  };
  const isOurs = env["WATCHDOG_PID"] === undefined || env["WATCHDOG_PID"] === String(pid);
  const everyMs = Number(env["WATCHDOG_USEC"] ?? 0) / 2000;
  const timer =
    asked && isOurs && everyMs > 0
      ? setInterval(() => {
          if (isAlive()) tell("WATCHDOG=1");
        }, everyMs)
      : undefined;
  timer?.unref();
  return {
    ready: (status) => tell("READY=1", `STATUS=${status}`),
    stopping: () => tell("STOPPING=1"),
    close: () => clearInterval(timer),
  };
}
