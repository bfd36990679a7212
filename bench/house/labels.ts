import type { MemberExpression, Node } from 'oxc-parser'
import { bindingsOf, results } from './bindings.ts'
import { labelsInText } from './label-texts.ts'
import { keys, keysAndNames, type LabelUse, names, type Search } from './label-values.ts'
import { findingAt, type Source } from './source.ts'
import { isFunction, keyName, nodesOf, walk } from './syntax.ts'

/** Where labels are declared: a contract, or a file of names. */
const DECLARES = /^services\/[\w-]+\/contract\/|\/names\.ts$/

/** Whether a file may spell labels, for it is where they are declared. */
export function declaresLabels(file: string): boolean {
  return DECLARES.test(file)
}

/** Metrics of other programs: their labels are not ours, even where they have the same name. */
const FOREIGN = /(^|\/)catalogue\/(?!own\.ts$)/

function isHome(file: string): boolean {
  return DECLARES.test(file) || FOREIGN.test(file)
}

/** Types that hold labels by name. */
const BY_NAME = /\bMatchers?\b|typeof selector\b|\bLabels?(Set|Values)?\b/
/** Parameters and fields that hold names of labels. */
const NAMES = /^(by|labels?|labelNames|subject|without|keep|apart)$/

/** The labels that are spelled as literals in files that do not declare them, each place once. */
export function spelledLabels(sources: readonly Source[], labels: ReadonlySet<string>): readonly LabelUse[] {
  const bindings = bindingsOf(sources)
  const found = new Map<string, LabelUse>()
  const add = (source: Source, offset: number, label: string | undefined, as: LabelUse['as']): void => {
    if (label === undefined || !labels.has(label) || isHome(source.file)) return
    const key = `${source.file}:${offset}`
    if (!found.has(key)) found.set(key, { ...findingAt(source, offset, label), as })
  }
  const search: Search = { bindings, labels, add }
  for (const source of sources) {
    walk(source.program, (node, around) => {
      calls(search, source, node)
      declarations(search, source, node, around)
      texts(search, source, node, around)
      reads(search, source, node)
    })
  }
  return [...found.values()].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line)
}

/** Arguments for parameters that take matchers or names of labels, and what is counted under labels: `.inc({ cause })`. */
function calls(search: Search, source: Source, node: Node): void {
  if (node.type !== 'CallExpression' || isForeign(search, source, node.arguments)) return
  const { callee } = node
  if (callee.type === 'MemberExpression' && callee.property.type === 'Identifier') {
    methodCall(search, source, callee, node.arguments)
  }
  const called = callee.type === 'Identifier' ? search.bindings.resolve(source, callee.name) : undefined
  if (called === undefined || !isFunction(called.node)) return
  called.node.params.forEach((param, index) => {
    const rest = param.type === 'RestElement' ? param : undefined
    const name = rest?.argument ?? (param.type === 'AssignmentPattern' ? param.left : param)
    if (name.type !== 'Identifier') return
    const type = rest?.typeAnnotation ?? name.typeAnnotation ?? undefined
    const isByName = type !== undefined && BY_NAME.test(called.source.text.slice(type.start, type.end))
    for (const argument of node.arguments.slice(index, rest === undefined ? index + 1 : undefined)) {
      if (isByName) keys(search, source, argument)
      else if (NAMES.test(name.name)) keysAndNames(search, source, argument)
    }
  })
}

/** `.inc({ cause })` and `.set({ domain }, 1)` of a metric, `labels.includes('probe')` of a list. */
function methodCall(search: Search, source: Source, callee: MemberExpression, passed: readonly Node[]): void {
  const [first] = passed
  if (first === undefined || callee.property.type !== 'Identifier') return
  const method = callee.property.name
  const counts = /^(inc|labels|zero)$/.test(method) || (/^(set|observe)$/.test(method) && passed.length > 1)
  if (counts) keys(search, source, first)
  const isList = callee.object.type === 'Identifier' && NAMES.test(callee.object.name)
  if (isList && /^(includes|indexOf)$/.test(method)) names(search, source, first)
}

/** Values that are labels by their type, their name or the field they are in. */
function declarations(search: Search, source: Source, node: Node, [parent]: readonly Node[]): void {
  if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init !== null) {
    const type = node.id.typeAnnotation ?? undefined
    const isTyped = type !== undefined && BY_NAME.test(source.text.slice(type.start, type.end))
    if (isTyped || /labels$/i.test(node.id.name)) keys(search, source, node.init)
    if (NAMES.test(node.id.name)) names(search, source, node.init)
  }
  if (isFunction(node) && node.returnType) {
    const isTyped = BY_NAME.test(source.text.slice(node.returnType.start, node.returnType.end))
    if (isTyped) for (const result of results(node)) keys(search, source, result)
  }
  if (node.type === 'Property' && NAMES.test(keyName(node.key, node.computed) ?? '')) {
    if (parent !== undefined && isForeign(search, source, [parent])) return
    keysAndNames(search, source, node.value)
  }
  if (node.type === 'Property' && node.computed && isOurs(search, source, node.key)) names(search, source, node.value)
  if (node.type === 'ArrayExpression' && isLabelList(search, node)) names(search, source, node)
}

/** Whether a list holds nothing but labels, and more than one: then it is a list of labels whatever takes it. */
function isLabelList({ labels }: Search, { elements }: Extract<Node, { type: 'ArrayExpression' }>): boolean {
  const isLabel = (node: Node | null) => node?.type === 'Literal' && labels.has(String(node.value))
  return elements.length > 1 && elements.every(isLabel)
}

/** Labels inside PromQL, legends and alert templates. */
function texts(search: Search, source: Source, node: Node, around: readonly Node[]): void {
  if (node.type === 'Literal' && typeof node.value === 'string') {
    for (const { label, at } of labelsInText(node.value, search.labels))
      search.add(source, node.start + at, label, 'text')
  }
  if (node.type !== 'TemplateLiteral' || isPage(around[0])) return
  if (isForeign(search, source, node.expressions)) return
  for (const filled of node.expressions) if (filled.type === 'Literal') names(search, source, filled)
  const text = node.quasis.map(({ value }) => value.cooked ?? value.raw).join('\0')
  for (const { label, at } of labelsInText(text, search.labels)) search.add(source, node.start + at, label, 'text')
}

/** Whether a template is HTML, whose attributes look like matchers. */
function isPage(around: Node | undefined): boolean {
  return around?.type === 'TaggedTemplateExpression' && around.tag.type === 'Identifier' && around.tag.name === 'html'
}

/** `labels.probe` of what Prometheus answered. */
function reads(search: Search, source: Source, node: Node): void {
  if (node.type !== 'MemberExpression') return
  const { object, property, computed } = node
  const holder = object.type === 'MemberExpression' ? object.property : object
  if (holder.type !== 'Identifier' || !/^(labels|metric)$/.test(holder.name)) return
  search.add(source, property.start, keyName(property, computed), 'read')
}

/** Whether nodes speak of another program's metrics only. */
function isForeign(search: Search, source: Source, nodes: readonly Node[]): boolean {
  const files = nodes.flatMap(node => filesNamed(search, source, node))
  return files.some(file => FOREIGN.test(file)) && !files.some(file => DECLARES.test(file))
}

function isOurs(search: Search, source: Source, node: Node): boolean {
  return filesNamed(search, source, node).some(file => DECLARES.test(file))
}

/** The files that the names in a node are imported from. */
function filesNamed({ bindings }: Search, source: Source, node: Node): readonly string[] {
  return nodesOf(node, 'Identifier').map(({ name }) => bindings.importedFrom(source, name) ?? '')
}
