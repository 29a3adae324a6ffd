// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The user_agent processor. It reads the regexes file that it is given, in the format of uap-core.

import type * as yamlModule from 'yaml';
import { Failure, illegalArgument } from '../diagnostics/failure.js';
import { javaFlags } from '../javaRegex/flags.js';
import { compileJavaRegex, type JavaPattern } from '../javaRegex/javaPattern.js';
import { parseJavaRegex } from '../javaRegex/parser.js';
import { requiredTexts } from '../javaRegex/requiredTexts.js';
import { lazyPackage } from '../util/lazyPackage.js';
import { textOf } from '../values/javaText.js';
import { HashMap } from '../values/maps.js';
import { ConfigError } from './core/configError.js';
import { processor } from './core/processor.js';

const yaml = lazyPackage<typeof yamlModule>('yaml');

/** Name and version parts of a user agent, an operating system or a device. */
interface VersionedName {
  readonly name: string;
  readonly version: readonly string[];
}

interface Rule {
  /** Texts in lower case of which an agent must hold one for the rule to match; null where any may match. */
  readonly texts: () => readonly string[] | null;
  readonly pattern: () => JavaPattern;
  readonly name: string | undefined;
  readonly versions: readonly (string | undefined)[];
}

/** What a regexes file says of a user agent. */
interface Details {
  readonly agent: VersionedName | null;
  readonly system: VersionedName | null;
  readonly device: VersionedName | null;
  readonly deviceType: string | null;
}

type Entry = Readonly<Record<string, unknown>>;

function rulesOf(entries: unknown, name: string, versions: readonly string[]): Rule[] {
  if (!Array.isArray(entries)) return [];
  return (entries as Entry[]).map((entry) => {
    let texts: readonly string[] | null | undefined;
    let pattern: JavaPattern | undefined;
    const text = (key: string) => (entry[key] == null ? undefined : textOf(entry[key]));
    const regex = String(entry.regex);
    const flags = entry.regex_flag === 'i' ? javaFlags.CASE_INSENSITIVE : 0;
    return {
      // Most of a file's thousand patterns are never reached: each is read when first asked for.
      texts: () => (texts === undefined ? (texts = requiredTexts(parseJavaRegex(regex, flags).root) ?? null) : texts),
      pattern: () => (pattern ??= compileJavaRegex(regex, flags)),
      name: text(name),
      versions: versions.map(text),
    };
  });
}

function firstMatch(rules: readonly Rule[], text: string, lowerCase = text.toLowerCase()): VersionedName | null {
  for (const rule of rules) {
    const texts = rule.texts();
    if (texts && !texts.some((part) => lowerCase.includes(part))) continue;
    const pattern = rule.pattern();
    const matcher = pattern.matcher(text);
    if (!matcher.find()) continue;
    const group = (index: number) => (index <= pattern.groupCount ? matcher.group(index) : null);
    const name = rule.name === undefined ? group(1) : replaced(rule.name, group(1));
    if (name === null) continue;
    const version: string[] = [];
    for (let index = 0; index < rule.versions.length; index++) {
      const part = rule.versions[index] ?? group(index + 2);
      if (part === null) break;
      version.push(part);
    }
    return { name, version };
  }
  return null;
}

function replaced(replacement: string, first: string | null): string {
  return first === null ? replacement : replacement.replace('$1', () => first);
}

const cacheLimit = 1000;

/** A regexes file that is ready to use. */
class UserAgentParser {
  private readonly agents: Rule[];
  private readonly systems: Rule[];
  private readonly devices: Rule[];
  private readonly deviceTypes: Readonly<Record<'agent' | 'browser' | 'system' | 'device', Rule[]>> | null;
  private readonly cache = new Map<string, Details>();

  constructor(text: string, deviceTypes: string | undefined) {
    const file = yaml().parse(text) as Entry | null;
    const versions = (prefix: string) => [1, 2, 3, 4].map((part) => `${prefix}v${part}_replacement`);
    this.agents = rulesOf(file?.user_agent_parsers, 'family_replacement', versions(''));
    this.systems = rulesOf(file?.os_parsers, 'os_replacement', versions('os_'));
    this.devices = rulesOf(file?.device_parsers, 'device_replacement', []);
    const types = deviceTypes === undefined ? null : (yaml().parse(deviceTypes) as Entry | null);
    const typeRules = (key: string) => rulesOf(types?.[key], 'replacement', []);
    this.deviceTypes = types && {
      agent: typeRules('agent_string_parsers'),
      browser: typeRules('browser_parsers'),
      system: typeRules('os_parsers'),
      device: typeRules('device_parsers'),
    };
    if (this.agents.length + this.systems.length + this.devices.length === 0) {
      throw new ConfigError('not a valid regular expression file');
    }
  }

  parse(text: string): Details {
    let details = this.cache.get(text);
    if (!details) {
      const lowerCase = text.toLowerCase();
      const agent = firstMatch(this.agents, text, lowerCase);
      const system = firstMatch(this.systems, text, lowerCase);
      const device = firstMatch(this.devices, text, lowerCase);
      details = { agent, system, device, deviceType: this.deviceType(text, agent, system, device) };
      if (this.cache.size >= cacheLimit) this.cache.clear();
      this.cache.set(text, details);
    }
    return details;
  }

