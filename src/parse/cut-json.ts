const [SPACE, QUOTE, COMMA, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [32, 34, 44, 92, 123, 125, 91, 93];

/** Where a string that opens at `start` ends: behind its closing quotation mark, or at the end of the text. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at + 1;
  }
  return text.length;
}

/** JSON without the commas that templates leave behind the last element of a list. */
export function withoutLastCommas(text: string): string {
  let kept = "";
  let from = 0;
  /** The last comma, while only white space has followed it. */
  let comma = -1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code <= SPACE) continue;
    if (comma >= 0 && (code === CLOSE_BRACE || code === CLOSE_BRACKET)) {
      kept += text.slice(from, comma);
      from = comma + 1;
    }
    comma = code === COMMA ? at : -1;
    if (code === QUOTE) at = endOfString(text, at) - 1;
  }
  return kept + text.slice(from);
}

/**
 * What a JSON object that breaks off still says up to the last whole element of its array `name`, closed again; one with something behind its end
 * loses that. Null where the object ends before that array begins. An element that the end cuts off is left out, since half a text could say
 * the opposite of the whole.
 */
export function closeCutJson(text: string, name: string): string | null {
  let depth = 0;
  /** The last string beside the object's own members: a name, where a value follows. */
  let said = "";
  let isInside = false;
  let whole: number | null = null;
  for (let at = text.indexOf("{"); at >= 0 && at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(text, at);
      if (depth === 1) said = text.slice(at + 1, end - 1);
      at = end - 1;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1;
      if (depth !== 2 || code !== OPEN_BRACKET || said !== name) continue;
      isInside = true;
      whole = at + 1;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      depth -= 1;
      if (depth === 0) return text.slice(0, at + 1);
      if (isInside && depth === 2) whole = at + 1;
      if (depth === 1) isInside = false;
    }
  }
  return whole === null ? null : `${text.slice(0, whole)}]}`;
}
