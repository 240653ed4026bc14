/**
 * Words that tell how a sentence speaks of a term. Plain English, no subject. Every pattern is run on one folded sentence of at most 600 units,
 * and its gaps are counted, so its time is bounded.
 */

const any = (...alternatives: readonly string[]): RegExp => new RegExp(`(?<![\\w-])(?:${alternatives.join("|")})(?![\\w])`, "i");
/** The same, for finding every place. Never used with test(), which would remember where it was. */
const all = (...alternatives: readonly string[]): RegExp => new RegExp(any(...alternatives), "gi");
/** Up to n words in between. */
const gap = (n: number): string => `(?:[^\\w.;]+[\\w'-]+){0,${n}}?[^\\w.;]+`;

const NEGATOR = "(?:not|never|nothing|neither|none|nor|no(?! longer)|without|hardly|\\w+n't)";
const ALTER = "(?:chang|alter|affect|amend|modif|revis|rewrit|reopen|renegotiat|impact|touch|budg|dilut|mov|shift|replac)\\w*";

/**
 * Phrases that hold a word of negation or of change and mean neither: "without each other", "nobody may sail without", "no fewer than", "falls under".
 * They are blanked, unit for unit, before a stretch is read.
 */
const IDIOMS = all(
  "without (?:each other|one another|the others?)",
  `(?:nobody|no one|no (?!longer)\\w+)${gap(8)}without`,
  "(?:no|not|nothing|never) (?:fewer than|less than|later than|more than|earlier than|only|just|merely|alone|least|doubt|matter|surprise|wonder)",
  "whether or not",
  "(?:would|did|does|will|do|could|has|have|had) not (?:immediately |yet )?(?:comment|respond|repl(?:y|ied)|elaborat(?:e|ed)|answer(?:ed)?|return(?:ed)?|say|said)",
  "extend(?:s|ed|ing)? (?:(?:also|even|only|as far as|both) )?(?:to|across|over|beyond)(?! (?:\\d|(?:the )?end|january|february|march|april|may|june|july|august|september|october|november|december))",
  "(?:falls?|fell|falling) (?:under|within|outside|into|on|upon|due|short)",
  "rais(?:e|es|ed|ing) (?:an? |the |some |new |fresh |fair )*(?:questions?|doubts?|concerns?|issues?|hopes|eyebrows|money|capital|funds)",
  "(?:begins?|starts?|began|started|ends?|opens?|opened|closes?) (?:with|by)",
  "(?:its|their|the|a) (?:own )?cut (?:of|from)",
  "at the end of",
);
export const withoutIdioms = (folded: string): string => folded.replace(IDIOMS, (found) => " ".repeat(found.length));

/** The term is said to stand as it is. */
export const NO_CHANGE = any(
  `${NEGATOR}(?:[^\\w.;,]+[\\w'-]+){0,6}?[^\\w.;,]+${ALTER}`,
  "(?:un(?:changed|altered|affected|touched|modified|amended)|intact|as (?:before|hitherto|agreed)|status quo|business as usual|no changes?)",
  "(?:still (?:holds?|stands?|applies|apply|in force)|in (?:full )?force|in place|is here to stay|not (?:an? )?alteration)",
  "(?:as|what|where|how) (?:it|they|things|that|those|matters) (?:is|are|was|were|stood|stands?|ha(?:s|ve|d) (?:always )?been|always (?:was|were|has|have))",
  "(?:(?:is|are|was|were) |just |exactly |very |one and )the same(?: (?:as|one|ones|too)| ever| before|(?=[.,;]|$))",
);

export const KEEP = any(
  "(?:remain|stay|continu|persist|retain|maintain|uphold|reaffirm|reiterat|honou?r|preserv)(?:s|es|ed|ing|e)?",
  "(?:keep|keeps|keeping|kept|upheld|holds|holding|stands|still|go(?:es|ing)? on|went on|carr(?:y|ies|ied|ying) on|sticks? (?:to|with)|stuck (?:to|with)|as (?:ever|always)|always)",
);

/** Said again by somebody who should know; what is confirmed may be anything, the end of a term included. */
export const CONFIRMS = any("confirm(?:s|ed|ing)?");

