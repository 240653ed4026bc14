import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, chromium } from "playwright-core";

const CANDIDATES = [process.env["CHROMIUM"] ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
/** The Chromium of this machine; null where there is none. */
export const CHROMIUM: string | null = CANDIDATES.find((path) => path !== "" && existsSync(path)) ?? null;

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM ?? "",
    // Containers have no user namespaces; the pages are our own.
    args: ["--no-sandbox", "--disable-gpu"],
  });

/** The source of axe-core. It is handed to the page through the browser's own protocol, which a content security policy does not bind. */
export const AXE: string = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
