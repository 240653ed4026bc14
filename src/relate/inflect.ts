/** Forms of English words, for swapping one word for another in the same form. */
export type Form = "base" | "s" | "ed" | "en" | "ing";
export type Pos = "n" | "v" | "a" | "r";

// base, past, participle
const IRREGULAR = (
  "arise arose arisen,be was been,bear bore borne,beat beat beaten,become became become,begin began begun,bend bent bent,bet bet bet,bind bound bound,bite bit bitten,bleed bled bled,blow blew blown,break broke broken," +
  "breed bred bred,bring brought brought,build built built,burst burst burst,buy bought bought,cast cast cast,catch caught caught,choose chose chosen,cling clung clung,come came come,cost cost cost,creep crept crept," +
  "cut cut cut,deal dealt dealt,dig dug dug,do did done,draw drew drawn,drink drank drunk,drive drove driven,eat ate eaten,fall fell fallen,feed fed fed,feel felt felt,fight fought fought,find found found,flee fled fled," +
  "fly flew flown,forbid forbade forbidden,forget forgot forgotten,forgive forgave forgiven,freeze froze frozen,get got got,give gave given,go went gone,grind ground ground,grow grew grown,hang hung hung,have had had," +
  "hear heard heard,hide hid hidden,hit hit hit,hold held held,hurt hurt hurt,keep kept kept,know knew known,lay laid laid,lead led led,leave left left,lend lent lent,let let let,lie lay lain,light lit lit,lose lost lost," +
  "make made made,mean meant meant,meet met met,overcome overcame overcome,pay paid paid,put put put,quit quit quit,read read read,ride rode ridden,ring rang rung,rise rose risen,run ran run,say said said,see saw seen," +
  "seek sought sought,sell sold sold,send sent sent,set set set,shake shook shaken,shed shed shed,shine shone shone,shoot shot shot,show showed shown,shrink shrank shrunk,shut shut shut,sing sang sung,sink sank sunk," +
  "sit sat sat,sleep slept slept,slide slid slid,speak spoke spoken,spend spent spent,spin spun spun,split split split,spread spread spread,stand stood stood,steal stole stolen,stick stuck stuck,strike struck struck," +
  "strive strove striven,swear swore sworn,sweep swept swept,swim swam swum,swing swung swung,take took taken,teach taught taught,tear tore torn,tell told told,think thought thought,throw threw thrown," +
  "understand understood understood,undertake undertook undertaken,uphold upheld upheld,wake woke woken,wear wore worn,weave wove woven,win won won,wind wound wound,withdraw withdrew withdrawn,withhold withheld withheld,write wrote written"
)
  .split(",")
  .map((line) => line.split(" ") as [string, string, string]);
const PAST = new Map(IRREGULAR.map(([base, past, participle]) => [base, { ed: past, en: participle }]));
type Base = { readonly base: string; readonly form: Form };
const BASE = new Map<string, Base>();
for (const [base, past, participle] of IRREGULAR) BASE.set(participle, { base, form: "en" }).set(past, { base, form: "ed" });

const isDoubled = (base: string): boolean =>
  /^[^aeiou]*[aeiou][bdgklmnprt]$/.test(base) || /(?:^|[^aeiou])[aeiou](?:fer|mit|pel|cur|trol)$/.test(base);
const doubled = (base: string): string => (isDoubled(base) ? base + base.at(-1) : base);
const withS = (base: string): string => {
  if (/(?:s|x|z|ch|sh)$/.test(base)) return `${base}es`;
  return /[^aeiou]y$/.test(base) ? `${base.slice(0, -1)}ies` : `${base}s`;
};
const withEd = (base: string): string => {
  if (base.endsWith("e")) return `${base}d`;
  return /[^aeiou]y$/.test(base) ? `${base.slice(0, -1)}ied` : `${doubled(base)}ed`;
};
const withIng = (base: string): string => (/[^eoy]e$/.test(base) ? `${base.slice(0, -1)}ing` : `${doubled(base)}ing`);

export function inflected(base: string, form: Form): string {
  if (form === "base") return base;
  if (form === "s") return base === "have" ? "has" : base === "be" ? "is" : withS(base);
  if (form === "ing") return base === "lie" ? "lying" : withIng(base);
  return PAST.get(base)?.[form] ?? withEd(base);
}

const ENDINGS: readonly (readonly [string, Form])[] = [
  ["s", "s"],
  ["ed", "ed"],
  ["ing", "ing"],
];

function findBases(word: string): Base[] {
  const found: Base[] = [{ base: word, form: "base" }];
  const irregular = BASE.get(word);
  if (irregular !== undefined) found.push(irregular);
  for (const [ending, form] of ENDINGS) {
    if (!word.endsWith(ending)) continue;
    const root = word.slice(0, -ending.length);
    const single = root.replace(/(.)\1$/, "$1");
    const tries = [root, `${root}e`, single, root.replace(/i$/, "y"), root.replace(/ie$/, "y"), root.replace(/e$/, "")];
    for (const base of new Set(tries)) {
      // Travelled and traveled.
      const isBritish = base === single && base !== root && base.endsWith("l");
      if (base.length > 1 && (isBritish || inflected(base, form) === word)) found.push({ base, form });
    }
  }
  return found;
}

const REMEMBERED = 20_000;
const known = new Map<string, readonly Base[]>();
/** Every base whose form the word may be; whoever asks knows which of them are words. */
export function basesOf(word: string): readonly Base[] {
  let found = known.get(word);
  if (found === undefined) {
    if (known.size >= REMEMBERED) known.clear();
    found = findBases(word);
    known.set(word, found);
  }
  return found;
}
