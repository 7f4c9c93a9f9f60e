import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openAttempts } from '../../src/store/attempts.ts'
import { createFolder, removeFolder } from '../support/folder.ts'

function inFolder(work: (folder: string, path: string) => void): void {
  const folder = createFolder()
  try {
    work(folder, join(folder, 'attempt.json'))
  } finally {
    removeFolder(folder)
  }
}

/** What a start that begins a pass over these revisions is told, as `source: count`; it ends without a word. */
const begun = (folder: string, revisions: Record<string, string>): readonly string[] =>
  Object.entries(openAttempts(folder).begin(revisions)).map(([source, { count }]) => `${source}: ${count}`)

test('a pass that never ended is counted by the next start over the same revision', () => {
  inFolder((folder) => {
    assert.equal(
      [1, 2, 3].flatMap(() => begun(folder, { git: 'a' })),
      ['git: 0', 'git: 1', 'git: 2'],
    )
    assert.equal(begun(folder, { git: 'b' }), ['git: 0'])
  })
})

test('each source is counted on its own, so that one that moves does not hide another one', () => {
  inFolder((folder) => {
    begun(folder, { git: 'a', people: '1' })
    assert.equal(begun(folder, { git: 'a', people: '2' }), ['git: 1', 'people: 0'])
    assert.equal(begun(folder, { git: 'a', people: '3', late: 'x' }), ['git: 2', 'people: 0', 'late: 0'])
  })
})

test('a pass that ends is forgotten, also one over what crashed before', () => {
  inFolder((folder, path) => {
    begun(folder, { git: 'a' })
    const attempts = openAttempts(folder)
    assert.is(attempts.begin({ git: 'a' }).git?.count, 1)
    assert.is(statSync(path).mode & 0o777, 0o600)
    attempts.end()
    assert.not(existsSync(path))
    assert.equal(begun(folder, { git: 'a' }), ['git: 0'])
  })
})

test('what a pass did not try stays counted from start to start, and nothing is added', () => {
  inFolder((folder) => {
    for (const _ of [1, 2]) begun(folder, { git: 'a' })
    for (const _ of [1, 2, 3]) {
      const attempts = openAttempts(folder)
      assert.is(attempts.begin({ git: 'a' }).git?.count, 2)
      attempts.end(['git'])
    }
  })
})

test('a start that ends before its first pass forgets no crash', () => {
  inFolder((folder) => {
    begun(folder, { git: 'a' })
    openAttempts(folder).end()
    assert.equal(begun(folder, { git: 'a' }), ['git: 1'])
  })
})

test('what cannot be understood counts as nothing', () => {
  inFolder((folder, path) => {
    for (const text of [
      '',
      'null',
      '[]',
      '7',
      '{"git": 2}',
      '{"git": {"revision": "a", "count": "many", "isRunning": false}}',
      '{"git": {',
    ]) {
      writeFileSync(path, text)
      assert.equal(begun(folder, { git: 'a' }), ['git: 0'], text)
    }
  })
})

test.run()
