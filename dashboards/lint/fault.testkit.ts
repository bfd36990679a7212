/** A board of ours with one fault planted in it. */
export interface Fault {
  /** The uid of the board that is spoiled. */
  readonly board: string
  readonly spoil: (json: Json) => void
  /** Other rules that such a fault cannot help breaking. */
  readonly also?: readonly string[]
}

/** A dashboard as loose as JSON is: fixtures plant what no type would allow. */
// biome-ignore lint/suspicious/noExplicitAny: a fault is what the types forbid
export type Json = any

/** A fault in a board of ours. */
export function on(board: string, spoil: (json: Json) => void): Fault {
  return { board: `leadline-${board}`, spoil }
}

/** Spoils the first panel of a type. */
export function first(type: string, spoil: (panel: Json) => void): (json: Json) => void {
  return json => spoil(json.panels.find((panel: Json) => panel.type === type))
}

/** Rewrites the first query of the first panel of a type. */
export function query(type: string, rewrite: (expr: string) => string): (json: Json) => void {
  return first(type, panel => {
    panel.targets[0].expr = rewrite(panel.targets[0].expr)
  })
}

/** Spoils the defaults of the first panel of a type. */
export const defaults = (type: string, spoil: (defaults: Json) => void) =>
  first(type, panel => spoil(panel.fieldConfig.defaults))
