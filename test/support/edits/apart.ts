// Takes from the guard what it was taught from WordNet, so that WordNet can test it: node --import ./test/support/edits/apart.ts …
import { registerHooks } from "node:module";

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.endsWith("/thesaurus.json")) return loaded;
    return { ...loaded, source: JSON.stringify({ ...JSON.parse(String(loaded.source)), synonyms: "", opposites: "" }) };
  },
});
console.log("the guard without WordNet's synonyms and antonyms");