  private deviceType(
    text: string,
    agent: VersionedName | null,
    system: VersionedName | null,
    device: VersionedName | null,
  ): string | null {
    const rules = this.deviceTypes;
    if (!rules) return null;
    const whole = firstMatch(rules.agent, text);
    if (whole) return whole.name;
    const found = [
      system && firstMatch(rules.system, system.name),
      agent && firstMatch(rules.browser, agent.name),
      device && firstMatch(rules.device, device.name),
    ].map((match) => match?.name);
    return ['Robot', 'Tablet', 'Phone', 'Desktop'].find((type) => found.includes(type)) ?? 'Other';
  }
}

const parsers = new Map<string, UserAgentParser>();

/** One parser for each text, however many processors use it. */
function parserFor(text: string, deviceTypes: string | undefined): UserAgentParser {
  const key = `${text}\u0000${deviceTypes ?? ''}`;
  let parser = parsers.get(key);
  if (!parser) {
    parser = new UserAgentParser(text, deviceTypes);
    parsers.set(key, parser);
  }
  return parser;
}

/** The name of the file that every server has. */
const defaultFile = '_default_';

const allProperties = ['name', 'os', 'device', 'original', 'version'] as const;

export const user_agent = processor({
  type: 'user_agent',
  summary: 'Reads browser, system and device out of a user agent.',
  notes: [
    'The regexes file of the server is given by the caller: without it documents fail that have a user agent.',
    'extract_device_type needs the file device_type_regexes.yml beside it.',
  ],
  options: {
    field: { type: 'path', required: true, doc: 'The field that holds the user agent.' },
    target_field: { type: 'path', default: 'user_agent', doc: 'The object that the details go into.' },
    regex_file: { type: 'string', default: defaultFile, doc: 'Name of the regexes file.' },
    properties: {
      type: 'list of strings',
      doc: 'Details that are written: name, os, device, original, version; all by default.',
    },
    ignore_missing: { type: 'boolean', default: false, doc: 'Do nothing where the field is missing or null.' },
    extract_device_type: {
      type: 'boolean',
      default: false,
      since: '8.0',
      doc: 'Write the type of the device as device.type.',
    },
    ecs: { type: 'any', doc: 'Without effect; kept for old pipelines.' },
  },
  examples: [
    {
      config: { field: 'agent' },
      before: { agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0' },
      after: {
        agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0',
        user_agent: {
          name: 'Firefox',
          original: 'Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0',
          os: { name: 'Linux' },
          device: { name: 'Other' },
          version: '115.0',
        },
      },
    },
  ],
  compile(options, context) {
    const { field, target_field, regex_file, ignore_missing, extract_device_type } = options;
    const properties = (options.properties ?? allProperties).map((name) => {
      const known = allProperties.find((property) => property === name.toLowerCase());
      if (known) return known;
      const valid = allProperties.map((property) => property.toUpperCase()).join(', ');
      throw context.error('properties', `illegal property value [${name}]. valid values are [${valid}]`);
    });
    const text = context.services.userAgentRegexes(regex_file);
    if (text === undefined) {
      if (regex_file !== defaultFile) {
        throw context.error('regex_file', `regex file [${regex_file}] doesn't exist (has to exist at node startup)`);
      }
      return (document) => {
        if (document.readString(field, ignore_missing) === null && ignore_missing) return;
        throw new Failure(
          'illegal_state_exception',
          "no regexes file for [user_agent]: give logtwin the server's (--user-agent, or userAgentRegexes of an engine)",
        );
      };
    }
    const deviceTypes = extract_device_type ? context.services.userAgentRegexes('device_type_regexes.yml') : undefined;
    if (extract_device_type && deviceTypes === undefined) {
      throw context.error('extract_device_type', "needs the file [device_type_regexes.yml], which doesn't exist");
    }
    const wanted = new Set(properties);
    const parser = parserFor(text, deviceTypes);
    return (document) => {
      const agent = document.readString(field, ignore_missing);
      if (agent === null) {
        if (ignore_missing) return;
        throw illegalArgument(`field [${field.text}] is null, cannot parse user-agent.`);
      }
      document.set(target_field, detailsMap(agent, parser.parse(agent), wanted, extract_device_type));
    };
  },
});

function detailsMap(
  text: string,
  { agent, system, device, deviceType }: Details,
  wanted: ReadonlySet<(typeof allProperties)[number]>,
  withType: boolean,
): HashMap {
  const details = new HashMap();
  if (wanted.has('name')) details.put('name', agent?.name ?? 'Other');
  if (wanted.has('os') && system) {
    const os = new HashMap();
    os.put('name', system.name);
    if (system.version.length > 0) {
      const version = system.version.join('.');
      os.put('version', version);
      os.put('full', `${system.name} ${version}`);
    }
    details.put('os', os);
  }
  if (wanted.has('device')) {
    const map = new HashMap();
    map.put('name', device?.name ?? 'Other');
    if (withType && deviceType !== null) map.put('type', deviceType);
    details.put('device', map);
  }
  if (wanted.has('original')) details.put('original', text);
  if (wanted.has('version') && agent && agent.version.length > 0) details.put('version', agent.version.join('.'));
  return details;
}
