// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// YAML as it reaches a server through Go: elastic-package (internal/elasticsearch/ingest/pipeline.go) and Filebeat read
// pipelines with yaml.v3 and send what encoding/json prints. Behaviour of yaml.v3 3.0.1 and Go 1.26.

import { lengthOfMonth } from '../values/civil.js';
import { HashMap } from '../values/maps.js';
import { Double } from '../values/numbers.js';
import { integer } from './parseYaml.js';
import { readYaml, YamlMistake, type YamlRules, type YamlScalar } from './yamlReader.js';

/**
 * Reads YAML as a server gets it from Go: the numbers of YAML 1.1 among those of 1.2, whole floating point numbers below
 * 1e21 as integers, timestamps as texts of RFC 3339, the keys of maps sorted, and the first document alone.
 *
 * @throws DiagnosticError as {@link readYaml} does, also for what yaml.v3 or encoding/json refuses.
 */
export function parseGoYaml(text: string, name = 'yaml'): unknown {
  return sorted(readYaml(text, name, goRules));
}

const goRules: YamlRules = { firstDocumentOnly: true, check: checkText, value: valueOf, key: keyOf };

/** yaml.v3 reads texts of YAML 1.1 without control characters. */
function checkText(text: string): void {
  const control = /[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(text);
  if (control) throw new YamlMistake('a control character', { start: control.index, end: control.index + 1 });
  const [head] = /^(?:[ \t]*(?:#.*)?\r?\n|%.*\r?\n)*/.exec(text)!;
  for (const { 0: directive, index } of head.matchAll(/^%.*/gm)) {
    if (!/^%(?:YAML[ \t]+1\.1|TAG)(?![^ \t\r])/.test(directive))
      throw new YamlMistake('a directive other than %YAML 1.1 and %TAG', {
        start: index,
        end: index + directive.length,
      });
  }
}

/** What a scalar is, `!!int` and so on, and its value. */
type Resolved = readonly [kind: string, value: unknown];

function valueOf(scalar: YamlScalar, source: string): unknown {
  const { text, span } = scalar;
  if (source[span.start] === '"') checkEscapes(source, span.start, span.end);
  const tag = shortTag(scalar);
  if (tag === '!!binary') throw new YamlMistake('bytes, which no option of a pipeline takes', span);
  if (tag !== undefined && !resolvedTags.has(tag)) return text;
  const [kind, value] = resolve(text);
  if (tag !== undefined && kind !== tag && !(kind === '!!int' && tag === '!!float'))
    throw new YamlMistake(`"${text}" is ${kind}, no ${tag}`, span);
  if (value instanceof Double && !Number.isFinite(value.value))
    throw new YamlMistake(`${text} has no form in JSON`, span);
  return value;
}

/** encoding/json prints no maps whose keys are numbers, booleans, null or timestamps. */
function keyOf(scalar: YamlScalar): string {
  const { text, span } = scalar;
  const kind = shortTag(scalar) ?? resolve(text)[0];
  if (kind === '!!str') return text;
  throw new YamlMistake(`the key ${text} is ${kind}`, span, 'Quote it: elastic-package sends no keys but texts.');
}

/** The tag, undefined where the text of a plain scalar decides. */
function shortTag({ tag, plain }: YamlScalar): string | undefined {
  if (tag === undefined || tag === '!') return plain ? undefined : '!!str';
  return tag.replace('tag:yaml.org,2002:', '!!');
}

/** Tags that demand a kind of the text; behind any other it is a text. */
const resolvedTags = new Set(['!!int', '!!float', '!!bool', '!!null', '!!timestamp']);

/** Escapes that yaml.v3 does not know, or that name no character. */
function checkEscapes(source: string, start: number, end: number): void {
  for (const { 0: escape, index } of source.slice(start, end).matchAll(/\\(?:u[dD][89a-fA-F]..|[^])/g)) {
    const from = start + index;
    if (escape === '\\/' || escape.length > 2)
      throw new YamlMistake(`the escape ${escape}`, { start: from, end: from + escape.length });
  }
}

const constants: ReadonlyMap<string, Resolved> = new Map(
  (
    [
      ['!!bool', true, ['true', 'True', 'TRUE']],
      ['!!bool', false, ['false', 'False', 'FALSE']],
      ['!!null', null, ['', '~', 'null', 'Null', 'NULL']],
      ['!!float', new Double(NaN), ['.nan', '.NaN', '.NAN']],
      ['!!float', new Double(Infinity), ['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF']],
      ['!!float', new Double(-Infinity), ['-.inf', '-.Inf', '-.INF']],
    ] as const
  ).flatMap(([kind, value, texts]) => texts.map((text) => [text, [kind, value]] as const)),
);

/** What a plain scalar stands for, as resolve.go of yaml.v3 has it. */
function resolve(text: string): Resolved {
  const constant = constants.get(text);
  if (constant) return constant;
  if (!/^[-+.\d]/.test(text)) return ['!!str', text];
  const timestamp = timestampOf(text);
  if (timestamp !== undefined) return ['!!timestamp', timestamp];
  // A number that begins with its point has underscores between digits alone.
  const plain = text.startsWith('.') ? text.replace(/(?<=\d)_(?=\d)/g, '') : text.replaceAll('_', '');
  const whole = integerOf(plain);
  if (whole !== undefined) return ['!!int', integer(whole)];
  const value = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(plain) ? Number(plain) : NaN;
  return Number.isFinite(value) ? ['!!float', asPrinted(value)] : ['!!str', text];
}

/** Go's ParseInt and ParseUint with base 0: a number below 2^64, and not below -2^63. */
function integerOf(text: string): bigint | undefined {
  const [, sign, digits] = /^([-+]?)(0x[\da-f]+|0b[01]+|0o[0-7]+|0[0-7]*|[1-9]\d*)$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const value = BigInt(digits.replace(/^0(?=[0-7])/, '0o').toLowerCase());
  if (value >> 63n === 0n) return sign === '-' ? -value : value;
  if (sign === '-') return value === 1n << 63n ? -value : undefined;
  return sign === '' && value >> 64n === 0n ? value : undefined;
}

/** What a server reads of a number that encoding/json prints: below 1e21 by its shortest digits, whole ones without a point. */
function asPrinted(value: number): unknown {
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? integer(BigInt(String(value))) : new Double(value);
}

/** A date, alone or with a time: behind a T with a zone, behind blanks without. */
const timestampForm =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt](?<timeOfZone>[^Z+-]+)(?<zone>Z|[-+](?:[01]\d|2[0-3]):[0-5]\d)| +(?<time>.+))?$/;
const timeForm = /^(\d\d?):(\d\d?):(\d\d?)(?:[.,](\d+))?$/;

/** A timestamp of yaml.v3 as encoding/json prints it; undefined for what it takes for none. */
function timestampOf(text: string): string | undefined {
  const date = timestampForm.exec(text);
  if (!date) return undefined;
  const { timeOfZone, time = timeOfZone ?? '0:0:0', zone = 'Z' } = date.groups!;
  const parts = timeForm.exec(time);
  if (!parts) return undefined;
  const [year, month, day] = [Number(date[1]), Number(date[2]), Number(date[3])];
  const [hour, minute, second] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  if (month < 1 || month > 12 || day < 1 || day > lengthOfMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const two = (value: number): string => String(value).padStart(2, '0');
  const fraction = (parts[4] ?? '').slice(0, 9).replace(/0+$/, '');
  return (
    `${date[1]!}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}` +
    `${fraction && `.${fraction}`}${zone.endsWith('00:00') ? 'Z' : zone}`
  );
}

/** With the keys of its maps sorted, as encoding/json prints them. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!(value instanceof HashMap)) return value;
  const entries = [...value.entries].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  return new HashMap(new Map(entries.map(([key, item]) => [key, sorted(item)])));
}
