// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Static analysis of functions and statements: scopes, reachability, returns.

import { CompileError } from '../compileError.js';
import type { ScriptContext } from '../contexts/scriptContext.js';
import type { Lookup, Type } from '../stdlib/lookup.js';
import type * as ast from '../syntax/ast.js';
import { ExpressionAnalyzer } from './expressions.js';
import type { FunctionSignature, IrExpression, IrFunction, IrScript, IrStatement, Temporary, Variable } from './ir.js';
import { uselessStatement } from './nodeTexts.js';
import { Scope } from './scope.js';
import * as types from './types.js';

/** How control leaves a statement. */
interface Flow {
  /** Every path leaves the function. */
  readonly methodEscape: boolean;
  /** Every path leaves the loop (or the function). */
  readonly loopEscape: boolean;
  /** What follows cannot be reached. */
  readonly allEscape: boolean;
  readonly anyContinue: boolean;
  readonly anyBreak: boolean;
}

const flowsOn: Flow = { methodEscape: false, loopEscape: false, allEscape: false, anyContinue: false, anyBreak: false };
const leaves: Flow = { ...flowsOn, methodEscape: true, loopEscape: true, allEscape: true };

interface Analyzed {
  readonly statement: IrStatement;
  readonly flow: Flow;
}

/** Where a statement stands. */
interface Position {
  readonly inLoop: boolean;
  /** The last statement of a loop's body: `continue` is useless there. */
  readonly lastInLoop: boolean;
  /** The last statement of the script or lambda: an expression is returned. */
  readonly lastOfBody: boolean;
}

/**
 * Resolves a script against the classes and variables of a context.
 *
 * @throws CompileError at the first mistake.
 */
export function analyze(script: ast.Script, lookup: Lookup, context: ScriptContext): IrScript {
  return new Analyzer(lookup, context).script(script);
}

class Analyzer extends ExpressionAnalyzer {
  private readonly offsets: number[] = [];

  constructor(lookup: Lookup, context: ScriptContext) {
    super(lookup, context);
  }

  script(script: ast.Script): IrScript {
    const signatures = script.functions.map((declared) => this.declareFunction(declared));
    const functions = script.functions.map((declared, index) => this.functionBody(declared, signatures[index]!));
    const { returns } = this.context;
    const scope = Scope.ofFunction(returns);
    const parameters = this.context.variables.map(({ name, type }): Variable => ({
      name,
      type,
      assignments: 0,
      isContext: true,
    }));
    for (const parameter of parameters) scope.define(parameter);
    if (script.statements.length === 0) {
      throw this.useless(
        script,
        `invalid function definition: found no statements for function [execute] with [${this.context.executeArity}] parameters`,
      );
    }
    const { statements } = this.statements(script, script.statements, scope, {
      inLoop: false,
      lastInLoop: false,
      lastOfBody: true,
    });
    this.failLate();
    return { functions, parameters, returns, body: statements, statementOffsets: this.offsets.sort((a, b) => a - b) };
  }

  private useless(node: { at: number; end: number }, message: string): CompileError {
    return new CompileError(
      'PL2004',
      node.at,
      Math.max(node.end, node.at + 1),
      'java.lang.IllegalArgumentException',
      message,
    );
  }

  private declareFunction(declared: ast.FunctionDeclaration): FunctionSignature {
    const resolve = (name: ast.TypeName, message: string): Type => {
      const type = this.lookup.resolveType(name.name);
      if (type === undefined) throw this.unknown(name, message, name.name, this.lookup.typeNames());
      this.refuseType(name, type);
      return type;
    };
    const key = `${declared.name}/${declared.parameters.length}`;
    const returns = resolve(
      declared.returns,
      `invalid function definition: return type [${declared.returns.name}] not found for function [${declared.name}] with [${declared.parameters.length}] parameters`,
    );
    const parameters = declared.parameters.map((parameter) =>
      resolve(
        parameter.type!,
        `invalid parameter definition: parameter type [${parameter.type!.name}] not found for function [${declared.name}] with [${declared.parameters.length}] parameters`,
      ),
    );
    // The body of the script is a function too.
    if (this.functions.has(key) || key === `execute/${this.context.executeArity}`) {
      throw this.fail(declared, `invalid function definition: found duplicate function [${key}].`);
    }
    const signature = { name: declared.name, parameters, returns };
    this.functions.set(key, signature);
    return signature;
  }