export const EXCLUSIVE = any("(?:exclusiv\\w+|sole|solely|only|monopoly|nowhere else|no one else|nobody else|no other|alone|none but)");

/** An exclusive position is said not to be one, whatever the tense. */
export const NOT_EXCLUSIVE = any(
  "(?:non|un|semi)-?exclusiv\\w*",
  `(?:not|never|isn't|aren't|wasn't|hardly|neither)${gap(3)}(?:exclusiv\\w*|the (?:sole|only)|a monopoly)`,
  "(?:without|no) (?:any )?exclusiv\\w*",
  "(?:another|a second|second|a rival|additional) (?:provider|supplier|partner|licensee|vendor|host|operator|distributor|platform|source)",
);

/** Such a position is said to have ended. */
export const ENDS_EXCLUSIVE = any(
  `no longer${gap(6)}(?:exclusiv\\w*|sole|solely|only|monopoly|alone|limited|bound|restricted|tied)`,
  `(?:los[et]s?|losing|lost|ends?|ended|ending|drop(?:s|ped|ping)?|gives? up|gave up|waiv(?:es?|ed|ing)|surrender(?:s|ed)?|scrap(?:s|ped)?|break(?:s|ing)?|broke|lift(?:s|ed)?|strip(?:s|ped)?|abandon(?:s|ed)?|forgo(?:es)?|relinquish(?:es|ed)?)${gap(6)}(?:exclusiv\\w*|monopoly|sole \\w+|lock|grip)`,
  `(?:exclusiv\\w*|monopoly|lock|grip)${gap(4)}(?:ends?|ended|is over|over|gone|lapses?|lapsed|expires?|expired|dropped|scrapped|lifted|waived|broken|falls?|fell)`,
  `free(?:d|s)? to${gap(4)}(?:any|other|others|rivals?|elsewhere|whichever|whomever|competitors?)`,
);

/** Others are let in. Weak: a sentence may say so of something beside the term. */
export const OPENS = any(
  `(?:on|to|through|with|via|from|across) (?:any|every|all|several|multiple|rival|competing|various) (?:other )?(?:\\w+ )?(?:clouds?|providers?|platforms?|suppliers?|services?|apps?|partners?|vendors?|broadcasters?|operators?|carriers?|stores?|shops?|retailers?|compan(?:y|ies)|channels?|networks?)`,
);

export const NO_LONGER = any(
  "(?:no longer|not any ?more|n't any longer|until now|till now|up to now|(?<!as )hitherto|ceas(?:es|ed|ing)|stop(?:s|ped|ping)|(?:will|would|to) (?:stop|cease|quit)|(?:comes?|came|coming) to an end)",
  "(?:is|are|was|remains?|lies?|stays?|has been|have been) (?:now |all |all but )?(?:gone|broken|void|dead|defunct|dissolved|in tatters|over(?=[.,;:!]|$| (?:after|as|now|and|from|for good)))",
);

/** The end of something is told: what ends stands after it. */
export const END_OF = any(
  "(?:confirm|announc|mark|spell|declar|proclaim|herald|mean|bring|put)(?:s|es|ed|ing|ting)? (?:about )?(?:the|an) (?:\\w+ )?end (?:of|to|for)",
);

/** Something leaves its place or yields it: what leaves stands before it. */
export const DEPARTS = any(
  "(?:(?:gives?|gave|given|giving) way to|(?:makes?|made|making) way for|(?:draws?|drew|drawn|drawing) to (?:a close|an end))",
  "(?:mov(?:e|es|ed|ing)|go|goes|gone|went|going|slips?|disappears?|disappeared|vanish(?:es|ed)?) (?:off|behind|away from|out of)",
);

/** What a term with an end of its own does in the end. */
export const COMES_TO_AN_END = any("(?:comes?|came|coming) to an end");

