import { expect, test } from 'vitest'
import { renderClusterGrafana } from './grafana.ts'

const TEXT = renderClusterGrafana('grafana.example.org')

test('the settings of the cluster stay as they were reviewed', async () => {
  await expect(TEXT).toMatchFileSnapshot('testdata/grafana.ini')
})

test('no one looks without a name, and the password is in a file that must be there', () => {
  expect(TEXT).toMatch(/\[auth\.anonymous\]\nenabled = false\n/)
  expect(TEXT).toMatch(/^admin_password = \$__file\{\/\S+\}$/m)
})
