import type { Channel } from "../channels/channel.ts";
import { messageOf } from "../domain/errors.ts";
import type { Config } from "./config.ts";
import { type Check, failed, ok, warning } from "./doctor-check.ts";
import { unreadFeeds } from "./unread-feeds.ts";

/** Watches that can read nothing or tell nobody, and feeds that nobody reads. */
export function watchChecks(config: Config): Check[] {
  const { watches, file } = config;
  return [
    ...watches.flatMap(({ file: where, watch, feeds: own }) => [
      ...(own.length === 0
        ? [
            warning(
              `watch ${watch.id}`,
              `reads no feed, so that it can never alert; name some under feeds: in ${where} (clausewatch feeds discover SITE finds them)`,
            ),
          ]
        : []),
      ...(watch.alerts.to.length === 0
        ? [warning(`watch ${watch.id}`, `tells nobody, since alerts.to is empty; name a channel there in ${where}`)]
        : []),
    ]),
    ...unreadFeeds(config).map((id) =>
      warning(`feed ${id}`, `is read by no watch; name it under feeds: of a watch, or take it out of ${file}`),
    ),
  ];
}

/** Makes each channel by itself, so that one that is set up wrongly hides no other, and asks it whether it would take a message. */
export async function channelChecks(
  config: Config,
  { createChannels, signal }: { createChannels: (config: Config) => ReadonlyMap<string, Channel>; signal: AbortSignal },
): Promise<Check[]> {
  const used = new Set([...config.watches.flatMap(({ watch }) => watch.alerts.to), ...config.operator.to]);
  const configured = Object.keys(config.channels).filter((name) => name !== "console" && config.channels[name as keyof Config["channels"]]);
  return Promise.all(
    configured.map(async (name): Promise<Check> => {
      const what = `channel ${name}`;
      try {
        const only = { console: {}, [name]: config.channels[name as keyof Config["channels"]] } as Config["channels"];
        const channel = createChannels({ ...config, channels: only }).get(name);
        try {
          const said = (await channel?.probe(signal)) ?? "";
          return used.has(name)
            ? ok(what, said)
            : warning(what, `${said}, but nobody is told by it; name it in alerts.to of a watch or in operator.to`);
        } finally {
          await channel?.close();
        }
      } catch (error) {
        return failed(what, messageOf(error).replace(`${what}: `, ""));
      }
    }),
  );
}
