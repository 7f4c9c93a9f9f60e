import { Secret } from '../../src/lib/secret.ts'
import type { Metering, UsageSource } from '../../src/meters/source.ts'
import { SourceError } from '../../src/model/errors.ts'
import type { UsageSourceSpec } from '../../src/model/kinds.generated.ts'

/** A usage source of a test. */
export function sourceOf(spec: Partial<UsageSourceSpec>): UsageSource {
  return { name: 'meter', spec: { type: 'http', metric: 'calls', ...spec } }
}

/** What reading works with in a test: `acme` and `globex` are stored, the secret of the variable TOKEN is `t0ken`. */
export function meteringOf(more: Partial<Metering> = {}): Metering {
  const now = '2026-11-22T12:34:56.000Z'
  return {
    allowedHosts: new Set(),
    resolve: async ({ env }) =>
      env === 'TOKEN' ? new Secret('t0ken') : { message: 'the variable OTHER is not set', help: 'set it' },
    fetch,
    organizationOf: (text) => (['acme', 'globex'].includes(text) ? text : undefined),
    window: { from: Date.parse('2026-11-22T00:00:00Z'), until: Date.parse(now) },
    signal: new AbortController().signal,
    now,
    ...more,
  }
}

/** The failure with which something ends: its code and its words. */
export async function failureOf(work: Promise<unknown>): Promise<{ readonly code: string; readonly text: string }> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    return { code: error.code, text: `${error.message}; ${error.help}` }
  }
  throw new Error('it did not fail')
}
