import {
  type ArrowFunctionExpression,
  type Node,
  type Function as OtherFunction,
  type Program,
  visitorKeys,
} from 'oxc-parser'

/** Calls `visit` for each node below one, from outside in, with the nodes around it, the nearest first. */
export function walk(node: Node, visit: (node: Node, around: readonly Node[]) => void): void {
  step(node, [])

  function step(at: Node, around: readonly Node[]): void {
    visit(at, around)
    const inside = [at, ...around]
    for (const child of childrenOf(at)) step(child, inside)
  }
}

/** The nodes directly below one, in source order. */
function childrenOf(node: Node): readonly Node[] {
  const fields = node as unknown as Readonly<Record<string, unknown>>
  return (visitorKeys[node.type] ?? []).flatMap(key => {
    const value = fields[key]
    return (Array.isArray(value) ? value : [value]).filter(isNode)
  })
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value
}

/** The nodes of one type below a node, in source order. */
export function nodesOf<T extends Node['type']>(
  node: Node,
  ...types: readonly T[]
): readonly Extract<Node, { type: T }>[] {
  const found: Extract<Node, { type: T }>[] = []
  walk(node, each => {
    if ((types as readonly string[]).includes(each.type)) found.push(each as Extract<Node, { type: T }>)
  })
  return found
}

/** Any node that is a function. */
export type FunctionNode = ArrowFunctionExpression | OtherFunction

/** Whether a node is a function. */
export function isFunction(node: Node): node is FunctionNode {
  return /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)
}

/** What a function is called: its own name, or that of the variable, property or method that it is the value of. */
export function functionName(node: FunctionNode, parent: Node | undefined): string {
  if (node.id) return node.id.name
  if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') return parent.id.name
  const isNamed = parent?.type === 'Property' || parent?.type === 'MethodDefinition'
  return isNamed ? (keyName(parent.key, parent.computed) ?? '(computed)') : '(anonymous)'
}

/** The name of a property that is spelled where it stands; undefined for a computed one. */
export function keyName(key: Node, isComputed: boolean): string | undefined {
  if (key.type === 'Literal') return typeof key.value === 'string' ? key.value : undefined
  return key.type === 'Identifier' && !isComputed ? key.name : undefined
}

/** The declarations at the top of a file, without the `export` around them. */
export function topLevel(program: Program): readonly Node[] {
  return program.body.flatMap((node): readonly Node[] =>
    node.type === 'ExportNamedDeclaration' ? (node.declaration === null ? [] : [node.declaration]) : [node],
  )
}
