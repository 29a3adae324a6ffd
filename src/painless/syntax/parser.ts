// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Tokens to syntax tree. Each method's comment is the production that it reads.

import { CompileError } from '../compileError.js';
import type * as ast from './ast.js';
import { tokenize, type Token } from './lexer.js';

type BinaryLevel = readonly string[];

// From loosest to tightest; `?:` and assignments are read apart, as they are right-associative.
const binaryLevels: readonly BinaryLevel[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!=', '===', '!=='],
  ['instanceof'],
  ['<', '<=', '>', '>='],
  ['<<', '>>', '>>>'],
  ['=~', '==~'],
  ['+', '-'],
  ['*', '/', '%'],
];
const levelOf = new Map(
  binaryLevels.flatMap((operators, level) => operators.map((operator) => [operator, level] as const)),
);

const comparisons = new Set(['<', '<=', '>', '>=', '==', '!=', '===', '!==']);
const assignments = new Map<string, ast.ArithmeticOperator | undefined>([
  ['=', undefined],
  ...(['+', '-', '*', '/', '%', '&', '^', '|', '<<', '>>', '>>>'] as const).map(
    (operator) => [`${operator}=`, operator] as [string, ast.ArithmeticOperator],
  ),
]);

/** Kinds that can begin the operand of a cast to a class; a sign cannot, so `(x) -1` subtracts. */
const castOperandStarts = new Set([
  ...[
    '(',
    '!',
    '~',
    'OCTAL',
    'HEX',
    'INTEGER',
    'DECIMAL',
    'true',
    'false',
    'null',
    'STRING',
    'REGEX',
    'ID',
    'new',
    '$',
  ],
]);

const builtIn = new Set(['def', 'boolean', 'byte', 'short', 'char', 'int', 'long', 'float', 'double']);

/** Tokens that can begin a statement. */
const statementStarts = new Set([
  ...[
    'if',
    'while',
    'for',
    'try',
    'do',
    'continue',
    'break',
    'return',
    'throw',
    'PRIMITIVE',
    'DEF',
    '++',
    '--',
    '+',
    '-',
    '[',
  ],
  ...castOperandStarts,
]);

/** Nesting that the parser follows before it gives up; deeper scripts exhaust the stack of the server's parser too. */
const maxDepth = 1000;

/**
 * The syntax tree of a script.
 *
 * @throws CompileError at the first mistake.
 */
export function parseScript(text: string): ast.Script {
  return new Parser(text).script();
}

class Parser {
  private readonly tokens: readonly Token[];
  private position = 0;
  private depth = 0;

  constructor(text: string) {
    this.tokens = tokenize(text);
  }

  /** script: function* statement* EOF */
  script(): ast.Script {
    const functions: ast.FunctionDeclaration[] = [];
    while (this.atFunction()) functions.push(this.functionDeclaration());
    const statements: ast.Statement[] = [];
    while (this.kind !== 'EOF') {
      if (statements.length > 0 && !statementStarts.has(this.kind)) throw this.unexpected('EOF');
      statements.push(this.statement());
    }
    return { functions, statements, at: this.tokens[0]!.start, end: this.token.end };
  }

  private get token(): Token {
    return this.tokens[this.position]!;
  }

  private get kind(): string {
    return this.tokens[this.position]!.kind;
  }

  private kindAt(offset: number): string {
    return this.tokens[Math.min(this.position + offset, this.tokens.length - 1)]!.kind;
  }

  private get lastEnd(): number {
    return this.position > 0 ? this.tokens[this.position - 1]!.end : 0;
  }

  private next(): Token {
    const token = this.token;
    if (token.kind !== 'EOF') this.position++;
    return token;
  }

  private accept(kind: string): boolean {
    if (this.kind !== kind) return false;
    this.position++;
    return true;
  }

  private expect(kind: string): Token {
    if (this.kind !== kind) throw this.unexpected(kind);
    return this.next();
  }

