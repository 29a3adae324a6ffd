// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Random pipelines of the processors that this server shares with Elasticsearch, and documents for them.

import type { PipelineInput } from '../../conformance/format/suite.js';
import type { TypedValue } from '../../conformance/format/typedValue.js';
import type { Choices } from './choices.js';

type Plain = Record<string, TypedValue>;

const fields = [
  'a',
  'b',
  'c',
  'a.b',
  'c.d',
  'list',
  'list.0',
  'n',
  'map.k',
  'zz',
  'message',
  '_ingest._value',
] as const;
const texts = [
  'x',
  '',
  'Hello World',
  '1',
  '-5',
  '1.5',
  'true',
  'a,b,,c',
  'k=v x=1',
  '10.0.0.1 GET 5',
  ' pad ',
  '2024-02-29T13:45:30Z',
  '1700000000',
  '{"j":1,"k":[1.5,null]}',
  '[1]',
  'a.b',
  'É',
  '1kb',
  'a%20b',
  '<b>h</b>',
];

/** Makes a pipeline with documents out of choices. */
export function generatePipeline(choices: Choices): PipelineInput {
  return new PipelineGenerator(choices).input();
}

class PipelineGenerator {
  private readonly choices: Choices;

  constructor(choices: Choices) {
    this.choices = choices;
  }

  input(): PipelineInput {
    const processors = this.choices.several(1, 5, () => this.processor(2));
    const onFailure = this.choices.chance(15)
      ? { on_failure: this.choices.several(1, 2, () => this.processor(0)) }
      : {};
    return {
      kind: 'pipeline',
      pipeline: { processors, ...onFailure },
      pipelines: {},
      docs: this.choices.several(1, 3, () => ({ _source: this.document() })),
      verbose: false,
      wholeResponse: false,
    };
  }

  private document(): TypedValue {
    return {
      a: this.value(1),
      ...(this.choices.chance(60) && { b: this.value(1) }),
      ...(this.choices.chance(50) && { c: this.value(2) }),
      ...(this.choices.chance(50) && { list: this.choices.several(0, 3, () => this.value(1)) }),
      ...(this.choices.chance(40) && { n: this.number() }),
      ...(this.choices.chance(40) && { map: { k: this.value(1) } }),
      ...(this.choices.chance(50) && { message: this.text() }),
    };
  }

  private text(): string {
    return this.choices.pick(texts);
  }

  private number(): TypedValue {
    return this.choices.pick<TypedValue>([
      1,
      0,
      -7,
      2147483647,
      { $long: '5000000000' },
      { $double: '1.0' },
      { $double: '2.75' },
      { $double: '1.0E10' },
    ]);
  }

  private value(depth: number): TypedValue {
    return this.choices.pick<() => TypedValue>([
      () => this.text(),
      () => this.number(),
      () => this.choices.chance(50),
      () => null,
      ...(depth > 0
        ? [
            () => this.choices.several(0, 3, () => this.value(depth - 1)),
            () => ({ [this.choices.pick(['b', 'd', 'k', 'x.y'])]: this.value(depth - 1) }),
            () => this.choices.several(1, 3, () => this.text()),
          ]
        : []),
    ])();
  }

  private field(): string {
    return this.choices.pick(fields);
  }

  private template(): string {
    return this.choices.pick([
      'v',
      '{{a}}',
      '<{{b}}>',
      '{{{message}}}',
      '{{list.0}}',
      '{{map.k}}-{{n}}',
      '{{c.d}}',
      '{{#list}}{{.}},{{/list}}',
      '{{_ingest.on_failure_message}}',
      '{{zz}}',
    ]);
  }

  private processor(depth: number): TypedValue {
    const [type, config] = this.configured(depth);
    const more: Plain = {};
    if (this.choices.chance(20)) more['if'] = this.condition();
    if (this.choices.chance(30)) more['ignore_failure'] = true;
    if (depth > 0 && this.choices.chance(20)) more['on_failure'] = this.choices.several(1, 2, () => this.processor(0));
    if (this.choices.chance(10)) more['tag'] = 't';
    return { [type]: { ...config, ...more } };
  }

  private condition(): string {
    return this.choices.pick([
      'ctx.a != null',
      'ctx.b instanceof String',
      'ctx.n > 1',
      "ctx.message.contains('a')",
      'ctx.list?.size() > 1',
      "ctx.a == 'x'",
      'ctx.map?.k == null',
      'ctx.zz.y == 1',
      'ctx.c',
      "ctx.containsKey('b')",
      "['x', '1'].contains(ctx.a)",
      'ctx.a?.b != null',
      'ctx.message =~ /\\d/',
    ]);
  }

