// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.Locale: a language, perhaps with a script, a country and a variant.

import { stringHash } from '../../../values/identity.js';
import { nonNull } from '../../runtime/exceptions.js';
import { refusedAll } from '../java.time/delegated.js';
import { type ClassDeclaration, constant, constructs, javaClass, method, staticMethod } from '../table.js';

/** A locale; it prints as Java's: `en_US`. */
export class Locale {
  readonly language: string;
  readonly country: string;
  readonly variant: string;
  readonly script: string;

  constructor(language: string, country = '', variant = '', script = '') {
    this.language = language.toLowerCase();
    this.country = country.toUpperCase();
    this.variant = variant;
    this.script = script;
  }

  /** The locale of a language tag; what is no tag is the root locale. */
  static ofTag(tag: string): Locale {
    try {
      const { language, region, script } = new Intl.Locale(tag);
      return new Locale(language === 'und' ? '' : language, region, '', script);
    } catch {
      return new Locale('');
    }
  }

  /** The language tag; `und` for the root locale. */
  get tag(): string {
    const variant = /^(?:[0-9A-Za-z]{5,8}|[0-9][0-9A-Za-z]{3})$/.test(this.variant) ? this.variant : '';
    return [this.language || 'und', this.script, this.country, variant].filter(Boolean).join('-');
  }

  equals(other: unknown): boolean {
    return other instanceof Locale && other.toString() === this.toString();
  }

  hashCode(): number {
    return stringHash(this.toString());
  }

  toString(): string {
    const { language, country, variant, script } = this;
    if (language === '' && country === '') return '';
    const base = [language, country || (variant || script ? '' : undefined), variant || undefined]
      .filter((part) => part !== undefined)
      .join('_');
    return script ? `${base}_#${script}` : base;
  }

  documentText(): string {
    return this.toString();
  }
}

const constants: Readonly<Record<string, Locale>> = {
  CANADA: new Locale('en', 'CA'),
  CANADA_FRENCH: new Locale('fr', 'CA'),
  CHINA: new Locale('zh', 'CN'),
  CHINESE: new Locale('zh'),
  ENGLISH: new Locale('en'),
  FRANCE: new Locale('fr', 'FR'),
  FRENCH: new Locale('fr'),
  GERMAN: new Locale('de'),
  GERMANY: new Locale('de', 'DE'),
  ITALIAN: new Locale('it'),
  ITALY: new Locale('it', 'IT'),
  JAPAN: new Locale('ja', 'JP'),
  JAPANESE: new Locale('ja'),
  KOREA: new Locale('ko', 'KR'),
  KOREAN: new Locale('ko'),
  PRC: new Locale('zh', 'CN'),
  ROOT: new Locale(''),
  SIMPLIFIED_CHINESE: new Locale('zh', 'CN'),
  TAIWAN: new Locale('zh', 'TW'),
  TRADITIONAL_CHINESE: new Locale('zh', 'TW'),
  UK: new Locale('en', 'GB'),
  US: new Locale('en', 'US'),
};

function displayName(locale: Locale, type: 'language' | 'region' | 'script', code: string): string {
  if (code === '') return '';
  return new Intl.DisplayNames(locale.language || 'en', { type }).of(code) ?? code;
}

const english = constants['ENGLISH']!;

export const localeClasses: readonly ClassDeclaration[] = [
  javaClass(
    'java.util.Locale',
    'A language and a country.',
    [
      constructs('(String)', 'A language.', (language: string) => new Locale(nonNull(language))),
      constructs(
        '(String,String)',
        'A language and a country.',
        (language: string, country: string) => new Locale(nonNull(language), nonNull(country)),
        [["new Locale('en', 'US').toString()", "'en_US'"]],
      ),
      constructs(
        '(String,String,String)',
        'A language, a country and a variant.',
        (language: string, country: string, variant: string) =>
          new Locale(nonNull(language), nonNull(country), nonNull(variant)),
      ),
      ...Object.entries(constants).map(([name, locale]) =>
        constant(`Locale ${name}`, `The locale ${locale.tag}.`, locale),
      ),
      staticMethod(
        'Locale forLanguageTag(String)',
        'The locale of a language tag.',
        (tag: string) => Locale.ofTag(nonNull(tag)),
        [["Locale.forLanguageTag('de-DE').getCountry()", "'DE'"]],
      ),
      method('def clone()', 'The same locale.', (self: Locale) => self),
      method('String getCountry()', 'The country, two letters.', (self: Locale) => self.country),
      method('String getDisplayCountry()', 'The name of the country.', (self: Locale) =>
        displayName(english, 'region', self.country),
      ),
      method(
        'String getDisplayCountry(Locale)',
        'The name of the country in a language.',
        (self: Locale, inLocale: Locale) => displayName(inLocale, 'region', self.country),
      ),
      method(
        'String getDisplayLanguage()',
        'The name of the language.',
        (self: Locale) => displayName(english, 'language', self.language),
        [['Locale.GERMAN.getDisplayLanguage()', "'German'"]],
      ),
      method(
        'String getDisplayLanguage(Locale)',
        'The name of the language in a language.',
        (self: Locale, inLocale: Locale) => displayName(inLocale, 'language', self.language),
      ),
      method('String getDisplayScript()', 'The name of the script.', (self: Locale) =>
        displayName(english, 'script', self.script),
      ),
      method(
        'String getDisplayScript(Locale)',
        'The name of the script in a language.',
        (self: Locale, inLocale: Locale) => displayName(inLocale, 'script', self.script),
      ),
      method('String getLanguage()', 'The language, two or three letters.', (self: Locale) => self.language),
      method('String getScript()', 'The script, four letters.', (self: Locale) => self.script),
      method('String getVariant()', 'The variant.', (self: Locale) => self.variant),
      method('boolean hasExtensions()', 'Always false.', () => false),
      method('Locale stripExtensions()', 'The same locale.', (self: Locale) => self),
      method('String toLanguageTag()', 'The language tag.', (self: Locale) => self.tag, [
        ['Locale.US.toLanguageTag()', "'en-US'"],
      ]),
      ...refusedAll(
        'lists and ranges of locales, extensions and three-letter codes are not supported',
        `
        String getDisplayName()
        String getDisplayName(Locale)
        String getDisplayVariant()
        String getDisplayVariant(Locale)
        String getExtension(char)
        String getISO3Country()
        String getISO3Language()
        String getUnicodeLocaleType(String)
        Set getExtensionKeys()
        Set getUnicodeLocaleAttributes()
        Set getUnicodeLocaleKeys()
        static char PRIVATE_USE_EXTENSION
        static char UNICODE_LOCALE_EXTENSION
        static String lookupTag(List,Collection)
        static String[] getISOCountries()
        static String[] getISOLanguages()
        static List filter(List,Collection)
        static List filterTags(List,Collection)
        static Locale getDefault()
        static Locale getDefault(Locale.Category)
        static Locale lookup(List,Collection)
        static Locale[] getAvailableLocales()
      `,
      ),
    ],
    { represents: [Locale] },
  ),
];
