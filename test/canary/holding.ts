import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ENCODINGS, leaks } from './scanner.ts'
import type { World } from './surfaces.ts'

/** Words that are no secret, by the way out on which they have to be seen: whoever looks in the wrong place finds no secret either. */
export type Seen = Readonly<Record<string, readonly string[]>>

/** What is not seen where it should be, as `<surface>: <word>`, and ways out of which only one of both knows. */
export function missing(surfaces: World['surfaces'], seen: Seen): readonly string[] {
  const unknown = [...surfaces.keys()].filter((surface) => !(surface in seen))
  const lacking = Object.entries(seen).flatMap(([surface, words]) => {
    const content = surfaces.get(surface)
    return content === undefined
      ? [surface]
      : words.filter((word) => !content.includes(word)).map((word) => `${surface}: ${word}`)
  })
  return [...unknown, ...lacking].sort()
}

/** Declares what is held of every world: nothing leaks, every way out is looked at, and a leak on any of them would be found. */
export function holdWorld(name: string, { canaries, surfaces }: World, seen: Seen): void {
  test(`${name}: no secret leaves the program, in no encoding, on no way`, () => {
    assert.equal(leaks(surfaces, canaries), [])
  })

  test(`${name}: every way out is looked at: what is no secret is seen on each`, () => {
    assert.equal(missing(surfaces, seen), [])
  })

  test(`${name}: one deliberate leak is found on each way, in each encoding`, () => {
    for (const [at, [surface, content]] of [...surfaces].entries()) {
      const { what, value } = canaries[at % canaries.length] ?? { what: '', value: '' }
      for (const [encoding, forms] of Object.entries(ENCODINGS)) {
        const middle = Math.floor(content.length / 2)
        const leak = Buffer.from(forms(value)[0] ?? '')
        const leaking = Buffer.concat([content.subarray(0, middle), leak, content.subarray(middle)])
        const found = leaks(new Map([[surface, leaking]]), [{ what, value }])
        assert.ok(found.includes(`${surface}: ${what} as ${encoding}`), `${encoding} on ${surface}`)
      }
    }
  })
}