  private functionBody(declared: ast.FunctionDeclaration, signature: FunctionSignature): IrFunction {
    const described = `for function [${declared.name}] with [${declared.parameters.length}] parameters`;
    const scope = Scope.ofFunction(signature.returns);
    const parameters = declared.parameters.map((parameter, index): Variable => {
      this.checkName(declared, parameter.name, scope);
      const variable: Variable = {
        name: parameter.name,
        type: signature.parameters[index]!,
        assignments: 0,
        isContext: false,
      };
      scope.define(variable);
      return variable;
    });
    if (declared.body.statements.length === 0) {
      throw this.useless(declared, `invalid function definition: found no statements ${described}`);
    }
    const { statements, flow } = this.statements(declared.body, declared.body.statements, scope, {
      inLoop: false,
      lastInLoop: false,
      lastOfBody: true,
    });
    if (!flow.methodEscape && signature.returns !== 'void') {
      throw this.useless(declared, `invalid function definition: not all paths provide a return value ${described}`);
    }
    return { signature, parameters, body: statements };
  }

  protected override lambdaBody(lambda: ast.Lambda, scope: Scope): IrStatement[] {
    const { body, at, end } = lambda;
    const isVoid = scope.returns === 'void';
    // An expression alone is what the lambda returns, or does where it returns nothing.
    const expression: ast.Statement[] =
      body.kind === 'block'
        ? []
        : [isVoid ? { kind: 'expression', expression: body, at, end } : { kind: 'return', value: body, at, end }];
    const statements = body.kind === 'block' ? body.statements : expression;
    const analyzed = this.statements(lambda, statements, scope, { inLoop: false, lastInLoop: false, lastOfBody: true });
    if (!analyzed.flow.methodEscape && !isVoid) throw this.useless(lambda, 'not all paths return a value for lambda');
    return analyzed.statements;
  }

  private checkName(node: { at: number; end: number }, name: string, scope: Scope): void {
    if (this.lookup.resolveType(name) !== undefined)
      throw this.fail(node, `invalid declaration: type [${name}] cannot be a name`);
    if (scope.has(name)) throw this.fail(node, `variable [${name}] is already defined`);
  }

  private statements(
    owner: { at: number; end: number },
    list: readonly ast.Statement[],
    scope: Scope,
    position: Position,
  ): { statements: IrStatement[]; flow: Flow } {
    const statements: IrStatement[] = [];
    let flow = flowsOn;
    list.forEach((node, index) => {
      if (flow.allEscape) throw this.useless(owner, 'invalid block: unreachable statement');
      const isLast = index === list.length - 1;
      const analyzed = this.statement(node, scope, {
        inLoop: position.inLoop,
        lastInLoop: position.lastInLoop && isLast,
        lastOfBody: position.lastOfBody && isLast,
      });
      statements.push(analyzed.statement);
      flow = {
        ...analyzed.flow,
        anyContinue: flow.anyContinue || analyzed.flow.anyContinue,
        anyBreak: flow.anyBreak || analyzed.flow.anyBreak,
      };
    });
    return { statements, flow };
  }

  /** A block that may be missing or empty where the server allows it. */
  private block(node: ast.Block, scope: Scope, position: Position): Analyzed {
    if (node.statements.length === 0) throw this.useless(node, 'invalid block: found no statements');
    const { statements, flow } = this.statements(node, node.statements, scope.block(), position);
    return { statement: { kind: 'block', at: node.at, statements }, flow };
  }

  private loopBody(node: ast.Block, scope: Scope): Analyzed {
    return this.block(node, scope, { inLoop: true, lastInLoop: true, lastOfBody: false });
  }

