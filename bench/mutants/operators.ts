import { type Expression, parseSync, type Span, Visitor, type VisitorObject } from 'oxc-parser'

/** The kinds of careless change that are planted. */
export const OPERATORS = [
  'condition negated',
  'comparison moved by one',
  'constant changed',
  'arithmetic sign',
  'await dropped',
  'abort dropped',
  'statement deleted',
] as const
type Operator = (typeof OPERATORS)[number]

/** One change to one file. */
export interface Mutant {
  readonly file: string
  readonly operator: Operator
  readonly start: number
  readonly end: number
  readonly replacement: string
  readonly line: number
  /** The lines that it changes, as they are and as they become. */
  readonly from: string
  readonly to: string
}

type Change = Pick<Mutant, 'operator' | 'start' | 'end' | 'replacement'>
type Note = (operator: Operator, place: Span, replacement: string) => void

const EQUALITY: Readonly<Record<string, string>> = { '===': '!==', '!==': '===', '==': '!=', '!=': '==' }
const BOUNDARY: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' }
const ARITHMETIC: Readonly<Record<string, string>> = { '+': '-', '-': '+', '*': '/', '/': '*', '%': '*', '**': '*' }
const ASSIGNMENT: Readonly<Record<string, string>> = { '+=': '-=', '-=': '+=', '*=': '/=', '/=': '*=' }

/** Every mutant of a file of TypeScript, in the order of the text. */
export function mutantsOf(file: string, text: string): readonly Mutant[] {
  const found = new Map<string, Change>()
  const note: Note = (operator, { start, end }, replacement) => {
    const key = `${start} ${end} ${replacement}`
    if (!found.has(key)) found.set(key, { operator, start, end, replacement })
  }
  const visitor = {
    ...conditions(text, note),
    ...constants(note),
    ...arithmetic(text, note),
    ...statements(text, note),
  }
  new Visitor(visitor).visit(parseSync(file, text).program)
  return [...found.values()]
    .sort((a, b) => a.start - b.start || a.end - b.end || (a.replacement < b.replacement ? -1 : 1))
    .map(change => ({ file, ...change, ...shown(text, change) }))
}

/** The text of a file with a mutant in it. */
export function mutated(text: string, { start, end, replacement }: Change): string {
  return text.slice(0, start) + replacement + text.slice(end)
}

/** What a person sees of a change: the lines that it touches, without their indentation. */
function shown(text: string, change: Change): Pick<Mutant, 'line' | 'from' | 'to'> {
  const first = text.lastIndexOf('\n', change.start - 1) + 1
  const next = text.indexOf('\n', change.end)
  const last = next === -1 ? text.length : next
  const oneLine = (lines: string): string => lines.replace(/\s+/g, ' ').trim()
  return {
    line: text.slice(0, change.start).split('\n').length,
    from: oneLine(text.slice(first, last)),
    to: oneLine(text.slice(first, change.start) + change.replacement + text.slice(change.end, last)),
  }
}

function conditions(text: string, note: Note): VisitorObject {
  const negate = (node: Expression | null): void => {
    if (node === null || node.type === 'Literal') return
    if (node.type === 'BinaryExpression' && node.operator in EQUALITY) return
    const negated =
      node.type === 'UnaryExpression' && node.operator === '!'
        ? text.slice(node.argument.start, node.argument.end)
        : `!(${text.slice(node.start, node.end)})`
    note('condition negated', node, negated)
  }
  return {
    IfStatement: ({ test }) => negate(test),
    ConditionalExpression: ({ test }) => negate(test),
    WhileStatement: ({ test }) => negate(test),
    DoWhileStatement: ({ test }) => negate(test),
    ForStatement: ({ test }) => negate(test),
    LogicalExpression({ operator, left, right }) {
      if (operator === '??') return
      for (const side of [left, right]) if (side.type !== 'LogicalExpression') negate(side)
    },
  }
}

