/**
 * More words for one subject, a subject per line, domain by domain: travel, leisure, trades, health, school, home, public life.
 * Nothing in it knows any tool.
 */
export const DOMAINS = `
ferry boat ship crossing sailing sail vessel cruise port harbour dock
timetable schedule departure departs depart leave leaves arrival arrive next connection when sailing
train rail railway tram subway metro platform
bus coach tram shuttle stop line
flight plane fly aeroplane airline airport gate boarding
fare ticket price cost admission entry entrance charge fee
luggage baggage suitcase bag
delay delayed late overdue punctual
hotel room hostel inn guesthouse accommodation suite night stay lodging
campsite camping camp pitch tent caravan camper campground
guest visitor staying occupant lodger
vacant free available empty vacancy availability room space
reserve reservation book booking hold table
cancel call annul withdraw off
check-in arrival arrive checkin
borrow lend loan checkout return back borrowed lent brought bring overdue
author writer novelist poet written wrote
book novel title paperback volume copy library catalogue catalog read reading
overdue late due past return returned back fine
magazine newspaper journal periodical
sport club team squad player coach training
fixture match game play opponent versus against schedule kickoff
result score won win lost beat final marks
league table standing standings ranking rank position
court pitch field pitch hall gym
tournament cup championship competition race
member membership join joined signup register enrol enroll sign
weather temperature cold hot warm freezing frost chilly forecast outside degrees heat
rain rainfall precipitation shower wet umbrella drizzle
frost freeze freezing ice icy cold colder
wind gust breeze storm gale
snow snowfall avalanche piste slope
tide tidal water sea low
pollen allergy hay
alert warning warn notify notification alarm notice
owe owed owing unpaid outstanding debt due paid pay overdue
invoice bill billing charge
expense spend spent receipt cost spending
salary payroll wage payslip
donate donation charity gift
customer client firm company buyer
animal pet dog cat horse rabbit hamster cow sheep bird parrot
appointment visit consultation booking see slot
vet veterinary veterinarian animal practice
vaccine vaccination shot jab inoculation booster immunisation
dose dosage amount medicine drug medication pill much
limping hurt injured sick ill unwell pain symptom
dentist tooth teeth dental
doctor physician gp clinic surgery
patient client case
hospital ward bed nurse
prescription refill medication medicine
blood test lab result sample
recipe dish meal cook cooking dinner lunch breakfast supper eat make bake
ingredient have leftover fridge pantry
cake bread bakery bake dough loaf pastry
oven stove kitchen timer
wine cellar bottle vintage grape winery
beer brew brewery brewing keg batch ferment fermentation tank
cheese dairy milk
coffee espresso roast bean
plant flower herb tomato bed greenhouse garden shrub seedling tree
water irrigate irrigation sprinkle moisture thirsty dry wet watering
soil earth ground compost dry wet moisture
seed sow sowing planting harvest crop
harvest pick yield ripe crop
hive beehive bee apiary colony honey queen
weight weigh heavy heavier mass scale kilo
inspection inspect inspected check examined service mot
machine lathe mill drill saw press printer workshop equipment cutter robot
status state running stopped stop idle busy faulty working condition progress ready far
maintenance service servicing overhaul inspection
fault faulty defect broken break damage damaged fix leaking leak problem wrong
repair fix mend mechanic fixed repaired workshop garage broken
part spare component piece
stock inventory warehouse left remaining many available store supply supplies
order buy purchase need procure reorder supplier
deliver delivery shipment parcel package arrive
price cost much expensive charge sell
discount offer sale coupon
tyre tire wheel pressure air inflate
vehicle car van lorry truck motorcycle auto plate
fuel petrol diesel gas charging
courtesy loan replacement borrow
parking park space garage
estimate quote cost quotation
owner keeper holder
museum exhibit exhibition gallery collection object artwork painting sculpture
age old origin history come from date
opening open close closing hours shut late until
tour guide guided visit
choir singer sing singing chorus voice soprano alto tenor bass
rehearsal practice practise rehearse
score sheet music composer piece notes
concert gig performance show recital
song track tune music record title
radio station broadcast broadcasting air playing channel
artist band singer musician performer
composer composed music
play playing put hear listen
instrument piano guitar violin
film movie cinema screening showing
theatre theater stage play act ticket
podcast episode show
photo picture image camera
school pupil student class lesson teacher classroom
course class lesson learn learning teach taught offer study workshop
exam test quiz mark grade result score assessment
homework assignment task hand due
absence absent ill sick miss missing away
timetable lesson class meet room period
teacher tutor instructor professor lecturer
university lecture seminar campus faculty
enrol enroll register signup join course sign
beginner novice starter elementary
swim swimming bathe pool lake lane
kayak canoe boat rowing rent hire
rent hire lease borrow rental
quiet noise silence loud noisy calm
shower toilet washroom bathroom
barrier gate door entrance
temperature warm cold hot
electricity energy power kilowatt consumption solar meter
heating radiator boiler thermostat
lamp light lights lighting bulb
solar panel yield photovoltaic
fire brigade smoke alarm
police theft stolen
lost found missing property
waste rubbish garbage recycling collection bin trash pickup
council town city mayor municipal
permit licence license application permission
election vote ballot candidate
tax declaration return
court judge case hearing trial
church mass service parish
funeral grave cemetery
wedding bride ceremony
volunteer helper shift rota
shift rota roster duty working work
employee colleague staff worker
holiday vacation leave
meeting conference session
task job todo
contact phone number reach
message note word tell know inform
email mail letter write
newsletter subscriber subscribe
post stamp letter parcel
satellite orbit pass station
telescope observatory star planet sky
moon phase full
earthquake quake magnitude seismic
volcano eruption
river level flood gauge water
trail hike hiking path walk route
summit peak mountain hut
ski lift slope piste
bike bicycle cycle repair
route way direction get far long
taxi cab ride driver pickup
elevator lift floor
laundry wash washing machine dry
tailor sew alteration hem
hair haircut barber salon hairdresser stylist
massage spa sauna wellness
yoga class gym fitness
auction bid lot hammer
stamp coin collector
chess move board
ticket seat row
menu dish serve special today
table seat restaurant dinner
pizza topping
delivery courier rider
bakery bread roll
butcher meat
farm farmer field cow barn milk tractor
egg hen chicken coop
fish fishing catch angling aquarium tank
aquarium tank fish
horse stable riding ride
zoo animal keeper feed feeding
feed feeding fed food
shelter adopt adoption animal
sick ill unwell fever
allergy allergic
insurance policy claim damage
account balance money
loan mortgage credit
exchange currency convert worth
stock share price market
budget spend spending
printer toner ink paper print
computer laptop device screen
server host machine
password login account
bug issue defect crash
build test pipeline
deploy release version
language speak translate
word meaning definition
crew staff team
pilot captain
ship container cargo freight
container cargo load freight
warehouse shelf aisle bin
pallet box crate
factory plant line production
shift night
sensor reading measurement measure
room hall space
key lock door
window open
noise sound
visitor guest people
birthday party
gift present voucher
raffle lottery draw
game board toy
puzzle quiz riddle
knit knitting wool yarn
sewing fabric pattern
paint colour wall
wood timber board plank
stone brick
roof gutter
pipe plumber tap leak
cable wire
battery charge
solder circuit
drone flight battery
laser cutter
filament nozzle print
`;
