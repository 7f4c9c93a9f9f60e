import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Running, running } from '../support/controller.ts'
import { createFolder, removeFolder, writeFiles } from '../support/folder.ts'
import { ran } from '../support/terminal.ts'
import { untilTrue } from '../support/waiting.ts'

const organization = (name: string, users: number): string =>
  `apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: ${name}}\nspec:\n  displayName: ${name}\n  users:\n${Array.from(
    { length: users },
    (_, index) => `    - {name: u${index}, email: u${index}@${name}.example${index === 0 ? ', admin: true' : ''}}\n`,
  ).join('')}`

async function onFolder(work: (one: Running, folder: string) => Promise<void>): Promise<void> {
  const folder = createFolder()
  writeFiles(folder, { 'acme.yaml': organization('acme', 2), 'beta.yaml': organization('beta', 20) })
  try {
    await running([{ name: 'people', folder }], (one) => work(one, folder))
  } finally {
    removeFolder(folder)
  }
}

test('status ends with 0 where all is in force, 3 where something is held, invalid or cannot be read', async () => {
  await onFolder(async (one, folder) => {
    const status = (...words: readonly string[]) => ran(['status', '--state', one.state, ...words])
    const fine = await status()
    assert.equal([fine.code, fine.err], [0, ''])
    assert.match(fine.out, /2 of 2 units in force as declared\n$/)
    writeFileSync(join(folder, 'acme.yaml'), 'broken: [')
    await one.pass()
    const invalid = await status()
    assert.is(invalid.code, 3)
    assert.match(invalid.out, /organization\/acme: invalid .*\n.*acme\.yaml:1:\d+: error\[Syntax\]/)
    writeFiles(folder, { 'acme.yaml': organization('acme', 2), 'beta.yaml': organization('beta', 2) })
    await one.pass()
    const held = await status()
    assert.is(held.code, 3)
    const [hold] = one.unit('organization/beta')?.holds ?? []
    assert.ok(held.out.includes(`charter approve ${hold?.digest.slice(0, 12)} --state ${one.state}`))
    rmSync(folder, { recursive: true })
    await one.pass()
    const down = await status()
    assert.is(down.code, 3)
    assert.match(down.out, /people .* FolderNotFound: there is no folder/)
  })
})

test('status as JSON is the status of the API', async () => {
  await onFolder(async (one) => {
    const { code, out } = await ran(['status', '--state', one.state, '-o', 'json'])
    const told = JSON.parse(out)
    assert.equal([code, told.ready, told.observedRevision, told.units.length], [0, true, one.status().seq, 2])
    assert.is((await ran(['status', '--state', one.state, '-o', 'xml'])).code, 2)
  })
})

test('status --watch shows it again and again, and ends with 73 when the program does', async () => {
  await onFolder(async (one) => {
    const shown: number[] = []
    const watching = ran(['status', '--state', one.state, '--watch'], { onOut: () => shown.push(performance.now()) })
    await untilTrue(() => shown.length === 2)
    await one.stop()
    const { code, out, err } = await watching
    assert.equal(
      [code, out.match(/units in force as declared/g)?.length, out.includes('\u001b')],
      [73, shown.length, false],
    )
    const [first = 0, second = 0] = shown
    assert.ok(second - first > 1900, `${second - first} ms`)
    assert.match(err, /the running program does not answer/)
  })
})

test('what asks a program that does not run ends with 73 and says where it looked', async () => {
  const state = join(createFolder(), 'state')
  for (const words of [
    ['status'],
    ['reconcile'],
    ['resume', 'acme'],
    ['suspend', 'acme', '--reason', 'x', '--until', '2999-01-01'],
  ]) {
    const { code, err, out } = await ran([...words, '--state', state])
    assert.equal([words[0], code, out], [words[0], 73, ''])
    assert.match(err, /^charter: no `charter run` holds the state folder .*\/state on this machine\n {2}start it/)
  }
})

test('suspend and resume refuse what they do not understand before they ask', async () => {
  await onFolder(async (one) => {
    const suspend = (target: string, until: string) =>
      ran(['suspend', target, '--reason', 'audit', '--until', until, '--state', one.state])
    assert.equal(
      [(await suspend('acme', 'soon')).code, (await suspend('acme', 'soon')).err],
      [
        2,
        'charter: --until takes a date or a time with its offset, not `soon`\n  for example 2026-12-01 (midnight UTC)\n',
      ],
    )
    assert.is((await suspend('group/acme', '2999-01-01')).code, 2)
    assert.is((await suspend('acme', '2001-01-01')).code, 1)
    assert.equal((await suspend('acme', '2999-01-01')).out, 'suspended: organization/acme until 2999-01-01\n')
    const resumed = await ran(['resume', 'acme', '--state', one.state, '-o', 'json'])
    assert.equal([resumed.code, JSON.parse(resumed.out)], [0, { done: 'resumed: organization/acme' }])
    const again = await ran(['resume', 'acme', '--state', one.state, '-o', 'json'])
    assert.equal(
      [again.code, JSON.parse(again.out)],
      [1, { refused: 'organization/acme is not suspended by an operator' }],
    )
  })
})

test.run()
