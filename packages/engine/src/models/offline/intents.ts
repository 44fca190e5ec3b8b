import { findCurrencies, findUnits } from "./known-names.ts";

/** What people say, and the words that tools describe it with. */
const INTENTS: readonly { readonly said: RegExp; readonly meant: string }[] = [
  {
    said: /\b(?:time|date|day)\b.{0,12}\b(?:is it|now|today)\b|\b(?:current|local|what|today's) (?:time|date|day)\b|\bwhat(?:'s| is) the (?:time|date|day)\b|\bo'?clock\b/i,
    meant: "current date time now",
  },
  {
    said: /\b(?:where|find|search|grep|look(?:ing)? for|mention\w*|contain\w*|refer\w*|occur\w*|appears?|defined|declar\w*|implement\w*|configured|occurrences?|is used|are used|uses)\b/i,
    meant: "search find lines contain",
  },
  {
    said: /\b(?:list|ls|which (?:files|folders)|what files|what(?:'s| is| are)(?: there)? in (?:the |this )?[\w./-]*\s*(?:folder|director))/i,
    meant: "list files folders entries folder",
  },
  {
    said: /\b(?:read|open|show|print|cat|display|view|first \d+ lines|lines? \d+)\b/i,
    meant: "read file lines show",
  },
  { said: /\b(?:are there|do (?:i|we|you) have|exists?)\b/i, meant: "list" },
  { said: /\b(?:active|currently|in use)\b/i, meant: "current active" },
  { said: /\b(?:make|add|new)\b/i, meant: "create add" },
  { said: /\b(?:remove|delete)\b/i, meant: "delete remove" },
  { said: /\bhow (?:much|many|long|far|big|tall)\b/i, meant: "count amount" },
  {
    said: /\bhow (?:far|long does it take|do i get|can i get|to get)\b/i,
    meant: "distance route directions",
  },
  { said: /\bphone number\b/i, meant: "contact phone" },
  { said: /\b(?:hard ?drive|disk space|free space|storage)\b/i, meant: "disk space usage" },
  { said: /\bmoney back\b|\bgive back\b/i, meant: "refund" },
  {
    said: /\bwhen (?:is|are|do|does|will)\b|\bwhat time\b|\bnext\b(?! (?:to|week|month|year|door))/i,
    meant: "schedule timetable times upcoming departures fixtures calendar",
  },
  { said: /\b(?:how late|until when|from when|open(?:ing)?)\b/i, meant: "hours opening closing" },
  {
    said: /\b(?:yet|already|ready|how far|progress|finished|still running|going on with)\b.*\?/i,
    meant: "status progress state",
  },
  { said: /\bhow (?:did|has) .+ (?:do|done|perform|get on|go)\b/i, meant: "results scores marks" },
  {
    said: /\b(?:brought?|bring|given?|return\w*|taken?) .{0,24}\bback\b/i,
    meant: "overdue return loans late",
  },
  { said: /\bsign(?:ed)? (?:\S+ ){0,4}?up\b|\bjoin\b/i, meant: "register enrol member join sign" },
  { said: /\bcall (?:\S+ ){0,3}?off\b/i, meant: "cancel" },
  {
    said: /\b(?:have|has) (?:you|we|they|anyone) got\b|\b(?:do|does) (?:you|we|they) (?:still )?(?:have|stock|offer)\b|\bgot any\b/i,
    meant: "search find catalogue available stock",
  },
  {
    said: /\b(?:left(?! (?:to|my|the|a|an|at|it)\b)|remaining|in stock|run out of|out of)\b/i,
    meant: "stock inventory remaining warehouse",
  },
  {
    said: /\b(?:broken|leaks?|leaking|dripping|blocked|stuck|(?:does|is)(?:n't| not) work(?:ing)?|out of order|damaged)\b/i,
    meant: "report defect fault problem issue damage",
  },
  {
    said: /\b(?:text|warn|tell|call|alert|notify|ping|message|let) (?:me|us)\b.{0,12}\b(?:if|when|as soon|once)\b/i,
    meant: "alert notify warning notification sends",
  },
  { said: /\b(?:at the moment|right now|currently|on (?:the )?air)\b/i, meant: "current now latest playing" },
  { said: /\b(?:colder|warmer|hotter|freez\w*|below zero|frosty?)\b/i, meant: "temperature frost" },
  {
    said: /\b(?:can|could) (?:someone|anyone|somebody|the \w+) (?:see|look at|have a look|check)\b/i,
    meant: "appointment visit",
  },
  {
    said: /\b(?:make|cook|eat|have|prepare|bake) (?:\S+ ){0,2}?for (?:dinner|lunch|breakfast|supper|tea)\b|\b(?:make|cook|bake) (?:with|out of|from)\b/i,
    meant: "recipes recipe",
  },
  { said: /\bi(?:'ve| have)? (?:just )?(?:spent|paid|bought)\b/i, meant: "record expense" },
  {
    said: /\b(?:i|we)(?:'ve| have)? (?:just )?(?:checked|inspected|measured|harvested|picked|fed|ran|drank|ate|walked|cycled|swam|slept)\b/i,
    meant: "log record",
  },
  {
    said: /\b(?:ill|sick|unwell|can't come|cannot come|won't be (?:in|at|there))\b/i,
    meant: "absence sick leave",
  },
  {
    said: /\b(?:owes?|owing|unpaid|outstanding|hasn't paid|haven't paid|still to pay)\b/i,
    meant: "unpaid invoices debt",
  },
  {
    said: /\bwho\b.{0,20}\b(?:is|are)\b.{0,12}\b(?:staying|coming|working|on duty|here|in)\b/i,
    meant: "list guests people staff",
  },
  { said: /\bwhen (?:do|does|is|are) .+ play\w*\b/i, meant: "matches fixtures games team" },
  { said: /\bplay .*(?:["“]| by )/i, meant: "song music request artist" },
  {
    said: /\b(?:tell|inform|write to|let) (?!me\b|us\b)(?:[\p{L}.]+ ){1,4}?(?:that|know|about)\b/iu,
    meant: "message send notify",
  },
  { said: /\bwhat(?:'s| is) on\b/i, meant: "programme schedule performances events shows" },
  { said: /\b(?:lost|found|left my|handed in)\b/i, meant: "lost found property" },
  { said: /\b(?:get|give) (?:me|us) (?:\d+|a|an|two|some)\b/i, meant: "buy order book" },
  { said: /\bto[- ]do\b|\bhave to do\b|\bleft to do\b/i, meant: "todo task list" },
  { said: /\b(?:wake me|in \d+ minutes)\b/i, meant: "timer alarm" },
  { said: /\bsun (?:goes|go|come|comes) (?:down|up)\b/i, meant: "sunset sunrise" },
  {
    said: /\bhow do (?:you|i|we) say\b|\bin (?:french|german|spanish|italian|japanese|chinese|russian|portuguese|english)\b/i,
    meant: "translate language",
  },
  { said: /\b(?:take|days?|time) off\b/i, meant: "leave vacation days" },
  {
    said: /\bwhat (?:should|can|could) (?:i|we) (?:drink|eat|wear|give|read|watch|play|do|buy)\b|\bany (?:ideas?|suggestions?|tips?)\b/i,
    meant: "suggest recommend",
  },
  { said: /\bback to\b|\bgo back\b|\bundo\b/i, meant: "earlier previous restore rollback undo" },
  { said: /\bwords (?:to|of)\b/i, meant: "lyrics words song" },
  { said: /\bwhat(?:'s| is) (?:inside|in) th(?:is|e)\b/i, meant: "inspect show decode contains" },
  { said: /(?:^|\s)#[0-9a-f]{6}\b|(?:^|\s)#[0-9a-f]{3}\b/i, meant: "color colour hex" },
  { said: /(?:[\d*/,-]+\s+){4}[\d*/,-]+/, meant: "cron schedule" },
  { said: /\bmore time\b|\blonger\b|\banother \d+ (?:minutes|hours|days)\b/i, meant: "extend prolong renew" },
  { said: /\banother word\b/i, meant: "synonym" },
  { said: /\b(?:what does .+ mean|meaning of|define)\b/i, meant: "definition dictionary word" },
  {
    said: /\d\s*[-+*/×÷^]\s*\(*\d|\d\s*%\s+of|\b\d+ (?:plus|minus|times|divided by)\b|\bsquare root\b/i,
    meant: "calculate arithmetic expression",
  },
  {
    said: /[$€£¥]\s?\d|\b\d[\d.,]* (?:euros?|dollars?|yen|francs?|USD|EUR|GBP|JPY|CHF)\b/i,
    meant: "money amount currency",
  },
  { said: /\bwho (?:changed|wrote|edited|touched)\b/i, meant: "blame author changed" },
  { said: /\bput on\b|\bhear\b|\blisten to\b/i, meant: "play music" },
  { said: /\bwhat(?:'s| is) (?:going on|happening|new)\b|\bhappened in the world\b/i, meant: "news" },
  { said: /\bmake me laugh\b|\bsomething funny\b/i, meant: "joke" },
  { said: /\b(?:what can i|ideas? for) (?:cook|eat|make|bake)\b/i, meant: "recipes cooking" },
  { said: /\bis\s+(?:\S+\s+)?(?:up|down|reachable|online)\b/i, meant: "ping responds website" },
  { said: /(?:^|\s)#[a-z]\w*/i, meant: "channel post message" },
  { said: /\bturn (?:\S+ ){0,4}?(?:on|off)\b|\bswitch (?:\S+ ){0,4}?(?:on|off)\b/i, meant: "switch turn" },
];

/** What a sentence means beside its words. */
export function intentsOf(wish: string): readonly string[] {
  const intents = INTENTS.filter((intent) => intent.said.test(wish)).map((intent) => intent.meant);
  if (findUnits(wish).length > 1) intents.push("convert conversion units measurement");
  if (findCurrencies(wish).length > 1) intents.push("convert exchange currency money");
  return intents;
}
