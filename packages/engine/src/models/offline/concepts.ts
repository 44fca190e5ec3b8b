import { DOMAINS } from "./domains.ts";
import { stem } from "./words.ts";

/**
 * Words that people use for one another when they speak of one subject, a subject per line. A word may stand in several.
 * General English and office life; nothing in it knows any tool.
 */
const SUBJECTS = `
weather forecast rain rainy snow snowy sunny wind windy umbrella cloud cloudy storm climate humidity outside jacket coat
temperature degree warm cold hot heat heating thermostat celsius fahrenheit fever
time clock hour timezone
date day today calendar weekday
calendar appointment meeting event agenda diary
timer countdown alarm stopwatch wake
reminder remind remember alert forget
money currency exchange euro dollar pound yen cash franc rate
price cost expensive cheap worth fee quote
stock share ticker trade trading market quote
translate translation language french german spanish italian japanese english chinese portuguese russian
email mail inbox correspondence
message chat channel post dm text sms announce
phone telephone call dial number
contact address person people colleague friend
calculate compute arithmetic math mathematics expression evaluate equation percent sum plus minus formula solve
convert conversion unit measurement measure
mile kilometer metre meter inch foot feet yard distance length
kilogram pound ounce gram weight weigh heavy body
litre liter gallon cup volume
random roll dice die coin flip toss chance lucky draw
password passphrase credential secret
hash digest checksum fingerprint sha256 md5
encode decode base64 encoding
encrypt decrypt encryption cipher
dns domain ip hostname host nameserver resolve
website site web page url link online http
ping respond response latency reachable online up uptime
git commit repository branch merge history
change changed modified author blame edited
test spec suite pass passing check
build compile bundle
deploy deployment release ship rollout publish production staging live
word dictionary definition define meaning mean vocabulary term
synonym thesaurus similar another alike
spelling spell spelled typo misspelled orthography
grammar proofread mistake error
menu dish meal canteen serve lunch dinner breakfast food eat
nut allergen allergy contain ingredient gluten
drink wine beer juice beverage water coffee tea
wet dry moisture moist soil ground humidity
garden bed lawn flower tomato rose vegetable plant
animal plant species bird fish insect tree flower dog cat pet
vehicle car van truck lorry bus motorcycle fleet
vaccine vaccination shot jab immunization
symptom pain ache disease illness cause sick
call duty oncall pager shift
renew extend prolong longer lengthen extension
rollback revert undo restore earlier previous
suggest recommend advise advice idea tip suggestion recommendation
present gift give birthday
explain describe meaning clarify understand
valid validate validity check verify correct expire
show performance play theatre theater concert opera
seat ticket theatre show cinema
company business firm organisation organization enterprise corporation
pay payment monthly installment instalment
question ask answer survey poll
tempo beat bpm rhythm metronome
night tonight evening sky
borrow lend loan lent borrowed
swap trade exchange switch replace
visible see seen view sight watch
sea ocean tide water harbour harbor port
danger dangerous risk safe safety hazard
mountain ski skiing snow avalanche slope
machine computer host server laptop device
open closed opening hour
free available vacant left remaining
wide broad narrow size large small
kid child children family son daughter
sister brother mother father mum dad friend person parent
boss manager supervisor lead
job work position career employment
house home flat apartment building property
rent lease tenant landlord
garbage trash waste recycling bin rubbish
holiday trip vacation travel journey tour
passport visa border immigration
law legal lawyer court contract
bank iban bic account
identify recognise recognize detect classify name
font typeface typography
regex regexp expression pattern match
token jwt bearer
port socket network
crash crashed broken down outage incident failure fail error
pipeline build ci success succeed succeeded failed
slow latency performance lag
team group department crew squad
goal target objective kpi
hobby game puzzle
chess board move opponent
word letter character sentence text phrase
page paragraph chapter
line row
battery charge charging power
temperature thermometer fever
recipe cook cooking ingredient meal dish bake dinner lunch breakfast eat food hungry
nutrition calorie diet
todo task chore errand
done complete completed finish finished tick resolved
music song album artist listen track tune band playlist
volume loud louder loudness quiet quieter sound speaker mute
light lamp bright dark bulb brightness lighting
order purchase buy bought shopping cart basket
refund reimburse return reimbursement money back
parcel package shipment delivery tracking courier shipping deliver
flight fly airport plane airline
hotel accommodation overnight stay lodging
train rail railway bus transit station departure
car rent rental vehicle drive driving
bike bicycle cycle cycling
walk walking foot
restaurant dine dining eat table
reserve reservation book booking seat
route direction navigate navigation way journey travel trip
place nearby near around location close closest nearest
shop store pharmacy bakery supermarket place
image picture photo photograph screenshot graphic
resize scale width height dimension wide tall pixel size bigger smaller shrink enlarge
compress zip archive pack compression tarball
extract unzip unpack decompress
database sql query table row record
issue ticket bug defect problem
file document
folder directory
news headline article press happen world
joke funny laugh humor humour pun
disk space storage drive full capacity
process cpu memory ram program load
service server daemon
restart reboot reload
uuid guid identifier unique id
format beautify pretty prettify indent formatter
sun sunrise sunset dawn dusk rise daylight
moon lunar phase planet star astronomy space
count counter number many total amount
invoice bill billing charge receipt
payment pay transfer transaction wire send
account balance bank saldo
expense spending spend spent budget
user member account login profile
customer client buyer
employee staff worker colleague team
summarize summarise summary tldr gist shorten overview abstract
sentiment mood feeling opinion positive negative emotion tone angry happy
movie film cinema watch show
tv television series channel episode
book novel library isbn read
sport football soccer basketball tennis match score game league team play result
plant garden water watering irrigation flower irrigate
pet dog cat animal
medicine drug pill dose medication prescription tablet
doctor physician clinic patient dentist
school student course class grade teacher lesson
vacation holiday leave absence off
color colour hex rgb paint shade palette
qr barcode
log logs logging entry trace
metric statistic stats usage chart monitor
backup restore snapshot
upload download
door lock unlock gate garage key
window blind shutter curtain
clean cleaning vacuum hoover robot
camera photo record video
network wifi internet connection bandwidth
certificate ssl tls expire expiry
subscription plan subscribe membership
coupon discount promo voucher
inventory warehouse stock available availability
review rating feedback rate
poll vote survey ballot
distance far long length
age old birthday born birth
population inhabitant people country city
air pollution pollen quality smog
sleep slept bed night
exercise workout run running gym fitness training step
heart pulse health blood
speed fast slow velocity
salary wage income payroll earn
tax vat
loan mortgage interest credit
average mean median
sort order alphabetical arrange
duplicate copy clone
compare difference diff differ
merge combine join concatenate
split divide separate
speech voice speak aloud
transcribe transcript transcription audio recording
video clip film movie
pdf document
spreadsheet csv excel
chart graph plot diagram visualize
print printer paper
approve approval accept confirm
reject decline deny refuse
invite invitation guest attend
assign assignee responsible owner
comment reply respond answer
label tag
priority urgent important urgency asap
status state progress
version release tag
dependency package library module
lint linter style
docker container
vulnerability security cve exploit unsafe
permission access role grant allow
weekend week month
fact trivia quiz
quote quotation saying
name called rename
lyrics song text
coffee tea drink beverage
taxi cab ride uber
parking park
fuel petrol gas diesel
electricity power energy consumption
map coordinate latitude longitude geocode
country capital nation
holiday festive public
crypto bitcoin ethereum coin
traffic jam congestion
queue job worker
support help desk ticket
note memo jot
contract agreement
candidate applicant job hire
shell command terminal console
`;

