// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Pipelines written for Elasticsearch as the node, an OpenSearch, can run them: what it lacks is taken out, to be run so on both sides,
// and what it has under another name gets that name there.

/** A definition, or options of a processor, as JSON has them. */
type Plain = Readonly<Record<string, unknown>>;

/** What a pipeline is adapted to. */
export interface Adaptation {
  /** In the node's own words, instead of Elasticsearch's. */
  readonly forNode: boolean;
  /** Without what the node does otherwise than Elasticsearch, or by the plugin's processors, which do it as that does. */
  readonly faithful?: boolean;
  /** Processors to take out besides those that the node lacks. */
  readonly without?: readonly string[];
}

/** Processors that the node does not have. */
const lacking = [
  'community_id',
  'enrich',
  'geoip',
  'inference',
  'ip_location',
  'network_direction',
  'redact',
  'registered_domain',
  'reroute',
  'set_security_user',
  'terminate',
  'uri_parts',
];

/** Options that the node does not know. */
const lackingOptions: Readonly<Record<string, readonly string[]>> = {
  json: ['allow_duplicate_keys', 'add_to_root_conflict_strategy', 'strict_json_parsing'],
  fingerprint: ['method'],
  grok: ['ecs_compatibility'],
  dot_expander: ['override'],
  pipeline: ['ignore_missing_pipeline'],
};

/**
 * Formats of dates without those that the node reads otherwise: names of zones get other offsets, or are refused, and instants are filled
 * up with the present year.
 */
const withoutOddFormats = (formats: unknown): unknown =>
  Array.isArray(formats)
    ? (formats as readonly string[]).filter((format) => !/z|^epoch_/.test(format.replace(/'[^']*'/g, '')))
    : formats;

/** What the node has no like of. */
const isLacking = (type: string, options: Plain): boolean =>
  lacking.includes(type) || (type === 'dot_expander' && options['field'] === '*');

/** A pipeline without what the node lacks. */
export function adaptPipeline(pipeline: Plain, adaptation: Adaptation): Plain {
  const { processors, on_failure, ...rest } = pipeline;
  return {
    ...rest,
    processors: adaptProcessors(processors, adaptation),
    ...(on_failure !== undefined && { on_failure: adaptProcessors(on_failure, adaptation) }),
  };
}

function adaptProcessors(processors: unknown, adaptation: Adaptation): readonly Plain[] {
  return (processors as readonly Plain[]).flatMap((entry) => {
    const [type, options] = Object.entries(entry)[0] as [string, Plain];
    if (isLacking(type, options) || adaptation.without?.includes(type)) return [];
    const adapted: Record<string, unknown> = { ...options };
    for (const name of lackingOptions[type] ?? []) delete adapted[name];
    if (type === 'date' && adaptation.faithful) adapted['formats'] = withoutOddFormats(options['formats']);
    if (adapted['on_failure'] !== undefined) {
      const handlers = adaptProcessors(adapted['on_failure'], adaptation);
      if (handlers.length > 0) {
        adapted['on_failure'] = handlers;
      } else {
        // The node refuses an empty list; a failure that is dealt with by nothing is one that is ignored.
        delete adapted['on_failure'];
        adapted['ignore_failure'] = true;
      }
    }
    if (type === 'foreach') {
      const [inner] = adaptProcessors([adapted['processor']], adaptation);
      if (inner === undefined) return [];
      adapted['processor'] = inner;
    }
    return [adaptation.forNode ? inWordsOfNode(type, adapted, adaptation) : asNodeDoes(type, adapted)];
  });
}

/** A processor of ours with the option that makes it do what the node's always does. */
function asNodeDoes(type: string, options: Plain): Plain {
  return { [type]: type === 'json' ? { ...options, strict_json_parsing: false } : options };
}

function inWordsOfNode(type: string, options: Plain, { faithful = false }: Adaptation): Plain {
  if (type === 'script' && faithful) return { document_script: options };
  // By the zone of this name the node passes over the offset that a text states.
  if (type === 'date' && options['timezone'] === 'UTC') return { date: { ...options, timezone: 'Z' } };
  if (type !== 'set' || options['copy_from'] === undefined) return { [type]: options };
  if (faithful) return { document_copy: options };
  const { field, copy_from, ignore_empty_value = false, override = true, ...rest } = options;
  const { media_type: _unknown, ...common } = rest;
  const copy = { source_field: copy_from, target_field: field, ignore_missing: ignore_empty_value };
  return { copy: { ...copy, override_target: override, ...common } };
}
