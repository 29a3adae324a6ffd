// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Every processor, in the order of the reference. The table is the registry.

import type { OptionTable } from './core/options.js';
import type { Processor } from './core/processor.js';
import { renderReference } from './core/reference.js';
import { append } from './append.js';
import { bytes } from './bytes.js';
import { cef } from './cef.js';
import { circle } from './circle.js';
import { community_id } from './community_id.js';
import { convert } from './convert.js';
import { csv } from './csv.js';
import { date } from './date.js';
import { date_index_name } from './date_index_name.js';
import { dissect } from './dissect.js';
import { dot_expander } from './dot_expander.js';
import { drop } from './drop.js';
import { enrich } from './enrich.js';
import { fail } from './fail.js';
import { fingerprint } from './fingerprint.js';
import { foreach } from './foreach.js';
import { geoip } from './geoip.js';
import { grok } from './grok.js';
import { gsub } from './gsub.js';
import { html_strip } from './html_strip.js';
import { inference } from './inference.js';
import { ip_location } from './ip_location.js';
import { join } from './join.js';
import { json } from './json.js';
import { kv } from './kv.js';
import { lowercase } from './lowercase.js';
import { network_direction } from './network_direction.js';
import { normalize_for_stream } from './normalize_for_stream.js';
import { pipeline } from './pipeline.js';
import { recover_failure_document } from './recover_failure_document.js';
import { redact } from './redact.js';
import { registered_domain } from './registered_domain.js';
import { remove } from './remove.js';
import { rename } from './rename.js';
import { reroute } from './reroute.js';
import { script } from './script.js';
import { set } from './set.js';
import { set_security_user } from './set_security_user.js';
import { sort } from './sort.js';
import { split } from './split.js';
import { terminate } from './terminate.js';
import { trim } from './trim.js';
import { uppercase } from './uppercase.js';
import { uri_parts } from './uri_parts.js';
import { urldecode } from './urldecode.js';
import { user_agent } from './user_agent.js';

const table: readonly Processor[] = [
  append,
  bytes,
  cef,
  circle,
  community_id,
  convert,
  csv,
  date,
  date_index_name,
  dissect,
  dot_expander,
  drop,
  enrich,
  fail,
  fingerprint,
  foreach,
  geoip,
  grok,
  gsub,
  html_strip,
  inference,
  ip_location,
  join,
  json,
  kv,
  lowercase,
  network_direction,
  normalize_for_stream,
  pipeline,
  recover_failure_document,
  redact,
  registered_domain,
  remove,
  rename,
  reroute,
  script,
  set,
  set_security_user,
  sort,
  split,
  terminate,
  trim,
  uppercase,
  uri_parts,
  urldecode,
  user_agent,
];

/** Processors by type. */
export const processors: ReadonlyMap<string, Processor> = new Map(table.map((entry) => [entry.type, entry]));

/** Processors of the server, its plugins and its newest versions that are refused by name, with the reason. */
export const refusedProcessors: ReadonlyMap<string, string> = new Map([
  ['attachment', 'it takes texts out of office documents, which needs Apache Tika'],
  ['geo_grid', 'it makes cells of maps, which needs a library of geometry'],
]);

/** Options that every processor has beside its own. */
export const commonOptions = {
  tag: { type: 'string', doc: 'Identifier of the processor, for failures and metrics.' },
  description: { type: 'string', doc: 'What the processor is for.' },
  ignore_failure: { type: 'boolean', default: false, doc: 'Go on when the processor fails.' },
  if: { type: 'any', doc: 'Condition: the processor runs where this Painless script is true.' },
  on_failure: { type: 'list', doc: 'Processors that run when this one fails.' },
} as const satisfies OptionTable;

/** Markdown of docs/reference/processors.md. */
export function processorsReference(): string {
  return renderReference(table, commonOptions, refusedProcessors);
}
