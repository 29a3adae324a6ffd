// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// YAML texts into the value model, by rules that say what their scalars mean.

import type * as yamlModule from 'yaml';
import { DiagnosticError, refuse } from '../diagnostics/diagnostic.js';
import { Source, type Span } from '../diagnostics/source.js';
import { lazyPackage } from '../util/lazyPackage.js';
import { HashMap } from '../values/maps.js';

const yaml = lazyPackage<typeof yamlModule>('yaml');

/** Levels of lists and maps in each other. */
const maxDepth = 500;
/** Values that aliases stand for, of which a few lines can make billions. */
const maxAliased = 100_000;

/** A scalar as it is written: its text without quotes and escapes, and how it is marked. */
export interface YamlScalar {
  readonly text: string;
  readonly plain: boolean;
  /** As `tag:yaml.org,2002:int`, or `!` alone; undefined where there is none. */
  readonly tag: string | undefined;
  /** Where it stands in the text, quotes included. */
  readonly span: Span;
}

/** What a kind of YAML makes of a text. Its functions say what is wrong by {@link YamlMistake}. */
export interface YamlRules {
  /** Later documents of a text are left out; otherwise they are a mistake. */
  readonly firstDocumentOnly: boolean;
  /** Refuses texts for their characters or directives. */
  readonly check?: (text: string) => void;
  readonly value: (scalar: YamlScalar, source: string) => unknown;
  readonly key: (scalar: YamlScalar) => string;
}

/** What is wrong with a text, at a place or where it begins. */
export class YamlMistake extends Error {
  override readonly name = 'YamlMistake';
  readonly span: Span;
  readonly hints: readonly string[];

  constructor(message: string, span: Span = { start: 0, end: 0 }, ...hints: string[]) {
    super(message);
    this.span = span;
    this.hints = hints;
  }
}

/**
 * Reads a YAML text.
 *
 * @throws DiagnosticError IN3001 with the place of the mistake, IN3003 for what nests deeper or grows larger than anything
 *   that people write.
 */
export function readYaml(text: string, name: string, rules: YamlRules): unknown {
  const { LineCounter, parseDocument } = yaml();
  try {
    rules.check?.(text);
    // Scalars stay texts: what they mean is for the rules to say.
    const document = parseDocument(text, {
      schema: 'failsafe',
      resolveKnownTags: false,
      lineCounter: new LineCounter(),
    });
    const error = document.errors.find(({ code }) => code !== 'MULTIPLE_DOCS' || !rules.firstDocumentOnly);
    // The parser calls itself for every level.
    if (error?.message.includes('call stack')) refuseDepth(name);
    if (error) {
      const message = error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '');
      throw new YamlMistake(message, { start: error.pos[0], end: error.pos[1] });
    }
    return new Reader(document, name, text, rules).read(document.contents, 0);
  } catch (error) {
    if (!(error instanceof YamlMistake)) throw error;
    const label = { span: error.span, text: '' };
    throw new DiagnosticError(
      [
        {
          code: 'IN3001',
          severity: 'error',
          message: `broken YAML: ${error.message}`,
          labels: [label],
          hints: error.hints,
        },
      ],
      new Source(name, text),
    );
  }
}

/** From the nodes of a document to values, aliases written out. */
class Reader {
  private readonly document: yamlModule.Document.Parsed;
  private readonly name: string;
  private readonly source: string;
  private readonly rules: YamlRules;
  private aliased = 0;
  private inAlias = false;

  constructor(document: yamlModule.Document.Parsed, name: string, source: string, rules: YamlRules) {
    this.document = document;
    this.name = name;
    this.source = source;
    this.rules = rules;
  }

  read(node: unknown, depth: number): unknown {
    const { isAlias, isMap, isScalar, isSeq } = yaml();
    if (depth > maxDepth) refuseDepth(this.name);
    if (this.inAlias && ++this.aliased > maxAliased)
      refuse('IN3003', `${this.name}: YAML aliases that stand for more than ${maxAliased} values`);
    if (isMap(node)) return this.readMap(node, depth);
    if (isSeq(node)) return node.items.map((item) => this.read(item, depth + 1));
    if (isScalar(node)) return this.rules.value(scalarOf(node), this.source);
    return isAlias(node) ? this.readAlias(node, depth) : null;
  }

  /** An alias stands for the node that it names. */
  private readAlias(alias: yamlModule.Alias, depth: number): unknown {
    const outer = this.inAlias;
    this.inAlias = true;
    const value = this.read(this.named(alias), depth + 1);
    this.inAlias = outer;
    return value;
  }

  private named(alias: yamlModule.Alias): unknown {
    const node = alias.resolve(this.document);
    if (!node) throw new YamlMistake(`there is no anchor "${alias.source}" in front of it`, spanOf(alias));
    return node;
  }

  private readMap(node: yamlModule.YAMLMap, depth: number): HashMap {
    const map = new HashMap();
    const merged: HashMap[] = [];
    for (const { key, value } of node.items) {
      const scalar = this.keyOf(key);
      if (isMerge(scalar)) merged.push(...this.readMerged(value, scalar.span, depth));
      else map.put(this.rules.key(scalar), this.read(value, depth + 1));
    }
    for (const { entries } of merged) for (const [key, value] of entries) if (!map.has(key)) map.put(key, value);
    return map;
  }

  private keyOf(key: unknown): YamlScalar {
    const { isAlias, isScalar } = yaml();
    const node = isAlias(key) ? this.named(key) : key;
    if (isScalar(node)) return scalarOf(node);
    throw new YamlMistake('a key that is no text', spanOf(key));
  }

  /** The maps behind `<<`, whose keys are those that the map with it does not have itself. */
  private readMerged(node: unknown, span: Span, depth: number): readonly HashMap[] {
    const value = this.read(node, depth + 1);
    const maps: readonly unknown[] = Array.isArray(value) ? value : [value];
    return maps.map((map) => {
      if (map instanceof HashMap) return map;
      throw new YamlMistake('behind << stands a map or a list of maps', span);
    });
  }
}

/** `<<`, unquoted. */
function isMerge({ text, plain, tag }: YamlScalar): boolean {
  return text === '<<' && (tag === 'tag:yaml.org,2002:merge' || (plain && (tag === undefined || tag === '!')));
}

function scalarOf(node: yamlModule.Scalar): YamlScalar {
  return { text: node.value as string, plain: node.type === 'PLAIN', tag: node.tag, span: spanOf(node) };
}

function spanOf(node: unknown): Span {
  const [start, end] = (node as yamlModule.Node | null)?.range ?? [0, 0];
  return { start, end };
}

function refuseDepth(name: string): never {
  refuse('IN3003', `${name}: YAML that nests deeper than ${maxDepth} levels`);
}
