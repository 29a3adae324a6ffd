// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Differences that are no defects of our engine: where this server is not Elasticsearch, or the JVM decides. Each is as narrow as
// can be; a long run reports those that no difference had.

import { isDeepStrictEqual } from 'node:util';

import type { Outcome } from '../../conformance/format/suite.js';
import type { Compared, Kind } from './fuzz.js';
import type { Answers } from './fuzzPackages.js';
import type { OptionDifference } from './optionSweep.js';

/** A kind of difference. */
interface Explanation {
  readonly id: string;
  /** What is generated where it is met. */
  readonly kind: Kind;
  readonly reason: string;
  readonly link: string;
  readonly applies: (compared: Compared) => boolean;
}

const hereNotElasticsearch = 'test/cluster/README.md';

/** The type of the outcome of an input to which the server gives no answer in time. */
export const noAnswer = 'no_answer';

/** A value with every text in it, names of fields too, changed. */
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [change(key), mapTexts(item, change)]));
}

/** Texts of identity (`java.util.ArrayList$Itr@<hash>`) without the name of the class, which may be one of the JVM's own. */
function withoutIdentities(outcome: unknown): unknown {
  return mapTexts(outcome, (text) => text.replace(/[\w.$/<>]+@<hash>/g, '<identity>'));
}

/** A decimal, or a float in hexadecimal. */
const fraction = /-?\d+\.\d{8,}(?:E-?\d+)?|-?0x[01]\.[\da-f]+p-?\d+/g;

const readFraction = (text: string): number => {
  const [, sign, digits, exponent] = /^(-?)0x([01]\.[\da-f]+)p(-?\d+)$/.exec(text) ?? [];
  if (digits === undefined) return Number(text);
  const value = (parseInt(digits.replace('.', ''), 16) / 16 ** (digits.length - 2)) * 2 ** Number(exponent);
  return sign === '-' ? -value : value;
};

/** Whether two outcomes are the same but for fractions, which may differ by so small a share. */
function nearlySame(server: unknown, ours: unknown, share: number): boolean {
  const [one, other] = [server, ours].map((outcome) => JSON.stringify(withoutIdentities(outcome))) as [string, string];
  if (one.replace(fraction, '<fraction>') !== other.replace(fraction, '<fraction>')) return false;
  const [theirs, own] = [one, other].map((text) => (text.match(fraction) ?? []).map(readFraction)) as [
    number[],
    number[],
  ];
  return theirs.every((value, index) => Math.abs(value - own[index]!) <= share * Math.abs(value));
}

/** Without any number. */
function withoutNumbers(value: unknown): unknown {
  if (typeof value === 'number') return '<number>';
  if (typeof value === 'string') return value.replace(/-?\d+(?:\.\d+)?(?:E-?\d+)?/g, '<number>');
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutNumbers);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutNumbers(item)]));
}

/** Numbers without their signs. */
function withoutSigns(outcome: unknown): unknown {
  return mapTexts(outcome, (text) => text.replace(/^-(?=\d|Infinity)/, ''));
}

/** The same however it says that a field is missing. */
function withoutMissing(outcome: unknown): unknown {
  const missing = /field \[[^\]]*\] (?:doesn't exist|not present as part of path \[[^\]]*\])/g;
  return mapTexts(outcome, (text) => text.replace(missing, '<missing>'));
}

/** Whether elements of a set or keys of a map are, or hold, objects of a class whose hash code is that of its identity. */
const hasIdentityKeys = (entries: readonly unknown[], keyOf: (entry: unknown) => unknown): boolean =>
  entries.some((entry) => /\{"\$(object|array)"/.test(JSON.stringify(keyOf(entry))));

/** The same with sets and maps sorted whose order is that of hash codes of identity. */
function withoutIdentityOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutIdentityOrder);
  const { $set: set, $map: map } = value as { readonly $set?: unknown[]; readonly $map?: [unknown, unknown][] };
  const items = set ?? map;
  if (items && hasIdentityKeys(items, (entry) => (map ? (entry as [unknown, unknown])[0] : entry)))
    return { sorted: items.map((item) => JSON.stringify(withoutIdentityOrder(item))).sort() };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutIdentityOrder(item)]));
}

