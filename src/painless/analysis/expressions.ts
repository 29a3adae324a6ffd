// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Static analysis of expressions: resolves names and types, inserts casts, refuses what the server refuses with
// the server's words (OpenSearch 3.8, whose compiler is Elasticsearch's).

import type * as ast from '../syntax/ast.js';
import { illegalArgument, type Want } from './casts.js';
import type { IrExpression } from './ir.js';
import { LambdaAnalyzer } from './lambdas.js';
import { numberConstant, regexConstant } from './literals.js';
import type { Scope } from './scope.js';
import * as types from './types.js';

/** Analyses expressions; statements (in lambdas) come from the subclass. */
export abstract class ExpressionAnalyzer extends LambdaAnalyzer {
  protected override expression(node: ast.Expression, scope: Scope, want?: Want): IrExpression {
    switch (node.kind) {
      case 'number':
        return numberConstant(node, want?.type, false, (message) => this.fail(node, message));
      case 'string':
        return { kind: 'constant', type: types.string, value: node.value };
      case 'boolean':
        return { kind: 'constant', type: 'boolean', value: node.value };
      case 'null':
        if (want?.type !== undefined && (types.isPrimitive(want.type) || want.type === 'void'))
          throw this.fail(node, `Cannot cast null to a primitive type [${want.type}].`);
        return { kind: 'constant', type: want?.type ?? types.object, value: null };
      case 'regex':
        return regexConstant(node, (place, message, hint) => this.fail(place, message, illegalArgument, hint));
      case 'symbol':
      case 'member':
        return this.readPath(node, scope);
      case 'index': {
        const target = this.indexTarget(node, scope);
        return target.load(target.operands);
      }
      case 'arithmetic':
        return this.arithmetic(node, scope, want);
      case 'comparison':
        return this.comparison(node, scope);
      case 'logical':
        return {
          kind: 'logical',
          type: 'boolean',
          operator: node.operator,
          left: this.cast(node.left, scope, { type: 'boolean' }),
          right: this.cast(node.right, scope, { type: 'boolean' }),
        };
      case 'elvis':
        return this.elvis(node, scope, want);
      case 'conditional':
        return this.conditional(node, scope, want);
      case 'instanceof':
        return this.instanceOf(node, scope);
      case 'unary':
        return this.unary(node, scope, want);
      case 'cast': {
        const type = this.resolveType(node.type, node, (name) => `cannot resolve type [${name}]`);
        return this.cast(node.value, scope, { type, explicit: true });
      }
      case 'assignment':
        return this.assignment(node, scope, true);
      case 'increment':
        return this.increment(node, scope, true);
      case 'list':
        return {
          kind: 'list',
          type: 'java.util.ArrayList',
          at: node.at,
          items: node.items.map((item) => this.cast(item, scope, { type: 'def', internal: true })),
        };
      case 'map':
        return {
          kind: 'map',
          type: 'java.util.HashMap',
          at: node.at,
          entries: node.entries.map(([key, value]) => [
            this.cast(key, scope, { type: 'def', internal: true }),
            this.cast(value, scope, { type: 'def', internal: true }),
          ]),
        };
      case 'new':
        return this.construct(node, scope);
      case 'newArray': {
        const type = this.resolveType(node.type, node, (name) => `Not a type [${name}].`);
        return {
          kind: 'newArray',
          type,
          at: node.at,
          sizes: node.sizes.map((size) => this.cast(size, scope, { type: 'int', internal: true })),
        };
      }
      case 'arrayItems': {
        const type = this.resolveType(node.type, node, (name) => `Not a type [${name}].`);
        const component = types.componentOf(type);
        return {
          kind: 'arrayItems',
          type,
          items: node.items.map((item) => this.cast(item, scope, { type: component, internal: true })),
        };
      }
      case 'call':
        return this.functionCall(node, scope);
      case 'methodCall':
        return this.methodCall(node, scope);
      case 'lambda':
        return this.lambda(node, scope, want);
      case 'reference':
        return this.reference(node, scope, want);
    }
  }
}