/** A verb that makes an agreement other than it was. */
export const CHANGE = any(
  "(?:chang|amend|revis|renegotiat|restructur|replac|remov|delet|abolish|scrap|terminat|cancel|withdr[ae]w|suspend|rescind|repeal|revok|overhaul|overturn|supersed|relax|loosen|eas|abandon|relinquish|surrender|discontinu|retir|slash|trim|annul|void|dissolv)(?:e|es|ed|s|ing|ped|ping|n|led|ling)?",
  "(?:struck out|handed back|hands back|watered down|bought out|phased out|phases out|wound down|winds down|shav(?:es|ed) off|sworn off|ditch(?:es|ed)|axes|axed|bans|banned|releas(?:es|ed) from|freed (?:from|to)|carv(?:es|ed) out|from now on)",
  "(?:rewr(?:ite|ites|ote|itten)|drop(?:s|ped|ping)?|end(?:s|ed|ing)?(?!-)|cut(?:s|ting)?|rais(?:e|es|ed|ing)|increas(?:e|es|ed|ing)|lower(?:s|ed|ing)?|reduc(?:e|es|ed|ing)|halv(?:e|es|ed|ing)|doubl(?:e|es|ed|ing)|tripl(?:e|es|ed|ing)|extend(?:s|ed|ing)?|prolong(?:s|ed)?|shorten(?:s|ed|ing)?|postpon(?:e|es|ed|ing)|delay(?:s|ed|ing)?|defer(?:s|red)?|push(?:es|ed) back|brought forward|moved? (?:to|from|back|forward)|mov(?:es|ing) (?:to|from|back)|switch(?:es|ed|ing)?|transfer(?:s|red)?|waiv(?:e|es|ed|ing)|lift(?:s|ed|ing)?|closes|closed down|shut(?:s|ting)?|tears? up|tore up|torn up|rips? up|gives? up|gave up|given up|walk(?:s|ed)? away|pull(?:s|ed)? out|quit(?:s)?|called off|breaks? with|los(?:e|es|ing|t)|gains?|gained|climb(?:s|ed)?|rises?|rose|falls?|fell|instead|in place of|rather than|rejected|widen(?:s|ed)?|expand(?:s|ed)?|narrow(?:s|ed)?|shrink(?:s)?|cap(?:s|ped)|allow(?:s|ed)|open(?:s|ed) up|opens|opened)",
);

/** Among them the verbs that move a figure: they change a term that has one, and tell nothing of the others ("revenue rose"). */
export const MEASURES =
  /^(?:rais|increas|lower|reduc|halv|doubl|tripl|gain|climb|ris|rose|fall|fell|widen|expand|narrow|shrink|cut|slash|trim|los)/i;

/** The same, for finding every place. */
export const CHANGES = new RegExp(CHANGE, "gi");

/** What goes on does so on new conditions: "payments continue, now under a cap". */
export const NEW_CONDITION = any(
  "now (?:under|subject to|capped|limited|only|with an?|without|against|in exchange)",
  "(?:but|though|although|yet|albeit) (?:now |only |henceforth )?(?:under an?|subject to|capped at|limited to|with an? (?:\\w+ )?(?:cap|ceiling|limit))",
);

/** An exception: what held throughout holds in part. */
export const EXCEPTION = any("(?:unless|except (?:where|when|if|for|that|in)|with the exception of|save for|only if)");

/** A place in a row, where it used to be the only one. */
export const RANKED = any("(?:first|primar(?:y|ily)|mainly|preferably|by default|preferred|as a rule|usually|normally)");

/** The plain opposite of unchanged. */
export const CHANGED = any("(?:changed|altered|amended|modified|revised|rewritten|redefined|renegotiated|broken|dropped|redrawn)");

/** A present or coming state of things, told against an earlier one. */
export const NOW = any(
  "(?:now|from now on|from today|as from|henceforth|as of|becom(?:e|es|ing)|became|for the first time|at last|effective|starting|from (?:next|this|monday|tuesday|wednesday|thursday|friday|\\d|january|february|march|april|may|june|july|august|september|october|november|december)|newly|under (?:the|a) (?:new|amended|revised))",
);

