// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The time of an event as logs write it.

/**
 * Milliseconds since 1970 of an ISO 8601 time (without a zone: UTC) or of a number of seconds or milliseconds; NaN when it is
 * neither.
 */
export function eventTime(value: string | undefined): number {
  if (value === undefined || value.trim() === '') return NaN;
  const number = Number(value);
  // Seconds stay below this until the year 5138.
  if (!Number.isNaN(number)) return number < 1e11 ? number * 1000 : number;
  const iso = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
    value.trim(),
  );
  if (!iso) return NaN;
  const [, day, time = '00:00', zone = 'Z'] = iso;
  return Date.parse(`${day}T${time.replace(',', '.')}${zone.replace(/(\d{2})(\d{2})$/, '$1:$2')}`);
}
