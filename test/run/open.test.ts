import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Config, SourceConfig } from '../../src/config.ts'
import { SourceError } from '../../src/model/errors.ts'
import { openSource } from '../../src/run/open.ts'
import { createFolder } from '../support/folder.ts'
import { serveRepository } from '../support/gitserver.ts'
import { createRepository } from '../support/repository.ts'
import { userFile } from '../support/snapshot.ts'

test('the token of a source is read anew for each look, told before it is used, and missed in words', async () => {
  const fixture = createRepository({ bare: true })
  const commit = fixture.commit({ files: { 'orgs/a.yaml': userFile('acme', 'ada') } })
  const server = await serveRepository(fixture.gitDir, { password: 'hunter2' })
  const secretsDirectory = createFolder()
  const config: Config = {
    state: { path: createFolder(), init: false },
    secretsDirectory,
    sources: [],
    log: { level: 'info', format: 'json' },
    limits: { fileBytes: 1024, revisionBytes: 1024 * 1024 },
    convergeWithinMs: 1000,
    notifications: [],
    usage: { allowedHosts: new Set(), schedule: { type: 'interval', ms: 1000 } },
    rateLimit: { perSecond: 50, burst: 200 },
  }
  const source: SourceConfig = {
    name: 'people',
    privileged: false,
    prune: true,
    schedule: { type: 'interval', ms: 1000 },
    from: {
      type: 'git',
      url: server.url,
      revision: { type: 'branch', name: 'main' },
      path: 'orgs',
      timeoutMs: 20_000,
      auth: { type: 'token', username: 'reader', token: { type: 'file', path: 'token' } },
      verify: { mode: 'off', keys: [] },
      allowLocal: false,
    },
  }
  const told: string[] = []
  const opened = openSource(source, { config, environment: {}, onSecret: (secret) => told.push(secret.reveal()) })
  try {
    const missing = await opened.fetch().catch((error: unknown) => error)
    assert.instance(missing, SourceError)
    assert.is((missing as SourceError).code, 'AuthenticationFailed')
    writeFileSync(join(secretsDirectory, 'token'), 'guess\n', { mode: 0o600 })
    const refused = await opened.fetch().catch((error: unknown) => error)
    assert.is((refused as SourceError).code, 'AuthenticationFailed')
    writeFileSync(join(secretsDirectory, 'token'), 'hunter2\n', { mode: 0o600 })
    assert.is((await opened.fetch()).revision, commit)
    assert.is(await opened.poll?.(), commit)
    assert.equal([...new Set(told)], ['guess', 'hunter2'])
  } finally {
    await server.close()
  }
})

test.run()