export const HEDGE = all(
  "(?:(?<!(?:in|since|by|of|until|on|from|last|next|this|\\d) )may(?! \\d| no(?:t| longer)| now| from| as of| also| still| again)|might|could|perhaps|possibly|maybe|likely|reportedly|allegedly|apparently|supposedly|potentially|provisional(?:ly)?|tentative(?:ly)?|conditional(?:ly)?|purportedly)",
  "(?:is|are|was|were) (?:said|believed|thought|understood|rumou?red|expected|set|due|poised|looking|trying|considering|weighing|mulling|exploring|negotiating|discussing|asking|seeking|pressing|pushing|about) (?:to|for|an?|the|whether|\\w+ing)",
  "(?:in (?:\\w+ )?(?:talks|negotiations|discussions)|talks (?:on|over|about|to|with|between)|negotiat(?:e|es|ing|ions?|ors?)|consider(?:s|ing)|weigh(?:s|ing)|mull(?:s|ing)|explor(?:es?|ing)|discuss(?:es|ed|ing)?|sound(?:s|ed|ing) out|eye(?:s|ing)|float(?:s|ed|ing)|ponder(?:s|ing))",
  "(?:propos(?:e|es|ed|ing|als?)|draft(?:s|ed)?|plan(?:s|ned|ning)? (?:to|for)|wants?|wanted|want to|seek(?:s|ing)?|sought|ask(?:s|ed|ing)?|urg(?:e|es|ed|ing)|demand(?:s|ed|ing)?|call(?:s|ed|ing)? (?:for|on)|request(?:s|ed|ing)?|lobb(?:y|ies|ied|ying)|push(?:es|ed|ing)? for|press(?:es|ed|ing)? for|hop(?:e|es|ed|ing) (?:to|for)|threat(?:en|ens|ened|ening)?|intends?|aims? to|recommend(?:s|ed)?|suggest(?:s|ed|ing)?)",
  "(?:claims?|claimed|alleg(?:e|es|ed|ing)|accus(?:e|es|ed|ing)|su(?:es|ed|ing)|lawsuit|complaint|subject to|if (?:approved|adopted|signed)|preliminary|in principle|not (?:yet )?final|close to (?:a|an|ending)|should|hint(?:s|ed)?|signal(?:s|led)?|in doubt|at risk|unclear|whether|option|fear(?:s|ed)?|worr(?:y|ies|ied)|warn(?:s|ed)?|motion|consultation|bill|probe|investigat\\w*|review(?:s|ing)?|tabled?|vot(?:es?|ing) on)",
);

/** The whole sentence rests on talk: who says so stands in another clause than what is said. */
export const HEARSAY = any(
  "(?:reportedly|allegedly|rumou?r\\w*|speculat\\w*|gossip|whispers?|leak(?:s|ed)?|sources?|insiders?|(?:people|persons?|someone|officials) (?:familiar|close|with knowledge|briefed)|unconfirmed|according to (?:\\w+ )?(?:people|persons)|tipsters?|hearsay|is said|are said)",
);

/** A report is turned down: what it says of change is denied. */
export const DENIAL = any(
  "(?:den(?:y|ies|ied|ying|ial)|dismiss(?:es|ed|ing)?|reject(?:s|ed|ing) (?:a |the |any |all )?(?:\\w+ )?(?:report|claim|suggestion|rumou?r|speculation|talk|idea)s?|refut(?:e|es|ed)|rebut(?:s|ted)?|debunk(?:s|ed)?|quash(?:es|ed)?|rul(?:es|ed|ing) out|untrue|not true|false|inaccurate|incorrect|mistaken|no truth|nonsense|no plans?|no intention|no talks|hoax|misread|misreport(?:ed|s)?|retract(?:s|ed)?|correct(?:ion|s|ed))",
  "(?:despite|contrary to|notwithstanding|regardless of|in spite of|dispels?|put(?:s)? to rest)(?: \\w+){0,4}? (?:report|claim|rumou?r|speculation|talk|suggestion|headline|announcement|doubt|fear)s?",
);

/** Told as what once was. */
export const HISTORY = any(
  "had (?:been|\\w+ed|held|given|kept|been)",
  "(?:previously|formerly|once|used to|originally|at the time|back then|in those days|earlier agreement|old (?:deal|contract|terms|agreement|pact)|years ago|last (?:year|decade)|historically|anniversary)",
);

