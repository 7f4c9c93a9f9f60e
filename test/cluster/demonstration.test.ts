import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ownClusterTest } from '../support/cluster.ts'
import { differences } from '../support/clusterequals.ts'
import { objectText } from '../support/clusterkinds.ts'
import { READY, type Story, startStory, untilSeen } from '../support/clusterstory.ts'
import { ran } from '../support/terminal.ts'
import { untilTrue } from '../support/waiting.ts'

const quickstart = fileURLToPath(new URL('../../examples/quickstart/orgs', import.meta.url))
const ADMINS = 'access who-can MANAGE --organization acme -o csv'
let running: Promise<Story> | undefined
let isBroken = false

test.after(async () => (await running)?.stop())

/** One story, from top to bottom: each test goes on where the one before has ended. */
function chapter(name: string, work: (story: Story) => Promise<void>): void {
  ownClusterTest(name, async () => {
    assert.not.ok(isBroken, 'the story has broken off before')
    isBroken = true
    running ??= startStory()
    await work(await running)
    isBroken = false
  })
}

chapter('what kubectl applies is Ready, all of it, and nothing of it was refused on the way', async (story) => {
  const { kubectl, charter, stored, events } = story
  await kubectl('create namespace acme')
  await kubectl(`apply -R -f ${quickstart}`)
  await kubectl(`${READY} --all -A charter`)
  assert.is(stored().length, 17)
  const isTold = (seen: string): boolean => seen.split('Applied').length === 4
  const reasons = await untilSeen(() => events('reason'), isTold)
  assert.equal(reasons.trim().split('\n'), ['Applied', 'Applied', 'Applied'])
  assert.match(await charter('ledger show -o json'), /"manager":\s*"kubectl/)
})

const LINUS = 'user linus -n acme'
const OTHERS = 'get users,usergroups -n acme -l !broken -o jsonpath={.items[*].metadata.resourceVersion}'

chapter('what is wrong is not Ready, in the words of the command line, and nobody else notices', async (story) => {
  const { kubectl, charter, stored, condition, cluster } = story
  await kubectl(`label ${LINUS} broken=yes`)
  await untilSeen(condition(LINUS, 'Ready', 'message'), (seen) => seen === 'in force as version 2')
  const [before, admins, versions] = [stored(), await charter(ADMINS), await kubectl(OTHERS)]
  await kubectl(`patch ${LINUS} --type=merge -p {"spec":{"userGroups":["nobody"]}}`)
  await untilSeen(condition(LINUS, 'Ready', 'reason'), (seen) => seen === 'DanglingReference')
  const checked = await ran(['validate', '--kubernetes', '--kubeconfig', cluster.kubeconfig, '--source', 'cluster'])
  const [, said = '?'] = /^error\[DanglingReference\]: (.*)$/m.exec(`${checked.out}${checked.err}`) ?? []
  assert.ok((await condition(LINUS, 'Ready', 'message')()).startsWith(said), said)
  await untilSeen(condition('organization acme', 'Ready', 'reason'), (seen) => seen === 'DanglingReference')
  assert.is(await condition('organization initech', 'Ready', 'status')(), 'True')
  assert.is(await kubectl(OTHERS), versions)
  assert.equal(stored(), before)
  assert.is(await charter(ADMINS), admins)
})

chapter('what is put right is Ready again', async ({ kubectl }) => {
  await kubectl(`patch ${LINUS} --type=json -p [{"op":"remove","path":"/spec/userGroups"}]`)
  await kubectl(`${READY} user/linus -n acme`)
  await kubectl(`${READY} --all -A charter`)
})

chapter('kubectl delete charter --all takes nobody anything: it is held, and says how to approve it', async (story) => {
  const { kubectl, charter, stored, condition, events, organization, program } = story
  await organization('umbrella', ['alice', 'albert'])
  const [before, admins] = [stored(), await charter(ADMINS)]
  // Whatever is cluster-scoped goes too, so every Organization: kubectl warns, and does it.
  await kubectl('delete charter --all -n acme --wait=false')
  await untilTrue(() => program.unit('organization/umbrella')?.holds[0]?.code === 'OrganizationDelete')
  await untilTrue(() => program.unit('organization/acme')?.holds[0]?.code === 'OrganizationDelete')
  // It is another one where more of acme has been deleted since.
  const digest = () => program.unit('organization/acme')?.holds[0]?.digest ?? '?'
  const how = () => `kubectl annotate --overwrite organization acme charter.sh/approve=${digest()}`
  for (const type of ['Ready', 'DeletionHeld'])
    await untilSeen(condition('organization acme', type, 'message'), (seen) => seen.endsWith(how()))
  const isTold = (seen: string): boolean => seen.includes(how())
  await untilSeen(() => events('message'), isTold)
  assert.equal(stored(), before)
  assert.is(await charter(ADMINS), admins)
  assert.ok((await charter('ledger show -o json')).includes(digest()))
})

chapter('a namespace that is being deleted takes along nothing of what is stored', async (story) => {
  const { kubectl, charter, stored, condition, organization } = story
  await organization('hooli', ['gavin', 'jack'])
  const before = stored()
  await kubectl('delete namespace hooli --wait=false')
  // As the controller of namespaces does, which this server does not have.
  await kubectl('delete users --all -n hooli')
  await untilSeen(condition('organization hooli', 'Ready', 'message'), (seen) => seen.includes('is being deleted'))
  assert.equal(stored(), before)
  assert.match(await charter('access who-can MANAGE --organization hooli -o csv'), /gavin/)
})

chapter('whoever does what the message says has it applied, and the object goes', async (story) => {
  const { kubectl, stored, condition } = story
  for (const name of ['acme', 'initech']) {
    const message = await condition(`organization ${name}`, 'Ready', 'message')()
    const [, words = ''] = /to approve exactly that: kubectl (.*)$/.exec(message) ?? []
    await kubectl(words)
    await untilSeen(
      () => kubectl(`get organization ${name} --ignore-not-found`),
      (seen) => seen === '',
    )
  }
  assert.equal(stored(), [
    'Organization//hooli',
    'Organization//umbrella',
    'User/hooli/gavin',
    'User/hooli/jack',
    'User/umbrella/albert',
    'User/umbrella/alice',
  ])
})

chapter(
  'who releases a finalizer and applies again keeps what was stored; a namespace may come back',
  async (story) => {
    const { kubectl, cluster, program } = story
    const versions = () =>
      [...program.controller.turns.state().resources].map(([key, { version, digest }]) => [key, version, digest])
    const before = versions()
    assert.is((await ran(['kubernetes', 'release-finalizers', '--kubeconfig', cluster.kubeconfig])).code, 0)
    await kubectl('apply -f -', objectText('Organization', '', 'umbrella', { displayName: 'umbrella' }))
    const namespace = JSON.parse(await kubectl('get namespace hooli -o json')) as object
    const finalized = JSON.stringify({ ...namespace, spec: { finalizers: [] } })
    await kubectl('replace --raw /api/v1/namespaces/hooli/finalize -f -', finalized)
    await kubectl('create namespace hooli')
    for (const one of ['gavin', 'jack'])
      await kubectl('apply -f -', objectText('User', 'hooli', one, { email: `${one}@hooli.example`, admin: true }))
    await kubectl(`${READY} --all -A charter`)
    assert.equal(versions(), before)
  },
)

chapter('a server and a store that are gone and come back take nothing along, and are heard again', async (story) => {
  const { stored, cluster, program, changed } = story
  const before = stored()
  const start = await cluster.halt()
  await program.pass()
  assert.is(program.status().sources[0]?.trouble?.code, 'SourceUnavailable')
  await start()
  assert.equal(stored(), before)
  await changed('organization umbrella', { displayName: 'Umbrella' })
  assert.equal(stored(), before)
})

chapter('what is changed while connections are reset, or hang without a word, is heard in time', async (story) => {
  const { proxy, changed } = story
  // One watch that hears again does not mean that all do.
  await untilTrue(() => proxy.connections() >= 18, 120_000)
  assert.ok(proxy.reset() >= 18)
  const from = performance.now()
  await changed('user gavin -n hooli', { firstName: 'Gavin' })
  const reset = performance.now() - from
  await untilTrue(() => proxy.connections() >= 18, 120_000)
  assert.ok(proxy.hang() >= 18)
  const hanging = performance.now()
  await changed('user jack -n hooli', { firstName: 'Jack' })
  const hung = performance.now() - hanging
  assert.ok(reset < 15_000, `${reset} ms`)
  // Thirty seconds of silence, a quarter more by chance, two of quiet.
  assert.ok(hung < 50_000, `${hung} ms`)
})

chapter('in the end the ledger is whole, and what is stored is what stands in the cluster', async (story) => {
  const { cluster, charter, program } = story
  await charter('ledger verify --replay')
  assert.equal(await differences(cluster.kubeconfig, program.controller.turns.state()), [])
})

test.run()
