// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// English names of time zones as java.text.SimpleDateFormat of JDK 25 reads them. A name means one offset all the year
// round (EST stays five hours behind in July), unlike the names of java.time in zoneNames.ts.

const table = `
ACT 570=ACDT|ACST|Australian Central Daylight Time|Australian Central Standard Time
AET 600=AEST|Australian Eastern Standard Time
AET 660=AEDT|Australian Eastern Daylight Time
AGT -180=Argentina Standard Time|Argentina Summer Time
Africa/Abidjan 0=Abidjan Daylight Time
Africa/Accra 0=Accra Daylight Time
Africa/Addis_Ababa 180=Addis Ababa Daylight Time
Africa/Asmara 180=Asmara Daylight Time
Africa/Bamako 0=Bamako Daylight Time
Africa/Banjul 0=Banjul Daylight Time
Africa/Bissau 0=Bissau Daylight Time
Africa/Blantyre 120=Blantyre Daylight Time
Africa/Bujumbura 120=Bujumbura Daylight Time
Africa/Casablanca 0=Casablanca Standard Time
Africa/Casablanca 60=Casablanca Daylight Time
Africa/Conakry 0=Conakry Daylight Time
Africa/Dakar 0=Dakar Daylight Time
Africa/Dar_es_Salaam 180=Dar es Salaam Daylight Time
Africa/Djibouti 180=Djibouti Daylight Time
Africa/El_Aaiun 0=El Aaiun Standard Time
Africa/El_Aaiun 60=El Aaiun Daylight Time
Africa/Freetown 0=Freetown Daylight Time
Africa/Gaborone 120=Gaborone Daylight Time
Africa/Harare 120=Harare Daylight Time
Africa/Johannesburg 120=Johannesburg Daylight Time
Africa/Juba 120=Juba Daylight Time
Africa/Kampala 180=Kampala Daylight Time
Africa/Khartoum 120=Khartoum Daylight Time
Africa/Kigali 120=Kigali Daylight Time
Africa/Lagos 60=WAT
Africa/Lome 0=Lome Daylight Time
Africa/Lubumbashi 120=Lubumbashi Daylight Time
Africa/Lusaka 120=Lusaka Daylight Time
Africa/Maputo 120=Maputo Daylight Time
Africa/Maseru 120=Maseru Daylight Time|SAST|South Africa Standard Time
Africa/Mbabane 120=Mbabane Daylight Time
Africa/Mogadishu 180=Mogadishu Daylight Time
Africa/Monrovia 0=Monrovia Daylight Time
Africa/Nairobi 180=Nairobi Daylight Time
Africa/Nouakchott 0=Nouakchott Daylight Time
Africa/Ouagadougou 0=Ouagadougou Daylight Time
Africa/Sao_Tome 0=São Tomé Daylight Time
Africa/Windhoek 120=Windhoek Daylight Time
America/Anchorage -480=AKDT|Alaska Daylight Time
America/Anchorage -540=AKST|Alaska Standard Time
America/Asuncion=Paraguay Summer Time
America/Asuncion -240=Paraguay Standard Time
America/Bogota -300=Colombia Standard Time|Colombia Summer Time
America/Caracas -240=Caracas Daylight Time|Venezuela Time
America/Cayenne -180=Cayenne Daylight Time|French Guiana Time
America/Chicago -300=CDT|Central Daylight Time
America/Chicago -360=CST|Central Standard Time
America/Coyhaique=Coyhaique Daylight Time
America/Coyhaique -240=Coyhaique Standard Time
America/Danmarkshavn 0=Danmarkshavn Daylight Time
America/Dawson -420=Dawson Daylight Time
America/Denver -360=MDT|Mountain Daylight Time
America/Denver -420=MST|Mountain Standard Time
America/Guayaquil -300=Ecuador Time|Guayaquil Daylight Time
America/Guyana -240=Guyana Daylight Time|Guyana Time
America/Halifax -180=ADT|Atlantic Daylight Time
America/Halifax -240=AST|Astrakhan Daylight Time|Astrakhan Standard Time|Astrakhan Time|Atlantic Standard Time
America/La_Paz -240=Bolivia Time|La Paz Daylight Time
America/Lima -300=Peru Standard Time|Peru Summer Time
America/Los_Angeles -420=PDT|Pacific Daylight Time
America/Los_Angeles -480=PST|Pacific Standard Time
America/Miquelon -120=St. Pierre & Miquelon Daylight Time
America/Miquelon -180=St. Pierre & Miquelon Standard Time
America/Montevideo -180=Uruguay Standard Time|Uruguay Summer Time
America/New_York -240=EDT|Eastern Daylight Time
America/New_York -300=EST|Eastern Standard Time
America/Noronha -120=Fernando de Noronha Standard Time|Fernando de Noronha Summer Time
America/Nuuk -120=Greenland Standard Time
America/Nuuk -60=Greenland Summer Time
America/Paramaribo -180=Paramaribo Daylight Time|Suriname Time
America/Punta_Arenas -180=Punta Arenas Daylight Time|Punta Arenas Standard Time
America/Santiago -180=Chile Summer Time
America/Santiago -240=Chile Standard Time
America/St_Johns -150=NDT|Newfoundland Daylight Time
America/St_Johns -210=NST|Newfoundland Standard Time
Antarctica/Davis 420=Davis Daylight Time|Davis Time
Antarctica/DumontDUrville 600=Dumont-d’Urville Daylight Time
Antarctica/Mawson 300=Mawson Daylight Time|Mawson Time
Antarctica/Palmer -180=Palmer Daylight Time|Palmer Standard Time
Antarctica/Rothera -180=Rothera Daylight Time|Rothera Time
Antarctica/Syowa 180=Syowa Daylight Time|Syowa Time
Antarctica/Troll 120=Troll Daylight Time
Antarctica/Vostok 300=Vostok Daylight Time|Vostok Time
Asia/Aden 180=Arabian Daylight Time|Arabian Standard Time
Asia/Almaty=Almaty Daylight Time
Asia/Amman 180=Amman Daylight Time|Amman Standard Time
Asia/Anadyr 720=Anadyr Standard Time|Anadyr Summer Time
Asia/Aqtau 300=Aqtau Daylight Time
Asia/Aqtobe 300=Aqtobe Daylight Time
Asia/Ashgabat 300=Turkmenistan Standard Time|Turkmenistan Summer Time
Asia/Atyrau 300=Atyrau Daylight Time
Asia/Baku 240=Azerbaijan Standard Time|Azerbaijan Summer Time
Asia/Bangkok 420=Bangkok Daylight Time
Asia/Barnaul 420=Barnaul Daylight Time|Barnaul Standard Time
Asia/Bishkek 360=Bishkek Daylight Time|Kyrgyzstan Time
Asia/Brunei 480=Brunei Daylight Time|Brunei Time
Asia/Chita 540=Yakutsk Standard Time|Yakutsk Summer Time
Asia/Choibalsan 480=Ulaanbaatar Standard Time|Ulaanbaatar Summer Time
Asia/Colombo 330=Colombo Daylight Time
Asia/Damascus 180=Damascus Daylight Time|Damascus Standard Time
Asia/Dili 540=Dili Daylight Time|Timor-Leste Time
Asia/Dubai 240=Dubai Daylight Time|Gulf Standard Time
Asia/Dushanbe 300=Dushanbe Daylight Time|Tajikistan Time
Asia/Famagusta 120=Famagusta Standard Time
Asia/Famagusta 180=Famagusta Daylight Time
Asia/Hovd 420=Hovd Standard Time|Hovd Summer Time
Asia/Irkutsk 480=Irkutsk Standard Time|Irkutsk Summer Time
Asia/Jakarta 420=Jakarta Daylight Time|WIB
Asia/Jayapura 540=Eastern Indonesia Time|Jayapura Daylight Time|WIT|WITA
Asia/Jerusalem 120=IST|Israel Standard Time|Istanbul Daylight Time|Istanbul Standard Time|Istanbul Time
Asia/Jerusalem 180=IDT|Israel Daylight Time
Asia/Kabul 270=Afghanistan Time|Kabul Daylight Time
Asia/Kamchatka 720=Kamchatka Standard Time|Kamchatka Summer Time
Asia/Kashgar 360=Urumqi Daylight Time|Urumqi Standard Time
Asia/Katmandu 345=Kathmandu Daylight Time|Nepal Time
Asia/Kolkata 330=Kolkata Daylight Time
Asia/Krasnoyarsk 420=Krasnoyarsk Standard Time|Krasnoyarsk Summer Time
Asia/Kuala_Lumpur 480=Kuala Lumpur Daylight Time|Malaysia Time
Asia/Kuching 480=Kuching Daylight Time
Asia/Magadan 660=Magadan Standard Time|Magadan Summer Time
Asia/Makassar 480=Central Indonesia Time|Makassar Daylight Time
Asia/Manila 480=Philippine Standard Time|Philippine Summer Time
Asia/Muscat 240=Muscat Daylight Time
Asia/Novosibirsk 420=Novosibirsk Standard Time|Novosibirsk Summer Time
Asia/Omsk 360=Omsk Standard Time|Omsk Summer Time
Asia/Oral 300=Kazakhstan Time|Oral Daylight Time
Asia/Phnom_Penh 420=Phnom Penh Daylight Time
Asia/Pontianak 420=Pontianak Daylight Time
Asia/Qostanay=Kostanay Daylight Time
Asia/Qyzylorda 300=Qyzylorda Daylight Time
Asia/Rangoon 390=Myanmar Time
Asia/Saigon 420=Ho Chi Minh City Daylight Time
Asia/Sakhalin 660=Sakhalin Standard Time|Sakhalin Summer Time
Asia/Shanghai 480=China Daylight Time|China Standard Time
Asia/Srednekolymsk 660=Srednekolymsk Daylight Time|Srednekolymsk Standard Time
Asia/Taipei 480=Taiwan Daylight Time|Taiwan Standard Time
Asia/Tashkent 300=Uzbekistan Standard Time|Uzbekistan Summer Time
Asia/Tbilisi 240=Georgia Standard Time|Georgia Summer Time
Asia/Thimbu 360=Bhutan Time|Thimphu Daylight Time
Asia/Tokyo 540=JDT|JST|Japan Daylight Time|Japan Standard Time
Asia/Tomsk 420=Tomsk Daylight Time|Tomsk Standard Time
Asia/Ust-Nera 600=Vladivostok Standard Time|Vladivostok Summer Time
Asia/Vientiane 420=Vientiane Daylight Time
Asia/Yangon 390=Cocos Islands Time|Yangon Daylight Time
Asia/Yekaterinburg 300=Yekaterinburg Standard Time|Yekaterinburg Summer Time
Atlantic/Azores -60=Azores Standard Time
Atlantic/Azores 0=Azores Summer Time
Atlantic/Cape_Verde -60=Cape Verde Standard Time|Cape Verde Summer Time
Atlantic/South_Georgia -120=South Georgia Daylight Time|South Georgia Time
Atlantic/St_Helena 0=St. Helena Daylight Time
Atlantic/Stanley -180=Falkland Islands Standard Time|Falkland Islands Summer Time
Australia/Eucla 525=Australian Central Western Daylight Time|Australian Central Western Standard Time
Australia/LHI 630=Lord Howe Standard Time
Australia/LHI 660=Lord Howe Daylight Time
Australia/West 480=AWDT|AWST|Australian Western Daylight Time|Australian Western Standard Time
BET -180=Brasilia Standard Time|Brasilia Summer Time
BST 360=Bangladesh Standard Time|Bangladesh Summer Time
Brazil/Acre -300=Acre Standard Time|Acre Summer Time
Brazil/West -240=Amazon Standard Time|Amazon Summer Time
CAT 120=CAT|Central Africa Time
Canada/Yukon -420=Whitehorse Daylight Time|Yukon Time
Cuba -240=Cuba Daylight Time
Cuba -300=Cuba Standard Time
EAT 180=EAT|East Africa Time
Eire 60=Irish Standard Time
Europe/Bucharest 120=EET|Eastern European Standard Time
Europe/Bucharest 180=EEST|Eastern European Summer Time
Europe/Kirov 180=Kirov Daylight Time|Kirov Standard Time
Europe/Paris 120=CEST|Central European Summer Time
Europe/Paris 60=CET|Central European Standard Time
Europe/Samara 240=Samara Standard Time|Samara Summer Time
Europe/Saratov 240=Saratov Daylight Time|Saratov Standard Time
Europe/Ulyanovsk 240=Ulyanovsk Daylight Time|Ulyanovsk Standard Time
Europe/Volgograd 180=Volgograd Standard Time|Volgograd Summer Time
GB 60=BST|British Summer Time
GMT 0=Greenwich Mean Time
Hongkong 480=HKST|HKT|Hong Kong Standard Time|Hong Kong Summer Time
IST 330=India Standard Time
Iceland 0=Reykjavik Daylight Time
Indian/Antananarivo 180=Antananarivo Daylight Time
Indian/Chagos 360=Chagos Daylight Time|Indian Ocean Time
Indian/Christmas 420=Christmas Island Daylight Time|Christmas Island Time
Indian/Cocos 390=Cocos Islands Daylight Time
Indian/Comoro 180=Comoro Daylight Time
Indian/Kerguelen 300=Kerguelen Daylight Time
Indian/Mahe 240=Mahe Daylight Time|Seychelles Time
Indian/Maldives 300=French Southern & Antarctic Time|Maldives Daylight Time
Indian/Mauritius 240=Mauritius Standard Time|Mauritius Summer Time
Indian/Mayotte 180=Mayotte Daylight Time
Indian/Reunion 240=Réunion Daylight Time|Réunion Time
Iran 210=Iran Daylight Time|Iran Standard Time
Kwajalein 720=Kwajalein Daylight Time|Marshall Islands Time
MIT 780=Samoa Daylight Time|Samoa Standard Time
Mexico/BajaSur -420=Mexican Pacific Daylight Time|Mexican Pacific Standard Time
NET 240=Armenia Standard Time|Armenia Summer Time
NZ 720=NZST|New Zealand Standard Time
NZ 780=NZDT|New Zealand Daylight Time
NZ-CHAT 765=Chatham Standard Time
NZ-CHAT 825=Chatham Daylight Time
PLT 300=PKST|PKT|Pakistan Standard Time|Pakistan Summer Time
Pacific/Bougainville 660=Bougainville Daylight Time|Bougainville Standard Time
Pacific/Easter -300=Easter Island Summer Time
Pacific/Easter -360=Easter Island Standard Time
Pacific/Efate 660=Vanuatu Standard Time|Vanuatu Summer Time
Pacific/Fakaofo 780=Fakaofo Daylight Time|Tokelau Time
Pacific/Fiji 720=Fiji Standard Time|Fiji Summer Time
Pacific/Funafuti 720=Funafuti Daylight Time|Tuvalu Time
Pacific/Galapagos -360=Galapagos Daylight Time|Galapagos Time
Pacific/Gambier -540=Gambier Daylight Time
Pacific/Guadalcanal 660=Guadalcanal Daylight Time
Pacific/Guam 600=ChST|Chamorro Standard Time|Guam Daylight Time
Pacific/Honolulu -600=HDT|HST|Hawaii-Aleutian Daylight Time|Hawaii-Aleutian Standard Time
Pacific/Kanton 780=Enderbury Daylight Time|Phoenix Islands Time
Pacific/Kiritimati 840=Kiritimati Daylight Time|Line Islands Time
Pacific/Kosrae 660=Kosrae Daylight Time|Kosrae Time
Pacific/Majuro 720=Majuro Daylight Time
Pacific/Marquesas -570=Marquesas Daylight Time|Marquesas Time
Pacific/Nauru 720=Nauru Daylight Time|Nauru Time
Pacific/Niue -660=Niue Daylight Time|Niue Time
Pacific/Norfolk 660=Norfolk Island Standard Time
Pacific/Norfolk 720=Norfolk Island Daylight Time
Pacific/Noumea 660=New Caledonia Standard Time|New Caledonia Summer Time
Pacific/Palau 540=Palau Daylight Time|Palau Time
Pacific/Pitcairn -480=Pitcairn Daylight Time
Pacific/Ponape 660=Pohnpei Daylight Time
Pacific/Port_Moresby 600=Dumont d’Urville Time|Port Moresby Daylight Time
Pacific/Rarotonga -600=Cook Islands Standard Time|Cook Islands Summer Time
Pacific/Saipan 600=Saipan Daylight Time
Pacific/Tahiti -600=Tahiti Daylight Time|Tahiti Time
Pacific/Tarawa 720=Tarawa Daylight Time
Pacific/Tongatapu 780=Tonga Standard Time|Tonga Summer Time
Pacific/Truk 600=Chuuk Time
Pacific/Wake 720=Wake Island Daylight Time|Wake Island Time
Pacific/Wallis 720=Gilbert Islands Time|Wallis Daylight Time
Pacific/Yap 600=Chuuk Daylight Time|Papua New Guinea Time
ROK 540=KST|Korean Daylight Time|Korean Standard Time
SST 660=Solomon Islands Time
Singapore 480=Singapore Daylight Time|Singapore Standard Time
SystemV/PST8 -480=Pitcairn Time
SystemV/YST9 -540=Gambier Time
US/Aleutian -540=HADT
US/Aleutian -600=HAST
US/Samoa -660=American Samoa Daylight Time|American Samoa Standard Time|SST
UTC 0=Coordinated Universal Time|UTC
VST 420=Indochina Time
W-SU 180=MSK|Moscow Standard Time|Moscow Summer Time
WET 0=WET|Western European Standard Time
WET 60=WEST|West Africa Standard Time|West Africa Summer Time|West Africa Time|Western European Summer Time|Western European Time|Western Indonesia Time
`;

/** What a name stands for. */
export interface NamedOffset {
  /** TimeZone.getID, which may be one of Java's old ids of three letters. */
  readonly id: string;
  /** Seconds east of UTC; undefined where standard and summer time have the same name. */
  readonly offset: number | undefined;
}

let names: ReadonlyMap<string, NamedOffset> | undefined;

/** Zones by name in lower case: case does not count. */
export function namedOffsets(): ReadonlyMap<string, NamedOffset> {
  names ??= new Map(
    table
      .trim()
      .split('\n')
      .flatMap((line) => {
        const [, id, minutes, list] = /^(\S+)(?: (-?\d+))?=(.*)$/.exec(line)!;
        const zone = { id: id!, offset: minutes === undefined ? undefined : Number(minutes) * 60 };
        return list!.split('|').map((name): [string, NamedOffset] => [name.toLowerCase(), zone]);
      }),
  );
  return names;
}
