import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { UsageConfig } from '../../src/config.ts'
import type { Status, UsageSourceStatus } from '../../src/model/status.ts'
import { openSamples } from '../../src/store/samples.ts'
import { type Running, running } from '../support/controller.ts'
import { createFolder } from '../support/folder.ts'
import { type ReceiverServer, startReceiver } from '../support/receiver.ts'
import { until } from '../support/running.ts'
import { validOutput } from '../support/schema.ts'
import { ran } from '../support/terminal.ts'

const NEVER = { type: 'interval', ms: 24 * 60 * 60 * 1000 } as const
const ACME = `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme
  users: [{name: ada, email: ada@acme.example, admin: true}, {name: bob, email: bob@acme.example}]
`

function meter(name: string, spec: string): string {
  return `---\napiVersion: charter.sh/v1alpha1\nkind: UsageSource\nmetadata: {name: ${name}}\nspec: {metric: calls, ${spec}}\n`
}

interface Session {
  readonly one: Running
  readonly server: ReceiverServer
  readonly declare: (meters: string) => Promise<Status>
  readonly write: (text: string) => void
  readonly source: (name: string) => UsageSourceStatus | undefined
  readonly samples: () => Promise<readonly string[]>
}

/** A program on one organization and a few usage sources, with a server and a file that they may be read from. */
async function measuring(
  meters: (url: string) => string,
  work: (session: Session) => Promise<void>,
  more: Partial<UsageConfig> = {},
): Promise<void> {
  const server = await startReceiver()
  const folder = createFolder({ 'files/usage.ndjson': '', 'orgs/acme.yaml': ACME })
  const declare = (text: string) => writeFileSync(join(folder, 'orgs/meters.yaml'), text)
  declare(meters(server.url))
  const usage = {
    directory: join(folder, 'files'),
    allowedHosts: new Set([new URL(server.url).host]),
    schedule: NEVER,
    ...more,
  }
  try {
    await running(
      [{ name: 'people', folder: join(folder, 'orgs') }],
      (one) =>
        work({
          one,
          server,
          declare: async (text) => {
            declare(text)
            return one.pass()
          },
          write: (text) => appendFileSync(join(folder, 'files/usage.ndjson'), text),
          source: (name) => one.status().usage?.sources.find((source) => source.name === name),
          async samples() {
            const found = await openSamples({ folder: one.state }).read()
            return found
              .filter(({ source }) => source !== 'charter')
              .map(
                ({ source, organization, start, value }) => `${source} ${organization} ${start.slice(0, 10)} ${value}`,
              )
          },
        }),
      { usage },
    )
  } finally {
    await server.close()
  }
}

const record = (day: string, value: number, organization = 'acme') =>
  `${JSON.stringify({ organization, start: day, value })}\n`
const messages = ({ log }: Running) => log.map(({ msg }) => msg)

test('organizations are counted at the start and at each apply', async () => {
  await measuring(
    () => '',
    async ({ one, declare }) => {
      const users = async () =>
        (await openSamples({ folder: one.state }).read())
          .filter(({ metric }) => metric === 'users')
          .map(({ value }) => value)
      await until('the first count', async () => (await users()).length === 1)
      await declare(
        '---\napiVersion: charter.sh/v1alpha1\nkind: User\nmetadata: {namespace: acme, name: cyd}\nspec: {email: cyd@acme.example}\n',
      )
      await until('the count after it was applied', async () => (await users()).length === 2)
      assert.equal(await users(), [2, 3])
      await one.pass()
      assert.equal(await users(), [2, 3])
      assert.ok(one.status().usage?.countedAt !== undefined)
    },
  )
})

test('usage sources are read beside the passes, and the status says what came of it', async () => {
  const meters = (url: string) =>
    meter('file', 'type: file, path: usage.ndjson') +
    meter('web', `type: http, url: "${url}/usage", format: csv, authSecretRef: {env: METER}`) +
    meter('away', 'type: http, url: "https://away.example/usage"') +
    meter('charter', 'type: file, path: usage.ndjson') +
    meter('late', 'type: file, path: usage.ndjson, schedule: "99 * * * *"')
  await measuring(meters, async ({ one, server, source, samples, write }) => {
    await until(
      'every source is tried',
      () => one.status().usage?.sources.every(({ readAt, trouble }) => readAt ?? trouble) ?? false,
    )
    assert.equal(
      one.status().usage?.sources.map(({ name, samples: count, trouble }) => [name, count, trouble?.code]),
      [
        ['away', undefined, 'HostNotAllowed'],
        ['charter', undefined, 'MeterMisused'],
        ['file', 0, undefined],
        ['late', undefined, 'MeterMisused'],
        ['web', undefined, 'SecretUnresolved'],
      ],
    )
    assert.is(server.calls.length, 0)
    assert.match(source('late')?.trouble?.message ?? '', /no cron expression: the minute is wrong/)
    const said = await ran(['status', '--state', one.state])
    assert.is(said.code, 3)
    assert.match(said.out, /^away +calls +- +in \d+ s +- +HostNotAllowed: the host `away.example` is not allowed/m)
    assert.match(said.out, /^file +calls +\d+ s ago +in \d+ h +0 +Ready$/m)
    validOutput('status', (await ran(['status', '--state', one.state, '-o', 'json'])).out)
    write(record('2026-01-05', 5))
    assert.equal(await samples(), [])
  })
})

