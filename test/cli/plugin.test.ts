import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, symlinkSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { chooseKubectl } from '../support/clusterassets.ts'
import { fakeObject, startFakeCluster } from '../support/fakecluster.ts'
import { createFolder } from '../support/folder.ts'
import { manifestTest } from '../support/manifests.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { bin: Record<string, string> }

/** A folder with the programs of the package, as npm installs them. */
const programs = createFolder()
for (const [name, path] of Object.entries(bin)) symlinkSync(join(root, path), join(programs, name))

async function ran(program: string, words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const path = [programs, dirname(process.execPath), process.env.PATH].join(delimiter)
  const child = spawn(program, words, { cwd: programs, env: { PATH: path, HOME: programs, ...environment } })
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text
  })
  const [code] = await once(child, 'close')
  return { code, ...said }
}

const kubectl = (...words: readonly string[]) => ran(chooseKubectl() ?? 'kubectl', words)

manifestTest('kubectl finds the plugin, hands it words and gives its exit code', async () => {
  const { out } = await kubectl('plugin', 'list')
  assert.match(out, `${programs}/kubectl-charter`)
  assert.match((await kubectl('charter', 'version')).out, /^charter \d+\.\d+\.\d+ /)
  assert.match(
    (await kubectl('charter', 'plan', '--help')).out,
    /^Usage: kubectl charter plan \[options\] \[folder\]$/m,
  )
  assert.is((await kubectl('charter', 'validate', join(root, 'examples/quickstart'))).code, 0)
  assert.is((await kubectl('charter', 'plan', '--no-such-option')).code, 2)
})

manifestTest('through kubectl its cluster is read where nothing else is named, and only there', async () => {
  const fake = await startFakeCluster()
  try {
    fake.apply(fakeObject('Organization', '', 'acme', { displayName: 'Acme', minAdmins: 0 }))
    const environment = { KUBECONFIG: fake.kubeconfig }
    const program = chooseKubectl() ?? 'kubectl'
    const read = await ran(program, ['charter', 'validate'], environment)
    assert.equal([read.code, read.err], [0, ''])
    assert.match(read.out, /1 resource in 1 organization: no problems/)
    const before = fake.requests.length
    const folder = await ran(program, ['charter', 'validate', join(root, 'examples/quickstart')], environment)
    assert.match(folder.out, /17 resources in 2 organizations/)
    const git = await ran(program, ['charter', 'validate', '--git', join(programs, 'none')], environment)
    assert.is(git.code, 1)
    assert.is(fake.requests.length, before)
    const alone = await ran(join(programs, 'charter'), ['validate'], environment)
    assert.match(alone.err, /no declarations are named/)
  } finally {
    await fake.stop()
  }
})

/** What the program of the completion says of a line; kubectl runs it with the words after `kubectl charter`. */
const completed = async (...words: readonly string[]) =>
  (await ran(join(programs, 'kubectl_complete-charter'), words)).out.split('\n')

test('a line is completed with commands, kinds and options, each with what it is', async () => {
  assert.equal(await completed('access', 'wh'), [
    'who-can\tlist the users who hold a permission',
    'what-can\tlist what a user may do',
    ':0',
    '',
  ])
  assert.equal(await completed('explain', 'Organ'), ['OrganizationGroup', 'Organization', ':0', ''])
  assert.equal(await completed('plan', 'orgs', '--kube'), ['--kubernetes', '--kubeconfig', ':0', ''])
  assert.equal(await completed('validate', 'orgs/'), [':0', ''])
})

manifestTest('kubectl itself completes with it, where it is new enough to ask', async () => {
  const { out } = await kubectl('version', '--client', '-o', 'json')
  const minor = Number(/"minor": "(\d+)/.exec(out)?.[1])
  if (minor < 26) return
  const said = await kubectl('__complete', 'charter', 'reconc')
  assert.match(said.out, /^reconcile\t/m)
})

test.run()
