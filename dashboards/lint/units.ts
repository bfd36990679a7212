/** Ids of Grafana's units by their group (packages/grafana-data/src/valueFormats/categories.ts). */
const GROUPS: Readonly<Record<string, string>> = {
  misc: 'none string short sishort percent percentunit humidity dB candela hex0x hex sci locale pixel',
  acceleration: 'accMS2 accFS2 accG',
  angle: 'degree radian grad arcmin arcsec',
  area: 'areaM2 areaF2 areaMI2 acres hectares',
  computation: 'flops mflops gflops tflops pflops eflops zflops yflops',
  concentration: 'ppm conppb conngm3 conngNm3 conμgm3 conμgNm3 conmgm3 conmgNm3 congm3 congNm3 conmgdL conmmolL',
  currency:
    'currencyUSD currencyGBP currencyEUR currencyJPY currencyRUB currencyUAH currencyBRL currencyDKK currencyISK ' +
    'currencyNOK currencySEK currencyCZK currencyCHF currencyPLN currencyBTC currencymBTC currencyμBTC currencyZAR ' +
    'currencyINR currencyKRW currencyIDR currencyPHP currencyVND currencyTRY currencyMYR currencyXPF currencyBGN ' +
    'currencyPYG currencyUYU currencyILS currencyCNY currencyTWD currencyHKD currencyTHB currencyAUD currencyCAD ' +
    'currencyMXN currencySGD currencyNZD currencyGEL',
  data: 'bytes bits kbytes mbytes gbytes tbytes pbytes decbytes decbits deckbytes decmbytes decgbytes dectbytes decpbytes',
  rate:
    'pps binBps Bps binbps bps KiBs Kibits KBs Kbits MiBs Mibits MBs Mbits GiBs Gibits GBs Gbits TiBs Tibits TBs ' +
    'Tbits PiBs Pibits PBs Pbits',
  time:
    'hertz ns µs ms s m h d dtdurationms dtdurations dthms dtdhms timeticks clockms clocks dateTimeAsIso ' +
    'dateTimeAsIsoNoDateIfToday dateTimeAsUS dateTimeAsUSNoDateIfToday dateTimeAsLocal dateTimeAsLocalNoDateIfToday ' +
    'dateTimeAsSystem dateTimeFromNow',
  energy:
    'watt kwatt megwatt gwatt mwatt Wm2 voltamp kvoltamp voltampreact kvoltampreact watth watthperkg kwatth kwattm ' +
    'mwatth amph kamph mamph joule ev amp kamp mamp volt kvolt mvolt dBm mohm ohm kohm Mohm farad µfarad nfarad ' +
    'pfarad ffarad henry mhenry µhenry lumens',
  flow: 'flowgpm flowcms flowcfs flowcfm litreh flowlpm flowmlpm flowmls lux',
  force: 'forceNm forcekNm forceN forcekN',
  hash: 'Hs KHs MHs GHs THs PHs EHs',
  mass: 'massmg massg masslb masskg masst',
  length: 'lengthmm lengthin lengthft lengthm lengthkm lengthmi',
  pressure: 'pressurembar pressurebar pressurekbar pressurepa pressurehpa pressurekpa pressurehg pressurepsi',
  radiation: 'radbq radci radgy radrad radsv radmsv radusv radrem radexpckg radr radsvh radmsvh radusvh',
  rotation: 'rotrpm rothz rotrads rotdegs',
  temperature: 'celsius fahrenheit kelvin',
  throughput: 'cps ops reqps rps wps iops eps mps recps rowsps cpm opm reqpm rpm wpm epm mpm recpm rowspm',
  velocity: 'velocityms velocitykmh velocitymph velocityknot',
  volume: 'mlitre litre m3 Nm3 dm3 gallons',
  boolean: 'bool bool_yes_no bool_on_off',
}

/** Every unit id that Grafana knows. */
export const UNIT_IDS: ReadonlySet<string> = new Set(Object.values(GROUPS).flatMap(ids => ids.split(' ')))
