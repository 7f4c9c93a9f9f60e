import type { Config } from '../config.ts'
import type { Log } from '../lib/log.ts'
import { type Keeping, openKeeping } from '../pass/keeping.ts'

/** What a program remembers of secrets, and where its configuration says that they are. Throws `StoreError`. */
export function keepingFor(
  { state, secretsDirectory }: Pick<Config, 'state' | 'secretsDirectory'>,
  { environment, log }: { readonly environment: Readonly<Record<string, string | undefined>>; readonly log: Log },
): Keeping {
  return openKeeping({
    folder: state.path,
    settings: { directory: secretsDirectory, environment },
    onNotice: (detail) => log.warn('secrets', { detail }),
  })
}