test('a source is read again on its schedule, counts nothing twice, and tells what is not kept', async () => {
  const meters = () => meter('file', 'type: file, path: usage.ndjson')
  const often = { schedule: { type: 'interval', ms: 30 } as const }
  const work = async ({ one, source, samples, write }: Session) => {
    write(record('2026-01-05', 5) + record('2026-01-06', 6))
    await until('both records', async () => (await samples()).length === 2)
    write(`${record('2026-01-05', 7)}no record\n${record('2026-01-05', 1, 'nobody')}`)
    await until('the changed record', async () => (await samples()).includes('file acme 2026-01-05 7'))
    assert.equal(await samples(), ['file acme 2026-01-05 7', 'file acme 2026-01-06 6'])
    await until('the status', () => source('file')?.unknown.count === 1)
    assert.equal(source('file')?.faults, {
      count: 2,
      first: ['line 3: says again what line 1 says; the last one counts', 'line 4: is no record'],
    })
    const readAt = source('file')?.readAt
    await until('another reading', () => source('file')?.readAt !== readAt)
    const lines = () => readFileSync(join(one.state, 'usage/2026-01.ndjson'), 'utf8').split('\n').length
    const before = lines()
    const again = source('file')?.readAt
    await until('yet another reading', () => source('file')?.readAt !== again)
    assert.is(lines(), before)
    assert.is(messages(one).filter((message) => message === 'usage source says what cannot be taken').length, 1)
    assert.is(messages(one).filter((message) => /names organizations that are not stored/.test(`${message}`)).length, 1)
    const said = await ran(['status', '--state', one.state])
    assert.match(said.out, /1 organization is not stored \(nobody\); 2 records are not taken \(line 3: says again/)
  }
  await measuring(meters, work, often)
})

test('a source that fails is tried again less and less often, and delays nobody', async () => {
  const meters = (url: string) =>
    meter('broken', `type: http, url: "${url}/usage"`) + meter('file', 'type: file, path: usage.ndjson')
  const often = { schedule: { type: 'interval', ms: 20 } as const }
  const work = async ({ one, server, source, write, samples }: Session) => {
    server.replies.push(...Array.from({ length: 4 }, () => 500))
    await until('three failures', () => (source('broken')?.trouble?.attempts ?? 0) >= 3)
    write(record('2026-01-05', 5))
    await until('the other source', async () => (await samples()).length === 1)
    // A first reading may have been well, so that the time of one says nothing.
    await until('the end of the trouble', () => messages(one).includes('usage source can be read again'))
    assert.equal([source('broken')?.trouble, typeof source('broken')?.readAt], [undefined, 'string'])
    assert.is(messages(one).filter((message) => message === 'usage source cannot be read').length, 1)
    assert.is(messages(one).filter((message) => message === 'usage source can be read again').length, 1)
  }
  await measuring(meters, work, often)
})

test('a source that is declared anew is read anew, and one that is gone is left', async () => {
  const meters = (url: string) => meter('web', `type: http, url: "${url}/a"`)
  await measuring(meters, async ({ one, server, declare, source }) => {
    await server.arrived(1)
    await one.pass()
    assert.is(server.calls.length, 1)
    await declare(meter('web', `type: http, url: "${server.url}/b"`))
    await server.arrived(2)
    assert.equal(
      server.calls.map(({ path }) => path),
      ['/a', '/b'],
    )
    await declare(meter('other', `type: http, url: "${server.url}/c"`))
    await server.arrived(3)
    assert.is(source('web'), undefined)
  })
})

test('a source that hangs is left once it is declared anew', async () => {
  const meters = (url: string) => meter('web', `type: http, url: "${url}/a"`)
  await measuring(meters, async ({ server, declare, source }) => {
    await server.arrived(1)
    server.replies.push(() => undefined)
    await declare(meter('web', `type: http, url: "${server.url}/hang"`))
    await server.arrived(2)
    await declare(meter('web', `type: http, url: "${server.url}/b"`))
    await until('the reading', () => source('web')?.readAt !== undefined)
    assert.equal(
      server.calls.map(({ path }) => path),
      ['/a', '/hang', '/b'],
    )
  })
})

test('a server that never answers keeps neither a pass nor the end waiting', async () => {
  const meters = (url: string) => meter('web', `type: http, url: "${url}/a"`)
  let stoppedMs = 0
  await measuring(meters, async ({ one, server, declare }) => {
    // The first reading would wait for ever in place of the one that is meant.
    await server.arrived(1)
    server.replies.push(() => undefined)
    await declare(meter('web', `type: http, url: "${server.url}/hang"`))
    await server.arrived(2)
    const from = performance.now()
    await one.pass()
    await one.stop()
    stoppedMs = performance.now() - from
  })
  assert.ok(stoppedMs < 10_000, `${stoppedMs} ms`)
})

test('where samples cannot be written the status says so, and passes go on', async () => {
  const often = { schedule: { type: 'interval', ms: 20 } as const }
  const work = async ({ one, declare }: Session) => {
    await until('the first count', () => one.status().usage?.countedAt !== undefined)
    rmSync(join(one.state, 'usage'), { recursive: true, force: true })
    writeFileSync(join(one.state, 'usage'), '')
    const status = await declare(
      '---\napiVersion: charter.sh/v1alpha1\nkind: User\nmetadata: {namespace: acme, name: cyd}\nspec: {email: cyd@acme.example}\n',
    )
    assert.is(status.units.find(({ unit }) => unit === 'organization/acme')?.result, 'applied')
    await until('the trouble', () => one.status().usage?.trouble?.code === 'StateForeign')
    const said = await ran(['status', '--state', one.state])
    assert.match(said.out, /^usage cannot be counted: StateForeign: /m)
    rmSync(join(one.state, 'usage'))
    await until('the end of the trouble', () => one.status().usage?.trouble === undefined)
  }
  await measuring(() => '', work, often)
})

test.run()