  private statement(node: ast.Statement, scope: Scope, position: Position): Analyzed {
    const { at } = node;
    if (node.kind !== 'block' && node.kind !== 'declaration') this.offsets.push(at);
    switch (node.kind) {
      case 'block':
        return this.block(node, scope, position);
      case 'declaration':
        return { statement: { kind: 'group', at, statements: this.declarations(node, scope) }, flow: flowsOn };
      case 'expression':
        return this.expressionStatement(node, scope, position);
      case 'if':
        return this.ifStatement(node, scope, position);
      case 'while': {
        const inner = scope.block();
        const condition = this.cast(node.condition, inner, { type: 'boolean' });
        const constant = constantOf(node.condition);
        const hasBody = node.body && node.body.statements.length > 0;
        if (constant === false) throw this.useless(node, 'extraneous while loop');
        if (constant === true && !hasBody) throw this.useless(node, 'no paths escape from while loop');
        const body = hasBody ? this.loopBody(node.body, inner) : undefined;
        if (body?.flow.loopEscape && !body.flow.anyContinue) throw this.useless(node, 'extraneous while loop');
        const escapes = constant === true && !body!.flow.anyBreak;
        return {
          statement: { kind: 'while', at, condition: constant === true ? undefined : condition, body: body?.statement },
          flow: { ...flowsOn, methodEscape: escapes, allEscape: escapes },
        };
      }
      case 'do': {
        const inner = scope.block();
        if (node.body.statements.length === 0) throw this.useless(node, 'extraneous do-while loop');
        const body = this.loopBody(node.body, inner);
        if (body.flow.loopEscape && !body.flow.anyContinue) throw this.useless(node, 'extraneous do-while loop');
        const condition = this.cast(node.condition, inner, { type: 'boolean' });
        const constant = constantOf(node.condition);
        if (constant === false) throw this.useless(node, 'extraneous do-while loop');
        const escapes = constant === true && !body.flow.anyBreak;
        return {
          statement: { kind: 'do', at, condition, body: body.statement },
          flow: { ...flowsOn, methodEscape: escapes, allEscape: escapes },
        };
      }
      case 'for':
        return this.forStatement(node, scope);
      case 'foreach':
        return { statement: this.foreach(node, scope), flow: flowsOn };
      case 'try':
        return this.tryStatement(node, scope, position);
      case 'continue':
        if (!position.inLoop) throw this.useless(node, 'invalid continue statement: not inside loop');
        if (position.lastInLoop) throw this.useless(node, 'extraneous continue statement');
        return { statement: { kind: 'continue', at }, flow: { ...flowsOn, allEscape: true, anyContinue: true } };
      case 'break':
        if (!position.inLoop) throw this.useless(node, 'invalid break statement: not inside loop');
        return {
          statement: { kind: 'break', at },
          flow: { ...flowsOn, loopEscape: true, allEscape: true, anyBreak: true },
        };
      case 'return':
        return { statement: this.returnStatement(node, scope), flow: leaves };
      case 'throw': {
        const value = this.cast(node.value, scope, { type: 'java.lang.Exception' });
        return { statement: { kind: 'throw', at, value }, flow: leaves };
      }
    }
  }

  private declarations(node: ast.Declaration, scope: Scope): IrStatement[] {
    return node.declarators.map((declarator): IrStatement => {
      this.offsets.push(declarator.at);
      if (this.lookup.resolveType(declarator.name) !== undefined) {
        throw this.fail(declarator, `invalid declaration: type [${declarator.name}] cannot be a name`);
      }
      const type = this.resolveType(
        node.type,
        declarator,
        (name) => `invalid declaration: cannot resolve type [${name}]`,
      );
      const value = declarator.value && this.cast(declarator.value, scope, { type });
      this.checkName(declarator, declarator.name, scope);
      const variable: Variable = { name: declarator.name, type, assignments: 0, isContext: false };
      scope.define(variable);
      return { kind: 'declare', at: declarator.at, variable, value };
    });
  }

