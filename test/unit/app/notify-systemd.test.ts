import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createServiceManager } from "../../../src/app/notify-systemd.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const started = (env: Record<string, string>, isAlive = () => true) => {
  const sent: string[] = [];
  return { sent, manager: createServiceManager({ env, pid: 7, send: (state) => sent.push(state.join(" ")), isAlive }) };
};

test("systemd hears when the daemon is ready, that it lives at half of the watchdog's time, and that it stops", () => {
  const { sent, manager } = started({ NOTIFY_SOCKET: "/run/n", WATCHDOG_USEC: "60000000", WATCHDOG_PID: "7" });
  manager.ready("1 watch");
  vi.advanceTimersByTime(65_000);
  manager.stopping();
  manager.close();
  vi.advanceTimersByTime(120_000);
  expect(sent).toEqual(["READY=1 STATUS=1 watch", "WATCHDOG=1", "WATCHDOG=1", "STOPPING=1"]);
});

test("a daemon that lives and does no work does not feed the watchdog", () => {
  const { sent } = started({ NOTIFY_SOCKET: "/run/n", WATCHDOG_USEC: "60000000" }, () => false);
  vi.advanceTimersByTime(300_000);
  expect(sent).toEqual([]);
});

test("a process that systemd did not start, or not with this watchdog, says nothing of it", () => {
  const { sent, manager } = started({ WATCHDOG_USEC: "1000000" });
  manager.ready("x");
  const other = started({ NOTIFY_SOCKET: "/run/n", WATCHDOG_USEC: "1000000", WATCHDOG_PID: "8" });
  vi.advanceTimersByTime(10_000);
  expect([sent, other.sent]).toEqual([[], []]);
});
