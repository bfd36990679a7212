import path from 'node:path'
import { findProgram } from '../../../adapters/processes/programs.ts'

/** The full paths of the programs that the stack runs; those that may be absent are undefined. */
export interface Programs {
  readonly nginx: string
  readonly prometheus: string
  readonly promtool: string
  readonly alertmanager: string
  readonly amtool: string
  readonly openssl: string
  readonly traefik: string | undefined
  readonly nodeExporter: string | undefined
  /** Grafana with the folder of its own files. */
  readonly grafana: { readonly program: string; readonly home: string } | undefined
  /** util-linux' setpriv, which makes a part end with the stack; only Linux has it. */
  readonly setpriv: string | undefined
}

/** What the stack cannot do without, by the names that systems know it under. */
const REQUIRED = {
  nginx: ['nginx'],
  prometheus: ['prometheus'],
  promtool: ['promtool'],
  alertmanager: ['alertmanager', 'prometheus-alertmanager'],
  amtool: ['amtool'],
  openssl: ['openssl'],
} as const

export type Environment = Readonly<Record<string, string | undefined>>

/** The programs, or a sentence for each that is missing or misnamed. */
export type ProgramSearch =
  | { readonly programs: Programs; readonly mistakes: readonly [] }
  | { readonly programs: undefined; readonly mistakes: readonly string[] }

/** Looks for every program; `TRAEFIK_BIN` and `GRAFANA_HOME` name what is not on PATH. */
export function findPrograms(env: Environment): ProgramSearch {
  const searchPath = env.PATH ?? ''
  const find = (names: readonly string[]) => findProgram(names, searchPath)
  const mistakes = Object.entries(REQUIRED).flatMap(([name, names]) =>
    find(names) === undefined
      ? [`${name} is not installed: \`sh ci/setup.sh\` installs it, or says with which command`]
      : [],
  )
  const traefik = env.TRAEFIK_BIN ? find([env.TRAEFIK_BIN]) : find(['traefik'])
  if (env.TRAEFIK_BIN && traefik === undefined) {
    mistakes.push(`TRAEFIK_BIN names "${env.TRAEFIK_BIN}", which is not a program that can be run`)
  }
  const grafana = findGrafana(env)
  if (env.GRAFANA_HOME && grafana === undefined) {
    mistakes.push(`GRAFANA_HOME names "${env.GRAFANA_HOME}", which holds no bin/grafana that can be run`)
  }
  if (mistakes.length > 0) return { programs: undefined, mistakes }
  const known = (names: readonly string[]): string => find(names) ?? ''
  return {
    mistakes: [],
    programs: {
      nginx: known(REQUIRED.nginx),
      prometheus: known(REQUIRED.prometheus),
      promtool: known(REQUIRED.promtool),
      alertmanager: known(REQUIRED.alertmanager),
      amtool: known(REQUIRED.amtool),
      openssl: known(REQUIRED.openssl),
      traefik,
      nodeExporter: find(['node_exporter', 'prometheus-node-exporter']),
      grafana,
      setpriv: process.platform === 'linux' ? find(['setpriv']) : undefined,
    },
  }
}

/** Where Debian's package keeps Grafana's own files; an unpacked archive has them beside its program. */
const PACKAGED_GRAFANA_HOME = '/usr/share/grafana'

function findGrafana(env: Environment): Programs['grafana'] {
  const home = path.resolve(env.GRAFANA_HOME || PACKAGED_GRAFANA_HOME)
  const program = findProgram([`${home}/bin/grafana`, ...(env.GRAFANA_HOME ? [] : ['grafana'])], env.PATH ?? '')
  return program === undefined ? undefined : { program, home }
}