  private expressionStatement(
    node: Extract<ast.Statement, { kind: 'expression' }>,
    scope: Scope,
    position: Position,
  ): Analyzed {
    const { at, expression } = node;
    if (position.lastOfBody && scope.returns !== 'void') {
      // The last expression is the result, unless it has no value.
      const want = { type: scope.returns, internal: true };
      const value = this.expression(expression, scope);
      if (value.type !== 'void') {
        return { statement: { kind: 'return', at, value: this.convert(expression, value, want) }, flow: leaves };
      }
      return { statement: { kind: 'expression', at, expression: value }, flow: flowsOn };
    }
    const reason = uselessStatement(expression);
    if (reason !== undefined) {
      // An unknown name comes first, as on the server; of a member it does not look at the names before it.
      if (expression.kind === 'symbol') this.expression(expression, scope);
      throw this.useless(expression, reason);
    }
    return { statement: { kind: 'expression', at, expression: this.effect(expression, scope) }, flow: flowsOn };
  }

  /** An expression whose value is not used. */
  private effect(node: ast.Expression, scope: Scope): IrExpression {
    if (node.kind === 'assignment') return this.assignment(node, scope, false);
    if (node.kind === 'increment') return this.increment(node, scope, false);
    return this.expression(node, scope);
  }

  private ifStatement(node: Extract<ast.Statement, { kind: 'if' }>, scope: Scope, position: Position): Analyzed {
    const condition = this.cast(node.condition, scope, { type: 'boolean' });
    if (constantOf(node.condition) !== undefined) throw this.useless(node, 'extraneous if block');
    if (node.then.statements.length === 0) throw this.useless(node, 'extraneous if block');
    const then = this.block(node.then, scope, position);
    if (!node.otherwise) {
      const { anyContinue, anyBreak } = then.flow;
      return {
        statement: { kind: 'if', at: node.at, condition, then: then.statement, otherwise: undefined },
        flow: { ...flowsOn, anyContinue, anyBreak },
      };
    }
    if (node.otherwise.statements.length === 0) throw this.useless(node, 'extraneous else block.');
    const otherwise = this.block(node.otherwise, scope, position);
    return {
      statement: { kind: 'if', at: node.at, condition, then: then.statement, otherwise: otherwise.statement },
      flow: bothWays(then.flow, otherwise.flow),
    };
  }

  private forStatement(node: Extract<ast.Statement, { kind: 'for' }>, scope: Scope): Analyzed {
    const inner = scope.block();
    const initializer: IrStatement[] = [];
    if (node.initializer?.kind === 'declaration') initializer.push(...this.declarations(node.initializer, inner));
    else if (node.initializer) {
      this.checkUsed(node.initializer);
      initializer.push({
        kind: 'expression',
        at: node.initializer.at,
        expression: this.effect(node.initializer, inner),
      });
    }
    const condition = node.condition && this.cast(node.condition, inner, { type: 'boolean' });
    const constant = node.condition ? constantOf(node.condition) : true;
    const hasBody = node.body && node.body.statements.length > 0;
    if (constant === false) throw this.useless(node, 'extraneous for loop');
    if (constant === true && !hasBody) throw this.useless(node, 'no paths escape from for loop');
    let afterthought: IrExpression | undefined;
    if (node.afterthought) {
      this.checkUsed(node.afterthought);
      afterthought = this.effect(node.afterthought, inner);
    }
    const body = hasBody ? this.loopBody(node.body, inner) : undefined;
    if (body?.flow.loopEscape && !body.flow.anyContinue) throw this.useless(node, 'extraneous for loop');
    const escapes = constant === true && !body!.flow.anyBreak;
    return {
      statement: {
        kind: 'for',
        at: node.at,
        initializer,
        condition: constant === true ? undefined : condition,
        afterthought,
        body: body?.statement,
      },
      flow: { ...flowsOn, methodEscape: escapes, allEscape: escapes },
    };
  }

