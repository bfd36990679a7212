/** A mistake in a template, at offsets of its text. */
export interface TemplateProblem {
  readonly message: string
  readonly help: string
  readonly range: readonly [start: number, end: number]
  /** Whether a newer version of the program that fills in the template accepts it. */
  readonly isNewer?: true
}

/** A word of an action; `isBehind` where nothing stands between it and the word before, as in `$labels.job`. */
export interface Token {
  readonly kind: 'word' | 'variable' | 'field' | 'dot' | 'literal' | 'sign'
  readonly text: string
  readonly from: number
  readonly to: number
  readonly isBehind: boolean
}

/** What stands between `{{` and `}}`, its range with them. */
export interface Action {
  readonly isComment: boolean
  readonly tokens: readonly Token[]
  readonly from: number
  readonly to: number
}

/** The actions of a text as Go's text/template finds them, and where it finds none it can read. */
export function actionsIn(text: string): { actions: readonly Action[]; problems: readonly TemplateProblem[] } {
  const actions: Action[] = []
  const problems: TemplateProblem[] = []
  for (let from = text.indexOf('{{'); from !== -1; ) {
    const found = readAction(text, from)
    if ('message' in found) problems.push(found)
    else actions.push(found)
    const to = 'message' in found ? closingAfter(text, from) : found.to
    from = to === -1 ? -1 : text.indexOf('{{', to)
  }
  return { actions, problems }
}

/** Where reading goes on behind an action that cannot be read. */
function closingAfter(text: string, from: number): number {
  const at = text.indexOf('}}', from)
  return at === -1 ? -1 : at + 2
}

const COMMENT = /\{\{(?:-\s)?\s*\/\*[\s\S]*?\*\/(?:\s-)?\}\}/y
const OPENING = /\{\{(?:-(?=\s))?/y
const CLOSING = /(?:\s-)?\}\}/y
const SPACE = /\s+/y
/** Go's words, in the order they are tried. */
const TOKENS: readonly (readonly [kind: Token['kind'], pattern: RegExp])[] = [
  ['literal', /"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\.|[^'\\\n])+'/y],
  [
    'literal',
    /[+-]?(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?)i?(?!\w)/y,
  ],
  ['variable', /\$[\p{L}\p{N}_]*/uy],
  ['field', /\.[\p{L}_][\p{L}\p{N}_]*/uy],
  ['word', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['dot', /\./y],
  ['sign', /:=|[=|(),]/y],
]

function readAction(text: string, from: number): Action | TemplateProblem {
  const comment = matchAt(COMMENT, text, from)
  if (comment !== undefined) return { isComment: true, tokens: [], from, to: from + comment.length }
  const tokens: Token[] = []
  let at = from + (matchAt(OPENING, text, from)?.length ?? 2)
  let hasGap = true
  for (;;) {
    const closing = matchAt(CLOSING, text, at)
    if (closing !== undefined) return { isComment: false, tokens, from, to: at + closing.length }
    if (at >= text.length) return unclosed(from)
    const space = matchAt(SPACE, text, at)
    const token = space === undefined ? tokenAt(text, at, !hasGap) : undefined
    if (space === undefined && token === undefined) return unreadable(text, from, at)
    if (token !== undefined) tokens.push(token)
    hasGap = space !== undefined
    at = token?.to ?? at + (space?.length ?? 1)
  }
}

function tokenAt(text: string, at: number, isBehind: boolean): Token | undefined {
  for (const [kind, pattern] of TOKENS) {
    const found = matchAt(pattern, text, at)
    if (found !== undefined) return { kind, text: found, from: at, to: at + found.length, isBehind }
  }
  return undefined
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

function unclosed(from: number): TemplateProblem {
  return { message: 'The template action is not closed', help: 'Close it with }}.', range: [from, from + 2] }
}

function unreadable(text: string, from: number, at: number): TemplateProblem {
  const character = text.charAt(at)
  if (character === '}') {
    return { message: 'The template action ends with a single }', help: 'Close it with }}.', range: [at, at + 1] }
  }
  if (character === '{' || character === '\n') return unclosed(from)
  if (/["'`]/.test(character)) {
    return {
      message: 'A quote in the template is not closed',
      help: `Close it with ${character}.`,
      range: [at, at + 1],
    }
  }
  const [word = character] = /^[^\s{}]+/.exec(text.slice(at, at + 40)) ?? []
  const message = `A template cannot read "${word}" here`
  return {
    message,
    help: 'Write a function, a variable such as $labels.job, or a text in quotes.',
    range: [at, at + word.length],
  }
}
