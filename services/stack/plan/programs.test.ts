import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { removeFolder, scratchFolder } from './part.testkit.ts'
import { findPrograms } from './programs.ts'

let folder = ''
beforeEach(() => {
  folder = scratchFolder()
})
afterEach(() => removeFolder(folder))

/** Puts programs of these names into the folder; what they would do does not matter here. */
function install(...names: readonly string[]): void {
  for (const name of names) {
    const file = path.join(folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, '#!/bin/sh\n')
    chmodSync(file, 0o755)
  }
}

const REQUIRED = ['nginx', 'prometheus', 'promtool', 'prometheus-alertmanager', 'amtool', 'openssl']

test('what is on PATH is found under the names that systems know it by', () => {
  install(...REQUIRED, 'traefik', 'prometheus-node-exporter')
  const { programs, mistakes } = findPrograms({ PATH: folder })
  expect(mistakes).toEqual([])
  expect(programs).toMatchObject({
    nginx: path.join(folder, 'nginx'),
    alertmanager: path.join(folder, 'prometheus-alertmanager'),
    traefik: path.join(folder, 'traefik'),
    nodeExporter: path.join(folder, 'prometheus-node-exporter'),
  })
})

test('TRAEFIK_BIN and GRAFANA_HOME name what is not on PATH', () => {
  install(...REQUIRED, 'else/where/traefik3', 'grafana/bin/grafana')
  const home = path.join(folder, 'grafana')
  const { programs } = findPrograms({
    PATH: folder,
    TRAEFIK_BIN: path.join(folder, 'else/where/traefik3'),
    GRAFANA_HOME: home,
  })
  expect(programs?.traefik).toBe(path.join(folder, 'else/where/traefik3'))
  expect(programs?.grafana).toEqual({ program: path.join(home, 'bin/grafana'), home })
})

test('a Grafana on PATH does not stand in for the one that GRAFANA_HOME names, whose files it would not have', () => {
  install(...REQUIRED, 'grafana')
  const { mistakes } = findPrograms({ PATH: folder, GRAFANA_HOME: path.join(folder, 'empty') })
  expect(mistakes).toEqual([expect.stringMatching(/^GRAFANA_HOME names /)])
})

test('a variable that is empty is as good as none', () => {
  install(...REQUIRED, 'traefik')
  const { programs } = findPrograms({ PATH: folder, TRAEFIK_BIN: '', GRAFANA_HOME: '' })
  expect(programs?.traefik).toBe(path.join(folder, 'traefik'))
})

test('every wrong name is reported at once', () => {
  install(...REQUIRED)
  const { programs, mistakes } = findPrograms({ PATH: folder, TRAEFIK_BIN: '/no/traefik', GRAFANA_HOME: '/no/grafana' })
  expect(programs).toBeUndefined()
  expect(mistakes).toEqual([
    'TRAEFIK_BIN names "/no/traefik", which is not a program that can be run',
    'GRAFANA_HOME names "/no/grafana", which holds no bin/grafana that can be run',
  ])
})

test('what is missing is named with the way to install it', () => {
  // Only what no system keeps in a folder for daemons can be missing on a machine that runs these tests.
  const { mistakes } = findPrograms({ PATH: folder })
  expect(mistakes).toContain('promtool is not installed: `sh ci/setup.sh` installs it, or says with which command')
  expect(mistakes).toContain('amtool is not installed: `sh ci/setup.sh` installs it, or says with which command')
})
