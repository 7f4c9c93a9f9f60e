import { systemClock } from '../../lib/clock.ts'
import { ConfigError, SourceError } from '../../model/errors.ts'
import { defaultSpan } from '../../usage/buckets.ts'
import type { Span } from '../../usage/calendar.ts'
import type { Consumption } from '../../usage/consumption.ts'
import type { ResourceCounts } from '../../usage/resources.ts'
import { oneOf } from '../inputs.ts'
import type { Heading } from '../usage/answer.ts'
import type { ConsumptionFacts } from '../usage/consumption.ts'
import type { Bounded, UsageFacts } from '../usage/facts.ts'
import { bucketsOf, type UsageOptions } from '../usage/options.ts'
import type { ResourceFacts } from '../usage/resources.ts'
import { foreign } from './body.ts'
import { type Answered, allOf, type Query, type Server } from './client.ts'

/** What a server tells of organizations, and of which revision and instant the first answer was. */
export interface Facts<T> {
  readonly facts: readonly T[]
  readonly heading: Heading
}

/** Throws `ConfigError` where an option is given that is known of a state folder alone. */
export function checkRemote({ at, seq, group }: UsageOptions): void {
  const given = { '--at': at, '--seq': seq, '--group': group }
  const [name] = Object.entries(given).flatMap(([option, value]) => (value === undefined ? [] : [option]))
  if (name === undefined) return
  const help = name === '--group' ? 'ask about its organizations' : 'name dates with --from and --to'
  throw new ConfigError(`${name} is not asked of a server`, `${help}, or a state folder with --state`)
}

/** How much of each metric organizations used, each as its own answer says; of all that are shown where none is named. */
export function usageOn(server: Server, name: string | undefined, options: UsageOptions): Promise<Facts<UsageFacts>> {
  const { from, to, interval, metric, objectType, byProject } = options
  const query: Query = {
    start_date: from,
    end_date: to,
    interval,
    metric,
    object_type: objectType,
    ...(byProject === true ? { group_by: 'project' } : {}),
  }
  const step = oneOf(interval ?? 'month', ['day', 'month'] as const, '--interval')
  return ofEach(server, name, async (one) => {
    const buckets = bucketsOf(options, step, await standardOn(server, one, options))
    const told = await allOf<Bounded>(server, `${pathOf(one)}/usage`, query, false)
    const series = told.value
    if (!series.every(({ usage }) => Array.isArray(usage))) throw foreign(server.base)
    return { ...told, value: { subject: { type: 'organization', name: one }, buckets, series } }
  })
}

/** How many objects organizations have now; a server does not say how many they may have. */
export function resourcesOn(server: Server, name: string | undefined): Promise<Facts<ResourceFacts>> {
  return ofEach(server, name, async (one) => {
    const told = await server.ask<ResourceCounts>(`${pathOf(one)}/resources`)
    return { ...told, value: { name: one, counts: told.value, limits: {} } }
  })
}

/** What organizations consumed by calendar month. */
export function consumptionOn(
  server: Server,
  name: string | undefined,
  { month, from, to }: UsageOptions,
): Promise<Facts<ConsumptionFacts>> {
  return ofEach(server, name, async (one) => {
    const told = await allOf<Consumption & { readonly organization?: string }>(
      server,
      `${pathOf(one)}/consumption`,
      { month, from, to },
      false,
    )
    return { ...told, value: { name: one, months: told.value.map(({ organization: _, ...rest }) => rest) } }
  })
}

async function ofEach<T>(
  server: Server,
  name: string | undefined,
  tell: (name: string) => Promise<Answered<T>>,
): Promise<Facts<T>> {
  const names = name === undefined ? await organizationsOn(server) : undefined
  const facts: T[] = []
  let first: Answered<unknown> | undefined = names
  for (const one of names?.value ?? [name ?? '']) {
    const told = await tell(one)
    first ??= told
    facts.push(told.value)
  }
  return { facts, heading: { state: { head: { seq: first?.seq ?? 0 } }, instant: first?.instant ?? '' } }
}

async function organizationsOn(server: Server): Promise<Answered<readonly string[]>> {
  const told = await allOf<{ readonly name?: unknown }>(server, '/organizations', { fields: 'name' }, true)
  const names = told.value.map(({ name }) => name).filter((name) => typeof name === 'string')
  return { ...told, value: names }
}

function pathOf(organization: string): string {
  return `/organizations/${encodeURIComponent(organization)}`
}

type Period = NonNullable<Parameters<typeof defaultSpan>[0]>

/** The time of an organization where no dates are named, as of an instant; it is not asked where both are. */
async function standardOn(server: Server, organization: string, { from, to }: UsageOptions): Promise<Span> {
  if (from !== undefined && to !== undefined) return { from: 0, until: 1 }
  try {
    const { value, instant } = await server.ask<Period>(`${pathOf(organization)}/subscription`)
    return defaultSpan(value, instant)
  } catch (error) {
    if (!(error instanceof SourceError) || error.code !== 'NotThere') throw error
    return defaultSpan(undefined, systemClock.now())
  }
}
