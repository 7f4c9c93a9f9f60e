import { chmodSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readKeyring } from '../../src/git/keyring.ts'
import { openLocal } from '../../src/git/local.ts'
import { verifyCommits } from '../../src/git/signatures.ts'
import type { Signer } from '../../src/model/commit.ts'
import { ConfigError, SourceError } from '../../src/model/errors.ts'
import { createFolder } from '../support/folder.ts'
import { withEnvironment } from '../support/process.ts'
import { createRepository, type RepositoryFixture } from '../support/repository.ts'
import { createPgpKey, createSshKey, forgeHead, signHead } from '../support/signing.ts'

const ada = createSshKey('ada@acme.example', 'namespaces="git"')
const mallory = createSshKey('mallory@acme.example')
const former = createSshKey('former@acme.example', 'valid-before="20200101"')

function verified(fixture: RepositoryFixture, commits: readonly string[], keys: readonly string[]) {
  return verifyCommits(openLocal(fixture.path), commits, readKeyring(keys))
}

test('G22: signed, unsigned, by another key, by an expired key, and on other content are told apart', async () => {
  const fixture = createRepository({ bare: true })
  const unsigned = fixture.commit()
  const commits: Record<string, string> = { unsigned }
  for (const [name, key] of Object.entries({ ada, mallory, former })) {
    fixture.commit({ files: { 'a.yaml': name } })
    commits[name] = signHead(fixture, key)
  }
  fixture.commit()
  signHead(fixture, ada)
  commits.forged = forgeHead(fixture)
  const temporary = createFolder()
  const found = await withEnvironment('TMPDIR', temporary, () =>
    verified(fixture, Object.values(commits), [`# who may\n${ada.trusted}\n`, former.trusted]),
  )
  const told = Object.fromEntries(Object.entries(commits).map(([name, hash]) => [name, found.get(hash)]))
  assert.equal(told, {
    unsigned: { type: 'unsigned' },
    ada: { type: 'verified', identity: 'ada@acme.example' },
    mallory: { type: 'untrusted' },
    former: { type: 'untrusted' },
    forged: { type: 'bad' },
  } satisfies Record<string, Signer>)
  assert.equal(readdirSync(temporary), [])
})

test('G22: an OpenPGP signature counts where its key is configured, and not otherwise', async () => {
  const grace = createPgpKey('Grace Hopper <grace@acme.example>')
  const fixture = createRepository({ bare: true })
  fixture.commit()
  const commit = signHead(fixture, grace)
  grace.close()
  const both = await verified(fixture, [commit], [grace.trusted, ada.trusted])
  assert.equal(both.get(commit), { type: 'verified', identity: 'Grace Hopper <grace@acme.example>' })
  assert.equal((await verified(fixture, [commit], [ada.trusted])).get(commit), { type: 'untrusted' })
})

test('what the repository itself configures does not decide who is trusted', async () => {
  const fixture = createRepository({ bare: true })
  fixture.commit()
  const commit = signHead(fixture, mallory)
  const folder = createFolder({ signers: mallory.trusted, yes: '#!/bin/sh\ntouch canary\n' })
  chmodSync(join(folder, 'yes'), 0o755)
  fixture.git('config', 'gpg.ssh.allowedSignersFile', join(folder, 'signers'))
  fixture.git('config', 'gpg.ssh.program', join(folder, 'yes'))
  assert.equal((await verified(fixture, [commit], [ada.trusted])).get(commit), { type: 'untrusted' })
  assert.not.ok(readdirSync('.').includes('canary'))
})

test('without the program that verifies, nothing is called signed or bad', async () => {
  const fixture = createRepository({ bare: true })
  const commit = fixture.commit()
  const error = await withEnvironment('PATH', createFolder(), () =>
    verified(fixture, [commit], [ada.trusted]).catch((error: unknown) => error),
  )
  assert.instance(error, SourceError)
  assert.is((error as SourceError).code, 'CannotVerify')
  assert.match((error as SourceError).message, /ssh-keygen was not found/)
})

test('keys that are none are refused with what would be right', () => {
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /no keys are named/],
    [['# nobody'], /no keys are named/],
    [[ada.trusted.replace(/^.*?ssh-/, 'ssh-')], /belongs to nobody/],
    [['ada@acme.example'], /is no key/],
    [['ada@acme.example ssh-ed25519 short'], /is no key/],
    [['-----BEGIN OPENSSH PRIVATE KEY-----'], /is no key/],
  ]
  for (const [keys, message] of wrong) {
    assert.throws(
      () => readKeyring(keys),
      (error: unknown) => error instanceof ConfigError && message.test(error.message),
      String(message),
    )
  }
})

test.run()
