// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Sentences from names: java.time names its methods so that they read as what they do.

const verbs: Readonly<Record<string, string>> = {
  get: 'The',
  plus: 'A copy with more',
  minus: 'A copy with less',
  with: 'A copy with another',
  to: 'The same as',
  at: 'Joined with',
  is: 'Whether it is',
  of: 'Made of',
};

/** `plusDays` gives `A copy with more days`, `getDayOfWeek` gives `The day of week`. */
export function camelWords(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').split(' ');
  const [first, ...rest] = words;
  const opening = rest.length > 0 ? verbs[first!] : undefined;
  const text = opening === undefined ? words.join(' ').toLowerCase() : `${opening} ${rest.join(' ').toLowerCase()}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
