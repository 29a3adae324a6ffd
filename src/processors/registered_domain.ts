// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The registered_domain processor.

import { illegalArgument } from '../diagnostics/failure.js';
import { domainRoot, isPublicSuffix } from '../transforms/publicSuffix.js';
import { fieldPath } from './core/fieldPath.js';
import { processor } from './core/processor.js';

/** Parts of a domain name; the registered domain is null where the name is itself a public suffix. */
interface Parts {
  readonly domain: string;
  readonly registeredDomain: string | null;
  readonly topLevelDomain: string;
  readonly subdomain: string | null;
}

function partsOf(name: string): Parts | null {
  const root = domainRoot(name);
  if (root === null) {
    return isPublicSuffix(name)
      ? { domain: name, registeredDomain: null, topLevelDomain: name, subdomain: null }
      : null;
  }
  const dot = root.indexOf('.');
  if (dot < 0 || dot === root.length - 1) return null;
  const at = name.lastIndexOf(`.${root}`);
  return {
    domain: name,
    registeredDomain: root,
    topLevelDomain: root.slice(dot + 1),
    subdomain: at > 0 ? name.slice(0, at) : null,
  };
}

export const registered_domain = processor({
  type: 'registered_domain',
  summary: 'Splits a domain name into its registered domain, subdomain and top-level domain (public suffix).',
  options: {
    field: { type: 'path', required: true, doc: 'The field that holds the domain name.' },
    target_field: {
      type: 'string',
      default: '',
      doc: 'The object that the parts go into; the document itself by default.',
    },
    ignore_missing: { type: 'boolean', default: true, doc: 'Do nothing where the field is missing or no domain name.' },
  },
  examples: [
    {
      config: { field: 'fqdn', target_field: 'url' },
      before: { fqdn: 'www.example.ac.uk' },
      after: {
        fqdn: 'www.example.ac.uk',
        url: {
          subdomain: 'www',
          registered_domain: 'example.ac.uk',
          top_level_domain: 'ac.uk',
          domain: 'www.example.ac.uk',
        },
      },
    },
  ],
  compile({ field, target_field, ignore_missing }, context) {
    const target = (name: string) =>
      fieldPath(target_field === '' ? name : `${target_field}.${name}`, context.accessPattern);
    const [domain, registered, suffix, subdomain] = [
      target('domain'),
      target('registered_domain'),
      target('top_level_domain'),
      target('subdomain'),
    ];
    return (document) => {
      const name = document.readString(field, ignore_missing);
      const parts = name === null ? null : partsOf(name);
      if (!parts) {
        if (ignore_missing) return;
        throw illegalArgument('unable to set domain information for document');
      }
      document.set(domain, parts.domain);
      if (parts.registeredDomain !== null) document.set(registered, parts.registeredDomain);
      document.set(suffix, parts.topLevelDomain);
      if (parts.subdomain !== null) document.set(subdomain, parts.subdomain);
    };
  },
});