  private unexpected(expected?: string): CompileError {
    const token = this.token;
    const javaClass = 'java.lang.IllegalArgumentException';
    if (token.kind === 'EOF' && expected === undefined) {
      return new CompileError('PL1002', token.start, token.end, javaClass, 'unexpected end of script.');
    }
    const wanted =
      expected === 'end of statement'
        ? "{<EOF>, ';'}"
        : expected === 'EOF'
          ? '<EOF>'
          : /^[A-Z]/.test(expected ?? '')
            ? expected
            : `'${expected}'`;
    const message =
      expected === undefined
        ? `invalid sequence of tokens near ['${token.text}'].`
        : `unexpected token ['${token.text}'] was expecting one of [${wanted}].`;
    const isCut = token.kind === 'EOF' && expected !== 'catch' && expected !== 'while';
    return new CompileError('PL1002', token.start, token.end, javaClass, isCut ? 'unexpected end of script.' : message);
  }

  private nested<T>(read: () => T): T {
    if (++this.depth > maxDepth) {
      const token = this.token;
      throw new CompileError(
        'PL1003',
        token.start,
        token.end,
        'java.lang.StackOverflowError',
        'the script nests too deeply',
      );
    }
    const result = read();
    this.depth--;
    return result;
  }

  /** Number of tokens that make up a type at an offset, 0 where there is none. */
  private typeLengthAt(offset: number): number {
    let length = offset;
    const kind = this.kindAt(length);
    if (kind === 'PRIMITIVE' || kind === 'DEF') length++;
    else if (kind === 'ID') {
      length++;
      while (this.kindAt(length) === '.' && this.kindAt(length + 1) === 'DOTID') length += 2;
    } else return 0;
    while (this.kindAt(length) === '[' && this.kindAt(length + 1) === ']') length += 2;
    return length - offset;
  }

  private atFunction(): boolean {
    const length = this.typeLengthAt(0);
    return length > 0 && this.kindAt(length) === 'ID' && this.kindAt(length + 1) === '(';
  }

  private atDeclaration(): boolean {
    if (this.kind === 'PRIMITIVE' || this.kind === 'DEF') return true;
    const length = this.typeLengthAt(0);
    return length > 0 && this.kindAt(length) === 'ID';
  }

  /** type: (DEF | PRIMITIVE | ID ('.' DOTID)*) */
  private plainType(): ast.TypeName {
    const first = this.token;
    if (first.kind !== 'PRIMITIVE' && first.kind !== 'DEF' && first.kind !== 'ID') throw this.unexpected();
    this.position++;
    let name = first.text;
    if (first.kind === 'ID') {
      while (this.kind === '.' && this.kindAt(1) === 'DOTID') {
        this.position++;
        name += `.${this.next().text}`;
      }
    }
    return { name, at: first.start, end: this.lastEnd };
  }

  /** decltype: type ('[' ']')* */
  private type(): ast.TypeName {
    const plain = this.plainType();
    let name = plain.name;
    while (this.kind === '[' && this.kindAt(1) === ']') {
      this.position += 2;
      name += '[]';
    }
    return { name, at: plain.at, end: this.lastEnd };
  }

  /** function: decltype ID '(' (decltype ID (',' decltype ID)*)? ')' block */
  private functionDeclaration(): ast.FunctionDeclaration {
    const returns = this.type();
    const name = this.expect('ID').text;
    this.expect('(');
    const parameters: ast.Parameter[] = [];
    if (this.kind !== ')') {
      do {
        const type = this.type();
        const parameter = this.expect('ID');
        parameters.push({ type, name: parameter.text, at: type.at, end: parameter.end });
      } while (this.accept(','));
    }
    this.expect(')');
    return { returns, name, parameters, body: this.block(), at: returns.at, end: this.lastEnd };
  }

  /** block: '{' statement* dstatement? '}' */
  private block(): ast.Block {
    const at = this.expect('{').start;
    const statements: ast.Statement[] = [];
    while (this.kind !== '}') {
      if (this.kind === 'EOF') throw this.unexpected('}');
      statements.push(this.statement(true));
    }
    this.position++;
    return { kind: 'block', statements, at, end: this.lastEnd };
  }

  /** trailer: block | statement */
  private trailer(): ast.Block {
    if (this.kind === '{') return this.block();
    const statement = this.statement();
    return { kind: 'block', statements: [statement], at: statement.at, end: statement.end };
  }

  /** statement: rstatement | dstatement (';' | EOF); the last one of a block needs no semicolon */
  private statement(inBlock = false): ast.Statement {
    return this.nested(() => this.statementHere(inBlock));
  }

