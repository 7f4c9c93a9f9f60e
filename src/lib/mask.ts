/** Hides secrets in values, in whatever form they stand there. */
export interface Mask {
  readonly isEmpty: boolean
  hide(secret: string): void
  /** A JSON value, with `***` where a secret stood: in its texts, its names and its numbers. */
  value(value: unknown): unknown
}

const SHOWN = '***'
/** A shorter secret is part of many innocent words: it is hidden only where it stands as a word of its own. */
const SHORTEST_PART = 6

/** Begins with nothing to hide. */
export function createMask(): Mask {
  const secrets = new Set<string>()
  let parts: readonly string[] = []
  let words: readonly RegExp[] = []
  const text = (shown: string): string => {
    let next = shown
    for (const part of parts) next = next.replaceAll(part, SHOWN)
    for (const word of words) next = next.replace(word, SHOWN)
    return next
  }
  const value = (given: unknown): unknown => {
    if (typeof given === 'string') return text(given)
    if (Array.isArray(given)) return given.map(value)
    if (typeof given === 'object' && given !== null)
      return Object.fromEntries(Object.entries(given).map(([name, one]) => [text(name), value(one)]))
    const plain = String(given)
    return given === null || text(plain) === plain ? given : SHOWN
  }
  return {
    get isEmpty() {
      return secrets.size === 0
    },
    hide(secret) {
      if (secret === '') return
      secrets.add(secret)
      const forms = [...new Set([...secrets].flatMap(formsOf))]
      // A secret that contains another one goes first: what is left of it would be told otherwise.
      parts = forms.filter(({ length }) => length >= SHORTEST_PART).sort((left, right) => right.length - left.length)
      words = forms.filter(({ length }) => length < SHORTEST_PART).map(asWord)
    },
    value,
  }
}

/** How a secret is written: as it is, without the spaces around it, quoted in JSON, in a URL, and in base64. */
function formsOf(secret: string): readonly string[] {
  const bare = secret.trim()
  const written = bare === '' || bare === secret ? [secret] : [secret, bare]
  return written.flatMap((one) => {
    const quoted = JSON.stringify(one).slice(1, -1)
    const url = encodeURIComponent(one.toWellFormed())
    const lower = url.replace(/%../g, (code) => code.toLowerCase())
    return [one, quoted, JSON.stringify(quoted).slice(1, -1), url, lower, ...base64Of(one)]
  })
}

/** In base64, alone or behind other bytes (`user:secret`): there only the part is known that no neighbour has a share in. */
function base64Of(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  const whole = bytes.toString('base64').replace(/=+$/, '')
  const shifted = [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    const known = text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
    return known.length < SHORTEST_PART ? [] : [known]
  })
  return [whole, ...shifted].flatMap((one) => [one, one.replaceAll('+', '-').replaceAll('/', '_')])
}

function asWord(secret: string): RegExp {
  const plain = secret.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
  return new RegExp(`(?<![\\p{L}\\p{N}])${plain}(?![\\p{L}\\p{N}])`, 'gu')
}
