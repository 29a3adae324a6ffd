// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Options of processors: declared once in a table, from which come their types, their checks with the server's
// messages (ConfigurationUtils, Elasticsearch 8.x and 9.x) and their documentation.

import { parseJavaInt } from '../../util/parseJavaInt.js';
import { mediaTypes, type MediaType } from '../../mustache/index.js';
import { castMessage, classNameOf } from '../../values/className.js';
import { textOf } from '../../values/javaText.js';
import { HashMap } from '../../values/maps.js';
import { DiagnosticError } from '../../diagnostics/diagnostic.js';
import { asConfigError, ConfigError, wrappedException } from './configError.js';
import { fieldPath, type AccessPattern, type FieldPath } from './fieldPath.js';
import { FieldTemplate, TextTemplate } from './templates.js';

/** What an option of each type is read as. */
export interface OptionTypes {
  /** A text, as it stands. */
  string: string;
  /** A text or an integer, read as text. */
  'string or integer': string;
  boolean: boolean;
  integer: number;
  double: number;
  list: unknown[];
  /** A list whose elements the server casts to texts when it makes the processor. */
  'list of strings': string[];
  /** One text or a list of them, as they stand. */
  'string or list of strings': string[];
  map: HashMap;
  /** Anything but null. */
  any: unknown;
  /** A field path that holds no template. */
  path: FieldPath;
  /** A field path that may be a template. */
  field: FieldTemplate;
  /** One field path or a list of them, which may be templates. */
  fields: FieldTemplate[];
  template: TextTemplate;
  mediaType: MediaType;
}

export type OptionType = keyof OptionTypes;

/** One option. */
export interface Option {
  readonly type: OptionType;
  readonly required?: true;
  /** It may be missing, but not be null. */
  readonly refusesNull?: true;
  readonly default?: unknown;
  /** One sentence for the reference. */
  readonly doc: string;
  /** Server version that brought it, where that is after 7.10. */
  readonly since?: string;
}

/** Options of a processor by name, in the order in which the server reads them. */
export type OptionTable = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = O extends
  { readonly required: true } | { readonly default: {} } // eslint-disable-line @typescript-eslint/no-empty-object-type -- any value but null and undefined
  ? OptionTypes[O['type']]
  : OptionTypes[O['type']] | null;

/** The options as read. */
export type Options<T extends OptionTable> = { readonly [Name in keyof T]: ValueOf<T[Name]> };

/** Which processor the options belong to. */
export interface Owner {
  readonly type: string | null;
  readonly tag: string | null;
  readonly accessPattern: AccessPattern;
}

/** The server's newConfigurationException. */
export function configError(owner: Owner | null, property: string | null, reason: string): ConfigError {
  return new ConfigError(property === null ? reason : `[${property}] ${reason}`, {
    details: {
      ...(owner?.type != null && { processor_type: owner.type }),
      ...(owner?.tag != null && { processor_tag: owner.tag }),
      ...(property !== null && { property_name: property }),
    },
  });
}

/**
 * Reads options out of a configuration, removing what it reads; what is left over is unknown.
 *
 * @throws ConfigError with the server's words.
 */
export function readOptions<T extends OptionTable>(table: T, config: HashMap, owner: Owner): Options<T> {
  const options: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(table)) {
    const isMissing = option.required ?? (option.refusesNull && config.has(name));
    const given = config.remove(name) ?? option.default ?? null;
    if (given === null && isMissing) throw configError(owner, name, 'required property is missing');
    options[name] = given === null ? null : read(option.type, given, name, owner);
  }
  return options as Options<T>;
}

/** Reads one option; of a broken template the server says which option it stands in. */
function read(type: OptionType, value: unknown, name: string, owner: Owner): unknown {
  try {
    return readers[type](value, name, owner);
  } catch (error) {
    if (!(error instanceof DiagnosticError) || error instanceof ConfigError) throw error;
    throw asConfigError(error).in(name);
  }
}

type Reader<K extends OptionType> = (value: unknown, name: string, owner: Owner) => OptionTypes[K];

function wrongType(value: unknown, name: string, owner: Owner, expected: string): ConfigError {
  return configError(owner, name, `property isn't ${expected}, but of type [${classNameOf(value)}]`);
}

/** An element that the server casts to a text, where it checks elsewhere; a null fails where it is used first. */
function castString(value: unknown, owner: Owner, ofNull: ConfigError): string {
  if (typeof value === 'string') return value;
  throw (
    value === null
      ? ofNull
      : wrappedException('java.lang.ClassCastException', castMessage(classNameOf(value), 'java.lang.String'))
  ).of({ type: owner.type, tag: owner.tag });
}

/** What the JVM says of a call on null. */
const nullCall = (call: string, name: string): ConfigError =>
  wrappedException('java.lang.NullPointerException', `Cannot invoke "${call}" because "${name}" is null`);

const readString: Reader<'string'> = (value, name, owner) => {
  if (typeof value !== 'string') throw wrongType(value, name, owner, 'a string');
  return value;
};

const readList: Reader<'list'> = (value, name, owner) => {
  if (!Array.isArray(value)) throw wrongType(value, name, owner, 'a list');
  return value;
};

const readers: { readonly [K in OptionType]: Reader<K> } = {
  string: readString,
  'string or integer': (value, name, owner) => {
    if (typeof value === 'number') return String(value);
    if (typeof value !== 'string') throw wrongType(value, name, owner, 'a string or int');
    return value;
  },
  boolean: (value, name, owner) => {
    if (typeof value !== 'boolean') throw wrongType(value, name, owner, 'a boolean');
    return value;
  },
  integer: (value, name, owner) => {
    const integer = parseJavaInt(textOf(value));
    if (integer === undefined)
      throw configError(owner, name, `property cannot be converted to an int [${textOf(value)}]`);
    return integer;
  },
  double: (value, name, owner) => {
    const number = Number(textOf(value));
    if (Number.isNaN(number)) {
      throw configError(owner, name, `property cannot be converted to a double [${textOf(value)}]`);
    }
    return number;
  },
  list: readList,
  'list of strings': (value, name, owner) =>
    readList(value, name, owner).map((item) => castString(item, owner, nullCall('String.hashCode()', '<local1>'))),
  'string or list of strings': (value, name, owner) =>
    typeof value === 'string' ? [value] : readers['list of strings'](value, name, owner),
  map: (value, name, owner) => {
    if (!(value instanceof HashMap)) throw wrongType(value, name, owner, 'a map');
    return value;
  },
  any: (value) => value,
  path: (value, name, owner) => fieldPath(readString(value, name, owner), owner.accessPattern),
  field: (value, name, owner) => new FieldTemplate(readString(value, name, owner), owner.accessPattern),
  fields: (value, name, owner) =>
    (Array.isArray(value) ? value : [value]).map((item) => {
      const ofNull = nullCall('String.contains(java.lang.CharSequence)', 'propertyValue').in(name);
      return new FieldTemplate(castString(item, owner, ofNull), owner.accessPattern);
    }),
  template: (value, name, owner) => new TextTemplate(readString(value, name, owner)),
  mediaType: (value, name, owner) => {
    const text = readString(value, name, owner);
    if (!(mediaTypes as readonly string[]).includes(text)) {
      throw configError(owner, name, `property does not contain a supported media type [${text}]`);
    }
    return text as MediaType;
  },
};