  private checkUsed(node: ast.Expression): void {
    const reason = uselessStatement(node);
    if (reason !== undefined) throw this.useless(node, reason);
  }

  private foreach(node: Extract<ast.Statement, { kind: 'foreach' }>, scope: Scope): IrStatement {
    const items = this.expression(node.items, scope);
    const type = node.type
      ? this.resolveType(node.type, node, (name) => `invalid foreach loop: type [${name}] not found`)
      : 'def';
    const inner = scope.block();
    this.checkName(node, node.name, inner);
    const variable: Variable = { name: node.name, type, assignments: 0, isContext: false };
    inner.define(variable);
    if (node.body.statements.length === 0) throw this.useless(node, 'extraneous foreach loop');
    const body = this.loopBody(node.body, inner);
    if (body.flow.loopEscape && !body.flow.anyContinue) throw this.useless(node, 'extraneous foreach loop');
    const isArray = types.isArray(items.type);
    const iterable = items.type === 'def' || isArray || this.lookup.isAssignable(items.type, 'java.lang.Iterable');
    if (!iterable) throw this.fail(node, `invalid foreach loop: cannot iterate over type [${items.type}].`);
    const item: Temporary = { kind: 'temporary', type: isArray ? types.componentOf(items.type) : 'def' };
    const converted = this.convert(node, item, { type, explicit: true, internal: true });
    const itemValue = converted.kind === 'convert' ? { ...converted, at: undefined } : converted;
    return { kind: 'foreach', at: node.at, variable, items, item, itemValue, body: body.statement };
  }

  private tryStatement(node: Extract<ast.Statement, { kind: 'try' }>, scope: Scope, position: Position): Analyzed {
    if (node.body.statements.length === 0) throw this.useless(node, 'extraneous try statement');
    const body = this.block(node.body, scope, position);
    let { flow } = body;
    const catches = node.catches.map((clause) => {
      this.offsets.push(clause.at);
      const inner = scope.block();
      if (this.lookup.resolveType(clause.name) !== undefined) {
        throw this.fail(clause, `invalid catch declaration: type [${clause.name}] cannot be a name`);
      }
      const type = this.resolveType(
        clause.type,
        clause,
        (name) => `invalid catch declaration: cannot resolve type [${name}]`,
      );
      if (!this.lookup.isAssignable(type, 'java.lang.Exception')) {
        throw this.fail(clause, `cannot cast from [${type}] to [java.lang.Exception]`, 'java.lang.ClassCastException');
      }
      this.checkName(clause, clause.name, inner);
      const variable: Variable = { name: clause.name, type, assignments: 0, isContext: false };
      inner.define(variable);
      const caught = clause.body.statements.length > 0 ? this.block(clause.body, inner, position) : undefined;
      flow = bothWays(flow, caught?.flow ?? flowsOn);
      return { at: clause.at, type, variable, body: caught?.statement };
    });
    return { statement: { kind: 'try', at: node.at, body: body.statement, catches }, flow };
  }

  private returnStatement(node: Extract<ast.Statement, { kind: 'return' }>, scope: Scope): IrStatement {
    const { returns } = scope;
    if (!node.value) {
      if (returns !== 'void') {
        throw this.fail(node, `cannot cast from [${returns}] to [void]`, 'java.lang.ClassCastException');
      }
      return { kind: 'return', at: node.at, value: undefined };
    }
    return { kind: 'return', at: node.at, value: this.cast(node.value, scope, { type: returns, internal: true }) };
  }
}

/** The value of a condition that is a boolean literal. */
function constantOf(node: ast.Expression): boolean | undefined {
  return node.kind === 'boolean' ? node.value : undefined;
}

function bothWays(a: Flow, b: Flow): Flow {
  return {
    methodEscape: a.methodEscape && b.methodEscape,
    loopEscape: a.loopEscape && b.loopEscape,
    allEscape: a.allEscape && b.allEscape,
    anyContinue: a.anyContinue || b.anyContinue,
    anyBreak: a.anyBreak || b.anyBreak,
  };
}