  private statementHere(inBlock: boolean): ast.Statement {
    const at = this.token.start;
    switch (this.kind) {
      case 'if': {
        // 'if' '(' expression ')' trailer ('else' trailer)?
        this.position++;
        const condition = this.parenthesized();
        const then = this.trailer();
        const otherwise = this.accept('else') ? this.trailer() : undefined;
        return { kind: 'if', condition, then, otherwise, at, end: this.lastEnd };
      }
      case 'while': {
        // 'while' '(' expression ')' (trailer | ';')
        this.position++;
        const condition = this.parenthesized();
        const body = this.accept(';') ? undefined : this.trailer();
        return { kind: 'while', condition, body, at, end: this.lastEnd };
      }
      case 'for':
        return this.forStatement();
      case 'try':
        return this.tryStatement();
    }
    const statement = this.delimitedStatement();
    if (!this.accept(';') && this.kind !== 'EOF' && !(inBlock && this.kind === '}'))
      throw this.unexpected(inBlock ? undefined : 'end of statement');
    return statement;
  }

  private parenthesized(): ast.Expression {
    this.expect('(');
    const expression = this.expression();
    this.expect(')');
    return expression;
  }

  /**
   * 'for' '(' decltype ID ':' expression ')' trailer
   * | 'for' '(' ID 'in' expression ')' trailer
   * | 'for' '(' (declaration | expression)? ';' expression? ';' expression? ')' (trailer | ';')
   */
  private forStatement(): ast.Statement {
    const at = this.next().start;
    this.expect('(');
    const typeLength = this.typeLengthAt(0);
    if (typeLength > 0 && this.kindAt(typeLength) === 'ID' && this.kindAt(typeLength + 1) === ':') {
      const type = this.type();
      const name = this.next().text;
      this.position++;
      return this.foreach(at, type, name);
    }
    if (this.kind === 'ID' && this.kindAt(1) === 'in') {
      const name = this.next().text;
      this.position++;
      return this.foreach(at, undefined, name);
    }
    const initializer = this.kind === ';' ? undefined : this.atDeclaration() ? this.declaration() : this.expression();
    this.expect(';');
    const condition = this.kind === ';' ? undefined : this.expression();
    this.expect(';');
    const afterthought = this.kind === ')' ? undefined : this.expression();
    this.expect(')');
    const body = this.accept(';') ? undefined : this.trailer();
    return { kind: 'for', initializer, condition, afterthought, body, at, end: this.lastEnd };
  }

  private foreach(at: number, type: ast.TypeName | undefined, name: string): ast.Statement {
    const items = this.expression();
    this.expect(')');
    return { kind: 'foreach', type, name, items, body: this.trailer(), at, end: this.lastEnd };
  }

  /** 'try' block ('catch' '(' type ID ')' block)+ */
  private tryStatement(): ast.Statement {
    const at = this.next().start;
    const body = this.block();
    const catches: ast.CatchClause[] = [];
    if (this.kind !== 'catch') throw this.unexpected('catch');
    while (this.kind === 'catch') {
      const catchAt = this.next().start;
      this.expect('(');
      const type = this.plainType();
      const name = this.expect('ID').text;
      this.expect(')');
      catches.push({ type, name, body: this.block(), at: catchAt, end: this.lastEnd });
    }
    return { kind: 'try', body, catches, at, end: this.lastEnd };
  }

  /** dstatement: do | declaration | 'continue' | 'break' | 'return' expression? | 'throw' expression | expression */
  private delimitedStatement(): ast.Statement {
    const at = this.token.start;
    switch (this.kind) {
      case 'do': {
        this.position++;
        const body = this.block();
        this.expect('while');
        const condition = this.parenthesized();
        return { kind: 'do', condition, body, at, end: this.lastEnd };
      }
      case 'continue':
        return { kind: 'continue', at, end: this.next().end };
      case 'break':
        return { kind: 'break', at, end: this.next().end };
      case 'return': {
        this.position++;
        const value = [';', '}', 'EOF'].includes(this.token.kind) ? undefined : this.expression();
        return { kind: 'return', value, at, end: this.lastEnd };
      }
      case 'throw': {
        this.position++;
        return { kind: 'throw', value: this.expression(), at, end: this.lastEnd };
      }
    }
    if (this.atDeclaration()) return this.declaration();
    const expression = this.expression();
    return { kind: 'expression', expression, at, end: this.lastEnd };
  }

