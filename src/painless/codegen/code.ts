// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// JavaScript text that is safe by construction: what is put into a template is code made here, or is quoted.

/** A piece of JavaScript. Only this module makes one from text. */
export class Code {
  readonly text: string;
  private constructor(text: string) {
    this.text = text;
  }

  /** Text that the compiler itself wrote; see `js`. */
  static trusted(text: string): Code {
    return new Code(text);
  }
}

type Part = Code | readonly Code[] | string | number | bigint | boolean | null;

/**
 * A template of code: Code goes in as it is, lists of Code joined by commas, and any other value as a literal, so
 * that text of a script can never become code.
 */
export function js(template: TemplateStringsArray, ...parts: readonly Part[]): Code {
  let text = template[0]!;
  for (let index = 0; index < parts.length; index++) text += render(parts[index]!) + template[index + 1]!;
  return Code.trusted(text);
}

function render(part: Part): string {
  if (part instanceof Code) return part.text;
  if (Array.isArray(part)) return part.map((code) => (code as Code).text).join(',');
  if (part === null) return 'null';
  switch (typeof part) {
    case 'string':
      // Line separators are legal in JSON but were not always in JavaScript.
      return JSON.stringify(part).replace(/[\u2028\u2029]/g, (char) => (char === '\u2028' ? '\\u2028' : '\\u2029'));
    case 'bigint':
      return part < 0n ? `(${part}n)` : `${part}n`;
    case 'number':
      if (Object.is(part, -0)) return '(-0)';
      if (part !== part) return '(0/0)';
      if (part === Infinity || part === -Infinity) return part > 0 ? '(1/0)' : '(-1/0)';
      return part < 0 ? `(${part})` : String(part);
    case 'boolean':
      return String(part);
    default:
      throw new TypeError('not a part of code');
  }
}

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A name of the generated code, built from a prefix of ours and a name of the script. */
export function name(prefix: string, own: string): Code {
  const text = prefix + own;
  if (!identifier.test(text)) throw new TypeError(`not a name: ${text}`);
  return Code.trusted(text);
}

/** Statements on lines of their own. */
export function lines(statements: readonly Code[]): Code {
  return Code.trusted(statements.map((statement) => statement.text).join('\n'));
}
