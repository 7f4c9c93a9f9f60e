import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createLookUp } from '../../src/pass/keeping.ts'
import { planResolved } from '../../src/pass/secrets.ts'
import { planPass } from '../../src/plan/pass.ts'
import { openInstallation, textSnapshot } from '../support/installation.ts'
import { contextAt } from '../support/planning.ts'

const NAMES = ['A', 'B', 'C', 'D']
const ORGANIZATIONS = ['acme', 'beta', 'corp']

/** An organization whose settings name variables. */
function organization(name: string, variables: readonly string[]): string {
  const settings = variables.map((one) => `{key: ${one.toLowerCase()}, secret: true, secretRef: {env: ${one}}}`)
  return `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: ${name}}
spec:
  displayName: ${name}
  settings: [${settings.join(', ')}]
  users: [{name: ada, email: ada@${name}.example, admin: true}]
`
}

test('exactly those organizations are planned whose secrets all resolve, whatever the others lack', async () => {
  const { store } = await openInstallation()
  const stored = await store.open()
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(...ORGANIZATIONS.map(() => fc.subarray(NAMES))),
      fc.subarray(NAMES),
      fc.option(fc.subarray(NAMES)),
      async (named, present, lacking) => {
        const texts = Object.fromEntries(
          ORGANIZATIONS.map((name, index) => [`${name}.yaml`, organization(name, named[index] ?? [])]),
        )
        const snapshots = [textSnapshot(texts)]
        const environment = Object.fromEntries(present.map((name) => [name, `secret of ${name}`]))
        // What was missing the last time is a guess that must not matter.
        const before = new Map((lacking ?? []).map((name) => [`read env ${name}`, { message: 'old', help: 'old' }]))
        const { pass, looked } = await planResolved(
          (unresolved) => planPass(snapshots, stored, { ...contextAt(), unresolved }),
          stored,
          createLookUp({ environment }),
          before,
        )
        const isWhole = (index: number) => (named[index] ?? []).every((name) => present.includes(name))
        assert.equal(
          pass.plans.map(({ plan }) => (plan.unit.type === 'organization' ? plan.unit.organization : '')),
          ORGANIZATIONS.filter((_, index) => isWhole(index)),
        )
        const missing = NAMES.filter((name) => named.some((own) => own.includes(name)) && !present.includes(name))
        assert.equal(
          [...looked.unresolved.keys()],
          missing.map((name) => `read env ${name}`),
        )
      },
    ),
    { numRuns: 60 },
  )
})

test.run()
