import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { importGooddata } from '../../../src/transfer/gooddata/import.ts'
import { createFolder, removeFolder } from '../../support/folder.ts'
import { told, written } from '../../support/peribolos.ts'

const LAYOUT = {
  organization: {
    id: 'acme',
    name: 'Acme',
    hostname: 'acme.example',
    permissions: [{ name: 'MANAGE', assignee: { id: 'adminGroup', type: 'userGroup' } }],
  },
  users: [{ id: 'Admin', authId: 'a', userGroups: [{ id: 'adminGroup', type: 'userGroup' }] }],
  userGroups: [{ id: 'adminGroup' }],
  dataSources: [],
  workspaces: [],
}

/** What the layout becomes with a file of credentials. */
async function imported(credentials: string) {
  const folder = createFolder({ 'layout.json': JSON.stringify(LAYOUT), 'credentials.yaml': credentials })
  try {
    const found = await importGooddata(join(folder, 'layout.json'), { credentials: join(folder, 'credentials.yaml') })
    return { ...found, files: [...found.files] }
  } finally {
    removeFolder(folder)
  }
}

test('the token that a layout does not tell is named by the credentials, with whom it was made for', async () => {
  const result = await imported('bootstrap: {user: Admin, userGroup: adminGroup, tokenSecretRef: {env: TOKEN}}\n')
  assert.equal(told(result), [])
  const bootstrap = { user: 'admin', userGroup: 'admingroup', tokenSecretRef: { env: 'TOKEN' } }
  const spec = written(result).get('Organization/acme')?.spec
  assert.equal(spec, { displayName: 'Acme', hostname: 'acme.example', bootstrap })
})

test('a token in place of a reference is refused and never shown', async () => {
  for (const token of ['tokenSecretRef: hunter2', 'tokenSecretRef: {env: T}, token: hunter2']) {
    const result = await imported(`bootstrap: {user: Admin, userGroup: adminGroup, ${token}}\n`)
    assert.equal(told(result), [
      'error SecretInline credentials.yaml:1 a secret stands here, where a reference to it belongs',
    ])
    assert.equal(result.files, [])
  }
})

test('what is missing, unknown or in nobody’s name is told where it stands', async () => {
  const problems = async (text: string) => told(await imported(text))
  assert.equal(await problems('bootstrap: {user: Admin, userGroup: adminGroup}\n'), [
    'error MissingField credentials.yaml:1 `bootstrap` has no `tokenSecretRef`',
  ])
  assert.equal(await problems('bootstrap:\n  user: Admin\n  tokenSecretRef: {env: T}\n'), [
    'error MissingField credentials.yaml:1 missing field `userGroup` in `bootstrap`',
  ])
  assert.equal(
    await problems('bootstrap:\n  user: nobody\n  userGroup: adminGroup\n  tokenSecretRef: {env: T}\n  x: 1\n'),
    ['error UnknownField credentials.yaml:5 there is no `x` here'],
  )
  const nobody = 'bootstrap:\n  user: nobody\n  userGroup: adminGroup\n  tokenSecretRef: {env: T}\n'
  assert.equal(await problems(nobody), ['error DanglingReference credentials.yaml:2 the layout has no user `nobody`'])
})

test.run()