  /** declaration: decltype declvar (',' declvar)*; declvar: ID ('=' expression)? */
  private declaration(): ast.Declaration {
    const type = this.type();
    const declarators: ast.Declarator[] = [];
    if (this.kind !== 'ID') throw this.unexpected();
    do {
      const name = this.expect('ID');
      const value = this.accept('=') ? this.expression() : undefined;
      // Two names and then something else are no declaration at all to the server's parser.
      if (!value && declarators.length === 0 && ![',', ';', '}', 'EOF'].includes(this.kind)) {
        throw this.unexpected(builtIn.has(type.name.split('[')[0]!) ? 'end of statement' : undefined);
      }
      declarators.push({ name: name.text, value, at: name.start, end: this.lastEnd });
    } while (this.accept(','));
    return { kind: 'declaration', type, declarators, at: type.at, end: this.lastEnd };
  }

  /** expression: noncond | noncond '?' expression ':' expression | noncond ('=' | '+=' | ...) expression */
  private expression(): ast.Expression {
    return this.nested(() => {
      const at = this.token.start;
      const left = this.elvis();
      if (this.accept('?')) {
        const then = this.expression();
        this.expect(':');
        const otherwise = this.expression();
        return { kind: 'conditional', condition: left, then, otherwise, at, end: this.lastEnd };
      }
      if (assignments.has(this.kind)) {
        const operator = assignments.get(this.next().kind);
        const value = this.expression();
        return { kind: 'assignment', operator, target: left, value, at, end: this.lastEnd };
      }
      return left;
    });
  }

  /** noncond: binary ('?:' noncond)? */
  private elvis(): ast.Expression {
    const at = this.token.start;
    const left = this.binary(0);
    if (!this.accept('?:')) return left;
    const right = this.nested(() => this.elvis());
    return { kind: 'elvis', left, right, at, end: this.lastEnd };
  }

  private binary(minimum: number): ast.Expression {
    const at = this.token.start;
    let left = this.unary();
    for (;;) {
      const operator = this.kind;
      const level = levelOf.get(operator);
      if (level === undefined || level < minimum) return left;
      this.position++;
      if (operator === 'instanceof') {
        left = { kind: 'instanceof', value: left, type: this.type(), at, end: this.lastEnd };
        continue;
      }
      const right = this.binary(level + 1);
      const end = this.lastEnd;
      if (operator === '&&' || operator === '||') left = { kind: 'logical', operator, left, right, at, end };
      else if (comparisons.has(operator))
        left = { kind: 'comparison', operator: operator as ast.ComparisonOperator, left, right, at, end };
      else left = { kind: 'arithmetic', operator: operator as ast.ArithmeticOperator, left, right, at, end };
    }
  }

  /** unary: ('++' | '--') chain | ('+' | '-' | '!' | '~') unary | cast | chain ('++' | '--')? */
  private unary(): ast.Expression {
    const { start: at, kind } = this.token;
    if (kind === '++' || kind === '--') {
      this.position++;
      const target = this.chain();
      return { kind: 'increment', operator: kind === '++' ? '+' : '-', prefix: true, target, at, end: this.lastEnd };
    }
    if (kind === '+' || kind === '-' || kind === '!' || kind === '~') {
      this.position++;
      const operand = this.nested(() => this.unary());
      return { kind: 'unary', operator: kind, operand, at, end: this.lastEnd };
    }
    if (kind === '(' && this.atCast()) {
      this.position++;
      const type = this.type();
      this.expect(')');
      const value = this.nested(() => this.unary());
      return { kind: 'cast', type, value, at, end: this.lastEnd };
    }
    const chain = this.chain();
    if (this.kind === '++' || this.kind === '--') {
      const operator = this.next().kind === '++' ? '+' : '-';
      return { kind: 'increment', operator, prefix: false, target: chain, at, end: this.lastEnd };
    }
    return chain;
  }

  /** cast: '(' (DEF | PRIMITIVE) ')' unary | '(' class or array type ')' unary without a sign */
  private atCast(): boolean {
    const length = this.typeLengthAt(1);
    if (length === 0 || this.kindAt(length + 1) !== ')') return false;
    const first = this.kindAt(1);
    if (length === 1 && (first === 'PRIMITIVE' || first === 'DEF')) return true;
    const operand = length + 2;
    if (this.kindAt(operand) !== '[') return castOperandStarts.has(this.kindAt(operand));
    // `(x)[0]` is an access; `(x[])[0]`, `(x)[0, 1]` and `(x)[0: 1]` could only be casts of lists and maps.
    return this.kindAt(length) === ']' || this.isInitializerAt(operand);
  }

