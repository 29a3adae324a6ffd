// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Finds the operations that serialized TorchScript source stands for, without PyTorch: the source that
// torch.jit writes is regular enough that every operation shows in its text.

/** Keywords and built-in functions of the source, and the operation that each stands for. */
const wordOperations: Readonly<Record<string, string>> = {
  if: 'prim::If',
  for: 'prim::Loop',
  while: 'prim::Loop',
  raise: 'prim::RaiseException',
  fork: 'prim::fork',
  'int(': 'aten::Int',
  'float(': 'aten::Float',
  'bool(': 'aten::Bool',
  'complex(': 'aten::Complex',
  'str(': 'aten::str',
  'len(': 'aten::len',
  'print(': 'prim::Print',
  'isinstance(': 'prim::isinstance',
  'unchecked_cast(': 'prim::unchecked_cast',
  'uninitialized(': 'prim::Uninitialized',
  'getattr(': 'prim::GetAttr',
};

/** Operations by name with the number of places where they stand. */
export type OperationCounts = ReadonlyMap<string, number>;

/** The operations in serialized TorchScript source. */
export function scanOperations(source: string): OperationCounts {
  const counts = new Map<string, number>();
  const count = (operation: string): void => void counts.set(operation, (counts.get(operation) ?? 0) + 1);
  const plain = withoutStringsAndComments(source);
  // torch.device("cpu") is a constant, not an operation.
  for (const [, name] of plain.matchAll(/(?<![\w.])torch\.(?!device\()(\w+)\(/g)) count(`aten::${name}`);
  for (const [, namespace, name] of plain.matchAll(/(?<![\w.])ops\.(\w+)\.(\w+)\(/g)) count(`${namespace}::${name}`);
  for (const [, word] of plain.matchAll(/(?<![\w.])([a-z_]+\(?)/g)) {
    const operation = Object.hasOwn(wordOperations, word ?? '') ? wordOperations[word ?? ''] : undefined;
    if (operation !== undefined) count(operation);
  }
  return counts;
}

function withoutStringsAndComments(source: string): string {
  return source.replace(/"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|#[^\n]*/g, (found) =>
    found.startsWith('#') ? '' : '""',
  );
}

/** The arguments of a class's forward, after self, and the type that it gives. */
export interface ForwardSignature {
  readonly arguments: readonly string[];
  readonly returns: string;
}

/** The signature of `forward` of a class in serialized source; undefined when there is none. */
export function forwardSignature(source: string, className: string): ForwardSignature | undefined {
  const start = source.search(new RegExp(`^class ${className}\\(Module\\):`, 'm'));
  if (start < 0) return undefined;
  const rest = source.slice(start);
  const next = rest.slice(1).search(/^class /m);
  const body = next < 0 ? rest : rest.slice(0, next + 1);
  const found = /^ {2}def forward\(self[^,)]*,?([^)]*)\) -> ([^\n]*):$/m.exec(body);
  if (!found) return undefined;
  const [, list = '', returns = ''] = found;
  const names = [...list.matchAll(/(\w+)\s*:\s*(?:Tensor|Optional\[Tensor\])/g)].map(([, name]) => name ?? '');
  return { arguments: names, returns };
}
