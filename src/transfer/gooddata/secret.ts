import { soundsSecret } from '../../desired/laws/sounding.ts'
import { isPlaceholder } from '../../lib/tokens.ts'
import type { Json } from '../../model/resource.ts'
import { problemAt } from '../reading/problem.ts'
import { below, contentOf, type Reading, type Spot } from '../reading/reading.ts'

/**
 * Yields a problem for each field that holds a secret, at any depth: GoodData leaves them out of what it tells, so one that is
 * there was put in by hand. A field that only stands for one (`<secret>`, empty) says nothing.
 */
export function* secretsAt(spot: Spot): Reading<void> {
  const value = contentOf(spot)
  if (typeof value !== 'object') return
  for (const [name, inner] of Object.entries(value) as [string, Json][]) {
    const at = below(spot, name)
    if (typeof inner !== 'string') yield* secretsAt(at)
    else if (isSecretField(name) && !isPlaceholder(inner)) {
      yield problemAt(at, {
        code: 'SecretInline',
        message: `\`${name}\` holds a secret, which no declaration does`,
        help: 'take it out, rotate it, and name where it is kept in the file of --credentials',
      })
    }
  }
}

/** Whether a field of a layout is one for a secret. */
export function isSecretField(name: string): boolean {
  return soundsSecret(name) || name === 'samlMetadata'
}
