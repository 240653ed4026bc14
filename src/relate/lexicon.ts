const set = (words: string): ReadonlySet<string> => new Set(words.split(" "));
/** Words that carry no statement of their own: a copy may gain, lose or exchange them. */
export const FUNCTION_WORDS = set(
  "a an the of to in on at by for from with as and or but that this these those it its their his her they he she we you i is are was were be been being am do does did which who whom whose " +
    "what when where also then than so such very about into onto there here has have had having said says say saying s th st nd rd mr mrs ms per our your my own just",
);

export const NEGATIONS = set(
  "not no never none nor neither without cannot nothing nobody nowhere hardly scarcely longer non ain't " +
    "isn't aren't wasn't weren't don't doesn't didn't won't wouldn't can't couldn't shouldn't mustn't hasn't haven't hadn't " +
    "false untrue denies denied deny denying denial refuses refused refuse rejects rejected reject fails failed fail unable unlikely " +
    "nicht kein keine keinen keiner nie pas ni jamais aucun aucune sin ningún ninguna nunca non nessun nessuna mai não nenhum nenhuma 不 没 未 非 无 無 않 안 못 ない",
);

/** Modal verbs and what is nothing else. */
export const AUXILIARIES = set(
  "will shall must may might could can would should ought cannot all every each any some several many much few fewer only most mostly",
);
const MODAL_GROUPS = [
  "will shall",
  "must need needs require requires required obliged bound",
  "may might could can perhaps possibly maybe potentially theoretically perchance",
  "would should ought",
  "reportedly allegedly supposedly purportedly apparently ostensibly alleged rumoured rumored claimed",
  "considering considers consider weighing weighs mulling mulls exploring explores proposes proposed propose proposal plans planned planning plan intends expected expects likely aims seeks wants hopes",
];
export const MODALITY: ReadonlyMap<string, number> = new Map(
  MODAL_GROUPS.flatMap((words, i) => words.split(" ").map((word) => [word, i] as const)),
);

/** Words that widen or narrow a statement; those of one group may stand for each other. */
const SCOPE_GROUPS = [
  "exclusive exclusively sole solely only alone exclusivity",
  "all every each any entire entirely whole fully full wholly completely",
  "some several certain various",
  "most mostly largely majority",
  "many much",
  "few fewer little",
  "primary primarily main mainly chief chiefly principal preferred",
  "partly partially part partial",
  "nominally technically virtually practically effectively",
  "always invariably",
  "sometimes occasionally",
  "often frequently",
  "rarely seldom",
  "former formerly previously previous ex once erstwhile",
  "unless until except excluding excepting barring",
  "if provided subject conditional conditionally contingent",
  "temporary temporarily interim provisional provisionally",
  "permanent permanently perpetual forever indefinitely",
  "draft proposed preliminary",
  "limited capped",
  "unlimited uncapped",
  "almost nearly",
  "initially originally",
  "still remains remain remained stays stay stayed continues continue continued",
  "joint jointly shared",
  "direct directly",
  "minority",
];
export const SCOPE: ReadonlyMap<string, number> = new Map(
  SCOPE_GROUPS.flatMap((words, i) => words.split(" ").map((word) => [word, i] as const)),
);
/** Everyday fillers among them: they matter where one replaces another, not when merely added or dropped. */
const FILLERS = "all some many few still full fully whole direct directly joint always sometimes often rarely";
export const WEAK_SCOPE: ReadonlySet<number> = new Set(FILLERS.split(" ").map((word) => SCOPE.get(word) ?? -1));

/** A word that a rule here is about. */
export const isProtected = (word: string): boolean => NEGATIONS.has(word) || MODALITY.has(word) || SCOPE.has(word);

const ENDS_OR_CHANGES = set(
  "end ends ended ending cease ceases ceased stop stops stopped lose loses lost terminate terminates terminated abandon abandons abandoned expire expires expired halt halts halted " +
    "cancel cancels cancelled canceled scrap scraps scrapped revoke revokes revoked relinquish relinquishes relinquished surrender surrenders surrendered waive waives waived suspend suspends suspended " +
    "leave leaves left exit exits exited void quit quits broken " +
    "changed changes change altered alters alter amended amends amend different revised revises revise rewritten rewrites overhauled overhauls modified modifies replaced replaces renegotiated",
);
/** True for words by which one sentence can take back another: a negation, an ending, a change. */
export const takesBack = (word: string): boolean => NEGATIONS.has(word) || ENDS_OR_CHANGES.has(word);

/** Words by which one newsroom introduces what another printed: who said it to whom, what else there is. */
export const LEAD_INS = set(
  "told tell tells telling reporters reporter journalists journalist journalism newspaper newspapers paper agency agencies newsroom press news conference briefing statement interview interviews announced announcing " +
    "according added adds adding stated states noted notes wrote writes written post posted blog call earlier later meanwhile separately additionally moreover furthermore also addition other same time meantime however " +
    "speaking spoke asked article report reports reported media broadcaster television radio email release published issued today yesterday",
);

/** A word without its commonest endings, for comparing forms of one word. */
export function stem(word: string): string {
  const base = word.replace(/'s$/, "");
  if (/i(?:es|ed|ly)$/.test(base)) return base.replace(/i(?:es|ed|ly)$/, "y");
  for (const ending of ["ing", "ed", "es", "ly", "s", "e"]) {
    if (base.endsWith(ending) && base.length - ending.length >= 4) return base.slice(0, -ending.length);
  }
  return base;
}