  /** Whether the brackets from a token on hold something else than one expression. */
  private isInitializerAt(offset: number): boolean {
    if (this.kindAt(offset + 1) === ']') return true;
    let depth = 0;
    let conditionals = 0;
    for (let at = offset; ; at++) {
      const kind = this.kindAt(at);
      if (kind === 'EOF') return false;
      if (kind === '(' || kind === '[' || kind === '{') depth++;
      else if (kind === ')' || kind === ']' || kind === '}') {
        if (--depth === 0) return false;
      } else if (depth > 1) continue;
      else if (kind === '?') conditionals++;
      else if (kind === ',' || (kind === ':' && --conditionals < 0)) return true;
    }
  }

  /** chain: primary postfix* */
  private chain(): ast.Expression {
    const at = this.token.start;
    let expression = this.primary();
    for (;;) {
      const start = this.token.start;
      if (this.kind === '.' || this.kind === '?.') {
        const nullSafe = this.next().kind === '?.';
        const name = this.token;
        if (name.kind !== 'DOTID' && name.kind !== 'DOTINTEGER') throw this.unexpected();
        this.position++;
        if (name.kind === 'DOTID' && this.token.kind === '(') {
          const args = this.arguments();
          expression = {
            kind: 'methodCall',
            receiver: expression,
            nullSafe,
            name: name.text,
            arguments: args,
            at: start,
            end: this.lastEnd,
          };
        } else {
          expression = {
            kind: 'member',
            receiver: expression,
            nullSafe,
            name: name.text,
            at: start,
            end: this.lastEnd,
          };
        }
      } else if (this.kind === '[' && !this.endsArrayInitializer(expression, at)) {
        this.position++;
        const index = this.expression();
        this.expect(']');
        expression = { kind: 'index', receiver: expression, index, at: start, end: this.lastEnd };
      } else return expression;
    }
  }

  /** After `new int[2]` a bracket would be another dimension, which newArray has read already. */
  private endsArrayInitializer(expression: ast.Expression, at: number): boolean {
    return expression.kind === 'newArray' && expression.at === at && expression.end === this.lastEnd;
  }

  private primary(): ast.Expression {
    const token = this.token;
    const { start: at, end, text } = token;
    switch (token.kind) {
      case '(': {
        // Parentheses leave no node behind: a chain on them goes on from the inner expression.
        this.position++;
        const expression = this.expression();
        if (!this.accept(')')) throw this.unexpected();
        return expression;
      }
      case 'OCTAL':
      case 'HEX':
      case 'INTEGER':
      case 'DECIMAL': {
        this.position++;
        const radix = token.kind === 'OCTAL' ? 8 : token.kind === 'HEX' ? 16 : 10;
        return { kind: 'number', text, radix, decimal: token.kind === 'DECIMAL', at, end };
      }
      case 'true':
      case 'false':
        this.position++;
        return { kind: 'boolean', value: token.kind === 'true', at, end };
      case 'null':
        this.position++;
        return { kind: 'null', at, end };
      case 'STRING':
        this.position++;
        return { kind: 'string', value: text.slice(1, -1).replace(/\\(.)/g, '$1'), at, end };
      case 'REGEX': {
        this.position++;
        const slash = text.lastIndexOf('/');
        return { kind: 'regex', pattern: text.slice(1, slash), flags: text.slice(slash + 1), at, end };
      }
      case '[':
        return this.listOrMap();
      case 'ID':
      case '$':
        this.position++;
        if (this.kind === '(') return { kind: 'call', name: text, arguments: this.arguments(), at, end: this.lastEnd };
        if (token.kind === '$') throw this.unexpected();
        return { kind: 'symbol', name: text, at, end };
      case 'new':
        return this.creation();
    }
    throw this.unexpected();
  }