function constants(note: Note): VisitorObject {
  const inTypes = new Set<number>()
  return {
    TSLiteralType: ({ literal }) => void inTypes.add(literal.start),
    Literal(node) {
      if (inTypes.has(node.start)) return
      if (typeof node.value === 'boolean') note('constant changed', node, String(!node.value))
      if (typeof node.value === 'number') note('constant changed', node, String(otherNumber(node.value)))
    },
  }
}

/** Small whole numbers count things and are moved by one; others measure something and become ten times as large. */
function otherNumber(value: number): number {
  return Number.isInteger(value) && value < 10 ? value + 1 : Number((value * 10).toPrecision(12))
}

function arithmetic(text: string, note: Note): VisitorObject {
  const isText = ({ type }: { readonly type: string }, { start, end }: Span): boolean =>
    type === 'TemplateLiteral' || /^["']/.test(text.slice(start, end))
  return {
    BinaryExpression(node) {
      const { operator, left, right } = node
      const others = { ...EQUALITY, ...BOUNDARY, ...ARITHMETIC }
      const other = others[operator]
      if (other === undefined || isText(left, left) || isText(right, right)) return
      // Where one operand is text the place of the operator is the same, but text has no other arithmetic.
      const gap = text.slice(left.end, right.start)
      const start = left.end + gap.indexOf(operator)
      const kind =
        operator in EQUALITY
          ? 'condition negated'
          : operator in BOUNDARY
            ? 'comparison moved by one'
            : 'arithmetic sign'
      note(kind, { start, end: start + operator.length }, other)
    },
    AssignmentExpression({ operator, left, right }) {
      const other = ASSIGNMENT[operator]
      if (other === undefined || isText(right, right)) return
      const start = left.end + text.slice(left.end, right.start).indexOf(operator)
      note('arithmetic sign', { start, end: start + operator.length }, other)
    },
    UnaryExpression(node) {
      if (node.operator === '-') note('arithmetic sign', node, text.slice(node.argument.start, node.argument.end))
    },
    UpdateExpression(node) {
      const { operator, prefix, argument } = node
      const other = operator === '++' ? '--' : '++'
      const name = text.slice(argument.start, argument.end)
      note('arithmetic sign', node, prefix ? other + name : name + other)
    },
  }
}

function statements(text: string, note: Note): VisitorObject {
  const isAbort = (node: Expression): boolean =>
    node.type === 'CallExpression' && /\.abort$/.test(text.slice(node.callee.start, node.callee.end))
  const deleteStatement = (node: Span): void => note('statement deleted', node, ';')
  return {
    AwaitExpression: node => note('await dropped', node, text.slice(node.argument.start, node.argument.end)),
    ExpressionStatement(node) {
      if (node.directive) return
      note(isAbort(node.expression) ? 'abort dropped' : 'statement deleted', node, ';')
    },
    ThrowStatement: deleteStatement,
    ContinueStatement: deleteStatement,
    BreakStatement: deleteStatement,
    ReturnStatement(node) {
      if (node.argument === null) deleteStatement(node)
    },
    ArrowFunctionExpression({ body }) {
      if (body.type === 'BlockStatement') return
      const expression: Expression = body
      if (isAbort(expression)) note('abort dropped', expression, 'undefined')
      else if (expression.type === 'UnaryExpression' && expression.operator === 'void') {
        note('statement deleted', expression, 'undefined')
      }
    },
    ObjectExpression({ properties }) {
      for (const property of properties) {
        if (property.type !== 'Property' || text.slice(property.key.start, property.key.end) !== 'signal') continue
        note('abort dropped', property, '...{}')
      }
    },
    CallExpression({ callee, arguments: [signals] }) {
      if (text.slice(callee.start, callee.end) !== 'AbortSignal.any' || signals?.type !== 'ArrayExpression') return
      for (const signal of signals.elements) if (signal !== null) note('abort dropped', signal, '...[]')
    },
  }
}
