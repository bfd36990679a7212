type Random = () => number
type Mutation = (text: string, random: Random) => string

const lines = (change: (all: string[], random: Random) => string[]): Mutation => {
  return (text, random) => change(text.split('\n'), random).join('\n')
}
const at = (text: string, random: Random): number => Math.floor(random() * (text.length + 1))
const insert = (text: string, place: number, what: string): string => text.slice(0, place) + what + text.slice(place)
const pick = <T>(list: readonly T[], random: Random): T => list[Math.floor(random() * list.length)] as T

/** Odd pieces that people and attackers put into files. */
const PIECES = [
  '\t',
  '\r',
  '\r\n',
  '\ufeff',
  '\u2028',
  '\u0000',
  '\ud800',
  '𝕊',
  'ﷺ',
  'e\u0301',
  '"',
  "'",
  '`',
  '{',
  '}',
  '[',
  ']',
  '{{',
  '}}',
  '{{.window}}',
  '*a',
  '&a',
  '<<: *a',
  '<<: [*a, *b]',
  '<<: { a: 1 }',
  '&a { name: aa, labels: { a: b } }',
  'x-a: &a\n',
  '? ',
  '- ',
  ': ',
  '#',
  '|',
  '>-',
  '!!binary ',
  '!x ',
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  '~',
  'null',
  '.nan',
  '1e999',
  '-0',
  '0x1f',
  '99.999999999999999',
  'sum(',
  'rate(',
  'by (',
  '))))',
  '=~"("',
  ' offset 5m',
  ' @ end()',
  ' offset -5m ',
  ' # no more',
  '"\\d"',
  '=~`(?=a)`',
  '{}',
  ' or 0',
  ' + bool ',
  '[5m:1s]',
  '{{ $lables.job }}',
  '{{ $value | humanise',
  '{{ range $i, $x := query `up` }}',
  '{{ end }}',
  '{{/*',
  '{{- . -}}',
  '__proto__: 1\n',
  'constructor: 1\n',
  'toString: { a: 1 }\n',
]

const MUTATIONS: readonly Mutation[] = [
  lines((all, random) => all.filter(() => random() > 0.1)),
  lines((all, random) => all.map(line => (random() < 0.1 ? `  ${line}` : line))),
  lines((all, random) => all.map(line => (random() < 0.1 ? line.trimStart() : line))),
  lines((all, random) => [...all, ...all.slice(Math.floor(random() * all.length))]),
  lines((all, random) => all.map(line => (random() < 0.15 ? line.replace(/: .*/, ':') : line))),
  lines((all, random) => all.map(line => (random() < 0.15 ? line.replace(/: .*/, `: ${pick(PIECES, random)}`) : line))),
  lines((all, random) => all.map(line => (random() < 0.15 ? line.replace(/: .*/, ': [1, {a: b}]') : line))),
  lines((all, random) => all.map(line => (random() < 0.15 ? line.replace(/^(\s*-?\s*)(\w+):/, '$1$2x:') : line))),
  (text, random) => insert(text, at(text, random), pick(PIECES, random)),
  lines((all, random) =>
    all.map(line =>
      /query|annotations|labels/.test(line) && random() < 0.5
        ? insert(line, at(line, random), pick(PIECES, random))
        : line,
    ),
  ),
  lines((all, random) =>
    all.map(line => (random() < 0.1 ? line.replace(/^(\s*-?\s*)(\w+):/, '$1<<: *a\n$1$2:') : line)),
  ),
  (text, random) => `x-a: &a { ${pick(PIECES, random)} }\n${text}`,
  (text, random) => insert(text, at(text, random), pick(PIECES, random).repeat(1 + Math.floor(random() * 200))),
  (text, random) => text.slice(0, at(text, random)),
  (text, random) => text.slice(at(text, random)),
  (text, random) => insert(text, at(text, random), 'x'.repeat(Math.floor(random() * 20_000))),
  (text, random) =>
    insert(text, at(text, random), pick(['[', '{', '- ', '(', 'a: {'], random).repeat(Math.floor(random() * 3000))),
  text => text.replaceAll('\n', '\r\n'),
  text => `\ufeff${text}`,
  (text, random) => text.replace(/\d+/g, number => (random() < 0.3 ? String(-Number(number) * 1e9) : number)),
  (_, random) => Array.from({ length: Math.floor(random() * 400) }, () => pick(PIECES, random)).join(''),
  (_, random) =>
    Array.from({ length: Math.floor(random() * 400) }, () => String.fromCharCode(Math.floor(random() * 65_536))).join(
      '',
    ),
  (text, random) => {
    const levels = 1 + Math.floor(random() * 12)
    const laugh = Array.from(
      { length: levels },
      (_, i) =>
        `a${i}: &a${i} [${
          i === 0
            ? 'x'
            : Array(9)
                .fill(`*a${i - 1}`)
                .join(', ')
        }]`,
    )
    return `${laugh.join('\n')}\nlabels: *a${levels - 1}\n${text}`
  },
]

/** A document made of one of these by one to four mutations. */
export function mutate(originals: readonly string[], random: Random): string {
  let text = pick(originals, random)
  const times = 1 + Math.floor(random() * 4)
  for (let time = 0; time < times; time++) text = pick(MUTATIONS, random)(text, random)
  return text
}
