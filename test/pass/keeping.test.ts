import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { UnresolvedSecrets } from '../../src/model/secret.ts'
import { openKeeping } from '../../src/pass/keeping.ts'
import { changedSecrets } from '../../src/pass/rotated.ts'
import { planResolved } from '../../src/pass/secrets.ts'
import { planPass } from '../../src/plan/pass.ts'
import { type Disk, realDisk } from '../../src/store/disk.ts'
import { createFolder } from '../support/folder.ts'
import { installationWith, textSnapshot } from '../support/installation.ts'
import { contextAt } from '../support/planning.ts'

const TEXTS = {
  'acme.yaml': `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme
  settings: [{key: smtp-password, secret: true, secretRef: {env: SMTP}}]
  users: [{name: ada, email: ada@acme.example, admin: true}]
`,
}

/** A pass over declarations that are applied already, with what is kept of secrets in a state folder. */
async function passing(more: { readonly isReadonly?: boolean; readonly disk?: Disk } = {}) {
  const folder = join(createFolder(), 'state')
  mkdirSync(folder)
  const installation = await installationWith(TEXTS)
  const notices: string[] = []
  const environment: Record<string, string> = { SMTP: 'made-for-a-test-1' }
  const onNotice = (notice: string): void => void notices.push(notice)
  const keeping = openKeeping({ folder, settings: { environment }, onNotice, ...more })
  const pass = async (value: string) => {
    environment.SMTP = value
    const state = installation.state()
    const planned = (unresolved: UnresolvedSecrets) =>
      planPass([textSnapshot(TEXTS)], state, { ...contextAt(), unresolved })
    const { pass, looked } = await planResolved(planned, state, keeping.lookUp)
    const changed = changedSecrets(pass, looked, keeping.memory.now().prints, state).map(({ path }) => path)
    await keeping.remember(pass, looked)
    return { changed, prints: looked.prints.size }
  }
  return { folder, notices, pass, keeping }
}

test('a secret is known from the first pass on, and noticed once when it is another one', async () => {
  const { pass, notices, folder } = await passing()
  const found = []
  for (const value of ['made-for-a-test-1', 'made-for-a-test-1', 'made-for-a-test-2', 'made-for-a-test-2'])
    found.push((await pass(value)).changed)
  assert.equal(found, [[], [], ['/spec/settings/smtp-password/secretRef'], []])
  assert.equal(notices, [])
  assert.equal(readdirSync(folder).sort(), ['fingerprint-key', 'fingerprints.json'])
})

test('who only reads writes nothing', async () => {
  const { pass, folder } = await passing({ isReadonly: true })
  assert.equal(await pass('made-for-a-test-1'), { changed: [], prints: 0 })
  assert.equal(readdirSync(folder), [])
})

test('where nothing can be written a pass goes on, and says what is not noticed', async () => {
  const full = async (): Promise<never> => {
    throw Object.assign(new Error('full'), { code: 'ENOSPC' })
  }
  const { pass, notices, folder } = await passing({ disk: { ...realDisk, open: full } })
  assert.equal(await pass('made-for-a-test-1'), { changed: [], prints: 0 })
  assert.is(notices.length, 1)
  assert.match(
    notices[0] ?? '',
    /^cannot write .*fingerprint-key: the disk is full; secrets that change meanwhile are not noticed: make room/,
  )
  assert.not.match(notices.join(), /made-for-a-test/)
  assert.is(existsSync(join(folder, 'fingerprints.json')), false)
})

test.run()
