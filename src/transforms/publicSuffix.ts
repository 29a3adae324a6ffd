// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The registered part of a domain name, as Apache HttpClient 4.5.14 finds it for the server (PublicSuffixMatcher).

import { domainToUnicode } from 'node:url';
import { privateSuffixes, registrySuffixes } from './publicSuffixes.js';

interface Rules {
  readonly registry: ReadonlySet<string>;
  readonly private: ReadonlySet<string>;
}

let loaded: Rules | undefined;

/** The rules, taken apart when the first name is asked for. */
function rules(): Rules {
  const setOf = (list: string) => new Set(list.trim().split(/\s/));
  return (loaded ??= { registry: setOf(registrySuffixes), private: setOf(privateSuffixes) });
}

/** Rules are written in Unicode. */
function readable(name: string): string {
  return name.includes('xn--') ? domainToUnicode(name) || name : name;
}

/**
 * The part of a name that somebody registered, its ASCII letters in lower case.
 *
 * Below a private suffix it is the suffix itself, and a name below no known suffix gives its last part.
 *
 * @returns null where the name begins with a dot or is a registry's suffix itself.
 */
export function domainRoot(name: string): string | null {
  if (name.startsWith('.')) return null;
  const { registry, private: privately } = rules();
  let root: string | null = null;
  for (let segment = name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()); ;) {
    const text = readable(segment);
    if (registry.has(`!${text}`)) return segment;
    const dot = segment.indexOf('.');
    const above = dot < 0 ? null : segment.slice(dot + 1);
    const wildcard = above === null ? null : `*.${readable(above)}`;
    if (privately.has(text) || (wildcard !== null && !registry.has(text) && privately.has(wildcard))) return segment;
    if (registry.has(text) || (wildcard !== null && registry.has(wildcard))) return root;
    root = segment;
    if (above === null) return root;
    segment = above;
  }
}

/** Whether a name is a suffix of a registry, with or without a dot before it. */
export function isPublicSuffix(name: string): boolean {
  return domainRoot(name.startsWith('.') ? name.slice(1) : name) === null;
}