/** Verbs that mean the same wish, whatever its object. */
const DEEDS = `
create make add new generate register compose draft insert
delete remove erase drop clear discard cancel
update change modify edit adjust set alter
search find look lookup locate query
list show display view all every
start run launch execute begin trigger
stop end quit halt kill terminate pause
send deliver forward
open create file
log record track note save store write
read fetch get retrieve load
tell give return report say
pick choose select
check verify validate inspect test
plan schedule arrange
move transfer relocate
share publish post
rename call name
`;

const CONCEPTS: ReadonlyMap<string, readonly string[]> = group([
  ...lines(SUBJECTS),
  ...lines(DOMAINS),
  ...lines(DEEDS),
]);
const DEED_STEMS: ReadonlySet<string> = new Set(lines(DEEDS).flat().map(stem));
const SUBJECT_STEMS: ReadonlySet<string> = new Set(lines(SUBJECTS).flat().map(stem));

/** What a word is about: names of concepts, none for a word that no list has. */
export function conceptsOf(term: string): readonly string[] {
  return CONCEPTS.get(term) ?? [];
}

/** Whether a word only says what to do, to whatever it may be. */
export function isDeed(term: string): boolean {
  return DEED_STEMS.has(term) && !SUBJECT_STEMS.has(term);
}

function lines(table: string): readonly (readonly string[])[] {
  return table
    .trim()
    .split("\n")
    .map((line) => line.split(" "));
}

function group(all: readonly (readonly string[])[]): ReadonlyMap<string, readonly string[]> {
  const concepts = new Map<string, string[]>();
  for (const [index, words] of all.entries()) {
    const concept = `${index}:${words[0]}`;
    for (const term of new Set(words.map(stem))) {
      concepts.set(term, [...(concepts.get(term) ?? []), concept]);
    }
  }
  return concepts;
}
