// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Which texts the server takes as a locale: LocaleUtils.parse of Elasticsearch 9.5 on JDK 25.

import { Failure, illegalArgument } from '../diagnostics/failure.js';

/** Languages of two letters that have one of three (Locale.getISO3Language); of three letters any goes. */
const languages = pairsOf(
  'aaabaeafakamanarasavayazbabebgbhbibmbnbobrbscacechcocrcscucvcydadedvdzeeeleneoeseteufafffifjfofrfygagdglgngugvhahehihohrhthuhyhz' +
    'iaidieigiiikinioisitiuiwjajijvkakgkikjkkklkmknkokrkskukvkwkylalblglilnloltlulvmgmhmimkmlmnmomrmsmtmynanbndnengnlnnnonrnvnyocojom' +
    'orospapiplpsptqurmrnrorurwsascsdsesgsiskslsmsnsosqsrssstsusvswtatetgthtitktltntotrtstttwtyugukuruzvevivowawoxhyiyozazhzu',
);

/** Countries that have a code of three letters (Locale.getISO3Country). */
const countries = pairsOf(
  'ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEE' +
    'EGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLC' +
    'LILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURW' +
    'SASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW',
);

function pairsOf(codes: string): ReadonlySet<string> {
  return new Set(codes.match(/../g));
}

/**
 * Refuses a text that is no locale to the server: `LANGUAGE`, `LANGUAGE-COUNTRY` or `LANGUAGE-COUNTRY-VARIANT`, or the same with `_`.
 *
 * @throws Failure illegal_argument_exception.
 */
export function requireLocale(locale: string): void {
  const separator = /[-_]/.exec(locale)?.[0] ?? '-';
  const parts = locale.split(separator);
  if (parts.length > 3) {
    throw illegalArgument(`Locales can have at most 3 parts but got ${parts.length}: [${parts.join(', ')}]`);
  }
  const [language = '', country = ''] = parts;
  if (parts.length === 1 && /^root$/i.test(language)) return;
  const lower = language.toLowerCase();
  if (lower !== '' && lower.length !== 3 && !languages.has(lower)) throw unknown('language', language, lower);
  const upper = country.toUpperCase();
  if (upper !== '' && !countries.has(upper)) throw unknown('country', country, upper);
}

function unknown(what: string, given: string, code: string): Failure {
  const reason = `Couldn't find 3-letter ${what} code for ${code}`;
  return illegalArgument(`Unknown ${what}: ${given}`, new Failure('missing_resource_exception', reason));
}
