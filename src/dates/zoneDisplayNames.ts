// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// English names of time zones as JDK 25 prints them (java.util.TimeZone.getDisplayName, patterns `z` and `zzzz`).

/** Names of a zone's standard and summer time. */
export interface ZoneDisplayNames {
  readonly short: readonly [standard: string, summer: string];
  readonly long: readonly [standard: string, summer: string];
}

/** Short and long name of standard and summer time, the latter empty where it is the same; ~ is the city of a zone's id. */
const table = `
ACST|ACDT|Australian Central Standard Time|Australian Central Daylight Time=Australia/Adelaide Australia/Broken_Hill Australia/Darwin Australia/North Australia/South Australia/Yancowinna
AEST|AEDT|Australian Eastern Standard Time|Australian Eastern Daylight Time=Antarctica/Macquarie Australia/ACT Australia/Brisbane Australia/Canberra Australia/Currie Australia/Hobart Australia/Lindeman Australia/Melbourne Australia/NSW Australia/Queensland Australia/Sydney Australia/Tasmania Australia/Victoria
AKST|AKDT|Alaska Standard Time|Alaska Daylight Time=America/Anchorage America/Juneau America/Metlakatla America/Nome America/Sitka America/Yakutat SystemV/YST9YDT
AKST|AKDT|~ Standard Time|~ Daylight Time=US/Alaska
AST|ADT|Atlantic Standard Time|Atlantic Daylight Time=America/Anguilla America/Antigua America/Aruba America/Barbados America/Blanc-Sablon America/Curacao America/Dominica America/Glace_Bay America/Goose_Bay America/Grenada America/Guadeloupe America/Halifax America/Kralendijk America/Lower_Princes America/Marigot America/Martinique America/Moncton America/Montserrat America/Port_of_Spain America/Puerto_Rico America/Santo_Domingo America/St_Barthelemy America/St_Kitts America/St_Lucia America/St_Thomas America/St_Vincent America/Thule America/Tortola America/Virgin Atlantic/Bermuda SystemV/AST4 SystemV/AST4ADT
AST|ADT|~ Standard Time|~ Daylight Time=Canada/Atlantic
AWST|AWDT|Australian Western Standard Time|Australian Western Daylight Time=Antarctica/Casey Australia/Perth Australia/West
CAT||Central Africa Time|~ Daylight Time=Africa/Blantyre Africa/Bujumbura Africa/Gaborone Africa/Harare Africa/Juba Africa/Khartoum Africa/Kigali Africa/Lubumbashi Africa/Lusaka Africa/Maputo Africa/Windhoek
CET|CEST|Central European Standard Time|Central European Summer Time=Africa/Algiers Africa/Ceuta Africa/Tunis Arctic/Longyearbyen Atlantic/Jan_Mayen CET Europe/Amsterdam Europe/Andorra Europe/Belgrade Europe/Berlin Europe/Bratislava Europe/Brussels Europe/Budapest Europe/Busingen Europe/Copenhagen Europe/Gibraltar Europe/Ljubljana Europe/Luxembourg Europe/Madrid Europe/Malta Europe/Monaco Europe/Oslo Europe/Paris Europe/Podgorica Europe/Prague Europe/Rome Europe/San_Marino Europe/Sarajevo Europe/Skopje Europe/Stockholm Europe/Tirane Europe/Vaduz Europe/Vatican Europe/Vienna Europe/Warsaw Europe/Zagreb Europe/Zurich MET Poland
CST|CDT|Central Standard Time|Central Daylight Time=America/Bahia_Banderas America/Belize America/Chicago America/Chihuahua America/Costa_Rica America/El_Salvador America/Guatemala America/Indiana/Knox America/Indiana/Tell_City America/Knox_IN America/Managua America/Matamoros America/Menominee America/Merida America/Mexico_City America/Monterrey America/North_Dakota/Beulah America/North_Dakota/Center America/North_Dakota/New_Salem America/Ojinaga America/Rainy_River America/Rankin_Inlet America/Regina America/Resolute America/Swift_Current America/Tegucigalpa America/Winnipeg CST6CDT Canada/Saskatchewan Mexico/General SystemV/CST6 SystemV/CST6CDT US/Indiana-Starke
CST|CDT|China Standard Time|China Daylight Time=Asia/Chongqing Asia/Chungking Asia/Harbin Asia/Macao Asia/Macau Asia/Shanghai PRC
CST|CDT|Cuba Standard Time|Cuba Daylight Time=America/Havana
CST|CDT|Taiwan Standard Time|Taiwan Daylight Time=Asia/Taipei
CST|CDT|~ Standard Time|~ Daylight Time=Canada/Central US/Central Cuba
ChST||Chamorro Standard Time|~ Daylight Time=Pacific/Guam Pacific/Saipan
EAT||East Africa Time|Asmara Daylight Time=Africa/Asmera
EAT||East Africa Time|~ Daylight Time=Africa/Addis_Ababa Indian/Antananarivo Africa/Asmara Indian/Comoro Africa/Dar_es_Salaam Africa/Djibouti Africa/Kampala Indian/Mayotte Africa/Mogadishu Africa/Nairobi
EET|EEST|Eastern European Standard Time|Eastern European Summer Time=Africa/Cairo Africa/Tripoli Asia/Beirut Asia/Gaza Asia/Hebron Asia/Nicosia EET Egypt Europe/Athens Europe/Bucharest Europe/Chisinau Europe/Helsinki Europe/Kaliningrad Europe/Kiev Europe/Kyiv Europe/Mariehamn Europe/Nicosia Europe/Riga Europe/Sofia Europe/Tallinn Europe/Tiraspol Europe/Uzhgorod Europe/Vilnius Europe/Zaporozhye Libya
EET|EEST|~ Standard Time|~ Daylight Time=Asia/Famagusta
EST|EDT|Eastern Standard Time|Eastern Daylight Time=America/Atikokan America/Cancun America/Cayman America/Coral_Harbour America/Detroit America/Fort_Wayne America/Grand_Turk America/Indiana/Indianapolis America/Indiana/Marengo America/Indiana/Petersburg America/Indiana/Vevay America/Indiana/Vincennes America/Indiana/Winamac America/Indianapolis America/Iqaluit America/Jamaica America/Kentucky/Louisville America/Kentucky/Monticello America/Louisville America/Montreal America/Nassau America/New_York America/Nipigon America/Panama America/Pangnirtung America/Port-au-Prince America/Thunder_Bay America/Toronto EST5EDT Jamaica SystemV/EST5 SystemV/EST5EDT US/East-Indiana US/Michigan
EST|EDT|~ Standard Time|~ Daylight Time=Canada/Eastern US/Eastern
GMT+01:00||GMT+01:00|=Etc/GMT-1
GMT+02:00||GMT+02:00|=Etc/GMT-2
GMT+03:00|GMT+04:00|Arabian Standard Time|Arabian Daylight Time=Asia/Baghdad
GMT+03:00|GMT+04:00|Istanbul Standard Time|Istanbul Daylight Time=Turkey
GMT+03:00|GMT+04:00|~ Standard Time|~ Daylight Time=Asia/Amman Asia/Damascus Asia/Istanbul Europe/Istanbul
GMT+03:00||Arabian Standard Time|Arabian Daylight Time=Asia/Aden Asia/Bahrain Asia/Kuwait Asia/Qatar Asia/Riyadh
GMT+03:00||GMT+03:00|=Etc/GMT-3
GMT+03:00||~ Time|~ Daylight Time=Antarctica/Syowa
GMT+03:30|GMT+04:30|Iran Standard Time|Iran Daylight Time=Asia/Tehran
GMT+03:30|GMT+04:30|~ Standard Time|~ Daylight Time=Iran
GMT+04:00|GMT+05:00|Armenia Standard Time|Armenia Summer Time=Asia/Yerevan
GMT+04:00|GMT+05:00|Azerbaijan Standard Time|Azerbaijan Summer Time=Asia/Baku
GMT+04:00|GMT+05:00|Georgia Standard Time|Georgia Summer Time=Asia/Tbilisi
GMT+04:00|GMT+05:00|~ Standard Time|~ Daylight Time=Europe/Astrakhan Europe/Saratov Europe/Ulyanovsk
GMT+04:00|GMT+05:00|~ Standard Time|~ Summer Time=Indian/Mauritius Europe/Samara
GMT+04:00||GMT+04:00|=Etc/GMT-4
GMT+04:00||Gulf Standard Time|~ Daylight Time=Asia/Dubai Asia/Muscat
GMT+04:00||Réunion Time|Réunion Daylight Time=Indian/Reunion
GMT+04:00||Seychelles Time|~ Daylight Time=Indian/Mahe
GMT+04:30||Afghanistan Time|~ Daylight Time=Asia/Kabul
GMT+05:00|GMT+06:00|Kazakhstan Time|Kostanay Daylight Time=Asia/Qostanay
GMT+05:00|GMT+06:00|Kazakhstan Time|~ Daylight Time=Asia/Almaty Asia/Aqtau Asia/Aqtobe Asia/Atyrau Asia/Oral Asia/Qyzylorda
GMT+05:00|GMT+06:00|Tajikistan Time|~ Daylight Time=Asia/Dushanbe
GMT+05:00|GMT+06:00|Turkmenistan Standard Time|Turkmenistan Summer Time=Asia/Ashgabat Asia/Ashkhabad
GMT+05:00|GMT+06:00|Uzbekistan Standard Time|Uzbekistan Summer Time=Asia/Samarkand Asia/Tashkent
GMT+05:00|GMT+06:00|~ Standard Time|~ Summer Time=Asia/Yekaterinburg
GMT+05:00||French Southern & Antarctic Time|~ Daylight Time=Indian/Kerguelen Indian/Maldives
GMT+05:00||GMT+05:00|=Etc/GMT-5
GMT+05:00||~ Time|~ Daylight Time=Antarctica/Mawson Antarctica/Vostok
GMT+05:45||Nepal Time|Kathmandu Daylight Time=Asia/Katmandu
GMT+05:45||Nepal Time|~ Daylight Time=Asia/Kathmandu
GMT+06:00|GMT+07:00|Bangladesh Standard Time|Bangladesh Summer Time=Asia/Dacca Asia/Dhaka
GMT+06:00|GMT+07:00|Kyrgyzstan Time|~ Daylight Time=Asia/Bishkek
GMT+06:00|GMT+07:00|~ Standard Time|~ Summer Time=Asia/Omsk
GMT+06:00||Bhutan Time|Thimphu Daylight Time=Asia/Thimbu
GMT+06:00||Bhutan Time|~ Daylight Time=Asia/Thimphu
GMT+06:00||GMT+06:00|=Etc/GMT-6
GMT+06:00||Indian Ocean Time|~ Daylight Time=Indian/Chagos
GMT+06:00||Urumqi Standard Time|Urumqi Daylight Time=Asia/Kashgar
GMT+06:00||~ Standard Time|~ Daylight Time=Asia/Urumqi
GMT+06:30||Cocos Islands Time|~ Daylight Time=Asia/Yangon
GMT+06:30||Myanmar Time|Yangon Daylight Time=Asia/Rangoon
GMT+06:30||~ Islands Time|~ Islands Daylight Time=Indian/Cocos
GMT+07:00|GMT+08:00|Krasnoyarsk Standard Time|Krasnoyarsk Summer Time=Asia/Novokuznetsk
GMT+07:00|GMT+08:00|~ Standard Time|~ Daylight Time=Asia/Barnaul Asia/Tomsk
GMT+07:00|GMT+08:00|~ Standard Time|~ Summer Time=Asia/Hovd Asia/Krasnoyarsk Asia/Novosibirsk
GMT+07:00||GMT+07:00|=Etc/GMT-7
GMT+07:00||Indochina Time|Ho Chi Minh City Daylight Time=Asia/Saigon
GMT+07:00||Indochina Time|~ City Daylight Time=Asia/Ho_Chi_Minh
GMT+07:00||Indochina Time|~ Daylight Time=Asia/Bangkok Asia/Phnom_Penh Asia/Vientiane
GMT+07:00||~ Island Time|~ Island Daylight Time=Indian/Christmas
GMT+07:00||~ Time|~ Daylight Time=Antarctica/Davis
GMT+08:00|GMT+08:20|Brunei Time|~ Daylight Time=Asia/Kuching
GMT+08:00|GMT+08:20|Malaysia Time|~ Daylight Time=Asia/Kuala_Lumpur
GMT+08:00|GMT+08:20|~ Standard Time|~ Daylight Time=Asia/Singapore Singapore
GMT+08:00|GMT+08:20|~ Time|~ Daylight Time=Asia/Brunei
GMT+08:00|GMT+09:00|Ulaanbaatar Standard Time|Ulaanbaatar Summer Time=Asia/Choibalsan Asia/Ulan_Bator
GMT+08:00|GMT+09:00|~ Standard Time|~ Summer Time=Asia/Irkutsk Asia/Ulaanbaatar
GMT+08:00||GMT+08:00|=Etc/GMT-8
GMT+08:45|GMT+09:45|Australian Central Western Standard Time|Australian Central Western Daylight Time=Australia/Eucla
GMT+09:00|GMT+10:00|Yakutsk Standard Time|Yakutsk Summer Time=Asia/Chita Asia/Khandyga
GMT+09:00|GMT+10:00|~ Standard Time|~ Summer Time=Asia/Yakutsk
GMT+09:00||GMT+09:00|=Etc/GMT-9
GMT+09:00||Timor-Leste Time|~ Daylight Time=Asia/Dili
GMT+09:00||~ Time|~ Daylight Time=Pacific/Palau
GMT+10:00|GMT+11:00|Vladivostok Standard Time|Vladivostok Summer Time=Asia/Ust-Nera
GMT+10:00|GMT+11:00|~ Standard Time|~ Summer Time=Asia/Vladivostok
GMT+10:00||Chuuk Time|Chuuk Daylight Time=Pacific/Truk
GMT+10:00||Dumont d’Urville Time|Dumont-d’Urville Daylight Time=Antarctica/DumontDUrville
GMT+10:00||Dumont d’Urville Time|~ Daylight Time=Pacific/Port_Moresby
GMT+10:00||GMT+10:00|=Etc/GMT-10
GMT+10:00||Papua New Guinea Time|Chuuk Daylight Time=Pacific/Yap
GMT+10:00||Papua New Guinea Time|~ Daylight Time=Pacific/Chuuk
GMT+10:30|GMT+11:00|Lord Howe Standard Time|Lord Howe Daylight Time=Australia/LHI
GMT+10:30|GMT+11:00|~ Standard Time|~ Daylight Time=Australia/Lord_Howe
GMT+11:00|GMT+12:00|New Caledonia Standard Time|New Caledonia Summer Time=Pacific/Noumea
GMT+11:00|GMT+12:00|Vanuatu Standard Time|Vanuatu Summer Time=Pacific/Efate
GMT+11:00|GMT+12:00|~ Island Standard Time|~ Island Daylight Time=Pacific/Norfolk
GMT+11:00|GMT+12:00|~ Standard Time|~ Daylight Time=Asia/Srednekolymsk
GMT+11:00|GMT+12:00|~ Standard Time|~ Summer Time=Asia/Magadan Asia/Sakhalin
GMT+11:00||GMT+11:00|=Etc/GMT-11
GMT+11:00||Solomon Islands Time|Pohnpei Daylight Time=Pacific/Ponape
GMT+11:00||Solomon Islands Time|~ Daylight Time=Pacific/Guadalcanal Pacific/Pohnpei
GMT+11:00||~ Standard Time|~ Daylight Time=Pacific/Bougainville
GMT+11:00||~ Time|~ Daylight Time=Pacific/Kosrae
GMT+12:00|GMT+13:00|~ Standard Time|~ Summer Time=Asia/Anadyr Pacific/Fiji Asia/Kamchatka
GMT+12:00||GMT+12:00|=Etc/GMT-12
GMT+12:00||Gilbert Islands Time|~ Daylight Time=Pacific/Wallis
GMT+12:00||Marshall Islands Time|~ Daylight Time=Kwajalein Pacific/Kwajalein Pacific/Majuro Pacific/Tarawa
GMT+12:00||Tuvalu Time|~ Daylight Time=Pacific/Funafuti
GMT+12:00||~ Island Time|~ Island Daylight Time=Pacific/Wake
GMT+12:00||~ Time|~ Daylight Time=Pacific/Nauru
GMT+12:45|GMT+13:45|Chatham Standard Time|Chatham Daylight Time=NZ-CHAT
GMT+12:45|GMT+13:45|~ Standard Time|~ Daylight Time=Pacific/Chatham
GMT+13:00|GMT+14:00|Samoa Standard Time|Samoa Daylight Time=Pacific/Apia
GMT+13:00|GMT+14:00|Tonga Standard Time|Tonga Summer Time=Pacific/Tongatapu
GMT+13:00||GMT+13:00|=Etc/GMT-13
GMT+13:00||Phoenix Islands Time|Enderbury Daylight Time=Pacific/Kanton
GMT+13:00||Phoenix Islands Time|~ Daylight Time=Pacific/Enderbury
GMT+13:00||Tokelau Time|~ Daylight Time=Pacific/Fakaofo
GMT+14:00||GMT+14:00|=Etc/GMT-14
GMT+14:00||Line Islands Time|~ Daylight Time=Pacific/Kiritimati
GMT-01:00|GMT|~ Standard Time|~ Summer Time=Atlantic/Azores Atlantic/Cape_Verde
GMT-01:00||GMT-01:00|=Etc/GMT+1
GMT-02:00|GMT-01:00|Fernando de Noronha Standard Time|Fernando de Noronha Summer Time=America/Noronha Brazil/DeNoronha
GMT-02:00|GMT-01:00|Greenland Standard Time|Greenland Summer Time=America/Godthab America/Nuuk America/Scoresbysund
GMT-02:00||GMT-02:00|=Etc/GMT+2
GMT-02:00||~ Time|~ Daylight Time=Atlantic/South_Georgia
GMT-03:00|GMT-02:00|Argentina Standard Time|Argentina Summer Time=America/Argentina/Buenos_Aires America/Argentina/Catamarca America/Argentina/ComodRivadavia America/Argentina/Cordoba America/Argentina/Jujuy America/Argentina/La_Rioja America/Argentina/Mendoza America/Argentina/Rio_Gallegos America/Argentina/Salta America/Argentina/San_Juan America/Argentina/San_Luis America/Argentina/Tucuman America/Argentina/Ushuaia America/Buenos_Aires America/Catamarca America/Cordoba America/Jujuy America/Mendoza America/Rosario
GMT-03:00|GMT-02:00|Brasilia Standard Time|Brasilia Summer Time=America/Araguaina America/Bahia America/Belem America/Fortaleza America/Maceio America/Recife America/Santarem America/Sao_Paulo Brazil/East
GMT-03:00|GMT-02:00|Falkland Islands Standard Time|Falkland Islands Summer Time=Atlantic/Stanley
GMT-03:00|GMT-02:00|Paraguay Standard Time|Paraguay Summer Time=America/Asuncion
GMT-03:00|GMT-02:00|St. Pierre & Miquelon Standard Time|St. Pierre & Miquelon Daylight Time=America/Miquelon
GMT-03:00|GMT-02:00|Uruguay Standard Time|Uruguay Summer Time=America/Montevideo
GMT-03:00|GMT-02:00|~ Standard Time|~ Daylight Time=America/Coyhaique Antarctica/Palmer America/Punta_Arenas
GMT-03:00||French Guiana Time|~ Daylight Time=America/Cayenne
GMT-03:00||GMT-03:00|=Etc/GMT+3
GMT-03:00||Suriname Time|~ Daylight Time=America/Paramaribo
GMT-03:00||~ Time|~ Daylight Time=Antarctica/Rothera
GMT-04:00|GMT-03:00|Amazon Standard Time|Amazon Summer Time=America/Boa_Vista America/Campo_Grande America/Cuiaba America/Manaus America/Porto_Velho Brazil/West
GMT-04:00|GMT-03:00|Bolivia Time|~ Daylight Time=America/La_Paz
GMT-04:00|GMT-03:00|Chile Standard Time|Chile Summer Time=America/Santiago Chile/Continental
GMT-04:00||GMT-04:00|=Etc/GMT+4
GMT-04:00||Venezuela Time|~ Daylight Time=America/Caracas
GMT-04:00||~ Time|~ Daylight Time=America/Guyana
GMT-05:00|GMT-04:00|Acre Standard Time|Acre Summer Time=America/Eirunepe America/Porto_Acre America/Rio_Branco
GMT-05:00|GMT-04:00|Colombia Standard Time|Colombia Summer Time=America/Bogota
GMT-05:00|GMT-04:00|Ecuador Time|~ Daylight Time=America/Guayaquil
GMT-05:00|GMT-04:00|Peru Standard Time|Peru Summer Time=America/Lima
GMT-05:00|GMT-04:00|~ Standard Time|~ Summer Time=Brazil/Acre
GMT-05:00||GMT-05:00|=Etc/GMT+5
GMT-06:00|GMT-05:00|Easter Island Standard Time|Easter Island Summer Time=Chile/EasterIsland
GMT-06:00|GMT-05:00|~ Island Standard Time|~ Island Summer Time=Pacific/Easter
GMT-06:00|GMT-05:00|~ Time|~ Daylight Time=Pacific/Galapagos
GMT-06:00||GMT-06:00|=Etc/GMT+6
GMT-07:00||GMT-07:00|=Etc/GMT+7
GMT-08:00||GMT-08:00|=Etc/GMT+8
GMT-08:00||Pitcairn Time|=SystemV/PST8
GMT-08:00||~ Time|~ Daylight Time=Pacific/Pitcairn
GMT-09:00||GMT-09:00|=Etc/GMT+9
GMT-09:00||Gambier Time|=SystemV/YST9
GMT-09:00||~ Time|~ Daylight Time=Pacific/Gambier
GMT-09:30||~ Time|~ Daylight Time=Pacific/Marquesas
GMT-10:00|GMT-09:30|Cook Islands Standard Time|Cook Islands Summer Time=Pacific/Rarotonga
GMT-10:00||GMT-10:00|=Etc/GMT+10
GMT-10:00||~ Time|~ Daylight Time=Pacific/Tahiti
GMT-11:00||GMT-11:00|=Etc/GMT+11
GMT-11:00||~ Time|~ Daylight Time=Pacific/Niue
GMT-12:00||GMT-12:00|=Etc/GMT+12
GMT|BST|Greenwich Mean Time|British Summer Time=Europe/Belfast Europe/Guernsey Europe/Isle_of_Man Europe/Jersey Europe/London GB GB-Eire
GMT|GMT+01:00|~ Standard Time|~ Daylight Time=Africa/Casablanca Africa/El_Aaiun
GMT|IST|Greenwich Mean Time|Irish Standard Time=Eire Europe/Dublin
GMT||Greenwich Mean Time|=Etc/GMT Etc/GMT+0 Etc/GMT-0 Etc/GMT0 GMT GMT0
GMT||Greenwich Mean Time|Bamako Daylight Time=Africa/Timbuktu
GMT||Greenwich Mean Time|Reykjavik Daylight Time=Iceland
GMT||Greenwich Mean Time|St. Helena Daylight Time=Atlantic/St_Helena
GMT||Greenwich Mean Time|São Tomé Daylight Time=Africa/Sao_Tome
GMT||Greenwich Mean Time|~ Daylight Time=Africa/Abidjan Africa/Accra Africa/Bamako Africa/Banjul Africa/Bissau Africa/Conakry Africa/Dakar America/Danmarkshavn Africa/Freetown Africa/Lome Africa/Monrovia Africa/Nouakchott Africa/Ouagadougou Atlantic/Reykjavik Antarctica/Troll
GMT||~ Mean Time|=Etc/Greenwich Greenwich
HAST|HADT|Hawaii-Aleutian Standard Time|Hawaii-Aleutian Daylight Time=America/Adak America/Atka US/Aleutian
HKT|HKST|Hong Kong Standard Time|Hong Kong Summer Time=Hongkong
HKT|HKST|~ Standard Time|~ Summer Time=Asia/Hong_Kong
HST|HDT|Hawaii-Aleutian Standard Time|Hawaii-Aleutian Daylight Time=Pacific/Honolulu Pacific/Johnston SystemV/HST10 US/Hawaii
IST|IDT|Israel Standard Time|Israel Daylight Time=Asia/Jerusalem Asia/Tel_Aviv
IST|IDT|~ Standard Time|~ Daylight Time=Israel
IST||India Standard Time|Kolkata Daylight Time=Asia/Calcutta
IST||India Standard Time|~ Daylight Time=Asia/Colombo Asia/Kolkata
JST|JDT|Japan Standard Time|Japan Daylight Time=Asia/Tokyo
JST|JDT|~ Standard Time|~ Daylight Time=Japan
KST||Korean Standard Time|Korean Daylight Time=Asia/Pyongyang Asia/Seoul ROK
MSK||Moscow Standard Time|Moscow Summer Time=Europe/Minsk Europe/Simferopol W-SU
MSK||~ Standard Time|~ Daylight Time=Europe/Kirov
MSK||~ Standard Time|~ Summer Time=Europe/Moscow Europe/Volgograd
MST|MDT|Mexican Pacific Standard Time|Mexican Pacific Daylight Time=America/Hermosillo America/Mazatlan Mexico/BajaSur
MST|MDT|Mountain Standard Time|Mountain Daylight Time=America/Boise America/Cambridge_Bay America/Ciudad_Juarez America/Creston America/Dawson_Creek America/Denver America/Edmonton America/Fort_Nelson America/Inuvik America/Phoenix America/Shiprock America/Yellowknife MST7MDT Navajo SystemV/MST7 SystemV/MST7MDT US/Arizona
MST|MDT|~ Standard Time|~ Daylight Time=Canada/Mountain US/Mountain
MST||Yukon Time|~ Daylight Time=America/Dawson America/Whitehorse
MST||~ Time|Whitehorse Daylight Time=Canada/Yukon
NST|NDT|Newfoundland Standard Time|Newfoundland Daylight Time=America/St_Johns
NST|NDT|~ Standard Time|~ Daylight Time=Canada/Newfoundland
NZST|NZDT|New Zealand Standard Time|New Zealand Daylight Time=Antarctica/McMurdo Antarctica/South_Pole NZ Pacific/Auckland
PKT|PKST|Pakistan Standard Time|Pakistan Summer Time=Asia/Karachi
PST|PDT|Pacific Standard Time|Pacific Daylight Time=America/Ensenada America/Los_Angeles America/Santa_Isabel America/Tijuana America/Vancouver Mexico/BajaNorte PST8PDT SystemV/PST8PDT
PST|PDT|Philippine Standard Time|Philippine Summer Time=Asia/Manila
PST|PDT|~ Standard Time|~ Daylight Time=Canada/Pacific US/Pacific
SAST||South Africa Standard Time|~ Daylight Time=Africa/Johannesburg Africa/Maseru Africa/Mbabane
SST||American Samoa Standard Time|American Samoa Daylight Time=Pacific/Midway Pacific/Pago_Pago Pacific/Samoa US/Samoa
UTC||Coordinated Universal Time|=Etc/UCT Etc/UTC Etc/Universal Etc/Zulu UCT UTC Universal Zulu
WAT||West Africa Standard Time|West Africa Summer Time=Africa/Bangui Africa/Brazzaville Africa/Douala Africa/Kinshasa Africa/Lagos Africa/Libreville Africa/Luanda Africa/Malabo Africa/Ndjamena Africa/Niamey Africa/Porto-Novo
WET|WEST|Western European Standard Time|Western European Summer Time=Atlantic/Canary Atlantic/Faeroe Atlantic/Faroe Atlantic/Madeira Europe/Lisbon Portugal WET
WIB||Western Indonesia Time|~ Daylight Time=Asia/Jakarta Asia/Pontianak
WITA||Central Indonesia Time|Makassar Daylight Time=Asia/Ujung_Pandang
WITA||Central Indonesia Time|~ Daylight Time=Asia/Makassar
WIT||Eastern Indonesia Time|~ Daylight Time=Asia/Jayapura
`;

let names: ReadonlyMap<string, ZoneDisplayNames> | undefined;

/** The names of a zone by its id; undefined for ids of offsets such as `UTC+3`. */
export function zoneDisplayNames(id: string): ZoneDisplayNames | undefined {
  names ??= new Map(table.trim().split('\n').flatMap(namesOfLine));
  return names.get(id);
}

function namesOfLine(line: string): [id: string, names: ZoneDisplayNames][] {
  const [texts, ids] = line.split('=') as [string, string];
  const [short, shortSummer, long, longSummer] = texts.split('|') as [string, string, string, string];
  return ids.split(' ').map((id) => {
    const city = id.slice(id.lastIndexOf('/') + 1).replaceAll('_', ' ');
    const standard = long.replace('~', city);
    return [id, { short: [short, shortSummer || short], long: [standard, longSummer.replace('~', city) || standard] }];
  });
}
