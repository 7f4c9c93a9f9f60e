import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { clusterTest, type TestCluster } from '../support/cluster.ts'
import { makeCertificates } from '../support/clustercertificates.ts'
import { objectText, startWithKinds } from '../support/clusterkinds.ts'
import { type Running, running } from '../support/controller.ts'
import { createFolder } from '../support/folder.ts'
import { runKubectl } from '../support/kubectl.ts'
import { untilTrue } from '../support/waiting.ts'
import { webhookText } from '../support/webhook.ts'

const quickstart = fileURLToPath(new URL('../../examples/quickstart/orgs', import.meta.url))
let cluster: TestCluster | undefined
test.after(async () => cluster?.stop())

async function admitting(work: (one: Running, kubeconfig: string) => Promise<void>): Promise<void> {
  cluster ??= await startWithKinds()
  const { kubeconfig } = cluster
  const folder = createFolder({})
  const { ca, serving } = makeCertificates(folder)
  const listen = { host: '127.0.0.1', port: 0 }
  const admission = { listen, certificateFile: serving.cert, keyFile: serving.key }
  await running(
    [{ name: 'cluster', kubeconfig }],
    async (one) => {
      const { status, err } = await runKubectl(
        kubeconfig,
        ['apply', '-f', '-'],
        webhookText(one.controller.admission ?? '', ca),
      )
      assert.is(status, 0, err)
      await work(one, kubeconfig)
    },
    { admission },
  )
}

const user = (name: string, spec: Readonly<Record<string, unknown>>): string => objectText('User', 'acme', name, spec)

clusterTest(
  'what a law refuses is refused by kubectl apply in the words of charter, and what may still come is a warning',
  async () => {
    await admitting(async (one, kubeconfig) => {
      const kubectl = (words: readonly string[], input?: string) => runKubectl(kubeconfig, words, input)
      const apply = (text: string, ...words: readonly string[]) => kubectl(['apply', ...words, '-f', '-'], text)
      await kubectl(['create', 'namespace', 'acme'])
      // The API server asks a webhook only some moments after it is told of it.
      let told = ''
      for (let tries = 0; tries < 100 && !told.includes('Warning'); tries += 1) {
        await pause(100)
        told = (await apply(user('nobody', { userGroups: ['not-there'] }), '--dry-run=server')).err
      }
      const folder = await kubectl(['apply', '-R', '-f', quickstart])
      assert.is(folder.status, 0, folder.err)
      const names = () => [...one.controller.turns.state().resources.keys()]
      await untilTrue(() => names().length === 17, 60_000)

      const last = await apply(user('ada', { email: 'ada@acme.example' }))
      assert.is(last.status, 1)
      assert.match(
        last.err,
        /denied the request: \nerror\[LastAdmin\]: organization `acme` would have only 1 effective admin/,
      )
      assert.match(last.err, /= see: {2}charter explain LastAdmin/)
      const dangling = await apply(user('eve', { email: 'eve@acme.example', userGroups: ['not-there'] }))
      assert.is(dangling.status, 0, dangling.err)
      assert.match(dangling.err, /^Warning: warning\[DanglingReference\]: /m)
      const diff = await kubectl(['diff', '-f', '-'], user('linus', { email: 'linus@acme.example', admin: true }))
      assert.is(diff.status, 1, diff.err)
      assert.match(diff.out, /^\+ {2}admin: true$/m)
      const refused = await kubectl(['diff', '-f', '-'], user('ada', { email: 'ada@acme.example' }))
      assert.ok(refused.status > 1)
      assert.match(refused.err, /LastAdmin/)
      const linus = user('linus', { email: 'linus@acme.example', admin: true })
      const as = ['--as=linus@acme.example', '--as-group=system:masters', '--dry-run=server']
      const own = await apply(linus, ...as)
      assert.is(own.status, 0, own.err)
      assert.match(own.err, /^Warning: warning\[SelfGrant\]: you would give yourself more by this change: linus: /m)
      const others = await apply(linus, '--dry-run=server')
      assert.not.match(others.err, /SelfGrant/)
      const gone = await kubectl(['delete', 'user', 'ada', '-n', 'acme'])
      assert.match(gone.err, /LastAdmin/)
      const whole = await kubectl(['delete', 'organization', 'acme', '--wait=false'])
      assert.is(whole.status, 0, whole.err)
      assert.match(whole.err, /^Warning: held\[OrganizationDelete\]: /m)
    })
  },
)

test.run()
