// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Plain JSON: comparison, canonical text, differences as lines.

/** A JSON object as the client gives and takes it. */
export type JsonObject = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text that is the same for equal JSON: keys sorted, undefined left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`);
  return `{${members.join(',')}}`;
}

/** Lines `- /pointer: old` and `+ /pointer: new` for every place where two JSON values differ. */
export function diffJson(from: unknown, to: unknown, pointer = ''): string[] {
  if (canonicalJson(from ?? null) === canonicalJson(to ?? null)) return [];
  if (isJsonObject(from) && isJsonObject(to)) {
    return [...new Set([...Object.keys(from), ...Object.keys(to)])]
      .sort()
      .flatMap((key) => diffJson(from[key], to[key], `${pointer}/${key}`));
  }
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length) {
    return from.flatMap((item, index) => diffJson(item, to[index], `${pointer}/${index}`));
  }
  const lines: string[] = [];
  if (from !== undefined) lines.push(`- ${pointer || '/'}: ${shorten(JSON.stringify(from))}`);
  if (to !== undefined) lines.push(`+ ${pointer || '/'}: ${shorten(JSON.stringify(to))}`);
  return lines;
}

function shorten(text: string): string {
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}
