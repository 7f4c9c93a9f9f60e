import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Identity } from '../../src/api/identity.ts'
import type { Publication } from '../../src/api/mount.ts'
import { beginStatus } from '../../src/status/status.ts'
import { type Api, INSTANT, OPERATOR, openApi, person } from '../support/api.ts'

const TEXTS = {
  'acme.yaml': `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec: {displayName: Acme}
---
apiVersion: charter.sh/v1alpha1
kind: User
metadata: {namespace: acme, name: ada}
spec: {email: ada@acme.example, admin: true}
---
apiVersion: charter.sh/v1alpha1
kind: User
metadata: {namespace: acme, name: bob}
spec: {email: bob@acme.example, until: '2026-11-22T12:00:01.500Z'}
`,
}
const ADA = person('ada@acme.example')

/** An API whose clock a test moves. */
async function open(): Promise<{ api: Api; pass(ms: number): void }> {
  let ms = Date.parse(INSTANT)
  const now = (): ReturnType<Publication['now']> => ({ ...view(), instant: new Date(ms).toISOString() })
  const api = await openApi(TEXTS, { now })
  const status = beginStatus({ version: '0.0.0', startedAt: INSTANT, sources: [] }, api.state())
  const view = () => ({ state: api.state(), status })
  return { api, pass: (more) => (ms += more) }
}

async function instantOf(api: Api, path: string, as: Identity = OPERATOR): Promise<string | null> {
  return (await api.read(path, as)).headers.get('charter-instant')
}

test('whoever asks the same again within a second is given the same answer, and after it a new one', async () => {
  const { api, pass } = await open()
  const first = await api.read('/organizations/acme/users/bob')
  assert.is(first.headers.get('charter-instant'), INSTANT)
  assert.is(first.body.state, 'active')
  pass(999)
  const again = await api.read('/organizations/acme/users/bob')
  assert.is(again.text, first.text)
  assert.equal([...again.headers].filter(kept), [...first.headers].filter(kept))
  pass(1001)
  const later = await api.read('/organizations/acme/users/bob')
  assert.is(later.headers.get('charter-instant'), '2026-11-22T12:00:02.000Z')
  assert.is.not(later.body.state, 'active')
  pass(-1500)
  assert.is(await instantOf(api, '/organizations/acme/users/bob'), '2026-11-22T12:00:00.500Z')
  await api.close()
})

test('an answer that was kept is still only told to be the same to whoever has it', async () => {
  const { api, pass } = await open()
  const first = await api.read('/organizations/acme/users')
  pass(10)
  const again = await api.read('/organizations/acme/users', OPERATOR, {
    headers: { 'if-none-match': first.headers.get('etag') ?? '' },
  })
  assert.is(again.status, 304)
  assert.is(again.text, '')
  assert.is(again.headers.get('content-type'), null)
  assert.is(again.headers.get('etag'), first.headers.get('etag'))
  await api.close()
})

test('an answer is kept for its reader, address and form alone', async () => {
  const { api, pass } = await open()
  const path = '/organizations/acme/users/ada'
  await api.read(path)
  pass(10)
  const other = '2026-11-22T12:00:00.010Z'
  assert.is(await instantOf(api, path), INSTANT)
  assert.is(await instantOf(api, path, ADA), other)
  assert.is(await instantOf(api, path, { ...OPERATOR }), other)
  assert.is((await api.read(path, person('eve@acme.example'))).status, 404)
  assert.is(await instantOf(api, `${path}?fields=email`), other)
  const stranger = await api.read(path, OPERATOR, { headers: { accept: 'application/xml' } })
  assert.is(stranger.status, 406)
  await api.close()
})

test('what is applied is seen at once', async () => {
  const { api } = await open()
  await api.read('/organizations/acme')
  await api.apply({ 'acme.yaml': TEXTS['acme.yaml'].replace('displayName: Acme', 'displayName: Acme Ltd') })
  assert.is((await api.read('/organizations/acme')).body.displayName, 'Acme Ltd')
  await api.close()
})

test('what is made of more than the state is made anew each time', async () => {
  const { api, pass } = await open()
  await api.read('/organizations/acme/audit')
  pass(10)
  assert.is(await instantOf(api, '/organizations/acme/audit'), '2026-11-22T12:00:00.010Z')
  await api.read('/organizations/acme')
  pass(10)
  assert.is(await instantOf(api, '/organizations/acme'), '2026-11-22T12:00:00.020Z')
  await api.close()
})

/** All headers but those of the connection. */
function kept([name]: readonly [string, string]): boolean {
  return !['date', 'connection', 'keep-alive'].includes(name)
}

test.run()
