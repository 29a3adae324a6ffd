// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Writes labelled log lines from the templates beside this file. The same seed gives the same lines.

import { readFileSync } from 'node:fs';
import { lists } from './wordLists.mjs';

const families = [
  'authentication',
  'system',
  'web',
  'network',
  'windows',
  'security',
  'appliances',
  'endpoint',
  'generic',
];
const labels = { i: 'INFO', w: 'WARNING', e: 'ERROR' };
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

// Lines of no product are made of lists, so they vary more and there are more of them.
const linesOfGeneric = 3;

/**
 * @param {{ below(limit: number): number }} random
 * @param {number} linesPerTemplate
 * @returns {{ text: string, label: string, group: string }[]} one group a template
 */
export function generateTexts(random, linesPerTemplate) {
  const examples = [];
  for (const family of families) {
    const lines = readFileSync(new URL(`${family}.txt`, import.meta.url), 'utf8').split('\n');
    let program = '';
    lines.forEach((line, number) => {
      if (line === '' || line.startsWith('#')) return;
      if (line.startsWith('@ ')) {
        program = line.slice(2);
        return;
      }
      const label = labels[line[0]];
      if (label === undefined || line[1] !== ' ') throw new Error(`${family}.txt:${number + 1}: no label`);
      for (let copy = 0; copy < linesPerTemplate * (family === 'generic' ? linesOfGeneric : 1); copy++) {
        const text = header(program, random) + fill(line.slice(2), random);
        examples.push({ text, label, group: `${family}:${number + 1}` });
      }
    });
  }
  return examples;
}

/** What a collector puts before the message; often nothing is left of it. */
function header(program, random) {
  if (!program.startsWith('syslog ')) return '';
  const name = `${fill(program.slice('syslog '.length), random)}: `;
  return [`${fill('{syslogtime} {host} ', random)}${name}`, `${fill('{timestamp} {host} ', random)}${name}`, name, ''][
    random.below(4)
  ];
}

/** Chooses among [[a|b]] and replaces {placeholders}. */
function fill(template, random) {
  let text = template;
  for (let inner = /\[\[((?:(?!\[\[|\]\]).)*)\]\]/; inner.test(text);) {
    text = text.replace(inner, (_, options) => pick(options.split('|'), random));
  }
  return text.replace(/\{([a-z]+)\}/g, (whole, name) => value(name, random) ?? whole);
}

function value(name, random) {
  const two = (limit, from = 0) => String(from + random.below(limit)).padStart(2, '0');
  const month = random.below(12);
  switch (name) {
    case 'ip':
      return pick(
        [
          `10.${random.below(256)}.${random.below(256)}.${random.below(256)}`,
          `192.168.${random.below(256)}.${random.below(256)}`,
          `${1 + random.below(223)}.${random.below(256)}.${random.below(256)}.${random.below(256)}`,
        ],
        random,
      );
    case 'port':
      return String(
        random.below(3) === 0
          ? pick([22, 25, 53, 80, 443, 445, 1433, 3306, 3389, 8080], random)
          : 1024 + random.below(64512),
      );
    case 'pid':
      return String(2 + random.below(60000));
    case 'digit':
      return String(1 + random.below(9));
    case 'number':
      return String(10 + random.below([90, 900, 90_000][random.below(3)]));
    case 'seconds':
      return `${random.below(100_000)}.${random.below(1_000_000)}`;
    case 'hex':
      return hex(random, 8 + 4 * random.below(4));
    case 'base64':
      return Buffer.from(hex(random, 30)).toString('base64');
    case 'mac':
      return hex(random, 12).match(/../g).join(':');
    case 'version':
      return `${1 + random.below(12)}.${random.below(20)}.${random.below(40)}`;
    case 'mail':
      return `${pick(lists.user, random)}@${pick(['example.com', 'example.org', 'corp.example', 'mail.example.net'], random)}`;
    case 'longword':
      return 'A'.repeat(200 + random.below(200));
    case 'time':
      return `${two(24)}:${two(60)}:${two(60)}`;
    case 'date':
      return `20${two(6, 19)}-${String(month + 1).padStart(2, '0')}-${two(28, 1)}`;
    case 'timestamp':
      return `${value('date', random)}T${value('time', random)}.${100 + random.below(900)}Z`;
    case 'ndate':
      return `${value('date', random).replaceAll('-', '/')} ${value('time', random)}`;
    case 'syslogtime':
      return `${months[month]} ${String(1 + random.below(28)).padStart(2)} ${value('time', random)}`;
    case 'clf':
      return `${two(28, 1)}/${months[month]}/20${two(6, 19)}:${value('time', random)} +0000`;
    case 'ctime':
      return `${pick(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'], random)} ${months[month]} ${two(28, 1)} ${value('time', random)} 20${two(6, 19)}`;
    default:
      return lists[name] && pick(lists[name], random);
  }
}

function pick(items, random) {
  return items[random.below(items.length)];
}

function hex(random, length) {
  return Array.from({ length }, () => random.below(16).toString(16)).join('');
}