/** A view or a wish, not a fact. */
export const OPINION = any(
  "(?:i (?:think|believe|bet|reckon|hope|guess|suspect|wish)|in my (?:view|opinion)|imo|opinion|critics|imagine|ought to|arguably|should (?:have|be)|if i were)",
);

/** What would be, on a condition. */
export const CONDITION = any("(?:if(?! anything| not)|unless|were to(?! be \\w+(?:ed|en|wn|ld|lt))|in case|provided that|in the event)");

/** A right to change an agreement is no change of it. */
export const ENTITLES = any("(?:right|option|power|entitled|allowed|permitted) to");

/** A clause that grants something beside the point of the sentence. */
export const CONCEDES =
  /^\W*(?:and |but )?(?:even (?:if|when|as|though|where|with)|while|although|though|despite|regardless|whatever|notwithstanding)\b[^,]*$/i;

export const NEGATED = any(NEGATOR, "(?:cannot|can not|barred|banned|prohibited|forbidden|refus(?:es|ed)|lacks?|excluded|free of|exempt)");

/** Permission given. */
export const PERMITS = any(
  "(?:may|can|free to|allowed|flexib\\w+|permitted|able to|entitled|independen\\w+|allows?|permits?|permitting|freedom)",
);

/** Permission refused. */
export const FORBIDS = any(
  "(?:cannot|can't|can not|may not|must not|may no longer|can no longer|not (?:be )?(?:free|allowed|able|permitted|entitled)|barred|banned|prohibited|forbidden|precluded)",
);

/** Steadiness as a term of its own: that something is not changed. */
export const STEADY = any("(?:unchanged|unaltered|intact|remains?|continues?|stays?|same)");

/** Said of something that is to stay as it is, this restates it. */
export const SAME = any("(?:same|so (?:is|are|do|does))");

/** Words that stand for the parties of the sentence before. */
export const REFERS = any(
  "(?:it|its|they|them|their|we|us|our|both|neither|each|the (?:two|pair|partners?|company|companies|parties|sides|firms?|groups?))",
);

/** What was agreed is not told: a change of the agreement without a readable term. */
export const UNTOLD = any(
  `${NEGATOR}(?:[^\\w.;]+[\\w'-]+){0,4}?[^\\w.;]+(?:disclos|reveal|publish|releas|public|say|said|tell|told|specif|detail|particular|elaborat|explain|comment|answer|giv|gave|shar|discuss)\\w*`,
  "(?:declin|refus)(?:e|es|ed|ing) to (?:\\w+ ){0,2}?(?:say|disclose|reveal|give|elaborate|comment|discuss|explain|detail|go into|specify|share)",
  "(?:confidential|secret|redacted|undisclosed|unpublished|withheld|under (?:wraps|seal|lock and key)|kept (?:back|private|quiet))",
  "(?:details?|particulars|specifics|contents|text|terms|wording) (?:\\w+ ){0,4}?(?:(?:to|will|would) (?:be (?:published|announced|disclosed|released|made public|presented)|follow|come)|later|in due course)",
);

/** Nouns for the agreement as a whole, and verbs that change one. */
export const AGREEMENT = any(
  "(?:agreement|deal|pact|contract|accord|treaty|partnership|alliance|arrangement|terms|licen[cs]e|settlement|covenant|protocol|memorandum)s?",
);
export const AMENDS = any(
  "(?:amend|modif|revis|renegotiat|restructur|rewrit|overhaul|terminat|cancel|scrap|rescind|revok|replac|dissolv|redraw|rework|loosen|recast|redraft|revamp)(?:e|es|ed|s|ing|ped|ping|ten|n|led|y|ies|ied)?",
  "(?:rewrote|amendment|new (?:terms|deal|agreement|contract|pact|arrangement|chapter)|tears? up|tore up|torn up|rips? up|calls? off|called off|walk(?:s|ed)? away from|pull(?:s|ed)? out of|(?:chang|alter)(?:e|es|s|ed|ing)?(?: \\w+| \\w+'s?){0,3} (?:terms|deals?|agreements?|contracts?|pacts?)|ends? (?:its|their|the) (?:deal|agreement|contract|pact|partnership|alliance))",
);
