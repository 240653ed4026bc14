type Rule = { readonly allow: boolean; readonly length: number; readonly parts: readonly string[]; readonly anchored: boolean };

/**
 * The rules of a robots.txt for one robot (RFC 9309 §2.2): those of all groups that name its product token, else those for everybody.
 * Returns whether a path with its query may be fetched. Time and memory stay linear in the text, since any site may write anything here.
 */
export function parseRobotsRules(text: string, productToken: string): (path: string) => boolean {
  const own: Rule[] = [];
  const everybody: Rule[] = [];
  let named = false;
  let inOwn = false;
  let inEverybody = false;
  let agentsMayFollow = false;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const [, key = "", value = ""] = /^([^:#]+):([^#]*)/.exec(line) ?? [];
    switch (key.trim().toLowerCase()) {
      case "user-agent": {
        if (!agentsMayFollow) inOwn = inEverybody = false;
        agentsMayFollow = true;
        const agent = value.trim().toLowerCase().split(/[\s/]/, 1)[0];
        if (agent === "*") inEverybody = true;
        if (agent === productToken.toLowerCase()) named = inOwn = true;
        break;
      }
      case "allow":
      case "disallow": {
        agentsMayFollow = false;
        const rule = ruleOf(value.trim(), key.trim().toLowerCase() === "allow");
        if (rule !== null && inOwn) own.push(rule);
        if (rule !== null && inEverybody) everybody.push(rule);
        break;
      }
      // A Sitemap line stands outside the groups, and other text is noise (§2.2.4).
      case "sitemap":
      case "":
        break;
      // Crawl-delay and the like are part of a group, so that the next User-agent line starts another.
      default:
        agentsMayFollow = false;
    }
  }
  // The longest pattern decides, and Allow wins where two are as long (§2.2.2).
  const rules = (named ? own : everybody).sort((a, b) => b.length - a.length || Number(b.allow) - Number(a.allow));
  return (path) => {
    const normal = normalise(path);
    return rules.find((rule) => matches(rule, normal))?.allow ?? true;
  };
}

function ruleOf(value: string, allow: boolean): Rule | null {
  if (value === "") return null;
  const anchored = value.endsWith("$");
  const pattern = normalise(anchored ? value.slice(0, -1) : value);
  return { allow, length: pattern.length + Number(anchored), parts: pattern.split(/\*+/), anchored };
}

/** Each part is looked for behind the one before; taking its first place never loses a match, because only the order counts. */
function matches({ parts, anchored }: Rule, path: string): boolean {
  const [first = "", ...others] = parts;
  const last = anchored ? others.pop() : undefined;
  if (!path.startsWith(first)) return false;
  let at = first.length;
  for (const part of others) {
    const found = path.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  if (!anchored) return true;
  return last === undefined ? at === path.length : path.endsWith(last) && path.length - last.length >= at;
}

/** §2.2.2: bytes beyond ASCII are compared percent-encoded, percent-encoded unreserved characters as themselves. */
function normalise(text: string): string {
  return text
    .replace(/%[0-9a-f]{2}/gi, (code) => {
      const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
      return /[\w.~-]/.test(character) ? character : code.toUpperCase();
    })
    .replace(/[^\x00-\x7f]+/g, (run) => encodeURIComponent(run.toWellFormed()));
}
