import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Entry } from '../../src/model/ledger.ts'
import { installationWith, textSnapshot } from '../support/installation.ts'

const ACME = `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme
  users:
    - {name: ada, email: ada@acme.example, admin: true}
`
const withPassword = (password: string, displayName = 'Acme') =>
  `${ACME.replace('Acme', displayName)}  settings:\n    - {key: smtp.password, value: ${password}}\n`

/** The digests of the entries by which an organization was found invalid with these texts, one after the other. */
async function invalidWith(...texts: readonly string[]): Promise<readonly unknown[]> {
  const installation = await installationWith({ 'acme.yaml': ACME })
  for (const text of texts) await installation.apply([textSnapshot({ 'acme.yaml': text })])
  const entries: Entry[] = []
  for await (const entry of installation.store.entries()) entries.push(entry)
  return entries.flatMap(({ type, evidence }) => (type === 'invalid' ? [evidence?.digest] : []))
}

test('no digest of the ledger is made of a secret that was declared', async () => {
  const [one, ...others] = await invalidWith(withPassword('hunter2'))
  assert.is(others.length, 0)
  assert.equal(await invalidWith(withPassword('hunter3')), [one])
  assert.equal(await invalidWith(withPassword('hunter2'), withPassword('hunter3')), [one])
})

test('what else is declared beside a secret makes another digest', async () => {
  const more = `${withPassword('hunter2')}  userGroups:\n    - {name: operators}\n`
  assert.is((await invalidWith(withPassword('hunter2'), more)).length, 2)
})

test.run()
