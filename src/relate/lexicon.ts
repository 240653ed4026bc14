const set = (words: string): ReadonlySet<string> => new Set(words.split(" "));
/** Themes by word: positive for one pole, negative for the other. */
const poles = (pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, readonly number[]> => {
  const map = new Map<string, number[]>();
  pairs.forEach((pair, i) => {
    pair.forEach((words, pole) => {
      for (const word of words.split(" ")) map.set(word, [...(map.get(word) ?? []), pole === 0 ? i + 1 : -(i + 1)]);
    });
  });
  return map;
};

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

const MODAL_GROUPS = [
  "will shall",
  "must need needs require requires required obliged bound",
  "may might could can perhaps possibly maybe potentially",
  "would should ought",
  "reportedly allegedly supposedly purportedly apparently alleged rumoured rumored claimed",
  "considering considers consider weighing weighs mulling mulls exploring explores proposes proposed propose proposal plans planned planning plan intends expected expects likely aims seeks wants hopes",
];
export const MODALITY: ReadonlyMap<string, number> = new Map(
  MODAL_GROUPS.flatMap((words, i) => words.split(" ").map((word) => [word, i] as const)),
);

/** Words that widen or narrow a statement; those of one group may stand for each other. */
const SCOPE_GROUPS = [
  "exclusive exclusively sole solely only exclusivity",
  "all every each any entire entirely whole fully full wholly completely",
  "some several certain various",
  "most mostly largely majority",
  "many much",
  "few fewer little",
  "primary primarily main mainly chief chiefly principal preferred",
  "partly partially part partial",
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
const FILLERS = "all some many few still full fully whole direct directly joint";
export const WEAK_SCOPE: ReadonlySet<number> = new Set(FILLERS.split(" ").map((word) => SCOPE.get(word) ?? -1));

const ENDING =
  "end ends ended ending cease ceases ceased stop stops stopped lose loses lost terminate terminates terminated abandon abandons abandoned expire expires expired halt halts halted cancel cancels cancelled canceled scrap scraps scrapped revoke revokes revoked relinquish relinquishes relinquished surrender surrenders surrendered waive waives waived suspend suspends suspended leave leaves left exit exits exited void quit quits broken";
const CHANGING =
  "changed changes change altered alters alter amended amends amend different revised revises revise rewritten rewrites overhauled overhauls modified modifies replaced replaces renegotiated";
const ENDS_OR_CHANGES = set(`${ENDING} ${CHANGING}`);
const OPPOSITES = poles([
  [
    "increase increases increased increasing raise raises raised rise rises rose risen grow grows grew up higher gain gains gained",
    "decrease decreases decreased decreasing cut cuts lower lowers lowered fall falls fell fallen drop drops dropped shrink shrinks shrank down decline declines declined",
  ],
  [
    "remain remains remained continue continues continued keep keeps kept retain retains retained maintain maintains maintained stay stays stayed hold holds held preserve preserves preserved extend extends extended renew renews renewed stand stands uphold upholds upheld intact",
    ENDING,
  ],
  [
    "begin begins began begun start starts started launch launches launched open opens opened",
    "close closes closed shut shuts finish finishes finished end ends ended",
  ],
  [
    "accept accepts accepted approve approves approved agree agrees agreed back backs backed support supports supported welcome welcomes welcomed favour favor",
    "reject rejects rejected oppose opposes opposed refuse refuses refused disagree disagrees disagreed block blocks blocked veto vetoes vetoed criticise criticize criticises criticizes",
  ],
  [
    "allow allows allowed permit permits permitted free lets entitled authorise authorize authorises authorizes authorised authorized",
    "forbid forbids forbidden ban bans banned bar bars barred prohibit prohibits prohibited prevent prevents prevented restricted restricts barred",
  ],
  [
    "confirm confirms confirmed affirm affirms affirmed reaffirm reaffirms reaffirmed acknowledge acknowledges acknowledged",
    "deny denies denied dispute disputes disputed contradict contradicts contradicted retract retracts retracted",
  ],
  [
    "include includes included including contain contains contained cover covers covered",
    "exclude excludes excluded excluding omit omits omitted",
  ],
  ["unchanged same identical unaffected unaltered constant", CHANGING],
  ["more greater larger bigger above over maximum best majority most", "less fewer smaller below under minimum worst minority least"],
  ["before earlier prior", "after later following"],
  ["buy buys bought acquire acquires acquired", "sell sells sold divest divests divested"],
  ["win wins won succeed succeeds succeeded pass passes passed", "lose loses lost fail fails failed"],
  ["strong strengthen strengthens strengthened deepen deepens deepened", "weak weaken weakens weakened loosen loosens loosened strained"],
  ["true legal valid lawful", "false illegal invalid unlawful"],
  ["join joins joined enter enters entered", "leave leaves left withdraw withdraws withdrew withdrawn quit"],
  ["public publicly", "private privately secret secretly confidential"],
  ["permanent permanently", "temporary temporarily interim"],
  ["stateless", "stateful"],
  ["internal domestic", "external foreign"],
  ["mandatory compulsory binding", "optional voluntary"],
  ["together jointly", "separately apart independently"],
]);

export const areOpposite = (a: string, b: string): boolean =>
  oppositeByAffix(a, b) || (OPPOSITES.get(a) ?? []).some((theme) => OPPOSITES.get(b)?.includes(-theme));

/** True for words by which one sentence can take back another: a negation, an ending, a change. */
export const takesBack = (word: string): boolean => NEGATIONS.has(word) || ENDS_OR_CHANGES.has(word);

/** A word that a rule here is about. */
export const isProtected = (word: string): boolean => NEGATIONS.has(word) || MODALITY.has(word) || SCOPE.has(word) || OPPOSITES.has(word);

/** A word without its commonest endings, for comparing forms of one word. */
export function stem(word: string): string {
  const base = word.replace(/'s$/, "");
  if (base.endsWith("ies")) return `${base.slice(0, -3)}y`;
  for (const ending of ["ing", "ed", "es", "ly", "s", "e"]) {
    if (base.endsWith(ending) && base.length - ending.length >= 4) return base.slice(0, -ending.length);
  }
  return base;
}

/** Everyday exchanges of sub-editors, group by group, in any form of the words. None may turn a statement into another. */
const SYNONYM_GROUPS = [
  "said say stated told noted announced wrote declared explained reported added commented according",
  "company firm business corporation enterprise group",
  "deal agreement pact accord contract arrangement",
  "big large huge major substantial sizable considerable significant notable",
  "important key crucial vital significant critical essential central pivotal",
  "buy bought purchase purchased acquire acquired",
  "begin start commence began begun",
  "help aid assist support",
  "show demonstrate indicate reveal suggest",
  "quickly rapidly swiftly fast",
  "quick rapid swift fast",
  "also additionally moreover furthermore too likewise",
  "use utilise utilize employ used",
  "get obtain receive got gain",
  "give provide supply offer deliver gave given",
  "services offerings products",
  "partnership alliance collaboration relationship cooperation tie-up union",
  "partner ally",
  "customer client user consumer buyer",
  "statement announcement declaration notice release",
  "worldwide global globally international",
  "build create develop make produce built made",
  "job post position role",
  "staff employee worker personnel",
  "people person individual",
  "recent latest new fresh",
  "current present existing",
  "remain stay continue persist",
  "keep retain maintain preserve kept",
  "term condition provision",
  "work cooperate collaborate",
  "powerful strong robust sturdy",
  "roughly about approximately around",
  "city town",
  "rule regulation",
  "law legislation act statute",
  "want wish desire seek",
  "clear plain evident obvious apparent",
  "clarify explain spell",
  "emphasise emphasize stress underline underscore highlight",
  "reaffirm restate reiterate confirm affirm",
  "change alter modify amend",
  "unchanged unaltered intact unaffected same",
  "need require",
  "allow permit let enable",
  "include contain comprise encompass cover",
  "goal aim objective target",
  "plan scheme programme program",
  "area field domain sector",
  "money funds capital cash funding",
  "worry concern fear",
  "question query doubt",
  "answer reply response",
  "part portion share",
  "way manner method",
  "difficult hard tough challenging",
  "issue problem matter",
  "investor shareholder backer",
  "infrastructure facilities systems",
  "technology tech",
  "research study",
  "advance further promote foster",
  "broad wide extensive",
  "broadly widely extensively",
  "ongoing lasting continuing enduring",
  "commitment dedication pledge devotion",
  "committed dedicated devoted",
  "access entry",
  "detail particular specifics",
  "publish issue release published issued",
  "happen occur",
  "end conclude finish",
  "speak talk",
  "talks negotiations discussions",
  "choose select pick chose chosen",
  "expand extend grow widen broaden",
  "ensure guarantee secure",
  "market marketplace",
  "several various multiple numerous",
  "country nation state",
  "leader head chief boss",
  "meeting gathering session",
];
const SYNONYMS: ReadonlyMap<string, ReadonlySet<number>> = (() => {
  const map = new Map<string, Set<number>>();
  SYNONYM_GROUPS.forEach((words, i) => {
    for (const word of words.split(" ")) for (const form of [word, stem(word)]) map.set(form, (map.get(form) ?? new Set()).add(i));
  });
  return map;
})();
export function areSynonyms(a: string, b: string): boolean {
  const groupsOf = (word: string): number[] => [...(SYNONYMS.get(word) ?? []), ...(SYNONYMS.get(stem(word)) ?? [])];
  const groups = new Set(groupsOf(a));
  return groupsOf(b).some((group) => groups.has(group));
}

const AFFIXES = ["un", "non", "in", "im", "ir", "il", "dis", "de", "mis", "anti"];
/** exclusive and nonexclusive, approved and disapproved, stateful and stateless. */
function oppositeByAffix(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length >= 3 && AFFIXES.some((affix) => long === affix + short)) return true;
  return (/ful$/.test(a) && b === a.replace(/ful$/, "less")) || (/ful$/.test(b) && a === b.replace(/ful$/, "less"));
}