  /** '[' ']' | '[' ':' ']' | '[' expression (',' expression)* ']' | '[' expression ':' expression (',' ...)* ']' */
  private listOrMap(): ast.Expression {
    const at = this.next().start;
    if (this.accept(']')) return { kind: 'list', items: [], at, end: this.lastEnd };
    if (this.kind === ':' && this.kindAt(1) === ']') {
      this.position += 2;
      return { kind: 'map', entries: [], at, end: this.lastEnd };
    }
    const first = this.expression();
    if (this.kind === ':') {
      const entries: [ast.Expression, ast.Expression][] = [];
      let key = first;
      for (;;) {
        this.expect(':');
        entries.push([key, this.expression()]);
        if (!this.accept(',')) break;
        key = this.expression();
      }
      this.expect(']');
      return { kind: 'map', entries, at, end: this.lastEnd };
    }
    const items = [first];
    while (this.accept(',')) items.push(this.expression());
    this.expect(']');
    return { kind: 'list', items, at, end: this.lastEnd };
  }

  /** 'new' type arguments | 'new' type ('[' expression ']')+ | 'new' type '[' ']' '{' (expression (',' expression)*)? '}' */
  private creation(): ast.Expression {
    const at = this.next().start;
    const type = this.plainType();
    if (this.kind === '(') return { kind: 'new', type, arguments: this.arguments(), at, end: this.lastEnd };
    if (this.kind !== '[') throw this.unexpected();
    if (this.kindAt(1) === ']') {
      this.position += 2;
      this.expect('{');
      const items: ast.Expression[] = [];
      if (this.token.kind !== '}') {
        do items.push(this.expression());
        while (this.accept(','));
      }
      this.expect('}');
      return { kind: 'arrayItems', type: { ...type, name: `${type.name}[]` }, items, at, end: this.lastEnd };
    }
    const sizes: ast.Expression[] = [];
    while (this.accept('[')) {
      sizes.push(this.expression());
      this.expect(']');
    }
    return {
      kind: 'newArray',
      type: { ...type, name: type.name + '[]'.repeat(sizes.length) },
      sizes,
      at,
      end: this.lastEnd,
    };
  }

  /** arguments: '(' (argument (',' argument)*)? ')' */
  private arguments(): ast.Expression[] {
    this.expect('(');
    const list: ast.Expression[] = [];
    if (this.accept(')')) return list;
    do list.push(this.argument());
    while (this.accept(','));
    if (!this.accept(')')) throw this.unexpected();
    return list;
  }

  /** argument: expression | lambda | reference */
  private argument(): ast.Expression {
    if (this.atLambda()) return this.nested(() => this.lambda());
    const at = this.token.start;
    if (this.kind === 'this' && this.kindAt(1) === '::') {
      this.position += 2;
      const name = this.expect('ID').text;
      return { kind: 'reference', owner: 'this', name, at, end: this.lastEnd };
    }
    const length = this.typeLengthAt(0);
    if (length > 0 && this.kindAt(length) === '::') {
      const owner = this.type().name;
      this.position++;
      const name = this.accept('new') ? 'new' : this.expect('ID').text;
      return { kind: 'reference', owner, name, at, end: this.lastEnd };
    }
    return this.expression();
  }

  private atLambda(): boolean {
    if (this.kind === 'ID' && this.kindAt(1) === '->') return true;
    const length = this.typeLengthAt(0);
    if (length > 0 && this.kindAt(length) === 'ID' && this.kindAt(length + 1) === '->') return true;
    if (this.kind !== '(') return false;
    let depth = 0;
    for (let offset = 0; ; offset++) {
      const kind = this.kindAt(offset);
      if (kind === '(') depth++;
      else if (kind === ')' && --depth === 0) return this.kindAt(offset + 1) === '->';
      else if (kind === 'EOF') return false;
    }
  }

  /** lambda: (lamtype | '(' (lamtype (',' lamtype)*)? ')') '->' (block | expression); lamtype: decltype? ID */
  private lambda(): ast.Lambda {
    const at = this.token.start;
    const parameters: ast.Parameter[] = [];
    const parameter = () => {
      const start = this.token.start;
      const type = this.kindAt(this.typeLengthAt(0)) === 'ID' && this.typeLengthAt(0) > 0 ? this.type() : undefined;
      const name = this.expect('ID').text;
      parameters.push({ type, name, at: start, end: this.lastEnd });
    };
    if (this.accept('(')) {
      if (!this.accept(')')) {
        do parameter();
        while (this.accept(','));
        this.expect(')');
      }
    } else parameter();
    this.expect('->');
    const body = this.kind === '{' ? this.block() : this.expression();
    return { kind: 'lambda', parameters, body, at, end: this.lastEnd };
  }
}
