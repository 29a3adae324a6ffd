// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The convert processor.

import { Failure, illegalArgument } from '../diagnostics/failure.js';
import { textOf } from '../values/javaText.js';
import { decodeInteger, parseDouble, parseFloat32, parseInteger } from '../values/parseNumbers.js';
import { Double, Float, maxInt, maxLong, minInt, minLong } from '../values/numbers.js';
import { requireIpAddress } from '../transforms/ipAddress.js';
import { noInstance } from './core/fieldErrors.js';
import { processor } from './core/processor.js';

type Convert = (value: unknown) => unknown;

/** Wraps Java's number format error as the server does. */
function number(type: string, parse: (text: string) => unknown): Convert {
  return (value) => {
    const text = textOf(value);
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw illegalArgument(`unable to convert [${text}] to ${type}`, error);
    }
  };
}

const isHex = (text: string) => text.startsWith('0x') || text.startsWith('-0x');

const boolean: Convert = (value) => {
  const text = textOf(value);
  const lower = text.toLowerCase();
  if (lower === 'true') return true;
  if (lower === 'false') return false;
  throw illegalArgument(`[${text}] is not a boolean value, cannot convert to boolean`);
};

/** Integer.decode for hexadecimal numbers, Integer.parseInt for all others; and so for long. */
const whole = (text: string, minimum: number | bigint, maximum: number | bigint) =>
  isHex(text) ? decodeInteger(text, minimum, maximum) : parseInteger(text, 10, minimum, maximum);
const integer = number('integer', (text) => Number(whole(text, minInt, maxInt)));
const long = number('long', (text) => whole(text, minLong, maxLong));
const float = number('float', (text) => new Float(parseFloat32(text)));
const double = number('double', (text) => new Double(parseDouble(text)));

/** The first type that takes the text; values that are no text stay. */
const auto: Convert = (value) => {
  if (typeof value !== 'string') return value;
  for (const convert of [boolean, integer, long, float, double]) {
    try {
      return convert(value);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  }
  return value;
};

const conversions: Readonly<Record<string, Convert>> = {
  integer,
  long,
  double,
  float,
  boolean,
  ip: (value) => {
    if (typeof value !== 'string') {
      throw noInstance(value, 'java.lang.String');
    }
    requireIpAddress(value);
    return value;
  },
  string: textOf,
  auto,
};

export const convert = processor({
  type: 'convert',
  summary: 'Converts a value, or each value of a list, to another type.',
  options: {
    field: { type: 'path', required: true, doc: 'The field whose value is converted.' },
    type: {
      type: 'string',
      required: true,
      doc: 'integer, long, float, double, boolean, ip (checked, stays text), string or auto.',
    },
    target_field: { type: 'path', doc: 'Where the result goes; the field itself by default.' },
    ignore_missing: { type: 'boolean', default: false, doc: 'Do nothing where the field is missing or null.' },
  },
  examples: [
    { config: { field: 'id', type: 'integer' }, before: { id: '0x1F' }, after: { id: 31 } },
    {
      config: { field: 'values', type: 'boolean' },
      before: { values: ['TRUE', 'false'] },
      after: { values: [true, false] },
    },
    {
      config: { field: 'id', type: 'integer' },
      before: { id: 'x' },
      after: { error: 'unable to convert [x] to integer' },
    },
  ],
  compile({ field, type, target_field, ignore_missing }, context) {
    const name = type.toLowerCase();
    const conversion = Object.hasOwn(conversions, name) ? conversions[name] : undefined;
    if (!conversion) throw context.error('type', `type [${type}] not supported, cannot convert field.`);
    const target = target_field ?? field;
    return (document) => {
      const value = document.read(field, ignore_missing);
      if (value === null) {
        if (ignore_missing) return;
        throw illegalArgument(`Field [${field.text}] is null, cannot be converted to type [${name}]`);
      }
      const converted = (item: unknown) => {
        if (item === null && name !== 'auto') {
          const reason = name === 'ip' ? null : 'Cannot invoke "Object.toString()" because "value" is null';
          throw new Failure('null_pointer_exception', reason);
        }
        return conversion(item);
      };
      document.set(target, Array.isArray(value) ? value.map(converted) : conversion(value));
    };
  },
});
