// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A class or constant that the server has and the library refuses: every way to name it is a compile error that says so.

import { compilePainless, PainlessCompileError } from '../../../src/painless/index.js';
import { baseClasses } from '../../../src/painless/stdlib/index.js';

/** The diagnostic of a script that does not compile, as `code: message`. */
function compileError(script: string): string {
  try {
    compilePainless(script, 'ingest');
  } catch (error) {
    if (!(error instanceof PainlessCompileError)) throw error;
    const { code, message } = error.diagnostics[0]!;
    return `${code}: ${message}`;
  }
  return 'compiled';
}

const uses = (name: string): string[] => [
  `return new ${name}()`,
  `return (${name}) params.x`,
  `return params.x instanceof ${name}`,
  `${name} x = null; return x`,
  `${name}[] x = null; return x`,
  `return ${name}`,
  `return ${name}.X`,
  `return ${name}.of()`,
  `return [].stream().map(${name}::of)`,
  `def l = []; return l.stream().map(${name}::new)`,
  `${name} f() { return null } return f()`,
  `void f(${name} x) { } f(null)`,
  `try { int i = 1; } catch (${name} e) { }`,
  `for (${name} x : params.l) { return x }`,
  `return new ${name}[3]`,
  `return new ${name}[] {}`,
];

const classes = baseClasses.flatMap(({ name, refusal }) =>
  refusal === undefined ? [] : [[name.replaceAll('$', '.'), refusal] as const],
);
const constants = baseClasses.flatMap(({ name, members }) =>
  members
    .filter(({ kind, refusal }) => kind === 'constant' && refusal !== undefined)
    .map(({ signature }) => `${name.replaceAll('$', '.')}.${signature.split(' ')[1]}`),
);

describe('refused names', () => {
  it('are there', () => {
    expect(classes.length).toBeGreaterThan(50);
    expect(constants).toContain('java.time.format.ResolverStyle.LENIENT');
  });

  it.each(classes)('%s', (name, refusal) => {
    for (const script of uses(name)) {
      expect([script, compileError(script)]).toEqual([
        script,
        expect.stringMatching(/^PL2005: \[java\.[\w.]+(?:\[\])?\] is not supported: /),
      ]);
      expect(compileError(script)).toContain(refusal);
    }
  });

  it.each(constants)('%s', (name) => {
    expect(compileError(`return ${name}`)).toContain(`PL2005: [${name}] is not supported: `);
    expect(compileError(`return ${name}.toString()`)).toContain(`PL2005: [${name}] is not supported: `);
  });
});