  /** Options that a processor of these kinds may have, beside the common ones. */
  private configured(depth: number): [string, Plain] {
    const field = this.field();
    const target = (): Plain => (this.choices.chance(30) ? { target_field: this.field() } : {});
    const missing = (): Plain => (this.choices.chance(30) ? { ignore_missing: true } : {});
    const kinds: (() => [string, Plain])[] = [
      () => [
        'set',
        {
          field,
          value: this.choices.chance(60) ? this.template() : this.value(1),
          ...(this.choices.chance(20) && { override: false }),
          ...(this.choices.chance(15) && { ignore_empty_value: true }),
        },
      ],
      () => ['remove', { field: this.choices.chance(20) ? [field, this.field()] : field, ...missing() }],
      () => ['rename', { field, target_field: this.field(), ...missing() }],
      () => [
        'append',
        {
          field,
          value: this.choices.chance(50) ? this.template() : this.value(1),
          ...(this.choices.chance(30) && { allow_duplicates: false }),
        },
      ],
      () => [
        'convert',
        {
          field,
          type: this.choices.pick(['integer', 'long', 'double', 'float', 'boolean', 'string', 'auto']),
          ...target(),
          ...missing(),
        },
      ],
      () => [
        this.choices.pick(['lowercase', 'uppercase', 'trim', 'html_strip', 'urldecode']),
        { field, ...target(), ...missing() },
      ],
      () => ['bytes', { field, ...target(), ...missing() }],
      () => [
        'gsub',
        {
          field,
          pattern: this.choices.pick(['a', '[0-9]+', '(\\w)(\\w)', '\\s', '^', '[aeiou]', '\\.']),
          replacement: this.choices.pick(['', '-', '$1', '$0$0', '\\$']),
          ...target(),
          ...missing(),
        },
      ],
      () => [
        'split',
        {
          field,
          separator: this.choices.pick([',', '\\s+', '', '\\.', '[=,]']),
          ...(this.choices.chance(30) && { preserve_trailing: true }),
          ...target(),
          ...missing(),
        },
      ],
      () => ['join', { field, separator: this.choices.pick(['-', '', ', ']), ...target() }],
      () => ['sort', { field, order: this.choices.pick(['asc', 'desc']), ...target() }],
      () => ['json', { field, ...(this.choices.chance(40) ? { add_to_root: true } : target()) }],
      () => [
        'kv',
        {
          field,
          field_split: this.choices.pick([' ', ',']),
          value_split: '=',
          ...target(),
          ...missing(),
          ...(this.choices.chance(20) && { prefix: 'p_' }),
          ...(this.choices.chance(20) && { trim_value: ' v' }),
        },
      ],
      () => [
        'csv',
        {
          field,
          target_fields: this.choices.pick([['x', 'y'], ['a'], ['c.d', 'zz', 'b']]),
          ...missing(),
          ...(this.choices.chance(20) && { trim: true }),
          ...(this.choices.chance(20) && { empty_value: 'e' }),
        },
      ],
      () => [
        'dot_expander',
        {
          field: this.choices.pick(['x.y', 'a.b', 'c.x.y']),
          ...(this.choices.chance(30) && { path: this.choices.pick(['c', 'map']) }),
        },
      ],
      () => [
        'date',
        {
          field,
          formats: this.choices.pick([['ISO8601'], ['UNIX'], ['UNIX_MS', 'ISO8601'], ['yyyy-MM-dd']]),
          ...target(),
          ...(this.choices.chance(20) && { timezone: 'Asia/Tokyo' }),
        },
      ],
      () => [
        'dissect',
        {
          field,
          pattern: this.choices.pick(['%{x} %{y}', '%{x}=%{y}', '%{a.b},%{zz}', '%{+x} %{+x}', '%{?s} %{c}']),
          ...missing(),
        },
      ],
      () => [
        'grok',
        {
          field,
          patterns: this.choices.pick([
            ['%{IP:ip} %{WORD:w} %{INT:i:int}'],
            ['%{WORD:w}'],
            ['%{NUMBER:num:float}$', '%{GREEDYDATA:rest}'],
            ['^%{DATA:c.d},'],
          ]),
          ...missing(),
        },
      ],
      () => ['fail', { message: this.template() }],
      () => ['drop', {}],
      () => [
        'script',
        {
          source: this.choices.pick([
            "ctx.s = ctx.a + '!'",
            'ctx.n = ctx.n + 1',
            "ctx.list.add('new')",
            'ctx.m = ctx.map',
            'ctx.remove(ctx.a)',
            'ctx.x = ctx.list.size() / (ctx.n - 1)',
            'ctx.q = ctx.a.length()',
            "ctx.map['k'] = ctx.list",
            'def t = 0; for (def k : ctx.map.keySet()) { t += k.length() } ctx.t = t',
            "ctx.e = ctx.c?.d ?: 'none'",
          ]),
        },
      ],
      ...(depth > 0 ? [(): [string, Plain] => ['foreach', { field, processor: this.inner(), ...missing() }]] : []),
    ];
    return this.choices.pick(kinds)();
  }

  private inner(): TypedValue {
    const field = this.choices.pick(['_ingest._value', '_ingest._value.b', '_ingest._value.k']);
    return this.choices.pick<() => TypedValue>([
      () => ({ uppercase: { field } }),
      () => ({ set: { field, value: this.template() } }),
      () => ({ append: { field: 'out', value: '{{_ingest._value}}' } }),
      () => ({ convert: { field, type: this.choices.pick(['integer', 'string', 'double']) } }),
      () => ({ remove: { field, ignore_missing: true } }),
      () => ({ trim: { field, ignore_failure: true } }),
    ])();
  }
}
