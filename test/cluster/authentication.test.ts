import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { clusterTest, type TestCluster } from '../support/cluster.ts'
import { startWithKinds } from '../support/clusterkinds.ts'
import { running } from '../support/controller.ts'
import { declaring } from '../support/declared.ts'
import { createFolder } from '../support/folder.ts'
import { ask } from '../support/http.ts'
import { until } from '../support/running.ts'
import { accountToken } from '../support/serviceaccount.ts'

const AUDIENCE = 'charter.example'
const ADMIN = { admin: true, email: 'ada@example.org' }
const TWO = {
  'Organization//acme': {},
  'User/acme/ada': ADMIN,
  'Organization//globex': {},
  'User/globex/ada': ADMIN,
}
let cluster: TestCluster | undefined
test.after(async () => cluster?.stop())

clusterTest('an account of a cluster sees the organizations that RBAC lets it get', async () => {
  cluster = await startWithKinds()
  const { kubectl, stranger } = cluster
  for (const name of ['acme', 'globex']) kubectl(['create', 'namespace', name])
  for (const name of ['one', 'all', 'none']) kubectl(['create', 'serviceaccount', name, '-n', 'globex'])
  const role = ['--verb=get', '--resource=organizations.charter.sh']
  kubectl(['create', 'clusterrole', 'reader', ...role])
  kubectl(['create', 'rolebinding', 'one', '-n', 'acme', '--clusterrole=reader', '--serviceaccount=globex:one'])
  kubectl(['create', 'clusterrolebinding', 'all', '--clusterrole=reader', '--serviceaccount=globex:all'])
  const token = (account: string, audience = AUDIENCE): string => accountToken(kubectl, 'globex', account, audience)
  const authentication = { tokens: [], kubernetes: { audience: AUDIENCE, kubeconfig: stranger, cacheSeconds: 1 } }
  await running(
    [{ folder: createFolder({ 'all.yaml': declaring(TWO) }) }],
    async ({ controller, log }) => {
      const port = Number(new URL(controller.http ?? '').port)
      const get = async (path: string, token: string): Promise<string> => {
        const headers = { authorization: `Bearer ${token}` }
        const { status, body } = await ask(port, { path: `/api/v1/${path}`, headers })
        const names = Array.isArray(JSON.parse(body)) ? JSON.parse(body).map((one: { name: string }) => one.name) : []
        return [status, ...names].join(' ')
      }
      const one = token('one')
      assert.is(await get('organizations', one), '503', 'our own account may not ask yet')
      const delegator = ['--clusterrole=system:auth-delegator', '--user=stranger']
      kubectl(['create', 'clusterrolebinding', 'charter-auth', ...delegator])
      await until('its own organization', async () => (await get('organizations', one)) === '200 acme')
      assert.is(await get('organizations/globex', one), '404')
      assert.is(await get('status', one), '403')
      assert.is(await get('organizations', token('all')), '200 acme globex')
      assert.is(await get('organizations', token('none')), '200')
      assert.is(await get('organizations', token('one', '')), '401', 'a token for the API server is not one for us')
      assert.is(await get('organizations', `${one}x`), '401')
      kubectl(['delete', 'rolebinding', 'one', '-n', 'acme'])
      await until('nothing any more', async () => (await get('organizations', one)) === '200')
      assert.not.match(JSON.stringify(log), new RegExp(one))
    },
    { http: { host: '127.0.0.1', port: 0 }, authentication },
  )
})

test.run()