/** What a foreach says outside of what deals with failures. */
const foreachReason = /\[java\.util\.List\]|as part of path|cannot loop over|^path cannot be null nor empty$/;

const appendHere =
  'Where nothing is added Elasticsearch 9.5.3 leaves the field as it is, and without duplicates it leaves out those of a field that was ' +
  'not there too; this server does neither.';

/** The options of every append processor. */
function appendsIn(value: unknown): Holder[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => (key === 'append' ? [item as Holder] : appendsIn(item)));
}

const explanations: readonly Explanation[] = [
  {
    id: 'no-answer',
    kind: 'scripts',
    reason: 'Numbers of a million digits and more keep the server busy for minutes or hours; ours refuse them.',
    link: 'https://docs.oracle.com/en/java/javase/25/docs/api/java.base/java/math/MathContext.html',
    applies: ({ server }) => 'error' in server && server.error.type === noAnswer,
  },
  {
    id: 'verify-error',
    kind: 'scripts',
    reason:
      'The compiler of the server writes bytecode that the JVM refuses (a compound assignment of a def shift distance to an int, ' +
      'instanceof of a primitive); ours do what the language says.',
    link: 'https://docs.oracle.com/en/java/javase/25/docs/api/java.base/java/lang/VerifyError.html',
    applies: ({ server }) => 'error' in server && server.error.type === 'verify_error',
  },
  {
    id: 'verify-error-of-the-library',
    kind: 'scripts',
    reason:
      'An instanceof of a long or double leaves half of it on the stack; inside of a loop or try the library that writes the ' +
      'bytecode stumbles over that before the JVM refuses it.',
    link: 'https://asm.ow2.io/javadoc/org/objectweb/asm/ClassWriter.html#COMPUTE_FRAMES',
    applies: ({ server, ours }) =>
      'error' in server &&
      'error' in ours &&
      ours.error.type === 'verify_error' &&
      server.error.script === 'compile' &&
      server.error.type === 'array_index_out_of_bounds_exception',
  },
  {
    id: 'frames-of-the-library',
    kind: 'scripts',
    reason:
      'Around code behind a throw inside of try and loop the library that writes the bytecode loses count of the stack and fails; ' +
      'ours run the script.',
    link: 'https://asm.ow2.io/javadoc/org/objectweb/asm/ClassWriter.html#COMPUTE_FRAMES',
    applies: ({ server }) =>
      'error' in server &&
      server.error.script === 'compile' &&
      (server.error.type === 'negative_array_size_exception' ||
        (server.error.type === 'array_index_out_of_bounds_exception' && server.error.at === undefined)),
  },
  {
    id: 'identity-text',
    kind: 'scripts',
    reason:
      'The text of an object that has none of its own is the name of its class and its hash of identity; streams, comparators ' +
      'and iterators are of classes that only the JVM knows.',
    link: 'https://docs.oracle.com/en/java/javase/25/docs/api/java.base/java/lang/Object.html#toString()',
    applies: ({ server, ours }) => isDeepStrictEqual(withoutIdentities(server), withoutIdentities(ours)),
  },
  {
    id: 'last-digit',
    kind: 'scripts',
    reason:
      'The JVM computes functions that have no exact result by instructions of the processor; they may differ in the last digit from ' +
      "those of the language's own library.",
    link: 'https://docs.oracle.com/en/java/javase/25/docs/api/java.base/java/lang/Math.html',
    applies({ input, server, ours }) {
      if (input.kind !== 'script') return false;
      const { source } = input;
      if (!/\bMath\.(sin|cos|tan|asin|acos|atan|sinh|cosh|tanh|exp|log|log10|log1p|expm1|pow|cbrt)\w*\(/.test(source))
        return false;
      // What a division leaves of a large number makes more of the last digit.
      return nearlySame(server, ours, source.includes(' % ') ? 1e-8 : 1e-11);
    },
  },
  {
    id: 'identity-order',
    kind: 'scripts',
    reason:
      'Sets and maps iterate in the order of hash codes; those of arrays, builders, streams and the like are of identity, and so ' +
      'another in every run.',
    link: 'https://docs.oracle.com/en/java/javase/25/docs/api/java.base/java/lang/System.html#identityHashCode(java.lang.Object)',
    applies: ({ server, ours }) =>
      isDeepStrictEqual(withoutIdentityOrder(withoutIdentities(server)), withoutIdentityOrder(withoutIdentities(ours))),
  },
  {
    id: 'sign-of-nan',
    kind: 'scripts',
    reason: 'copySign takes the sign of a NaN, which the processor decides; JavaScript has one NaN.',
    link: 'https://docs.oracle.com/en/java/javase/25/docs/api/java.base/java/lang/Math.html#copySign(double,double)',
    applies: ({ input, server, ours }) =>
      input.kind === 'script' &&
      input.source.includes('Math.copySign(') &&
      isDeepStrictEqual(withoutSigns(server), withoutSigns(ours)),
  },
  {
    id: 'a-view-that-fails-where-it-is-read',
    kind: 'scripts',
    reason:
      'A part of a sorted set or map whose bound is of another class than its keys fails where it is read; at the end of a script ' +
      'that is outside of it, where the server makes its answer.',
    link: 'https://docs.oracle.com/en/java/javase/25/docs/api/java.base/java/util/TreeMap.html',
    applies: ({ server }) =>
      'error' in server && server.error.type === 'class_cast_exception' && server.error.script === undefined,
  },
  {
    id: 'last-digit-made-large',
    kind: 'scripts',
    reason:
      'A function of an angle that is a power, which is another number in its last digit: of one beyond 2^53 nothing is left by then.',
    link: 'https://docs.oracle.com/en/java/javase/25/docs/api/java.base/java/lang/Math.html',
    applies: ({ input, server, ours }) =>
      input.kind === 'script' &&
      /\bMath\.(?:sin|cos|tan)\(Math\.(?:pow|exp|sinh|cosh)\(/.test(input.source) &&
      isDeepStrictEqual(withoutNumbers(server), withoutNumbers(ours)),
  },
  {
    id: 'bits-of-nan',
    kind: 'scripts',
    reason: 'The bits of a NaN are those that it was made of, or what the processor makes; JavaScript has one NaN.',
    link: 'https://docs.oracle.com/en/java/javase/25/docs/api/java.base/java/lang/Float.html#floatToRawIntBits(float)',
    applies: ({ input, server, ours }) =>
      input.kind === 'script' &&
      /ToRaw(?:Int|Long)Bits\(/.test(input.source) &&
      /"9221120237041090560"|2143289344/.test(JSON.stringify(ours)) &&
      isDeepStrictEqual(withoutNumbers(server), withoutNumbers(ours)),
  },
  {
    id: 'booleans-cast-to-def',
    kind: 'scripts',
    reason:
      'The server cannot link `(def)(a ^ b)` where both are booleans, though it can without the cast; ours give the boolean.',
    link: hereNotElasticsearch,
    applies: ({ server }) =>
      'error' in server && server.error.reason === 'Cannot cast boolean to class java.lang.Object',
  },
  {
    id: 'texts-that-are-no-constants',
    kind: 'scripts',
    reason:
      'The server folds texts to constants in some places only: of `(char)("a" + (66 + 1))` it finds that it is no character when it ' +
      'is run, ours when it is compiled, as both do of `(char)("a" + 66)`.',
    link: hereNotElasticsearch,
    applies: ({ server, ours }) =>
      'error' in ours &&
      ours.error.script === 'compile' &&
      ours.error.reason === 'cannot cast java.lang.String with length not equal to one to char' &&
      !('error' in server && server.error.script === 'compile'),
  },
  {
    id: 'hash-codes-of-constants',
    kind: 'scripts',
    reason: 'The hash code of a constant, and so of a list of some, is that of its identity, another one in every run.',
    link: 'https://docs.oracle.com/en/java/javase/25/docs/api/java.base/java/lang/Enum.html#hashCode()',
    applies: ({ input, server, ours }) =>
      input.kind === 'script' &&
      /(?:\bgetUnits\(\)|\.units)\)*\.hashCode\(\)/.test(input.source) &&
      isDeepStrictEqual(withoutNumbers(server), withoutNumbers(ours)),
  },
  {
    id: 'boxes-have-no-identity',
    kind: 'scripts',
    reason:
      'Two boxes of one number are two objects in Java, which only === tells apart; here numbers are their values.',
    link: 'https://docs.oracle.com/en/java/javase/25/docs/api/java.base/java/lang/Long.html#valueOf(long)',
    applies: ({ input }) => input.kind === 'script' && /\bvalueOf\([^()]*\) [!=]== \w+\.valueOf\(/.test(input.source),
  },
  {
    id: 'exceptions-of-the-server-as-texts',
    kind: 'scripts',
    reason:
      "OpenSearch's own exceptions are texts such as CircuitBreakingException[...]; Elasticsearch 8 and later give them the class and " +
      'the message as every other.',
    link: hereNotElasticsearch,
    applies: ({ server, ours }) =>
      JSON.stringify(withoutIdentities(server)).replace(/CircuitBreakingException\[\[[^"]*/g, '<limit>') ===
      JSON.stringify(withoutIdentities(ours)).replace(
        /org\.elasticsearch\.common\.breaker\.CircuitBreakingException[^"]*/g,
        '<limit>',
      ),
  },
  {
    id: 'identity-text-as-replacement',
    kind: 'scripts',
    reason:
      'The text of a stream or iterator, which is the name of a class of the JVM and a hash of identity, given as a replacement: what ' +
      'stands behind its dollar sign names a group or none.',
    link: 'https://docs.oracle.com/en/java/javase/25/docs/api/java.base/java/util/regex/Matcher.html#appendReplacement(java.lang.StringBuilder,java.lang.String)',
    applies: ({ input, server, ours }) =>
      input.kind === 'script' &&
      /\.replace(?:All|First)\(/.test(input.source) &&
      /stream\(|terator\(|Stream\./.test(input.source) &&
      ('error' in server
        ? /^(?:Illegal group reference|No group \d+)$/.test(server.error.reason ?? '')
        : /java\.lang\.(?:IllegalArgument|IndexOutOfBounds)Exception/.test(JSON.stringify(server)) &&
          JSON.stringify(ours).includes('Stream@')),
  },
  {
    id: 'identity-text-searched',
    kind: 'scripts',
    reason:
      'Whether a pattern is found in the text of an object that has none of its own, the hash of identity decides.',
    link: 'https://docs.oracle.com/en/java/javase/25/docs/api/java.base/java/lang/Object.html#toString()',
    applies: ({ input, server, ours }) =>
      input.kind === 'script' &&
      /\.(?:replaceAll|replaceFirst|split)\(/.test(input.source) &&
      JSON.stringify(server).includes('@<hash>') !== JSON.stringify(ours).includes('@<hash>'),
  },
  {
    id: 'instants-of-285-million-years',
    kind: 'scripts',
    reason:
      'Seconds are numbers here, exact up to 2^53: the first and last Instant are those of 285 million years, not of a billion.',
    link: 'https://js-joda.github.io/js-joda/class/packages/core/src/Instant.js~Instant.html',
    applies: ({ input, ours }) =>
      input.kind === 'script' &&
      /\b(?:Instant|LocalDateTime|OffsetDateTime)\.(?:MIN|MAX)\b/.test(input.source) &&
      /9007199254740991|285428751|ArithmeticException|arithmetic_exception|DateTimeException|date_time_exception/.test(
        JSON.stringify(ours),
      ),
  },
  {
    id: 'foreach-fails-the-request',
    kind: 'pipelines',
    reason:
      "This server's foreach looks for its field outside of what deals with failures: the request fails instead of the document. " +
      'It also knows no objects, over whose entries Elasticsearch 7.16 and later loops.',
    link: 'https://github.com/elastic/elasticsearch/pull/77437',
    applies: ({ input, server }) =>
      'error' in server &&
      server.error.processor === undefined &&
      input.kind === 'pipeline' &&
      JSON.stringify(input.pipeline).includes('"foreach"') &&
      foreachReason.test(server.error.reason ?? ''),
  },
  {
    id: 'one-map-under-two-names',
    kind: 'pipelines',
    reason:
      'OpenSearch hands a script a copy of the document, in which one map under two names becomes two; Elasticsearch the document.',
    link: hereNotElasticsearch,
    applies: ({ input }) => input.kind === 'pipeline' && JSON.stringify(input.pipeline).includes('ctx.m = ctx.map'),
  },
  {
    id: 'append-here',
    kind: 'pipelines',
    reason: appendHere,
    link: hereNotElasticsearch,
    applies: ({ input }) =>
      input.kind === 'pipeline' &&
      appendsIn(input.pipeline).some(({ value, allow_duplicates }) => {
        if (!Array.isArray(value)) return false;
        const distinct = new Set(value.map((item) => JSON.stringify(item)));
        return value.length === 0 || (allow_duplicates === false && distinct.size < value.length);
      }),
  },
  {
    id: 'remove-in-words-of-its-own',
    kind: 'pipelines',
    reason:
      'OpenSearch looks for a field before it removes it, and a document that keeps the message of a failure shows its words; in ' +
      'Elasticsearch the path speaks.',
    link: hereNotElasticsearch,
    applies: ({ input, server, ours }) =>
      input.kind === 'pipeline' &&
      JSON.stringify(input.pipeline).includes('"remove"') &&
      isDeepStrictEqual(withoutMissing(server), withoutMissing(ours)),
  },
  {
    id: 'blank-of-kv',
    kind: 'pipelines',
    reason:
      "A document that keeps the message of a kv's failure shows the blank at its end, which Elasticsearch removed.",
    link: hereNotElasticsearch,
    applies: ({ server, ours }) =>
      isDeepStrictEqual(
        mapTexts(server, (text) => text.replace('cannot extract key-value pairs. ', 'cannot extract key-value pairs.')),
        ours,
      ),
  },
  {
    id: 'null-named-by-the-jvm',
    kind: 'pipelines',
    reason: 'The JVM says in a text of the document what was null.',
    link: hereNotElasticsearch,
    applies: ({ server }) => /Cannot invoke .{1,200} because .{1,80} is null/.test(JSON.stringify(server)),
  },
  {
    id: 'metadata-in-the-text-of-a-document',
    kind: 'pipelines',
    reason: 'The text of the whole document in a template shows how the server keeps metadata.',
    link: hereNotElasticsearch,
    applies: ({ server }) => JSON.stringify(server).includes('_ingest={pipeline='),
  },
];

/** The id of the explanation that a difference has, or undefined. */
export function explanationOf(compared: Compared): string | undefined {
  const kind = compared.input.kind === 'script' ? 'scripts' : 'pipelines';
  return explanations.find((explanation) => explanation.kind === kind && explanation.applies(compared))?.id;
}

/** The ids of all explanations for what is generated. */
export function explanationsOf(kind: Kind): readonly string[] {
  return explanations.filter((explanation) => explanation.kind === kind).map(({ id }) => id);
}

type Holder = Readonly<Record<string, unknown>>;

/** What two answers of whole pipelines may differ in: texts that say the same, brought to one form. */
interface Wording {
  readonly id: string;
  readonly reason: string;
  readonly link: string;
  /** A text of an answer in the form of both; the object that holds it tells whether it is the type of an error. */
  readonly same: (text: string, holder: Holder) => string;
}

const wordings: readonly Wording[] = [
  {
    id: 'null-named-by-the-jvm',
    reason: 'The JVM says what was null in a name that depends on its version and on what it compiled so far.',
    link: hereNotElasticsearch,
    same: (text) =>
      text.replace(
        /Cannot (?:invoke|read|load|store) [^<>{}]{1,160}? because [^<>{}]{1,80}? is null|cannot access method\/field \[[^\]]+\] from a null def reference/g,
        '<null>',
      ),
  },
  {
    id: 'class-of-a-condition',
    reason:
      'What conditions see of a document is a class within ConditionalProcessor here, within IngestDocument in Elasticsearch 9.',
    link: hereNotElasticsearch,
    same: (text) => text.replaceAll('ingest.ConditionalProcessor.Unmodifiable', 'ingest.IngestDocument.Unmodifiable'),
  },
  {
    id: 'words-of-the-json-parser',
    reason:
      'The parser of JSON is of another version here, names its input in another way, and has no exception of its own.',
    link: hereNotElasticsearch,
    same: (text, { reason }) =>
      typeof reason === 'string' && /^(?:com\.fasterxml\.jackson|\[\d+:\d+\] )/.test(reason) && !text.includes(' ')
        ? 'broken_json'
        : text
            .replace(/^(?:com\.fasterxml\.jackson\.[\w.]+: |\[\d+:\d+\] )/, '')
            .replace(/\[Source: .{0,90}?; (?:byte offset: #(?:\d+|UNKNOWN)|line: \d+, column: \d+)\]/g, '<place>')
            .replace(/\bDuplicate (?:Object property \\?"(.*?)\\?"|field '(.*?)')/g, 'Duplicate $1$2')
            .replace(
              /(Unexpected character \('[.xX]' \(code \d+\)\)):? (?:in numeric value: Cannot parse number with more than one decimal point|hexadecimal number literals require enabling `[^`]*`|Expected space separating root-level values|was expecting comma to separate (?:Array|Object) entries)/g,
              '$1',
            )
            .replaceAll('property name', 'field name'),
  },
  {
    id: 'words-of-remove',
    reason: 'This server looks for a field before it removes it, and has its own words where it is missing.',
    link: hereNotElasticsearch,
    same: (text) =>
      text
        .replace(/\bfield \[([^\]]+)\] doesn't exist/g, '<missing $1>')
        .replace('field path cannot be null nor empty', 'path cannot be null nor empty')
        .replace(/field \[[^\]]+\] not present as part of path \[([^\]]+)\]/g, '<missing $1>'),
  },
  {
    id: 'words-of-mustache',
    reason: 'The library of templates is of a later version here, and tells the place of what is not closed twice.',
    link: hereNotElasticsearch,
    same: (text) => text.replace(/(Improperly closed variable): .{0,80}? in query-template:\d+@\d+/g, '$1'),
  },
  {
    id: 'words-of-convert-to-ip',
    reason: 'Elasticsearch has its own words for a text that is no address.',
    link: hereNotElasticsearch,
    same: (text) =>
      text
        .replace(/\[[^]*?\] is not a valid ipv4\/ipv6 address/g, '<no address>')
        .replace(
          /'[^]*?' is not an IP string literal\.|class \S+ cannot be cast to class java\.lang\.String \(.*?\)/g,
          '<no address>',
        ),
  },
  {
    id: 'words-of-the-iso8601-parser',
    reason: 'Elasticsearch 9 reads ISO 8601 by a parser of its own, which says no more than that it could not.',
    link: hereNotElasticsearch,
    same: (text) =>
      text.replace(
        /Text '[^]*?' could not be parsed(?:, unparsed text found)?(?: at index \d+|: .*)|Could not fully parse datetime|cannot parse empty date(?:time)?|Value out of range: [A-Z].*/g,
        '<no date>',
      ),
  },
];

/** The paths of what only one of two values has; undefined where they differ in what both have. */
function oneSided(one: unknown, other: unknown, path: readonly string[] = []): readonly string[] | undefined {
  if (one === undefined || other === undefined) {
    const inner = one ?? other;
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return [path.join('.')];
    return Object.keys(inner).flatMap((key) => oneSided((inner as Holder)[key], undefined, [...path, key]) ?? []);
  }
  if (isDeepStrictEqual(one, other)) return [];
  if ([one, other].some((value) => typeof value !== 'object' || value === null || Array.isArray(value)))
    return undefined;
  const paths: string[] = [];
  for (const key of new Set([...Object.keys(one as object), ...Object.keys(other as object)])) {
    const inner = oneSided((one as Holder)[key], (other as Holder)[key], [...path, key]);
    if (inner === undefined) return undefined;
    paths.push(...inner);
  }
  return paths;
}

/** What both sides were given. */
interface Input {
  readonly pipelines: unknown;
  readonly document: unknown;
}

/** Whether a path of a document meets something that has no fields. */
function leadsToText(document: unknown, path: readonly string[]): boolean {
  let value = (document as Holder)['_source'] ?? document;
  for (const name of path) {
    value = (value as Holder)[name];
    if (value === undefined || value === null) return false;
    if (typeof value !== 'object' || Array.isArray(value) || Object.keys(value)[0]?.startsWith('$')) return true;
  }
  return false;
}

/**
 * Whether two documents differ only in captures of grok that one of them lacks: where one cannot be set, those before it are, in the
 * order of the expression in Elasticsearch 9.5 (recorded in test/conformance/grok), in that of hash codes here.
 */
function isOrderOfCaptures({ typed: server }: Answers, { typed: ours }: Answers, input: Input): boolean {
  const text = JSON.stringify(input.pipelines);
  const parents = [...text.matchAll(/%\{\w+:([\w@]+(?:\.\w+)*)\.\w+[:}]/g)].map(([, parent]) => parent!);
  if (!parents.some((parent) => leadsToText(input.document, parent.split('.')))) return false;
  const isCapture = (path: string): boolean => text.includes(`:${path}}`) || text.includes(`:${path}:`);
  const paths = oneSided(server, ours);
  return paths !== undefined && paths.length > 0 && paths.every(isCapture);
}

/** What a comparison of a number with a boolean fails with, unless its place has met other classes before. */
const comparedWithBoolean = /Cannot cast from: boolean to boolean|cannot convert MethodHandle\(/;

/** The ids of what explains that two answers of real pipelines differ, or undefined where something does not. */
export function explanationsOfAnswers(server: Answers, ours: Answers, input: Input): readonly string[] | undefined {
  const reason = requestFailure(server);
  if (reason !== undefined && foreachReason.test(reason)) return ['foreach-fails-the-request'];
  if (reason === 'unexpected value type [class java.math.BigInteger]') return ['integer-beyond-long'];
  // A place of a script that compares with a boolean remembers the classes that it has met, in whatever documents came before.
  if ([server, ours].some((answers) => comparedWithBoolean.test(JSON.stringify(answers))))
    return ['classes-met-before'];
  if (isOrderOfCaptures(server, ours, input)) return ['order-of-captures'];
  let [theirs, own]: [unknown, unknown] = [server, ours];
  const used: string[] = [];
  for (const { id, same } of wordings) {
    const [one, other] = [reworded(theirs, same), reworded(own, same)];
    if (!isDeepStrictEqual([one, other], [theirs, own])) used.push(id);
    [theirs, own] = [one, other];
  }
  return isDeepStrictEqual(theirs, own) ? used : undefined;
}

/** A value with every text in it changed. */
function reworded(value: unknown, change: Wording['same'], holder: Holder = {}): unknown {
  if (typeof value === 'string') return change(value, holder);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => reworded(item, change, holder));
  const object = value as Holder;
  return Object.fromEntries(
    Object.entries(object)
      .filter(([key, item]) => !(key === 'caused_by' && isSameCause(object, item)))
      .map(([key, item]) => [key, reworded(item, change, object)]),
  );
}

/** Whether a cause says again what its effect does: this server's parser of JSON wraps its own exceptions. */
const isSameCause = ({ reason }: Holder, cause: unknown): boolean =>
  (cause as Holder)['type'] === 'stream_read_exception' && (cause as Holder)['reason'] === reason;

/** Why the request failed, instead of its document. */
const requestFailure = ({ answer }: Answers): string | undefined =>
  (answer as { readonly request?: { readonly reason: string } } | null)?.request?.reason;

/** Of one option: where this server reads it otherwise than Elasticsearch. */
interface OptionExplanation {
  readonly id: string;
  readonly reason: string;
  readonly link: string;
  readonly applies: (difference: OptionDifference) => boolean;
}

const optionExplanations: readonly OptionExplanation[] = [
  {
    id: 'foreach-fails-the-request',
    reason: "This server's foreach looks for its field outside of what deals with failures.",
    link: 'https://github.com/elastic/elasticsearch/pull/77437',
    applies: ({ processor, server }) =>
      processor === 'foreach' && 'error' in server && foreachReason.test(server.error.reason ?? ''),
  },
  {
    id: 'types-of-metadata',
    reason: 'Elasticsearch 8 checks the types of metadata when it is written.',
    link: hereNotElasticsearch,
    applies: ({ ours }) => reasonsOf(ours).some((reason) => reason.includes('is wrong type, expected assignable to')),
  },
  {
    id: 'empty-parts-of-paths',
    reason:
      'Elasticsearch 9.5 refuses paths with nothing between two dots, and stumbles over one that is nothing but dots.',
    link: hereNotElasticsearch,
    applies: ({ ours }) =>
      reasonsOf(ours).some((reason) => /^path \[.*\] is not valid$|^Index -1 out of bounds for length 0$/.test(reason)),
  },
  {
    id: 'words-of-dot-expander',
    reason: 'Elasticsearch knows a wildcard, and says so.',
    link: hereNotElasticsearch,
    applies: ({ server, ours }) =>
      isDeepStrictEqual(
        reworded(server, (text) => text.replace(/contain a dot$/, 'contain a dot and is not a wildcard')),
        ours,
      ),
  },
  {
    id: 'remove-here',
    reason:
      'This server looks for a field before it removes it, guards metadata, takes no field at all for nothing to do, and has the option ' +
      'exclude_field instead of keep.',
    link: hereNotElasticsearch,
    applies: ({ processor, option, value }) =>
      processor === 'remove' &&
      option === 'field' &&
      (value === undefined || value === null || isDeepStrictEqual(value, []) || value === '_index' || value === 'a.b'),
  },
  {
    id: 'append-here',
    reason: appendHere,
    link: hereNotElasticsearch,
    applies: ({ processor, option, value }) =>
      processor === 'append' &&
      ((option === 'value' && isDeepStrictEqual(value, [])) || (option === 'allow_duplicates' && value === false)),
  },
  {
    id: 'names-of-locales',
    reason:
      "Elasticsearch's LocaleUtils takes any three characters for a language; so does this server's, which then refuses the date.",
    link: hereNotElasticsearch,
    applies: ({ option, value }) => option === 'locale' && value === 'a.b',
  },
  {
    id: 'null-processor-of-foreach',
    reason: 'This server has other words for a processor without options inside of foreach.',
    link: hereNotElasticsearch,
    applies: ({ processor, option, value }) =>
      processor === 'foreach' && option === 'processor' && isDeepStrictEqual(value, { a: null }),
  },
  {
    id: 'type-of-a-script-in-json',
    reason: 'A script given as an object gets a media type, which the two write with other blanks and letters.',
    link: hereNotElasticsearch,
    applies: ({ server, ours }) =>
      reasonsOf(server).some((reason) => reason.includes('content_type=')) &&
      isDeepStrictEqual(
        reworded(server, (text) => text.replace('; charset=UTF-8', ';charset=utf-8')),
        ours,
      ),
  },
  {
    id: 'text-of-compiler-options',
    reason: 'The text of a map of options has them in the order in which they were given here.',
    link: hereNotElasticsearch,
    applies: ({ processor, option }) => processor === 'script' && option === 'options',
  },
  {
    id: 'words-of-the-parser-of-scripts',
    reason:
      "What the server's parser generator says of a token that it did not expect, before it reads the one that is none.",
    link: hereNotElasticsearch,
    applies: ({ value, server }) =>
      value === '{{#a}}' && reasonsOf(server).some((reason) => reason.startsWith('invalid sequence of tokens near')),
  },
  {
    id: 'patterns-of-kv-later',
    reason: 'This server compiles the patterns of kv when a document comes, Elasticsearch when the processor is made.',
    link: hereNotElasticsearch,
    applies: ({ processor, server, ours }) =>
      processor === 'kv' &&
      reasonsOf(server).some((reason) => reasonsOf(ours).includes(`java.util.regex.PatternSyntaxException: ${reason}`)),
  },
  {
    id: 'in-other-words',
    reason: 'Only words differ, as they do in the answers of whole pipelines.',
    link: hereNotElasticsearch,
    applies: ({ server, ours }) => isDeepStrictEqual(inOneForm(server), inOneForm(ours)),
  },
];

/** The id of the explanation that a difference of an option has, or undefined. */
export function explanationOfOption(difference: OptionDifference): string | undefined {
  return optionExplanations.find(({ applies }) => applies(difference))?.id;
}

/** What is said of the pipeline, or of its documents. */
const reasonsOf = (outcome: Outcome): readonly string[] =>
  ('docs' in outcome ? outcome.docs : [outcome]).flatMap((item) =>
    'error' in item && item.error.reason !== null ? [item.error.reason] : [],
  );

/** A value with every text in the form that both have. */
const inOneForm = (value: unknown): unknown => wordings.reduce((made, { same }) => reworded(made, same), value);
