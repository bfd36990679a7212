interface AnyOption {
  /** One letter that stands for it: `-i`. */
  readonly short?: string
  /** What it does, for `--help`. */
  readonly help: string
  /** The option without which this one makes no sense. */
  readonly needs?: string
  /** The option that it cannot stand beside. */
  readonly excludes?: string
  /** Why this command does not take it, although its sisters do; it is not in the help then. */
  readonly refusal?: string
}

/** An option that is given or not. */
interface Flag extends AnyOption {
  readonly type: 'boolean'
}

/** An option with a value. */
export interface ValueOption extends AnyOption {
  readonly type: 'string'
  /** What stands for the value in the help: `FILE|DIR`. */
  readonly value: string
  readonly default?: string
  /** May stand without a value, which is then the empty text; `value` has brackets around it. */
  readonly isBareAllowed?: true
  /** May be given more than once. */
  readonly multiple?: true
  /** The only values it takes. */
  readonly choices?: readonly string[]
  /** Reads the value; undefined when the text is none. */
  readonly parse?: (text: string) => unknown
  /** What the value must be, for the sentence about one that is not: `a duration such as 2m`. */
  readonly need?: string
}

export type Option = Flag | ValueOption

/** The options of a command by their names. */
export type Options = Readonly<Record<string, Option>>

type Read<T> = T extends { readonly parse: (text: string) => infer V }
  ? Exclude<V, undefined>
  : T extends { readonly choices: readonly (infer C)[] }
    ? C
    : string

type ValueOf<T> = T extends { readonly type: 'boolean' }
  ? boolean
  : T extends { readonly multiple: true }
    ? readonly Read<T>[]
    : T extends { readonly default: string }
      ? Read<T>
      : Read<T> | undefined

/** What a command line says of each option: read, with its default, a flag that is absent as false. */
export type Values<O extends Options> = { readonly [Name in keyof O]: ValueOf<O[Name]> }

/** The same options, of which all others make sense only beside the one of this name. */
export function needing<const O extends Options>(name: string, options: O): O {
  const entries = Object.entries(options).map(([key, option]) => [
    key,
    key === name ? option : { ...option, needs: name },
  ])
  return Object.fromEntries(entries) as O
}
