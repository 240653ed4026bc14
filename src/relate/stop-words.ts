/** Words that say nothing about which event a text reports; the larger European languages, as their outlets cover foreign agreements too. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    "a about above after again against all also am among an and any are aren't as at be because been before being below between both but by can can't cannot could couldn't did didn't do does " +
    "doesn't doing don't down during each even every few for from further get gets had has hasn't have haven't having he her here hers him his how however i if in into is isn't it it's its " +
    "itself just last least less like made make many may me might more most much must my new no nor not now of off on once one only or other others our out over own per said same say " +
    "saying says she should since so some such take than that that's the their them then there these they this those though through to too toward towards two under until up upon us very via " +
    "was wasn't way we well were what when where whether which while who whom whose why will with within without won't would yet you your year years " +
    "mr mrs ms told week weeks day days month months people time times according added today yesterday monday tuesday wednesday thursday friday saturday sunday first company companies " +
    // Spanish, Portuguese, Italian, French
    "al ante como con contra cual cuando de del desde donde dos el ella ellos en entre era es esa ese esta este esto fue ha han hasta hay la las le les lo los mas más muy nos o para pero por " +
    "porque que qué se según ser si sin sobre su sus también tras un una uno y ya ao aos as com da das do dos e é em era foi isso mais mas na nas não no nos num ou para pela pelo " +
    "por quando que se sem ser seu seus sua suas também um uma che chi ci come con cui dal dalla degli dei del della delle di è ed fra gli il in la le lo ma nel nella non o per più quando " +
    "questa questo se si sono su sul sulla tra un una au aux avec ce ces cette dans de des du elle elles en est et eux il ils je la le les leur leurs lui mais ne nous on ont ou où par pas plus " +
    "pour qu que qui sa sans se ses son sont sur un une vous été " +
    // German, Dutch
    "aber als am an auch auf aus bei bis das dass dem den der des die durch ein eine einem einen einer eines er es für hat haben hatte ich ihr ihre im in ist kann mehr mit nach nicht noch nur " +
    "oder sein seine seit sich sie sind so über um und unter von vor war waren was weil wenn werden wie wird wir wurde zu zum zur aan bij dat de die een en er heeft het hij is met naar niet " +
    "om ook op te uit van voor werd wordt zijn"
  ).split(" "),
);
