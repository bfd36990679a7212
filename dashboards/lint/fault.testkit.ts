import type { Fault, Json } from '../../lib/lint/fixture.testkit.ts'

/** A fault in a dashboard of ours. */
export function on(board: string, spoil: (json: Json) => void): Fault {
  return { document: `leadline-${board}.json`, spoil }
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

/** The panel with a title. */
export function panelOf(json: Json, title: string): Json {
  const found = json.panels.find((panel: Json) => panel.title === title)
  if (found === undefined) throw new Error(`there is no panel ${title} to spoil`)
  return found
}
