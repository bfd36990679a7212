import type { Field, Fields } from '../yaml/fields.ts'

/** A JSON Schema (draft 2020-12) as far as editors use it. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** The schema of a mapping with these fields; editors complete and check a YAML file by it. */
export function schemaOf(fields: Fields): JsonSchema {
  const required = Object.keys(fields).filter(key => fields[key]?.isRequired)
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, schemaOfField(field)])),
    ...(required.length > 0 ? { required } : {}),
  }
}

function schemaOfField(field: Field): JsonSchema {
  return { description: field.doc, ...SCHEMAS[field.kind](field) }
}

/** What the parser takes for a duration: units from the largest to the smallest, each once, and more than nothing. */
export const DURATION_PATTERN = '^(?=.*[1-9])(\\d+y)?(\\d+w)?(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?(\\d+ms)?$'

const text = (field: Field): JsonSchema =>
  field.choices === undefined ? { type: ['string', 'number', 'boolean'] } : { enum: [...field.choices] }

const SCHEMAS: Readonly<Record<Field['kind'], (field: Field) => JsonSchema>> = {
  text: field => (field.choices === undefined ? { type: 'string' } : { enum: [...field.choices] }),
  scalar: () => ({ type: ['string', 'number', 'boolean'] }),
  number: ({ atLeast, atMost, isWhole = false }) => ({
    type: isWhole ? 'integer' : 'number',
    ...(atLeast === undefined ? {} : { minimum: atLeast }),
    ...(atMost === undefined ? {} : { maximum: atMost }),
  }),
  boolean: () => ({ type: 'boolean' }),
  duration: () => ({ type: 'string', pattern: DURATION_PATTERN, examples: ['5s', '250ms', '1h30m'] }),
  texts: field => ({ anyOf: [text(field), { type: 'array', items: text(field) }] }),
  strings: () => ({ type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } }),
  map: ({ fields = {} }) => schemaOf(fields),
  maps: ({ fields = {} }) => ({ type: 'array', items: schemaOf(fields) }),
  entries: ({ fields = {}, choices }) =>
    choices === undefined
      ? { type: 'object', additionalProperties: schemaOf(fields) }
      : {
          type: 'object',
          additionalProperties: false,
          properties: Object.fromEntries(choices.map(choice => [choice, schemaOf(fields)])),
        },
}
