import thesaurus from "../../models/thesaurus/thesaurus.json" with { type: "json" };
import { basesOf } from "./inflect.ts";

/** Words of one side against words of the other, in their base form. */
const OWN = `
increase raise rise grow up higher gain climb soar surge jump widen expand boost double upward advance|decrease cut lower fall drop shrink down decline reduce slump plunge dip halve narrow slash tumble sink dwindle downward ease
remain continue keep retain maintain stay hold preserve extend renew stand uphold intact persist|end cease stop lose terminate abandon expire halt cancel scrap revoke relinquish surrender waive suspend leave exit void quit break lapse withdraw
begin start launch open commence resume inaugurate|close shut finish end stop conclude complete
accept approve agree back support welcome favour favor endorse adopt embrace ratify|reject oppose refuse disagree block veto criticise criticize decline dismiss condemn resist object rebuff
allow permit free let entitle authorise authorize enable legalise legalize|forbid ban bar prohibit prevent restrict outlaw disallow hinder
confirm affirm reaffirm acknowledge admit concede|deny dispute contradict retract refute rebut
include contain cover comprise|exclude except omit lack
unchanged same identical unaffected unaltered constant|change alter amend different revise rewrite overhaul modify replace renegotiate
more greater larger bigger above over maximum best majority most|less fewer smaller below under minimum worst minority least
at up most|least; before earlier prior|after later following; buy acquire purchase|sell divest offload
win succeed pass victory|lose fail defeat; victory win triumph success|defeat loss failure
strong strengthen deepen firm powerful|weak weaken loosen strain feeble
true legal valid lawful right correct|false illegal invalid unlawful wrong incorrect untrue; join enter sign|leave withdraw quit
public open|private secret confidential; permanent lasting|temporary interim brief; stateless|stateful
internal domestic inside|external foreign outside abroad; mandatory compulsory binding obligatory|optional voluntary
together jointly|separately apart independently; open opened|closed shut; old ancient|new young modern recent; hot warm|cold cool
high tall|low short; long|short brief; early|late; first opening|last final closing
big large huge major great|small little tiny minor slight; heavy|light
fast quick rapid swift quickly rapidly|slow slowly gradual gradually; rich wealthy|poor; good|bad evil poor; better best|worse worst
easy simple|hard difficult complex complicated tough; safe secure|dangerous unsafe risky; healthy well|sick ill unwell
alive living|dead deceased; full|empty; wet rainy|dry; hard firm|soft; wide broad|narrow; deep|shallow; thick|thin; bright|dark dim dull
clean|dirty; clear|vague unclear cloudy obscure; near close|far distant; left|right; upper top|lower bottom; front|back rear
north northern|south southern; east eastern|west western; inner|outer
male man boy father son husband brother king|female woman girl mother daughter wife sister queen; love like|hate dislike
friend ally|enemy foe rival; peace|war; hope|despair fear; profit gain surplus|loss deficit; asset|liability debt
income revenue|expense cost; supply|demand; import|export; lend|borrow; give|take; send|receive; push|pull
build create construct|destroy demolish; make|break; repair fix mend|break damage; attack|defend; arrive come|depart go leave
ascend|descend; appear emerge|disappear vanish; arrest detain imprison jail|release free; hire employ appoint recruit|fire dismiss sack
appoint elect|remove depose; reward praise applaud|punish blame criticise criticize; guilty|innocent; convict|acquit
prosecution|defence defense; plaintiff|defendant; buyer|seller; winner|loser; teacher|student pupil; doctor|patient; employer|employee
majority|minority; optimist optimistic|pessimist pessimistic; cheap inexpensive|expensive costly dear
common frequent usual often frequently|rare unusual seldom rarely; always|never sometimes; everybody everyone everything|nobody nothing
present|absent; presence|absence; presence present current|past former; future|past; day|night; morning|evening; summer|winter
spring|autumn; sunrise dawn|sunset dusk; major|minor; senior|junior; superior|inferior; maximum|minimum; positive|negative
active|passive inactive; offensive|defensive; liberal|conservative; left-wing|right-wing; natural|artificial
real genuine authentic|fake false; original|copy; whole entire total complete|part half partial incomplete
complete finished|incomplete unfinished; partial|total complete full impartial; general|particular specific; abstract|concrete
theory theoretical|practice practical; cause|effect; question ask|answer reply; remember|forget; know|ignore; find discover|lose
hide conceal|show reveal disclose expose; reveal disclose|conceal hide; lock|unlock; tie|untie; load|unload; fold|unfold; freeze|melt thaw
heat|cool; fill|empty; wake|sleep; live survive|die perish; born|dead; laugh smile|cry weep; noisy loud|quiet silent
loudly|quietly silently softly; calm|stormy rough; rough|smooth; sharp|blunt dull; tight|loose; tighten|loosen relax
straight|crooked bent; brave courageous bold|cowardly timid; careful cautious|careless reckless; kind|cruel unkind; polite|rude
honest|dishonest; proud|ashamed humble; happy glad cheerful|sad unhappy; happily|sadly; fortunately luckily|unfortunately; lucky|unlucky
generous|mean stingy; wise clever intelligent|foolish stupid; beautiful pretty attractive|ugly; fresh|stale; raw|cooked; ripe|unripe
sweet|sour bitter; urban|rural; local|foreign global; national|international; military|civilian; professional|amateur; official|unofficial
formal|informal; direct|indirect; formally|informally; directly|indirectly; exact precise|approximate rough
exactly precisely|roughly approximately about; certain sure|uncertain doubtful unsure; certainly definitely|possibly perhaps
likely|unlikely; able|unable; possible|impossible; necessary|unnecessary; important|unimportant trivial
equal same identical|different unequal; similar alike|different dissimilar; simultaneously|successively; vertical|horizontal
fixed|variable flexible; rigid|flexible; stable|unstable volatile; constant|variable; single|double multiple married; singular|plural
odd|even; forward forwards|backward backwards back; ahead|behind; in inside indoors|out outside outdoors; indoor|outdoor; on|off
upstairs|downstairs; here|there; now|then; soon|late; yes|no; plus|minus; add|subtract remove; multiply|divide
unite merge combine|divide separate split; connect attach|disconnect detach; attach|detach; marry|divorce
obey comply|disobey defy violate; comply|violate breach; honour honor respect|breach violate break; respect|contempt disrespect
trust|distrust suspicion; believe|doubt disbelieve; credit|debit discredit; encourage|discourage; persuade|dissuade
help aid assist|hinder hamper; improve ameliorate recover|worsen deteriorate; recover|relapse; improvement recovery|decline deterioration
growth rise increase gain expansion|decline fall decrease drop reduction contraction loss shrinkage; inflation|deflation
advantage benefit|disadvantage drawback; strength|weakness; success|failure; beginning start opening|end finish closing; birth|death
arrival|departure; entrance entry|exit; acceptance approval|rejection refusal; permission|ban prohibition; freedom|slavery captivity
truth|lie falsehood; order|disorder chaos; knowledge|ignorance; wealth|poverty; wisdom|folly; courage|cowardice fear; height|depth
ceiling cap|floor; sky|earth; land|sea water; solid|liquid gas; liquid|solid; top|bottom; input|output; offence offense|defence defense
appreciate rise|depreciate fall; appreciation|depreciation; invest|divest; deposit|withdraw; spend|save earn; save|waste spend; earn|spend
accelerate|decelerate slow; lengthen|shorten; widen|narrow; enlarge|reduce shrink; inflate|deflate; exceed|fall; over|under
overestimate|underestimate; overpaid|underpaid; over-budget|under-budget; ally|enemy; advance|retreat; invade|withdraw; capture|release
guard|expose; protect|endanger expose; peaceful|violent hostile; friendly|hostile unfriendly; visible|invisible hidden
obvious|hidden obscure; known famous|unknown obscure; familiar|unfamiliar strange
normal ordinary usual|abnormal extraordinary unusual strange; ordinary|extraordinary special; special|ordinary general
interesting exciting|boring dull; comfortable|uncomfortable; convenient|inconvenient; pleasant|unpleasant; popular|unpopular
successful|unsuccessful; effective|ineffective; efficient|inefficient; sufficient enough|insufficient; adequate|inadequate
abundant plentiful|scarce; hungry|full; thirsty|sated; awake|asleep; fat|thin; tall|short; clockwise|counterclockwise anticlockwise
domestic home|foreign abroad overseas; home|away abroad; arrive|leave; stay remain|go leave move; sit|stand; stand|fall sit lie; walk|run
float|sink; catch|throw miss drop; hit|miss; pick|drop; lift raise|lower drop; rise|set; speak talk|listen; work|rest play; work|fail
war|peace; fact|fiction opinion; fiction|fact nonfiction; landlord owner|tenant; debtor|creditor; host|guest; parent|child
predecessor|successor; ancestor|descendant; leader|follower; officer|private; pro|con; affirmative|negative; clockwise|anticlockwise
sunny|cloudy; blame|credit praise; tension|calm; calmly|angrily; inhale|exhale; inward|outward; outward|inward; northward|southward
upstream|downstream; uphill|downhill; onshore|offshore; inbound|outbound; overt|covert; overtly|covertly; explicit|implicit
explicitly|implicitly; deliberate intentional|accidental; deliberately intentionally|accidentally; accidental|deliberate planned
sooner|later; sane|mad insane; sober|drunk; virgin|used; blunt|sharp; quit|stay; liberty|captivity; attack|defense defence
ceasefire truce|war fighting; nationalise nationalize|privatise privatize; centralise centralize|decentralise decentralize
regulate|deregulate; arm|disarm; mobilise mobilize|demobilise demobilize; tax|exempt; liable|exempt; absolve|blame; consent|dissent refuse
assent|dissent; unanimous|divided; united|divided; loyal|disloyal; faithful|unfaithful; biased|impartial fair; fair just|unfair unjust
lenient|strict severe harsh; strict|lenient lax; severe|mild; acute|chronic; benign|malignant; mature|immature; permanently|temporarily
initially|finally eventually; previously|subsequently; largely mainly mostly|slightly; completely entirely fully wholly|partly partially
heavily|lightly; highly|poorly; well|badly poorly; strongly|weakly; widely|narrowly; closely|loosely; sharply|slightly gently
steeply|gently; rather|hardly; almost nearly|hardly barely; too|either; forever|briefly temporarily
`;
function pairsOf(): Map<string, Set<string>> {
  const map = new Map<string, Set<string>>();
  const put = (a: string, b: string): void => {
    map.set(a, (map.get(a) ?? new Set()).add(b));
    map.set(b, (map.get(b) ?? new Set()).add(a));
  };
  for (const line of OWN.trim().split(/; |\n/)) {
    const [left, right] = line.split("|").map((side) => side.split(" ")) as [string[], string[]];
    for (const a of left) for (const b of right) if (a !== b) put(a, b);
  }
  for (const pair of thesaurus.opposites.split("|")) {
    const [a, b] = pair.split(" ");
    if (a !== undefined && b !== undefined) put(a, b);
  }
  return map;
}
const OPPOSITES = pairsOf();
/** The word and what it may be a form of; "strongly" is a form of "strong". */
function rootsOf(word: string): string[] {
  const roots = basesOf(word).map((one) => one.base);
  const adverb = /^(.{3,})ly$/.exec(word)?.[1];
  if (adverb !== undefined) roots.push(adverb, adverb.replace(/i$/, "y"), `${adverb}le`);
  const degree = /^(.{3,})(?:er|est)$/.exec(word)?.[1];
  if (degree !== undefined) roots.push(degree, `${degree}e`, degree.replace(/i$/, "y"), degree.replace(/(.)\1$/, "$1"));
  return roots;
}
const PREFIXES = ["un", "non", "in", "im", "ir", "il", "dis", "de", "mis", "anti", "ab", "under", "counter"];
const OPPOSED = [
  ["over", "under"],
  ["in", "ex"],
  ["in", "out"],
  ["up", "down"],
  ["pre", "post"],
  ["pro", "anti"],
  ["en", "dis"],
  ["ap", "de"],
  ["per", "dis"],
  ["homo", "hetero"],
  ["max", "min"],
  ["multi", "uni"],
  ["multi", "bi"],
  ["intra", "inter"],
  ["micro", "macro"],
  ["inter", "intra"],
] as const;
/** exclusive and nonexclusive, agree and disagree, hopeful and hopeless, upward and downward. */
function opposedByAffix(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length >= 3 && PREFIXES.some((prefix) => long === prefix + short)) return true;
  if (a.length < 5 || b.length < 5) return false;
  const swaps = (left: string, right: string): boolean =>
    a.startsWith(left) && b.startsWith(right) && a.slice(left.length) === b.slice(right.length);
  if (OPPOSED.some(([left, right]) => swaps(left, right) || swaps(right, left))) return true;
  return /ful(?:ly)?$/.test(a)
    ? b === a.replace(/ful(?=(?:ly)?$)/, "less")
    : /ful(?:ly)?$/.test(b) && a === b.replace(/ful(?=(?:ly)?$)/, "less");
}
export const areOpposite = (a: string, b: string): boolean => {
  if (opposedByAffix(a, b)) return true;
  const right = rootsOf(b);
  return rootsOf(a).some((one) => right.some((other) => OPPOSITES.get(one)?.has(other)));
};
/** A word that has an opposite here. */
export const hasOpposite = (word: string): boolean => rootsOf(word).some((one) => OPPOSITES.has(one));
